"""Stage `funders`: the entries of the funders section, with names and award numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.algorithms.funders import funder_ranges, parse_funder
from pipeline.config import Config
from pipeline.document import SEPARATOR, Document, Funder


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Return the stage; it loads nothing."""
    del config
    return lambda documents: [_with_funders(document) for document in documents]


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
