"""What stands for a concept that the preferred vocabulary lacks; and which of taxa of one name is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.document import Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.linking.identifiers import BROADER, _above, in_order
from gliomine.linking.linker import Linker


def record(
    curie: str, name: str, kind: str = "disease", *, above: tuple[str, ...] = (), xrefs: tuple[str, ...] = ()
) -> Record:
    made = Record(curie, name, [kind], "own")
    made.parents += above
    made.add_xrefs(xrefs)
    return made


def linker_of(folder: Path, records: list[Record]) -> Linker:
    write_index(folder, records, sources=[Source("own", 1)], version="test")
    return Linker(Overlay(KnowledgeBase.open(folder)))


def above(linker: Linker, curie: str) -> str | None:
    concept = linker.kb.find(curie)
    assert concept is not None
    found = _above(linker, concept, "mesh")
    if found is not None:
        assert linker.kb.curie(found[1]) in {"MONDO:2", "MONDO:3", "MONDO:4", "MONDO:5"}
    return None if found is None else found[0]


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        # Of three above, the one that shares most words with it.
        (("eye sarcoma", "optic nerve lump", "lump"), "MESH:D000003"),
        (("optic eye lump", "nerve sarcoma", "lump"), "MESH:D000002"),
        # None shares a word: the nearest, of equals the first identifier.
        (("eye", "ear", "nose"), "MESH:D000002"),
    ],
)
def test_the_broader_concept_that_shares_words_is_taken(tmp_path: Path, names: tuple[str, ...], answer: str) -> None:
    first, second, third = names
    linker = linker_of(
        tmp_path / "kb",
        [
            record("MONDO:1", "optic nerve sore", above=("MONDO:2", "MONDO:3")),
            record("MONDO:2", first, above=("MONDO:4",), xrefs=("MESH:D000002",)),
            record("MONDO:3", second, xrefs=("MESH:D000003",)),
            record("MONDO:4", third, xrefs=("MESH:D000004",)),
            record("MONDO:5", "apart", xrefs=("MESH:D000005",)),
        ],
    )
    assert above(linker, "MONDO:1") == answer
    assert above(linker, "MONDO:5") is None


def test_what_is_further_up_is_found_where_nothing_is_nearer(tmp_path: Path) -> None:
    linker = linker_of(
        tmp_path / "kb",
        [
            record("MONDO:1", "sore", above=("MONDO:2",)),
            record("MONDO:2", "middle", above=("MONDO:3",)),
            record("MONDO:3", "upper", xrefs=("MESH:D000003",)),
        ],
    )
    assert above(linker, "MONDO:1") == "MESH:D000003"
    mention = Mention(0, 4, "m", "sore", "disease", 1.0, "test")
    answers = in_order(linker, linker.candidates("sore", "disease"), "mesh", mention)
    assert [(item.curie, item.match) for item in answers] == [("MESH:D000003", BROADER), ("MONDO:1", "exact")]


def test_of_taxa_that_bear_one_name_the_wider_is_meant(tmp_path: Path) -> None:
    # By its number the species would come first.
    taxa = [
        record("NCBITaxon:10", "house runner", "organism", above=("NCBITaxon:90",)),
        record("NCBITaxon:90", "Runneria", "organism"),
    ]
    for taxon in taxa:
        taxon.add_names(["spiny runner"])
    linker = linker_of(tmp_path / "kb", taxa)
    kb = linker.kb
    found = linker.candidates("spiny runner", "organism")
    assert len(found) == 2
    assert [kb.curie(item.concept) for item in linker.ranked(found)] == ["NCBITaxon:90", "NCBITaxon:10"]
    assert [kb.curie(item.concept) for item in linker.ranked(reversed(found))] == ["NCBITaxon:90", "NCBITaxon:10"]
