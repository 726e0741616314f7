"""`gliomine diff` and `gliomine snapshot`: compare two runs, and freeze one as a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="Output folder of a run, or a baseline.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="Another.")],
    limit: Annotated[int, typer.Option(min=0, help="Changes to show here and in Markdown.")] = 100,
    tolerance: Annotated[float, typer.Option(min=0.0, help="Score difference that counts as none.")] = 1e-4,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write every change as JSON; - for here.")] = None,
    markdown_path: Annotated[Path | None, typer.Option("--markdown", help="Write a summary in Markdown.")] = None,
    html_path: Annotated[Path | None, typer.Option("--html", help="Write a page, the two side by side.")] = None,
) -> None:
    """Show what was gained, lost, retyped, moved and relinked between two runs, document by document."""
    from gliomine.compare.diff import compare
    from gliomine.compare.page import write_page
    from gliomine.compare.show import change_lines, json_text, markdown, summary_lines

    found = compare(before, after, tolerance=tolerance)
    if json_path == Path("-"):
        typer.echo(json_text(found), nl=False)
        return
    for line in (*summary_lines(found.summary), *change_lines(found, limit=limit)):
        typer.echo(line)
    if json_path is not None:
        json_path.write_text(json_text(found), encoding="utf-8", newline="\n")
    if markdown_path is not None:
        markdown_path.write_text(markdown(found, limit=limit), encoding="utf-8", newline="\n")
    if html_path is not None:
        write_page(found, html_path)


def snapshot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    to: Annotated[Path, typer.Option("--to", help="Folder of the baseline, such as baselines/seeds.")],
) -> None:
    """Freeze a run's tables as a baseline: text files, one row a line, to keep under version control."""
    from gliomine.compare.snapshot import snapshot as freeze_run

    made = freeze_run(run, to)
    size = sum(path.stat().st_size for path in made)
    typer.echo(f"{to}: {len(made)} files, {size:,} bytes")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(diff)
    app.command()(snapshot)
