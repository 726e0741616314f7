"""The tables of a JATS article: cells, also of those that are listed as alternatives to a picture, and their notes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from gliomine.readers.grid import GridCell, RawCell, laid_out, span
from gliomine.readers.jats_text import local, paragraphs, plain

_MARK = re.compile(r"\s*[a-h](?:\s*,\s*[a-h])*\s*")
_GROUPS = ("thead", "tbody", "tfoot")


def tables_of(element: ET.Element) -> list[ET.Element]:
    """Return the tables of a wrapper, or the element itself if it is one."""
    if local(element) == "table":
        return [element]
    found = [child for child in element if local(child) == "table"]
    return found or element.findall("alternatives/table")[:1]


def grid_of(table: ET.Element) -> list[list[GridCell]]:
    """Return the cells of a table by row."""
    rows: list[list[RawCell]] = []
    head = 0
    for group in _groups(table):
        rows += [[_cell(cell) for cell in row if local(cell) in ("td", "th")] for row in group if local(row) == "tr"]
        if local(group) == "thead" and head == 0:
            head = len(rows)
    return laid_out(rows, heading_rows=head)


def notes_of(wrapper: ET.Element) -> Sequence[str]:
    """Return the paragraphs below a table, without the signs of its notes."""
    return [text for foot in wrapper if local(foot) == "table-wrap-foot" for text in _notes(foot)]


def _notes(foot: ET.Element) -> Iterator[str]:
    for child in foot:
        if local(child) in ("fn", "fn-group"):
            yield from _notes(child)
        elif local(child) not in ("label", "title", "attrib", "permissions"):
            yield from paragraphs(child)


def _groups(table: ET.Element) -> Iterator[ET.Element]:
    """Yield the groups of rows; rows without one are a group together with what they stand among."""
    if any(local(child) == "tr" for child in table):
        yield table
    yield from (child for child in table if local(child) in _GROUPS)


def _cell(element: ET.Element) -> RawCell:
    """Return a cell without the raised letters that point to notes below the table."""
    for mark in element.iter("sup"):
        if not len(mark) and _MARK.fullmatch(mark.text or ""):
            mark.text = ""
    spans = span(element.get("rowspan")), span(element.get("colspan"))
    return RawCell(plain(element), local(element) == "th", *spans)
