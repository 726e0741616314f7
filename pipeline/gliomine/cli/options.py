"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

READING, TASK, WRITING, WORKING = "Reading", "Recognising and linking", "Writing", "Working"
"""Under which heading an option stands in the help."""

_FORMATS = (
    "parquet (always written), csv, tsv, jsonl, sqlite, duckdb, excel, bioc-json, bioc-xml, pubtator, brat, kgx, "
    "kgx-jsonl, graphml, spacy"
)
_READERS = (
    "text, pubmed, pubmed-text, bioc-xml, jats, bmc, bioc-json, pubtator, jsonl, csv, tsv, medline, ris, pdf, "
    "html, docx, markdown, tei, pmc-package"
)


def names_of(given: list[str] | None) -> tuple[str, ...] | None:
    """Return the names of an option that may be repeated and holds a,b,c; None where it was not given.

    >>> names_of(["csv, tsv", "csv"])
    ('csv', 'tsv')
    """
    return tuple(dict.fromkeys(name.strip() for item in given for name in item.split(","))) if given else None


Topic = Annotated[
    str | None,
    typer.Option(
        "--topic",
        "--profile",
        metavar="NAME",
        rich_help_panel=TASK,
        help="Topic: glioma, general, or your own TOML file.",
        show_default="glioma",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=TASK,
        help="default, none, or an installed spaCy package.",
        show_default="default",
    ),
]
Prefer = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=TASK,
        help="Vocabulary whose identifiers come first: mesh, ...",
        show_default="none",
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", rich_help_panel=TASK, help="Settings in TOML.", show_default="none"),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAMES",
        rich_help_panel=WRITING,
        help=f"Output formats, a,b,c or repeated: {_FORMATS}.",
        show_default="csv",
    ),
]
InputFormat = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=READING,
        help=f"Read every file in this format: {_READERS}.",
        show_default="by suffix and content",
    ),
]
TextColumns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=READING,
        help="Column of the text in CSV, TSV and JSON lines; may be repeated.",
        show_default="text",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=0, metavar="N", rich_help_panel=WORKING, help="Worker processes; 0: one a physical core.", show_default="0"
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        min=0.001,
        metavar="SECONDS",
        rich_help_panel=WORKING,
        help="Seconds a document may take, for each 50,000 characters.",
        show_default="60",
    ),
]

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="Files and folders; folders are searched.")]
OutputFolder = Annotated[
    str, typer.Option("--output", "-o", metavar="FOLDER", rich_help_panel=WRITING, help="Folder for the tables.")
]
TitleColumn = Annotated[
    str | None,
    typer.Option(metavar="NAME", rich_help_panel=READING, help="Column of the title.", show_default="title"),
]
IdColumn = Annotated[
    str | None,
    typer.Option(metavar="NAME", rich_help_panel=READING, help="Column of the record's id.", show_default="doc_id"),
]
Engine = Annotated[
    str | None,
    typer.Option(metavar="NAME", rich_help_panel=WORKING, help="local, inline or dask.", show_default="local"),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", rich_help_panel=WORKING, help="Address of a Dask scheduler.", show_default="none"),
]
NeutraliseFiles = Annotated[
    bool,
    typer.Option(
        "--neutralise/--no-neutralise",
        rich_help_panel=WRITING,
        help="Apostrophe before cells that a spreadsheet would execute.",
    ),
]
Force = Annotated[
    bool, typer.Option("--force", rich_help_panel=WRITING, help="Replace what another run wrote into the folder.")
]
Report = Annotated[
    bool, typer.Option("--report/--no-report", rich_help_panel=WRITING, help="Write report.html at the end.")
]
LogJson = Annotated[
    bool, typer.Option("--log-json", rich_help_panel=WORKING, help="Progress as JSON lines on standard error.")
]
