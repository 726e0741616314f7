"""The command line: assembles the commands, and turns expected errors into a clear message and an exit code."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from typing import Annotated

import typer

from gliomine.about import __version__
from gliomine.errors import ConfigError, InputError, PipelineError, ResourceError
from gliomine.garbage import collect_rarely
from gliomine.text.inline import visible

COMMANDS = (
    "gliomine.cli.run",
    "gliomine.cli.extract",
    "gliomine.cli.ask",
    "gliomine.cli.summary",
    "gliomine.cli.convert",
    "gliomine.cli.report",
    "gliomine.cli.compare",
    "gliomine.cli.check",
    "gliomine.cli.predict",
    "gliomine.cli.evaluate",
    "gliomine.cli.evidence",
    "gliomine.cli.kb",
    "gliomine.cli.stages",
    "gliomine.cli.train",
)
"""Modules whose `register(app)` adds commands, in the order in which `--help` lists them."""

_TEMPORARY = re.compile(r"\.([^/\\]+)\.tmp$")

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


def _open_streams() -> None:
    """Make sure that there is somewhere to write to, and that no character of a text or path cannot be written.

    A caller may close standard output or error, and an ASCII locale knows few characters.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 (open to the end)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for a usage error."""
    _open_streams()
    collect_rarely()
    try:
        app(prog_name="gliomine")
    except Exception as error:
        explained = explain(error)
        if explained is None:
            raise
        typer.echo(visible(told(explained)), err=True)
        sys.exit(2 if isinstance(explained, ConfigError) else 1)


def told(error: PipelineError) -> str:
    """Return an error as a terminal shows it: a line for each of its parts.

    >>> print(told(ConfigError("unknown format 'cvs'", expected="one of csv, tsv", advice="did you mean 'csv'?")))
    gliomine: unknown format 'cvs'
      expected: one of csv, tsv
      what to do: did you mean 'csv'?
    """
    parts = {"where": error.where, "expected": error.expected, "what to do": error.advice}
    return "\n".join([f"gliomine: {error.what}", *(f"  {name}: {part}" for name, part in parts.items() if part)])


def explain(error: Exception) -> PipelineError | None:
    """Return what a user is told of an error, None of one that is a fault of the program.

    A file that cannot be read or written, and a table that is no table, may turn up in any command.
    """
    if isinstance(error, PipelineError):
        return error
    if isinstance(error, OSError):
        return ResourceError(
            f"a file cannot be read or written ({error.strerror or error})",
            # A file that takes its place at the end has another name until then.
            where=_TEMPORARY.sub(r"\1", str(error.filename2 or error.filename or "")),
            expected="a path that exists, with the right to use it and free space",
            advice="correct the path or its rights",
        )
    if type(error).__module__.partition(".")[0] in ("duckdb", "_duckdb", "pyarrow"):
        return InputError(
            f"a table of the run cannot be read ({str(error).splitlines()[0]})",
            expected="tables as `gliomine run` writes them",
            advice="run again with --force",
        )
    return None


if __name__ == "__main__":
    main()
