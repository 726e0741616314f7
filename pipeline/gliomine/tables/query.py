"""SQL over a finished run: its tables and views in DuckDB, read from the Parquet files, nothing else within reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.errors import InputError
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import open_run
from gliomine.tables.views import VIEWS

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    Attributes:
        columns: names, in order.
        rows: to be gone through once.
    """

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


def query(run: Path, sql: str) -> Answer:
    """Run one SELECT over the tables of a run and the views of its databases.

    Files beside the run's tables cannot be read, nothing can be written, and no extension is loaded.

    Raises:
        InputError: there is no finished run, or the query is wrong.
    """
    import duckdb

    connection = open_run(run, sealed=True)
    for name, statement in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {statement}")
    connection.execute("SET lock_configuration = true")
    try:
        return _answer(connection, sql)
    except duckdb.Error as error:
        raise _failed(error) from error


def _answer(connection: Any, sql: str) -> Answer:
    statements = connection.extract_statements(sql)
    kinds = {str(statement.type).rpartition(".")[2] for statement in statements}
    if len(statements) != 1 or not kinds <= {"SELECT", "EXPLAIN", "MULTI"}:
        raise InputError(
            f"{len(statements)} statements" if len(statements) != 1 else f"a {kinds.pop().lower()} statement",
            where="the query",
            expected="one SELECT, PIVOT, DESCRIBE or SUMMARIZE",
            advice="a database to write in is made by: gliomine convert RUN --format duckdb",
        )
    result = connection.execute(statements[0])
    columns = [item[0] for item in result.description or []]
    return Answer(columns, _rows(result))


def _rows(result: Any) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while rows := result.fetchmany(_BATCH):
            yield from rows
    except duckdb.Error as error:
        raise _failed(error) from error


def _failed(error: Exception) -> InputError:
    return InputError(
        f"the query failed ({str(error).strip()})",
        expected="SQL as DuckDB has it, over " + ", ".join([*table_schemas(), *VIEWS]),
        advice="columns are listed in docs/tables.md, or by: describe entities",
    )
