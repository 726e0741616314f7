"""Claims of a head about the mentions of a text: every pair that it is asked about, with what it says of it."""

from __future__ import annotations

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
from gliomine.threads import one_thread

LONGEST_SENTENCE = 400
"""Words of a sentence that is read for relations: time and memory grow with its words times its pairs of mentions."""

WORDS_AT_ONCE = 512  # of the sentences of a text that are judged together; most abstracts have fewer
PAIRS_AT_ONCE = 256


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


def judged_of(model: RelationModel, name: str, words: Sequence[WordVectors], mentions: Sequence[Given]) -> Judged:
    """Return the chances of all predicates for each pair that a head of sentences is asked about; see `claims_of`."""
    labels = model.of(name)
    nothing = np.zeros(0, dtype=np.int64)
    size = 1 + len(labels.predicates)
    none = Judged(nothing, nothing, np.zeros((0, size)), np.zeros((0, len(STATUSES))), np.zeros((0, 2), np.int64))
    if len(mentions) < 2 or not any(len(item.starts) for item in words):
        return none
    with one_thread():
        text = _Text.of(words)
        placed, numbers = _place(text, mentions, labels)
        parts = [_judge(model, name, text, placed.pick(rows), numbers[rows]) for rows in _portions(placed, text.counts)]
    found = [none, *(judged for judged, _ in parts)]
    columns = ("subject", "object", "chances", "statuses", "trigger")
    return Judged(*(np.concatenate([getattr(part, column) for part in found]) for column in columns))


def claims_of(
    model: RelationModel,
    name: str,
    words: Sequence[WordVectors],
    mentions: Sequence[Given],
    *,
    title_end: int = 0,
    least: float = 0.0,
) -> list[Claim]:
    """Return the best claim about each pair that the head is asked about.

    Args:
        words: the words of each sentence of the text with their vectors.
        mentions: in any order; those outside the sentences are left out.
        title_end: past the title, for heads that judge pairs of concepts.
        least: claims with a lower score are left out.
    """
    if len(mentions) < 2 or not any(len(item.starts) for item in words):
        return []
    with one_thread():
        return _claims(model, name, _Text.of(words), mentions, title_end=title_end, least=least)


