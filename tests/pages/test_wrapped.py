"""Papers that were copied with their line breaks: no empty lines, notes between the columns, running heads."""

from __future__ import annotations

import textwrap

import pytest
from gliomine.config import Config
from gliomine.document import Document, Section
from gliomine.pages.segment import segment
from gliomine.pages.stages import sections
from gliomine.sentences.stage import build

PROSE = (
    "The mint was grown in a wet meadow and its oil was pressed from the leaves in the summer. Cells of a glioma were "
    "fed with this oil for two days, and they were counted under a lens after each of the two days had passed. The oil "
    "had no effect on the cells at first, but they grew more slowly on the second day than those that were not fed. "
)


def wrapped(text: str, width: int = 62) -> str:
    return "\n".join(textwrap.wrap(text, width))


def paper(*pieces: str) -> str:
    """Return a paper: lines of a title and authors, an abstract and the pieces below it."""
    front = (
        "Research Article\nMarsh mint slows the growth of glioma cells\nin a dish\nAda Moor1, Ben Fen2 and Cleo Reed1\n"
    )
    place = "1 Department of Botany, University of Fenland, Marsham, UK\n"
    return front + place + "\n".join(["Abstract", wrapped(PROSE), *pieces])


def top(text: str) -> list[Section]:
    return [item for item in segment(text) if item.parent is None]


def names(text: str) -> list[str]:
    return [item.name if item.heading is None else f"{item.name}:{item.heading}" for item in top(text)]


def read(text: str) -> str:
    """Return the sentences of a text, each on one line."""
    document = Document("a", text)
    for stage in (sections(Config()), build(Config())):
        (document,) = stage([document])
    return "\n".join(" ".join(sentence.text.split()) for sentence in document.sentences)


def test_front_of_a_paper() -> None:
    text = paper("Introduction", wrapped(PROSE * 2), "Methods", wrapped(PROSE * 3))
    found = {item.name: text[item.start : item.end] for item in top(text) if item.name != "body"}
    assert found["title"] == "Marsh mint slows the growth of glioma cells\nin a dish"
    assert found["authors"] == "Ada Moor1, Ben Fen2 and Cleo Reed1"
    assert found["correspondence"].startswith("1 Department of Botany")
    assert "University" not in read(text)


@pytest.mark.parametrize(
    "note",
    [
        "Received: 3 May 2019; Accepted: 7 June 2019",
        "* Correspondence: ada@fen.example\nDepartment of Botany, University of Fenland",
        "doi: 10.1000/mint.2019.3",
        "Keywords: mint; oil; glioma",
        "Copyright: 2019 Moor. This article is distributed\nunder a licence that permits its use.",
        "Competing interests: The authors have declared that no\ncompeting interests exist.",
    ],
)
def test_a_note_is_over_where_the_text_goes_on(note: str) -> None:
    half = wrapped(PROSE * 2).split("\n")
    text = paper("Introduction", *half[:4], note, *half[4:], "Methods", wrapped(PROSE * 2), "Results", wrapped(PROSE))
    shown = read(text)
    assert shown.count("fed with this oil for two days") == 6
    behind = [item for item in top(text) if item.name == "body" and item.heading is None]
    # What follows the note is still the introduction; below "doi:" in a body nothing was opened at all.
    assert [item.path for item in behind] == ([] if note.startswith("doi") else ["Introduction"])


def test_statements_behind_the_discussion_are_not_read() -> None:
    thanks = (
        "We held the lens while the cells of the dish were counted, and it was good that the mint was so green. " * 4
    )
    text = paper(
        "Introduction", wrapped(PROSE * 2), "Discussion", wrapped(PROSE * 2), "Acknowledgements", wrapped(thanks)
    )
    assert names(text)[-1] == "acknowledgements:Acknowledgements"
    assert "held the lens" not in read(text)


def test_running_heads_and_page_numbers_are_no_text() -> None:
    lines = wrapped(PROSE * 12).split("\n")
    pages = [
        [*lines[at : at + 10], f"Moor et al. Mint Letters 2019, 3:{at}", str(at // 10 + 1)] for at in range(0, 40, 10)
    ]
    text = paper("Introduction", *[line for page in pages for line in page])
    assert "Mint Letters" not in read(text)
    once = paper("Introduction", *lines[:10], "Moor et al. Mint Letters 2019, 3:1", *lines[10:])
    assert "Mint Letters" in read(once)


def test_headings_between_paragraphs() -> None:
    text = paper(
        *("Introduction", wrapped(PROSE * 2), "Materials and methods", "Growth of the mint", wrapped(PROSE * 2)),
        *("Counting", wrapped(PROSE * 2)),
    )
    inner = [(item.label, item.path) for item in segment(text) if item.parent == "body"]
    assert inner == [
        ("Growth of the mint", "Materials and methods > Growth of the mint"),
        ("Counting", "Materials and methods > Counting"),
    ]


def test_a_line_of_a_paragraph_is_no_heading() -> None:
    # The short line ends a paragraph in the middle of a sentence, and the line behind it goes on.
    text = paper(
        "Introduction",
        wrapped(PROSE),
        "Glioma cells of old",
        "mice were counted, too, and they were as many as",
        wrapped(PROSE * 2),
    )
    assert [item.label for item in segment(text) if item.parent == "body"] == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_numbers_go_on_counting(gap: str) -> None:
    parts = [
        "1. Introduction",
        PROSE,
        "2. Oils of marsh plants",
        PROSE,
        "3. Mint and the brain",
        PROSE,
        "4. Conclusions",
        PROSE,
    ]
    text = gap.join(["Marsh mint: a review", "Abstract", PROSE, *parts])
    assert [item.heading for item in top(text) if item.name == "body"] == parts[::2]
    listed = gap.join(["Marsh mint: a review", "Abstract", PROSE, "1. Introduction", PROSE, "3. Mint oil", PROSE])
    assert [item.heading for item in top(listed) if item.name == "body"] == ["1. Introduction"]


def test_an_abstract_on_the_line_of_its_heading() -> None:
    text = paper().replace("Abstract\n", "Abstract ") + "\nKeywords Mint . Oil\nIntroduction\n" + wrapped(PROSE * 3)
    assert names(text)[-3:] == ["abstract:Abstract", "keywords:Keywords", "body:Introduction"]


def test_an_abstract_without_heading() -> None:
    text = paper("1. Introduction", wrapped(PROSE * 3)).replace("Abstract\n", "Received 3 May 2019\n")
    assert names(text)[-2:] == ["abstract", "body:1. Introduction"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_ethics_within_the_methods_end_with_the_next_heading(gap: str) -> None:
    asked = "The keepers of the meadow were asked, and they agreed to all that was done there."
    parts = ["Methods", "Growth", PROSE, "Ethics", asked, "Counting of cells", PROSE, "Discussion", PROSE]
    text = gap.join(
        ["Marsh mint", "Abstract", PROSE, "Introduction", PROSE, *parts, "Ethics", asked, "Mint oil", asked]
    )
    assert [item.path for item in segment(text) if item.label == "Counting of cells"] == ["Methods > Counting of cells"]
    # Behind the discussion such a line belongs to what stands above it.
    assert names(text)[-1] == "ethics:Ethics"


def test_numbered_headings_of_what_is_not_read() -> None:
    parts = [
        "1 Introduction",
        PROSE,
        "2 Conclusions",
        PROSE,
        "3 Competing interests",
        "None of us had any interest in the mint or in its oil.",
    ]
    assert names("\n".join(["Marsh mint", "Abstract", PROSE, *parts]))[-1] == "conflicts:3 Competing interests"
