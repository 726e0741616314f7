"""Writers: from the Parquet tables of a finished run to other formats. `WRITERS` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.config import WriteOptions
from pipeline.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: its name, the module whose `write(run)` makes it, and one line for listings."""

    name: str
    module: str
    meaning: str


_ALL = (
    Writer("parquet", "pipeline.writers.parquet", "one Parquet file a table; always written"),
    Writer("csv", "pipeline.writers.csv", "one CSV file a table, UTF-8, spreadsheet formulas neutralised"),
    Writer("tsv", "pipeline.writers.tsv", "one TSV file a table, UTF-8, spreadsheet formulas neutralised"),
    Writer("jsonl", "pipeline.writers.jsonl", "one JSON-lines file a table"),
    Writer("duckdb", "pipeline.writers.duckdb", "one DuckDB file with all tables, keys and views"),
    Writer("sqlite", "pipeline.writers.sqlite", "one SQLite file with all tables, keys and views"),
    Writer("excel", "pipeline.writers.excel", "one workbook, a sheet a table"),
    Writer("bioc-xml", "pipeline.writers.bioc_xml", "one BioC collection in XML"),
    Writer("bioc-json", "pipeline.writers.bioc_json", "one BioC collection in JSON"),
    Writer("pubtator", "pipeline.writers.pubtator", "one PubTator file"),
    Writer("brat", "pipeline.writers.brat", "a folder of brat standoff files"),
    Writer("spacy", "pipeline.writers.spacy", "spaCy DocBin"),
)

WRITERS: dict[str, Writer] = {writer.name: writer for writer in _ALL}


def check_formats(names: Iterable[str]) -> None:
    """Check the names of formats.

    Raises:
        ConfigError: there is no such format.
    """
    for name in names:
        if name not in WRITERS:
            raise unknown_name("format", name, WRITERS)


def write_format(name: str, run: Path, *, options: WriteOptions | None = None) -> list[Path]:
    """Write one format from a finished run's Parquet tables and return the files made.

    Raises:
        ConfigError: there is no such format.
        InputError: the folder holds no finished run.
    """
    check_formats([name])
    write: Callable[[Path, WriteOptions], list[Path]] = import_module(WRITERS[name].module).write
    return write(run, options or WriteOptions())
