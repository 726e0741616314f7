"""Stage `mentions`: entities by the trained model (or a plugged-in one) and the dictionary, merged into one flat layer.

The model stands before the dictionary. With the shipped model the dictionary holds the vocabularies of the topic
only; without a model it holds the whole knowledge base. `gliomine.mentions.merge` states the rule in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from gliomine.abbreviations.uses import Definitions, uses
from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.entity_traits import AILMENT
from gliomine.entity_types import type_with
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.vocabulary import topic_rows
from gliomine.mentions.compounds import with_carriers
from gliomine.mentions.definitions import apply_definitions, long_form_types
from gliomine.mentions.dictionary import (
    SCORE,
    SOURCE,
    KnowledgeBaseNames,
    Names,
    find_names,
    names_of_rows,
    whole_name,
)
from gliomine.mentions.glued import with_glued
from gliomine.mentions.left_out import without_others
from gliomine.mentions.lines import with_lines
from gliomine.mentions.merge import (
    Proposal,
    extend_heads,
    join_neighbours,
    resolve,
    trim_tails,
    whole_references,
)
from gliomine.mentions.micrornas import with_micrornas
from gliomine.mentions.namesakes import by_majority, leaning, likelier_ends
from gliomine.mentions.own_names import own_first, with_own
from gliomine.mentions.recognise import Recognise, recogniser
from gliomine.mentions.retype import retyped
from gliomine.mentions.score import Calibration, calibrated, known_types, load_calibration
from gliomine.mentions.tidy import tidied
from gliomine.mentions.variants import with_variants
from gliomine.mentions.whole_names import of_one_type, whole_names
from gliomine.resources import models_folder
from gliomine.text.normalize import normal_key, singular
from gliomine.topics import Sure, Topic, is_file, load_topic

FIRST = -1
"""Precedence of a name that the topic is sure of."""


@dataclass(frozen=True, slots=True)
class _Sources:
    """What proposes mentions."""

    recognise: Recognise | None
    users: tuple[Names, ...]
    own: tuple[Names, ...]
    index: tuple[Names, ...]
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
    users, own, index = _names(config, topic)
    kb = open_knowledge_base(config.links.knowledge_base)
    asked = config.mentions
    # Other models, and the dictionary alone, score in other ways.
    calibration = load_calibration(models_folder()) if asked.calibrate and asked.model == "default" else None
    known = KnowledgeBaseNames(kb, topic.entity_types) if asked.dictionary else None
    found = recogniser(asked.model, vectors=True, known=known, is_word=partial(_is_word, kb))
    sources = _Sources(found, users, own, index, kb, topic, calibration, asked.min_score)
    return lambda documents: _with_mentions(documents, sources)


def _names(config: Config, topic: Topic) -> tuple[tuple[Names, ...], tuple[Names, ...], tuple[Names, ...]]:
    """Return the user's names, those that come with the topic, and, without the shipped model, those of the index."""
    if not config.mentions.dictionary:
        return (), (), ()
    listed = [(name, names_of_rows(topic_rows(name)).without(topic.linked_only)) for name in topic.vocabularies]
    users = tuple(names for name, names in listed if is_file(name))
    own = tuple(names for name, names in listed if not is_file(name))
    if config.mentions.model == "default":
        return users, own, ()
    return users, own, (KnowledgeBaseNames(open_knowledge_base(config.links.knowledge_base), topic.entity_types),)


def _with_mentions(documents: Sequence[Document], sources: _Sources) -> list[Document]:
    proposed = sources.recognise(documents) if sources.recognise else [(document, []) for document in documents]
    return [replace(document, mentions=tuple(_mentions(document, found, sources))) for document, found in proposed]


def _mentions(document: Document, found: Sequence[Proposal], sources: _Sources) -> Iterator[Mention]:
    text, topic = document.text, sources.topic
    spans = [(item.start, item.end) for item in document.sentences]
    defined = frozenset(item.short_form for item in document.abbreviations)
    proposals = [*found, *_named(text, spans, (*sources.own, *sources.index), topic.sure)]
    chosen = _named(text, spans, sources.users, topic.sure)
    proposals, chosen = own_first(_wanted(proposals, topic), _wanted(chosen, topic))
    mentions = resolve(proposals)
    of_topic = (*sources.users, *sources.own)
    known = (*of_topic, *sources.index)
    mentions = trim_tails(text, mentions, topic.trims, type_of=partial(_type_of_rest, text, known, sources.kb))
    mentions = list(
        retyped(
            text,
            whole_names(text, _tidied(text, spans, mentions, sources.kb), kb=sources.kb),
            of_topic=lambda start, end: whole_name(text, start, end, names=of_topic),
            kb=sources.kb,
            defined=defined,
        )
    )
    mentions = of_one_type(text, list(without_others(text, spans, mentions)), kb=sources.kb)
    mentions = by_majority(text, mentions)
    mentions = with_lines(text, spans, with_carriers(text, spans, mentions, kb=sources.kb), kb=sources.kb)
    mentions = with_micrornas(text, spans, with_glued(text, spans, mentions, kb=sources.kb))
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
    scored = list(calibrated(text, mentions, sources.calibration, defined=defined, kb=sources.kb, read=spans))
    if sources.calibration is not None:
        scored = likelier_ends(text, leaning(text, scored))
    for item in with_own([item for item in scored if item.score >= sources.min_score], chosen):
        identifier = mention_id(document.doc_id, item.start, item.end, entity_type=item.entity_type)
        shown = text[item.start : item.end]
        yield Mention(item.start, item.end, identifier, shown, item.entity_type, round(item.score, 4), item.source)


def _tidied(
    text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Proposal], kb: KnowledgeBase
) -> list[Proposal]:
    return list(tidied(text, with_variants(text, spans, mentions), is_name=partial(_is_name, kb)))


def _type_of_rest(text: str, known: Sequence[Names], kb: KnowledgeBase, start: int, end: int) -> str | None:
    """Return the type of what is left of a name: by the topic, else an ailment where the index has one."""
    ailment = type_with(AILMENT)
    own = whole_name(text, start, end, names=known)
    return own or (ailment if ailment in known_types(kb, text[start:end]) else None)


def _is_word(kb: KnowledgeBase, shown: str) -> bool:
    key = normal_key(shown)
    return key in kb or singular(key) in kb


def _is_name(kb: KnowledgeBase, shown: str) -> bool:
    return bool(known_types(kb, shown))


def _named(
    text: str, spans: Sequence[tuple[int, int]], several: Sequence[Names], sure: Sequence[Sure]
) -> list[Proposal]:
    """Return what the sentences hold of several sets of names, the first of which has the least precedence."""
    near = cache(lambda rule: rule.near.search(text) is not None)  # once a document, not once a name
    return [
        _decided(text, Proposal(hit.start, hit.end, hit.entity_type, SCORE, SOURCE, precedence), sure, near)
        for precedence, names in enumerate(several, 1)
        for start, end in spans
        for hit in find_names(text, start, end, names=names)
    ]


def _wanted(proposals: Sequence[Proposal], topic: Topic) -> list[Proposal]:
    return [item for item in proposals if item.entity_type in topic.entity_types and item.score > 0]


def _decided(text: str, item: Proposal, rules: Sequence[Sure], near: Callable[[Sure], bool]) -> Proposal:
    """Let a name that the topic is sure of stand before what the model says; elsewhere it is no proposal."""
    shown = text[item.start : item.end]
    for rule in rules:
        if shown in rule.names:
            meant = near(rule) and rule.never.match(text, item.start) is None
            return replace(item, precedence=FIRST) if meant else replace(item, score=0.0)
    return item
