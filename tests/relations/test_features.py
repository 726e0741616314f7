"""Which words are read for a pair, and where they stand."""

from __future__ import annotations

import numpy as np
from gliomine.relations.features import (
    BETWEEN,
    FEATURES,
    GAPS,
    LEFT,
    OBJECT,
    PLACES,
    RIGHT,
    SUBJECT,
    Mentions,
    count_step,
    features_of,
    lay_out,
    places_of,
    roles_of,
    words_of,
)

COUNTS = [8, 5]
# "a [b c] d [e] f g h" and "i [j] k l [m]"
MENTIONS = Mentions(np.array([0, 0, 1, 1]), np.array([1, 4, 9, 12]), np.array([3, 5, 10, 13]), np.array([0, 1, 0, 1]))


def pair(subject: int, object_: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([subject]), np.array([object_])


def test_a_pair_of_one_sentence_reads_that_sentence() -> None:
    layout = lay_out(MENTIONS, *pair(2, 3), COUNTS)
    words, inside = words_of(layout)
    assert words.tolist() == [[8, 9, 10, 11, 12]] and inside.all()
    assert roles_of(layout, 5).tolist() == [[LEFT, SUBJECT, BETWEEN, BETWEEN, OBJECT]]


def test_roles_follow_the_direction() -> None:
    layout = lay_out(MENTIONS, *pair(1, 0), COUNTS)
    expected = [LEFT, OBJECT, OBJECT, BETWEEN, SUBJECT, RIGHT, RIGHT, RIGHT]
    assert roles_of(layout, 8).tolist() == [expected]


def test_a_pair_of_two_sentences_reads_both_one_after_the_other() -> None:
    for subject, object_ in ((1, 2), (2, 1)):
        layout = lay_out(MENTIONS, *pair(subject, object_), COUNTS)
        words, inside = words_of(layout)
        assert words.tolist() == [list(range(13))] and inside.all()
        roles = roles_of(layout, 13)[0]
        assert np.flatnonzero(roles == SUBJECT).tolist() == ([4] if subject == 1 else [9])
        assert np.flatnonzero(roles == BETWEEN).tolist() == [5, 6, 7, 8]


def test_pairs_that_read_different_words_are_filled_up() -> None:
    layout = lay_out(MENTIONS, np.array([0, 2]), np.array([1, 3]), COUNTS)
    words, inside = words_of(layout)
    assert words.shape == (2, 8) and inside.sum(axis=1).tolist() == [8, 5]
    assert words[1, 5:].tolist() == [0, 0, 0]


def test_places_grow_with_the_distance_and_stay_in_range() -> None:
    places = places_of(np.array([[10, 12]]), 60)[0]
    assert places[10] == places[11] == PLACES // 2
    assert (np.diff(places) >= 0).all() and places.min() >= 0 and places.max() < PLACES
    assert places[9] == PLACES // 2 - 1 and places[12] == PLACES // 2 + 1


def test_features_tell_order_distance_and_crowd() -> None:
    subject, object_ = np.array([0, 1, 0]), np.array([1, 0, 3])
    found = features_of(MENTIONS, subject, object_, lay_out(MENTIONS, subject, object_, COUNTS))
    assert found.shape == (3, len(FEATURES))
    assert found[1, 0] - found[0, 0] == GAPS  # the other order of the same distance
    assert found[:, 1].tolist() == [0, 0, 2]
    assert found[2, 0] > found[0, 0] and (found[:, 0] < 2 * GAPS).all()


def test_counts_have_steps() -> None:
    assert count_step(np.array([0, 1, 2, 5, 6, 50])).tolist() == [0, 1, 2, 4, 5, 5]