def _claims(
    model: RelationModel, name: str, text: _Text, mentions: Sequence[Given], *, title_end: int, least: float
) -> list[Claim]:
    labels = model.of(name)
    placed, numbers = _place(text, mentions, labels)
    if len(numbers) < 2:
        return []
    if labels.document:
        found = _of_document(model, name, text, mentions, (placed, numbers), title_end)
        return [claim for claim in found if claim.score >= least]
    return [
        claim
        for rows in _portions(placed, text.counts)
        for claim in _of_sentences(model, name, text, placed.pick(rows), numbers[rows], least)
    ]


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text, one after another: their spans, their vectors, and how many each sentence has."""

    spans: NDArray[Any]
    vectors: NDArray[Any]
    counts: list[int]

    @staticmethod
    def of(words: Sequence[WordVectors]) -> _Text:
        spans = np.concatenate([np.stack([item.starts, item.ends], axis=1) for item in words])
        return _Text(spans, np.concatenate([item.values for item in words]), [len(item.starts) for item in words])


def _place(text: _Text, mentions: Sequence[Given], labels: Labels) -> tuple[Mentions, NDArray[Any]]:
    """Return the mentions as words counted over the sentences, and their numbers; words they touch belong to them."""
    kinds = {name: number for number, name in enumerate(labels.types)}
    rows = [(item.start, item.end, kinds.get(item.kind, -1)) for item in mentions]
    begin, end, kind = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    counts = np.array(text.counts, dtype=np.int64)
    filled = np.flatnonzero(counts)
    after = np.cumsum(counts)[filled]
    low, high = text.spans[after - counts[filled], 0], text.spans[after - 1, 1]
    where = np.maximum(np.searchsorted(low, begin, side="right") - 1, 0)
    first = np.searchsorted(text.spans[:, 1], begin, side="right")
    last = np.searchsorted(text.spans[:, 0], end, side="left")
    kept = (low[where] <= begin) & (begin < high[where]) & (end <= high[where]) & (first < last) & (kind >= 0)
    order = np.lexsort((kind, last, first))
    order = order[kept[order]]
    return Mentions(filled[where[order]], first[order], last[order], kind[order]), order


def _portions(placed: Mentions, counts: Sequence[int]) -> Iterator[NDArray[Any]]:
    """Yield the mentions of some sentences at a time, by their numbers; one mention alone has no relations."""
    rows: list[NDArray[Any]] = []
    size = 0
    for number, first, count in zip(*np.unique(placed.sentence, return_index=True, return_counts=True), strict=True):
        # A very long one is a table or a list without full stops, which says nothing of things that stand far apart.
        if count < 2 or counts[number] > LONGEST_SENTENCE:
            continue
        if rows and size + counts[number] > WORDS_AT_ONCE:
            yield np.concatenate(rows)
            rows, size = [], 0
        rows.append(np.arange(first, first + count))
        size += counts[number]
    if rows:
        yield np.concatenate(rows)


def _of_sentences(
    model: RelationModel, name: str, text: _Text, own: Mentions, numbers: NDArray[Any], least: float
) -> list[Claim]:
    labels = model.of(name)
    judged, asked = _judge(model, name, text, own, numbers)
    chance = _one_direction(judged.chances, asked, labels)
    best = chance[:, 1:].argmax(axis=1)
    top = chance[np.arange(len(best)), 1 + best]
    shown = np.round(calibrated(top, labels).astype(np.float64), 4)
    status = judged.statuses.argmax(axis=1)
    return [
        Claim(
            int(judged.subject[row]),
            int(judged.object[row]),
            labels.predicates[best[row]],
            float(shown[row]),
            labels.statuses[status[row]] if labels.statuses else None,
            span_of(judged.trigger[row]),
        )
        for row in np.flatnonzero((top > 0) & (shown >= least))
    ]


def _judge(
    model: RelationModel, name: str, text: _Text, own: Mentions, numbers: NDArray[Any]
) -> tuple[Judged, NDArray[Any]]:
    """Return what is said of all pairs of some mentions, and the pairs by their places among these."""
    labels = model.of(name)
    asked = asked_pairs(own, labels)
    if not len(asked):
        size = 1 + len(labels.predicates)
        empty = np.zeros(0, dtype=np.int64)
        nothing = np.zeros((0, size)), np.zeros((0, len(STATUSES))), np.zeros((0, 2), np.int64)
        return Judged(empty, empty, *nothing), asked
    subject, object_ = asked[:, 0], asked[:, 1]
    layout = lay_out(own, subject, object_, text.counts)
    pairs = Pairs(own, subject, object_, layout, features_of(own, subject, object_, layout))
    scores = model.score(name, text.vectors, pairs)
    trigger = np.where(scores.trigger[:, None] < 0, -1, text.spans[scores.trigger]).astype(np.int64)
    found = Judged(numbers[subject], numbers[object_], chances(scores.predicates), scores.statuses, trigger)
    return found, asked


def span_of(trigger: NDArray[Any]) -> tuple[int, int] | None:
    """Return the span of a trigger as `Judged` holds it, None where there is none."""
    return None if trigger[0] < 0 else (int(trigger[0]), int(trigger[1]))


def _one_direction(chance: NDArray[Any], asked: NDArray[Any], labels: Labels) -> NDArray[Any]:
    """Give a predicate that holds both ways the mean of the two, and leave it to the pair in order of position."""
    columns = [1 + labels.predicates.index(name) for name in labels.symmetric if name in labels.predicates]
    row = {(a, b): row for row, (a, b) in enumerate(asked.tolist())}
    pairs = [(first, row[b, a]) for (a, b), first in row.items() if a < b and (b, a) in row]
    if columns and pairs:
        first, other = np.array(pairs).T[:, :, None]
        chance = chance.copy()
        chance[first, columns] = (chance[first, columns] + chance[other, columns]) / 2
        chance[other, columns] = 0.0
    return chance


def _of_document(
    model: RelationModel,
    name: str,
    text: _Text,
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
    made = concept_pairs(
        groups, names=sorted(groups), of_concept=of_concept, titled=titled, mentions=own, counts=text.counts
    )
    if made is None:
        return []
    pairs = made.pairs
    scores = np.zeros((len(made.group), 1 + len(labels.predicates)), dtype=np.float32)
    # Pairs that read the same words side by side.
    order = np.lexsort(pairs.layout.begin.T)
    for part in np.array_split(order, -(-len(order) // PAIRS_AT_ONCE)):
        layout, features = pairs.layout.pick(part), pairs.features[part]
        some = Pairs(own, pairs.subject[part], pairs.object[part], layout, features)
        scores[part] = model.score(name, text.vectors, some).predicates
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
