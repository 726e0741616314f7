"""Captions and tables of a PDF as sections of their own; the first row of a table holds the headings of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from gliomine.readers.building import Part, TextBuilder
from gliomine.readers.grid import GridCell
from gliomine.readers.pdf_cells import rows_of
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_zones import Block

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
    rows = rows_of(lines)
    head = {cell.column: cell.text[:_LONGEST] for cell in rows[0]} if rows and len(rows[0]) > 1 else {}
    made: list[list[GridCell]] = []
    for number, row in enumerate(rows, 1):
        first = row[0].text[:_LONGEST] if row[0].column == 1 else None
        made.append(
            [
                GridCell(
                    *(cell.text, number, cell.column, False, first if cell.column > 1 else None),
                    head.get(cell.column) if number > 1 else None,
                )
                for cell in row
            ]
        )
    return made
