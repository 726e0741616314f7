from __future__ import annotations

import numpy as np
from gliomine.encoder.decoding import TOGETHER, broken, decode
from gliomine.encoder.tags import best_tags, is_valid, tag_count, tags_to_spans
from hypothesis import given, settings
from hypothesis import strategies as st


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
        spans = tags_to_spans(best_tags(part))
        assert list(zip(alone.first, alone.last, alone.kind, strict=True)) == spans
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


def test_a_very_long_sentence_among_short_ones_is_decoded_alike() -> None:
    lengths = [3, TOGETHER + 50, 12, TOGETHER]
    scores = np.random.default_rng(4).normal(size=(sum(lengths), tag_count(2)))
    starts = np.cumsum(lengths) - lengths
    expected = [
        (first + start, last + start, kind)
        for start, length in zip(starts, lengths, strict=True)
        for first, last, kind in tags_to_spans(best_tags(scores[start : start + length]))
    ]
    spans = decode(scores, starts)
    assert list(zip(spans.first, spans.last, spans.kind, strict=True)) == expected
