"""What every record is made of, and the records of what a paper shows beside its text: tables and references."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def column(meaning: str, **keywords: Any) -> Any:
    """Return a dataclass field whose meaning is kept for the table documentation."""
    return field(metadata={"meaning": meaning}, **keywords)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of `Document.text`."""

    start: int = column("first character, counted in code points of the document's text")
    end: int = column("one past the last character")


_column = column  # within a record that has a column of this name


@dataclass(frozen=True, slots=True)
class Cell(Span):
    """A cell of a table that holds something, with the headings over and beside it."""

    table: int = _column("position of the table in the document, from 1")
    row: int = _column("first row of the cell in its table, from 1; headings are rows too")
    column: int = _column("first column of the cell, from 1")
    cell: str = _column("the cell, verbatim")
    is_heading: bool = _column("whether it is a heading of columns")
    label: str | None = _column("label of the table as displayed, such as Table 2", default=None)
    caption: str | None = _column(
        "first paragraph of its caption, of a long one the first 200 characters", default=None
    )
    row_heading: str | None = _column("first cell of the row, behind the heading of its group of rows", default=None)
    column_heading: str | None = _column("headings over the cell, from the topmost on, joined by ` > `", default=None)


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the list of references, which is not part of the text."""

    index: int = column("position in the list, from 1")
    text: str = column("the entry as displayed; its fields joined where the source gives nothing else")
    label: str | None = column("its number or label as displayed", default=None)
    pmid: str | None = column("PubMed identifier, digits", default=None)
    doi: str | None = column("DOI, without the address of its resolver", default=None)
    year: int | None = column("year of publication as stated", default=None)
    title: str | None = column("title of the article, where the source tells it apart", default=None)
