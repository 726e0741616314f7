"""MEDLINE display format: `.nbib` and PubMed's text files, with lines such as `TI  - Title`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.bibliography import Person, person, with_facts
from gliomine.readers.building import Address, Grant, Part, TextBuilder, one_line, record_id
from gliomine.readers.lines import check_line, read_lines

Lines = list[tuple[str, str]]

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)")
_LABEL = re.compile(r"(?:^|(?<=[.!?)] ))([A-Z][A-Z ,/&-]{3,60}): ")
_EXPECTED = "lines such as `PMID- 123` and `TI  - Title`, records parted by empty lines"


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every record.

    Raises:
        InputError: the file holds no record.
    """
    number = 0
    for number, (first, fields, problem) in enumerate(_records(read_lines(path, config=config)), 1):
        identifier = record_id(doc_id, _first(fields, "PMID") or None, number=number)
        try:
            if problem is not None:
                raise problem
            yield _document(identifier, fields)
        except InputError as error:
            found = InputError(error.what, where=f"line {first}", expected=error.expected, advice=error.advice)
            yield Failure(identifier, source, "read", str(found))
    if not number:
        raise InputError("no MEDLINE record in the file", expected=_EXPECTED, advice="see --input-format")


def _records(lines: Iterator[str]) -> Iterator[tuple[int, Lines, InputError | None]]:
    """Yield the first line, the fields in order and what is wrong of each record; `PMID-` opens one."""
    fields: Lines = []
    first = 0
    problem: InputError | None = None
    for number, line in enumerate(lines, 1):
        shown = line.strip("\r\n\ufeff")
        match = _LINE.fullmatch(shown)
        if match and match.group(1) == "PMID" and fields:
            yield first, fields, problem
            fields, problem = [], None
        try:
            check_line(line)
        except InputError as error:
            problem = problem or error
        if match and (fields or match.group(1) == "PMID"):
            first = first if fields else number
            fields.append((match.group(1), match.group(2).strip()))
        elif fields and shown.startswith("  ") and shown.strip():
            tag, value = fields[-1]
            fields[-1] = (tag, f"{value} {shown.strip()}".strip())
    if fields:
        yield first, fields, problem


def _all(fields: Lines, *tags: str) -> list[str]:
    return [value for tag, value in fields if tag in tags and value]


def _first(fields: Lines, *tags: str) -> str:
    return next((found[0] for tag in tags if (found := _all(fields, tag))), "")


def _document(doc_id: str, fields: Lines) -> Document:
    builder = TextBuilder()
    title = one_line(_first(fields, "TI", "BTI", "TT"))
    builder.add_title(title)
    parts = list(abstract_parts(one_line(_first(fields, "AB", "OAB"))))
    builder.add_section("abstract", parts, after_label=": ")
    people = list(_people(fields))
    lists = {
        "authors": [item.name for item in people],
        "keywords": _all(fields, "OT"),
        "subjects": list(dict.fromkeys(text.partition("/")[0].lstrip("*") for text in _all(fields, "MH"))),
    }
    for name, items in lists.items():
        line = "; ".join(one_line(item).lstrip("*") for item in items)
        builder.add_section(name, [Part((line,))] if line else [])
    builder.add_affiliations(Address(one_line(text)) for text in _all(fields, "AD"))
    builder.add_grants(_grants(fields))
    document = builder.document(doc_id, title=title, language=_first(fields, "LA"))
    stated = [text.removesuffix("[doi]").strip() for text in _all(fields, "AID", "LID") if text.endswith("[doi]")]
    return with_facts(
        document,
        people=people,
        pmid=_first(fields, "PMID"),
        pmcid=_first(fields, "PMC"),
        doi=next(iter(stated), ""),
        year=_first(fields, "DP", "DEP"),
        journal=_first(fields, "JT", "TA"),
        article_type=_all(fields, "PT"),
    )


def abstract_parts(text: str) -> Iterator[Part]:
    """Yield the parts of an abstract, whose labels stand in capitals before a colon.

    >>> [(part.label, part.paragraphs) for part in abstract_parts("AIMS: To see. RESULTS: We saw.")]
    [('AIMS', ('To see.',)), ('RESULTS', ('We saw.',))]
    """
    found = list(_LABEL.finditer(text))
    begin = found[0].start() if found else len(text)
    if lead := text[:begin].strip():
        yield Part((lead,))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        body = text[match.end() : end].strip()
        yield Part((body,) if body else (), match.group(1))


def _people(fields: Lines) -> Iterator[Person]:
    """Yield the authors: `FAU` opens one, `AUID` and `AD` belong to the one before; `CN` is a group."""
    full = any(tag == "FAU" for tag, _ in fields)
    name, number, addresses = "", "", list[str]()
    for tag, value in [*fields, ("CN", "")]:
        if tag in ("CN", "FAU" if full else "AU"):
            if name:
                yield person(name, orcid=number, addresses=addresses)
            name, number, addresses = value, "", []
        elif tag == "AUID" and "ORCID" in value.upper():
            number = value
        elif tag == "AD":
            addresses.append(one_line(value))


def _grants(fields: Lines) -> Iterator[Grant]:
    """Yield the grants: `number/acronym/agency/country`."""
    for text in _all(fields, "GR"):
        pieces = [piece.strip() for piece in text.split("/")]
        number, funder = pieces[0], next((piece for piece in (pieces[2:3] or pieces[1:2]) if piece), "")
        if len(pieces) > 3:
            # The number may hold slashes of its own; country, agency and acronym stand last.
            number, funder = "/".join(pieces[:-3]), pieces[-2] or pieces[-3]
        if funder or number:
            yield Grant(funder or number, (number,) if number and funder else ())
