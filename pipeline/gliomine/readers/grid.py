"""Tables of papers: where cells stand when some span several rows or columns, and which are headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gliomine.document import PATH

_MOST_SPANNED = 200
_MOST_HEADING_ROWS = 6
_NUMERIC = re.compile(r"[\W\d_]*(?:[^\W\d_]{1,2}[\W\d_]*)?")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as its source gives it.

    Attributes:
        text: on one line, empty where the cell is.
        heading: whether the source marks it as the heading of a row or column.
        rows: rows that it spans.
        columns: columns that it spans.
    """

    text: str
    heading: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that holds something: its place from (1, 1) on, and the headings over and beside it."""

    text: str
    row: int
    column: int
    is_heading: bool
    row_heading: str | None
    column_heading: str | None


@dataclass(frozen=True, slots=True)
class _Placed:
    raw: RawCell
    row: int
    column: int

    @property
    def last(self) -> int:
        """One past the last column."""
        return self.column + max(1, min(self.raw.columns, _MOST_SPANNED))


def laid_out(rows: Iterable[Sequence[RawCell]], *, heading_rows: int = 0) -> list[list[GridCell]]:
    """Return the cells of a table row by row, with their headings; empty cells and rows are left out.

    Args:
        rows: the cells of each row in order, as HTML and JATS list them: a cell that spans rows stands in its first.
        heading_rows: rows that the source tells apart as the head; 0 where it does not. Then rows of nothing but
            headings are the head, else the first row, if it holds words and no numbers.
    """
    placed = _placed(rows)
    head = heading_rows or _heading_rows(placed)
    above: dict[int, list[str]] = {}
    made = [_headings(row, above) for row in placed[:head]]
    group, first = "", None
    for number, row in enumerate(placed[head:], head + 1):
        filled = [item for item in row if item.raw.text]
        if filled and filled[0].column == 1:
            first = filled[0]
            if len(filled) == 1 and (len(row) > 1 or first.last > 2):
                group = "" if _NUMERIC.fullmatch(first.raw.text) else first.raw.text
        elif first is not None and number >= first.row + first.raw.rows:
            first = None
        made.append([_cell(item, first, group, above) for item in filled])
    return [row for row in made if row]


def _headings(row: Sequence[_Placed], above: dict[int, list[str]]) -> list[GridCell]:
    """Return a row of headings, and add them to those above the columns."""
    filled = [item for item in row if item.raw.text]
    made = [GridCell(item.raw.text, item.row, item.column, True, None, _over(above, item)) for item in filled]
    for item in filled:
        for column in range(item.column, item.last):
            names = above.setdefault(column, [])
            if item.raw.text not in names:
                names.append(item.raw.text)
    return made


def _cell(item: _Placed, first: _Placed | None, group: str, above: dict[int, list[str]]) -> GridCell:
    beside = [group] if group and item.raw.text != group else []
    if first is not None and item is not first:
        beside.append(first.raw.text)
    return GridCell(item.raw.text, item.row, item.column, False, PATH.join(beside) or None, _over(above, item))


def _over(above: dict[int, list[str]], item: _Placed) -> str | None:
    return PATH.join(name for name in above.get(item.column, ()) if name != item.raw.text) or None


def _placed(rows: Iterable[Sequence[RawCell]]) -> list[list[_Placed]]:
    """Return each row with the columns of its cells, past those that cells of rows above reach into."""
    taken: dict[int, int] = {}  # column -> the last row that a cell from above reaches into
    made = []
    for number, row in enumerate(rows, 1):
        at, placed = 1, []
        for raw in row:
            while taken.get(at, 0) >= number:
                at += 1
            item = _Placed(raw, number, at)
            placed.append(item)
            if raw.rows > 1:
                taken.update(dict.fromkeys(range(at, item.last), number + raw.rows - 1))
            at = item.last
        made.append(placed)
    return made


def _heading_rows(placed: Sequence[Sequence[_Placed]]) -> int:
    number = 0
    while number < min(len(placed) - 1, _MOST_HEADING_ROWS) and placed[number]:
        if not all(item.raw.heading or not item.raw.text for item in placed[number]):
            break
        number += 1
    if number or len(placed) < 2:
        return number
    first = [item.raw.text for item in placed[0] if item.raw.text]
    return int(len(first) > 1 and not any(_NUMERIC.fullmatch(text) for text in first))
