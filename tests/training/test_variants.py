"""Variants of training sentences: other mentions in their places, hidden words."""

from __future__ import annotations

import numpy as np
from gliomine.encoder.tags import tags_to_spans
from gliomine.training.data import Example
from gliomine.training.variants import UNTAUGHT, Variants, word_ends

MASK = 1


def example(words: list[list[int]], tags: list[int], head: str = "zoo") -> Example:
    """Return a sentence of words, each a list of pieces; the shape of a piece is its id modulo 10."""
    ids = [2, *(piece for word in words for piece in word), 3]
    firsts = np.cumsum([1, *(len(word) for word in words)])[:-1]
    return Example(np.array(ids), np.array(ids) % 10, firsts, {head: np.array(tags)})


def words_of(item: Example) -> list[list[int]]:
    return [item.ids[first:end].tolist() for first, end in zip(item.firsts, word_ends(item), strict=True)]


SHORT = example([[10], [11, 12], [13]], [0, 4, 0])  # a mention of one word
LONG = example([[20], [21], [22, 23], [24]], [1, 2, 3, 0])  # one of three words, at the beginning
OTHER = example([[30], [31]], [8, 0])  # a mention of another type


def variants(*, exchanged: float = 0.0, hidden: float = 0.0, most: int = 99) -> Variants:
    return Variants([SHORT, LONG, OTHER], ["zoo"], exchanged=exchanged, hidden=hidden, mask=MASK, most=most)


def test_a_mention_is_exchanged_for_one_of_its_type() -> None:
    maker, random = variants(exchanged=1.0), np.random.default_rng(0)
    taught = {"shop": np.array([5, 6, 7])}
    seen = set()
    for _ in range(40):
        made, other = maker.make(0, taught, random)
        words, tags = words_of(made), made.tags["zoo"].tolist()
        assert words[0] == [10] and words[-1] == [13]
        assert (made.ids[0], made.ids[-1]) == (2, 3) and (made.shape == made.ids % 10).all()
        ((first, last, kind),) = tags_to_spans(tags)
        assert kind == 0 and words[first:last] in ([[11, 12]], [[20], [21], [22, 23]])
        assert other["shop"].tolist() == [5, *[UNTAUGHT] * (last - first), 7]
        seen.add(last - first)
    assert seen == {1, 3}
    # The only mention of its type stays what it is.
    assert words_of(maker.make(2, {}, random)[0]) == [[30], [31]]


def test_a_sentence_that_would_become_too_long_stays() -> None:
    maker, random = variants(exchanged=1.0, most=6), np.random.default_rng(0)
    assert all(len(maker.make(0, {}, random)[0].ids) == 6 for _ in range(20))


def test_words_are_hidden_whole() -> None:
    maker, random = variants(hidden=0.5), np.random.default_rng(0)
    made = [words_of(maker.make(0, {}, random)[0]) for _ in range(40)]
    assert all(
        word in ([[10], [11, 12], [13]][at], [MASK] * len(word)) for words in made for at, word in enumerate(words)
    )
    assert 0.3 < np.mean([word[0] == MASK for words in made for word in words]) < 0.7
    assert SHORT.ids.tolist() == [2, 10, 11, 12, 13, 3]
    assert words_of(variants().make(1, {}, random)[0]) == words_of(LONG)
