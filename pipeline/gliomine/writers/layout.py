"""How formats that show a text with its mentions lay a document out: its sections, and what lies in each."""

from __future__ import annotations

from gliomine.document import Document, Mention, Section


def shown_sections(document: Document, names: tuple[str, ...] | None = None) -> list[Section]:
    """Return the sections in text order, so that every mention lies in one; else the whole text as one `body`.

    Args:
        document: a document.
        names: only sections of these names; None for all.
    """
    sections = [
        item
        for item in document.sections
        if item.parent is None and item.start < item.end and (names is None or item.name in names)
    ]
    sections.sort(key=lambda item: item.start)
    inside = all(any(item.start <= m.start and m.end <= item.end for item in sections) for m in document.mentions)
    return sections if sections and inside else [Section(0, len(document.text), "body")]


def mentions_in(document: Document, section: Section) -> list[Mention]:
    """Return the mentions of a section, by position."""
    found = [item for item in document.mentions if section.start <= item.start and item.end <= section.end]
    return sorted(found, key=lambda item: (item.start, -item.end, item.entity_type))
