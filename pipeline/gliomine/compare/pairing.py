"""Pair the rows of two tables without looping over them: equal rows first, then equal keys, then overlapping spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of two tables that belong together, and the rows of each that stay alone; all sorted by the first table.

    Attributes:
        left: row numbers in the first table.
        right: row numbers in the second table, one for each of `left`.
        left_alone: rows of the first table without a partner.
        right_alone: rows of the second table without a partner.
    """

    left: Integers
    right: Integers
    left_alone: Integers
    right_alone: Integers


def pair_equal(
    left: Sequence[Integers], right: Sequence[Integers], *, among: tuple[Integers, Integers] | None = None
) -> Pairs:
    """Pair rows that agree in every column; of repeated rows the first pairs with the first, and so on.

    Args:
        left: columns of the first table, as integers that mean the same in both tables.
        right: columns of the second table.
        among: row numbers of either table to look at; None: all rows.

    >>> import numpy as np
    >>> found = pair_equal([np.array([1, 2, 2])], [np.array([2, 3])])
    >>> found.left.tolist(), found.right.tolist(), found.left_alone.tolist(), found.right_alone.tolist()
    ([1], [0], [0, 2], [1])
    """
    import numpy as np

    rows_left, rows_right = among or (np.arange(len(left[0])), np.arange(len(right[0])))
    columns = [np.concatenate([a[rows_left], b[rows_right]]) for a, b in zip(left, right, strict=True)]
    codes, cut = row_codes(columns), len(rows_left)
    keys = row_codes([codes, np.concatenate([occurrences(codes[:cut]), occurrences(codes[cut:])])])
    _, at_left, at_right = np.intersect1d(keys[:cut], keys[cut:], assume_unique=True, return_indices=True)
    order = np.argsort(at_left)
    at_left, at_right = at_left[order], at_right[order]
    alone_left = np.setdiff1d(np.arange(cut), at_left, assume_unique=True)
    alone_right = np.setdiff1d(np.arange(len(rows_right)), at_right, assume_unique=True)
    return Pairs(rows_left[at_left], rows_right[at_right], rows_left[alone_left], rows_right[alone_right])


def row_codes(columns: Sequence[Integers]) -> Integers:
    """Return a number for every row, the same for equal rows."""
    import numpy as np

    size = len(columns[0])
    order = np.lexsort(tuple(columns[::-1]))
    changes = np.zeros(size, dtype=np.int64)
    for column in columns:
        ordered = column[order]
        changes[1:] |= ordered[1:] != ordered[:-1]
    codes = np.empty(size, dtype=np.int64)
    codes[order] = np.cumsum(changes)
    return codes


def occurrences(codes: Integers) -> Integers:
    """Return for each value how many times it stood before.

    >>> import numpy as np
    >>> occurrences(np.array([5, 7, 5, 5])).tolist()
    [0, 0, 1, 2]
    """
    import numpy as np

    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    first = np.ones(len(codes), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    starts = np.maximum.accumulate(np.where(first, np.arange(len(codes)), 0))
    found = np.empty(len(codes), dtype=np.int64)
    found[order] = np.arange(len(codes)) - starts
    return found


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of many documents as columns: group (a document), start, end and a kind (a type)."""

    group: Integers
    start: Integers
    end: Integers
    kind: Integers


def pair_overlapping(left: Spans, right: Spans, *, among: tuple[Integers, Integers]) -> Pairs:
    """Pair spans of one document that overlap: of one kind before others, then those whose bounds differ least.

    Each span gets at most one partner; ties go to the span further left.
    """
    import numpy as np

    candidates = _overlaps(left, right, among)
    candidates.sort()
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for *_, a, b in candidates:
        if a not in taken_left and b not in taken_right:
            taken_left.add(a)
            taken_right.add(b)
            pairs.append((a, b))
    pairs.sort()
    return Pairs(
        np.array([a for a, _ in pairs], dtype=np.int64),
        np.array([b for _, b in pairs], dtype=np.int64),
        np.array([a for a in among[0].tolist() if a not in taken_left], dtype=np.int64),
        np.array([b for b in among[1].tolist() if b not in taken_right], dtype=np.int64),
    )


def _overlaps(
    left: Spans, right: Spans, among: tuple[Integers, Integers]
) -> list[tuple[bool, int, int, int, int, int]]:
    # (other kind, distance of bounds, group, start, row left, row right) for every overlapping pair.
    ordered_left, ordered_right = _ordered(left, among[0]), _ordered(right, among[1])
    found = []
    first = 0
    for group, start, end, kind, row in ordered_left:
        # Spans that end before this one starts cannot overlap later ones unless a longer one stands before them.
        while first < len(ordered_right) and _is_before(ordered_right[first], group, start):
            first += 1
        for at in range(first, len(ordered_right)):
            other_group, other_start, other_end, other_kind, other_row = ordered_right[at]
            if other_group != group or other_start >= end:
                break
            if other_end > start:
                distance = abs(start - other_start) + abs(end - other_end)
                found.append((kind != other_kind, distance, group, start, row, other_row))
    return found


def _is_before(span: tuple[int, int, int, int, int], group: int, start: int) -> bool:
    return span[0] < group or (span[0] == group and span[2] <= start)


def _ordered(spans: Spans, rows: Integers) -> list[tuple[int, int, int, int, int]]:
    columns = (spans.group[rows], spans.start[rows], spans.end[rows], spans.kind[rows], rows)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))
