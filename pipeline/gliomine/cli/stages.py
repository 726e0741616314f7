"""`gliomine stages`: what a run does, step by step."""

from __future__ import annotations

import typer


def stages() -> None:
    """List the stages in the order in which they run, with what each reads and fills."""
    from gliomine.cli.grid import print_grid
    from gliomine.stages import STAGES

    print_grid(
        ("stage", "requires", "provides", "meaning"),
        [(item.name, ", ".join(item.requires), ", ".join(item.provides), item.meaning) for item in STAGES.values()],
    )


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(stages)
