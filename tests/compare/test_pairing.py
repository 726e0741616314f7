"""Rows find their partners as a slow search would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest
from gliomine.compare.pairing import Matcher, differ, scores_differ
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CELL = st.one_of(st.none(), st.sampled_from("xyz"))
ROWS = st.lists(st.tuples(CELL, CELL), max_size=12)
SLOWLY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


def table(rows: list[tuple[str | None, str | None]]) -> pa.Table:
    return pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(("one", "end"))})


def pairs_of(matcher: Matcher) -> list[tuple[int, int]]:
    before, after = matcher.sorted_pairs([("all", "true")])["all"]
    return list(zip(before.tolist(), after.tolist(), strict=True))


@SLOWLY
@given(ROWS, ROWS)
def test_equal_rows_pair_as_often_as_both_have_them(
    database: duckdb.DuckDBPyConnection,
    left: list[tuple[str | None, str | None]],
    right: list[tuple[str | None, str | None]],
) -> None:
    matcher = Matcher(database, table(left), table(right))
    matcher.pair_equal(["one", "end"])
    pairs = pairs_of(matcher)
    assert all(left[a] == right[b] for a, b in pairs)
    assert Counter(left[a] for a, _ in pairs) == Counter(left) & Counter(right)
    for row in set(left):  # the first with the first
        numbers = [(a, b) for a, b in pairs if left[a] == row]
        assert [a for a, _ in numbers] == [at for at, other in enumerate(left) if other == row][: len(numbers)]
        assert [b for _, b in numbers] == [at for at, other in enumerate(right) if other == row][: len(numbers)]
    alone = [side.tolist() for side in matcher.alone()]
    assert sorted([*(a for a, _ in pairs), *alone[0]]) == list(range(len(left)))
    assert sorted([*(b for _, b in pairs), *alone[1]]) == list(range(len(right)))


SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(1, 70), st.integers(0, 1)), max_size=8)


@SLOWLY
@given(SPANS, SPANS)
def test_overlapping_spans_pair_greedily(
    database: duckdb.DuckDBPyConnection, left: list[tuple[int, ...]], right: list[tuple[int, ...]]
) -> None:
    names = ("doc_id", "start", "end", "kind")
    sides = [sorted((group, start, start + size, kind) for group, start, size, kind in side) for side in (left, right)]
    tables = [
        pa.table({name: pa.array([row[at] for row in side], pa.int64()) for at, name in enumerate(names)})
        for side in sides
    ]
    matcher = Matcher(database, *tables)
    matcher.pair_overlapping("kind")
    candidates = sorted(
        (a[3] != b[3], abs(a[1] - b[1]) + abs(a[2] - b[2]), i, j)
        for i, a in enumerate(sides[0])
        for j, b in enumerate(sides[1])
        if a[0] == b[0] and a[1] < b[2] and b[1] < a[2]
    )
    expected: list[tuple[int, int]] = []
    for *_, i, j in candidates:
        if all(i != a and j != b for a, b in expected):
            expected.append((i, j))
    assert pairs_of(matcher) == sorted(expected)


def test_a_pair_is_named_by_the_first_condition_that_holds(database: duckdb.DuckDBPyConnection) -> None:
    before = pa.table({"id": ["a", "b", "c", "d"], "end": ["x", "x", None, "x"], "score": [0.5, 0.5, 0.5, None]})
    after = pa.table({"id": ["d", "c", "b", "a"], "end": ["x", None, "x", "y"], "score": [0.5, 0.5001, 0.6, 0.9]})
    matcher = Matcher(database, before, after)
    matcher.pair_equal(["id"])
    found = matcher.sorted_pairs([("end", differ(["end"])), ("score", scores_differ(["score"], allowed=0.01))])
    assert {kind: [side.tolist() for side in sides] for kind, sides in found.items()} == {
        "end": [[0], [3]],
        "score": [[1, 3], [2, 0]],
    }
