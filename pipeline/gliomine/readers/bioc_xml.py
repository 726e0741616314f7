"""BioC XML: one document each `document` of a collection; annotations are passed over."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.bioc_passages import Passage, document_of, of_sentences
from gliomine.readers.building import record_id
from gliomine.readers.xml_records import read_records

_OWN_ID = re.compile(r"<id>\s*([^<]{1,200}?)\s*</id>")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the documents of a collection."""
    del source
    return read_records(path, doc_id=doc_id, config=config, tags=("document",), own_id=_OWN_ID, convert=_document)


def _document(record: ET.Element, file_id: str, number: int) -> Document:
    passages = [_passage(element) for element in record.findall("passage")]
    return document_of(record_id(file_id, record.findtext("id"), number=number), passages)


def _passage(element: ET.Element) -> Passage:
    infons = {infon.get("key", ""): infon.text or "" for infon in element.findall("infon")}
    offset, text = _offset(element), element.findtext("text") or ""
    if not text.strip():
        found = element.findall("sentence")
        text = of_sentences(offset, [(_offset(sentence), sentence.findtext("text") or "") for sentence in found])
    return Passage(offset, text, infons)


def _offset(element: ET.Element) -> int:
    shown = (element.findtext("offset") or "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", shown):
        raise InputError(f"the offset {shown[:40]!r}", expected="a whole number in every passage and sentence")
    return int(shown)
