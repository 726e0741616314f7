from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from gliomine.encoder.tags import best_tags, is_valid, spans_to_tags, tag_count, tags_to_spans
from hypothesis import given, settings
from hypothesis import strategies as st


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


def test_no_words_have_no_tags() -> None:
    assert best_tags(np.zeros((0, 9))) == []


def test_equal_scores_give_the_lower_tag() -> None:
    assert best_tags(np.zeros((3, 9))) == [0, 0, 0]
