"""Rows find their partners as a slow search would."""

from __future__ import annotations

from collections import Counter

import numpy as np
from gliomine.compare.pairing import Spans, pair_equal, pair_overlapping
from hypothesis import given, settings
from hypothesis import strategies as st

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)


def columns(rows: list[tuple[int, ...]], width: int) -> list[np.ndarray]:
    return [np.array([row[at] for row in rows], dtype=np.int64) for at in range(width)]


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS)
def test_equal_rows_pair_as_often_as_both_have_them(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    found = pair_equal(columns(left, 2), columns(right, 2))
    assert all(left[a] == right[b] for a, b in zip(found.left, found.right, strict=True))
    assert Counter(left[a] for a in found.left) == Counter(left) & Counter(right)
    assert sorted([*found.left, *found.left_alone]) == list(range(len(left)))
    assert sorted([*found.right, *found.right_alone]) == list(range(len(right)))


SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(1, 5), st.integers(0, 1)), max_size=8)


@settings(max_examples=40, deadline=None)
@given(SPANS, SPANS)
def test_overlapping_spans_pair_greedily(left: list[tuple[int, ...]], right: list[tuple[int, ...]]) -> None:
    sides = [[(group, start, start + size, kind) for group, start, size, kind in side] for side in (left, right)]
    spans = [Spans(*columns(side, 4)) for side in sides]
    found = pair_overlapping(*spans, among=(np.arange(len(left)), np.arange(len(right))))
    candidates = sorted(
        (a[3] != b[3], abs(a[1] - b[1]) + abs(a[2] - b[2]), a[0], a[1], i, j)
        for i, a in enumerate(sides[0])
        for j, b in enumerate(sides[1])
        if a[0] == b[0] and a[1] < b[2] and b[1] < a[2]
    )
    expected, used = [], (set(), set())
    for *_, i, j in candidates:
        if i not in used[0] and j not in used[1]:
            expected.append((i, j))
            used[0].add(i)
            used[1].add(j)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == sorted(expected)
