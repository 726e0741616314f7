"""Stage `links`: the concepts of each mention, ranked, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from gliomine.config import Config
from gliomine.document import SEPARATOR, Document, Link
from gliomine.kb.overlay import Overlay, open_overlay
from gliomine.linking.agreement import main_types
from gliomine.linking.candidates import Candidate
from gliomine.linking.chances import chances, says_little
from gliomine.linking.context import candidates_of
from gliomine.linking.identifiers import check_preferred, identifiers, in_order
from gliomine.linking.linker import Linker
from gliomine.linking.variants import variant_links
from gliomine.text.normalize import normal_key
from gliomine.topics import load_topic

Identifiers = Callable[[Document], dict[str, list[str]]]
"""Linked document -> all identifiers of each linked mention, in order."""


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Open the knowledge base and return the stage.

    Raises:
        ConfigError: an unknown topic, or no vocabulary of the knowledge base is called as the preferred one.
        InputError: a vocabulary of the user's topic is wrong.
        ResourceError: the knowledge base is missing or damaged.
    """
    kb = knowledge_base_of(config)
    linker, most, wanted = Linker(kb), config.links.max_candidates, check_preferred(kb, config.links.prefer)
    least = config.links.min_score
    return lambda documents: [
        replace(document, links=_links(linker, document, most, wanted, least=least)) for document in documents
    ]


def build_identifiers(config: Config) -> Identifiers:
    """Return what tells all identifiers of documents that were linked with these settings.

    Raises:
        ConfigError: an unknown topic.
        InputError: a vocabulary of the user's topic is wrong.
        ResourceError: the knowledge base is missing or damaged.
    """
    kb = knowledge_base_of(config)
    return lambda document: identifiers(document, kb, prefer=config.links.prefer)


def check(config: Config) -> None:
    """Check the settings of the stage before anything is run.

    Raises:
        ConfigError: an unknown topic, or no vocabulary of the knowledge base is called as the preferred one.
    """
    if config.links.prefer:
        check_preferred(knowledge_base_of(config), config.links.prefer)


def knowledge_base_of(config: Config) -> Overlay:
    """Return the knowledge base that the settings name, with the names of their topic before it."""
    return open_overlay(config.links.knowledge_base, load_topic(config.profile).vocabularies)


def _links(linker: Linker, document: Document, most: int, wanted: str, *, least: float = 0.0) -> tuple[Link, ...]:
    name_of, types = linker.kb.name, main_types(document.mentions)
    known: dict[tuple[str, str, tuple[Candidate, ...]], list[tuple[str, str, float, str, str | None]]] = {}
    links: list[Link] = []
    for mention, found in zip(document.mentions, candidates_of(linker, document), strict=True):
        asked = (mention.text, mention.entity_type, found[:most])  # one name may be defined twice
        if asked not in known:
            kind = types.get(normal_key(mention.text), mention.entity_type) if types else mention.entity_type
            answers = in_order(linker, found[:most], wanted, replace(mention, entity_type=kind))
            scores = chances(
                answers, mention.text, mention.entity_type, vague=partial(says_little, linker, mention.text)
            )
            sure = bool(scores) and scores[0] >= least
            known[asked] = [
                (item.curie, name_of(item.concept), score, item.match, _xrefs(linker.kb, item.concept, item.curie))
                for item, score in zip(answers, scores, strict=True)
                if sure
            ]
        links += [Link(mention.mention_id, rank, *answer) for rank, answer in enumerate(known[asked], start=1)]
    if variants := {link.mention_id: link for link in variant_links(document, links)}:
        links = [link for link in links if link.mention_id not in variants]
        order = {mention.mention_id: place for place, mention in enumerate(document.mentions)}
        links = sorted([*links, *variants.values()], key=lambda link: (order[link.mention_id], link.rank))
    return tuple(links)


def _xrefs(kb: Overlay, concept: int, curie: str) -> str | None:
    """Return the other identifiers of a concept; its own among them where another vocabulary's stands first."""
    others = (one for one in (kb.curie(concept), *kb.xrefs(concept)) if one != curie)
    return SEPARATOR.join(dict.fromkeys(others)) or None
