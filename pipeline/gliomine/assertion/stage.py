"""Stage `assertions`: the cues of negation and hedging in every sentence, and what they say of its mentions.

What the recogniser says of cues and of words comes from its pass in the stage `mentions`. A document that brings its
own mentions did not go through it, and is read here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gliomine.assertion.assess import assess
from gliomine.assertion.clause import Reading
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, pieces_of, read_sentence
from gliomine.assertion.vectors import Vectors
from gliomine.assertion.weigh import PairWeights, load_pair_weights, load_seeing_weights
from gliomine.config import Config
from gliomine.document import Assertion, Cue, Document, Mention, WordVectors, containing
from gliomine.mentions.recognise import answers_of, load_heads
from gliomine.resources import models_folder

Read = Callable[[Document], Document]
"""Adds the recogniser's votes and vectors to a document that has none."""


@dataclass(frozen=True, slots=True)
class _Models:
    """What decides.

    Attributes:
        cues: the finder of cues.
        alone: models of assertion for documents without vectors.
        seeing: those for documents with vectors; None where the encoder is not theirs.
        read: asks the recogniser; None where another model recognises, or none.
        keeps: whether a later stage needs the vectors.
    """

    cues: CueWeights
    alone: PairWeights
    seeing: PairWeights | None
    read: Read | None
    keeps: bool


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the models of cues and of assertion and return the stage.

    Raises:
        ResourceError: a model is missing or damaged.
    """
    folder = models_folder()
    models = _Models(
        load_cue_weights(folder),
        load_pair_weights(folder),
        load_seeing_weights(folder),
        reader() if config.mentions.model == "default" else None,
        config.relations.model != "none",
    )
    return lambda documents: [_with_assertions(document, models) for document in documents]


def reader() -> Read:
    """Return what adds the votes and vectors of the shipped recogniser; it is loaded when first asked.

    Raises:
        ResourceError: at the first document: the model is missing or damaged.
    """
    load = cache(load_heads)

    def read(document: Document) -> Document:
        ((answer, _),) = answers_of(load(), [document], None, vectors=True)
        return answer

    return read


def _with_assertions(document: Document, models: _Models) -> Document:
    found: dict[str, Assertion] = {}
    cues: list[Cue] = []
    heard = document
    if models.read is not None and document.sentences and not (document.votes or document.words):
        heard = models.read(document)
    vectors = Vectors(heard.words) if heard.words and models.seeing is not None else None
    weights = models.alone if vectors is None or models.seeing is None else models.seeing
    for role, reading, mentions in readings(heard, models.cues):
        cues += [cue for _, cue in reading.cues]
        if mentions:
            for item in assess(document.text, reading, mentions, role=role, weights=weights, vectors=vectors):
                found[item.mention_id] = item
    everything = (found.get(item.mention_id) or Assertion(item.mention_id, "present") for item in document.mentions)
    words = document.words if models.keeps else ()
    return replace(document, assertions=tuple(everything), cues=tuple(cues), votes=(), words=words)


def readings(document: Document, weights: CueWeights) -> Iterator[tuple[str | None, Reading, Sequence[Mention]]]:
    """Yield the role, the analysis and the mentions of each sentence, of a very long one piece by piece.

    Args:
        document: with sentences and mentions; with the recogniser's votes where it was asked.
        weights: the trained finder of cues.
    """
    by_sentence: dict[int, list[Mention]] = {}
    for mention in document.mentions:
        where = containing(document.sentences, mention.start)
        by_sentence.setdefault(-1 if where is None else where, []).append(mention)
    for number, sentence in enumerate(document.sentences):
        votes = document.votes[number] if document.votes else None
        pieces = pieces_of(document.text, sentence.start, sentence.end)
        begins = [start for start, _ in pieces]
        mentions = _parted(by_sentence.get(number, ()), begins)
        for place, (start, end) in enumerate(pieces):
            heard = votes if len(pieces) == 1 else _words(votes, start, end)
            yield (
                sentence.role,
                read_sentence(document.text, start, end, weights=weights, votes=heard),
                mentions[place],
            )


def _words(votes: WordVectors | None, start: int, end: int) -> WordVectors | None:
    """Return what is said of the words of a piece, whose cost must not grow with its sentence."""
    if votes is None:
        return None
    part = slice(*votes.starts.searchsorted([start, end]).tolist())
    return WordVectors(votes.starts[part], votes.ends[part], votes.values[part])


def _parted(items: Sequence[Mention], begins: Sequence[int]) -> list[Sequence[Mention]]:
    """Return what begins in each piece of a sentence, by the first characters of the pieces."""
    if len(begins) == 1:
        return [items]
    found: list[list[Mention]] = [[] for _ in begins]
    for item in items:
        found[max(0, bisect_right(begins, item.start) - 1)].append(item)
    return list(found)
