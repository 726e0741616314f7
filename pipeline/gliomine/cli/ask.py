"""`gliomine ask`: questions with a name, answered from a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gliomine.cli.convert import Csv, Limit, Neutralise, show_answer


def ask(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Its name; `list` shows all of them.")] = "list",
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=]VALUE...", help="What it asks about; defaults are listed.")
    ] = None,
    csv: Csv = False,
    limit: Limit = 100,
    neutralise: Neutralise = True,
) -> None:
    """Answer a question that comes with gliomine: gliomine ask RUN treatments glioblastoma."""
    from gliomine.tables.ask import ask as answer_of
    from gliomine.tables.ask import parsed

    if question == "list":
        _list()
        return
    answer = answer_of(run, question, parsed(question, parameters or []))
    show_answer(answer, csv=csv, limit=limit, neutralise=neutralise)


def _list() -> None:
    from gliomine.tables.ask import recipes

    for recipe in recipes().values():
        typer.echo(f"{recipe.name}: {recipe.question}")
        for item in recipe.parameters:
            typer.echo(f"    {item.name}: {item.meaning} (default: {item.default})")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(ask)
