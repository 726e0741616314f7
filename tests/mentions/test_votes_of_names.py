"""What an occurrence says for and against a type, and how the occurrences of several documents are kept apart."""

from __future__ import annotations

import numpy as np
import pytest
from gliomine.encoder.tags import BEGIN, END, INSIDE, PARTS, SINGLE, Tagged
from gliomine.mentions.consistency import ADD, DROP, DocumentWords, agree, vote
from numpy.typing import NDArray

SCORES = np.zeros((4, 2 * PARTS + 1))
SCORES[0, [0, PARTS + BEGIN, PARTS + SINGLE, BEGIN]] = 1.0, 3.0, 9.0, 2.5
SCORES[1, [0, PARTS + INSIDE, PARTS + END]] = 0.5, 2.0, 7.0
SCORES[2, [0, PARTS + INSIDE, PARTS + END]] = 0.25, 4.0, 1.0
SCORES[3, [0, PARTS + END]] = 0.5, -40.0


@pytest.mark.parametrize(
    ("first", "last", "kind", "odds"),
    [
        (0, 1, 1, 4.0),  # 9 - 1, within the limit of four
        (0, 2, 1, 4.0),  # (3 + 7 - 1.5) / 2 is 4.25
        (0, 3, 1, (3 + 2 + 1 - 1.75) / 3),
        (0, 4, 1, -4.0),
        (1, 2, 0, -0.5),
        (0, 2, 0, (2.5 - 1.5) / 2),
    ],
)
def test_a_vote_is_of_log_odds_a_word(first: int, last: int, kind: int, odds: float) -> None:
    assert vote(SCORES, first, last, kind) == pytest.approx(odds)


def test_a_vote_may_have_another_limit() -> None:
    assert vote(SCORES, 0, 1, 1, limit=8.0) == 8.0
    assert vote(SCORES, 0, 2, 1, limit=8.0) == pytest.approx(4.25)


def scores(*odds: float) -> NDArray[np.float64]:
    made = np.zeros((len(odds), PARTS + 1))
    made[:, 1:] = -9.0
    made[:, SINGLE] = odds
    return made


@pytest.mark.parametrize(
    ("odds", "places"),
    [
        # The mean of a found and a missed one: above -1 the missed is added, below -1.25 the found is dropped.
        ((1.0, 2 * ADD - 1.0 + 0.02), [0, 1]),
        ((1.0, 2 * ADD - 1.0), [0]),
        ((1.0, 2 * DROP - 1.0), [0]),
        ((1.0, 2 * DROP - 1.0 - 0.02), []),
        ((4.0, -9.0), [0, 1]),  # each within four: they are even
    ],
)
def test_when_a_name_is_added_and_when_dropped(odds: tuple[float, ...], places: list[int]) -> None:
    found = agree(DocumentWords(["x1", "x1"], [0, 1]), scores(*odds), [Tagged(0, 1, 0, 0.7)], {})
    assert found == [Tagged(place, place + 1, 0, 0.7) for place in places]


@pytest.mark.parametrize(
    ("word", "added"), [("x1", True), ("x", False), ("12", False), ("1-2", False), ("1-a", True), ("β2", True)]
)
def test_what_is_a_name(word: str, added: bool) -> None:
    found = agree(DocumentWords([word, word], [0, 1]), scores(2.0, 2.0), [Tagged(0, 1, 0, 0.7)], {})
    assert len(found) == 1 + added


def test_the_type_and_the_score_that_are_followed() -> None:
    """Most occurrences decide on the type, the weakest of them on the score."""
    made = np.full((5, 2 * PARTS + 1), -9.0)
    made[:, 0] = 0.0
    made[:, SINGLE] = made[:, PARTS + SINGLE] = 2.0
    found = [Tagged(0, 1, 1, 0.9), Tagged(1, 2, 0, 0.4), Tagged(2, 3, 1, 0.6), Tagged(3, 4, 0, 0.8)]
    words = DocumentWords(["x1"] * 5, list(range(5)))
    assert agree(words, made, found, {})[-1] == Tagged(4, 5, 0, 0.4)  # of two equal numbers the first type
    assert agree(words, made, found[:3], {})[-2:] == [Tagged(3, 4, 1, 0.6), Tagged(4, 5, 1, 0.6)]


def test_of_overlapping_occurrences_the_first_stands() -> None:
    words = ["a1", "b1", "a1", "x", "a1", "b1", "a1", "b1", "a1"]
    even = np.zeros((9, PARTS + 1))
    found = agree(DocumentWords(words, [0] * 9), even, [Tagged(0, 3, 0, 0.5)], {})
    assert [(item.first, item.last) for item in found] == [(0, 3), (4, 7)]
    found = agree(DocumentWords(words, [0] * 9), even, [Tagged(0, 2, 0, 0.5)], {})
    assert [(item.first, item.last) for item in found] == [(0, 2), (4, 6), (6, 8)]


@pytest.mark.parametrize(("long_odds", "kept"), [(4.0, True), (-4.0, False)])
def test_a_long_form_has_three_votes(long_odds: float, kept: bool) -> None:
    """The short form alone has a mean of -0.5: two occurrences, of 2 and -3."""
    words = DocumentWords(["fennish", "x1", "x1"], [0, 0, 1])
    made = scores(long_odds, 2.0, -3.0)
    found = [Tagged(1, 2, 0, 0.7)]
    assert len(agree(words, made, found, {})) == 2
    assert len(agree(words, made, found, {("x1",): (0, 1)})) == (2 if kept else 0)
