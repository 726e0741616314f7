"""PubMed's saved text ("Abstract (text)"): numbered records of paragraphs, hard-wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error
from gliomine.pages.abstract_parts import is_label
from gliomine.readers.bibliography_tagged import saved_facts
from gliomine.readers.building import one_line, record_id
from gliomine.readers.lines import check_line, read_lines
from gliomine.readers.tagged import Citation, citation_document

_START = re.compile(r"\d{1,6}\. (?=\S)")
_PMID = re.compile(r"^PMID: (\d+)", re.MULTILINE)
_IDS = re.compile(r"(?:DOI|PMCID|PMID): ", re.IGNORECASE)
_NAMES = re.compile(r"[^\W\d_][^\n.;:]{0,60}? [^\W\d_]{1,4}(?:\(\d+\))*(?:,|\.|#|;|\Z)")
_MARK = re.compile(r"\(\d+\)")
_NOTE = re.compile(
    r"(?:comment (?:in|on)|erratum (?:in|for)|update (?:in|of)|republished (?:in|from)|copyright|©"
    r"|publisher:|conflict of interest"
    r"|collaborators?:|retract|expression of concern|\[article in|summary for patients"
    r"|dataset described|plain language)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([^\n:]{2,60}): ")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the records of a file, each under its PMID."""
    for number, record in enumerate(_records(read_lines(path, config=config)), 1):
        try:
            check_line(record)
            yield citation_document(doc_id, _citation(record), number=number)
        except InputError as error:
            yield Failure(record_id(doc_id, None, number=number), source, "read", describe_error(error))


def _records(lines: Iterator[str]) -> Iterator[str]:
    """Yield the records: one begins with its number below two empty lines, or at the start of the file."""
    record: list[str] = []
    empty = 2
    for line in lines:
        shown = line.rstrip("\r\n").lstrip("\ufeff")
        if empty >= 2 and _START.match(shown) and any(item.strip() for item in record):
            yield "\n".join(record)
            record = []
        empty = 0 if shown.strip() else empty + 1
        record.append(shown)
    if any(item.strip() for item in record):
        yield "\n".join(record)


def _citation(record: str) -> Citation:
    paragraphs = [part for part in re.split(r"\n\s*\n", record.strip("\n")) if part.strip()]
    own = _PMID.search(record)
    rest = paragraphs[1:]
    title = one_line(rest.pop(0)) if rest and not _IDS.match(rest[0]) else ""
    rest = [part for part in rest if not _NOTE.match(part.lstrip())]
    authors = one_line(rest.pop(0)) if rest and _is_authors(rest[0]) else ""
    addresses: list[str] = []
    abstract: list[str] = []
    for paragraph in rest:
        if paragraph.startswith("Author information:"):
            addresses = _addresses(paragraph)
        elif not _IDS.match(paragraph):
            abstract.append(_unwrapped(paragraph))
    names = tuple(name.strip(" .#") for name in re.split(r"[,;] ", _MARK.sub("", authors))) if authors else ()
    return Citation(
        own.group(1) if own else None,
        title,
        "\n".join(abstract),
        names,
        addresses=tuple(addresses),
        stated=saved_facts(record, names),
    )


def _is_authors(paragraph: str) -> bool:
    shown = one_line(paragraph)
    pieces = [piece for piece in re.split(r"[,;] ", shown) if piece]
    return _NAMES.match(shown) is not None and all(len(piece.split()) <= 8 for piece in pieces)


def _addresses(paragraph: str) -> list[str]:
    shown = one_line(paragraph.removeprefix("Author information:"))
    return [text.strip() for text in _MARK.split(shown) if text.strip()]


def _unwrapped(paragraph: str) -> str:
    """Return a paragraph with its labelled parts on lines of their own and all else unwrapped."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        label = _LABEL.match(line)
        new = label is not None and (is_label(label.group(1)) or label.group(1).isupper())
        if lines and not new:
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)
