"""Pair the rows of a table in two states by SQL: equal rows first, then equal keys, then overlapping spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

AT = "row_number_of_state"
"""Column that tells the rows of a state apart."""


_STRETCH = 64  # characters


class Matcher:
    """Pairs the rows of one table step by step; a row that has a partner takes no part in later steps.

    In SQL the two states are the tables `a` and `b`, of which conditions may use every column; `pairs` holds the pairs
    of the last step.
    """

    def __init__(
        self, database: duckdb.DuckDBPyConnection, before: pyarrow.Table, after: pyarrow.Table, *, among: str = ""
    ) -> None:
        """Take the tables.

        Args:
            database: a connection whose tables `a`, `b`, `left_a`, `left_b` and `pairs` are replaced.
            before: the table of the first state.
            after: that of the second, with the same columns.
            among: SQL condition on the rows that are looked at; empty for all.
        """
        import numpy as np
        import pyarrow as pa

        self._database = database
        for side, table in (("a", before), ("b", after)):
            numbers = pa.array(np.arange(table.num_rows, dtype=np.int64))
            database.register(side, table.append_column(AT, numbers))
            where = f" WHERE {among}" if among else ""
            database.execute(f"CREATE OR REPLACE TEMP TABLE left_{side} AS SELECT {AT} FROM {side}{where}")

    def pair_equal(self, columns: Sequence[str]) -> None:
        """Pair rows that agree in these columns, null with null; of repeated rows the first pairs with the first."""
        parts = ", ".join(f'"{name}"' for name in columns)
        same = " AND ".join(f'x."{name}" IS NOT DISTINCT FROM y."{name}"' for name in columns)
        sides = [
            f"SELECT {AT}, {parts}, row_number() OVER (PARTITION BY {parts} ORDER BY {AT}) AS nth "
            f"FROM {side} SEMI JOIN left_{side} USING ({AT})"
            for side in ("a", "b")
        ]
        self._keep(
            f"WITH x AS ({sides[0]}), y AS ({sides[1]}) "
            f"SELECT x.{AT} AS a, y.{AT} AS b FROM x JOIN y ON x.nth = y.nth AND {same}"
        )

    def pair_overlapping(self, kind: str) -> None:
        """Pair spans of one document that overlap: of one kind before others, then those whose bounds differ least.

        Each span gets at most one partner; ties go to the earlier row. That choice goes from pair to pair, which SQL
        cannot say; the candidates are found by SQL.

        Args:
            kind: column of the kind.
        """
        import numpy as np
        import pyarrow as pa

        # Joined by stretches of the text: else a document with many rows would compare each with each.
        sides = [
            f'SELECT *, unnest(range(start // {_STRETCH}, ("end" - 1) // {_STRETCH} + 1)) AS stretch '
            f"FROM {side} SEMI JOIN left_{side} USING ({AT})"
            for side in ("a", "b")
        ]
        candidates = self._database.execute(
            f"WITH x AS ({sides[0]}), y AS ({sides[1]}) "
            f"SELECT x.{AT}, y.{AT} FROM x JOIN y ON x.doc_id = y.doc_id AND x.stretch = y.stretch "
            f'AND x.start < y."end" AND y.start < x."end" '
            f"AND x.stretch = greatest(x.start, y.start) // {_STRETCH} "
            f"ORDER BY x.{kind} IS DISTINCT FROM y.{kind}, "
            f'abs(x.start - y.start) + abs(x."end" - y."end"), x.{AT}, y.{AT}'
        )
        taken: tuple[set[int], set[int]] = (set(), set())
        pairs = []
        while rows := candidates.fetchmany(10_000):
            for a, b in rows:
                if a not in taken[0] and b not in taken[1]:
                    taken[0].add(a)
                    taken[1].add(b)
                    pairs.append((a, b))
        columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        self._database.register("given", pa.table({"a": columns[:, 0], "b": columns[:, 1]}))
        self._keep("SELECT a, b FROM given")
        self._database.unregister("given")

    def _keep(self, query: str) -> None:
        self._database.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {query}")
        for side in ("a", "b"):
            self._database.execute(f"DELETE FROM left_{side} WHERE {AT} IN (SELECT {side} FROM pairs)")

    def sorted_pairs(self, kinds: Sequence[tuple[str, str]]) -> dict[str, tuple[Integers, Integers]]:
        """Return name -> row numbers of the pairs of the last step that meet its condition and none before it.

        Args:
            kinds: names and SQL conditions on `a` and `b`.
        """
        cases = " ".join(f"WHEN {condition} THEN {number}" for number, (_, condition) in enumerate(kinds))
        found = self._database.execute(
            f"SELECT pairs.a, pairs.b, CASE {cases} ELSE -1 END AS kind FROM pairs "
            f"JOIN a ON a.{AT} = pairs.a JOIN b ON b.{AT} = pairs.b ORDER BY pairs.a, pairs.b"
        ).fetchnumpy()
        return {
            name: (found["a"][found["kind"] == number], found["b"][found["kind"] == number])
            for number, (name, _) in enumerate(kinds)
        }

    def alone(self) -> tuple[Integers, Integers]:
        """Return the rows of either state that have no partner, sorted."""
        sides = (self._database.execute(f"SELECT {AT} FROM left_{side} ORDER BY 1").fetchnumpy() for side in ("a", "b"))
        before, after = (side[AT] for side in sides)
        return before, after


def differ(columns: Sequence[str]) -> str:
    """Return the SQL condition that a pair differs in one of these columns; null is equal to null."""
    return " OR ".join(f'a."{name}" IS DISTINCT FROM b."{name}"' for name in columns) or "false"


def scores_differ(columns: Sequence[str], *, allowed: float) -> str:
    """Return the SQL condition that a pair's scores differ by more than is allowed, or that one has none."""
    tests = (
        f'((a."{name}" IS NULL) <> (b."{name}" IS NULL) OR coalesce(abs(a."{name}" - b."{name}") > {allowed!r}, false))'
        for name in columns
    )
    return " OR ".join(tests) or "false"
