"""What was found, loaded for comparison: a finished run or a baseline made from one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.compare.frozen import DIGEST, freeze, frozen_columns, in_order, read_frozen
from gliomine.document import text_digest
from gliomine.errors import InputError, cause
from gliomine.tables.arrow import arrow_schema
from gliomine.tables.near_runs import meant_run
from gliomine.tables.schema import SCHEMA_VERSION, table_schemas
from gliomine.tables.stored import (
    Schema,
    column_batches,
    is_run,
    manifest,
    place_of,
    read_columns,
    stored_schema,
)

if TYPE_CHECKING:
    import pyarrow

SNAPSHOT = "snapshot.json"
"""The file that makes a folder a baseline."""


class SchemaChangedError(InputError):
    """Two sets of tables do not have the same columns, so that their rows cannot be compared."""


@dataclass(frozen=True, slots=True)
class State:
    """The frozen tables of a run or baseline.

    Attributes:
        path: folder of the run or baseline.
        is_run: whether it is a run, whose texts can be looked up.
        schema_version: version of the tables' schema.
        schema: table -> column -> type, as stored.
        tables: name -> frozen table, sorted.
        words_per_second: speed of the run; None where it is not known.
    """

    path: Path
    is_run: bool
    schema_version: str
    schema: Schema
    tables: dict[str, pyarrow.Table]
    words_per_second: float | None


def load_state(path: Path) -> State:
    """Load a finished run or a baseline.

    Raises:
        InputError: the folder is neither, or is damaged.
        SchemaChangedError: it was written with other columns than those of this version.
    """
    if (path / SNAPSHOT).is_file():
        return _load_snapshot(path)
    if is_run(path, or_rest=True):
        return _load_run(path)
    raise InputError(
        "neither a finished run nor a baseline",
        where=str(path),
        expected=f"a folder with {place_of('documents')}, or with {SNAPSHOT}",
        advice=meant_run(path, place_of("documents"))
        or "run `gliomine run INPUT --output DIR` or `gliomine snapshot RUN --to DIR` first",
    )


def published_schema() -> Schema:
    """Return the schema that this version writes."""
    kinds = {str: "string", int: "int64", float: "double", bool: "bool"}
    return {name: {item.name: kinds[item.kind] for item in schema.columns} for name, schema in table_schemas().items()}


def _load_run(path: Path) -> State:
    version, schema = stored_schema(path)
    known = {name: columns for name, columns in published_schema().items() if name in schema}
    require_same(schema, known, names=(str(path), "this version of gliomine"))
    tables = {name: _freeze(name, path) for name in frozen_columns() if name in schema}
    # A run that found everything done already has read no word, and says nothing about speed.
    speed = manifest(path).get("timings", {}).get("words_per_second")
    return State(path, True, version, schema, tables, float(speed) if speed else None)


def _freeze(name: str, run: Path) -> pyarrow.Table:
    def read(table: str, columns: list[str]) -> Any:
        return _documents(run, columns) if name == "documents" else read_columns(run, table, columns)

    return freeze(name, read)


def _documents(run: Path, columns: list[str]) -> pyarrow.Table:
    # Texts are hashed as they stream by; they never lie in memory together.
    import pyarrow as pa

    names = [name for name in columns if name != DIGEST]
    parts, digests = [], []
    for batch in column_batches(run, "documents", [*names, "text"], size=256):
        digests += [text_digest(text) for text in batch.column("text").to_pylist()]
        parts.append(batch.select(names))
    schema = pa.schema([arrow_schema("documents").field(name) for name in names])
    table = pa.Table.from_batches(parts) if parts else schema.empty_table()
    return table.append_column(DIGEST, pa.array(digests, pa.string()))


def _load_snapshot(path: Path) -> State:
    try:
        values = json.loads((path / SNAPSHOT).read_text(encoding="utf-8"))
        version, schema, counts = values["schema_version"], values["schema"], values["rows"]
        speed = values["words_per_second"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"cannot read the baseline ({cause(error)})",
            where=str(path / SNAPSHOT),
            expected="a file written by `gliomine snapshot`",
            advice="restore it from version control, or write the baseline anew",
        ) from error
    known = {name: columns for name, columns in published_schema().items() if name in schema}
    require_same(schema, known, names=(f"baseline {path}", "this version of gliomine"))
    tables = {name: in_order(read_frozen(name, path / f"{name}.tsv")) for name in counts}
    for name, table in tables.items():
        if table.num_rows != counts[name]:
            raise InputError(
                f"the baseline is incomplete: {table.num_rows} rows instead of {counts[name]}",
                where=str(path / f"{name}.tsv"),
                expected=f"the number of rows that {SNAPSHOT} states",
                advice="restore it from version control, or write the baseline anew",
            )
    return State(path, False, version, schema, tables, speed)


def require_same(first: Schema, second: Schema, *, names: tuple[str, str]) -> None:
    """Check that two sets of tables have the same columns and types.

    Raises:
        SchemaChangedError: they have not; the message lists every difference.
    """
    found = [
        difference
        for table in sorted({*first, *second})
        for difference in _differences(table, first.get(table), second.get(table), names)
    ]
    if found:
        raise SchemaChangedError(
            "the schema changed: " + "; ".join(found),
            where=" and ".join(names),
            expected=f"the same tables and columns on both sides (this version writes schema {SCHEMA_VERSION})",
            advice="run again with this version of gliomine; for a baseline, accept the new columns with "
            "`gliomine check --update`",
        )


def _differences(
    table: str, first: dict[str, str] | None, second: dict[str, str] | None, names: tuple[str, str]
) -> list[str]:
    if first is None or second is None:
        return [f"table '{table}' is missing in {names[0] if first is None else names[1]}"]
    found = []
    for column in [*first, *(name for name in second if name not in first)]:
        if column not in second:
            found.append(f"column '{table}.{column}' is missing in {names[1]}")
        elif column not in first:
            found.append(f"column '{table}.{column}' is missing in {names[0]}")
        elif first[column] != second[column]:
            found.append(f"column '{table}.{column}' is {first[column]} in {names[0]}, {second[column]} in {names[1]}")
    return found
