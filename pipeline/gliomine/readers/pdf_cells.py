"""The cells of a table of a PDF: which lines are a row, in which column a cell stands, and which lines go on a cell.

Rules and shades are not looked at. Lines on one base line are a row and wide gaps part cells; columns are parted where
hardly any row has letters. A line with fewer cells, each below one of the line above, goes on these cells where its
words go on, or, if the first column is empty, where the lines of cells stand nearer to each other than rows do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gliomine.readers.pdf_lines import TextLine

_SAME_ROW = 2.0  # points
_CROSSED = 0.12  # of the rows: more letters there, and it is no gap between columns
_NARROWEST = 2.0  # points of a gap between columns
_APART = 1.15  # rows stand so much farther from each other than the lines of a cell
_FEWEST = 2
_FARTHEST = 2.0  # of the type size, from a line of a cell to the next
_LEADERS = re.compile(r"[.·…_—–=\s-]{6,}")  # a rule that is made of characters
_WIDE = 0.6  # of the width of the table: a cell alone that is wider is a note or a heading over it
_INTERLEAVED = 0.75  # of the type size: lines of one cell are not so near to each other
_FEWEST_NEAR = 3
_LINES = 1.35  # of the type size: lines of one cell are not farther from each other
_FULL = 0.75  # of the width of a column
_OPEN = re.compile(
    r"(?:[-–—,/(+&]|\b(?:a|an|and|or|of|the|in|on|at|by|for|from|with|without|to|per|than|as|vs\.?))\Z", re.IGNORECASE
)


@dataclass(slots=True)
class PdfCell:
    """A cell: its text, where it stands, and its first column from 1."""

    text: str
    x0: float
    x1: float
    column: int = 1


@dataclass(slots=True)
class _Row:
    page: int
    y: float
    size: float
    cells: list[PdfCell]

    @property
    def columns(self) -> set[int]:
        """The columns in which it has cells."""
        return {cell.column for cell in self.cells}


def rows_of(lines: Sequence[TextLine]) -> list[list[PdfCell]]:
    """Return the rows of a table from top to bottom, each with its cells from left to right."""
    rows = _base_lines(lines)
    borders = _borders(rows)
    for row in rows:
        for cell in row.cells:
            cell.column = 1 + sum(border < 0.5 * (cell.x0 + min(cell.x1, cell.x0 + 20)) for border in borders)
    return [row.cells for row in _joined(rows, len(borders) + 1)]


def _base_lines(lines: Sequence[TextLine]) -> list[_Row]:
    rows: list[_Row] = []
    for line in sorted(lines, key=lambda item: (item.page, -item.y, item.x0)):
        last = rows[-1] if rows else None
        if last is None or last.page != line.page or last.y - line.y > _SAME_ROW:
            last = _Row(line.page, line.y, line.type.size, [])
            rows.append(last)
        last.cells += _cells(line)
    for row in rows:
        row.cells.sort(key=lambda cell: cell.x0)
    return [row for row in rows if row.cells]


def _cells(line: TextLine) -> list[PdfCell]:
    borders = [0, *line.cuts, len(line.text)]
    edges = [line.x0, *(edge for pair in line.edges for edge in pair), line.x1]
    found = [
        PdfCell(line.text[low:high].strip(), edges[2 * number], edges[2 * number + 1])
        for number, (low, high) in enumerate(pairwise(borders))
    ]
    return [cell for cell in found if cell.text and not _LEADERS.fullmatch(cell.text)]


def _borders(rows: Sequence[_Row]) -> list[float]:
    """Return where columns are parted: the middle of each gap that few rows have letters in."""
    found = [(cell.x0, cell.x1) for row in rows for cell in row.cells]
    width = max((x1 for _, x1 in found), default=0.0) - min((x0 for x0, _ in found), default=0.0)
    parted = [row for row in rows if len(row.cells) > 1 or row.cells[0].x1 - row.cells[0].x0 < _WIDE * width]
    most = _CROSSED * len(parted)
    changes: Counter[float] = Counter()
    for row in parted:
        for cell in row.cells:
            changes[cell.x0] += 1
            changes[cell.x1] -= 1
    gaps: list[tuple[float, float]] = []
    covered = 0
    for low, high in pairwise(sorted(changes)):
        covered += changes[low]
        if covered > most:
            continue
        if gaps and gaps[-1][1] == low:
            gaps[-1] = (gaps[-1][0], high)
        else:
            gaps.append((low, high))
    return [0.5 * (low + high) for low, high in gaps if high - low >= _NARROWEST]


def _joined(rows: Sequence[_Row], columns: int) -> list[_Row]:
    """Return the rows; what goes on the cells of the row above is added to them."""
    if (distance := _interleaved(rows)) and columns > 1:
        return _blocks(rows, distance)
    near = _line_distance(rows, columns)
    edges = _edges(rows)
    made: list[_Row] = []
    last: _Row | None = None  # the base line above, as the file has it
    for row in rows:
        above = made[-1] if made else None
        if above is not None and last is not None and _goes_on(last, row, above, near, columns, edges):
            _add(above, row)
        elif len(made) == 1 and last is not None and 0 <= last.y - row.y < _INTERLEAVED * row.size:
            _add(made[0], row)  # headings of one, two and three lines that are centred
        else:
            made.append(_copied(row))
        last = row
    return made


def _copied(row: _Row) -> _Row:
    return _Row(row.page, row.y, row.size, [PdfCell(c.text, c.x0, c.x1, c.column) for c in row.cells])


def _add(above: _Row, row: _Row) -> None:
    """Add the cells of a base line to those of a row, each below that of its column."""
    for cell in row.cells:
        target = next((item for item in above.cells if item.column == cell.column), None)
        if target is None:
            above.cells.append(PdfCell(cell.text, cell.x0, cell.x1, cell.column))
            above.cells.sort(key=lambda item: item.x0)
        else:
            target.text = _added(target.text, cell.text)
            target.x0, target.x1 = min(target.x0, cell.x0), max(target.x1, cell.x1)


def _interleaved(rows: Sequence[_Row]) -> float:
    """Return the distance of the lines of a cell, where cells of a row are centred and their lines stand in between.

    0 where base lines are not nearer to each other than lines of text, or where they do not tell.
    """
    near = sum(
        _SAME_ROW < above.y - below.y < _INTERLEAVED * above.size and not above.columns & below.columns
        for above, below in pairwise(rows)
        if above.page == below.page
    )
    if near < max(_FEWEST_NEAR, 0.2 * len(rows)):
        return 0.0
    last: dict[tuple[int, int], float] = {}
    found = []
    for row in rows:
        for column in row.columns:
            if (row.page, column) in last:
                found.append(last[row.page, column] - row.y)
            last[row.page, column] = row.y
    distance = sorted(found)[(len(found) - 1) // 4] if found else 0.0
    return distance if distance <= _LINES * rows[0].size else 0.0


def _blocks(rows: Sequence[_Row], distance: float) -> list[_Row]:
    """Return the rows of a table whose cells are centred: what no gap parts is one."""
    made: list[_Row] = []
    last: _Row | None = None
    for row in rows:
        if last is not None and last.page == row.page and last.y - row.y <= _APART * distance:
            _add(made[-1], row)
        else:
            made.append(_copied(row))
        last = row
    return made


def _added(text: str, more: str) -> str:
    broken = text[-1:] in "-\u00ad\u2010\x02" and text[-2:-1].isalpha() and more[:1].islower()
    return text[:-1] + more if broken else f"{text} {more}"


def _line_distance(rows: Sequence[_Row], columns: int) -> float:
    """Return up to which distance two base lines are lines of one cell; 0 where the distances do not tell."""
    pairs = [
        (above.y - below.y, len(below.columns) < columns and below.columns <= above.columns)
        for above, below in pairwise(rows)
        if above.page == below.page
    ]
    inner = sorted(gap for gap, partial in pairs if partial)
    outer = sorted(gap for gap, partial in pairs if not partial)
    if len(inner) < _FEWEST or len(outer) < _FEWEST:
        return 0.0
    within, between = median(inner[: max(1, (len(inner) + 1) // 2)]), median(outer)
    return within * (1 + _APART) / 2 if between >= _APART * within else 0.0


def _edges(rows: Sequence[_Row]) -> dict[int, float]:
    """Return column -> from where on a line of it counts as full: three quarters of its width."""
    found: dict[int, tuple[float, float]] = {}
    for row in rows:
        for cell in row.cells:
            low, high = found.get(cell.column, (cell.x0, cell.x1))
            found[cell.column] = min(low, cell.x0), max(high, cell.x1)
    edges = {column: low + _FULL * (high - low) for column, (low, high) in found.items()}
    if 1 in found and 2 in found:
        # Names of rows are short, and the next may begin with a small letter: the line has to reach the next column.
        edges[1] = max(edges[1], found[1][0] + _FULL * (found[2][0] - found[1][0]))
    return edges


def _goes_on(last: _Row, row: _Row, above: _Row, near: float, columns: int, edges: dict[int, float]) -> bool:
    """Tell whether a base line goes on the cells of the row above.

    A line with a cell in the first column is a row of its own unless the words of each of its cells go on.
    """
    gap = last.y - row.y
    if row.page != last.page or gap > _FARTHEST * max(row.size, last.size) or columns < 2:
        return False
    if len(row.cells) != len(row.columns) or not row.columns <= above.columns or len(row.columns) == columns:
        return False
    if near and gap <= near and min(row.columns) > min(above.columns):
        return True
    found = {cell.column: cell for cell in last.cells}
    return all(
        cell.column in found
        and (
            _OPEN.search(found[cell.column].text) is not None
            or ((cell.text[0].islower() or cell.text[0] in "),") and found[cell.column].x1 >= edges[cell.column])
        )
        for cell in row.cells
    )
