"""PDF, as best effort: the text of the pages in the order in which the file draws it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import read_bytes


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is.

    Raises:
        InputError: the file is damaged or encrypted, or its pages are images.
    """
    data = read_bytes(path, config=config)
    try:
        text = "\n\n".join(_pages(data, config))
    except InputError:
        raise
    except Exception as error:
        # A damaged file makes the library raise nearly anything.
        raise InputError(
            f"the PDF cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})",
            expected="an undamaged PDF without a password",
            advice="save it anew, or convert it to text",
        ) from error
    if not text.strip():
        raise InputError("the PDF holds no text", expected="text, not images of pages", advice="run OCR over it first")
    yield Document(doc_id, text, source=source)


def _pages(data: bytes, config: ReadConfig) -> Iterator[str]:
    from pypdf import PdfReader

    # The library reports every oddity of a file to the log; what matters ends up in the error.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    size = 0
    for page in PdfReader(io.BytesIO(data)).pages:
        text = page.extract_text().strip()
        size += len(text)
        if size > config.max_chars:
            raise InputError("the text is too long", expected=f"at most {config.max_chars:,} characters")
        # Fonts without a proper map give halves of surrogate pairs, which no file can store.
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
