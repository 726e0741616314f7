"""`gliomine report` and `gliomine plot`: a finished run to look at, and its charts for slides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gliomine.cli.options import names_of

Run = Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")]


def report(
    run: Run,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; default: RUN/report.html.")] = None,
    documents: Annotated[
        int | None, typer.Option(min=1, help="Most documents in the reader.", show_default="300")
    ] = None,
    characters: Annotated[
        int | None, typer.Option(min=1, help="Most characters of their texts.", show_default="2000000")
    ] = None,
    concepts: Annotated[
        int | None, typer.Option(min=1, help="Most entities in the browser.", show_default="3000")
    ] = None,
    claims: Annotated[int | None, typer.Option(min=1, help="Most claims of the evidence.", show_default="2000")] = None,
) -> None:
    """Write the report of a finished run: one HTML file that works without a network."""
    from gliomine.config import ReportOptions
    from gliomine.report.page import write_report

    given = _given(documents=documents, characters=characters, concepts=concepts, claims=claims)
    options = ReportOptions(**given)
    path = write_report(run, output=output, options=options)
    typer.echo(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")


def plot(
    run: Run,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder; default: RUN/plots.")] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="png, svg, or png,svg.", show_default="both")
    ] = None,
    theme: Annotated[str | None, typer.Option(help="light or dark.", show_default="light")] = None,
    width: Annotated[
        int | None, typer.Option(min=200, max=4000, help="Width of the plots in pixels.", show_default="560")
    ] = None,
    scale: Annotated[
        float | None, typer.Option(min=0.5, max=8, help="Pixels of a PNG per pixel of the plot.", show_default="2")
    ] = None,
) -> None:
    """Save the charts of a finished run as pictures."""
    from gliomine.config import PlotOptions, ReportOptions
    from gliomine.report.pictures import plot as save

    chosen = _given(formats=names_of(formats), theme=theme, width=width, scale=scale)
    for path in save(run, output=output, options=PlotOptions(**chosen), rows=ReportOptions()):
        typer.echo(str(path))


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(report)
    app.command()(plot)
