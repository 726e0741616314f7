"""Where sentences end, by kind, with near misses; and which line breaks end one."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from gliomine.config import Config
from gliomine.document import Document
from gliomine.pages.stages import sections
from gliomine.pages.units import unit_starts
from gliomine.sentences.split import split_sentences
from gliomine.sentences.stage import build

_EXAMPLES = [
    line
    for line in (Path(__file__).parent / "boundaries.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("marked", _EXAMPLES)
def test_sentences_end_where_the_example_says(marked: str) -> None:
    expected = [part.strip() for part in marked.split("‖")]
    text = marked.replace(" ‖ ", " ").replace("‖", "")
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == expected


def units(text: str) -> list[str]:
    places = [0, *unit_starts(text, 0, len(text)), len(text)]
    return [text[low:high].strip() for low, high in pairwise(places)]


def sentences(text: str, *, layout: str = "abstract") -> list[str]:
    (document,) = sections(Config())([Document("a", text, layout=layout)])
    (document,) = build(Config())([document])
    return [item.text for item in document.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- seeds were washed\n- plants were fed", ["- seeds were washed", "- plants were fed"]),
        ("1) Seeds were washed\n2) Plants were fed", ["1) Seeds were washed", "2) Plants were fed"]),
        ("a) Seeds were washed\nb) Plants were fed", ["a) Seeds were washed", "b) Plants were fed"]),
        ("root\nshoot\nleaf bud", ["root", "shoot", "leaf bud"]),
        (
            "Fate of roots\nPlants were fed and watered. They grew.",
            ["Fate of roots", "Plants were fed and watered. They grew."],
        ),
        ("3.1. Plant growth\nPlants were watered.", ["3.1. Plant growth", "Plants were watered."]),
    ],
)
def test_headings_and_items_are_units(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The roots of\nArabidopsis plants were fed with water. They grew.",  # a small word goes on
        "We grew many young plants of the\nthale cress in pots. They all grew well.",
        "Growth needs auxin-\nBinding proteins of the plant and more.",
        "There were 12 of 30 plants in group\n2. They died of drought, as others had.",
    ],
)
def test_wrapped_lines_are_no_units(text: str) -> None:
    assert unit_starts(text, 0, len(text)) == []


def test_prose_wrapped_at_any_width_has_no_units() -> None:
    prose = (
        "Plants of Arabidopsis thaliana Col-0 were grown in Levington compost under LED light. In Experiment 2, RNA of "
        "Nicotiana benthamiana was read with an Illumina HiSeq; DNA came from Qiagen kits as the Methods of Lee say."
    )
    for width in range(40, 100, 7):
        assert unit_starts("\n".join(textwrap.wrap(prose, width)), 0, len(prose)) == []


def test_headings_alone_on_a_line_are_left_out_of_an_abstract() -> None:
    text = "Roots\n1. Introduction\nRoots grow.\n2. Materials and Methods\nPlants were fed.\n3. Results\nAll grew."
    assert sentences(text) == ["Roots", "Roots grow.", "Plants were fed.", "All grew."]


def test_labels_of_running_text_are_no_part_of_sentences() -> None:
    text = "Roots and shoots\nBackground: Roots grow. Methods: Plants were fed. Results: They grew."
    assert sentences(text) == ["Roots and shoots", "Roots grow.", "Plants were fed.", "They grew."]
    body = "BACKGROUND: Roots grow. METHODS: Plants were fed. RESULTS: They grew."
    assert sentences(body) == ["Roots grow.", "Plants were fed.", "They grew."]


def test_a_colon_in_prose_is_no_label() -> None:
    text = "Roots and shoots\nTwo things matter: water and light. Results: none."
    assert sentences(text)[1:] == ["Two things matter: water and light.", "Results: none."]
