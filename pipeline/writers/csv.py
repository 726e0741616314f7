"""CSV: one UTF-8 file a table, with null as an empty cell and spreadsheet formulas neutralised."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.tables import table_schemas

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(value: str) -> str:
    """Return a cell that no spreadsheet executes: a leading apostrophe before a formula sign (OWASP, CSV injection).

    >>> neutralised("=1+1"), neutralised("glioma")
    ("'=1+1", 'glioma')
    """
    return "'" + value if value.startswith(_TRIGGERS) else value


def write(run: Path) -> list[Path]:
    """Write every table of a run as `tables/NAME.csv`."""
    import pyarrow.parquet as pq

    made = []
    for name in table_schemas():
        source, target = run / "tables" / f"{name}.parquet", run / "tables" / f"{name}.csv"
        if not source.is_file():
            continue
        temporary = target.with_suffix(".csv.tmp")
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            columns = table_schemas()[name].columns
            writer.writerow([item.name for item in columns])
            writer.writerows(_cells(pq.ParquetFile(source), [_cell(item.kind) for item in columns]))
        temporary.replace(target)
        made.append(target)
    return made


def _cells(parquet: Any, converters: list[Callable[[Any], Any]]) -> Iterator[list[Any]]:
    for batch in parquet.iter_batches(batch_size=10_000):
        columns = [
            [convert(value) for value in column.to_pylist()]
            for convert, column in zip(converters, batch.columns, strict=True)
        ]
        yield from map(list, zip(*columns, strict=True))


def _cell(kind: type) -> Callable[[Any], Any]:
    if kind is str:
        return lambda value: "" if value is None else neutralised(value)
    return lambda value: "" if value is None else value
