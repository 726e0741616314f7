"""A finished run as it is stored: the only module that opens one, and the only wording of what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gliomine.document import RECORD_TYPES, Document
from gliomine.errors import InputError, cause
from gliomine.tables.arrow import column_values
from gliomine.tables.frames import Tables
from gliomine.tables.near_runs import meant_run
from gliomine.tables.schema import SCHEMA_VERSION, Row, table_schemas

if TYPE_CHECKING:
    import duckdb
    import pandas
    import pyarrow

MANIFEST = "run.json"
"""What a run says of itself, beside its tables."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": 2,
}
"""Of every DuckDB connection: nothing is fetched from the network; Parquet is built in."""

_PARTS = ("configuration", "identity", "inputs", "mentions", "models", "options", "tables", "timings", "versions")
_BATCH = 512
_BUFFER = 1 << 20
_GLOB = re.compile(r"[*?\[]")

Schema = dict[str, dict[str, str]]
"""Table -> column -> Arrow type."""


def is_run(place: Path, *, or_rest: bool = False) -> bool:
    """Tell whether a path is the output folder of a finished run, or holds (`or_rest`) what is left of one."""
    return _table(place, "documents").is_file() or (or_rest and (place / MANIFEST).is_file())


def require_run(place: Path) -> None:
    """Check that a path is the output folder of a finished run.

    Raises:
        InputError: it is not.
    """
    _require(place, ["documents"])


def table_paths(run: Path) -> dict[str, Path]:
    """Return name -> Parquet file of every table of a finished run, each with the columns of this version.

    Raises:
        InputError: the folder holds no finished run, or that of a version with other columns.
    """
    paths = _require(run, table_schemas())
    version, stored = stored_schema(run)
    other = [name for name, schema in table_schemas().items() if list(stored[name]) != [c.name for c in schema.columns]]
    if other:
        raise InputError(
            "the run was written by a version with other columns in " + ", ".join(other),
            where=str(run),
            expected=f"tables of schema {SCHEMA_VERSION}; these have {version}",
            advice="run it again with --force; `gliomine query` and `report` read it as it is",
        )
    return paths


def read_tables(folder: str | Path) -> Tables:
    """Return the tables of a finished run, name -> DataFrame; a run of another version may have fewer.

    Each is read when it is first asked for: `read_tables(run)["entities"]` reads one file.

    Raises:
        InputError: the folder holds no finished run.
    """
    run = Path(folder)
    require_run(run)
    manifest(run)
    paths = {name: _table(run, name) for name in table_schemas()}
    return Tables({name: path for name, path in paths.items() if path.is_file()}, read=_frame)


def _frame(path: Path) -> pandas.DataFrame:
    import pandas as pd

    with _readable(path):
        return pd.read_parquet(path)


def place_of(name: str) -> str:
    """Return the path of a table inside the folder of a run.

    >>> place_of("links")
    'tables/links.parquet'
    """
    return f"tables/{name}.parquet"


def _table(run: Path, name: str) -> Path:
    return run / place_of(name)


def _require(run: Path, names: Iterable[str]) -> dict[str, Path]:
    paths = {name: _table(run, name) for name in names}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if not missing:
        return paths
    if is_run(run, or_rest=True):
        what, advice = f"the run has lost tables: {', '.join(missing)}", "give the command of the run again"
    else:
        why = ": it is a file" if run.is_file() else "" if run.exists() else ": no such folder"
        what = f"there is no finished run{why}"
        advice = meant_run(run, place_of("documents")) or "run `gliomine run INPUT --output DIR` first"
    raise InputError(what, where=str(run), expected="the output folder of `gliomine run`", advice=advice)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(
            f"cannot read a table ({str(error).splitlines()[0]})",
            where=str(path),
            expected="Parquet as `gliomine run` writes it",
            advice="correct its rights" if isinstance(error, PermissionError) else "run again",
        ) from error


def manifest(run: Path) -> dict[str, Any]:
    """Return what a run says of itself: versions, settings, inputs, timings; empty where that was not kept.

    Raises:
        InputError: the file is damaged.
    """
    path = run / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot read {MANIFEST} ({cause(error)})", where=str(run), expected="JSON", advice="run again"
        ) from error
    wrong = [name for name in _PARTS if isinstance(values, dict) and not isinstance(values.get(name, {}), dict)]
    if not isinstance(values, dict) or wrong:
        raise InputError(
            f"{MANIFEST} is none" + (f": '{wrong[0]}' is no object" if wrong else ""),
            where=str(run),
            expected="the file as `gliomine run` wrote it",
            advice="run again",
        )
    return values


def stored_schema(run: Path) -> tuple[str, Schema]:
    """Return the schema version of a run and the columns of every table in it, those that are unknown here included.

    Raises:
        InputError: the folder holds no finished run, its run.json is damaged, or a table cannot be read.
    """
    import pyarrow.parquet as pq

    require_run(run)
    manifest(run)
    version, schema = SCHEMA_VERSION, {}
    for path in sorted((run / "tables").glob("*.parquet")):
        with _readable(path):
            stored = pq.read_schema(path)
        schema[path.stem] = {field.name: str(field.type) for field in stored}
        version = (stored.metadata or {}).get(b"gliomine_schema", version.encode()).decode()
    # A run of an earlier version has fewer tables, one of this version has lost those that are missing.
    if version == SCHEMA_VERSION:
        _require(run, table_schemas())
    return version, schema


