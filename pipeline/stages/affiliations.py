"""Stage `affiliations`: the addresses of the affiliations section."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.algorithms.affiliations import parse_address
from pipeline.algorithms.lists import list_items
from pipeline.config import Config
from pipeline.document import SEPARATOR, Affiliation, Document


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Return the stage; it loads nothing."""
    del config
    return lambda documents: [_with_affiliations(document) for document in documents]


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
        country=item.country or address.country,
    )
