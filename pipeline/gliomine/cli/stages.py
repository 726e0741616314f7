"""`gliomine stages`: what a run does, step by step."""

from __future__ import annotations

import typer


def stages() -> None:
    """List the stages in the order in which they run, with what each reads and fills."""
    from rich.console import Console
    from rich.table import Table

    from gliomine.stages import STAGES

    table = Table("stage", "requires", "provides", "meaning")
    for stage in STAGES.values():
        table.add_row(stage.name, ", ".join(stage.requires), ", ".join(stage.provides), stage.meaning)
    Console().print(table)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(stages)
