"""The order of a mention's identifiers: as the linker ranks the concepts, or those of a preferred vocabulary first.

A concept has an identifier of its own and cross-references; the one whose vocabulary fits the mention's type stands
first. Who prefers a vocabulary gets the identifiers of it that
the concepts bear; a concept that bears none of them, or only one that a better concept bears, follows under its own.
Where no near candidate has one, something broader that has one stands first: a heading of MeSH for a disease that MeSH
does not list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gliomine.document import Document, Link, Mention
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import unknown_name
from gliomine.kb.concepts import Concept
from gliomine.kb.curies import vocabulary_of
from gliomine.kb.overlay import Overlay
from gliomine.linking.candidates import Candidate
from gliomine.linking.linker import Linker
from gliomine.text.normalize import normal_key

BROADER = "broader"
"""Match of a link to something broader than what the mention names."""

_CLOSE = 0.1
"""Candidates this near to the best one are asked for an identifier of the preferred vocabulary before its parents."""

_HELD = 0.05
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Identified:
    """An identifier that answers a mention.

    Attributes:
        curie: the identifier.
        concept: place of the concept that bears it.
        score: of the candidate, in (0, 1].
        match: how the candidate was found, or `BROADER`.
    """

    curie: str
    concept: int
    score: float
    match: str


def check_preferred(kb: Overlay, prefer: str | None) -> str:
    """Return a preferred vocabulary in lower case, empty for none.

    Raises:
        ConfigError: no identifier of the knowledge base is of this vocabulary.
    """
    if not prefer:
        return ""
    known = {prefix.casefold() for prefix in kb.vocabularies()}
    if prefer.casefold() not in known:
        raise unknown_name("vocabulary to prefer", prefer, known)
    return prefer.casefold()


def in_order(linker: Linker, found: Sequence[Candidate], wanted: str, mention: Mention) -> list[Identified]:
    """Return the identifiers of candidates; with a wanted vocabulary, those of that vocabulary first.

    Args:
        linker: whose candidates they are.
        found: the candidates, best first.
        wanted: a vocabulary as `check_preferred` returns it; empty for none.
        mention: what they answer.
    """
    kb = linker.kb
    if not wanted:
        family = _family(mention.entity_type)
        return [
            Identified(_of_family(kb, item.concept, family), item.concept, item.score, item.match) for item in found
        ]
    own = [Identified(kb.curie(item.concept), item.concept, item.score, item.match) for item in found]
    if not found:
        return own
    concepts = [kb.concept(item.concept) for item in found]
    holders = [_held(item, concept, wanted) for item, concept in zip(found, concepts, strict=True)]
    # A vocabulary that holds the very name is surer than one that a cross-reference leads to.
    order = sorted(range(len(found)), key=lambda place: (-found[place].score - _HELD * bool(holders[place]), place))
    top = found[order[0]].score
    close = [place for place in order if top - found[place].score <= _CLOSE]
    answers = [
        _as_of(own[place], curie) for place in close for curie in (*holders[place], *_of(concepts[place], wanted))
    ]
    if not answers:
        answers = list(_broader(linker, own[order[0]], wanted, mention))
    answers += [_as_of(item, curie) for item in own for curie in _of(kb.concept(item.concept), wanted)]
    first: dict[str, Identified] = {}
    for answer in answers:
        first.setdefault(answer.curie, answer)
    named = {answer.concept for answer in first.values() if answer.match != BROADER}
    return [*first.values(), *(item for item in own if item.concept not in named)]


def identifiers(document: Document, kb: Overlay, *, prefer: str | None = None) -> dict[str, list[str]]:
    """Return all identifiers of each linked mention: its links' in order, then others of the same concepts.

    Without a preferred vocabulary the cross-references of a concept stand right behind its own identifier.

    Args:
        document: a linked document.
        kb: what it was linked with.
        prefer: the vocabulary that it was linked with.
    """
    by_mention: dict[str, list[Link]] = {}
    for link in sorted(document.links, key=lambda link: (link.mention_id, link.rank)):
        by_mention.setdefault(link.mention_id, []).append(link)
    known: dict[tuple[str, str, bool], tuple[str, ...]] = {}
    answers = {}
    for mention, links in by_mention.items():
        every = [link.curie for link in links] if prefer else []
        for link in links:
            key = link.curie, link.name, link.match == BROADER
            if key not in known:
                known[key] = (link.curie,) if key[2] else _all_of(kb, link)
            every += known[key]
        answers[mention] = list(dict.fromkeys(every))
    return answers


def _all_of(kb: Overlay, link: Link) -> tuple[str, ...]:
    own = kb.find(link.curie)
    places = [*([own.index] if own else []), *kb.by_xref(link.curie)]
    for place in places:
        if kb.name(place) == link.name:
            return (link.curie, *(curie for curie in (kb.curie(place), *kb.xrefs(place)) if curie != link.curie))
    return (link.curie,)


def _family(entity_type: str) -> tuple[str, ...]:
    """Return the vocabularies of a type, the preferred one first; none for an unknown type."""
    entry = ENTITY_TYPES.get(entity_type)
    return entry.prefixes if entry is not None else ()


def _of_family(kb: Overlay, concept: int, family: tuple[str, ...]) -> str:
    """Return a concept's identifier in the vocabularies of a type, its own where it has none there.

    Inflammation is a process of GO and a disease of MeSH.
    """
    own = kb.curie(concept)
    if not family or vocabulary_of(own) in family or kb.priority(concept) == 0:
        return own  # those of a topic of one's own stay as they are
    others = kb.xrefs(concept)
    return next((curie for prefix in family for curie in others if vocabulary_of(curie) == prefix), own)


def _as_of(item: Identified, curie: str) -> Identified:
    return Identified(curie, item.concept, item.score, item.match)


def _broader(linker: Linker, item: Identified, wanted: str, mention: Mention) -> Iterator[Identified]:
    """Yield an identifier for a concept that the wanted vocabulary lacks: OMIM's, or that of something broader."""
    kb = linker.kb
    concept = kb.concept(item.concept)
    omim = [curie for curie in concept.xrefs if curie.startswith("OMIM:")]
    if omim:
        yield _as_of(item, omim[0])
        return
    for name in (mention.text, concept.name):
        for index in linker.broader(name, mention.entity_type):
            for curie in _of(kb.concept(index), wanted):
                yield Identified(curie, index, item.score, BROADER)
                return
    above = _above(linker, concept, wanted)
    if above is not None:
        yield Identified(*above, item.score, BROADER)


