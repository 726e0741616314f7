"""Whole papers pasted as text: what becomes body, what is not read, and what is no heading."""

from __future__ import annotations

from itertools import pairwise

import pytest
from gliomine.document import Section
from gliomine.pages.segment import segment

TITLE = "Marsh mint and glioma\n\n"
ABSTRACT = "Abstract\nGlioma is hard to treat. Mint oil was tried.\n\n"


def shown(text: str) -> list[tuple[str, str | None, str]]:
    """Return name, heading and text of the sections that lie in no other."""
    return [(item.name, item.heading, text[item.start : item.end]) for item in segment(text) if item.parent is None]


def names(text: str) -> list[str]:
    return [name if heading is None else f"{name}:{heading}" for name, heading, _ in shown(text)]


@pytest.mark.parametrize(
    "headings",
    [
        ("Introduction", "Materials and Methods", "Results", "Discussion"),
        ("INTRODUCTION", "METHODS", "RESULTS AND DISCUSSION", "CONCLUSIONS"),
        ("1. Introduction", "2. Methods", "3. Results", "4. Discussion"),
        ("I. Introduction", "II. Methods", "III. Results", "IV. Discussion"),
        ("## Introduction", "## Patients and methods", "## Results", "## Concluding remarks"),
    ],
)
def test_main_headings(headings: tuple[str, ...]) -> None:
    body = "\n\n".join(f"{heading}\nCells were grown in dish {number}." for number, heading in enumerate(headings))
    found = [item for item in shown(TITLE + ABSTRACT + body) if item[0] == "body"]
    assert found == [
        ("body", heading, f"Cells were grown in dish {number}.") for number, heading in enumerate(headings)
    ]


def test_headings_within_a_part_have_level_and_path() -> None:
    text = TITLE + (
        "1. Introduction\nMint grows.\n\n2. Methods\n2.1. Cell culture\nCells were fed.\n\n"
        "2.1.1 Feeding\nWith mint.\n\n"
        "Statistical analysis\nWe counted.\n\n2.5 mg of oil were used, not more.\n\n3. Results\nIt helped."
    )
    inner = [(item.label, item.level, item.path) for item in segment(text) if item.parent == "body"]
    assert inner == [
        ("2.1. Cell culture", 2, "2. Methods > 2.1. Cell culture"),
        ("2.1.1 Feeding", 3, "2. Methods > 2.1. Cell culture > 2.1.1 Feeding"),
        ("Statistical analysis", 2, "2. Methods > Statistical analysis"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Keywords: mint; oil",
        "Keywords\nmint\noil",
        "doi: 10.1000/x",
        "Link: https://example.org/x",
        "Publisher: Fen Press",
    ],
)
@pytest.mark.parametrize(
    "rest",
    [
        "Introduction\nMint grows in wet meadows.",
        "Mint grows in wet meadows, and it was used by healers for a long time.",
    ],
)
def test_short_sections_end(line: str, rest: str) -> None:
    text = TITLE + ABSTRACT + line + "\n\n" + rest
    assert shown(text)[-1][0] == "body"
    assert shown(text)[-1][2] == rest.removeprefix("Introduction\n")


def test_short_sections_keep_their_lists() -> None:
    text = TITLE + ABSTRACT + "Keywords\n\nmint oil\n\nmarsh plants of the north\n\nFunders\n\nFen Trust\n\nMint Fund"
    assert shown(text)[-2:] == [
        ("keywords", "Keywords", "mint oil\n\nmarsh plants of the north"),
        ("funders", "Funders", "Fen Trust\n\nMint Fund"),
    ]


def test_what_stands_behind_a_paper_is_not_body() -> None:
    tail = (
        "Introduction\nMint grows.\n\nDiscussion\nIt helped.\n\nAcknowledgments\nWe thank the keepers.\n\n"
        "Author Contributions: A.M. wrote.\n\n"
        "Conflicts of Interest: None.\n\nData availability\nOn request.\n\nAbbreviations\nMM: marsh mint\n\n"
        "References\n1. Methods in mint. 2001.\n2. Moor A. Results\n\nSupporting information\nS1 File."
    )
    assert names(TITLE + ABSTRACT + tail)[3:] == [
        "body:Discussion",
        "acknowledgements:Acknowledgments",
        "contributions:Author Contributions:",
        "conflicts:Conflicts of Interest:",
        "availability:Data availability",
        "abbreviations:Abbreviations",
        "references:References",
        "supplement:Supporting information",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_labels_of_an_abstract_stay_labels(gap: str) -> None:
    labels = ("Background", "Methods", "Results", "Conclusions")
    text = TITLE + "Abstract\n" + gap.join(f"{label}\nMint grows in dish {label[0]}." for label in labels)
    assert names(text) == ["title", "abstract:Abstract"]
    assert [item.label for item in segment(text) if item.parent == "abstract"] == list(labels)


def test_second_methods_open_the_body() -> None:
    text = TITLE + (
        "Abstract\nMethods: We dripped oil.\nResults: It helped.\n\nBackground\nMint grows.\n\n"
        "Methods\nCells were fed.\n\nResults\nIt helped."
    )
    assert names(text) == ["title", "abstract:Abstract", "body:Background", "body:Methods", "body:Results"]


def test_words_of_running_text_are_no_headings() -> None:
    text = TITLE + (
        "Introduction\nMint was tried in many trials, whose\nresults\nwere mixed.\n\n"
        "Comments from readers were kept. Methods were poor.\nThe end of it"
    )
    assert names(text) == ["title", "body:Introduction"]
    assert not [item for item in segment(text) if item.parent]


def test_sections_of_a_text_without_empty_lines() -> None:
    text = (
        "Marsh mint and glioma\nAbstract\nGlioma is hard to treat.\nKeywords: mint\nIntroduction\n"
        "Mint grows in wet meadows, and it was used by healers.\nMethods\n"
        "Cells were fed with the oil of mint for nine days."
    )
    assert names(text) == ["title", "abstract:Abstract", "keywords:Keywords:", "body:Introduction", "body:Methods"]


def test_sections_lie_apart() -> None:
    text = TITLE + ABSTRACT + "1. Methods\n\n2.1. Cells\n\n2.2. Dishes\nFlat.\n\nReferences\n1. A."
    found: list[Section] = [item for item in segment(text) if item.parent is None]
    assert all(before.end <= after.start for before, after in pairwise(found))
