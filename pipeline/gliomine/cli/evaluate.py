"""`gliomine evaluate`: score against gold annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gliomine.cli.options import Model, Prefer, Settings


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="JSON lines, PubTator, BioC, brat or a page folder.")],
    task: Annotated[
        str, typer.Option(help="entities, links, relations, abbreviations, sentences or sections.")
    ] = "entities",
    schema: Annotated[str, typer.Option(help="Label set to answer with: ours or a trained head.")] = "gliomine",
    gold_format: Annotated[
        str | None, typer.Option("--format", "-f", help="Format of GOLD.", show_default="detected")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Score this output of `predict` or of a run instead of answering now.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Take the first so many documents.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Errors of each kind to list.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    model: Model = None,
    prefer: Prefer = None,
    config: Settings = None,
) -> None:
    """Score against gold annotations: precision, recall, F1 with 95% intervals, confusion, and errors by kind."""
    from gliomine.config import Config, configured, load_config
    from gliomine.evaluate.evaluate import evaluate as evaluate_gold
    from gliomine.evaluate.gold import load_gold
    from gliomine.evaluate.show import json_text, lines

    settings = configured(Config() if config is None else load_config(config), model=model, prefer=prefer)
    annotated = load_gold(gold, name=gold_format, limit=limit)
    found = evaluate_gold(annotated, task=task, schema=schema, predictions=predictions, config=settings)
    if as_json:
        typer.echo(json_text(found), nl=False)
        return
    for line in lines(found, errors=errors):
        typer.echo(line)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(evaluate)