def read_columns(
    run: Path, name: str, columns: Sequence[str], *, doc_ids: Collection[str] | None = None
) -> pyarrow.Table:
    """Return columns of a table in this order, of some documents or of all, in the order of the table.

    Raises:
        InputError: the table cannot be read.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    path = _table(run, name)
    wanted = None if doc_ids is None else ds.field("doc_id").isin(pa.array(sorted(doc_ids), pa.string()))
    with _readable(path):
        table: pyarrow.Table = ds.dataset(str(path)).to_table(columns=list(columns), filter=wanted)
    return table


def column_batches(run: Path, name: str, columns: Sequence[str], *, size: int) -> Iterator[pyarrow.RecordBatch]:
    """Yield columns of a table in this order, so many rows at once; the table never lies in memory.

    Raises:
        InputError: the table cannot be read.
    """
    import pyarrow.parquet as pq

    path = _table(run, name)
    with _readable(path), pq.ParquetFile(path) as parquet:
        for batch in parquet.iter_batches(batch_size=size, columns=list(columns)):
            yield batch.select(list(columns))


def counted(table: BinaryIO, column: str) -> Counter[str]:
    """Return value -> number of rows of one column of an opened table."""
    import pyarrow.parquet as pq

    total: Counter[str] = Counter()
    for batch in pq.ParquetFile(table).iter_batches(columns=[column]):
        total.update(batch.column(0).to_pylist())
    return total


def open_run(run: Path, *, sealed: bool = False) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with a view for every table of a finished run.

    Args:
        run: output folder of the run.
        sealed: whether nothing else can be read or written from SQL.

    Raises:
        InputError: the folder holds no finished run.
    """
    import duckdb

    _, stored = stored_schema(run)
    paths = {name: _table(run, name) for name in table_schemas() if name in stored}
    database = duckdb.connect(":memory:", config=SETTINGS)
    for name, path in paths.items():
        database.execute(f"CREATE VIEW {name} AS SELECT * FROM {parquet_sql(path)}")
    if not sealed:
        return database
    # DuckDB asks both for the pattern that is named in SQL and for the file that it finds.
    allowed = sorted({quoted(text) for path in paths.values() for text in (str(path), _pattern(path))})
    # The folder for what does not fit in memory stays within reach, and by default is .tmp where the user stands.
    database.execute("SET temp_directory = ''")
    database.execute(f"SET allowed_paths = [{', '.join(allowed)}]")
    database.execute("SET enable_external_access = false")
    return database


def extra_views(database: duckdb.DuckDBPyConnection, run: Path) -> Schema:
    """Add views for the tables of a run that this version does not know; return the columns of all its tables.

    Raises:
        InputError: a table cannot be read.
    """
    _, stored = stored_schema(run)
    for name in filter(str.isidentifier, stored.keys() - table_schemas().keys()):
        database.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {parquet_sql(_table(run, name))}')
    return stored


def parquet_sql(path: Path) -> str:
    """Return the SQL that reads one Parquet file, whatever its name; DuckDB takes names for patterns of names.

    >>> parquet_sql(Path("run[1]/it's.parquet"))
    "read_parquet('run[[]1]/it''s.parquet')"
    """
    return f"read_parquet({quoted(_pattern(path))})"


def _pattern(path: Path) -> str:
    return _GLOB.sub(r"[\g<0>]", str(path))


def quoted(text: str) -> str:
    """Return a text as an SQL string.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def stored_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a Parquet table without holding more than a page of it."""
    import pyarrow.parquet as pq

    kinds = [item.kind for item in table_schemas()[path.stem].columns]
    with _readable(path), pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as parquet:
        for batch in parquet.iter_batches(batch_size=_BATCH):
            columns = [column_values(column, kind) for column, kind in zip(batch.columns, kinds, strict=True)]
            yield from zip(*columns, strict=True)


def stored_documents(run: Path) -> Iterator[Document]:
    """Yield the documents of a run with their records, in order.

    Every table is in document order, so that the tables are walked side by side and only one document is in memory.

    Raises:
        InputError: there is no finished run, or its tables do not belong together.
    """
    paths = table_paths(run)
    walks = {name: _Walk(paths[name], record) for name, record in RECORD_TYPES.items()}
    columns = [item.name for item in table_schemas()["documents"].columns]
    scalars = ({item.name for item in dataclasses.fields(Document)} & set(columns)) - RECORD_TYPES.keys()
    for row in stored_rows(paths["documents"]):
        values = {name: value for name, value in zip(columns, row, strict=True) if name in scalars}
        records: dict[str, Any] = {name: walk.take(values["doc_id"]) for name, walk in walks.items()}
        yield Document(**values, **records)
    left = [name for name, walk in walks.items() if not walk.finished]
    if left:
        raise InputError(
            "tables hold records of documents that are not in `documents`: " + ", ".join(left),
            where=str(run),
            expected="the tables of one run",
            advice="run it again with --force",
        )


class _Walk:
    """Walks over a table; takes the records of one document after the other."""

    def __init__(self, path: Path, record: type) -> None:
        self._rows = stored_rows(path)
        self._record = record
        self._names = [item.name for item in table_schemas()[path.stem].columns[1:]]
        self._next: Row | None = next(self._rows, None)

    @property
    def finished(self) -> bool:
        return self._next is None

    def take(self, doc_id: str) -> tuple[Any, ...]:
        found = []
        while self._next is not None and self._next[0] == doc_id:
            found.append(self._record(**dict(zip(self._names, self._next[1:], strict=True))))
            self._next = next(self._rows, None)
        return tuple(found)
