"""Which pairs of mentions a head is asked about."""

from __future__ import annotations

import dataclasses

import numpy as np
from gliomine.relations.candidates import NEAREST, Labels, asked_pairs, document_pairs, pair_of_concepts
from gliomine.relations.features import Mentions

# Types: 0 drug, 1 disease.
LABELS = Labels(("treats",), ("drug", "disease"), ((0, 1),))
MENTIONS = Mentions(np.array([0, 0, 0]), np.array([0, 3, 5]), np.array([1, 4, 7]), np.array([0, 1, 1]))


def test_types_decide_which_pairs_are_asked() -> None:
    assert asked_pairs(MENTIONS, LABELS).tolist() == [[0, 1], [0, 2]]
    both = dataclasses.replace(LABELS, pairs=((0, 1), (1, 0)))
    assert asked_pairs(MENTIONS, both).tolist() == [[0, 1], [0, 2], [1, 0], [2, 0]]


def test_without_a_direction_the_earlier_mention_is_the_subject() -> None:
    labels = dataclasses.replace(LABELS, pairs=((0, 1), (1, 0), (1, 1)), undirected=True)
    mentions = Mentions(MENTIONS.sentence, np.array([5, 0, 3]), np.array([6, 1, 4]), MENTIONS.kind)
    assert sorted(map(tuple, asked_pairs(mentions, labels).tolist())) == [(1, 0), (1, 2), (2, 0)]


def test_two_mentions_of_one_span_are_no_pair() -> None:
    mentions = Mentions(np.array([0, 0]), np.array([2, 2]), np.array([3, 3]), np.array([0, 1]))
    assert asked_pairs(mentions, LABELS).tolist() == []


def test_concepts_are_paired_by_their_nearest_mentions() -> None:
    # The drug stands in the sentences 0 and 2, the disease in 2 and 3.
    mentions = Mentions(
        np.array([0, 2, 2, 3]), np.array([1, 21, 25, 31]), np.array([2, 22, 26, 32]), np.array([0, 0, 1, 1])
    )
    groups = document_pairs({"D": [0, 1], "X": [2, 3]}, mentions, LABELS)
    assert list(groups) == [("D", "X")]
    assert [item[:2] for item in groups["D", "X"]] == [(1, 2), (1, 3), (0, 2), (0, 3)]
    many = Mentions(np.zeros(20, dtype=int), np.arange(20), np.arange(1, 21), np.array([0] * 10 + [1] * 10))
    assert len(document_pairs({"D": list(range(10)), "X": list(range(10, 20))}, many, LABELS)["D", "X"]) == NEAREST


def test_concepts_without_a_direction_have_one_key() -> None:
    labels = dataclasses.replace(LABELS, undirected=True)
    assert pair_of_concepts("b", "a", labels) == pair_of_concepts("a", "b", labels) == ("a", "b")
    assert pair_of_concepts("b", "a", LABELS) == ("b", "a")
