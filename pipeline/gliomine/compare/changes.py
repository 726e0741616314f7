"""The differences between two states, found column by column and kept as row numbers until they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gliomine.compare.frozen import DECIMALS, DIGEST
from gliomine.compare.pairing import Pairs, Spans, pair_equal, pair_overlapping
from gliomine.compare.state import State

if TYPE_CHECKING:
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
    "row_lost": "a row of another table is gone",
    "row_gained": "a row of another table is new",
    "row_changed": "a row of another table has another value",
}
"""Kind of change -> meaning, in the order in which they are listed."""

_ROW_KEYS = {
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


def find_changes(before: State, after: State, *, tolerance: float) -> list[Found]:
    """Return every difference between two states of equal schema.

    Args:
        before: the first run or the baseline.
        after: the second run.
        tolerance: greatest difference of two scores that counts as none.
    """
    coder = _Coder(before.tables["documents"], after.tables["documents"])
    found = _document_changes(before.tables["documents"], after.tables["documents"], coder)
    for name in before.tables:
        if name == "mentions":
            found += _mention_changes(before.tables[name], after.tables[name], coder, tolerance)
        elif name != "documents":
            found += _row_changes(name, before.tables[name], after.tables[name], coder, tolerance)
    order = list(KINDS)
    kept = [item for item in found if len(item.before)]
    return sorted(kept, key=lambda item: (order.index(item.kind), item.table))


class _Coder:
    """Turns columns of both states into integers that mean the same on both sides."""

    def __init__(self, before: pyarrow.Table, after: pyarrow.Table) -> None:
        import numpy as np

        left, right = self.codes(before["doc_id"], after["doc_id"])
        self._shared = set(np.intersect1d(left, right).tolist())
        self._ids = {
            name
            for column, codes in ((before["doc_id"], left), (after["doc_id"], right))
            for name, code in zip(column.to_pylist(), codes.tolist(), strict=True)
            if code in self._shared
        }

    def codes(self, left: Any, right: Any) -> tuple[Integers, Integers]:
        """Return the columns as integers; null is -1."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_integer(left.type):
            # A count is never negative, so that -1 is free for null.
            return tuple(pc.fill_null(column, -1).to_numpy().astype(np.int64) for column in (left, right))
        both = pa.chunked_array([*left.chunks, *right.chunks], type=left.type).combine_chunks()
        encoded = both.dictionary_encode().indices
        numbers = pc.fill_null(encoded, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return numbers[: len(left)], numbers[len(left) :]

    def in_shared_documents(self, table: pyarrow.Table) -> Integers:
        """Return the numbers of the rows whose document is on both sides (or on none, as with failures)."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        known = pc.is_in(table["doc_id"], value_set=pa.array(sorted(self._ids), pa.string()))
        return np.flatnonzero(known.to_numpy())


def _document_changes(before: pyarrow.Table, after: pyarrow.Table, coder: _Coder) -> list[Found]:
    columns = [coder.codes(before[name], after[name]) for name in before.column_names]
    digest = before.column_names.index(DIGEST)
    pairs = _pair(columns, [0])
    text = _differ(columns, [digest], pairs)
    other = _differ(columns, [at for at in range(len(columns)) if at != digest], pairs) & ~text
    return [
        *_alone("documents", pairs, ("document_missing", "document_added")),
        Found("documents", "text_changed", pairs.left[text], pairs.right[text]),
        Found("documents", "document_changed", pairs.left[other], pairs.right[other]),
    ]


def _pair(
    columns: Sequence[tuple[Integers, Integers]], chosen: Sequence[int], among: tuple[Integers, Integers] | None = None
) -> Pairs:
    return pair_equal([columns[at][0] for at in chosen], [columns[at][1] for at in chosen], among=among)


def _differ(columns: Sequence[tuple[Integers, Integers]], chosen: Sequence[int], pairs: Pairs) -> NDArray[np.bool_]:
    import numpy as np

    found = np.zeros(len(pairs.left), dtype=bool)
    for at in chosen:
        left, right = columns[at]
        found |= left[pairs.left] != right[pairs.right]
    return found


def _alone(table: str, pairs: Pairs, kinds: tuple[str, str]) -> list[Found]:
    import numpy as np

    lost, gained = pairs.left_alone, pairs.right_alone
    return [
        Found(table, kinds[0], lost, np.full(len(lost), -1)),
        Found(table, kinds[1], np.full(len(gained), -1), gained),
    ]


def _mention_changes(before: pyarrow.Table, after: pyarrow.Table, coder: _Coder, tolerance: float) -> list[Found]:
    names = ("doc_id", "start", "end", "entity_type", "curie", "assertion", "source", "match", "concept_name")
    columns = [coder.codes(before[name], after[name]) for name in names]
    rows = (coder.in_shared_documents(before), coder.in_shared_documents(after))
    same = _pair(columns, [0, 1, 2, 3], rows)
    found = []
    unnamed = ~_differ(columns, [], same)
    tests = {
        "relinked": _differ(columns, [4], same),
        "reasserted": _differ(columns, [5], same),
        "rescored": _scores_differ(before, after, ("score", "concept_score"), same, tolerance),
        "attribute_changed": _differ(columns, [6, 7, 8], same),
    }
    for kind, mask in tests.items():
        chosen = mask & unnamed
        found.append(Found("mentions", kind, same.left[chosen], same.right[chosen]))
        unnamed &= ~mask
    placed = _pair(columns, [0, 1, 2], (same.left_alone, same.right_alone))
    found.append(Found("mentions", "retyped", placed.left, placed.right))
    spans = [Spans(*(columns[at][side] for at in range(4))) for side in (0, 1)]
    near = pair_overlapping(spans[0], spans[1], among=(placed.left_alone, placed.right_alone))
    types = _differ(columns, [3], near)
    found.append(Found("mentions", "retyped", near.left[types], near.right[types]))
    found.append(Found("mentions", "moved", near.left[~types], near.right[~types]))
    return [*found, *_alone("mentions", near, ("lost", "gained"))]


def _scores_differ(
    before: pyarrow.Table, after: pyarrow.Table, names: Sequence[str], pairs: Pairs, tolerance: float
) -> NDArray[np.bool_]:
    import numpy as np

    found = np.zeros(len(pairs.left), dtype=bool)
    allowed = tolerance + 2 * 10.0**-DECIMALS
    for name in names:
        left = before[name].to_numpy()[pairs.left]
        right = after[name].to_numpy()[pairs.right]
        found |= (np.isnan(left) != np.isnan(right)) | (np.abs(left - right) > allowed)
    return found


def _row_changes(
    name: str, before: pyarrow.Table, after: pyarrow.Table, coder: _Coder, tolerance: float
) -> list[Found]:
    import pyarrow as pa

    floats = [field.name for field in before.schema if pa.types.is_floating(field.type)]
    plain = [column for column in before.column_names if column not in floats]
    columns = [coder.codes(before[column], after[column]) for column in plain]
    rows = None if name == "failures" else (coder.in_shared_documents(before), coder.in_shared_documents(after))
    same = _pair(columns, range(len(plain)), rows)
    scored = _scores_differ(before, after, floats, same, tolerance)
    found = [Found(name, "row_changed", same.left[scored], same.right[scored])]
    rest = same
    if name in _ROW_KEYS:
        key = [plain.index(column) for column in ("doc_id", *_ROW_KEYS[name])]
        rest = _pair(columns, key, (same.left_alone, same.right_alone))
        found.append(Found(name, "row_changed", rest.left, rest.right))
    return [*found, *_alone(name, rest, ("row_lost", "row_gained"))]
