"""BioC JSON: one document each member of `documents`; annotations are passed over.

The file is not parsed as a whole: the members of the list are parsed one after the other, so that memory stays flat and
a damaged one costs only itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import open_input
from gliomine.readers.bioc_passages import Passage, document_of, of_sentences
from gliomine.readers.building import record_id
from gliomine.readers.json_members import members


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the documents of a collection.

    Raises:
        InputError: there is no list of documents, or the file is cut short.
    """
    with open_input(path) as stream:
        for number, found in enumerate(members(stream, limit=config.max_bytes), 1):
            own = None
            try:
                if isinstance(found, InputError):
                    raise found
                own = _identifier(found)
                passages = [_passage(item) for item in _list(found, "passages")]
                yield document_of(record_id(doc_id, own, number=number), passages)
            except InputError as error:
                problem = InputError(error.what, where=f"document {number}", expected=error.expected)
                yield Failure(record_id(doc_id, own, number=number), source, "read", str(problem))


def _identifier(record: dict[str, Any]) -> str | None:
    own = record.get("id")
    return str(own) if isinstance(own, str | int | float) and not isinstance(own, bool) else None


def _list(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = record.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError(f"'{name}' is not a list of objects", expected="a BioC document")
    return found


def _passage(item: dict[str, Any]) -> Passage:
    infons = item.get("infons") or {}
    if not isinstance(infons, dict):
        raise InputError("the 'infons' of a passage are no object", expected="a BioC document")
    offset, text = _offset(item), _text(item)
    if not text.strip():
        text = of_sentences(offset, [(_offset(sentence), _text(sentence)) for sentence in _list(item, "sentences")])
    return Passage(offset, text, {str(key): str(value) for key, value in infons.items()})


def _text(item: dict[str, Any]) -> str:
    text = item.get("text")
    if text is not None and not isinstance(text, str):
        raise InputError(f"a text that is a JSON {type(text).__name__}", expected="a string")
    return text or ""


def _offset(item: dict[str, Any]) -> int:
    value = item.get("offset")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise InputError(f"the offset {str(value)[:40]!r}", expected="a whole number in every passage and sentence")
    return value
