"""SQL over a finished run: its tables and views in DuckDB, read from the Parquet files, nothing else within reach."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.errors import InputError
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import open_run
from gliomine.tables.views import FIELDS_VIEW, fields_view, views

_BATCH = 1000
_EXPLAIN = frozenset({"EXPLAIN", "ANALYZE", "ANALYSE", "VERBOSE"})
_READING = frozenset({"PIVOT", "UNPIVOT", "FROM", "SELECT", "WITH", "SUMMARIZE", "DESCRIBE", "(", "PIVOT_WIDER"})
_LOOKED_AT = 50


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
    connection, _ = open_query(run)
    return run_query(connection, sql)


def open_query(run: Path) -> tuple[Any, list[str]]:
    """Return a sealed database with the tables of a run and the views, and the names of the tables.

    Raises:
        InputError: there is no finished run.
    """
    connection = open_run(run, sealed=True)
    tables = [
        name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    ]
    for name, statement in views().items():
        connection.execute(f"CREATE VIEW {name} AS {statement}")
    connection.execute(f"CREATE VIEW {FIELDS_VIEW} AS {fields_view(connection)}")
    connection.execute("SET lock_configuration = true")
    return connection, tables


def run_query(connection: Any, sql: str, values: Mapping[str, str] | None = None) -> Answer:
    """Run one SELECT on an opened run.

    Raises:
        InputError: the query is wrong.
    """
    import duckdb

    try:
        return _answer(connection, sql, values)
    except duckdb.Error as error:
        raise _failed(error, connection) from error


def _answer(connection: Any, sql: str, values: Mapping[str, str] | None) -> Answer:
    statements = connection.extract_statements(sql)
    kinds = {str(statement.type).rpartition(".")[2] for statement in statements}
    what = f"{len(statements)} statements" if len(statements) != 1 else _refused(connection, sql, kinds.pop())
    if what:
        raise InputError(
            what,
            where="the query",
            expected="one SELECT, PIVOT, DESCRIBE or SUMMARIZE",
            advice="a database to write in is made by: gliomine convert RUN --format duckdb",
        )
    result = connection.execute(statements[0], dict(values)) if values else connection.execute(statements[0])
    columns = [item[0] for item in result.description or []]
    return Answer(columns, _rows(result, connection))


def _refused(connection: Any, sql: str, kind: str) -> str:
    """Return what a statement is if it may do more than read, else an empty text."""
    words = _words(sql)
    if kind == "EXPLAIN":
        # EXPLAIN ANALYZE carries out what it explains.
        start = next((at for at, word in words if word not in _EXPLAIN), len(sql))
        inner = connection.extract_statements(sql[start:]) if start < len(sql) else []
        kinds = {str(statement.type).rpartition(".")[2] for statement in inner}
        return "" if kinds == {"SELECT"} else "an explanation of something other than a SELECT"
    if kind == "MULTI":
        # PIVOT makes a type of its own first; the same form hides within COPY.
        return "" if words and words[0][1] in _READING else "a statement that is not a SELECT"
    return "" if kind == "SELECT" else f"a {kind.lower()} statement"


def _words(sql: str) -> list[tuple[int, str]]:
    """Return the first words and signs of a statement, with where they begin; comments are none."""
    import duckdb

    tokens = duckdb.tokenize(sql)
    ends = [start for start, _ in tokens[1:]] + [len(sql)]
    found = []
    data = sql.encode()
    for (start, kind), end in zip(tokens, ends, strict=True):
        if kind != duckdb.token_type.comment:
            shown = data[start:end].decode("utf-8", "replace").split("--")[0].split("/*")[0].strip().upper()
            found.append((len(data[:start].decode("utf-8", "replace")), shown))
    return found[:_LOOKED_AT]


def _rows(result: Any, connection: Any) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while rows := result.fetchmany(_BATCH):
            yield from rows
    except duckdb.Error as error:
        raise _failed(error, connection) from error


def _failed(error: Exception, connection: Any) -> InputError:
    message = str(error).strip()
    near = _near(message, connection)
    return InputError(
        f"the query failed ({message})",
        expected="SQL as DuckDB has it, over " + ", ".join([*table_schemas(), *views(), FIELDS_VIEW]),
        advice=f"did you mean {near}?" if near else "columns are listed in docs/tables.md, or by: describe entities",
    )


def _near(message: str, connection: Any) -> str:
    """Return the columns whose names are near the one that is not there, each with its tables."""
    unknown = re.search(r'column (?:named )?"?(\w+)"? not found|does not have a column named "?(\w+)', message)
    if unknown is None:
        return ""
    places: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        places.setdefault(column, []).append(table)
    asked = next(filter(None, unknown.groups())).lower()
    found = [asked] if asked in places else difflib.get_close_matches(asked, places, n=3, cutoff=0.5)
    found += sorted(name for name in places if asked in name and name not in found)[: 3 - len(found)]
    return " or ".join(f"{name} (in {', '.join(places[name][:4])})" for name in found)
