"""Records of tagged lines, as reference managers and PubMed write them; shared by the MEDLINE and RIS readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error
from gliomine.pages.abstract_parts import find_parts
from gliomine.readers.bibliography import with_facts
from gliomine.readers.bibliography_tagged import Stated
from gliomine.readers.building import Address, Grant, Part, TextBuilder, one_line, record_id
from gliomine.readers.lines import check_line, read_lines

Field = tuple[str, str]
"""A tag and its value."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a tagged record says of an article."""

    own_id: str | None
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    language: str | None = None
    stated: Stated = field(default_factory=Stated)


def read_tagged(
    path: Path,
    *,
    doc_id: str,
    source: str,
    config: ReadConfig,
    records: Callable[[Iterator[str]], Iterator[list[Field]]],
    citation: Callable[[Sequence[Field]], Citation],
) -> Iterator[Document | Failure]:
    """Yield the documents of a file of tagged records.

    Args:
        path: the file.
        doc_id: of the file.
        source: as given.
        config: limits.
        records: cuts lines into records.
        citation: reads a record.
    """
    for number, fields in enumerate(records(read_lines(path, config=config)), 1):
        try:
            for _, value in fields:
                check_line(value)
            yield citation_document(doc_id, citation(fields), number=number)
        except InputError as error:
            yield Failure(record_id(doc_id, None, number=number), source, "read", describe_error(error))


def citation_document(doc_id: str, found: Citation, *, number: int) -> Document:
    """Return the document of a citation: title, abstract with its labelled parts, lists."""
    builder = TextBuilder()
    builder.add_title(found.title)
    builder.add_section("abstract", abstract_parts(found.abstract), after_label=": ")
    for name, items in (("authors", found.authors), ("keywords", found.keywords), ("subjects", found.subjects)):
        shown = "; ".join(item for item in items if item)
        builder.add_section(name, [Part((shown,))] if shown else [])
    builder.add_affiliations(Address(text) for text in found.addresses if text)
    builder.add_grants(found.grants)
    document = builder.document(
        record_id(doc_id, found.own_id, number=number), title=found.title, language=found.language or None
    )
    return with_facts(document, people=found.stated.people, **found.stated.facts)


def abstract_parts(text: str) -> list[Part]:
    """Return an abstract in its labelled parts, or as one part."""
    if not text:
        return []
    parts = find_parts(text, 0, len(text))
    if not parts:
        return [Part((one_line(text),))]
    made = [Part((one_line(text[part.start : part.end]),), part.label) for part in parts]
    before = one_line(text[: parts[0].label_start])
    return [Part((before,)), *made] if before else made


def values(fields: Sequence[Field], *tags: str) -> list[str]:
    """Return the values of the first of these tags that a record has, each on one line."""
    for tag in tags:
        found = [one_line(value) for name, value in fields if name == tag and value.strip()]
        if found:
            return found
    return []


def first(fields: Sequence[Field], *tags: str) -> str:
    """Return the first value of these tags, empty if there is none."""
    return next(iter(values(fields, *tags)), "")


def turned(name: str) -> str:
    """Return a name with its family name last.

    >>> turned("Moor, Ada B"), turned("The Fen Group")
    ('Ada B Moor', 'The Fen Group')
    """
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else name


_PARAGRAPHS = frozenset({"AB", "N2"})
"""Tags whose value may go on below an empty line."""


def tagged_lines(lines: Iterator[str], pattern: re.Pattern[str]) -> Iterator[Field]:
    """Yield tag and value of lines; one without a tag goes on with the value before it; ("", "") is an empty one."""
    tag: str | None = None
    parts: list[str] = []
    gap = False
    for line in lines:
        shown = line.rstrip("\r\n").lstrip("\ufeff")
        found = pattern.match(shown)
        if found is not None:
            if tag is not None:
                yield tag, "\n".join(parts)
            if gap:
                yield "", ""
            tag, parts, gap = found.group("tag"), [found.group("value") or ""], False
        elif not shown.strip():
            gap = True
        elif tag is not None and (not gap or tag in _PARAGRAPHS):
            parts.append(shown.strip())
    if tag is not None:
        yield tag, "\n".join(parts)


def cut_records(
    fields: Iterator[Field], *, opens: str, closes: str = "", once: frozenset[str]
) -> Iterator[list[Field]]:
    """Yield the fields of each record.

    Args:
        fields: of the file, with ("", "") for empty lines.
        opens: tag that begins a record.
        closes: tag that ends one.
        once: tags that a record has once; below an empty line a second one tells that the tag which opens is damaged.
    """
    record: list[Field] = []
    above: frozenset[str] = frozenset()
    start = 0
    for tag, value in fields:
        if not tag:
            above, start = above | {name for name, _ in record[start:]}, len(record)
            continue
        if tag in (opens, closes) and record:
            yield record
            record, above, start = [], frozenset(), 0
        elif tag in once and tag in above:
            yield record[:start]
            record, above, start = record[start:], frozenset(), 0
        if tag != closes:
            record.append((tag, value or ""))
    if record:
        yield record
