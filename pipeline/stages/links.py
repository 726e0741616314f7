"""Stage `links`: the concepts of each mention, ranked, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.algorithms.linking import Linker
from pipeline.algorithms.linking_documents import candidates_of
from pipeline.config import Config
from pipeline.document import Document, Link
from pipeline.knowledge_base import Concept, KnowledgeBase, shipped_knowledge_base

_CLOSE = 0.1
"""Candidates this near to the best one are asked for an identifier of the preferred vocabulary before its parents."""

_OURS = "GLIOMINE:"


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
    links: dict[str, list[Link]] = {}
    for link in document.links:
        links.setdefault(link.mention_id, []).append(link)
    if not links:
        return {}
    kb = _linker(knowledge_base).kb
    known: dict[tuple[tuple[str, float], ...], list[str]] = {}
    answers = {}
    for mention_id, found in links.items():
        asked = tuple((link.curie, link.score) for link in sorted(found, key=lambda link: link.rank))
        if asked not in known:
            known[asked] = _ordered(kb, asked, prefer)
        answers[mention_id] = known[asked]
    return answers


@cache
def _linker(folder: str | None) -> Linker:
    return Linker(KnowledgeBase.open(Path(folder)) if folder else shipped_knowledge_base())


def _links(linker: Linker, document: Document, most: int) -> tuple[Link, ...]:
    kb = linker.kb
    return tuple(
        Link(mention.mention_id, rank, kb.curie(item.concept), kb.name(item.concept), item.score, item.match)
        for mention, found in zip(document.mentions, candidates_of(linker, document), strict=True)
        for rank, item in enumerate(found[:most], start=1)
    )


def _ordered(kb: KnowledgeBase, asked: Sequence[tuple[str, float]], prefer: str | None) -> list[str]:
    concepts = [(concept, score) for curie, score in asked if (concept := kb.find(curie)) is not None]
    plain = [curie for concept, _ in concepts for curie in _public_first(concept)]
    if not concepts or not prefer:
        return list(dict.fromkeys(plain))
    wanted = prefer.casefold() + ":"
    best, top = concepts[0]
    close = [concept for concept, score in concepts if top - score <= _CLOSE]
    preferred = list(_of_vocabulary(close, wanted))
    if not preferred:
        preferred = list(_of_vocabulary([best], "omim:"))[:1] or _above(kb, best, wanted)
    others = _of_vocabulary([concept for concept, _ in concepts], wanted)
    return list(dict.fromkeys([*preferred, *others, *plain]))


def _public_first(concept: Concept) -> tuple[str, ...]:
    """Return a concept's identifiers, its own first unless it is one of ours, which nobody else knows."""
    if concept.curie.startswith(_OURS):
        return (*concept.xrefs, concept.curie)
    return (concept.curie, *concept.xrefs)


def _of_vocabulary(concepts: Iterable[Concept], wanted: str) -> Iterator[str]:
    for concept in concepts:
        yield from (curie for curie in (concept.curie, *concept.xrefs) if curie.casefold().startswith(wanted))


def _above(kb: KnowledgeBase, concept: Concept, wanted: str) -> list[str]:
    """Return identifiers of the nearest broader concepts that the vocabulary has."""
    level = kb.parents(concept.index)
    for _ in range(3):
        found = list(_of_vocabulary([kb.concept(index) for index in level], wanted))
        if found:
            return found
        level = tuple(dict.fromkeys(index for above in level for index in kb.parents(above)))
    return []
