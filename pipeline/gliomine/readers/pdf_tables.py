"""Captions and tables of a PDF as sections of their own.

The rules of a table are not looked at: lines on one base line are a row, and a wide gap parts two cells. A cell of
several lines is thus several cells, and headings are told only for rows with as many cells as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gliomine.readers.building import Part, TextBuilder
from gliomine.readers.grid import GridCell
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_zones import Block

_SAME_ROW = 2.0  # points
_LONGEST = 200  # characters of a cell that is the heading of others
_MARKS = " .:|–—-\u2212"


def add_float(builder: TextBuilder, block: Block, text: str, *, path: str | None) -> None:
    """Add a caption or the rows of a table as a section.

    Args:
        builder: takes it.
        block: of the paper.
        text: of its lines, with the label.
        path: the main heading over it.
    """
    if block.kind == "table":
        builder.add_table(_rows(block.lines), label=block.label or None, caption=block.label, path=path)
        return
    rest = text[len(block.label) :].lstrip(_MARKS) if text.startswith(block.label) else text
    label, shown = (block.label or None, rest) if rest else (None, text)
    builder.add_section("body", [Part((shown,))], label=label, place="caption", path=path)


def _rows(lines: Sequence[TextLine]) -> list[list[GridCell]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda item: (item.page, -item.y, item.x0)):
        last = rows[-1][-1] if rows else None
        if last is not None and last.page == line.page and last.y - line.y <= _SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    texts = [[cell for line in sorted(row, key=lambda item: item.x0) for cell in _cells(line)] for row in rows]
    head = texts[0] if texts else []
    return [
        [
            GridCell(
                *(cell, number, column, False, row[0][:_LONGEST] if column > 1 else None),
                head[column - 1][:_LONGEST] if number > 1 and len(row) == len(head) > 1 else None,
            )
            for column, cell in enumerate(row, 1)
        ]
        for number, row in enumerate(texts, 1)
    ]


def _cells(line: TextLine) -> list[str]:
    borders = [0, *line.cuts, len(line.text)]
    found = (line.text[low:high].strip() for low, high in pairwise(borders))
    return [text for text in found if text]
