"""Labels of structured abstracts: alone on their lines, with a colon, glued to their text; and what is none."""

from __future__ import annotations

import pytest
from gliomine.document import Section
from gliomine.pages.abstract_parts import find_parts, labels_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Background\nWe saw.\nMethods\nWe did.", [("Background", "We saw."), ("Methods", "We did.")]),
        ("Background: We saw. Methods: We did.", [("Background", "We saw."), ("Methods", "We did.")]),
        (
            "BACKGROUND: We saw. FEN WALKS: We went. METHODS: We did.",
            [("BACKGROUND", "We saw."), ("FEN WALKS", "We went."), ("METHODS", "We did.")],
        ),
        (
            "Background: We saw. Fen walks: We went. Methods: We did.",
            [("Background", "We saw. Fen walks: We went."), ("Methods", "We did.")],
        ),
        (
            "Background\nWe saw.\nFen walks\nWe went.\nMethods\nWe did.",
            [("Background", "We saw."), ("Fen walks", "We went."), ("Methods", "We did.")],
        ),
        (
            "Background\nWe saw\nFen walks\nWe went.\nMethods\nWe did.",
            [("Background", "We saw\nFen walks\nWe went."), ("Methods", "We did.")],
        ),
        (
            "Background:\nWe saw.\nFen walks\nWe went.\nMethods:\nWe did.",
            [("Background", "We saw.\nFen walks\nWe went."), ("Methods", "We did.")],
        ),
        ("We saw. Methods: We did.", []),
        ("Methods: We did.", [("Methods", "We did.")]),
        ("We saw.\nMethods\nWe did.", []),
        ("BackgroundWe saw.MethodsWe did.", [("Background", "We saw."), ("Methods", "We did.")]),
        ("Background We saw. Methods We did.", [("Background", "We saw."), ("Methods", "We did.")]),
        ("Background. We saw. Methods. We did.", [("Background", "We saw."), ("Methods", "We did.")]),
        ("We saw. BackgroundWe went. MethodsWe did.", []),
        ("BACKGROUND We saw. Methods We did.", []),
        ("METHODS A group. RESULTS Nine.", [("METHODS", "A group."), ("RESULTS", "Nine.")]),
        ("METHODSA group. RESULTSNine.", [("METHODS", "A group."), ("RESULTS", "Nine.")]),
        ("Background: We saw methods: we did.", [("Background", "We saw methods: we did.")]),
        (
            "Background: We saw.\nmethods: no. Results: nine",
            [("Background", "We saw.\nmethods: no."), ("Results", "nine")],
        ),
        ("In brief: no. Background: We saw. Methods: We did.", [("Background", "We saw."), ("Methods", "We did.")]),
        (
            "Background: We saw.\nTo wrap\nMethods: We did.\nFunding: x",
            [("Background", "We saw.\nTo wrap"), ("Methods", "We did."), ("Funding", "x")],
        ),
        ("Background: a.\nOdd Label: b.\nMethods: c.", [("Background", "a."), ("Odd Label", "b."), ("Methods", "c.")]),
        (
            "Background: a.\nand\nOdd Label: b.\nMethods: c.",
            [("Background", "a.\nand\nOdd Label: b."), ("Methods", "c.")],
        ),
        ("Methods\n", []),
        ("Background\nMethods\nWe did.", [("Methods", "We did.")]),
    ],
)
def test_the_parts_of_an_abstract(text: str, parts: list[tuple[str, str]]) -> None:
    found = find_parts(f"before {text} behind", 7, 7 + len(text))
    shown = f"before {text}"
    assert [(part.label, shown[part.start : part.end]) for part in found] == parts
    assert all(shown[part.label_start : part.label_end].rstrip(": ") == part.label for part in found)


def test_labels_that_the_text_shows_of_given_parts() -> None:
    text = "x. Aim: one two.\nMethods and\xa0findings : three. Results four."
    parts = {"Aim": "one two.", "Methods and findings": "three.", "Outcome": "four."}
    given = [
        Section(text.index(part), text.index(part) + len(part), "abstract", parent="abstract", label=label)
        for label, part in parts.items()
    ]
    whole = Section(0, len(text), "abstract")
    found = labels_of(text, [whole, *given])
    assert [(item.label, text[item.start : item.end], text[item.part_start : item.part_end]) for item in found] == [
        ("Aim", "Aim", "one two."),
        ("Methods and findings", "Methods and\xa0findings", "three."),
    ]
    # Parts of something else hide no labels of the abstract.
    other = Section(3, 6, "body", parent="body", label="Aim")
    plain = "Aim: one two. Methods: three."
    (first, second) = labels_of(plain, [Section(0, len(plain), "abstract"), other])
    assert [(first.label, first.part_end), (second.label, second.start)] == [("Aim", 13), ("Methods", 14)]
    assert labels_of(plain, [Section(0, len(plain), "body")]) == ()
