"""Headings at the start of the first line of their text, and parts that are not read and begin so."""

from __future__ import annotations

import pytest
from gliomine.readers.pdf_glyphs import Type
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_types import find_types
from gliomine.readers.pdf_zones import Zones

BODY, BOLD, ITALIC = (Type(10.0, "Roman", *style) for style in ((False, False), (True, False), (False, True)))
LARGE = Type(12.0, "Roman", True, False)
END = "Cells were kept in a warm place for nine days."


def line(text: str, y: float, kind: Type = BODY, *, lead: str = "", lead_type: Type | None = None) -> TextLine:
    letters = len("".join(lead.split()))
    return TextLine(0, 60.0, 300.0, y, kind, text, letters, lead_type or kind, 0, False)


def read(shown: str, *, lead: str, lead_type: Type, before: str = END) -> list[tuple[str, str, int, str]]:
    """Return what follows the last main heading of a page: kind, label, level and text of each part."""
    lines = [line("Introduction", 740.0, LARGE), *(line(END, 728.0 - 12 * at) for at in range(9))]
    lines += [line("Methods", 600.0, LARGE), line(before, 588.0), line(shown, 576.0, lead=lead, lead_type=lead_type)]
    lines += [line(END, 564.0 - 12 * at) for at in range(3)]
    blocks = Zones(lines, find_types(lines), []).blocks()
    # Whatever a line opens, it is in some part, and in the order of the page.
    assert list(dict.fromkeys(one.y for block in blocks for one in block.lines)) == [one.y for one in lines]
    place = max(at for at, block in enumerate(blocks) if block.kind == "heading" and block.lines[0].text == "Methods")
    return [(one.kind, one.label, one.level, one.lines[0].text[one.cut :].strip()) for one in blocks[place + 1 :]]


@pytest.mark.parametrize(
    ("shown", "lead", "lead_type", "before", "heading"),
    [
        ("Dishes. We had nine.", "Dishes.", BOLD, END, ("Dishes", 3, "We had nine.")),
        ("Dishes: we had nine.", "Dishes:", BOLD, END, ("Dishes", 3, "we had nine.")),
        ("2.1. Dishes. We had nine.", "2.1. Dishes.", ITALIC, END, ("2.1. Dishes", 3, "We had nine.")),
        ("2.1.1.2. Dishes. We had nine.", "2.1.1.2. Dishes.", BOLD, END, ("2.1.1.2. Dishes", 4, "We had nine.")),
        # In italics without a number, without a mark, in small letters, or within a sentence it is text.
        ("Dishes. We had nine.", "Dishes.", ITALIC, END, None),
        ("Dishes we had nine.", "Dishes", BOLD, END, None),
        ("dishes. We had nine.", "dishes.", BOLD, END, None),
        ("(Dishes). We had nine.", "(Dishes).", BOLD, END, None),
        ("Dishes. We had nine.", "Dishes.", BOLD, "Cells were kept in the", None),
        ("D" + "i" * 88 + ". We had nine.", "D" + "i" * 88 + ".", BOLD, END, ("D" + "i" * 88, 3, "We had nine.")),
        ("D" + "i" * 92 + ". We had nine.", "D" + "i" * 92 + ".", BOLD, END, None),
    ],
)
def test_a_heading_at_the_start_of_its_text(
    shown: str, lead: str, lead_type: Type, before: str, heading: tuple[str, int, str] | None
) -> None:
    found = read(shown, lead=lead, lead_type=lead_type, before=before)
    if heading is None:
        assert [kind for kind, *_ in found] == ["text"]
    else:
        name, level, text = heading
        assert [(kind, label, depth) for kind, label, depth, _ in found] == [
            ("text", "", 0), ("heading", "", level), ("text", "", 0),
        ]  # fmt: skip
        assert found[1][3].rstrip(".:") == name
        assert found[2][3] == text


@pytest.mark.parametrize(
    ("shown", "lead", "lead_type", "part"),
    [
        ("Funding: The fen paid.", "Funding:", BOLD, ("funders", "The fen paid.")),
        ("Funding The fen paid.", "Funding", BOLD, ("funders", "The fen paid.")),
        ("Acknowledgements: the fen.", "", BODY, ("acknowledgements", "the fen.")),
        ("Funding by the fen was good.", "", BODY, None),
        ("Weather: The fen was wet.", "", BODY, None),
    ],
)
def test_a_part_that_is_not_read(shown: str, lead: str, lead_type: Type, part: tuple[str, str] | None) -> None:
    found = read(shown, lead=lead, lead_type=lead_type)
    if part is None:
        assert [kind for kind, *_ in found] == ["text"]
    else:
        assert [(found[1][0], found[1][3])] == [part]
