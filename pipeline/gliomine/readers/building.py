"""Build the text of a structured record once, part by part, with the offsets of everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gliomine.document import PATH, SEPARATOR, Affiliation, Document, Funder, Section
from gliomine.errors import InputError
from gliomine.readers.grid import GridCell
from gliomine.records import Cell

_CONTROL = re.compile(r"[\x00-\x1f\x7f\s#~]+")
_CAPTION = 200
_TABLE_CHARACTERS = 500_000
"""Most characters that the tables of a document hold; a longer one ends there, or it would cost the paper its limit."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of paragraphs, with the label or sub-heading that stands over it.

    Attributes:
        paragraphs: in order.
        label: as displayed.
        trail: of a sub-heading in a body: the headings above it, the main one left out, and its own.
    """

    paragraphs: tuple[str, ...]
    label: str | None = None
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """An affiliation as its source gives it; what is None is read from the text by a later stage."""

    text: str
    department: str | None = None
    institution: str | None = None
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A funder with its award numbers."""

    funder: str
    awards: tuple[str, ...] = ()


@dataclass(slots=True)
class TextBuilder:
    """Collects the text of one document; sections are added in the order in which they shall stand in the text."""

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _sections: list[Section] = field(default_factory=list)
    _affiliations: list[Affiliation] = field(default_factory=list)
    _funders: list[Funder] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _tables: int = 0
    _in_tables: int = 0

    def add_title(self, title: str) -> None:
        """Add the title, which is the first line of the text."""
        if title:
            self._sections.append(Section(*self._put(title, ""), "title"))

    def add_section(
        self,
        name: str,
        parts: Sequence[Part],
        *,
        heading: str | None = None,
        label: str | None = None,
        place: str = "text",
        path: str | None = None,
        after_label: str = "\n",
    ) -> None:
        """Add a section with its heading line, its labelled parts and its paragraphs.

        Args:
            name: normalised name.
            parts: in order; a part without a paragraph is its label alone.
            heading: shown on a line before the section; without any part, the section is its heading alone.
            label: of a figure or table, shown on a line before the section.
            place: text, caption or table.
            path: of a caption: the headings over the place where it stands.
            after_label: stands between a label and its text.
        """
        parts = [part for part in parts if part.label or part.paragraphs]
        gap = "\n" if [item.name for item in self._sections] == ["title"] else "\n\n"
        if heading:
            span = self._put(heading, gap)
            gap = "\n"
            if not parts:
                self._sections.append(self._section(*span, name, heading))
        if not parts:
            return
        if label:
            self._put(label, gap)
            gap = "\n"
        begin, inner = -1, []
        for part in parts:
            spans = []
            if part.label:
                spans.append(self._put(part.label, gap))
                gap = after_label
            for paragraph in part.paragraphs:
                spans.append(self._put(paragraph, gap))
                gap = "\n\n"
            begin, gap = (spans[0][0] if begin < 0 else begin), "\n\n"
            if part.label:
                first = spans[1 if part.paragraphs else 0][0]
                above = [heading] if heading else []
                trail = (*above, *(part.trail or (part.label,))) if name == "body" else ()
                level, path = (len(part.trail) + 1 if part.trail else 2, PATH.join(trail)) if trail else (None, None)
                inner.append(Section(first, spans[-1][1], name, part.label, name, part.label, level, path))
        whole = self._section(begin, self._length, name, heading, label=label, place=place, path=path)
        self._sections += [whole, *inner]

    def add_table(
        self,
        rows: Sequence[Sequence[GridCell]],
        *,
        label: str | None = None,
        caption: str = "",
        path: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Add a table as a section of its own: a line for each row, its cells set apart, and the notes below it.

        Args:
            rows: cells that hold something, by row.
            label: as displayed; it stands over the caption already, if there is one.
            caption: its first paragraph.
            path: the headings over the place where it stands.
            notes: paragraphs below.
        """
        self._tables += 1
        begin, gap = -1, "\n\n"
        if label and not caption:
            self._put(label, gap)
            gap = "\n"
        for row in rows:
            if self._in_tables > _TABLE_CHARACTERS:
                break
            for item in row:
                start, end = self._put(item.text, gap)
                begin, gap = (start if begin < 0 else begin), " | "
                self._in_tables += end - start
                self._cells.append(
                    Cell(
                        *(start, end, self._tables, item.row, item.column, item.text, item.is_heading),
                        *(label, caption[:_CAPTION] or None, item.row_heading, item.column_heading),
                    )
                )
            gap = "\n"
        for note in notes:
            start, _ = self._put(note, gap)
            begin, gap = (start if begin < 0 else begin), "\n\n"
        if begin >= 0:
            self._sections.append(
                self._section(begin, self._length, "body", None, label=label, place="table", path=path)
            )

    def _section(
        self,
        start: int,
        end: int,
        name: str,
        heading: str | None,
        *,
        label: str | None = None,
        place: str = "text",
        path: str | None = None,
    ) -> Section:
        main = heading if name == "body" else None
        return Section(start, end, name, heading, None, label, 1 if main else None, main or path, place)

    def add_affiliations(self, addresses: Iterable[Address]) -> None:
        """Add the addresses, one a line; an address that several authors share stands once."""
        spans: list[tuple[int, int]] = []
        for address in dict.fromkeys(addresses):
            start, end = self._put(address.text, "\n" if spans else "\n\n")
            spans.append((start, end))
            fields = (address.text, address.department, address.institution, address.city, address.country)
            self._affiliations.append(Affiliation(start, end, len(spans), *fields))
        self._close_list("affiliations", spans)

    def add_grants(self, grants: Iterable[Grant]) -> None:
        """Add the funders, one a line, with their award numbers in brackets."""
        spans: list[tuple[int, int]] = []
        for grant in dict.fromkeys(grants):
            text = f"{grant.funder} ({', '.join(grant.awards)})" if grant.awards else grant.funder
            start, end = self._put(text, "\n" if spans else "\n\n")
            spans.append((start, end))
            awards = SEPARATOR.join(grant.awards) or None
            self._funders.append(Funder(start, end, len(spans), text, grant.funder, awards))
        self._close_list("funders", spans)

    def document(
        self,
        doc_id: str,
        *,
        title: str | None = None,
        language: str | None = None,
        reference_count: int | None = None,
        encoding: str | None = None,
    ) -> Document:
        """Return the document.

        Raises:
            InputError: there is no text.
        """
        if not self._pieces:
            raise InputError("the record holds no text", expected="a title, an abstract or a body")
        return Document(
            doc_id,
            "".join(self._pieces),
            layout="structured",
            title=title or None,
            language=language or None,
            reference_count=reference_count,
            encoding=encoding,
            sections=tuple(self._sections),
            affiliations=tuple(self._affiliations),
            funders=tuple(self._funders),
            tables=tuple(self._cells),
        )

    def _put(self, text: str, gap: str) -> tuple[int, int]:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start, self._length

    def _close_list(self, name: str, spans: list[tuple[int, int]]) -> None:
        if spans:
            self._sections.append(Section(spans[0][0], spans[-1][1], name))


def one_line(text: str | None) -> str:
    """Return a text on one line: runs of white space become one space.

    >>> one_line("  a\\n\\tb\\u00a0c ")
    'a b c'
    """
    return " ".join((text or "").split())


def record_id(doc_id: str, own: str | None, *, number: int) -> str:
    """Return the id of a record in a file: the file's, `#`, the record's own id or else its number.

    >>> record_id("a.xml", "123", number=1), record_id("a.xml", None, number=2), record_id("a.xml", "x#y z", number=3)
    ('a.xml#123', 'a.xml#record-2', 'a.xml#x_y_z')
    """
    own = _CONTROL.sub("_", (own or "").strip())[:200]
    return f"{doc_id}#{own or f'record-{number}'}"
