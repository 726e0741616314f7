"""KGX: the claims of a run as nodes and edges of the Biolink Model, as TSV or JSON lines.

Unni et al. 2022, doi:10.1111/cts.13302. The knowledge level of an edge is `not_provided`, as the model asks of text
mining; a denied claim is `negated`; the description of an edge that is merely possible says so. Edges that say in which
direction something changes carry the model's qualifiers, also where it has no association of the two categories.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.predicates import Predicate
from gliomine.tables.said import predicates_of
from gliomine.writers.graph import Edge, Node, edges, nodes

NODE_COLUMNS = ("id", "category", "name")
EDGE_COLUMNS = (
    "id",
    "category",
    "subject",
    "predicate",
    "object",
    "qualified_predicate",
    "object_aspect_qualifier",
    "object_direction_qualifier",
    "negated",
    "knowledge_level",
    "agent_type",
    "primary_knowledge_source",
    "publications",
    "evidence_count",
    "has_confidence_score",
    "supporting_text",
    "description",
)
"""Columns of the two tables; JSON lines leave out what is null."""

_OTHER = "biolink:related_to"
_ASSOCIATIONS = {
    ("biolink:ChemicalEntity", "biolink:Gene"): "biolink:ChemicalAffectsGeneAssociation",
    ("biolink:Gene", "biolink:ChemicalEntity"): "biolink:GeneAffectsChemicalAssociation",
}
"""Categories of subject and object -> the association that has qualifiers of direction for them."""

Record = dict[str, Any]


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `kgx_nodes.tsv` and `kgx_edges.tsv`."""
    del options
    return write_graph(run, ".tsv", _table)


def write_graph(
    run: Path, suffix: str, lines: Callable[[tuple[str, ...], Iterable[Record]], Iterator[str]]
) -> list[Path]:
    """Write the nodes and the edges of a run, each as one file of lines."""
    categories: dict[str, str] = {}
    targets = [run / f"kgx_nodes{suffix}", run / f"kgx_edges{suffix}"]
    with ExitStack() as stack:
        for target, columns, records in (
            (targets[0], NODE_COLUMNS, _nodes(run, categories)),
            (targets[1], EDGE_COLUMNS, _edges(run, categories)),
        ):
            temporary = stack.enter_context(whole(target))
            with temporary.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(line + "\n" for line in lines(columns, records))
    return targets


def _nodes(run: Path, categories: dict[str, str]) -> Iterator[Record]:
    for node in nodes(run):
        categories[node.id] = node.category
        yield node_record(node)


def _edges(run: Path, categories: dict[str, str]) -> Iterator[Record]:
    known = predicates_of(run)
    return (edge_record(edge, categories, known) for edge in edges(run))


def node_record(node: Node) -> Record:
    """Return a node with its properties in the Biolink Model."""
    return {"id": node.id, "category": [node.category], "name": node.name}


def edge_record(edge: Edge, categories: dict[str, str], predicates: Mapping[str, Predicate]) -> Record:
    """Return an edge with its properties in the Biolink Model; null is what it does not have.

    Args:
        edge: the edge.
        categories: node -> its category.
        predicates: those of the run.
    """
    predicate = predicates.get(edge.predicate)
    qualifiers = dict(predicate.qualifiers) if predicate else {}
    ends = categories[edge.subject], categories[edge.object]
    association = _ASSOCIATIONS.get(ends, "biolink:Association") if qualifiers else "biolink:Association"
    key = "\x1f".join((edge.subject, edge.predicate, edge.object, edge.status))
    name = predicate.name if predicate else edge.predicate
    return {
        **dict.fromkeys(EDGE_COLUMNS),
        "id": "gliomine:claim-" + hashlib.sha256(key.encode()).hexdigest()[:16],
        "category": [association],
        "subject": edge.subject,
        "predicate": predicate.biolink if predicate else _OTHER,
        "object": edge.object,
        **qualifiers,
        "negated": edge.status == "absent",
        "knowledge_level": "not_provided",
        "agent_type": "text_mining_agent",
        "primary_knowledge_source": "infores:gliomine",
        "publications": list(edge.documents),
        "evidence_count": edge.sentences,
        "has_confidence_score": edge.score,
        "supporting_text": list(edge.quoted),
        "description": f"{name.replace('_', ' ')}: {edge.status}",
    }


def _table(columns: tuple[str, ...], records: Iterable[Record]) -> Iterator[str]:
    yield "\t".join(columns)
    for record in records:
        yield "\t".join(_cell(record[name]) for name in columns)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        # The bar parts the values of a cell.
        return "|".join(_cell(item.replace("|", "¦")) for item in value)
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return " ".join(str(value).split())


def json_lines(columns: tuple[str, ...], records: Iterable[Record]) -> Iterator[str]:
    """Yield each record as a line of JSON."""
    for record in records:
        yield json.dumps({name: record[name] for name in columns if record[name] is not None}, ensure_ascii=False)
