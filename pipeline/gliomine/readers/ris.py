"""RIS: reference managers' records, `TY  - ` to `ER  - `, one document each; Zotero, EndNote, Scopus and others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.bibliography import person, with_facts
from gliomine.readers.building import Address, Part, TextBuilder, one_line, record_id
from gliomine.readers.lines import check_line, read_lines

Fields = dict[str, list[str]]

_LINE = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
_KINDS = {"JOUR": "journal article", "EJOUR": "journal article", "CONF": "conference paper", "CHAP": "book chapter"}
_EXPECTED = "lines such as `TI  - Title`, from `TY  - ` to `ER  - `"


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every record.

    Raises:
        InputError: the file holds no record.
    """
    number = 0
    for number, (first, fields, problem) in enumerate(_records(read_lines(path, config=config)), 1):
        identifier = record_id(doc_id, _own_id(fields), number=number)
        try:
            if problem is not None:
                raise problem
            yield _document(identifier, fields)
        except InputError as error:
            found = InputError(error.what, where=f"line {first}", expected=error.expected, advice=error.advice)
            yield Failure(identifier, source, "read", str(found))
    if not number:
        raise InputError("no RIS record in the file", expected=_EXPECTED, advice="name the format with --input-format")


def _records(lines: Iterator[str]) -> Iterator[tuple[int, Fields, InputError | None]]:
    """Yield the first line, the fields and what is wrong of each record; a record without its end ends at the next."""
    fields: Fields = {}
    first, last = 0, ""
    problem: InputError | None = None
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line.strip("\r\n\ufeff "))
        tag = match.group(1) if match else ""
        if tag in ("TY", "ER") and fields:
            yield first, fields, problem
            fields, last, problem = {}, "", None
        if tag == "ER":
            continue
        try:
            check_line(line)
        except InputError as error:
            problem = problem or error
        if match and (fields or tag == "TY"):
            first = first if fields else number
            fields.setdefault(tag, []).append(match.group(2).strip())
            last = tag
        elif last and line.strip():
            # A long field goes on over lines without a tag.
            fields[last][-1] = f"{fields[last][-1]}\n{line.strip()}"
    if fields:
        yield first, fields, problem


def _first(fields: Fields, *tags: str) -> str:
    return next((value for tag in tags for value in fields.get(tag, ()) if value), "")


def _all(fields: Fields, *tags: str) -> list[str]:
    """Return the values of the first of the tags that is there: they are names of one field in several programs."""
    return next((found for tag in tags if (found := [value for value in fields.get(tag, ()) if value])), [])


def _own_id(fields: Fields) -> str | None:
    return _first(fields, "ID", "AN", "DO") or None


def _document(doc_id: str, fields: Fields) -> Document:
    builder = TextBuilder()
    title = one_line(_first(fields, "TI", "T1", "CT"))
    builder.add_title(title)
    paragraphs = tuple(part for text in _all(fields, "AB", "N2") for part in text.split("\n"))
    builder.add_section("abstract", [Part(paragraphs)] if paragraphs else [])
    people = [person(name) for name in _all(fields, "AU", "A1")]
    for name, items in (("authors", [item.name for item in people]), ("keywords", fields.get("KW", []))):
        line = "; ".join(one_line(item) for item in items if item)
        builder.add_section(name, [Part((line,))] if line else [])
    builder.add_affiliations(Address(one_line(text)) for text in fields.get("AD", []) if text)
    document = builder.document(doc_id, title=title, language=_first(fields, "LA"))
    kind = _first(fields, "M3") or _KINDS.get(_first(fields, "TY"), _first(fields, "TY").lower())
    accession, other = _first(fields, "AN"), _first(fields, "C2")
    return with_facts(
        document,
        people=people,
        pmid=accession,
        pmcid=other if other.upper().startswith("PMC") else "",
        doi=_first(fields, "DO", "M3", "UR") if "10." in _first(fields, "DO", "M3", "UR") else "",
        year=_first(fields, "PY", "Y1", "DA"),
        journal=_first(fields, "JO", "JF", "T2", "JA", "J2"),
        article_type=kind,
    )
