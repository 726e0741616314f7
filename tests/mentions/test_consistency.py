"""Occurrences of one name in a document are judged together."""

from __future__ import annotations

import numpy as np
from gliomine.encoder.tags import Tagged
from gliomine.mentions.consistency import LIMIT, DocumentWords, agree
from gliomine.text.normalize import without_plural
from hypothesis import given
from hypothesis import strategies as st

TEXT = "atelosteogenesis type II ( AO2 ) was seen . Three AO2 cases and one AO2s"
WORDS = TEXT.split()
SENTENCES = [0] * 9 + [1] * 6
LONG_FORM = {("AO2",): (0, 3)}


def scores_of(spans: dict[tuple[int, int], float], *, words: int = len(WORDS), kinds: int = 2) -> np.ndarray:
    """Return scores in which a span of type 1 has so many log-odds a word, and all else has few."""
    scores = np.zeros((words, 4 * kinds + 1))
    scores[:, 1:] = -9.0
    for (first, last), odds in spans.items():
        tags = [8] if last - first == 1 else [5, *[6] * (last - first - 2), 7]
        scores[range(first, last), tags] = odds
    return scores


def spans_of(found: list[Tagged]) -> list[tuple[int, int, int]]:
    return [(item.first, item.last, item.kind) for item in found]


def test_a_short_form_is_what_its_long_form_is() -> None:
    scores = scores_of({(0, 3): 5.0, (4, 5): -3.0, (10, 11): -2.0, (14, 15): -3.0})
    found = agree(DocumentWords(WORDS, SENTENCES), scores, [Tagged(0, 3, 1, 0.9)], LONG_FORM)
    assert spans_of(found) == [(0, 3, 1), (4, 5, 1), (10, 11, 1), (14, 15, 1)]
    assert {item.score for item in found} == {0.9}
    # Without the definition nothing is known of the short form.
    assert agree(DocumentWords(WORDS, SENTENCES), scores, [Tagged(0, 3, 1, 0.9)], {}) == [Tagged(0, 3, 1, 0.9)]


def test_a_long_form_that_is_no_entity_votes_against_its_short_form() -> None:
    scores = scores_of({(10, 11): 0.5, (4, 5): -3.0, (14, 15): -1.0})
    kept = agree(DocumentWords(WORDS, SENTENCES), scores, [Tagged(10, 11, 1, 0.6)], {})
    assert spans_of(kept) == [(10, 11, 1)]
    dropped = agree(DocumentWords(WORDS, SENTENCES), scores, [Tagged(10, 11, 1, 0.6)], LONG_FORM)
    assert dropped == []


def test_most_occurrences_decide() -> None:
    words, sentences = ["x1"] * 5, [0, 1, 2, 3, 4]
    sure = scores_of({(place, place + 1): 3.0 for place in range(3)} | {(3, 4): -3.0, (4, 5): -3.0}, words=5)
    found = [Tagged(place, place + 1, 1, 0.8 - place / 10) for place in range(3)]
    assert spans_of(agree(DocumentWords(words, sentences), sure, found, {})) == [(n, n + 1, 1) for n in range(5)]
    lone = scores_of({(0, 1): 0.5} | {(place, place + 1): -4.0 for place in range(1, 5)}, words=5)
    assert agree(DocumentWords(words, sentences), lone, [Tagged(0, 1, 1, 0.6)], {}) == []


def test_one_name_has_one_type_where_that_is_clear() -> None:
    words, sentences = ["x1"] * 3, [0, 1, 2]
    found = [Tagged(0, 1, 1, 0.9), Tagged(1, 2, 1, 0.9), Tagged(2, 3, 0, 0.6)]
    scores = scores_of({(0, 1): 6.0, (1, 2): 6.0, (2, 3): 1.0}, words=3)
    scores[2, 4] = 1.5  # of type 0
    assert spans_of(agree(DocumentWords(words, sentences), scores, found, {})) == [(n, n + 1, 1) for n in range(3)]
    scores[:2, 4] = 6.0
    assert agree(DocumentWords(words, sentences), scores, found, {}) == found


def test_a_name_does_not_cross_a_sentence_and_one_letter_is_no_name() -> None:
    words = ["liver", "cancer", "is", "cancer", "of", "liver", "cancer"]
    scores = scores_of({(0, 2): 4.0, (5, 7): 4.0}, words=7)
    split = DocumentWords(words, [0, 0, 0, 0, 0, 0, 1])
    assert spans_of(agree(split, scores, [Tagged(0, 2, 1, 0.9)], {})) == [(0, 2, 1)]
    whole = DocumentWords(words, [0] * 7)
    assert spans_of(agree(whole, scores, [Tagged(0, 2, 1, 0.9)], {})) == [(0, 2, 1), (5, 7, 1)]
    letters = DocumentWords(["p", "p"], [0, 0])
    one = scores_of({(0, 1): 4.0, (1, 2): 1.0}, words=2)
    assert len(agree(letters, one, [Tagged(0, 1, 1, 0.9)], {})) == 1


def test_short_forms_are_found_in_the_plural() -> None:
    assert without_plural("MSCs") == without_plural("MSC") and without_plural("iPSCs") == "iPSC"
    assert without_plural("AS") == "AS" and without_plural("s") == "s" and without_plural("") == ""


@given(
    st.lists(st.sampled_from(["aa", "bb", "Cc", "dd", "1", ","]), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_spans_stay_flat_and_inside_a_sentence(words: list[str], chance: object) -> None:
    rng = np.random.default_rng(chance.randrange(1 << 30))  # type: ignore[attr-defined]
    scores = rng.normal(0, 2 * LIMIT, (len(words), 9))
    sentences = sorted(rng.integers(0, 4, len(words)).tolist())
    found, free = [], 0
    while free < len(words):
        size = int(rng.integers(1, 4))
        if rng.random() < 0.4 and free + size <= len(words) and sentences[free] == sentences[free + size - 1]:
            found.append(Tagged(free, free + size, int(rng.integers(2)), 0.5))
            free += size
        free += 1
    vocabulary = DocumentWords(words, sentences)
    long_forms = {vocabulary.key(item.first, item.last): (0, 1) for item in found[:1]}
    after = agree(vocabulary, scores, found, long_forms)
    assert after == agree(vocabulary, scores, found, long_forms)
    ends = [0, *(item.last for item in after)]
    assert all(low <= item.first < item.last <= len(words) for low, item in zip(ends, after, strict=False))
    assert all(sentences[item.first] == sentences[item.last - 1] for item in after)
