"""The differences as one HTML page in the dress of the report, the two sides next to each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from gliomine.compare.diff import Change, Comparison
from gliomine.compare.show import describe, mentions_of, of_document
from gliomine.entity_types import ENTITY_TYPES
from gliomine.report.page import page_policy, page_style
from gliomine.resources import data_text

SHOWN = 2000
"""Changes on a page; the rest is in the other outputs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; `entity_type` is None outside of a mention."""

    text: str
    entity_type: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A change as the page shows it: what it is, and the sentence on either side."""

    kind: str
    what: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def render(comparison: Comparison) -> str:
    """Return the page; every text from the runs is escaped."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found = comparison.changes(SHOWN)
    documents = [
        (of_document(doc_id), [_line(change) for change in group])
        for doc_id, group in groupby(found, key=lambda item: item.doc_id)
    ]
    summary = comparison.summary
    style = page_style()
    return environment.from_string(data_text("compare/templates", "diff.html")).render(
        before=comparison.before.path.name,
        after=comparison.after.path.name,
        summary=summary,
        concepts=list(summary.by_concept.items())[:20],
        documents=documents,
        left_out=comparison.total - len(found),
        types=frozenset(ENTITY_TYPES),
        style=Markup(style),
        policy=page_policy([], [style]),
    )


def _line(change: Change) -> Line:
    return Line(change.kind, describe(change), _pieces(change, change.before), _pieces(change, change.after))


def _pieces(change: Change, row: dict[str, Any] | None) -> tuple[Piece, ...]:
    if change.table not in ("mentions", "relations"):
        return ()
    relation = change.table == "relations"
    if change.sentence is None:
        return () if row is None or relation else (Piece(row["text"], row["entity_type"]),)
    start, text = change.sentence
    if row is None:
        return (Piece(text, None),)
    types = {(row["start"], row["end"]): row["subject_type" if relation else "entity_type"]}
    if relation:
        types.setdefault((row["object_start"], row["object_end"]), row["object_type"])
    pieces, at = [], 0
    for place in mentions_of(row):
        low, high = (max(0, border - start) for border in place)
        if low >= at:
            pieces += [Piece(text[at:low], None), Piece(text[low:high], types[place])]
            at = high
    return (*pieces, Piece(text[at:], None))


def write_page(comparison: Comparison, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(comparison), encoding="utf-8", newline="\n")
