"""SQLite: one file with all tables, their keys and views, written with Python's own library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import stored_rows, table_paths
from gliomine.tables.views import create_table, foreign_keys, views

_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `tables.sqlite`."""
    del options
    paths = table_paths(run)
    target = run / "tables.sqlite"
    with whole(target) as temporary, closing(sqlite3.connect(temporary)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        for name, schema in table_schemas().items():
            columns = [(item.name, _TYPES[item.kind], item.nullable) for item in schema.columns]
            connection.execute(create_table(name, columns))
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", stored_rows(paths[name]))
            if foreign_keys(name, [column for column, _, _ in columns]):
                connection.execute(f"CREATE INDEX {name}_doc_id ON {name} (doc_id)")
        for name, query in views().items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.commit()
    return [target]
