"""RIS, the exchange format of reference managers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers.bibliography_tagged import ris_facts
from gliomine.readers.tagged import Citation, Field, cut_records, first, read_tagged, tagged_lines, turned, values

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<value>.*)|\s*$)")
_ONCE = frozenset(("TI", "T1", "AB", "ID"))


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the references of a file."""
    return read_tagged(path, doc_id=doc_id, source=source, config=config, records=_records, citation=_citation)


def _records(lines: Iterator[str]) -> Iterator[list[Field]]:
    return cut_records(tagged_lines(lines, _LINE), opens="TY", closes="ER", once=_ONCE)


def _citation(fields: Sequence[Field]) -> Citation:
    return Citation(
        first(fields, "AN", "C7", "DO", "ID"),
        first(fields, "TI", "T1", "CT", "BT"),
        "\n".join(value for tag, value in fields if tag == "AB") or "\n".join(v for t, v in fields if t == "N2"),
        tuple(turned(name) for name in values(fields, "AU", "A1")),
        tuple(values(fields, "KW")),
        addresses=tuple(values(fields, "AD")),
        language=first(fields, "LA"),
        stated=ris_facts(fields),
    )
