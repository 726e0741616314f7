"""Stage `mentions`: entities by the trained model (or a plugged-in one) and the dictionary, merged into one flat layer.

The model stands before the dictionary. With the shipped model the dictionary holds the vocabularies of the topic
only; without a model it holds the whole knowledge base. `gliomine.mentions.merge` states the rule in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gliomine.abbreviations.find import occurrences
from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.kb.vocabulary import topic_rows
from gliomine.mentions.dictionary import KnowledgeBaseNames, Names, find_names, names_of_rows, whole_name
from gliomine.mentions.merge import (
    Proposal,
    apply_abbreviations,
    join_neighbours,
    long_form_types,
    resolve,
    trim_tails,
    whole_references,
)
from gliomine.mentions.recognise import Recognise, recogniser
from gliomine.topics import Topic, load_topic

DICTIONARY = "dictionary"
DICTIONARY_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class _Sources:
    """What proposes mentions."""

    recognise: Recognise | None
    names: tuple[Names, ...]
    topic: Topic
    min_score: float


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the recognisers and return the stage.

    Raises:
        ConfigError: an unknown topic.
        ResourceError: a model or vocabulary is missing or damaged.
    """
    topic = load_topic(config.profile)
    sources = _Sources(recogniser(config.mentions.model), _names(config, topic), topic, config.mentions.min_score)
    return lambda documents: _with_mentions(documents, sources)


def _names(config: Config, topic: Topic) -> tuple[Names, ...]:
    if not config.mentions.dictionary:
        return ()
    own = tuple(names_of_rows(topic_rows(name)).without(topic.linked_only) for name in topic.vocabularies)
    if config.mentions.model == "default":
        return own
    base = open_knowledge_base(config.links.knowledge_base)
    return (*own, KnowledgeBaseNames(base, topic.entity_types))


def _with_mentions(documents: Sequence[Document], sources: _Sources) -> list[Document]:
    proposed = sources.recognise(documents) if sources.recognise else [(document, []) for document in documents]
    return [replace(document, mentions=tuple(_mentions(document, found, sources))) for document, found in proposed]


def _mentions(document: Document, found: Sequence[Proposal], sources: _Sources) -> Iterator[Mention]:
    spans = [(item.start, item.end) for item in document.sentences]
    proposals = [item for item in found if item.score >= sources.min_score]
    for precedence, names in enumerate(sources.names, 1):
        proposals += [
            Proposal(hit.start, hit.end, hit.entity_type, DICTIONARY_SCORE, DICTIONARY, precedence)
            for start, end in spans
            for hit in find_names(document.text, start, end, names=names)
        ]
    mentions = resolve(item for item in proposals if item.entity_type in sources.topic.entity_types)
    mentions = trim_tails(
        document.text,
        mentions,
        sources.topic.trims,
        type_of=lambda start, end: whole_name(document.text, start, end, names=sources.names),
    )
    if document.abbreviations:
        definitions = [(item.short_form, item.long_start, item.long_end) for item in document.abbreviations]
        mentions = apply_abbreviations(
            mentions,
            long_form_types(mentions, definitions),
            occurrences=occurrences(document.text, spans, document.abbreviations),
            guesses=frozenset({DICTIONARY}),
        )
    for item in whole_references(document.text, join_neighbours(document.text, mentions, sources.topic.joins)):
        identifier = mention_id(document.doc_id, item.start, item.end, entity_type=item.entity_type)
        text = document.text[item.start : item.end]
        yield Mention(item.start, item.end, identifier, text, item.entity_type, round(item.score, 4), item.source)
