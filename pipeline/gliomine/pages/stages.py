"""Stages `sections`, `affiliations` and `funders`: the headed parts of a page, its addresses and who paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gliomine.config import Config
from gliomine.document import SEPARATOR, Affiliation, Document, Funder, Label, Section
from gliomine.pages.abstract_parts import labels_of
from gliomine.pages.addresses import country_code, parse_address
from gliomine.pages.funders import funder_ranges, parse_funder
from gliomine.pages.headings import cleaned, trimmed
from gliomine.pages.lists import list_items
from gliomine.pages.segment import displayed_count, segment_with_labels

_LONGEST_TITLE = 400

Process = Callable[[Sequence[Document]], list[Document]]


def sections(config: Config) -> Process:
    """Return the stage that finds the headed parts, the title and the displayed counts; it loads nothing."""
    del config
    return lambda documents: [_with_sections(document) for document in documents]


def affiliations(config: Config) -> Process:
    """Return the stage that reads the addresses of the affiliations section; it loads nothing."""
    del config
    return lambda documents: [_with_affiliations(document) for document in documents]


def funders(config: Config) -> Process:
    """Return the stage that reads the entries of the funders section; it loads nothing."""
    del config
    return lambda documents: [_with_funders(document) for document in documents]


def _with_sections(document: Document) -> Document:
    if document.layout == "structured":
        return replace(document, labels=labels_of(document.text, document.sections))
    layout, sections, labels = document.layout, *_sections(document)
    if layout == "unknown":
        layout = "page" if any(section.name != "body" for section in sections) else _layout_of(document.text)
        if layout == "abstract":
            sections, labels = _sections(replace(document, layout=layout))
    first = {section.name: section for section in reversed(sections) if section.parent is None}
    title = first.get("title")
    return replace(
        document,
        layout=layout,
        sections=tuple(sections),
        labels=tuple(labels),
        title=document.title if title is None else cleaned(document.text[title.start : title.end]),
        cited_by_count=displayed_count(document.text, first.get("cited_by")),
        reference_count=displayed_count(document.text, first.get("references")),
    )


def _sections(document: Document) -> tuple[Sequence[Section], Sequence[Label]]:
    if document.layout != "abstract":
        return segment_with_labels(document.text)
    sections = _running_text(document.text)
    return sections, labels_of(document.text, sections)


def _layout_of(text: str) -> str:
    """Return how a text without headings is read: as a page where it is one long line."""
    short = len(text.lstrip().split("\n", 1)[0]) <= _LONGEST_TITLE
    return "abstract" if short or "\n" not in text.strip() else "page"


def _running_text(text: str) -> list[Section]:
    """Return the first line as title and the rest as abstract; a single line is the body."""
    start, end = trimmed(text, 0, len(text))
    if start == end:
        return []
    cut = text.find("\n", start, end)
    if cut < 0:
        return [Section(start, end, "body")]
    return [Section(*trimmed(text, start, cut), "title"), Section(*trimmed(text, cut, end), "abstract")]


def _with_affiliations(document: Document) -> Document:
    if document.affiliations:
        filled = tuple(_filled(item) for item in document.affiliations)
        return replace(document, affiliations=filled)
    ranges = [
        item
        for section in document.sections
        if section.name == "affiliations" and section.parent is None
        for item in list_items(document.text, section.start, section.end)
    ]
    found = tuple(
        _filled(Affiliation(start, end, index, document.text[start:end]))
        for index, (start, end) in enumerate(ranges, 1)
    )
    return replace(document, affiliations=found)


def _filled(item: Affiliation) -> Affiliation:
    """Return the affiliation with what its source does not tag read from its text."""
    address = parse_address(item.text)
    tagged = item.institution is not None or item.department is not None
    return replace(
        item,
        department=item.department if tagged else SEPARATOR.join(address.departments) or None,
        institution=item.institution if tagged else SEPARATOR.join(address.institutions) or None,
        city=item.city or address.city,
        country=(item.country and country_code(item.country)) or address.country,
    )


def _with_funders(document: Document) -> Document:
    if document.funders:
        return document
    ranges = [
        item
        for section in document.sections
        if section.name == "funders" and section.parent is None
        for item in funder_ranges(document.text, section.start, section.end)
    ]
    found = []
    for index, (start, end) in enumerate(ranges, 1):
        name, awards = parse_funder(document.text[start:end])
        found.append(Funder(start, end, index, document.text[start:end], name, SEPARATOR.join(awards) or None))
    return replace(document, funders=tuple(found))
