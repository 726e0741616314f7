"""The section headed Abbreviations: read for short forms, not for entities."""

from __future__ import annotations

import pytest
from gliomine.abbreviations.stage import build
from gliomine.config import Config
from gliomine.document import Document
from gliomine.pages.stages import sections
from gliomine.sentences.stage import build as sentences
from gliomine.validate import validate

PAPER = (
    "Title\nVesicles of mint\n\nAbstract\nVesicles were seen.\n\n1. Introduction\nMSC and BBB are known.\n\n"
    "Abbreviations\n{}\n\nReferences\n1. Moor A. TNF, tumor necrosis factor. 1999."
)
MSC = {"MSC": "mesenchymal stem cell"}
BOTH = MSC | {"BBB": "blood-brain barrier"}


def defined(text: str) -> dict[str, str]:
    (document,) = sections(Config())([Document("a", text)])
    (document,) = sentences(Config())([document])
    (document,) = build(Config())([document])
    validate(document)
    assert not any("stem cell" in item.text or "barrier" in item.text for item in document.sentences)
    return {item.short_form: item.long_form for item in document.abbreviations}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("MSC: mesenchymal stem cell\nBBB: blood-brain barrier", BOTH),
        ("MSC, mesenchymal stem cell; BBB, blood-brain barrier.", BOTH),
        ("MSC: mesenchymal stem cell, BBB: blood-brain barrier", BOTH),
        ("MSC\tmesenchymal stem cell\nBBB\tblood-brain barrier", BOTH),
        ("MSC = mesenchymal stem cell; BBB = blood-brain barrier", BOTH),
        ("MSC – mesenchymal stem cell\nBBB – blood-brain barrier", BOTH),
        ("MSC\nmesenchymal stem cell\nBBB\nblood-brain barrier", BOTH),
        ("MSC: mesenchymal stem cell", MSC),
        ("MSC: mesenchymal stem cell; XQ: blood vessel; BBB: blood-brain barrier", BOTH),
        ("MSC: mesenchymal stem cell; Exo: exosome", MSC | {"Exo": "exosome"}),
        ("None of the words is shortened: see the text.", {}),
        ("XQ: blood vessel", {}),
    ],
)
def test_list_is_read(shown: str, expected: dict[str, str]) -> None:
    assert defined(PAPER.format(shown)) == expected


def test_list_on_the_line_of_its_heading() -> None:
    shown = "Abbreviations: MSC, mesenchymal stem cell; EV, extracellular vesicle"
    assert defined(f"Title\nVesicles\n\n1. Introduction\nMSC are known.\n\n{shown}") == MSC | {
        "EV": "extracellular vesicle"
    }


def test_other_sections_are_no_lists() -> None:
    text = PAPER.format("MSC: mesenchymal stem cell").replace("Abbreviations", "Acknowledgements")
    assert defined(text) == {}
