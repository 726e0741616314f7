"""`gliomine convert` and `gliomine query`: what can be made of a finished run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gliomine.cli.options import names_of
from gliomine.cli.words import counted

if TYPE_CHECKING:
    from gliomine.tables.query import Answer

Neutralise = Annotated[
    bool,
    typer.Option(
        "--neutralise/--no-neutralise",
        help="Put an apostrophe before cells that a spreadsheet would execute.",
    ),
]

Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, all rows.")]
Limit = Annotated[int, typer.Option(min=0, help="Most rows of the printed table; 0 for all.")]


def convert(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    format_: Annotated[
        list[str], typer.Option("--format", "-f", help="Output format; may be given several times, or a,b,c.")
    ],
    neutralise: Neutralise = True,
) -> None:
    """Write other formats from the tables of a finished run, into its folder."""
    from gliomine.config import WriteOptions
    from gliomine.runs.output import Output
    from gliomine.writers import check_formats, write_format

    names = names_of(format_) or ()
    check_formats(names)
    for name in names:
        made = write_format(name, run, options=WriteOptions(neutralise=neutralise))
        Output(str(run)).note_files(made)
        shown = made[0] if len(made) == 1 else f"{len(made)} files in {made[0].parent}"
        typer.echo(f"{name}: {shown}")


def query(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT over the tables and views.")],
    csv: Csv = False,
    limit: Limit = 100,
    neutralise: Neutralise = True,
) -> None:
    """Ask a finished run in SQL (DuckDB) and print the answer as a table or CSV."""
    from gliomine.tables.query import query as ask

    show_answer(ask(run, sql), csv=csv, limit=limit, neutralise=neutralise)


def show_answer(answer: Answer, *, csv: bool, limit: int, neutralise: bool) -> None:
    """Print an answer as CSV, or as a table of at most so many rows."""
    import sys

    from gliomine.writers.csv import write_cells

    if csv:
        # On a terminal, cells are shown; in a file or pipe they are what they are.
        rows = _shown(answer.rows) if sys.stdout.isatty() else answer.rows
        write_cells(sys.stdout, answer.columns, rows, neutralise=neutralise)
    else:
        _print_table(answer.columns, answer.rows, limit)


def _shown(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    from gliomine.text.inline import visible

    for row in rows:
        yield tuple(visible(value) if isinstance(value, str) else value for value in row)


def _print_table(columns: list[str], rows: Iterator[tuple[Any, ...]], limit: int) -> None:
    from itertools import islice

    from gliomine.cli.grid import print_grid

    shown = list(islice(rows, limit)) if limit else list(rows)
    more = limit > 0 and next(rows, None) is not None
    print_grid(columns, shown)
    typer.echo(
        f"the first {counted(len(shown), 'row')}; --limit 0 shows all" if more else counted(len(shown), "row"), err=True
    )


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(convert)
    app.command()(query)
