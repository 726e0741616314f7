"""Markdown: the file as it is, its headings marked as in a pasted paper; fields at its head are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers import read_bytes
from gliomine.readers.text import decode

_HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:[\r\n]+|\Z)", re.DOTALL)
_FIELD = re.compile(r"[\w-]+:(?:\s|\Z)")
_TITLE = re.compile(r"^title:[ \t]*(\S[^\r\n]*?)[ \t]*$", re.MULTILINE)


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is; a title that only its fields state stands above the text.

    Raises:
        InputError: the file is not text, or its encoding cannot be told.
    """
    text, encoding = decode(read_bytes(path, config=config))
    head = _HEAD.match(text)
    if head is not None and _FIELD.match(head.group(1)):
        text = text[head.end() :]
        stated = _TITLE.search(head.group(1))
        if stated is not None and not text.startswith("# "):
            shown = stated.group(1)
            quoted = len(shown) > 2 and shown[0] == shown[-1] and shown[0] in "\"'"
            text = f"{shown[1:-1] if quoted else shown}\n\n{text}"
    yield Document(doc_id, text, source=source, encoding=encoding)
