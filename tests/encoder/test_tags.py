from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from gliomine.encoder.tags import (
    BEGIN,
    END,
    INSIDE,
    PARTS,
    TOGETHER,
    broken,
    decode,
    repair,
    spans_to_tags,
    tag_count,
    tags_to_spans,
)
from hypothesis import given, settings
from hypothesis import strategies as st


def is_valid(tags: np.ndarray) -> bool:
    """Tell whether a tag sequence stands for whole spans."""
    part, kind = (tags - 1) % PARTS + 1, (tags - 1) // PARTS
    part[tags == 0] = 0
    opens = np.concatenate([[False], (part == BEGIN) | (part == INSIDE)])
    goes_on = np.concatenate([(part == INSIDE) | (part == END), [False]])
    inside = opens[1:-1] & goes_on[1:-1]
    return bool((opens == goes_on).all() and (kind[1:] == kind[:-1])[inside].all())


def best_tags(scores: np.ndarray) -> list[int]:
    """Return the best valid tags of one sentence."""
    spans = decode(scores, np.array([0]))
    return spans_to_tags(list(zip(spans.first, spans.last, spans.kind, strict=True)), len(scores))


@st.composite
def flat_spans(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], int]:
    spans, place = [], 0
    for _ in range(draw(st.integers(0, 5))):
        first = place + draw(st.integers(0, 3))
        last = first + draw(st.integers(1, 4))
        spans.append((first, last, draw(st.integers(0, 3))))
        place = last
    return spans, place + draw(st.integers(0, 3))


@given(flat_spans())
def test_spans_survive_the_way_through_tags(made: tuple[list[tuple[int, int, int]], int]) -> None:
    spans, words = made
    tags = spans_to_tags(spans, words)
    assert tags_to_spans(tags) == spans
    assert is_valid(np.array(tags, dtype=int))


def test_the_outermost_of_nested_spans_is_kept() -> None:
    assert tags_to_spans(spans_to_tags([(1, 2, 0), (0, 3, 1), (2, 5, 0)], 5)) == [(0, 3, 1)]


@pytest.mark.parametrize("tags", [[2], [1], [3], [1, 0], [1, 2], [1, 7], [0, 2, 3], [4, 3], [1, 3, 2], [1, 5]])
def test_broken_sequences_are_not_valid(tags: list[int]) -> None:
    assert not is_valid(np.array(tags))


@cache
def every_valid(words: int, tags: int) -> list[tuple[int, ...]]:
    return [path for path in product(range(tags), repeat=words) if is_valid(np.array(path))]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(1, 2), (2, 2), (3, 2), (4, 1)]))
def test_the_best_sequence_is_that_of_trying_all(seed: int, size: tuple[int, int]) -> None:
    words, types = size
    scores = np.random.default_rng(seed).normal(size=(words, tag_count(types)))
    best = max(every_valid(words, tag_count(types)), key=lambda path: sum(scores[range(words), path]))
    assert best_tags(scores) == list(best)


def test_equal_scores_give_the_lower_tag() -> None:
    assert best_tags(np.zeros((3, 9))) == [0, 0, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(1, 3))
def test_many_sentences_at_once_are_decoded_as_one_by_one(seed: int, lengths: list[int], types: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(sum(lengths), tag_count(types))).astype(np.float32) * 3
    starts = np.cumsum(lengths) - lengths
    together = decode(scores, starts)
    expected, chances = [], []
    for start, length in zip(starts, lengths, strict=True):
        part = scores[start : start + length]
        alone = decode(part, np.array([0]))
        spans = list(zip(alone.first, alone.last, alone.kind, strict=True))
        expected += [(first + start, last + start, kind) for first, last, kind in spans]
        chances += alone.log_probability.tolist()
    assert list(zip(together.first, together.last, together.kind, strict=True)) == expected
    assert together.log_probability.tolist() == chances


@given(st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=5), min_size=1, max_size=4))
def test_broken_sentences_are_those_that_are_not_valid(sentences: list[list[int]]) -> None:
    lengths = [len(tags) for tags in sentences]
    starts = np.cumsum(lengths) - lengths
    wrong = [
        (int(start), int(start + len(tags)))
        for start, tags in zip(starts, sentences, strict=True)
        if not is_valid(np.array(tags))
    ]
    assert broken(np.concatenate([np.array(tags) for tags in sentences]), starts) == wrong


def test_the_probability_is_the_product_over_the_words() -> None:
    scores = np.log(np.array([[0.1, 0.6, 0.1, 0.1, 0.1], [0.2, 0.1, 0.1, 0.5, 0.1]]))
    spans = decode(scores, np.array([0]))
    assert np.isclose(np.exp(spans.log_probability), [0.3]).all()


def test_nothing_found_in_nothing() -> None:
    scores = np.zeros((2, 5))
    scores[:, 0] = 1
    assert len(decode(scores, np.array([0])).first) == 0


def alone(scores: np.ndarray) -> list[int]:
    tags = scores.argmax(axis=1)
    repair(tags, scores, [(0, len(tags))])
    return [int(tag) for tag in tags]


def test_a_very_long_sentence_among_short_ones_is_decoded_alike() -> None:
    lengths = [3, TOGETHER + 50, 12, TOGETHER]
    scores = np.random.default_rng(4).normal(size=(sum(lengths), tag_count(2)))
    starts = np.cumsum(lengths) - lengths
    expected = [
        (first + start, last + start, kind)
        for start, length in zip(starts, lengths, strict=True)
        for first, last, kind in tags_to_spans(alone(scores[start : start + length]))
    ]
    spans = decode(scores, starts)
    assert list(zip(spans.first, spans.last, spans.kind, strict=True)) == expected
