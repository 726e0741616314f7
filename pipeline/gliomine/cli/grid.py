"""Rows in a terminal: a table where its words fit, else one row below the other, so that no word is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_GAP = 2  # columns between two columns of a table
_LONGEST_WORDS = (30, 20)  # characters from which on a word is broken all the same: an identifier, an address
_IN_A_FILE = 200  # columns where there is no terminal


def print_grid(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under their names; whatever a cell holds, a terminal finds no command in it.

    Args:
        names: of the columns.
        rows: their values; None is an empty cell.
    """
    from rich.console import Console

    from gliomine.text.inline import visible

    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, _IN_A_FILE)
    cells = [["" if value is None else visible(str(value)) for value in row] for row in rows]
    columns = [[visible(name), *(row[at] for row in cells)] for at, name in enumerate(names)]
    widths = next(filter(None, (fitting(columns, console.width, longest) for longest in _LONGEST_WORDS)), None)
    if widths is not None:
        right = [bool(rows) and all(map(_is_number, values)) for values in zip(*rows, strict=True)]
        console.print(_table(columns, widths, right or [False] * len(names)))
        return
    for number, row in enumerate(cells, 1):
        _print_record(console, number, [(column[0], cell) for column, cell in zip(columns, row, strict=True) if cell])


def fitting(columns: Sequence[Sequence[str]], width: int, longest: int) -> list[int] | None:
    """Return the widths of the columns of a table, in which words stay whole; None if it does not fit.

    Args:
        columns: the name and the cells of each.
        width: of the terminal, in characters.
        longest: characters of a word from which on it may be broken.

    >>> fitting([["name", "brain cancer"], ["sentences", "3"]], 30, 20), fitting([["name", "brain cancer"]], 8, 20)
    ([12, 9], [8])
    >>> fitting([["name", "glioblastoma"]], 8, 20) is None
    True
    """
    shown = [[_breakable(name), *cells] for name, *cells in columns]
    widths = [max(min(longest, _longest_word(cell)) for cell in column) for column in shown]
    wanted = [max(len(line) for cell in column for line in cell.split("\n")) for column in columns]
    left = width - sum(widths) - _GAP * (len(columns) - 1)
    if left < 0:
        return None
    while left and any(have < want for have, want in zip(widths, wanted, strict=True)):
        # The one that lacks most gets the next, so that few rows need many lines.
        widths[max(range(len(widths)), key=lambda at: wanted[at] - widths[at])] += 1
        left -= 1
    return widths


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=1)


def _breakable(name: str) -> str:
    """Return the name of a column with the places at which it may be broken: `best_ score`."""
    return name.replace("_", "_ ").rstrip()


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _table(columns: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table
    from rich.text import Text

    heads = [
        Column(
            Text(name if len(name) <= width else _breakable(name)),
            width=width,
            overflow="fold",
            justify="right" if number else "left",
        )
        for (name, *_), width, number in zip(columns, widths, right, strict=True)
    ]
    table = Table(*heads, box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, _GAP - 1, 0, 0))
    for row in zip(*(cells for _, *cells in columns), strict=True):
        table.add_row(*map(Text, row))
    return table


def _print_record(console: Console, number: int, values: Sequence[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"{number:,}", style="bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, cell in values:
        grid.add_row(Text(f"  {name}", style="dim"), Text(cell, overflow="fold"))
    console.print(grid)
