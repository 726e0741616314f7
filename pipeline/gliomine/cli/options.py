"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_FORMATS = (
    "parquet (always written), csv, tsv, jsonl, sqlite, duckdb, excel, bioc-json, bioc-xml, pubtator, brat, kgx, "
    "kgx-jsonl, graphml, spacy"
)
_READERS = (
    "text, pubmed, pubmed-text, bioc-xml, jats, bmc, bioc-json, pubtator, jsonl, csv, tsv, medline, ris, pdf, "
    "html, docx, markdown, tei, pmc-package"
)

Topic = Annotated[
    str | None,
    typer.Option(
        "--topic",
        "--profile",
        help="Topic: a shipped one by its name, or your own TOML file.",
        show_default="glioma",
    ),
]
Model = Annotated[
    str | None, typer.Option(help="default, none, or an installed spaCy package.", show_default="default")
]
Prefer = Annotated[
    str | None,
    typer.Option(help="Vocabulary whose identifiers come first: mesh, ...", show_default="none"),
]
Settings = Annotated[Path | None, typer.Option("--config", help="Settings in TOML.", show_default="none")]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", "-f", help=f"Output formats, a,b,c or repeated: {_FORMATS}.", show_default="csv"),
]
InputFormat = Annotated[
    str | None,
    typer.Option(help=f"Read every file in this format: {_READERS}.", show_default="by suffix and content"),
]
TextColumns = Annotated[
    list[str] | None,
    typer.Option(help="Column of the text in CSV, TSV and JSON lines; may be repeated.", show_default="text"),
]
Workers = Annotated[int | None, typer.Option(min=0, help="Worker processes; 0: one a physical core.", show_default="0")]
Timeout = Annotated[
    float | None,
    typer.Option(min=0.001, help="Seconds a document may take, for each 50,000 characters.", show_default="60"),
]
