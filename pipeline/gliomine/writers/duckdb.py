"""DuckDB: one file with all tables, their types, keys and comments, and the views of `views.py`."""

from __future__ import annotations

from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.ask import recipe_views
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import SETTINGS, parquet_sql, quoted, table_paths
from gliomine.tables.views import FIELDS_VIEW, create_table, fields_view, views

_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `tables.duckdb`."""
    import duckdb

    del options
    paths = table_paths(run)
    target = run / "tables.duckdb"
    with whole(target) as temporary, duckdb.connect(str(temporary), config=SETTINGS) as connection:
        for name, schema in table_schemas().items():
            columns = [(item.name, _TYPES[item.kind], item.nullable) for item in schema.columns]
            connection.execute(create_table(name, columns))
            connection.execute(f"INSERT INTO {name} SELECT * FROM {parquet_sql(paths[name])}")
            connection.execute(f"COMMENT ON TABLE {name} IS {quoted('A row is ' + schema.row + '.')}")
            for item in schema.columns:
                connection.execute(f'COMMENT ON COLUMN {name}."{item.name}" IS {quoted(item.meaning)}')
        made = {**views(), FIELDS_VIEW: fields_view(connection), **recipe_views(table_schemas())}
        for name, query in made.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.execute("CHECKPOINT")
    return [target]
