"""Headings that no list knows, by form and place, and lines that only look like them."""

from __future__ import annotations

import textwrap

import pytest
from gliomine.config import Config
from gliomine.document import Document
from gliomine.pages.stages import sections

FIRST = (
    "Rats were kept in pairs under a light cycle of twelve hours, with food and water at hand, and were weighed each "
    "morning before any other work was done with them in that room."
)
SECOND = (
    "Serum was drawn from the tail and spun down, and what stood above the pellet was kept cold for a week at most, "
    "until it was measured by the same two persons."
)


def headings(*blocks: str, gap: str = "\n\n") -> list[str]:
    text = gap.join(["Rats in pairs", "Abstract", "Rats slept.", "1. Methods", *blocks])
    (document,) = sections(Config())([Document("a", text)])
    return [item.heading or "" for item in document.sections if item.parent == "body"]


HEADINGS = [
    "Fat-soluble vitamins",
    "Housing and Care of the Rats",
    "p53 status of the lines",
    "Effect of light on sleep (pilot study)",
    "α-Synuclein in serum",
    "WEIGHT OF THE RATS",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_short_line_between_paragraphs_is_a_heading(heading: str) -> None:
    assert headings(FIRST, heading, SECOND) == [heading]
    # Wrapped text, and text with a paragraph a line and no empty lines.
    assert headings(textwrap.fill(FIRST, 80), heading, textwrap.fill(SECOND, 80)) == [heading]
    assert headings(FIRST, heading, SECOND, gap="\n") == [heading]
    assert headings(FIRST, f"{heading}\n{SECOND}") == [heading]


@pytest.mark.parametrize(
    "line",
    [
        "Rats were weighed",  # a sentence without its stop
        "The rats that we kept.",
        "These will be:",
        "fat-soluble vitamins",
        "Figure 2 Rats in pairs",
        "Table 1. Weights",
        "12.4 (3.1) 88",
        "Group\tWeight",
        "Li et al. 2011; 22",
        "https://example.org/rats",
        "Lund, Sweden, Oslo, Norway, Turku",
        "x = 2 y",
    ],
)
def test_other_short_lines_are_none(line: str) -> None:
    assert headings(FIRST, line, SECOND) == []


def test_lists_and_the_first_lines_of_paragraphs_are_none() -> None:
    assert headings(FIRST, "Sand\nStraw\nPaper", SECOND) == []
    # What goes on in the next line in full width is wrapped text.
    assert headings(FIRST, "Serum of these rats, and of those in the other room with mice\n" + SECOND[:70]) == []
    assert headings(FIRST[:-10], "Of Rats", SECOND, gap="\n") == []  # the paragraph before has not ended
    assert headings(FIRST, "Housing of rats") == []  # nothing stands below


def test_headings_without_a_number_stand_below_numbered_ones() -> None:
    text = "\n\n".join(
        ["Rats", "Abstract", "Rats slept.", "2. Methods", "2.1. Housing of rats", FIRST, "Weights", SECOND]
    )
    (document,) = sections(Config())([Document("a", text)])
    found = {item.heading: (item.level, item.path) for item in document.sections if item.parent == "body"}
    assert found["Weights"] == (3, "2. Methods > 2.1. Housing of rats > Weights")


def test_what_a_text_begins_with_is_its_title() -> None:
    text = f"Care of the rats\n\n{FIRST}\n\nHousing of the rats\n\n{SECOND}\n"
    (document,) = sections(Config())([Document("a", text)])
    assert [item.heading for item in document.sections if item.parent == "body"] == ["Housing of the rats"]
