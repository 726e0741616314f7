"""The differences between two states, found by SQL and kept as row numbers until they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gliomine.compare.frozen import DECIMALS, DIGEST
from gliomine.compare.pairing import Matcher, differ, scores_differ
from gliomine.compare.state import State
from gliomine.tables.stored import SETTINGS

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

KINDS: dict[str, str] = {
    "document_missing": "a document of the first run is not in the second",
    "document_added": "a document of the second run is not in the first",
    "text_changed": "the document's text is another one",
    "document_changed": "the text is the same, but the title, a count or another property is not",
    "lost": "a mention is not found any more",
    "gained": "a mention is found that was not found before",
    "retyped": "a mention has another entity type",
    "moved": "a mention of the same type has other bounds",
    "relinked": "a mention has another concept, gained one or lost it",
    "reasserted": "a mention has another assertion status",
    "rescored": "a score differs by more than the tolerance",
    "attribute_changed": "a mention was found by another source, or linked for another reason or under another name",
    "relation_lost": "a relation is not found any more",
    "relation_gained": "a relation is found that was not found before",
    "relation_relabelled": "a relation has another predicate",
    "relation_restated": "a relation has another status",
    "relation_rescored": "the score of a relation differs by more than the tolerance",
    "relation_changed": "a relation has another trigger, or a mention of it another type",
    "evidence_lost": "nothing is claimed of two concepts any more",
    "evidence_gained": "something is claimed of two concepts that was not claimed before",
    "evidence_changed": "what is claimed of two concepts is claimed in another number of sentences",
    "row_lost": "a row of another table is gone",
    "row_gained": "a row of another table is new",
    "row_changed": "a row of another table has another value",
}
"""Kind of change -> meaning, in the order in which they are listed."""

_ROW_KEYS = {
    "evidence": ("subject", "predicate", "object"),
    "sections": ("name", "parent", "label"),
    "sentences": ("start",),
    "abbreviations": ("short_form",),
    "affiliations": ("index",),
    "funders": ("index",),
}
"""Columns that, with the document, say which row of another table is which; a table not named pairs whole rows only."""


@dataclass(frozen=True, slots=True)
class Found:
    """Changes of one kind in one table, as row numbers of the frozen tables; -1 stands for no row."""

    table: str
    kind: str
    before: Integers
    after: Integers


_SHARED = "doc_id IN (SELECT doc_id FROM shared)"


def find_changes(before: State, after: State, *, tolerance: float) -> list[Found]:
    """Return every difference between two states of equal schema.

    Args:
        before: the first run or the baseline.
        after: the second run.
        tolerance: greatest difference of two scores that counts as none.
    """
    import duckdb

    allowed = tolerance + 2 * 10.0**-DECIMALS
    with duckdb.connect(":memory:", config=SETTINGS) as database:
        found = _document_changes(database, before.tables["documents"], after.tables["documents"])
        for name in before.tables:
            if name == "mentions":
                found += _mention_changes(database, before.tables[name], after.tables[name], allowed)
            elif name == "relations":
                found += _relation_changes(database, before.tables[name], after.tables[name], allowed)
            elif name != "documents":
                found += _row_changes(database, name, before.tables[name], after.tables[name], allowed)
    order = list(KINDS)
    kept = [item for item in found if len(item.before)]
    return sorted(kept, key=lambda item: (order.index(item.kind), item.table))


def _document_changes(database: duckdb.DuckDBPyConnection, before: pyarrow.Table, after: pyarrow.Table) -> list[Found]:
    matcher = Matcher(database, before, after)
    database.execute("CREATE TEMP TABLE shared AS SELECT doc_id FROM a SEMI JOIN b USING (doc_id)")
    matcher.pair_equal(["doc_id"])
    kinds = [("text_changed", differ([DIGEST])), ("document_changed", differ(before.column_names))]
    return [
        *_alone("documents", matcher, ("document_missing", "document_added")),
        *_paired("documents", matcher, kinds),
    ]


def _mention_changes(
    database: duckdb.DuckDBPyConnection, before: pyarrow.Table, after: pyarrow.Table, allowed: float
) -> list[Found]:
    matcher = Matcher(database, before, after, among=_SHARED)
    matcher.pair_equal(["doc_id", "start", "end", "entity_type"])
    kinds = [
        ("relinked", differ(["curie"])),
        ("reasserted", differ(["assertion"])),
        ("rescored", scores_differ(["score", "concept_score"], allowed=allowed)),
        ("attribute_changed", differ(["source", "match", "concept_name"])),
    ]
    found = _paired("mentions", matcher, kinds)
    matcher.pair_equal(["doc_id", "start", "end"])
    found += _paired("mentions", matcher, [("retyped", "true")])
    matcher.pair_overlapping("entity_type")
    found += _paired("mentions", matcher, [("retyped", differ(["entity_type"])), ("moved", "true")])
    return [*found, *_alone("mentions", matcher, ("lost", "gained"))]


def _relation_changes(
    database: duckdb.DuckDBPyConnection, before: pyarrow.Table, after: pyarrow.Table, allowed: float
) -> list[Found]:
    matcher = Matcher(database, before, after, among=_SHARED)
    places = ["doc_id", "start", "end", "object_start", "object_end"]
    matcher.pair_equal([*places, "predicate"])
    kinds = [
        ("relation_restated", differ(["status"])),
        ("relation_rescored", scores_differ(["score"], allowed=allowed)),
        ("relation_changed", differ(["subject_type", "object_type", "trigger", "trigger_start"])),
    ]
    found = _paired("relations", matcher, kinds)
    matcher.pair_equal(places)
    found += _paired("relations", matcher, [("relation_relabelled", "true")])
    return [*found, *_alone("relations", matcher, ("relation_lost", "relation_gained"))]


def _row_changes(
    database: duckdb.DuckDBPyConnection, name: str, before: pyarrow.Table, after: pyarrow.Table, allowed: float
) -> list[Found]:
    import pyarrow as pa

    floats = [field.name for field in before.schema if pa.types.is_floating(field.type)]
    # Failures are of documents that are in no table, evidence is of all of them.
    matcher = Matcher(database, before, after, among="" if name in ("failures", "evidence") else _SHARED)
    kind = "evidence" if name == "evidence" else "row"
    matcher.pair_equal([column for column in before.column_names if column not in floats])
    found = _paired(name, matcher, [(f"{kind}_changed", scores_differ(floats, allowed=allowed))])
    if name in _ROW_KEYS:
        matcher.pair_equal([item for item in ("doc_id", *_ROW_KEYS[name]) if item in before.column_names])
        found += _paired(name, matcher, [(f"{kind}_changed", "true")])
    return [*found, *_alone(name, matcher, (f"{kind}_lost", f"{kind}_gained"))]


def _paired(table: str, matcher: Matcher, kinds: list[tuple[str, str]]) -> list[Found]:
    return [Found(table, kind, before, after) for kind, (before, after) in matcher.sorted_pairs(kinds).items()]


def _alone(table: str, matcher: Matcher, kinds: tuple[str, str]) -> list[Found]:
    import numpy as np

    lost, gained = matcher.alone()
    return [
        Found(table, kinds[0], lost, np.full(len(lost), -1)),
        Found(table, kinds[1], np.full(len(gained), -1), gained),
    ]
