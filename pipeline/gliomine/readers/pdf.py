"""PDF papers: the pages' characters by pdfium, their parts by type and place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import read_bytes
from gliomine.readers.building import one_line
from gliomine.readers.pdf_glyphs import page_glyphs
from gliomine.readers.pdf_lines import TextLine, page_lines
from gliomine.readers.pdf_margins import without_margins
from gliomine.readers.pdf_paper import paper


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is.

    Raises:
        InputError: the file is damaged or locked, or its pages are images.
    """
    del source
    data = read_bytes(path, config=config)
    lines, heads, title = _content(data, config)
    yield paper(doc_id, _of_one_script(lines), stated_title=title, heads=heads)


def _content(data: bytes, config: ReadConfig) -> tuple[list[TextLine], list[str], str]:
    """Return the lines of all pages, what stood in their margins, and the title that the file states of itself."""
    document = _opened(data)
    try:
        pages, heights, shown, unknown = [], [], 0, 0
        for number in range(len(document)):
            page = document[number]
            found = page_glyphs(page)
            page.close()
            shown += sum(glyph is not None and not glyph.char.isspace() for glyph in found.glyphs)
            unknown += found.unknown
            if shown > config.max_chars:
                raise InputError("the text is too long", expected=f"at most {config.max_chars:,} characters")
            pages.append(page_lines(found.glyphs, number))
            heights.append(found.height)
        stated = one_line(str(document.get_metadata_value("Title") or ""))
    finally:
        document.close()
    if not shown:
        raise InputError("the PDF holds no text", expected="text, not images of pages", advice="run OCR over it first")
    kept, dropped = without_margins(pages, heights)
    return [line for page in kept for line in page], dropped, stated


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
