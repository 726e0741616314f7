"""Stage `mentions`: entities by the trained model (or a plugged-in one) and the dictionary, merged into one flat layer.

The model stands before the dictionary. With the shipped model the dictionary holds the vocabularies of the topic
only; without a model it holds the whole knowledge base. `gliomine.mentions.merge` states the rule in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gliomine.abbreviations.uses import occurrences
from gliomine.config import Config
from gliomine.document import Document, Mention, Vote, mention_id
from gliomine.entity_types import type_of_label
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.kb.vocabulary import topic_rows
from gliomine.mentions.dictionary import KnowledgeBaseNames, Names, find_names, names_of_rows
from gliomine.mentions.merge import (
    Candidate,
    apply_abbreviations,
    join_neighbours,
    long_form_types,
    resolve,
    trim_tails,
)
from gliomine.resources import models_folder
from gliomine.tables.rows import containing
from gliomine.topics import Topic, load_topic

if TYPE_CHECKING:
    from gliomine.encoder.model import Found, NerModel

HEAD = "gliomine"
"""The head of the shipped model that answers in our types."""

CUE_HEADS = ("cues", "negation_scope")
"""The heads that see words which negate or hedge; asked in the same pass for the stage `assertions`."""

DICTIONARY = "dictionary"
DICTIONARY_SCORE = 0.9

Recognise = Callable[[Sequence[Document]], list[tuple[Document, list[Candidate]]]]
"""Documents -> each with what the recogniser says of its cues, and the candidates in it."""


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
    sources = _Sources(_recogniser(config.mentions.model), _names(config, topic), topic, config.mentions.min_score)
    return lambda documents: _with_mentions(documents, sources)


def load_heads(*schemas: str) -> NerModel:
    """Load the shipped model and check that it has some label sets.

    Raises:
        ConfigError: it has no such label set.
        ResourceError: the model is missing or damaged.
    """
    from gliomine.encoder.model import load_recogniser

    model = load_recogniser(models_folder() / "ner")
    for schema in schemas:
        model.labels(schema)
    return model


def _recogniser(name: str) -> Recognise | None:
    if name == "none":
        return None
    if name == "default":
        model = load_heads(HEAD)
        return lambda documents: _by_head(model, documents)
    from gliomine.mentions.spacy_model import load_recogniser

    plugged = load_recogniser(name)

    def recognise(documents: Sequence[Document]) -> list[tuple[Document, list[Candidate]]]:
        # A model is given the sentences of title, abstract and body only, never affiliations or funders.
        texts = [sentence.text for document in documents for sentence in document.sentences]
        answers = iter(plugged(texts))
        made = []
        for document in documents:
            found = [
                Candidate(sentence.start + start, sentence.start + end, entity_type, 1.0, f"model:{name}")
                for sentence in document.sentences
                for start, end, label in next(answers)
                if (entity_type := type_of_label(label)) is not None
            ]
            made.append((document, found))
        return made

    return recognise


def _by_head(model: NerModel, documents: Sequence[Document]) -> list[tuple[Document, list[Candidate]]]:
    return [
        (document, [Candidate(item.start, item.end, item.label, item.score, f"model:{HEAD}") for item in found])
        for document, found in answers_of(model, documents, HEAD)
    ]


def answers_of(
    model: NerModel, documents: Sequence[Document], schema: str | None
) -> list[tuple[Document, Sequence[Found]]]:
    """Return each document with what the model says of its cues, and what a label set finds in it, in one pass.

    Args:
        model: the recogniser.
        documents: with sentences and abbreviations.
        schema: the label set; None: the cues alone.
    """
    texts = [document.text for document in documents]
    spans = [[(item.start, item.end) for item in document.sentences] for document in documents]
    asked = [head for head in CUE_HEADS if head in model.schemas]
    wanted = list(dict.fromkeys([*([schema] if schema else []), *asked]))
    definitions = [document.abbreviations for document in documents]
    answers = model.predict(texts, spans, schemas=wanted, definitions=definitions)
    return [
        (
            replace(document, votes=_votes(document, [(head, item) for head in asked for item in found[head]]))
            if asked
            else document,
            found[schema] if schema else (),
        )
        for document, found in zip(documents, answers, strict=True)
    ]


def _votes(document: Document, found: Sequence[tuple[str, Found]]) -> tuple[tuple[Vote, ...], ...]:
    votes: list[list[Vote]] = [[] for _ in document.sentences]
    for head, item in found:
        where = containing(document.sentences, item.start)
        if where is not None:
            votes[where].append(Vote(item.start, item.end, item.label if head == CUE_HEADS[0] else head))
    return tuple(map(tuple, votes))


def _names(config: Config, topic: Topic) -> tuple[Names, ...]:
    if not config.mentions.dictionary:
        return ()
    own = tuple(names_of_rows(topic_rows(name)).without(topic.linked_only) for name in topic.vocabularies)
    if config.mentions.model == "default":
        return own
    base = open_knowledge_base(config.links.knowledge_base)
    return (*own, KnowledgeBaseNames(base, topic.entity_types))


def _whole_name(text: str, start: int, end: int, names: Sequence[Names]) -> str | None:
    for known in names:
        for hit in find_names(text, start, end, names=known):
            if (hit.start, hit.end) == (start, end):
                return hit.entity_type
    return None


def _with_mentions(documents: Sequence[Document], sources: _Sources) -> list[Document]:
    proposed = sources.recognise(documents) if sources.recognise else [(document, []) for document in documents]
    return [replace(document, mentions=tuple(_mentions(document, found, sources))) for document, found in proposed]


def _mentions(document: Document, found: Sequence[Candidate], sources: _Sources) -> Iterator[Mention]:
    spans = [(item.start, item.end) for item in document.sentences]
    candidates = [item for item in found if item.score >= sources.min_score]
    for precedence, names in enumerate(sources.names, 1):
        candidates += [
            Candidate(hit.start, hit.end, hit.entity_type, DICTIONARY_SCORE, DICTIONARY, precedence)
            for start, end in spans
            for hit in find_names(document.text, start, end, names=names)
        ]
    mentions = resolve(item for item in candidates if item.entity_type in sources.topic.entity_types)
    mentions = trim_tails(
        document.text,
        mentions,
        sources.topic.trims,
        type_of=lambda start, end: _whole_name(document.text, start, end, sources.names),
    )
    if document.abbreviations:
        definitions = [(item.short_form, item.long_start, item.long_end) for item in document.abbreviations]
        mentions = apply_abbreviations(
            mentions,
            long_form_types(mentions, definitions),
            occurrences=occurrences(document.text, spans, document.abbreviations),
            guesses=frozenset({DICTIONARY}),
        )
    for item in join_neighbours(document.text, mentions, sources.topic.joins):
        identifier = mention_id(document.doc_id, item.start, item.end, entity_type=item.entity_type)
        text = document.text[item.start : item.end]
        yield Mention(item.start, item.end, identifier, text, item.entity_type, round(item.score, 4), item.source)
