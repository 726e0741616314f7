"""What formats of annotations share: how a document is laid out in sections and mentions, and text in XML."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from gliomine.document import Document, Mention, Section

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(value: str) -> str:
    """Return a text as XML holds it; what XML cannot hold becomes U+FFFD, one for one.

    >>> xml_text("a < b")
    'a &lt; b'
    """
    # A bare carriage return would be read back as a line feed.
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


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
