"""Claims of a head about the mentions of a text: every pair that it is asked about, with what it says of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.document import WordVectors
from gliomine.relations.candidates import STATUSES, Labels, Pairs, asked_pairs, concept_pairs, document_pairs
from gliomine.relations.classify import RelationModel, calibrated, chances, joined_scores
from gliomine.relations.features import Mentions, features_of, lay_out

LONGEST_SENTENCE = 400
"""Words of a sentence that is read for relations: time and memory grow with its words times its pairs of mentions."""


@dataclass(frozen=True, slots=True)
class Given:
    """A mention as the heads of relations take it.

    Attributes:
        kind: its type, by the head's name of it.
        concepts: what it stands for; only asked where pairs of concepts are judged.
    """

    start: int
    end: int
    kind: str
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a head says of two mentions.

    Attributes:
        subject: number of the mention given; object likewise.
        score: calibrated, in [0, 1].
        status: present, absent or possible; None where the head knows none.
        trigger: half-open span of the word that was heeded most, or None.
    """

    subject: int
    object: int
    predicate: str
    score: float
    status: str | None
    trigger: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a head of sentences says of all pairs of mentions that it is asked about, a row each.

    Attributes:
        subject: numbers of the mentions given; object likewise.
        chances: of none and each predicate, not calibrated.
        statuses: scores of each status, not normalised.
        trigger: half-open span of the word that was heeded most; -1 for none.
    """

    subject: NDArray[Any]
    object: NDArray[Any]
    chances: NDArray[Any]
    statuses: NDArray[Any]
    trigger: NDArray[Any]


def claims_of(
    model: RelationModel, name: str, words: Sequence[WordVectors], mentions: Sequence[Given], *, title_end: int = 0
) -> list[Claim]:
    """Return the best claim about each pair that the head is asked about, of whatever score.

    Args:
        words: the words of each sentence of the text with their vectors.
        mentions: in any order; those outside the sentences are left out.
        title_end: past the title, for heads that judge pairs of concepts.
    """
    labels = model.of(name)
    placed, numbers = place(words, mentions, labels)
    if len(numbers) < 2:
        return []
    if labels.document:
        return _of_document(model, name, words, mentions, (placed, numbers), title_end)
    found: list[Claim] = []
    for asked, judged in _of_sentences(model, name, words, (placed, numbers)):
        found += _best_of(judged, asked, labels)
    return found


def judged_of(model: RelationModel, name: str, words: Sequence[WordVectors], mentions: Sequence[Given]) -> Judged:
    """Return the chances of all predicates for each pair that a head of sentences is asked about; see `claims_of`."""
    labels = model.of(name)
    parts = [judged for _, judged in _of_sentences(model, name, words, place(words, mentions, labels))]
    nothing = np.zeros(0, dtype=np.int64)
    size = 1 + len(labels.predicates)
    parts.append(Judged(nothing, nothing, np.zeros((0, size)), np.zeros((0, len(STATUSES))), np.zeros((0, 2), int)))
    columns = ("subject", "object", "chances", "statuses", "trigger")
    return Judged(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))


def _of_sentences(
    model: RelationModel, name: str, words: Sequence[WordVectors], placed: tuple[Mentions, NDArray[Any]]
) -> Iterator[tuple[NDArray[Any], Judged]]:
    """Yield the pairs that are asked of each sentence, by their places in it, and what is said of them."""
    given, numbers = placed
    before = 0
    for number, sentence in enumerate(words):
        inside = np.flatnonzero(given.sentence == number)
        if len(inside) > 1:
            own = Mentions(
                np.zeros(len(inside), dtype=np.int64),
                given.first[inside] - before,
                given.last[inside] - before,
                given.kind[inside],
            )
            judged = _of_sentence(model, name, sentence, own, numbers[inside])
            if judged is not None:
                yield judged
        before += len(sentence.starts)


def place(words: Sequence[WordVectors], mentions: Sequence[Given], labels: Labels) -> tuple[Mentions, NDArray[Any]]:
    """Return the mentions as words counted over the sentences, and their numbers; words they touch belong to them."""
    kinds = {name: number for number, name in enumerate(labels.types)}
    rows = []
    before = 0
    order = sorted(range(len(mentions)), key=lambda which: mentions[which].start)
    begins = [mentions[which].start for which in order]
    for number, sentence in enumerate(words):
        if len(sentence.starts):
            low, high = int(sentence.starts[0]), int(sentence.ends[-1])
            for which in order[bisect_left(begins, low) : bisect_left(begins, high)]:
                item = mentions[which]
                if item.end <= high and item.kind in kinds:
                    first = int(np.searchsorted(sentence.ends, item.start, side="right"))
                    last = int(np.searchsorted(sentence.starts, item.end, side="left"))
                    if first < last:
                        rows.append((number, before + first, before + last, kinds[item.kind], which))
        before += len(sentence.starts)
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)
    return Mentions(table[:, 0], table[:, 1], table[:, 2], table[:, 3]), table[:, 4]


def _of_sentence(
    model: RelationModel, name: str, sentence: WordVectors, own: Mentions, numbers: NDArray[Any]
) -> tuple[NDArray[Any], Judged] | None:
    if len(sentence.starts) > LONGEST_SENTENCE:
        return None  # a table or a list without full stops, which says nothing of things that stand far apart
    asked = asked_pairs(own, model.of(name))
    if not len(asked):
        return None
    subject, object_ = asked[:, 0], asked[:, 1]
    layout = lay_out(own, subject, object_, [len(sentence.starts)])
    pairs = Pairs(own, subject, object_, layout, features_of(own, subject, object_, layout))
    scores = model.score(name, sentence.values, pairs)
    spans = np.stack([sentence.starts, sentence.ends], axis=1)
    trigger = np.where(scores.trigger[:, None] < 0, -1, spans[scores.trigger])
    return asked, Judged(
        numbers[subject], numbers[object_], chances(scores.predicates), scores.statuses, trigger.astype(np.int64)
    )


def _best_of(judged: Judged, asked: NDArray[Any], labels: Labels) -> list[Claim]:
    chance = _one_direction(judged.chances, asked, labels)
    best = chance[:, 1:].argmax(axis=1)
    shown = calibrated(chance[np.arange(len(best)), 1 + best], labels)
    status = judged.statuses.argmax(axis=1)
    return [
        Claim(
            int(judged.subject[row]),
            int(judged.object[row]),
            labels.predicates[best[row]],
            round(float(shown[row]), 4),
            labels.statuses[status[row]] if labels.statuses else None,
            span_of(judged.trigger[row]),
        )
        for row in range(len(best))
        if chance[row, 1 + best[row]] > 0
    ]


def _one_direction(chance: NDArray[Any], asked: NDArray[Any], labels: Labels) -> NDArray[Any]:
    """Give a predicate that holds both ways the mean of the two, and leave it to the pair in order of position."""
    number = {(int(a), int(b)): row for row, (a, b) in enumerate(asked)}
    columns = [1 + labels.predicates.index(name) for name in labels.symmetric if name in labels.predicates]
    if columns:
        chance = chance.copy()
        for (a, b), row in number.items():
            other = number.get((b, a))
            if other is not None and a < b:
                chance[row, columns] = (chance[row, columns] + chance[other, columns]) / 2
                chance[other, columns] = 0.0
    return chance


def span_of(trigger: NDArray[Any]) -> tuple[int, int] | None:
    """Return the span of a trigger as `Judged` holds it, None where there is none."""
    return None if trigger[0] < 0 else (int(trigger[0]), int(trigger[1]))


def _of_document(
    model: RelationModel,
    name: str,
    words: Sequence[WordVectors],
    mentions: Sequence[Given],
    placed: tuple[Mentions, NDArray[Any]],
    title_end: int,
) -> list[Claim]:
    labels = model.of(name)
    own, numbers = placed
    of_concept: dict[str, list[int]] = defaultdict(list)
    for row, number in enumerate(numbers):
        for concept in mentions[number].concepts:
            of_concept[concept].append(row)
    titled = {key for key, rows in of_concept.items() if any(mentions[numbers[r]].start < title_end for r in rows)}
    groups = document_pairs(of_concept, own, labels)
    counts = [len(item.starts) for item in words]
    made = concept_pairs(
        groups, names=sorted(groups), of_concept=of_concept, titled=titled, mentions=own, counts=counts
    )
    if made is None:
        return []
    pairs = made.pairs
    scores = np.zeros((len(made.group), 1 + len(labels.predicates)), dtype=np.float32)
    vectors = np.concatenate([item.values for item in words])
    for part in _same_words(pairs):
        layout, features = pairs.layout.pick(part), pairs.features[part]
        some = Pairs(own, pairs.subject[part], pairs.object[part], layout, features)
        scores[part] = model.score(name, vectors, some).predicates
    joined = chances(joined_scores(scores, made.group, len(groups)))
    best = joined[:, 1:].argmax(axis=1)
    shown = calibrated(joined[np.arange(len(best)), 1 + best], labels)
    found = []
    for number in range(len(groups)):
        row = int(np.flatnonzero(made.group == number)[0])
        predicate = labels.predicates[best[number]]
        ends = int(numbers[pairs.subject[row]]), int(numbers[pairs.object[row]])
        found.append(Claim(*ends, predicate, round(float(shown[number]), 4), None, None))
    return found


def _same_words(pairs: Pairs) -> Iterator[NDArray[Any]]:
    """Yield the numbers of pairs that read the same words."""
    keys = np.concatenate([pairs.layout.begin, pairs.layout.size], axis=1)
    _, which = np.unique(keys, axis=0, return_inverse=True)
    which = which.reshape(-1)
    for number in range(int(which.max()) + 1):
        yield np.flatnonzero(which == number)
