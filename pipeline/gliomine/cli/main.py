"""The command line: assembles the commands, and turns expected errors into one clear line and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from gliomine.about import __version__
from gliomine.errors import ConfigError, PipelineError

COMMANDS = (
    "gliomine.cli.check",
    "gliomine.cli.compare",
    "gliomine.cli.evaluate",
    "gliomine.cli.evidence",
    "gliomine.cli.kb",
    "gliomine.cli.extract",
    "gliomine.cli.convert",
    "gliomine.cli.predict",
    "gliomine.cli.run",
    "gliomine.cli.report",
    "gliomine.cli.stages",
    "gliomine.cli.train",
)
"""Modules whose `register(app)` adds commands, in the order in which `--help` lists them."""

app = typer.Typer(
    name="gliomine",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From a folder of biomedical papers to entity tables: offline, reproducible, with exact offsets.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gliomine {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for _module in COMMANDS:
    import_module(_module).register(app)


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for a usage error."""
    try:
        app()
    except PipelineError as error:
        typer.echo(f"gliomine: {error}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


if __name__ == "__main__":
    main()
