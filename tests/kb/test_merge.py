"""Which concepts of two vocabularies become one, and what the one keeps of the other."""

from __future__ import annotations

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
