"""Which pairs of mentions a head is asked about: those of a sentence, or of a document, whose types allow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.relations.features import Layout, Mentions, count_step, features_of, lay_out

STATUSES = ("present", "absent", "possible")
FARTHEST = 25  # mentions of a sentence from one to the other of a pair; in a longer list nothing is said of the two
NEAREST = 5  # pairs of mentions that speak for a pair of concepts


@dataclass(frozen=True, slots=True)
class Labels:
    """What a relation head tells apart.

    Attributes:
        predicates: its predicates; score 0 of the network means none of them.
        types: types of mentions.
        pairs: types (subject, object) between which relations are asked for, as numbers.
        undirected: whether a pair is asked once, its earlier mention as the subject.
        document: whether pairs of concepts of a document are judged, by all their mentions.
        symmetric: predicates that hold in both directions.
        statuses: what its status scores stand for; empty: it has none.
        threshold: calibrated score from which a relation is shown.
        slope: calibration: the score is the logistic function of slope x log-odds + shift.
        shift: see slope.
    """

    predicates: tuple[str, ...]
    types: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    undirected: bool = False
    document: bool = False
    symmetric: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    threshold: float = 0.5
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of mentions of one text, and what is read for them."""

    mentions: Mentions
    subject: NDArray[Any]
    object: NDArray[Any]
    layout: Layout
    features: NDArray[Any]


def asked_pairs(mentions: Mentions, labels: Labels) -> NDArray[Any]:
    """Return the pairs (subject, object) of mentions that share a sentence and between which a relation can be."""
    allowed = np.zeros((len(labels.types), len(labels.types)), dtype=bool)
    for subject, object_ in labels.pairs:
        allowed[subject, object_] = True
    order = np.lexsort((mentions.last, mentions.first, mentions.sentence))
    step = np.arange(1 if labels.undirected else -FARTHEST, FARTHEST + 1)
    place = np.arange(len(order))[:, None] + step
    rows, columns = np.nonzero((place >= 0) & (place < len(order)))
    subject, object_ = order[rows], order[place[rows, columns]]
    asked = allowed[mentions.kind[subject], mentions.kind[object_]]
    asked &= mentions.sentence[subject] == mentions.sentence[object_]
    asked &= (mentions.first[subject] != mentions.first[object_]) | (mentions.last[subject] != mentions.last[object_])
    return np.stack([subject[asked], object_[asked]], axis=1)


def document_pairs(
    of_concept: Mapping[str, Sequence[int]], mentions: Mentions, labels: Labels
) -> dict[tuple[str, str], list[tuple[int, int, str, str]]]:
    """Return for each pair of concepts its nearest pairs of mentions: subject, object, concept of either."""
    allowed = set(labels.pairs)
    groups: dict[tuple[str, str], list[tuple[int, int, str, str]]] = defaultdict(list)
    concepts = sorted(of_concept)
    for first in concepts:
        for second in concepts:
            if first == second or (labels.undirected and first > second):
                continue
            found = []
            for a in of_concept[first]:
                for b in of_concept[second]:
                    if mentions.first[a] == mentions.first[b] and mentions.last[a] == mentions.last[b]:
                        continue
                    x, y, left, right = a, b, first, second
                    if labels.undirected and (mentions.first[b], mentions.last[b]) < (
                        mentions.first[a],
                        mentions.last[a],
                    ):
                        x, y, left, right = b, a, second, first
                    if (int(mentions.kind[x]), int(mentions.kind[y])) in allowed:
                        apart = abs(int(mentions.sentence[a] - mentions.sentence[b]))
                        gap = max(int(mentions.first[a] - mentions.last[b]), int(mentions.first[b] - mentions.last[a]))
                        found.append(((apart, gap, x, y), (x, y, left, right)))
            if found:
                groups[first, second] = [item for _, item in sorted(found)[:NEAREST]]
    return groups


@dataclass(frozen=True, slots=True)
class ConceptPairs:
    """Pairs of concepts of a document, with the pairs of mentions that speak for them.

    Attributes:
        names: the two concepts.
        pairs: pairs of mentions.
        group: for each pair of mentions the number of its pair of concepts.
    """

    names: list[tuple[str, str]]
    pairs: Pairs
    group: NDArray[Any]


def concept_pairs(
    groups: Mapping[tuple[str, str], Sequence[tuple[int, int, str, str]]],
    *,
    names: Sequence[tuple[str, str]],
    of_concept: Mapping[str, Sequence[int]],
    titled: Collection[str],
    mentions: Mentions,
    counts: Sequence[int],
) -> ConceptPairs | None:
    """Return the chosen ones (`names`) of `document_pairs` as numbers; None where there are none.

    Args:
        titled: concepts that the title mentions.
        counts: words of each sentence.
    """
    rows = [(a, b, number, x, y) for number, name in enumerate(names) for a, b, x, y in groups[name]]
    if not rows:
        return None
    subject = np.array([row[0] for row in rows], dtype=np.int64)
    object_ = np.array([row[1] for row in rows], dtype=np.int64)
    layout = lay_out(mentions, subject, object_, counts)
    features = features_of(mentions, subject, object_, layout)
    for column, concepts in ((2, [row[3] for row in rows]), (3, [row[4] for row in rows])):
        features[:, column] = count_step(np.array([len(of_concept[name]) for name in concepts]))
        features[:, column + 2] = [2 if name in titled else 1 for name in concepts]
    group = np.array([row[2] for row in rows], dtype=np.int64)
    return ConceptPairs(list(names), Pairs(mentions, subject, object_, layout, features), group)


def pair_of_concepts(first: str, second: str, labels: Labels) -> tuple[str, str]:
    """Return the key of a pair of concepts: in order of their names where the relation has no direction."""
    return (min(first, second), max(first, second)) if labels.undirected else (first, second)
