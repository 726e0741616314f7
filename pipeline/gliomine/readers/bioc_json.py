"""BioC JSON: one document each member of `documents`; annotations are passed over.

The file is not parsed as a whole: the objects of the list are cut out one after the other, so that memory stays flat
and a damaged one costs only itself.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import open_input
from gliomine.readers.bioc_passages import Passage, document_of
from gliomine.readers.building import record_id

_CHUNK = 1 << 17
_LIST = re.compile(r'"(?:documents|PubTator3)"\s*:\s*\[')
_TOKEN = re.compile(r'[{}\]"]')
_IN_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_LONGEST_KEY = 64


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the documents of a collection.

    Raises:
        InputError: there is no list of documents, or the file is cut short.
    """
    with open_input(path) as stream:
        for number, text in enumerate(_objects(stream, config), 1):
            own = None
            try:
                record = _parsed(text)
                own = None if record.get("id") is None else str(record["id"])
                passages = [_passage(item) for item in _list(record, "passages")]
                yield document_of(record_id(doc_id, own, number=number), passages)
            except InputError as error:
                problem = InputError(error.what, where=f"document {number}", expected=error.expected)
                yield Failure(record_id(doc_id, own, number=number), source, "read", str(problem))


def _objects(stream: BinaryIO, config: ReadConfig) -> Iterator[str]:
    """Yield the text of each object of the lists of documents."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
    cutter, more = _Cutter(), True
    while more:
        data = stream.read(_CHUNK)
        more = bool(data)
        yield from cutter.feed(decoder.decode(data, final=not more))
        if cutter.waiting > config.max_bytes:
            raise InputError(
                "a document, or a stretch without one, is too long", expected=f"at most {config.max_bytes:,} characters"
            )
    if not cutter.lists or cutter.inside:
        raise InputError(
            "the file is cut short" if cutter.lists else "no list of documents",
            expected='a BioC collection: an object with "documents"',
            advice="fetch the file again" if cutter.lists else "see --input-format",
        )


class _Cutter:
    """Cuts the objects out of the lists of documents of a growing text; no character is looked at twice.

    Attributes:
        lists: number of lists found.
        inside: whether the text goes on within a list.
        waiting: number of characters since the last object.
    """

    def __init__(self) -> None:
        self.lists, self.inside, self.waiting = 0, False, 0
        self._buffer, self._at, self._depth, self._in_string = "", 0, 0, False
        self._pieces: list[str] = []  # of the object that is not complete
        self._begin = 0  # of its rest, in the buffer

    def feed(self, text: str) -> Iterator[str]:
        """Take more text and yield the objects that it completes."""
        self._buffer += text
        self.waiting += len(text)
        while (token := self._token()) is not None:
            if token == "{":
                self._begin = self._at - 1 if self._depth == 0 else self._begin
                self._depth += 1
            elif token == "}" and self._depth:
                self._depth -= 1
                if self._depth == 0:
                    yield "".join(self._pieces) + self._buffer[self._begin : self._at]
                    self._pieces, self.waiting = [], len(self._buffer) - self._at
            elif token == "]" and self._depth == 0:
                self.inside = False
        if self._depth:
            self._pieces.append(self._buffer[self._begin : self._at])
        self._buffer, self._at, self._begin = self._buffer[self._at :], 0, 0

    def _token(self) -> str | None:
        """Return the next sign outside of strings, None where more text is needed."""
        while True:
            if self._in_string:
                self._at = _IN_STRING.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # matches ""
                if self._buffer[self._at : self._at + 1] != '"':
                    return None
                self._at, self._in_string = self._at + 1, False
            match = (_TOKEN if self.inside else _LIST).search(self._buffer, self._at)
            if match is None:
                kept = 0 if self.inside else _LONGEST_KEY
                self._at = max(self._at, len(self._buffer) - kept)
                return None
            self._at = match.end()
            if not self.inside:
                self.inside, self.lists = True, self.lists + 1
            elif match.group() == '"':
                self._in_string = True
            else:
                return match.group()


def _parsed(text: str) -> dict[str, Any]:
    try:
        text.encode("utf-8")
        record: dict[str, Any] = json.loads(text)
    except UnicodeEncodeError as error:
        raise InputError("bytes that are not UTF-8", expected="UTF-8 throughout") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"malformed JSON ({error})", expected="a BioC document") from error
    return record


def _list(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = record.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError(f"'{name}' is not a list of objects", expected="a BioC document")
    return found


def _passage(item: dict[str, Any]) -> Passage:
    infons = item.get("infons") or {}
    offset, text = _offset(item), item.get("text")
    if not isinstance(text, str):
        text = ""
        for sentence in _list(item, "sentences"):
            text += " " * max(0, _offset(sentence) - offset - len(text)) + str(sentence.get("text") or "")
    return Passage(offset, text, {str(key): str(value) for key, value in dict(infons).items()})


def _offset(item: dict[str, Any]) -> int:
    value = item.get("offset")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise InputError(f"the offset {value!r}", expected="a whole number in every passage and sentence")
    return value
