"""GraphML: the claims of a run as a graph for networkx, Cytoscape, yEd or Gephi.

Brandes et al. 2002, doi:10.1007/3-540-45848-4_59. Two nodes have an edge for each predicate and status. An edge whose
predicate holds both ways is directed like all others, since readers refuse a mixture, and says that it is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from gliomine.config import WriteOptions
from gliomine.entity_types import ENTITY_TYPES
from gliomine.files import whole
from gliomine.predicates import Predicate
from gliomine.tables.said import predicates_of
from gliomine.writers.graph import Edge, Node, edges, nodes
from gliomine.writers.layout import xml_text

_KEYS = {
    "node": {"name": "string", "type": "string", "category": "string", "colour": "string"},
    "edge": {
        "predicate": "string",
        "status": "string",
        "symmetric": "boolean",
        "documents": "int",
        "sentences": "int",
        "score": "double",
        "example": "string",
        "colour": "string",
    },
}
"""What nodes and edges say -> its type in GraphML."""

Values = dict[str, str | int | float | bool]


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `claims.graphml`."""
    del options
    target = run / "claims.graphml"
    with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(line + "\n" for line in _lines(run))
    return [target]


def _lines(run: Path) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for kind, names in _KEYS.items():
        for name, type_ in names.items():
            yield f'<key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>'
    yield '<graph id="claims" edgedefault="directed">'
    for node in nodes(run):
        yield f"<node id={quoteattr(node.id)}>{_data('node', _of_node(node))}</node>"
    predicates = predicates_of(run)
    for number, edge in enumerate(edges(run)):
        ends = f"source={quoteattr(edge.subject)} target={quoteattr(edge.object)}"
        yield f'<edge id="e{number}" {ends}>{_data("edge", _of_edge(edge, predicates))}</edge>'
    yield "</graph>\n</graphml>"


def _of_node(node: Node) -> Values:
    entry = ENTITY_TYPES.get(node.entity_type or "")
    return {
        "name": node.name,
        "type": node.entity_type or "",
        "category": node.category,
        "colour": entry.colour if entry else "#CCCCCC",
    }


def _of_edge(edge: Edge, predicates: Mapping[str, Predicate]) -> Values:
    predicate = predicates.get(edge.predicate)
    return {
        "predicate": edge.predicate,
        "status": edge.status,
        "symmetric": predicate is not None and predicate.symmetric,
        "documents": len(edge.documents),
        "sentences": edge.sentences,
        "score": edge.score,
        "example": edge.quoted[0],
        "colour": predicate.colour if predicate else "#BBBBBB",
    }


def _data(kind: str, values: Values) -> str:
    shown = ((name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in values.items())
    return "".join(f'<data key="{kind}_{name}">{xml_text(value)}</data>' for name, value in shown)
