"""PDF papers: the pages' characters by pdfium, their parts by type and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import read_bytes
from gliomine.readers.bibliography import shown_doi, shown_year
from gliomine.readers.building import one_line
from gliomine.readers.pdf_glyphs import PageGlyphs, page_glyphs
from gliomine.readers.pdf_lines import TextLine, page_lines
from gliomine.readers.pdf_margins import without_margins
from gliomine.readers.pdf_paper import paper

_FEWEST_GLYPHS = 3  # a page with fewer is empty or an image
_MOST_UNKNOWN = 0.3  # of the characters of a page
_MOST_UNREAD = 0.5  # of the pages


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is.

    Raises:
        InputError: the file is damaged or locked, or its pages are images.
    """
    del source
    data = read_bytes(path, config=config)
    found = _content(data, config)
    made = paper(doc_id, _of_one_script(found.lines), stated_title=found.title, heads=found.heads)
    first = [line.text for line in found.lines if line.page == 0]
    year = shown_year(first, heads=found.heads)
    yield replace(made, unread_pages=found.unread, doi=shown_doi([*first, *found.heads]), year=year)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file shows.

    Attributes:
        lines: of all pages, without what stands in the margins.
        heads: what stands in the margins.
        title: the one that the file states of itself.
        unread: how many pages show no text, or text in fonts that do not say which letters they draw.
    """

    lines: list[TextLine]
    heads: list[str]
    title: str
    unread: int


def _content(data: bytes, config: ReadConfig) -> _Content:
    document = _opened(data)
    pages: list[list[TextLine]] = []
    heights: list[float] = []
    shown = unread = 0
    try:
        for number in range(len(document)):
            found = _shown(document, number)
            visible = sum(glyph is not None and not glyph.char.isspace() for glyph in found.glyphs)
            readable = visible >= _FEWEST_GLYPHS and found.unknown <= _MOST_UNKNOWN * visible
            unread += not readable
            shown += visible
            if shown > config.max_chars:
                raise InputError("the text is too long", expected=f"at most {config.max_chars:,} characters")
            pages.append(page_lines(found.glyphs, number) if found.unknown <= _MOST_UNKNOWN * visible else [])
            heights.append(found.height)
        stated = one_line(str(document.get_metadata_value("Title") or ""))
    finally:
        document.close()
    if not any(pages):
        raise InputError(
            "the PDF holds no text that can be read" if shown else "the PDF holds no text",
            expected="text, not images of pages, in fonts that say which letters they draw",
            advice="run OCR over it first",
        )
    if unread > _MOST_UNREAD * len(pages):
        raise InputError(
            f"{unread} of {len(pages)} pages hold no text that can be read",
            expected="text on most pages, not images of pages",
            advice="run OCR over it first",
        )
    lines, heads = without_margins(pages, heights)
    return _Content([line for page in lines for line in page], heads, stated, unread)


def _shown(document: Any, number: int) -> PageGlyphs:
    """Return what a page shows; nothing where its part of the file is damaged, which is then counted as unread."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        try:
            return page_glyphs(page)
        finally:
            page.close()
    except PdfiumError:
        return PageGlyphs((), 0.0, 0.0, 0)


def _of_one_script(lines: list[TextLine]) -> list[TextLine]:
    """Drop the lines in another script of a paper in Latin letters: its abstract in a second language."""
    latin = [_latin_share(line.text) for line in lines]
    if sum(share >= 0.5 for share in latin) < 0.7 * len(lines):
        return lines
    return [line for line, share in zip(lines, latin, strict=True) if share >= 0.5]


def _latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char < "\u0590" for char in letters) / len(letters) if letters else 1.0


def _opened(data: bytes) -> Any:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(data)
    except PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise InputError(
            "the PDF is locked with a password" if locked else f"the PDF cannot be read ({one_line(str(error))[:200]})",
            expected="an undamaged PDF without a password",
            advice="save it anew, or convert it to text",
        ) from error
