"""`gliomine run`: from files and folders to tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gliomine.cli.options import (
    Engine,
    Force,
    Formats,
    IdColumn,
    InputFormat,
    Inputs,
    LogJson,
    Model,
    NeutraliseFiles,
    OutputFolder,
    Prefer,
    Report,
    Scheduler,
    Settings,
    TextColumns,
    Timeout,
    TitleColumn,
    Topic,
    Workers,
    names_of,
)  # fmt: skip
from gliomine.cli.words import counted

if TYPE_CHECKING:
    from gliomine.config import Config, RunOptions
    from gliomine.runs.summary import RunSummary


_REASONS = 3  # of failures that are shown


def run(
    inputs: Inputs,
    output: OutputFolder,
    formats: Formats = None,
    model: Model = None,
    profile: Topic = None,
    prefer: Prefer = None,
    config: Settings = None,
    input_format: InputFormat = None,
    text_column: TextColumns = None,
    title_column: TitleColumn = None,
    id_column: IdColumn = None,
    workers: Workers = None,
    engine: Engine = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    neutralise: NeutraliseFiles = True,
    force: Force = False,
    report: Report = True,
    log_json: LogJson = False,
) -> None:
    """Read files and folders and write entity tables; goes on where an earlier run was stopped."""
    from gliomine.cli.progress import display
    from gliomine.runs.runner import run as run_inputs

    settings = _settings(
        config, model=model, profile=profile, prefer=prefer,
        read={
            "input_format": input_format,
            "text_column": _one_or_several(text_column),
            "title_column": title_column,
            "id_column": id_column,
        },
    )  # fmt: skip
    options = _options(
        force=force, neutralise=neutralise, formats=names_of(formats),
        workers=workers, engine=engine, scheduler=scheduler, timeout=timeout,
    )  # fmt: skip
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


def _options(*, force: bool, neutralise: bool, **chosen: Any) -> RunOptions:
    import dataclasses

    from gliomine.config import RunOptions, WriteOptions

    options = RunOptions(force=force, write=WriteOptions(neutralise=neutralise))
    return dataclasses.replace(options, **{name: value for name, value in chosen.items() if value is not None})


def _one_or_several(names: list[str] | None) -> str | tuple[str, ...] | None:
    return names[0] if names and len(names) == 1 else tuple(names or ()) or None


def _settings(
    path: Path | None, *, model: str | None, profile: str | None, prefer: str | None, read: dict[str, Any]
) -> Config:
    import dataclasses

    from gliomine.config import Config, configured, load_config

    config = Config() if path is None else load_config(path)
    given = {name: value for name, value in read.items() if value is not None}
    config = dataclasses.replace(config, read=dataclasses.replace(config.read, **given))
    return configured(config, model=model, profile=profile, prefer=prefer)


def _report(output: str) -> None:
    from gliomine.config import ReportOptions
    from gliomine.errors import ResourceError
    from gliomine.report.page import write_report
    from gliomine.runs.output import Output
    from gliomine.runs.storage import is_url

    if is_url(output):
        typer.echo("no report: it is made in local folders only; copy the run and use `gliomine report`", err=True)
        return
    try:
        written = write_report(Path(output), options=ReportOptions())
    except OSError as error:
        raise ResourceError(
            f"the report cannot be written ({error.strerror or error})",
            where=output,
            expected="a writable folder with free space",
            advice="make room, then `gliomine report`: the tables are finished",
        ) from error
    place = Output(output)
    place.note_files([written])
    place.note_sums([written.name])


def _show(summary: RunSummary) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from gliomine.runs.unread import skipped_advice
    from gliomine.text.inline import visible

    # A path may hold what looks like mark-up, or commands to the terminal.
    title = Text(visible(str(summary.output)))
    table = Table("", "", show_header=False, title=title, title_justify="left")
    table.columns[1].justify = "right"
    table.add_row("documents", f"{summary.documents:,}")
    for name, count in summary.mentions.items():
        table.add_row(Text(f"  {visible(name)}"), f"{count:,}")
    table.add_row("failures", f"{summary.failures:,}")
    for reason, count in summary.skipped.items():
        table.add_row(f"skipped: {reason}", f"{count:,}")
    if summary.damaged:
        table.add_row("damaged parts done again", f"{summary.damaged:,}")
    if summary.worked:
        table.add_row("worked on in this run", f"{summary.worked:,}")
        table.add_row("words/s", f"{summary.words / summary.seconds:,.0f}" if summary.seconds else "-")
    else:
        table.add_row("worked on in this run", "0: all was there")
    table.add_row("seconds", f"{summary.seconds:,.1f}")
    console = Console()
    console.print(table)
    if summary.failures:
        typer.echo(f"{summary.failures:,} could not be processed: the table `failures` says why")
        for line in _failures(summary):
            typer.echo(line)
    if summary.little_read:
        typer.echo(
            f"of {counted(summary.little_read, 'document')} less than half is read: see `read_share` in `documents`"
        )
    if summary.unread_pages:
        typer.echo(
            f"{counted(summary.unread_pages, 'page')} of PDF files without text that can be read: see `unread_pages`"
        )
    for reason in summary.skipped:
        if advice := skipped_advice(reason):
            typer.echo(f"skipped ({reason}): {advice}")
    names = ["report.html", *(f"tables/{name}.csv" for name in ("evidence", "entities", "concepts", "documents"))]
    there = [name for name in names if name in summary.files or name == "report.html"]
    for name in [item for item in there if (Path(summary.output) / item).is_file()][:4]:
        typer.echo(f"open {Path(summary.output) / name}")
    typer.echo(f"ask  gliomine ask {summary.output} list")


def _failures(summary: RunSummary) -> list[str]:
    """Return the most frequent reasons of failures, each with a document that it befell; none behind an address."""
    from collections import Counter

    from gliomine.runs.storage import is_url
    from gliomine.tables.stored import read_columns
    from gliomine.text.inline import inline

    if is_url(summary.output):
        return []
    rows = read_columns(Path(summary.output), "failures", ["error", "doc_id"]).to_pylist()
    # Errors of one kind differ in what comes after: the line, the fields that there are.
    kinds = [row["error"].partition("; ")[0] for row in rows]
    reasons, first = Counter(kinds), dict(zip(reversed(kinds), reversed(rows), strict=True))
    lines = []
    for kind, count in reasons.most_common(_REASONS):
        others = f" and {count - 1:,} more" if count > 1 else ""
        lines.append(f"  {inline(first[kind]['doc_id'])}{others}: {inline(first[kind]['error'])}")
    return lines + [f"  ... {len(reasons) - _REASONS:,} other reasons"] * (len(reasons) > _REASONS)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(run)
