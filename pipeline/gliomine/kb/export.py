"""Write the knowledge base in the formats of others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gliomine.errors import unknown_name
from gliomine.files import whole
from gliomine.kb.knowledge_base import KnowledgeBase


def export(kb: KnowledgeBase, target: Path, *, format_: str, vocabulary: str = "") -> int:
    """Write all concepts to a file and return their number.

    Args:
        kb: an opened knowledge base.
        target: file, replaced when whole.
        format_: one of `FORMATS`.
        vocabulary: only concepts of this source.

    Raises:
        ConfigError: the format or the vocabulary is unknown.
    """
    if format_ not in FORMATS:
        raise unknown_name("format", format_, FORMATS)
    sources = [source["name"] for source in kb.facts["sources"]]
    if vocabulary and vocabulary not in sources:
        raise unknown_name("vocabulary", vocabulary, sources)
    count = 0
    with whole(target) as scratch, scratch.open("w", encoding="utf-8", newline="\n") as stream:
        for line in FORMATS[format_](kb, vocabulary):
            stream.write(line + "\n")
            count += 1
    return count


def names_of(kb: KnowledgeBase) -> list[list[str]]:
    """Return the names of every concept by its index, each as spelled where the index keeps that, else its key."""
    found: list[list[str]] = [[] for _ in range(len(kb))]
    for key in kb.names():
        for posting in kb.postings(key):
            if posting.scope != "name":
                found[posting.concept].append(posting.name or key)
    return found


def _scispacy(kb: KnowledgeBase, vocabulary: str) -> Iterator[str]:
    names = names_of(kb)
    for index in range(len(kb)):
        concept = kb.concept(index)
        if vocabulary and concept.source != vocabulary:
            continue
        entry: dict[str, Any] = {
            "concept_id": concept.curie,
            "canonical_name": concept.name,
            "aliases": names[index],
            "types": list(concept.entity_types),
            "definition": "",
        }
        yield json.dumps(entry, ensure_ascii=False)


FORMATS: dict[str, Callable[[KnowledgeBase, str], Iterator[str]]] = {"scispacy": _scispacy}
"""Name -> lines of the file."""
