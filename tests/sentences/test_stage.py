"""The stage that splits sections into sentences."""

from __future__ import annotations

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document, Section
from gliomine.pages.stages import sections
from gliomine.records import Cell
from gliomine.sentences.stage import build as sentences


def split(text: str, *, layout: str = "page", given: tuple[Section, ...] = ()) -> list[tuple[str, str]]:
    (document,) = sections(Config())([Document("a", text, layout=layout, sections=given)])
    (document,) = sentences(Config())([document])
    assert [item.index for item in document.sentences] == list(range(len(document.sentences)))
    assert all(text[item.start : item.end] == item.text for item in document.sentences)
    return [(item.section, item.text) for item in document.sentences]


def test_only_title_abstract_and_body_are_split() -> None:
    page = "Title\nGlioma and exosomes\nAffiliation\n1. A. B. Clinic.\nAbstract\nOne ends. Two ends.\nFunder\nA. B."
    assert split(page) == [("title", "Glioma and exosomes"), ("abstract", "One ends."), ("abstract", "Two ends.")]


@pytest.mark.parametrize("heading", ["2.1. Cell culture", "### Cell culture", "Statistical analysis"])
def test_headings_within_a_body_are_never_inside_a_sentence(heading: str) -> None:
    page = f"Title\nGlioma\n\n2. Methods\nMice were bought.\n\n{heading}\n\nCells were kept. They grew."
    assert [text for name, text in split(page) if name == "body"] == [
        "Mice were bought.",
        "Cells were kept.",
        "They grew.",
    ]


@pytest.mark.parametrize(
    "abstract",
    [
        "Background: One is here. Two is there.\nMethods: Cells were used.",
        "Background\nOne is here. Two is there.\nMethods\nCells were used.",
        "Background:One is here. Two is there. Methods: Cells were used.",
        "BackgroundOne is here. Two is there. MethodsCells were used.",
        "Background\u00a0: One is here. Two is there.\r\nMethods: Cells were used.",
    ],
)
def test_labels_are_never_inside_a_sentence(abstract: str) -> None:
    assert [text for _, text in split(f"Abstract\n{abstract}")] == [
        "One is here.",
        "Two is there.",
        "Cells were used.",
    ]


def test_text_before_the_first_label_is_kept() -> None:
    found = split("Abstract\nA lead stands first.\nBackground: One is here.\nMethods: Cells were used.")
    assert [text for _, text in found] == ["A lead stands first.", "One is here.", "Cells were used."]


def test_running_text_of_an_abstract() -> None:
    found = split("Exosomes in glioma\nMSCs were used. They homed.", layout="abstract")
    assert found == [("title", "Exosomes in glioma"), ("abstract", "MSCs were used."), ("abstract", "They homed.")]
    assert split("MSCs were used. They homed.", layout="abstract") == [
        ("body", "MSCs were used."),
        ("body", "They homed."),
    ]


def test_body_headings_are_no_sentences() -> None:
    body = "MSCs were used.\nMethods\nCells grew. They\nstayed.\nResults\nAll died."
    assert [text for _, text in split(body)] == ["MSCs were used.", "Cells grew.", "They\nstayed.", "All died."]


def test_structured_sections_are_taken_as_given() -> None:
    text = "A title\n\nObjective\nTo see. To learn.\n\nBody here. More."
    given = (
        Section(0, 7, "title"),
        Section(9, 36, "abstract"),
        Section(19, 36, "abstract", None, "abstract", "Objective"),
        Section(38, 54, "body"),
    )
    assert [item for _, item in split(text, layout="structured", given=given)] == [
        "A title",
        "To see.",
        "To learn.",
        "Body here.",
        "More.",
    ]


def test_cells_of_tables_and_their_notes() -> None:
    """Each cell with a word is read for itself, up to a number of cells; notes below by lines; numbers not at all."""
    text = "Rats and dose\nfed rats\t12\tslow. Growth\nn, number. SE, error.\nTwo. Lines.\n\nBody here."
    cells = [("fed rats", 1), ("12", 2), ("slow. Growth", 3)]
    tables = tuple(
        Cell(text.index(shown), text.index(shown) + len(shown), 1, 1, column, shown, False) for shown, column in cells
    )
    given = (
        Section(0, 13, "body", None, None, None, None, None, "caption"),
        Section(14, text.index("\n\n"), "body", None, None, None, None, None, "table"),
        Section(text.index("Body"), len(text), "body"),
    )

    def found(most: int) -> list[str]:
        config = Config(read=ReadConfig(table_cells=most))
        document = Document("a", text, layout="structured", sections=given, tables=tables)
        (document,) = sentences(config)(sections(config)([document]))
        return [item.text for item in document.sentences]

    notes = ["n, number.", "SE, error.", "Two.", "Lines.", "Body here."]
    assert found(100) == ["Rats and dose", "fed rats", "slow.", "Growth", *notes]
    assert found(2) == ["Rats and dose", "fed rats", *notes]
    assert found(0) == ["Rats and dose", *notes]


def test_a_label_that_the_text_does_not_show() -> None:
    given = (Section(0, 17, "abstract"), Section(0, 7, "abstract", None, "abstract", "AIM"))
    assert [item for _, item in split("To see. To learn.", layout="structured", given=given)] == [
        "To see.",
        "To learn.",
    ]


def test_nothing_to_split() -> None:
    assert split("") == split(" \r\n") == split("Affiliation\nA. B.") == []


@pytest.mark.parametrize(
    ("text", "layout", "labels"),
    [
        ("Rats\nAbstract\nAim: To see. Methods: By eye.", "page", ["Aim", "Methods"]),
        ("Rats\nAim: To see. Methods: By eye.", "abstract", ["Aim", "Methods"]),
        ("Rats\nAim: To see. Methods: By eye.", "unknown", ["Aim", "Methods"]),
        ("Rats\nNo labels here.", "abstract", []),
    ],
)
def test_labels_are_found_once_and_kept_for_the_sentences(text: str, layout: str, labels: list[str]) -> None:
    (document,) = sections(Config())([Document("a", text, layout=layout)])
    assert document.layout == ("page" if layout == "page" else "abstract")
    assert [(text[item.start : item.end], item.label) for item in document.labels] == [(item, item) for item in labels]
    assert [text[item.part_start : item.part_end] for item in document.labels] == ["To see.", "By eye."][: len(labels)]
    (document,) = sentences(Config())([document])
    assert document.labels == ()
