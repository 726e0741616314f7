"""Whole papers in BioC as PMC gives them: captions, tables beside their XML, references, headings over paragraphs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from gliomine.config import Config
from gliomine.document import Document, Reference, Section
from gliomine.pages.stages import sections
from gliomine.readers.bioc_tables import reference_of
from gliomine.sentences.stage import build

from tests.readers.conftest import Read

XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<table><thead><tr><th>Oil</th><th>Cells (10<sup>6</sup>)</th></tr></thead>'
    "<tbody><tr><td>Marsh mint</td><td>3.5 &#177; 1</td></tr>"
    "<tr><td>Water <bold>mint</bold></td><td/></tr></tbody></table>"
)
TEXT = "Oil\tCells (106)\t \tMarsh mint\t3.5 ± 1\t \tWater mint\t\t \t"


def bioc(*passages: tuple[str, str, str, dict[str, str]]) -> str:
    """Return a collection of one document; a passage is its type of section, its type, its text and other infons."""
    made: list[dict[str, Any]] = []
    offset = 0
    for section, kind, text, infons in passages:
        made.append({"offset": offset, "text": text, "infons": {"section_type": section, "type": kind, **infons}})
        offset += len(text) + 1
    return json.dumps({"documents": [{"id": "7", "passages": made}]})


def whole(xml: str | None) -> str:
    own = {"id": "T1", "file": "t1.xml"}
    return bioc(
        ("TITLE", "front", "Mint and glioma", {}),
        ("METHODS", "title_1", "Methods", {}),
        ("METHODS", "title_2", "Growth", {}),
        ("METHODS", "paragraph", "Mint was grown.", {}),
        ("METHODS", "paragraph", "It was cut.", {}),
        ("TABLE", "table_caption", "Table 2. Oils of mint.", own),
        ("TABLE", "table", TEXT, own | ({"xml": xml} if xml else {})),
        ("TABLE", "table_footnote", "Cells were counted.", own),
        ("FIG", "fig_caption", "A leaf of mint.", {"id": "F1"}),
        ("COMP_INT", "paragraph", "None of us sells mint.", {}),
        ("REF", "ref", "Oils of the fen", {"pub-id_pmid": "123", "year": "1999", "source": "Fen Lett"}),
    )


def one(found: list[Any]) -> Document:
    (document,) = found
    assert isinstance(document, Document)
    return document


def place(document: Document, section: Section) -> tuple[str, str, str | None]:
    return section.place, document.text[section.start : section.end], section.path


def test_cells_stand_in_the_text_with_their_headings(read: Read) -> None:
    document = one(read("a.json", whole(XML)))
    assert [document.text[cell.start : cell.end] for cell in document.tables] == [cell.cell for cell in document.tables]
    shown = [(cell.cell, cell.row, cell.column, cell.row_heading, cell.column_heading) for cell in document.tables]
    assert shown == [
        ("Oil", 1, 1, None, None),
        ("Cells (106)", 1, 2, None, None),
        ("Marsh mint", 2, 1, None, "Oil"),
        ("3.5 ± 1", 2, 2, "Marsh mint", "Cells (10^6)"),
        ("Water mint", 3, 1, None, "Oil"),
    ]
    assert {(cell.label, cell.caption) for cell in document.tables} == {("Table 2", "Table 2. Oils of mint.")}


@pytest.mark.parametrize("xml", [None, "<table><tr>", "<table/>", '<!DOCTYPE x [<!ENTITY a "b">]><table/>'])
def test_a_table_without_xml_is_cut_at_its_tabs(read: Read, xml: str | None) -> None:
    document = one(read("a.json", whole(xml)))
    cells = [document.text[cell.start : cell.end] for cell in document.tables]
    assert cells == ["Oil", "Cells (106)", "Marsh mint", "3.5 ± 1", "Water mint"]


def test_a_table_of_another_text_is_cut_at_its_tabs(read: Read) -> None:
    document = one(read("a.json", whole("<table><tr><td>Something else</td><td>of another file</td></tr></table>")))
    assert [cell.cell for cell in document.tables][:2] == ["Oil", "Cells (106)"]


def test_places_paths_and_what_is_not_read(read: Read) -> None:
    document = one(read("a.json", whole(XML)))
    found = [place(document, item) for item in document.sections]
    assert ("text", "It was cut.", "Methods > Growth") in found
    assert ("caption", "Table 2. Oils of mint.", "Methods > Growth") in found
    assert ("table", "Cells were counted.", "Methods > Growth") in found
    assert ("caption", "A leaf of mint.", "Methods > Growth") in found
    assert [item.name for item in document.sections][-2:] == ["conflicts", "references"]
    for stage in (sections(Config()), build(Config())):
        (document,) = stage([document])
    read_of = {item.text: item.role for item in document.sentences}
    assert read_of["It was cut."] == "methods"
    assert "Marsh mint" in read_of and "3.5 ± 1" not in read_of
    assert not {"None of us sells mint.", "Oils of the fen"} & set(read_of)


def test_references_are_a_table(read: Read) -> None:
    (entry,) = one(read("a.json", whole(XML))).bibliography
    assert (entry.title, entry.pmid, entry.year) == ("Oils of the fen", "123", 1999)
    assert entry.text == "Oils of the fen. Fen Lett. 1999"


@pytest.mark.parametrize(
    ("text", "infons", "entry"),
    [
        (
            "Mint  against malaria.",
            {
                "name_0": "surname:Wu;given-names:Kay", "name_1": "surname:Fenn",
                "name_3": "given-names:Ada;surname:Moor",
                "source": "Herbs", "year": "1999", "volume": "1", "fpage": "2", "lpage": "9",
                "pub-id_pmid": "880001", "pub-id_doi": "10.1000/a",
            },
            Reference(
                7, "Wu Kay, Fenn, Moor Ada. Mint against malaria. Herbs. 1999. 1. 2", None, "880001", "10.1000/a", 1999,
                "Mint against malaria",
            ),
        ),
        ("Mint.", {}, Reference(7, "Mint", None, None, None, None, None)),
        ("10.1000/b", {"pub-id_pmid": "PMID0"}, Reference(7, "10.1000/b", None, None, "10.1000/b", None, None)),
    ],
)  # fmt: skip
def test_an_entry_of_the_references_in_whole(text: str, infons: dict[str, str], entry: Reference) -> None:
    assert reference_of(7, text, infons) == entry
