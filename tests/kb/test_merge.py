"""Which concepts of two vocabularies become one, and what the one keeps of the other."""

from __future__ import annotations

import pytest
from gliomine.kb.merge import Merger
from gliomine.kb.records import Record


def disease(curie: str, name: str, *synonyms: str) -> Record:
    return Record(curie, name, ["disease"], curie.partition(":")[0], names=dict.fromkeys(synonyms, "exact"))


def merged(others: list[Record], mapped: dict[str, set[str]] | None = None, *, kind: str = "disease") -> Merger:
    glioma = Record("MONDO:1", "glioma", [kind], "MONDO", names={"glial tumor": "related"})
    merger = Merger({"MONDO:1": glioma, "MONDO:2": Record("MONDO:2", "stroke", [kind], "MONDO")})
    merger.add_all(others, mapped or {})
    return merger


def test_the_same_name_makes_one_concept() -> None:
    merger = merged([disease("MESH:1", "Gliomas", "Gliogenic tumour")])
    assert list(merger.records) == ["MONDO:1", "MONDO:2"]
    found = merger.find("MESH:1")
    assert found is merger.records["MONDO:1"]
    assert found.xrefs == ["MESH:1"]
    assert "Gliogenic tumour" in found.names


def test_a_name_keeps_the_scope_that_it_had() -> None:
    merger = merged([disease("MESH:1", "Glioma", "glial tumor", "glial tumour")])
    assert merger.records["MONDO:1"].names["glial tumor"] == "related"
    assert merger.records["MONDO:1"].names["glial tumour"] == "exact"


def test_a_cross_reference_alone_joins_no_diseases() -> None:
    merger = merged([disease("MESH:1", "optic glioma of children")], {"MESH:1": {"MONDO:1"}})
    assert list(merger.records) == ["MONDO:1", "MONDO:2", "MESH:1"]
    other = Record("MESH:1", "optic matter", ["chemical"], "MESH")
    assert list(merged([other], {"MESH:1": {"MONDO:1"}}, kind="chemical").records) == ["MONDO:1", "MONDO:2"]


def test_another_type_of_the_same_name_stays_apart() -> None:
    other = Record("HGNC:1", "glioma", ["gene"], "HGNC")
    assert list(merged([other]).records) == ["MONDO:1", "MONDO:2", "HGNC:1"]


def test_of_two_weak_matches_the_better_is_taken_and_the_other_is_a_cross_reference() -> None:
    weak, strong = (
        Record(f"MESH:{number}", name, ["chemical"], "MESH") for number, name in ((1, "resin"), (2, "glioma"))
    )
    mapped = {"MESH:1": {"MONDO:1"}, "MESH:2": {"MONDO:1"}}
    merger = merged([weak, strong], mapped, kind="chemical")
    assert list(merger.records) == ["MONDO:1", "MONDO:2", "MESH:1"]
    assert merger.taken == {"MESH:2": "MONDO:1"}
    assert merger.records["MONDO:1"].xrefs == ["MESH:2", "MESH:1"]


def test_two_equally_weak_matches_are_none() -> None:
    other = Record("MESH:1", "resin", ["chemical"], "MESH")
    merger = merged([other], {"MESH:1": {"MONDO:1", "MONDO:2"}}, kind="chemical")
    assert list(merger.records) == ["MONDO:1", "MONDO:2", "MESH:1"]
    assert merger.taken == {}


GENE = {"zorbin receptor 1": "exact", "ZB1": "exact"}


@pytest.mark.parametrize(
    ("heading", "synonyms", "parents", "gene"),
    [
        ("Receptor, Zorbin", ["zorbin receptor 1"], [], "HGNC:1"),
        ("Quinin Antigens", ["ZRB1 antigen"], [], "HGNC:1"),
        ("Quinin", ["zorbin receptor 1"], [], None),  # the name alone may be a mistake
        ("Receptors, Zorbin", ["ZB1"], [], None),  # an alias is met by chance
        ("Receptors, Zorbin", ["zorbin receptor 1", "zorbins"], [], None),  # a family bears a name of it
        ("Receptors, Zorbin", ["zorbin receptor 1"], ["MESH:1"], None),  # there are kinds of it
    ],
)
def test_a_protein_becomes_its_gene_by_symbol_or_full_name(
    heading: str, synonyms: list[str], parents: list[str], gene: str | None
) -> None:
    merger = Merger({"HGNC:1": Record("HGNC:1", "ZRB1", ["gene"], "HGNC", names=dict(GENE))})
    protein = Record("MESH:1", heading, ["gene", "chemical"], "MESH", names=dict.fromkeys(synonyms, "exact"))
    below = Record("MESH:2", "kind of it", ["gene"], "MESH", parents=parents)
    merger.add_all([protein, below], {}, families={"zorbin"})
    assert merger.taken.get("MESH:1") == gene


def test_an_isotope_is_the_atom_of_the_other_vocabulary() -> None:
    merger = Merger({"CHEBI:1": Record("CHEBI:1", "zorbium-9 atom", ["chemical"], "ChEBI")})
    merger.add_all([Record("MESH:1", "Zorbium-9", ["chemical"], "MESH"), disease("MESH:2", "Zorbium-9")], {})
    assert merger.taken == {"MESH:1": "CHEBI:1"}
