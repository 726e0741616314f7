"""Writers: from the Parquet tables of a finished run to other formats. `WRITERS` lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: its name, the module whose `write(run)` makes it, and one line for listings."""

    name: str
    module: str
    meaning: str


WRITERS: dict[str, Writer] = {
    "parquet": Writer("parquet", "pipeline.writers.parquet", "one Parquet file a table; always written"),
    "csv": Writer("csv", "pipeline.writers.csv", "one CSV file a table, UTF-8, spreadsheet formulas neutralised"),
}


def write_format(name: str, run: Path) -> list[Path]:
    """Write one format from a finished run's Parquet tables and return the files made.

    Raises:
        ConfigError: there is no such format.
    """
    if name not in WRITERS:
        raise unknown_name("format", name, WRITERS)
    write: Callable[[Path], list[Path]] = import_module(WRITERS[name].module).write
    return write(run)
