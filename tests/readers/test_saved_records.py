"""What PubMed and reference managers save as text: PubMed's own text, MEDLINE and RIS."""

from __future__ import annotations

import pytest
from gliomine.document import Document, Failure
from gliomine.validate import validate

from tests.readers.conftest import Read, parts

SAVED = """1. J Fen Med. 2021 Mar;7(2):11-19. doi: 10.1000/fen.21. Epub 2021
Jan 4.

Marsh mint slows glioma cells: a trial in forty
dishes.

Moor A(1), Fenn BC(1)(2); Mint Trial Group.

Author information:
(1)Department of Botany, Fen University, Ely, UK.
(2)Marsh Hospital, Lund,
Sweden. b.fenn@example.org

Comment in
    Fen Lett. 2021;1:1.

BACKGROUND: Glioma is hard to treat. The ratio
of drop and dish was fixed.
RESULTS AND DISCUSSION: The oil halved
the count.
CONCLUSIONS: More work is due.

Copyright © 2021 Fen Press.

DOI: 10.1000/fen.21
PMCID: PMC90000001
PMID: 90000001 [Indexed for MEDLINE]

Conflict of interest statement: The authors sell leukaemia tea.


2. Fen Lett. 2020;3:4.

A note on mint.

[Article in Swedish]

Moor A.

Mint grows in meadows. It is green.

PMID: 90000002
"""

NBIB = """PMID- 90000003
OWN - NLM
TI  - Oil of mint in
      glioma.
AB  - BACKGROUND: Glioma is hard. METHODS: We dripped oil. RESULTS: It
      helped.
FAU - Moor, Ada
AU  - Moor A
AD  - Department of Botany, Fen University, Ely, UK.
LA  - eng
GR  - R01 FN1/FN/NFI NIH HHS/United States
MH  - *Glioma/drug therapy
OT  - mint

PMID- 90000004
TI  - Another.
"""

RIS = """TY  - JOUR
AU  - Moor, Ada
AU  - Fenn, Ben
TI  - Oil of mint in glioma
AB  - Glioma is hard to treat.
It goes on here.
KW  - mint
KW  - oil
DO  - 10.1000/fen.22
ER  -

TY  - JOUR
T1  - A note without an abstract
ER  -
"""


def only(found: list[Document | Failure]) -> list[Document]:
    assert all(isinstance(item, Document) for item in found), found
    documents = [item for item in found if isinstance(item, Document)]
    for document in documents:
        validate(document)
    return documents


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
def test_saved_text_of_pubmed(read: Read, ends: str, start: str) -> None:
    first, second = only(read("export.txt", (start + SAVED.replace("\n", ends)).encode()))
    assert (first.doc_id, second.doc_id) == ("export.txt#90000001", "export.txt#90000002")
    assert first.input_format == "pubmed-text"
    assert first.title == "Marsh mint slows glioma cells: a trial in forty dishes."
    assert parts(first, "authors") == [(None, "Moor A; Fenn BC; Mint Trial Group")]
    assert [item.text for item in first.affiliations] == [
        "Department of Botany, Fen University, Ely, UK.",
        "Marsh Hospital, Lund, Sweden. b.fenn@example.org",
    ]
    labels = [name for name, _ in parts(first, "abstract")]
    assert labels == [None, ">BACKGROUND", ">RESULTS AND DISCUSSION", ">CONCLUSIONS"]
    assert "leukaemia" not in first.text
    assert "Copyright" not in first.text
    assert second.title == "A note on mint."
    assert parts(second, "abstract") == [(None, "Mint grows in meadows. It is green.")]


def test_a_page_that_shows_an_id_is_a_page(read: Read) -> None:
    (found,) = only(read("page.txt", "1. Title\nMint\n\nAbstract\nGlioma grows.\nPMID: 90000001\n"))
    assert found.input_format == "text"
    (found,) = only(read("page.txt", "TYRP1 - a gene\nPMID 7 is no record"))
    assert found.input_format == "text"


@pytest.mark.parametrize("name", ["export.nbib", "export.txt"])
def test_medline(read: Read, name: str) -> None:
    first, second = only(read(name, NBIB))
    assert (first.doc_id, first.input_format) == (f"{name}#90000003", "medline")
    assert (first.title, first.language) == ("Oil of mint in glioma.", "eng")
    assert [label for label, _ in parts(first, "abstract")] == [None, ">BACKGROUND", ">METHODS", ">RESULTS"]
    assert parts(first, "authors") == [(None, "Ada Moor")]
    assert [(item.name, item.award_ids) for item in first.funders] == [("NFI NIH HHS", "R01 FN1")]
    assert parts(first, "subjects") == [(None, "Glioma")]
    assert second.text == "Another."


@pytest.mark.parametrize("name", ["export.ris", "export.txt"])
def test_ris(read: Read, name: str) -> None:
    first, second = only(read(name, RIS))
    assert (first.doc_id, first.input_format) == (f"{name}#10.1000/fen.22", "ris")
    assert parts(first, "abstract") == [(None, "Glioma is hard to treat. It goes on here.")]
    assert parts(first, "authors") == [(None, "Ada Moor; Ben Fenn")]
    assert parts(first, "keywords") == [(None, "mint; oil")]
    assert second.title == "A note without an abstract"


def test_an_empty_record_fails_alone(read: Read) -> None:
    found = read("a.nbib", "PMID- 1\nOWN - NLM\n\nPMID- 2\nTI  - Mint.\n")
    assert isinstance(found[0], Failure)
    assert isinstance(found[1], Document)


def test_an_abstract_of_several_paragraphs_is_read_whole(read: Read) -> None:
    (found,) = read("a.nbib", "PMID- 1\nTI  - Mint\nAB  - It grows.\n\n      It stays.\nAU  - Moor A\n\n\nstray\n")
    assert isinstance(found, Document)
    assert parts(found, "abstract") == [(None, "It grows. It stays.")]
    assert parts(found, "authors") == [(None, "Moor A")]


def test_an_empty_line_within_a_record_does_not_part_it(read: Read) -> None:
    (found,) = read("a.ris", "TY  - JOUR\nT1  - Mint\n\nAU  - Moor, A.\nAB  - It grows.\n\nER  - \n")
    assert isinstance(found, Document)
    assert (found.title, parts(found, "abstract")) == ("Mint", [(None, "It grows.")])
