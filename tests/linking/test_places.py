"""Harm of a part of the body and infections, extracts of plants, whole substances, one name in one sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.document import Document, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.linking.linker import Linker
from gliomine.linking.stage import _links

ABOVE = {
    "UBERON:0000002": "UBERON:0000001",
    "UBERON:0000003": "UBERON:0000002",
    "NCBITaxon:2": "NCBITaxon:1",
    "NCBITaxon:4": "NCBITaxon:33090",
}
NAMES = (
    ("UBERON:0000001", "brain", "anatomy"),
    ("UBERON:0000002", "tectum", "anatomy"),
    ("UBERON:0000003", "upper hill", "anatomy"),
    ("MONDO:0000001", "brain disease", "disease"),
    ("MONDO:0000002", "brain injury", "disease"),
    ("MONDO:0000003", "zorbella infection", "disease"),
    ("MONDO:0000004", "injury", "disease"),
    ("NCBITaxon:1", "Zorbella", "organism"),
    ("NCBITaxon:2", "Zorbella longa", "organism"),
    ("NCBITaxon:33090", "plants", "organism"),
    ("NCBITaxon:4", "broccoli", "organism"),
    ("NCBITaxon:5", "ox", "organism"),
    ("MESH:D010936", "plant extract", "chemical"),
    ("CHEBI:1", "phenylalanine", "chemical"),
    ("CHEBI:2", "6-carboxyzorbin", "chemical"),
    ("CHEBI:3", "pentothal", "chemical"),
    ("CHEBI:4", "zorbintin", "chemical"),
    ("CHEBI:5", "(-)-haemazorbin", "chemical"),
    ("CHEBI:6", "haemazorbin", "chemical"),
    ("CHEBI:7", "lead", "chemical"),
    ("CHEBI:8", "boron", "chemical"),
    ("CHEBI:9", "sodium", "chemical"),
    ("HGNC:1", "ZRB", "gene"),
    ("HGNC:2", "HNX", "gene"),
)


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    folder: Path = tmp_path_factory.mktemp("kb")
    records = []
    for curie, name, kind in NAMES:
        one = Record(curie, name, [kind], "own")
        one.parents += [ABOVE[curie]] if curie in ABOVE else []
        records.append(one)
    by_curie = {one.curie: one for one in records}
    by_curie["CHEBI:4"].types.append("gene")
    by_curie["CHEBI:4"].add_xrefs(["MESH:D000001"])
    by_curie["NCBITaxon:2"].add_names(["Z. longa"], "abbreviation")
    by_curie["CHEBI:7"].add_names(["Pb"])
    by_curie["HGNC:1"].add_names(["zorbintin"])
    write_index(folder, records, sources=[Source("own", 1)], version="test")
    return Linker(Overlay(KnowledgeBase.open(folder)))


def best(linker: Linker, text: str, entity_type: str) -> str | None:
    found = linker.candidates(text, entity_type)
    return linker.kb.curie(found[0].concept) if found else None


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("lesions of the upper hill", "MONDO:0000001"),
        ("upper hill injury", "MONDO:0000002"),
        ("Zorbella longa infection", "MONDO:0000003"),
        ("Z. longa infection", "MONDO:0000003"),
        ("Y. longa infection", None),
        ("injury", "MONDO:0000004"),
        ("severe injury", "MONDO:0000004"),
        ("metastasis in the brain", None),  # no tumour that began there
        ("upper hill growth", None),  # no harm
        ("Zorbella longa disease", None),  # not said to be an infection
        ("infection of the brain", None),  # a place is no germ
    ],
)
def test_harm_of_a_part_is_a_disease_of_what_it_belongs_to(linker: Linker, text: str, curie: str | None) -> None:
    assert best(linker, text, "disease") == curie


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("broccoli sprout extracts", "MESH:D010936"),
        ("extract of broccoli", "MESH:D010936"),
        ("ox gall extract", None),
    ],
)
def test_the_extract_of_a_plant_is_a_plant_extract(linker: Linker, text: str, curie: str | None) -> None:
    assert best(linker, text, "chemical") == curie


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("boron-phenylalanine", None),  # a substance of its own
        ("D-phenylalanine", "CHEBI:1"),
        ("N-[4-(5-oxo)-2-yl]-phenylalanine", None),
        ("sodium pentothal", "CHEBI:3"),
        ("6-carboxy-zorbin", "CHEBI:2"),
        ("4-HNX", None),  # the end of a substance's name is no gene
        ("haemazorbin", "CHEBI:6"),
        ("PBS", None),  # not several of Pb
        ("Pbs", "CHEBI:7"),
    ],
)
def test_a_substance_keeps_its_parts(linker: Linker, text: str, curie: str | None) -> None:
    assert best(linker, text, "chemical") == curie


def test_one_name_means_one_thing_in_a_document(linker: Linker) -> None:
    kinds = ("gene", "chemical", "chemical", "anatomy")
    mentions = tuple(Mention(at, at + 9, f"{at}", "zorbintin", kind, 1.0, "test") for at, kind in enumerate(kinds))

    def answers(chosen: tuple[Mention, ...]) -> list[str]:
        links = _links(linker, Document("a", "zorbintin and more", mentions=chosen), 3, "")
        return [link.curie for link in links if link.rank == 1]

    assert answers(mentions[:1]) == ["HGNC:1"]
    assert answers(mentions[:3]) == ["CHEBI:4"] * 3  # a gene by letters, but mostly the hormone
    assert answers(mentions[1:2]) == ["CHEBI:4"]
