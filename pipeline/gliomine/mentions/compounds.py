"""Names made of a name and what it is loaded or covered with: "doxorubicin-loaded exosomes" are exosomes.

A recogniser splits such a name, or takes none of it for an entity, where it has seen few of its kind. What is loaded is
told by the participle, and what stands behind it by the index: so the whole is a mention of the type of its head.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from gliomine.entity_traits import LADEN
from gliomine.entity_types import types_with
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import SCORE, SOURCE
from gliomine.mentions.merge import Proposal
from gliomine.mentions.score import LOADED, known_beginning

_LADEN = re.compile(
    rf"(?<!\S)[(\[]?(?P<what>[^\s(\[]+?){LOADED}(?P<head>[^\W\d_][\w‐-―-]*(?:\s[^\W\d_][\w‐-―-]*){{0,2}})"
)


def with_carriers(
    text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal], *, kb: KnowledgeBase
) -> list[Proposal]:
    """Return the mentions with every loaded carrier as one, in order; what lies within it is a part of it.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order, without overlap.
        kb: the index.
    """
    found = list(mentions)
    for low, high in sentences:
        for match in _LADEN.finditer(text, low, high):
            end, kind = _head(match, found, kb)
            if not kind:
                continue
            first, last = _between(found, match.start("what"), end)
            within = found[first:last]
            start = min([match.start("what"), *(item.start for item in within if item.end <= match.end("what"))])
            if any(item.end > end or item.start < start for item in within):
                continue  # a longer name, which keeps its words
            heads = [item for item in within if item.end == end and item.entity_type in types_with(LADEN)]
            own = heads[0] if heads else Proposal(start, end, kind, SCORE, SOURCE)
            found[first:last] = [replace(own, start=start, end=end, score=max(own.score, SCORE))]
    return found


def _between(found: Sequence[Proposal], start: int, end: int) -> tuple[int, int]:
    """Return which mentions, which lie in order without overlap, reach into a span: the first, and past the last."""
    return bisect_right(found, start, key=lambda item: item.end), bisect_left(found, end, key=lambda item: item.start)


def _head(match: re.Match[str], found: Sequence[Proposal], kb: KnowledgeBase) -> tuple[int, str]:
    """Return where the carrier behind the participle ends, and its type: what the model sees there, or the index knows.

    The type is empty where neither knows of one.
    """
    first, last = _between(found, match.start("head"), match.end("head"))
    for item in found[first:last]:
        if item.start == match.start("head") and item.entity_type in types_with(LADEN):
            return item.end, item.entity_type
    length, kinds = known_beginning(kb, match["head"], types_with(LADEN))
    # What cells release and what is made bear some names in common: the first is the rarer.
    return match.start("head") + length, max(kinds, default="")
