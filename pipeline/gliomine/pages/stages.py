"""Stages `sections`, `affiliations` and `funders`: the headed parts of a page, its addresses and who paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gliomine.config import Config
from gliomine.document import SEPARATOR, Affiliation, Document, Funder, Label, Section
from gliomine.pages.abstract_parts import find_parts, labels_of
from gliomine.pages.addresses import country_code, divided, parse_address, several_addresses
from gliomine.pages.funders import funder_ranges, parse_funder
from gliomine.pages.headings import cleaned, trimmed
from gliomine.pages.keys import organisation_key
from gliomine.pages.layout import layout_of
from gliomine.pages.lists import list_items
from gliomine.pages.publication import authors_of, publication
from gliomine.pages.segment import displayed_count, segment_with_labels

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
        known = labels_of(document.text, document.sections)
        parted = tuple(_with_parts(document.sections, known))
        return replace(document, labels=known, sections=parted, **publication(document, parted))
    layout = document.layout
    sections, labels = _sections(document)
    if layout == "unknown":
        layout = "page" if any(section.name != "body" for section in sections) else layout_of(document.text)
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
        **publication(document, sections),
    )


def _with_parts(sections: Sequence[Section], labels: Sequence[Label]) -> Iterator[Section]:
    """Yield the sections of a structured document, its abstracts with the parts that only labels in the text show."""
    given = any(section.parent == "abstract" for section in sections)
    for section in sections:
        yield section
        if section.name == "abstract" and not given:
            for label in labels:
                if section.start <= label.start < section.end:
                    yield Section(label.part_start, label.part_end, "abstract", None, "abstract", label.label)


def _sections(document: Document) -> tuple[Sequence[Section], Sequence[Label]]:
    if document.layout != "abstract":
        return segment_with_labels(document.text)
    sections = _running_text(document.text)
    return sections, labels_of(document.text, sections)


def _running_text(text: str) -> list[Section]:
    """Return the first line as title and the rest as abstract with its labelled parts; a single line is the body."""
    start, end = trimmed(text, 0, len(text))
    if start == end:
        return []
    cut = text.find("\n", start, end)
    if cut < 0:
        return [Section(start, end, "body"), *_labelled(text, start, end, "body")]
    begin, stop = trimmed(text, cut, end)
    title = Section(*trimmed(text, start, cut), "title")
    return [title, Section(begin, stop, "abstract"), *_labelled(text, begin, stop, "abstract")]


def _labelled(text: str, start: int, end: int, name: str) -> list[Section]:
    return [Section(part.start, part.end, name, None, name, part.label) for part in find_parts(text, start, end)]


def _with_affiliations(document: Document) -> Document:
    if document.affiliations:
        given = document.affiliations
    else:
        ranges = [
            item
            for section in document.sections
            if section.name == "affiliations" and section.parent is None
            for item in list_items(document.text, section.start, section.end)
        ]
        given = tuple(Affiliation(start, end, 0, document.text[start:end]) for start, end in ranges)
    found = [_filled(part) for item in given for part in _divided(item)]
    authors = authors_of(document, [item.index for item in found])
    numbered = tuple(replace(item, index=index) for index, item in enumerate(found, 1))
    return replace(document, affiliations=numbered, authors=authors)


def _divided(item: Affiliation) -> list[Affiliation]:
    """Return the addresses that one entry holds, each of which ends with its country; an entry with tags is one."""
    if item.institution is not None or item.department is not None or item.city is not None:
        return [item]
    ranges = several_addresses(item.text)
    if len(ranges) < 2:
        return [item]
    begin = item.start
    return [Affiliation(begin + start, begin + end, item.index, item.text[start:end]) for start, end in ranges]


def _filled(item: Affiliation) -> Affiliation:
    """Return the affiliation with what its source does not tag read from its text."""
    address = parse_address(item.text)
    tagged = item.institution is not None or item.department is not None
    departments = item.department if tagged else SEPARATOR.join(address.departments) or None
    institutions = item.institution if tagged else SEPARATOR.join(address.institutions) or None
    if tagged and departments is None and institutions is not None:
        # Many sources tag every unit as an institution.
        units, names = divided(institutions.split(SEPARATOR))
        departments = SEPARATOR.join(units) or None
        institutions = SEPARATOR.join(names or address.institutions) or None
    return replace(
        item,
        department=departments,
        institution=institutions,
        city=item.city or address.city,
        country=(item.country and country_code(item.country)) or address.country,
        institution_key=SEPARATOR.join(map(organisation_key, (institutions or "").split(SEPARATOR))) or None,
    )


def _with_funders(document: Document) -> Document:
    found = document.funders or _shown_funders(document)
    return replace(document, funders=tuple(replace(item, key=organisation_key(item.name)) for item in found))


def _shown_funders(document: Document) -> list[Funder]:
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
    return found
