"""A concept that a mention may mean, and the order of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gliomine.entity_types import ENTITY_TYPES
from gliomine.kb.overlay import Overlay
from gliomine.linking.spelling import SHORT, shared
from gliomine.text.normalize import normal_key

CURATED = "curated"
"""Status of a name that people chose for a concept; it wins over what else bears the name."""
_LATE, _LATER_SOURCE = 3, 0.03


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a mention may mean.

    Attributes:
        concept: its place in the knowledge base.
        score: in (0, 1].
        match: how it was found.
        name: the name or key that matched.
        origin: which of the concept's identifiers holds this very name: 0 its own, else the place among its
            cross-references, counted from 1.
        curated: identifier under which a curated vocabulary lists the name; empty where none does.
        status: how that name stands to the concept: `curated`, or one of `concepts.SCOPES`.
        factors: what the score is the product of: how the name was found, type, status of the name, case.
    """

    concept: int
    score: float
    match: str
    name: str
    origin: int = 0
    curated: str = ""
    status: str = "name"
    factors: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)


def in_order(
    found: Iterable[Candidate], kb: Overlay, ancestors: Callable[[int], Iterable[int]]
) -> tuple[Candidate, ...]:
    """Return candidates in order: score, then our own vocabularies, the wider taxon, priority and CURIE.

    Args:
        found: the candidates of one mention, in any order.
        kb: whose concepts they are.
        ancestors: concept -> those that it is a kind of.
    """
    items = list(found)
    if len(items) < 2:
        return tuple(items)
    taxa = {item.concept for item in items if is_nested(kb.entity_types(item.concept))}
    above = {other for concept in taxa for other in ancestors(concept)} if len(taxa) > 1 else set()
    named = {item.concept for item in items if _is_called(item, kb)}

    def order(item: Candidate) -> tuple[float, int, bool, int, int, int, str]:
        priority = kb.priority(item.concept)
        lowered = item.score - (_LATER_SOURCE if priority >= _LATE and not item.curated else 0.0)
        # Of taxa that bear one name, the wider is meant: "mouse" is the genus before a species of it.
        name, curie = kb.name(item.concept), kb.curie(item.concept)
        # Of two preferred names with one key the plainer is meant: haematoxylin before (-)-haematoxylin.
        said, length = -shared(normal_key(item.name), name), len(name) if item.status == "name" else 0
        # People mean their own concept, the acid and not the salt that shares an identifier; or what is called so.
        shared_id = item.curated and not named - {item.concept}
        first = 0 if curie == item.curated else 1 if shared_id else 2 if item.concept in named else 3
        return -lowered, first, item.concept not in above, said, priority, length, curie

    return tuple(sorted(items, key=order))


def _is_called(item: Candidate, kb: Overlay) -> bool:
    """Tell whether the very name that matched, written out, is the one that a concept is called by."""
    name = normal_key(kb.name(item.concept))
    written = len(name) > SHORT and not item.curated and item.status == "name"
    return written and item.match == "exact" and normal_key(item.name) == name


def is_nested(entity_types: Iterable[str]) -> bool:
    """Tell whether a concept of these types is one of a tree of which the names are shared: a taxon."""
    return any(ENTITY_TYPES[name].naming.nested for name in entity_types if name in ENTITY_TYPES)
