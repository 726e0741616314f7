"""The help of every command, as it reads in a terminal of 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from gliomine.cli.main import app
from gliomine.predicates import PREDICATES

from tests.cli.conftest import Command

ROOT: Any = typer.main.get_command(app)


def every(group: Any, *before: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command, and of each command that another one has."""
    for name, command in group.commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from every(command, *before, name)


def named(words: tuple[str, ...]) -> Any:
    command = ROOT
    for word in words:
        command = command.commands[word]
    return command


@pytest.fixture
def narrow(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    return command


@pytest.mark.parametrize("words", [(), *every(ROOT)], ids=" ".join)
def test_help_fits_into_80_columns_and_nothing_is_cut(narrow: Command, words: tuple[str, ...]) -> None:
    code, shown, error = narrow(*words, "--help")
    assert (code, error) == (0, "")
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    assert " ".join(("Usage: gliomine", *words, "[OPTIONS]")) in shown
    for parameter in named(words).params:
        for option in parameter.opts if isinstance(parameter, typer.core.TyperOption) else ():
            assert option in shown


@pytest.mark.parametrize("words", list(every(ROOT)), ids=" ".join)
def test_every_option_says_what_it_is_for(words: tuple[str, ...]) -> None:
    for parameter in named(words).params:
        assert parameter.help, parameter.name
        assert parameter.help.strip()[-1] in ".)", parameter.help


def test_options_of_a_run_stand_under_headings(narrow: Command) -> None:
    _, shown, _ = narrow("run", "--help")
    headings = re.findall(r"^╭─ ([\w ]+?) ─", shown, re.MULTILINE)
    assert headings == ["Arguments", "Options", "Writing", "Recognising and linking", "Reading", "Working"]


def test_all_predicates_are_named_in_the_help(narrow: Command) -> None:
    _, shown, _ = narrow("evidence", "--help")
    folded = re.sub(r"[\s│]+", " ", shown)
    assert [name for name in PREDICATES if name not in folded] == []
