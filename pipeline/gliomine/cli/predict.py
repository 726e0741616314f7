"""`gliomine predict`: JSON lines in, JSON lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gliomine.cli.options import Model, Prefer, Settings
from gliomine.cli.words import counted


def predict(
    source: Annotated[Path, typer.Argument(metavar="INPUT.jsonl[.gz]", help="Lines with doc_id and text.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the answers go, one a line, in order.")],
    schema: Annotated[str, typer.Option(help="Label set to answer with.")] = "gliomine",
    gold_mentions: Annotated[
        bool, typer.Option("--gold-mentions", help="Link the input's own entities instead of recognising.")
    ] = False,
    model: Model = None,
    prefer: Prefer = None,
    config: Settings = None,
) -> None:
    """Answer every line of a JSON-lines file: sentences, abbreviations and linked entities, one line for one."""
    from gliomine.config import Config, configured, load_config
    from gliomine.predict import predict as predict_lines

    settings = configured(Config() if config is None else load_config(config), model=model, prefer=prefer)
    failed = predict_lines(source, output, config=settings, schema=schema, gold_mentions=gold_mentions)
    if failed:
        typer.echo(f"{counted(failed, 'line')} could not be answered: see `error`", err=True)
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(predict)
