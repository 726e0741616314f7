"""`gliomine check`: compare a run, or a fresh run over an input, with a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check(
    place: Annotated[Path, typer.Argument(metavar="RUN|INPUT", help="A finished run, or pages to run over now.")],
    against: Annotated[Path, typer.Option("--against", help="The baseline, such as baselines/seeds.")],
    config: Annotated[Path | None, typer.Option(help="Budgets in TOML; without them nothing may change.")] = None,
    update: Annotated[bool, typer.Option("--update", help="Accept the new state and say what is accepted.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write the verdicts as JUnit XML.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a summary in Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page, the two side by side.")] = None,
    annotate: Annotated[
        bool, typer.Option(envvar="GITHUB_ACTIONS", help="Print annotations for GitHub Actions.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Changes to show.")] = 100,
) -> None:
    """Check that extraction has not changed beyond the budgets: exit code 0 if so, 1 if it has."""
    import tempfile

    from gliomine.compare.checking import Outputs, check_and_report

    outputs = Outputs(junit=junit, markdown=markdown, html=html, annotate=annotate, limit=limit)
    with tempfile.TemporaryDirectory(prefix="gliomine-check-") as scratch:
        done = check_and_report(
            place, against, config=config, update=update, outputs=outputs, scratch=Path(scratch), say=typer.echo
        )
    if not done:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(check)
