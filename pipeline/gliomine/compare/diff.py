"""Compare two runs: what was gained, lost and changed of mentions, relations and all else, with the sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.compare.budgets import TOLERANCE
from gliomine.compare.changes import KINDS, Found, find_changes
from gliomine.compare.state import State, load_state, require_same
from gliomine.tables.stored import read_columns

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]
Place = tuple[str, int, int, int]
"""Of a change: document, start, number of its `Found`, place in that."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        doc_id: the document; empty for evidence, which is of all documents.
        table: the table that differs.
        kind: a key of `KINDS`.
        before: the row of the first state, None where there is none.
        after: the row of the second state, None where there is none.
        sentence: start and text of the sentence around it, None where no stored run has it.
    """

    doc_id: str
    table: str
    kind: str
    before: Row | None
    after: Row | None
    sentence: tuple[int, str] | None

    @property
    def row(self) -> Row:
        """The row that shows where the difference is: that of the second state, else that of the first."""
        return self.after if self.after is not None else self.before or {}


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of differences.

    Attributes:
        by_kind: kind -> count, in the order of `KINDS`.
        by_type: entity type -> kind -> count; a retyped mention counts under its first type.
        by_predicate: predicate -> kind -> count; a relabelled relation counts under its first predicate.
        by_concept: (curie, name) -> (mentions lost, mentions gained); most moved first.
    """

    by_kind: dict[str, int]
    by_type: dict[str, dict[str, int]]
    by_predicate: dict[str, dict[str, int]]
    by_concept: dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Comparison:
    """Two states and every difference between them, as row numbers; what is made of them is made once and kept."""

    before: State
    after: State
    found: tuple[Found, ...]

    @property
    def same(self) -> bool:
        """Whether there is no difference at all."""
        return not self.found

    @property
    def total(self) -> int:
        """Number of differences."""
        return sum(len(item.before) for item in self.found)

    @cached_property
    def summary(self) -> Summary:
        """The counts by kind, by entity type and by concept."""
        return _summary(self)

    def changes(self, limit: int | None = None) -> list[Change]:
        """Return the differences as records, by document and place.

        Args:
            limit: the first so many only; None: all.
        """
        wanted = self._places[len(self._made) : limit]
        self._made.extend(_records(self, wanted) if wanted else ())
        return self._made[:limit]

    @cached_property
    def _places(self) -> list[Place]:
        return sorted(
            (doc_id, start, number, at)
            for number, item in enumerate(self.found)
            for at, (doc_id, start) in enumerate(_places(self, item))
        )

    @cached_property
    def _made(self) -> list[Change]:
        return []


def compare(before: Path | State, after: Path | State, *, tolerance: float = TOLERANCE) -> Comparison:
    """Compare two runs or baselines.

    Args:
        before: folder of the first run or baseline, or its loaded state.
        after: the second.
        tolerance: greatest difference of two scores that counts as none.

    Raises:
        InputError: a folder holds no run, or its tables cannot be read.
        SchemaChangedError: the tables do not have the same columns.
    """
    first = before if isinstance(before, State) else load_state(before)
    second = after if isinstance(after, State) else load_state(after)
    require_same(first.schema, second.schema, names=(str(first.path), str(second.path)))
    return Comparison(first, second, tuple(find_changes(first, second, tolerance=tolerance)))


def _summary(comparison: Comparison) -> Summary:
    by_kind = Counter(dict.fromkeys(KINDS, 0))
    groups: dict[str, dict[str, Counter[str]]] = {"mentions": {}, "relations": {}}
    lost: Counter[tuple[str, str]] = Counter()
    gained: Counter[tuple[str, str]] = Counter()
    for item in comparison.found:
        by_kind[item.kind] += len(item.before)
        if item.table not in groups:
            continue
        new = item.before[0] < 0
        state, rows = (comparison.after, item.after) if new else (comparison.before, item.before)
        group = {"mentions": "entity_type", "relations": "predicate"}[item.table]
        for name, count in _counted(state.tables[item.table][group], rows).items():
            groups[item.table].setdefault(name, Counter())[item.kind] += count
        if item.kind in ("lost", "relinked"):
            lost += _concepts(comparison.before.tables["mentions"], item.before)
        if item.kind in ("gained", "relinked"):
            gained += _concepts(comparison.after.tables["mentions"], item.after)
    order = sorted({*lost, *gained}, key=lambda key: (-lost[key] - gained[key], key))
    return Summary(
        {kind: count for kind, count in by_kind.items() if count},
        _in_order(groups["mentions"]),
        _in_order(groups["relations"]),
        {key: (lost[key], gained[key]) for key in order},
    )


