"""Look a name up and tell why each concept is an answer."""

from __future__ import annotations

from dataclasses import dataclass

from gliomine.kb.concepts import SCOPES, Posting
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.text.normalize import lookup_keys, normal_key

FUZZY_FLOOR = 0.8
"""Similarity below which a near spelling is no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One concept that a name may mean.

    Attributes:
        curie: identifier.
        name: preferred name.
        entity_types: what it can be recognised as.
        match: how the name was found: `exact`, `case`, `plural`, `word_order`, `spelling`, `fuzzy`, `identifier`.
        matched: the name in the knowledge base that agrees.
        scope: how that name stands to the concept.
        similarity: 1, or that of the spelling when it is `fuzzy`.
        xrefs: the same concept in other vocabularies.
        source: vocabulary.
    """

    curie: str
    name: str
    entity_types: tuple[str, ...]
    match: str
    matched: str
    scope: str
    similarity: float
    xrefs: tuple[str, ...]
    source: str


def look_up(kb: KnowledgeBase, text: str, *, entity_type: str = "", limit: int = 10) -> list[Answer]:
    """Return the concepts that a name or identifier may mean, best first.

    Order: kind of match, words spelled in capitals only after others, preferred vocabularies, preferred names before
    synonyms, identifier.
    """
    by_curie = [_answer(kb, index, ("identifier", text, "identifier", 1.0)) for index in _identified(kb, text.strip())]
    if by_curie:
        return by_curie[:limit]
    found: dict[int, tuple[tuple[float, ...], Answer]] = {}
    for place, (key, kind) in enumerate(lookup_keys(text)):
        for posting in kb.postings(key):
            _keep(kb, posting, found, (place + _capitals(posting, text), key, _kind(kind, posting, text), 1.0))
    wanted = (entity_type,) if entity_type else ()
    if not any(_fits(answer, entity_type) for _, answer in found.values()):
        for place, (key, similarity) in enumerate(kb.fuzzy(normal_key(text), limit=limit, types=wanted), start=100):
            if similarity >= FUZZY_FLOOR:
                for posting in kb.postings(key):
                    _keep(kb, posting, found, (place, key, "fuzzy", similarity))
    ranked = sorted((item for item in found.values() if _fits(item[1], entity_type)), key=lambda item: item[0])
    return [answer for _, answer in ranked[:limit]]


def _identified(kb: KnowledgeBase, curie: str) -> tuple[int, ...]:
    concept = kb.find(curie)
    return (concept.index,) if concept is not None else kb.by_xref(curie)


def _fits(answer: Answer, entity_type: str) -> bool:
    return not entity_type or entity_type in answer.entity_types


def _kind(kind: str, posting: Posting, text: str) -> str:
    return "case" if kind == "exact" and posting.name is not None and posting.name != text.strip() else kind


def _capitals(posting: Posting, text: str) -> int:
    return 50 if posting.acronym and text.islower() else 0


def _keep(
    kb: KnowledgeBase,
    posting: Posting,
    found: dict[int, tuple[tuple[float, ...], Answer]],
    how: tuple[int, str, str, float],
) -> None:
    place, key, kind, similarity = how
    priority = kb.priority(posting.concept)
    rank = (place, -similarity, priority > 1, SCOPES.index(posting.scope), priority, posting.concept)
    if posting.concept not in found or rank < found[posting.concept][0]:
        matched = kb.name(posting.concept) if posting.scope == "name" else posting.name or key
        found[posting.concept] = rank, _answer(kb, posting.concept, (kind, matched, posting.scope, similarity))


def _answer(kb: KnowledgeBase, index: int, how: tuple[str, str, str, float]) -> Answer:
    concept = kb.concept(index)
    return Answer(concept.curie, concept.name, concept.entity_types, *how, concept.xrefs, concept.source)
