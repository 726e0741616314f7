"""The tables and references of a BioC document: cells where their passage shows them, and the list's entries.

PMC's files give a table as the text of its cells, set apart by tabs, and beside it as XML in an infon. The XML tells
rows, columns and headings; the offsets are those of the text.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from gliomine.readers.bibliography import doi, pmid, year
from gliomine.readers.building import one_line
from gliomine.readers.grid import GridCell, RawCell, laid_out
from gliomine.readers.jats_table import grid_of
from gliomine.records import Cell, Reference

_CAPTION = 200
_LABEL = re.compile(r"((?:Supplementary |Suppl\. )?(?:Fig(?:ure)?s?|Table|Box|Scheme)\.? ?[A-Z]?\d+[A-Za-z]?)\b", re.I)
_SQUEEZED = re.compile(r"[\s^_{}]+")
_FOUND = 0.8  # of the cells of the XML, else the text is cut at its tabs
_AHEAD = 2000  # characters in which the next cell is looked for
_PIECE = re.compile(r"[^\t\n]*[^\s][^\t\n]*")


def label_of(text: str) -> str | None:
    """Return the label with which a caption begins.

    >>> label_of("Table 2. Doses"), label_of("Tables of doses")
    ('Table 2', None)
    """
    found = _LABEL.match(text)
    return found[1] if found else None


def cells_of(
    text: str, start: int, xml: str | None, *, table: int, label: str | None = None, caption: str | None = None
) -> list[Cell]:
    """Return the cells of a table in the order of its text.

    Args:
        text: of the passage.
        start: its offset in the text of the document.
        xml: the table as the file has it beside the text, if it has.
        table: position of the table in the document, from 1.
        label: as displayed.
        caption: its text.

    A cell of the XML that the text does not show is left out; where these are many, or there is no XML, cells are what
    tabs part and rows are lines.
    """
    grid = [item for row in _grid(xml) for item in row]
    placed = _placed(text, grid) if grid else []
    if len(placed) < _FOUND * len(grid) or not grid:
        lines = [list(_PIECE.finditer(text, *line.span())) for line in re.finditer(r"[^\n]+", text)]
        rows = [[RawCell(one_line(piece.group())) for piece in line] for line in lines if line]
        at = [piece for line in lines for piece in line]
        placed = [
            (piece.start() + _blanks(piece.group()), piece.start() + len(piece.group().rstrip()), item)
            for piece, item in zip(at, (item for row in laid_out(rows) for item in row), strict=True)
        ]
    shown = caption[:_CAPTION] if caption else None
    return [
        Cell(
            *(start + first, start + last, table, item.row, item.column, text[first:last], item.is_heading),
            *(label, shown, item.row_heading, item.column_heading),
        )
        for first, last, item in placed
    ]


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _grid(xml: str | None) -> Sequence[Sequence[GridCell]]:
    """Return the cells of a table in XML; none if it is none or declares entities that could grow without bound."""
    begin = (xml or "").find("<table")
    if xml is None or begin < 0 or "<!" in xml:
        return ()
    try:
        return grid_of(ET.fromstring(xml[begin:]))
    except (ET.ParseError, RecursionError):
        return ()


def _placed(text: str, grid: Sequence[GridCell]) -> list[tuple[int, int, GridCell]]:
    """Return where cells stand in a text, one behind the other; white space and the signs of powers aside."""
    places = [at for at, char in enumerate(text) if _SQUEEZED.fullmatch(char) is None]
    squeezed = "".join(text[at] for at in places)
    found, begin = [], 0
    for item in grid:
        wanted = _SQUEEZED.sub("", item.text)
        at = squeezed.find(wanted, begin, begin + len(wanted) + _AHEAD) if wanted else -1
        if at >= 0:
            begin = at + len(wanted)
            found.append((places[at], places[begin - 1] + 1, item))
    return found


def reference_of(index: int, text: str, infons: Mapping[str, str]) -> Reference:
    """Return an entry of the list of references: PMC's text is its title, and its fields are infons.

    Args:
        index: position in the list, from 1.
        text: of the passage.
        infons: of the passage.
    """
    shown = one_line(text)
    names = [infons[f"name_{number}"] for number in range(100) if f"name_{number}" in infons]
    people = [dict(part.partition(":")[::2] for part in name.split(";")) for name in names]
    listed = ", ".join(f"{item.get('surname', '')} {item.get('given-names', '')}".strip() for item in people)
    stated = [infons.get(name, "") for name in ("source", "year", "volume", "fpage")]
    pieces = [piece for piece in (listed, shown.rstrip("."), *stated) if piece]
    fields = len(pieces) > 1
    return Reference(
        index,
        ". ".join(pieces),
        None,
        pmid(infons.get("pub-id_pmid", "")),
        doi(infons.get("pub-id_doi", "")) or doi(shown),
        year(infons.get("year", "")),
        shown.rstrip(".") if fields else None,
    )
