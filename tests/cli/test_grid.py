"""Rows of an answer in a terminal: no word is cut, whatever the width."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import rich.console
from gliomine.cli.grid import print_grid

NAMES = ("treatment", "disease", "country", "documents", "best_score")
ROWS: list[tuple[Any, ...]] = [
    ("Cranial Irradiation", "diffuse intrinsic pontine glioma", "United Kingdom", 12, 0.97),
    ("temozolomide", "glioblastoma", None, 3, 0.7),
]

Show = Callable[..., list[str]]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Return a function that prints rows to a terminal of so many columns, or to a file, and gives the lines."""

    def show(names: Sequence[str], rows: Sequence[Sequence[Any]], *, width: int, file: bool = False) -> list[str]:
        stream = io.StringIO()
        real = rich.console.Console
        settings = {"file": stream, "force_terminal": not file, "color_system": None, "width": width}
        monkeypatch.setattr(rich.console, "Console", lambda: real(**settings))  # type: ignore[arg-type]
        print_grid(names, rows)
        monkeypatch.setattr(rich.console, "Console", real)
        return [line.rstrip() for line in stream.getvalue().splitlines()]

    return show


def words(lines: list[str]) -> set[str]:
    return {word for line in lines for word in line.split()}


@pytest.mark.parametrize("width", [200, 100, 80, 60, 40])
def test_no_word_is_cut(terminal: Show, width: int) -> None:
    lines = terminal(NAMES, ROWS, width=width)
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)
    for cell in (cell for row in ROWS for cell in row if cell is not None):
        assert set(str(cell).split()) <= words(lines)


def test_a_wide_terminal_has_a_line_a_row_and_numbers_below_each_other(terminal: Show) -> None:
    head, rule, first, second = terminal(NAMES, ROWS, width=120)
    assert head.split() == list(NAMES)
    assert set(rule) == {"─"}
    assert first.index("12") + 2 == second.index("  3") + 3 == head.index("documents") + len("documents")
    assert second.split() == ["temozolomide", "glioblastoma", "3", "0.7"]


def test_the_name_of_a_column_is_broken_where_its_words_end(terminal: Show) -> None:
    lines = terminal(("documents", "best_combined_score"), [(1, 0.5)], width=22)
    assert [line.split() for line in lines[:3]] == [["best_"], ["combined_"], ["documents", "score"]]


def test_where_the_words_do_not_fit_rows_stand_below_each_other(terminal: Show) -> None:
    lines = terminal(NAMES, ROWS, width=40)
    assert lines[0] == "1"
    assert lines[1] == "  treatment   Cranial Irradiation"
    assert lines[2:4] == ["  disease     diffuse intrinsic pontine", "              glioma"]
    second = lines[lines.index("2") :]
    # What is empty is left out.
    assert [line.split()[0] for line in second[1:]] == ["treatment", "disease", "documents", "best_score"]


def test_a_long_identifier_is_broken_only_where_it_must_be(terminal: Show) -> None:
    long = "a-note-of-the-laboratory.txt#12"
    rows = [(long, "glioma of the brain stem")]
    assert long in words(terminal(("doc_id", "concept"), rows, width=60))
    narrow = terminal(("doc_id", "concept"), rows, width=30)
    assert long not in words(narrow)
    assert {"glioma", "brain", "stem"} <= words(narrow)


def test_no_rows_show_the_names(terminal: Show) -> None:
    assert terminal(("doc_id", "text"), [], width=80)[0].split() == ["doc_id", "text"]


def test_a_file_is_not_held_to_the_width_of_a_terminal(terminal: Show) -> None:
    assert len(terminal(NAMES, ROWS, width=40, file=True)) == 4


def test_a_terminal_finds_no_command_in_a_cell_or_a_name(terminal: Show) -> None:
    for width in (80, 12):
        shown = "\n".join(terminal(("a\x1b[31m", "b"), [("\x1b]0;title\x07", "[bold]word[/bold]")], width=width))
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "[bold]" in shown
