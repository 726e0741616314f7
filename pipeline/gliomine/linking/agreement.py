"""Rank the candidates of all mentions of a document again, by what its unambiguous mentions mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gliomine.linking.linker import SETTLED, Candidate, Linker

_IN_DOCUMENT, _IN_DOCUMENT_OTHER_TYPE, _NEAR = 0.015, 0.06, 0.66


def in_context(linker: Linker, found: Sequence[tuple[Candidate, ...]]) -> list[tuple[Candidate, ...]]:
    """Rank the candidates of all mentions of a document again, by what the unambiguous ones mean.

    Args:
        linker: whose knowledge base the candidates come from.
        found: the candidates of each mention, best first.
    """
    settled = {items[0].concept for items in found if items and _clear(linker, items)}
    near = {other for concept in settled for other in linker.ancestors(concept)}

    def bonus(item: Candidate) -> float:
        if item.concept in settled:
            return 1.0
        return _NEAR if item.concept in near or linker.ancestors(item.concept) & settled else 0.0

    def again(items: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        if len(items) < 2 or _clear(linker, items):
            return items
        most = _margin(linker, items)
        return linker.ranked(replace(item, score=round(min(1.0, item.score + most * bonus(item)), 4)) for item in items)

    cache: dict[tuple[Candidate, ...], tuple[Candidate, ...]] = {}
    for items in found:
        if items not in cache:
            cache[items] = again(items)
    return [cache[items] for items in found]


def _clear(linker: Linker, items: tuple[Candidate, ...]) -> bool:
    if items[0].score < SETTLED:
        return False
    return len(items) == 1 or items[0].score - items[1].score > _margin(linker, items)


def _margin(linker: Linker, items: tuple[Candidate, ...]) -> float:
    """Return how much the document may add: little between concepts of one type, more where the types differ."""
    first, second = (linker.kb.entity_types(item.concept) for item in items[:2])
    return _IN_DOCUMENT if set(first) & set(second) else _IN_DOCUMENT_OTHER_TYPE
