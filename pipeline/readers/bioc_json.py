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

from pipeline.config import ReadConfig
from pipeline.document import Document, Failure
from pipeline.errors import InputError
from pipeline.readers import open_input
from pipeline.readers.bioc_passages import Passage, document_of
from pipeline.readers.building import record_id

_CHUNK = 1 << 17
_LIST = re.compile(r'"(?:documents|PubTator3)"\s*:\s*\[')
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\]"]', re.DOTALL)
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
    buffer, at, depth, begin, inside, lists = "", 0, 0, 0, False, 0
    while True:
        data = stream.read(_CHUNK)
        buffer += decoder.decode(data, final=not data)
        while True:
            match = (_TOKEN if inside else _LIST).search(buffer, at)
            if match is None or match.group() == '"':
                at = match.start() if match else max(at, len(buffer) - (0 if inside else _LONGEST_KEY))
                break
            at = match.end()
            token = match.group()
            if not inside:
                inside, lists = True, lists + 1
            elif token == "{":
                begin = match.start() if depth == 0 else begin
                depth += 1
            elif token == "}" and depth:
                depth -= 1
                if depth == 0:
                    yield buffer[begin:at]
                    buffer, at, begin = buffer[at:], 0, 0
            elif token == "]" and depth == 0:
                inside = False
        if depth == 0:
            buffer, at = buffer[at:], 0
        if len(buffer) > config.max_bytes:
            raise InputError("a document is too long", expected=f"at most {config.max_bytes:,} characters")
        if not data:
            break
    if not lists or inside:
        raise InputError(
            "the file is cut short" if lists else "no list of documents",
            expected='a BioC collection: an object with "documents"',
            advice="fetch the file again" if lists else "see --input-format",
        )


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
