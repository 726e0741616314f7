"""KGX and GraphML: the Biolink Model's own classes and networkx read what the claims say."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import pytest
from gliomine.entity_types import ENTITY_TYPES
from gliomine.predicates import PREDICATES
from gliomine.writers import write_format
from gliomine.writers.kgx import EDGE_COLUMNS, NODE_COLUMNS

from tests.writers.conftest import documents, make_document, related, write_run

QUALIFIERS = ("qualified_predicate", "object_aspect_qualifier", "object_direction_qualifier")


@pytest.fixture(scope="module")
def model() -> Any:
    """Return the classes of the Biolink Model; they forbid what it does not know."""
    return pytest.importorskip("biolink_model.datamodel.pydanticmodel_v2")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def many(folder: Path) -> Path:
    """Write a run that says everything between one mention of every two types."""
    stored = [*documents()]
    for predicate in PREDICATES.values():
        for number, (one, other) in enumerate(zip(predicate.subjects, predicate.objects * 9, strict=False)):
            made = make_document(
                f"{predicate.name}{number}",
                f"the\n{one}-x acts on {other}-y",
                [(f"{one}-x", one, None), (f"{other}-y", other, f"X:{number}")],
            )
            stored += [related(made, (0, predicate.name, 1, ("present", "possible", "absent")[number % 3]))]
    return write_run(folder / "many", stored)


def test_nodes_and_edges_are_valid_in_the_biolink_model(tmp_path: Path, model: Any) -> None:
    nodes, edges = (lines(path) for path in write_format("kgx-jsonl", many(tmp_path)))
    assert {node["category"][0] for node in nodes} >= {item.biolink for item in ENTITY_TYPES.values()}
    for node in nodes:
        getattr(model, node["category"][0].removeprefix("biolink:"))(**node)
    assert {edge["predicate"] for edge in edges} == {item.biolink for item in PREDICATES.values()}
    for edge in edges:
        kind = getattr(model, edge["category"][0].removeprefix("biolink:"))
        if kind is model.Association:
            # The model has qualifiers of direction for some pairs of categories only; their values are checked anyway.
            values = {name: edge.pop(name) for name in QUALIFIERS if name in edge}
            assert not values or model.DirectionQualifierEnum(values["object_direction_qualifier"])
            assert not values or model.GeneOrGeneProductOrChemicalEntityAspectEnum(values["object_aspect_qualifier"])
        kind(**edge)
    identifiers = {node["id"] for node in nodes}
    assert len(identifiers) == len(nodes) and len({edge["id"] for edge in edges}) == len(edges)
    assert {edge[side] for edge in edges for side in ("subject", "object")} == identifiers
    assert all(
        re.fullmatch(r"[\w.]+:\S+", text) for text in identifiers | {p for e in edges for p in e["publications"]}
    )


def test_a_direction_is_said_by_the_association_of_its_categories(tmp_path: Path, model: Any) -> None:
    found = [("TMZ", "chemical", "CHEBI:1"), ("MGMT", "gene", "HGNC:1")]
    made = related(make_document("a", "TMZ lowers MGMT", found), (0, "decreases", 1, "present"))
    back = related(make_document("b", "MGMT raises TMZ", list(reversed(found))), (0, "increases", 1, "possible"))
    _, edges = (lines(path) for path in write_format("kgx-jsonl", write_run(tmp_path / "run", [made, back])))
    for edge, name, direction in zip(
        edges,
        ("ChemicalAffectsGeneAssociation", "GeneAffectsChemicalAssociation"),
        ("decreased", "increased"),
        strict=True,
    ):
        assert getattr(model, name)(**edge).object_direction_qualifier == direction
        assert edge["category"] == [f"biolink:{name}"]


def test_denials_hedges_and_their_sentences_are_edges_of_their_own(run: Path) -> None:
    _, edges = (lines(path) for path in write_format("kgx-jsonl", run))
    found = {
        (edge["subject"], edge["description"], edge["object"], edge["negated"], tuple(edge["publications"]))
        for edge in edges
    }
    assert ("GO:1", "carries: absent", "HGNC:1", True, ("gliomine:document-NA",)) in found
    assert ("GO:1", "delivered to: possible", "CL:1", False, ("gliomine:document-a%2Fone.txt",)) in found
    assert ("GO:1", "carries: present", "gliomine:name-mir_21", False, ("gliomine:document-a%2Fone.txt",)) in found
    assert documents()[1].text in next(edge for edge in edges if edge["negated"])["supporting_text"]


def test_documents_are_named_as_the_world_names_them(tmp_path: Path) -> None:
    found = [("TMZ", "chemical", "CHEBI:1"), ("MGMT", "gene", "HGNC:1")]
    stored = [
        replace(related(make_document(name, "TMZ lowers MGMT", found), (0, "decreases", 1, "present")), **ids)
        for name, ids in (("a", {"pmid": "31", "doi": "10.1/x"}), ("b", {"doi": "10.1/y"}), ("c", {}))
    ]
    _, edges = (lines(path) for path in write_format("kgx-jsonl", write_run(tmp_path / "run", stored)))
    assert edges[0]["publications"] == ["PMID:31", "DOI:10.1/y", "gliomine:document-c"]


def test_tables_hold_what_the_json_lines_hold(run: Path) -> None:
    tables = write_format("kgx", run)
    first = [path.read_bytes() for path in tables]
    for path, other, columns in zip(tables, write_format("kgx-jsonl", run), (NODE_COLUMNS, EDGE_COLUMNS), strict=True):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert list(rows[0]) == list(columns) and len(rows) == len(lines(other))
        for row, record in zip(rows, lines(other), strict=True):
            for name in columns:
                value = record.get(name, "")
                shown = "|".join(item.replace("|", "¦") for item in value) if isinstance(value, list) else str(value)
                assert row[name].lower() == " ".join(shown.split()).lower()
    assert [path.read_bytes() for path in write_format("kgx", run)] == first


def test_networkx_reads_the_graph(run: Path) -> None:
    (path,) = write_format("graphml", run)
    first = path.read_bytes()
    graph = networkx.read_graphml(path, force_multigraph=True)
    assert graph.is_directed() and graph.nodes["GO:1"]["name"] == "exosome"
    edges = {(a, values["predicate"], b): values for a, b, values in graph.edges(data=True)}
    assert set(edges) == {
        ("GO:1", "carries", "gliomine:name-mir_21"),
        ("GO:1", "carries", "HGNC:1"),
        ("GO:1", "delivered_to", "CL:1"),
        ("GO:1", "delivered_to", "MONDO:1"),
        ("CL:1", "derived_from", "gliomine:name-mesenchymal_stem"),
        ("GO:1", "associated_with", "gliomine:name-mir_21"),
    }
    values = edges["GO:1", "associated_with", "gliomine:name-mir_21"]
    assert values["symmetric"] is True and values["documents"] == 1 and values["score"] == 0.8
    assert "\x01" not in values["example"] and "\ufffd" in values["example"]
    assert write_format("graphml", run)[0].read_bytes() == first


def test_a_run_without_claims_gives_empty_graphs(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [documents()[2]])
    assert [path.read_text(encoding="utf-8").count("\n") for path in write_format("kgx", run)] == [1, 1]
    assert len(networkx.read_graphml(write_format("graphml", run)[0])) == 0
