"""Stage `mentions`: entities by the trained model (or a plugged-in one) and the dictionary, merged into one flat layer.

The model stands before the dictionary. With the shipped model the dictionary holds the vocabularies of the topic
only; without a model it holds the whole knowledge base. `gliomine.mentions.merge` states the rule in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gliomine.abbreviations.uses import Definitions, uses
from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.vocabulary import topic_rows
from gliomine.mentions.definitions import apply_definitions, long_form_types
from gliomine.mentions.dictionary import KnowledgeBaseNames, Names, find_names, names_of_rows, whole_name
from gliomine.mentions.merge import (
    Proposal,
    extend_heads,
    join_neighbours,
    resolve,
    trim_tails,
    whole_references,
)
from gliomine.mentions.recognise import Recognise, recogniser
from gliomine.mentions.retype import retyped
from gliomine.mentions.score import Calibration, calibrated, load_calibration
from gliomine.mentions.tidy import tidied
from gliomine.mentions.variants import with_variants
from gliomine.resources import models_folder
from gliomine.topics import Sure, Topic, load_topic

DICTIONARY = "dictionary"
DICTIONARY_SCORE = 0.9
FIRST = -1
"""Precedence of a name that the topic is sure of."""


@dataclass(frozen=True, slots=True)
class _Sources:
    """What proposes mentions."""

    recognise: Recognise | None
    names: tuple[Names, ...]
    own: tuple[Names, ...]
    kb: KnowledgeBase
    topic: Topic
    calibration: Calibration | None
    min_score: float


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the recognisers and return the stage.

    Raises:
        ConfigError: an unknown topic.
        ResourceError: a model or vocabulary is missing or damaged.
    """
    topic = load_topic(config.profile)
    names, own = _names(config, topic)
    kb = open_knowledge_base(config.links.knowledge_base)
    asked = config.mentions
    # Other models, and the dictionary alone, score in other ways.
    calibration = load_calibration(models_folder()) if asked.calibrate and asked.model == "default" else None
    found = recogniser(asked.model, vectors=config.relations.model != "none")
    sources = _Sources(found, names, own, kb, topic, calibration, asked.min_score)
    return lambda documents: _with_mentions(documents, sources)


def _names(config: Config, topic: Topic) -> tuple[tuple[Names, ...], tuple[Names, ...]]:
    """Return the names that are recognised, and those of them that people gave the topic."""
    if not config.mentions.dictionary:
        return (), ()
    own = tuple(names_of_rows(topic_rows(name)).without(topic.linked_only) for name in topic.vocabularies)
    if config.mentions.model == "default":
        return own, own
    base = open_knowledge_base(config.links.knowledge_base)
    return (*own, KnowledgeBaseNames(base, topic.entity_types)), own


def _with_mentions(documents: Sequence[Document], sources: _Sources) -> list[Document]:
    proposed = sources.recognise(documents) if sources.recognise else [(document, []) for document in documents]
    return [replace(document, mentions=tuple(_mentions(document, found, sources))) for document, found in proposed]


def _mentions(document: Document, found: Sequence[Proposal], sources: _Sources) -> Iterator[Mention]:
    text, topic = document.text, sources.topic
    spans = [(item.start, item.end) for item in document.sentences]
    defined = frozenset(item.short_form for item in document.abbreviations)
    proposals = list(found)
    for precedence, names in enumerate(sources.names, 1):
        proposals += [
            Proposal(hit.start, hit.end, hit.entity_type, DICTIONARY_SCORE, DICTIONARY, precedence)
            for start, end in spans
            for hit in find_names(text, start, end, names=names)
        ]
    proposals = [_decided(text, item, topic.sure) for item in proposals]
    mentions = resolve(item for item in proposals if item.entity_type in topic.entity_types and item.score > 0)
    mentions = trim_tails(
        text, mentions, topic.trims, type_of=lambda start, end: whole_name(text, start, end, names=sources.names)
    )
    mentions = list(
        retyped(
            text,
            list(tidied(text, with_variants(text, spans, mentions))),
            of_topic=lambda start, end: whole_name(text, start, end, names=sources.own),
            kb=sources.kb,
            defined=defined,
        )
    )
    mentions = [item for item in mentions if item.entity_type in topic.entity_types]
    if document.abbreviations:
        mentions = apply_definitions(
            mentions,
            long_form_types(text, mentions, document.abbreviations),
            uses=uses(text, spans, Definitions(document.abbreviations)),
        )
    mentions = extend_heads(text, mentions, topic.extends)
    mentions = join_neighbours(text, mentions, topic.joins, borders=[end for _, end in spans])
    mentions = list(whole_references(text, mentions))
    for item in calibrated(text, mentions, sources.calibration, defined=defined, kb=sources.kb):
        if item.score < sources.min_score:
            continue
        identifier = mention_id(document.doc_id, item.start, item.end, entity_type=item.entity_type)
        shown = text[item.start : item.end]
        yield Mention(item.start, item.end, identifier, shown, item.entity_type, round(item.score, 4), item.source)


def _decided(text: str, item: Proposal, rules: Sequence[Sure]) -> Proposal:
    """Let a name that the topic is sure of stand before what the model says; elsewhere it is no proposal."""
    if item.source != DICTIONARY:
        return item
    shown = text[item.start : item.end]
    for rule in rules:
        if shown in rule.names:
            meant = rule.near.search(text) and rule.never.match(text, item.start) is None
            return replace(item, precedence=FIRST) if meant else replace(item, score=0.0)
    return item
