"""MEDLINE text, which PubMed saves as `.nbib` or in the format "PubMed"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers.bibliography_tagged import medline_facts
from gliomine.readers.building import Grant
from gliomine.readers.tagged import Citation, Field, cut_records, first, read_tagged, tagged_lines, turned, values

_LINE = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}- ?(?P<value>.*)")
_ONCE = frozenset(("TI", "AB", "DP"))


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the citations of a file."""
    return read_tagged(path, doc_id=doc_id, source=source, config=config, records=_records, citation=_citation)


def _records(lines: Iterator[str]) -> Iterator[list[Field]]:
    return cut_records(tagged_lines(lines, _LINE), opens="PMID", once=_ONCE)


def _citation(fields: Sequence[Field]) -> Citation:
    return Citation(
        first(fields, "PMID", "PMC", "LID"),
        first(fields, "TI", "BTI", "TT"),
        "\n".join(value for tag, value in fields if tag == "AB") or first(fields, "OAB"),
        tuple(turned(name) for name in values(fields, "FAU", "AU")) + tuple(values(fields, "CN")),
        tuple(word.strip("* ") for word in values(fields, "OT")),
        tuple(term.replace("*", "").split("/")[0] for term in values(fields, "MH")),
        tuple(values(fields, "AD")),
        tuple(_grant(value) for value in values(fields, "GR")),
        first(fields, "LA"),
        medline_facts(fields),
    )


def _grant(value: str) -> Grant:
    """Return the funder of "R01 CA1/CA/NCI NIH HHS/United States": number, acronym, agency, country."""
    pieces = [piece.strip() for piece in value.split("/")]
    if len(pieces) < 3:
        return Grant(value)
    return Grant(pieces[-2], (pieces[0],) if pieces[0] and pieces[0] != pieces[-2] else ())
