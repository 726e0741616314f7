"""Stage `sections`: the headed parts of a page, its title and its displayed counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.algorithms.headings import cleaned, trimmed
from pipeline.algorithms.pages import displayed_count, segment
from pipeline.config import Config
from pipeline.document import Document, Section


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Return the stage; it loads nothing."""
    del config
    return lambda documents: [_with_sections(document) for document in documents]


def _with_sections(document: Document) -> Document:
    if document.layout == "structured":
        return document
    sections = _running_text(document.text) if document.layout == "abstract" else segment(document.text)
    first = {section.name: section for section in reversed(sections) if section.parent is None}
    title = first.get("title")
    return replace(
        document,
        sections=tuple(sections),
        title=document.title if title is None else cleaned(document.text[title.start : title.end]),
        cited_by_count=displayed_count(document.text, first.get("cited_by")),
        reference_count=displayed_count(document.text, first.get("references")),
    )


def _running_text(text: str) -> list[Section]:
    """Return the first line as title and the rest as abstract; a single line is the body."""
    start, end = trimmed(text, 0, len(text))
    if start == end:
        return []
    cut = text.find("\n", start, end)
    if cut < 0:
        return [Section(start, end, "body")]
    return [Section(*trimmed(text, start, cut), "title"), Section(*trimmed(text, cut, end), "abstract")]