def _in_order(group: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: {kind: group[name][kind] for kind in KINDS if group[name][kind]} for name in sorted(group)}


def _counted(column: Any, rows: Any) -> Counter[str]:
    return Counter(column.take(rows).to_pylist())


def _concepts(mentions: pyarrow.Table, rows: Any) -> Counter[tuple[str, str]]:
    taken = mentions.select(["curie", "concept_name"]).take(rows)
    pairs = zip(taken["curie"].to_pylist(), taken["concept_name"].to_pylist(), strict=True)
    return Counter((curie, name or "") for curie, name in pairs if curie is not None)


def _records(comparison: Comparison, places: Sequence[Place]) -> list[Change]:
    found = comparison.found
    chosen: dict[int, list[int]] = {}
    for _, _, number, at in places:
        chosen.setdefault(number, []).append(at)
    rows = {number: _rows(comparison, found[number], ats) for number, ats in chosen.items()}
    sentences = _Sentences(comparison, {doc_id for doc_id, *_ in places})
    made = []
    for doc_id, _, number, at in places:
        before, after = rows[number][at]
        item = found[number]
        made.append(Change(doc_id, item.table, item.kind, before, after, sentences.around(item.table, before, after)))
    return made


def _places(comparison: Comparison, item: Found) -> Iterable[tuple[str, int]]:
    on_right = bool(len(item.after)) and item.after[0] >= 0
    state, rows = (comparison.after, item.after) if on_right else (comparison.before, item.before)
    table = state.tables[item.table]
    ids = table["doc_id"].take(rows).to_pylist() if "doc_id" in table.column_names else [""] * len(rows)
    starts = table["start"].take(rows).to_pylist() if "start" in table.column_names else [0] * len(ids)
    return zip(ids, starts, strict=True)


def _rows(comparison: Comparison, item: Found, ats: list[int]) -> dict[int, tuple[Row | None, Row | None]]:
    sides = []
    for state, rows in ((comparison.before, item.before[ats]), (comparison.after, item.after[ats])):
        present = bool(len(rows)) and rows[0] >= 0
        sides.append(state.tables[item.table].take(rows).to_pylist() if present else [None] * len(ats))
    return {at: (before, after) for at, before, after in zip(ats, *sides, strict=True)}


class _Sentences:
    """The sentences of some documents, read from whichever side is a run."""

    def __init__(self, comparison: Comparison, doc_ids: set[str]) -> None:
        self._sides = [_read_sentences(state, doc_ids) for state in (comparison.before, comparison.after)]
        self._other_text = {
            doc_id
            for item in comparison.found
            if item.kind == "text_changed"
            for doc_id in comparison.after.tables["documents"]["doc_id"].take(item.after).to_pylist()
        }

    def around(self, table: str, before: Row | None, after: Row | None) -> tuple[int, str] | None:
        """Return start and text of the sentence that holds a mention or relation."""
        row = after if after is not None else before
        if table not in ("mentions", "relations") or row is None:
            return None
        own, other = (1, 0) if after is not None else (0, 1)
        found = self._look(own, row)
        if found is None and row["doc_id"] not in self._other_text:
            found = self._look(other, row)
        return found

    def _look(self, side: int, row: Row) -> tuple[int, str] | None:
        starts, texts = self._sides[side].get(row["doc_id"], ([], []))
        at = bisect_right(starts, row["start"]) - 1
        if at < 0 or row["start"] >= starts[at] + len(texts[at]):
            return None
        return starts[at], texts[at]


def _read_sentences(state: State, doc_ids: set[str]) -> dict[str, tuple[list[int], list[str]]]:
    if not state.is_run or not doc_ids:
        return {}
    table = read_columns(state.path, "sentences", ["doc_id", "start", "text"], doc_ids=doc_ids)
    table = table.sort_by([("doc_id", "ascending"), ("start", "ascending")])
    found: dict[str, tuple[list[int], list[str]]] = {}
    columns = (table[name].to_pylist() for name in ("doc_id", "start", "text"))
    for doc_id, start, text in zip(*columns, strict=True):
        starts, texts = found.setdefault(doc_id, ([], []))
        starts.append(start)
        texts.append(text)
    return found
