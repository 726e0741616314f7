"""Rank the candidates of all mentions of a document again: by its unambiguous mentions, and one name as one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gliomine.document import Mention
from gliomine.entity_types import naming_of
from gliomine.linking.candidates import Candidate
from gliomine.linking.linker import SETTLED, Linker
from gliomine.text.normalize import normal_key

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


def in_one_sense(mentions: Sequence[Mention], found: Sequence[tuple[Candidate, ...]]) -> list[tuple[Candidate, ...]]:
    """Let a name that a document takes for a gene here and for a substance there mean one thing: what it mostly is.

    Args:
        mentions: the mentions of the document.
        found: the candidates of each mention, best first.
    """
    types = main_types(mentions)
    if not types:
        return list(found)
    meant: dict[str, int] = {}
    for mention, items in zip(mentions, found, strict=True):
        key = normal_key(mention.text)
        if items and types.get(key) == mention.entity_type:
            meant.setdefault(key, items[0].concept)
    return [_first(items, meant.get(normal_key(mention.text))) for mention, items in zip(mentions, found, strict=True)]


def main_types(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the folded names that stand for a gene here and for something near it there -> what they mostly are."""
    if not any(naming_of(one).symbols for one in {mention.entity_type for mention in mentions}):
        return {}
    counts: dict[str, Counter[str]] = {}
    for mention in mentions:
        counts.setdefault(normal_key(mention.text), Counter())[mention.entity_type] += 1
    return {key: types.most_common(1)[0][0] for key, types in counts.items() if len(types) > 1 and _one_kind(types)}


def _one_kind(types: Counter[str]) -> bool:
    """Tell whether types are those of a gene and of what is near it."""
    return any(naming_of(one).symbols and set(types) <= {one, *naming_of(one).compatible} for one in types)


def _first(items: tuple[Candidate, ...], concept: int | None) -> tuple[Candidate, ...]:
    """Return candidates with a concept before the others, where it is one of them."""
    chosen = [item for item in items if item.concept == concept]
    if not chosen or chosen[0] is items[0]:
        return items
    return (replace(chosen[0], score=items[0].score), *(item for item in items if item.concept != concept))


def _clear(linker: Linker, items: tuple[Candidate, ...]) -> bool:
    if items[0].score < SETTLED:
        return False
    return len(items) == 1 or items[0].score - items[1].score > _margin(linker, items)


def _margin(linker: Linker, items: tuple[Candidate, ...]) -> float:
    """Return how much the document may add: little between concepts of one type, more where the types differ."""
    first, second = (linker.kb.entity_types(item.concept) for item in items[:2])
    return _IN_DOCUMENT if set(first) & set(second) else _IN_DOCUMENT_OTHER_TYPE