def _held(item: Candidate, concept: Concept, wanted: str) -> tuple[str, ...]:
    """Return the identifiers of the wanted vocabulary that hold the very name which matched."""
    ids = (concept.curie, *concept.xrefs)
    named = (item.curated, ids[item.origin] if item.origin < len(ids) else "")
    return tuple(curie for curie in named if vocabulary_of(curie).casefold() == wanted)


def _of(concept: Concept, wanted: str) -> Iterator[str]:
    return (curie for curie in (concept.curie, *concept.xrefs) if vocabulary_of(curie).casefold() == wanted)


def _above(linker: Linker, concept: Concept, wanted: str) -> tuple[str, int] | None:
    """Return the identifier of a near broader concept in the vocabulary, rather of one that shares words with it."""
    kb, words = linker.kb, set(normal_key(concept.name).split()) - linker.words.light
    best: tuple[int, int, str, int] | None = None
    level: tuple[int, ...] = (concept.index,)
    for distance in range(1, _LEVELS + 1):
        level = tuple(dict.fromkeys(index for below in level for index in kb.parents(below)))
        for other in map(kb.concept, level):
            for curie in _of(other, wanted):
                shared = len(words & set(normal_key(other.name).split()))
                found = (-shared, distance, curie, other.index)
                best = min(best or found, found)
    return (best[2], best[3]) if best else None
