"""Look a name up and tell why: the linker's own candidates, in its order, with the factors of their scores."""

from __future__ import annotations

from dataclasses import dataclass

from gliomine.kb.overlay import Overlay
from gliomine.linking.candidates import Candidate
from gliomine.linking.linker import Linker
from gliomine.text.normalize import normal_key

FUZZY_FLOOR = 0.8
"""Similarity below which a near spelling is no answer."""

IDENTIFIER = "identifier"
FACTORS = ("form", "type", "status", "case")
"""What a score is the product of: form of the name, type of the concept, status of the name in it, case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One concept that a name may mean.

    Attributes:
        curie: identifier.
        name: preferred name.
        entity_types: what it can be recognised as.
        match: how the name was found, as `Link.match` says it; or `identifier`.
        matched: the name in the knowledge base that agrees.
        status: how that name stands to the concept: curated, name, exact, broad, ..., identifier.
        score: by which the linker ranks, in [0, 1]; 0 for what is spelled nearly alike but too far away to be linked.
            The score of a link in a run is the chance that it is right (`gliomine.linking.chances`).
        similarity: 1, or that of the spelling where the score is 0.
        factors: what makes the score, in the order of `FACTORS`.
        xrefs: the same concept in other vocabularies.
        source: vocabulary.
    """

    curie: str
    name: str
    entity_types: tuple[str, ...]
    match: str
    matched: str
    status: str
    score: float
    similarity: float
    factors: tuple[float, ...]
    xrefs: tuple[str, ...]
    source: str


def look_up(kb: Overlay, text: str, *, entity_type: str = "", limit: int = 10) -> list[Answer]:
    """Return the concepts that a name or identifier may mean, best first.

    Where the linker links nothing, what is spelled nearly alike follows, to be looked at by a person.

    Args:
        kb: what is asked.
        text: a name or identifier.
        entity_type: answer as for a mention of this type; empty: of a type that is not known.
        limit: most answers.
    """
    named = kb.find(text.strip())
    identified = (named.index,) if named is not None else kb.by_xref(text.strip())
    if identified:
        found = [Candidate(place, 1.0, IDENTIFIER, text.strip(), status=IDENTIFIER) for place in identified]
    else:
        found = list(Linker(kb).candidates(text, entity_type))
    answers = [_answer(kb, item, 1.0) for item in found] or list(_near(kb, text, entity_type, limit))
    return answers[:limit]


def _near(kb: Overlay, text: str, entity_type: str, limit: int) -> list[Answer]:
    wanted = (entity_type,) if entity_type else ()
    found: dict[int, Answer] = {}
    for key, similarity in kb.fuzzy(normal_key(text), limit=limit, types=wanted):
        for posting in kb.postings(key) if similarity >= FUZZY_FLOOR else ():
            if not entity_type or entity_type in kb.entity_types(posting.concept):
                item = Candidate(posting.concept, 0.0, "fuzzy", posting.name or key, status=posting.scope)
                found.setdefault(posting.concept, _answer(kb, item, similarity))
    return list(found.values())


def _answer(kb: Overlay, item: Candidate, similarity: float) -> Answer:
    concept = kb.concept(item.concept)
    return Answer(
        concept.curie,
        concept.name,
        concept.entity_types,
        match=item.match,
        matched=concept.name if item.status == "name" else item.name,
        status=item.status,
        score=item.score,
        similarity=similarity,
        factors=item.factors,
        xrefs=concept.xrefs,
        source=concept.source,
    )
