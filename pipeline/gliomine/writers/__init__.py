"""Writers: from the Parquet tables of a finished run to other formats. `WRITERS` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: its name, the module whose `write(run)` makes it, and one line for listings."""

    name: str
    module: str
    meaning: str


_ALL = (
    Writer("parquet", "gliomine.writers.parquet", "one Parquet file a table; always written"),
    Writer("csv", "gliomine.writers.csv", "one CSV file a table, UTF-8, spreadsheet formulas neutralised"),
    Writer("tsv", "gliomine.writers.tsv", "one TSV file a table, UTF-8, spreadsheet formulas neutralised"),
    Writer("jsonl", "gliomine.writers.jsonl", "one JSON-lines file a table"),
    Writer("duckdb", "gliomine.writers.duckdb", "one DuckDB file with all tables, keys and views"),
    Writer("sqlite", "gliomine.writers.sqlite", "one SQLite file with all tables, keys and views"),
    Writer("excel", "gliomine.writers.excel", "one workbook, a sheet a table"),
    Writer("bioc-xml", "gliomine.writers.bioc_xml", "one BioC collection in XML"),
    Writer("bioc-json", "gliomine.writers.bioc_json", "one BioC collection in JSON"),
    Writer("pubtator", "gliomine.writers.pubtator", "one PubTator file"),
    Writer("brat", "gliomine.writers.brat", "a folder of brat standoff files"),
    Writer("kgx", "gliomine.writers.kgx", "claims as nodes and edges of the Biolink Model, TSV"),
    Writer("kgx-jsonl", "gliomine.writers.kgx_jsonl", "the same as JSON lines"),
    Writer("graphml", "gliomine.writers.graphml", "claims as a graph for networkx, Cytoscape or Gephi"),
    Writer("spacy", "gliomine.writers.spacy", "spaCy DocBin"),
)

WRITERS: dict[str, Writer] = {writer.name: writer for writer in _ALL}

_CALLED = {"xlsx": "excel", "xls": "excel", "workbook": "excel", "json": "jsonl", "db": "sqlite", "sql": "sqlite"}
_CALLED |= {"bioc": "bioc-json", "xml": "bioc-xml", "ann": "brat", "docbin": "spacy", "biolink": "kgx"}
"""What people call a format that has another name."""


def check_formats(names: Iterable[str]) -> None:
    """Check the names of formats.

    Raises:
        ConfigError: there is no such format.
    """
    for name in names:
        if name not in WRITERS:
            raise unknown_name("format", name, WRITERS, called=_CALLED)


def write_format(name: str, run: Path, *, options: WriteOptions | None = None) -> list[Path]:
    """Write one format from a finished run's Parquet tables and return the files made.

    Raises:
        ConfigError: there is no such format.
        InputError: the folder holds no finished run.
    """
    check_formats([name])
    write: Callable[[Path, WriteOptions], list[Path]] = import_module(WRITERS[name].module).write
    return write(run, options or WriteOptions())
