"""`gliomine run`: from files and folders to tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gliomine.cli.options import Topic

if TYPE_CHECKING:
    from gliomine.config import Config
    from gliomine.runs.runner import RunSummary


def run(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files and folders; folders are searched.")],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables.")],
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="Output formats, a,b,c or repeated; parquet is always written.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="default, none, or an installed spaCy package.")] = None,
    profile: Topic = None,
    prefer: Annotated[str | None, typer.Option(help="Vocabulary whose identifiers come first: mesh, ...")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings in TOML.")] = None,
    input_format: Annotated[str | None, typer.Option(help="Read every file in this format.")] = None,
    text_column: Annotated[str | None, typer.Option(help="Column of the text in CSV, TSV and JSON lines.")] = None,
    id_column: Annotated[str | None, typer.Option(help="Column of the record's id.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Worker processes; 0: one a physical core.")] = None,
    engine: Annotated[str | None, typer.Option(help="local, inline or dask.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    timeout: Annotated[float | None, typer.Option(min=0.001, help="Seconds a document may take.")] = None,
    neutralise: Annotated[
        bool,
        typer.Option("--neutralise/--no-neutralise", help="Apostrophe before cells that a spreadsheet would execute."),
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace what another run wrote into the folder.")] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Write report.html at the end.")] = True,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress as JSON lines on standard error.")] = False,
) -> None:
    """Read files and folders and write entity tables; goes on where an earlier run was stopped."""
    import dataclasses

    from gliomine.cli.progress import display
    from gliomine.config import RunOptions, WriteOptions
    from gliomine.runs.runner import run as run_inputs

    settings = _settings(
        config, model=model, profile=profile, prefer=prefer,
        read={"input_format": input_format, "text_column": text_column, "id_column": id_column},
    )  # fmt: skip
    chosen: dict[str, Any] = {
        "formats": tuple(dict.fromkeys(",".join(formats).replace(" ", "").split(","))) if formats else None,
        "workers": workers,
        "engine": engine,
        "scheduler": scheduler,
        "timeout": timeout,
    }
    options = dataclasses.replace(
        RunOptions(force=force, write=WriteOptions(neutralise=neutralise)),
        **{name: value for name, value in chosen.items() if value is not None},
    )
    try:
        with display(inputs, log_json=log_json) as on_progress:
            summary = run_inputs(inputs, output=output, config=settings, options=options, on_progress=on_progress)
    except KeyboardInterrupt:
        typer.echo("\nStopped. Finished work is kept: run the same command again to go on.", err=True)
        raise typer.Exit(130) from None
    if report:
        _report(output)
    _show(summary)
    if summary.failures:
        raise typer.Exit(1)


def _settings(
    path: Path | None, *, model: str | None, profile: str | None, prefer: str | None, read: dict[str, str | None]
) -> Config:
    import dataclasses

    from gliomine.config import Config, configured, load_config

    config = Config() if path is None else load_config(path)
    given = {name: value for name, value in read.items() if value is not None}
    config = dataclasses.replace(config, read=dataclasses.replace(config.read, **given))  # type: ignore[arg-type]
    return configured(config, model=model, profile=profile, prefer=prefer)


def _report(output: str) -> None:
    from gliomine.config import ReportOptions
    from gliomine.report.page import write_report
    from gliomine.runs.output import Output
    from gliomine.runs.storage import is_url

    if is_url(output):
        typer.echo("no report: it is made in local folders only; copy the run and use `gliomine report`", err=True)
        return
    written = write_report(Path(output), options=ReportOptions())
    Output(output).note_files([written])


def _show(summary: RunSummary) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "", show_header=False, title=str(summary.output), title_justify="left")
    table.columns[1].justify = "right"
    table.add_row("documents", f"{summary.documents:,}")
    for name, count in summary.mentions.items():
        table.add_row(f"  {name}", f"{count:,}")
    table.add_row("failures", f"{summary.failures:,}")
    if summary.skipped:
        table.add_row("skipped by rule", f"{sum(summary.skipped.values()):,}")
    table.add_row("worked on in this run", f"{summary.worked:,}")
    table.add_row("words/s", f"{summary.words / summary.seconds:,.0f}" if summary.seconds else "-")
    table.add_row("seconds", f"{summary.seconds:,.1f}")
    console = Console()
    console.print(table)
    if summary.failures:
        console.print(f"{summary.failures:,} could not be processed: the table `failures` says why")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(run)
