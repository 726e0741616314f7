"""Text and expected mentions in one line: `"No evidence of <m type=disease assertion=absent>glioma</m>."`."""

from __future__ import annotations

import re
from dataclasses import replace

from gliomine.document import Document, Mention, Section, Sentence, mention_id

_TAG = re.compile(r"<m((?: \w+=\S+?)*)>|</m>|</?m\b")


def parse(marked: str, *, doc_id: str = "a", role: str | None = None) -> tuple[Document, list[dict[str, str]]]:
    """Return a document of one sentence with its mentions, and the attributes written at each.

    Raises:
        ValueError: a tag that is not closed, not opened, nested, or not well formed.
    """
    text, mentions, written = "", [], []
    opened: tuple[int, dict[str, str]] | None = None
    position = 0
    for tag in _TAG.finditer(marked):
        text += marked[position : tag.start()]
        position = tag.end()
        if tag.group() == "</m>":
            if opened is None:
                raise ValueError(f"</m> closes nothing: {marked}")
            start, attributes = opened
            kind = attributes.get("type", "disease")
            identifier = mention_id(doc_id, start, len(text), entity_type=kind)
            mentions.append(Mention(start, len(text), identifier, text[start:], kind, 1.0, "gold"))
            written.append(attributes)
            opened = None
        elif not tag.group().endswith(">") or opened is not None:
            raise ValueError(f"not a whole tag, or nested: {marked}")
        else:
            opened = len(text), dict(item.split("=") for item in tag.group(1).split())
    if opened is not None:
        raise ValueError(f"<m> is not closed: {marked}")
    text += marked[position:]
    document = Document(
        doc_id,
        text,
        sections=(Section(0, len(text), "abstract"),),
        sentences=(Sentence(0, len(text), 0, "abstract", text, role),),
    )
    return replace(document, mentions=tuple(mentions)), written
