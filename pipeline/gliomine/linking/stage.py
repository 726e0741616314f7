"""Stage `links`: the concepts of each mention, ranked, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from gliomine.config import Config
from gliomine.document import Document, Link, Mention
from gliomine.kb.knowledge_base import Concept, open_knowledge_base
from gliomine.linking.context import candidates_of
from gliomine.linking.linker import Candidate, Linker
from gliomine.text.normalize import normal_key

_CLOSE = 0.1
"""Candidates this near to the best one are asked for an identifier of the preferred vocabulary before its parents."""

_HELD = 0.05
_LEVELS = 4


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Open the knowledge base and return the stage.

    Raises:
        ResourceError: the knowledge base is missing or damaged.
    """
    linker, most = _linker(config.links.knowledge_base), config.links.max_candidates
    return lambda documents: [replace(document, links=_links(linker, document, most)) for document in documents]


def identifiers(
    document: Document, *, prefer: str | None = None, knowledge_base: str | None = None
) -> dict[str, list[str]]:
    """Return the identifiers of each linked mention: the best concept's, its cross-references, then the others'.

    Args:
        document: a linked document.
        prefer: prefix of the vocabulary whose identifiers come first, in any case.
        knowledge_base: folder of the index that it was linked with; None for the shipped one.
    """
    if not document.links:
        return {}
    linker, wanted = _linker(knowledge_base), (prefer or "").casefold() + ":"
    linked: dict[str, dict[str, float]] = {}
    for link in sorted(document.links, key=lambda link: (link.mention_id, link.rank)):
        linked.setdefault(link.mention_id, {})[link.curie] = link.score
    known: dict[tuple[Candidate, ...], list[str]] = {}
    answers = {}
    for mention, found in zip(document.mentions, candidates_of(linker, document), strict=True):
        scores = linked.get(mention.mention_id)
        if scores is None:
            continue
        kept = tuple(item for item in found if linker.kb.curie(item.concept) in scores)
        if kept not in known:
            known[kept] = _ordered(linker, kept, wanted if prefer else "", mention)
        answers[mention.mention_id] = known[kept] or list(scores)
    return answers


@cache
def _linker(folder: str | None) -> Linker:
    return Linker(open_knowledge_base(folder))


def _links(linker: Linker, document: Document, most: int) -> tuple[Link, ...]:
    kb = linker.kb
    return tuple(
        Link(mention.mention_id, rank, kb.curie(item.concept), kb.name(item.concept), item.score, item.match)
        for mention, found in zip(document.mentions, candidates_of(linker, document), strict=True)
        for rank, item in enumerate(found[:most], start=1)
    )


def _ordered(linker: Linker, found: Sequence[Candidate], wanted: str, mention: Mention) -> list[str]:
    """Return the identifiers of candidates; with a wanted prefix, those of that vocabulary first."""
    kb = linker.kb
    concepts = [kb.concept(item.concept) for item in found]
    plain = [curie for concept in concepts for curie in (concept.curie, *concept.xrefs)]
    if not found or not wanted:
        return list(dict.fromkeys(plain))
    holders = [_held(item, concept, wanted) for item, concept in zip(found, concepts, strict=True)]
    # A vocabulary that holds the very name is surer than one that a cross-reference leads to.
    order = sorted(range(len(found)), key=lambda place: (-found[place].score - _HELD * bool(holders[place]), place))
    top = found[order[0]].score
    close = [place for place in order if top - found[place].score <= _CLOSE]
    preferred = [curie for place in close for curie in (*holders[place], *_of_vocabulary(concepts[place], wanted))]
    if not preferred:
        preferred = _broader(linker, concepts[order[0]], wanted, mention)
    others = [curie for concept in concepts for curie in _of_vocabulary(concept, wanted)]
    return list(dict.fromkeys([*preferred, *others, *plain]))


def _broader(linker: Linker, concept: Concept, wanted: str, mention: Mention) -> list[str]:
    """Return an identifier for a concept that the wanted vocabulary lacks: OMIM's, or that of something broader."""
    omim = [curie for curie in concept.xrefs if curie.startswith("OMIM:")]
    if omim:
        return omim[:1]
    for name in (mention.text, concept.name):
        for index in linker.broader(name, mention.entity_type):
            found = list(_of_vocabulary(linker.kb.concept(index), wanted))
            if found:
                return found[:1]
    return _above(linker, concept, wanted)


def _held(item: Candidate, concept: Concept, wanted: str) -> tuple[str, ...]:
    """Return the identifiers of the wanted vocabulary that hold the very name which matched."""
    ids = (concept.curie, *concept.xrefs)
    named = (item.curated, ids[item.origin] if item.origin < len(ids) else "")
    return tuple(curie for curie in named if curie.casefold().startswith(wanted))


def _of_vocabulary(concept: Concept, wanted: str) -> Iterator[str]:
    return (curie for curie in (concept.curie, *concept.xrefs) if curie.casefold().startswith(wanted))


def _above(linker: Linker, concept: Concept, wanted: str) -> list[str]:
    """Return the identifier of a near broader concept in the vocabulary, rather of one that shares words with it."""
    kb, words = linker.kb, set(normal_key(concept.name).split()) - linker.words.light
    best: tuple[int, int, str] | None = None
    level: tuple[int, ...] = (concept.index,)
    for distance in range(1, _LEVELS + 1):
        level = tuple(dict.fromkeys(index for below in level for index in kb.parents(below)))
        for other in map(kb.concept, level):
            for curie in _of_vocabulary(other, wanted):
                shared = len(words & set(normal_key(other.name).split()))
                best = min(best or (1, 0, ""), (-shared, distance, curie))
    return [best[2]] if best and best[2] else []
