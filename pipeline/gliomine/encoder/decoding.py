"""From tag scores of many sentences to spans and their probabilities, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.tags import BEGIN, END, INSIDE, PARTS, SINGLE, best_tags

TOGETHER = 200
"""Longer sentences, in words, are decoded one by one: the others would wait for them."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans in order of position; each array has one entry a span.

    Attributes:
        first: its first word.
        last: past its last word.
        kind: its type.
        log_probability: logarithm of the product of the probabilities of its tags.
    """

    first: NDArray[Any]
    last: NDArray[Any]
    kind: NDArray[Any]
    log_probability: NDArray[Any]


def decode(scores: NDArray[Any], starts: NDArray[Any]) -> Spans:
    """Return the spans of the best valid tag sequence of each sentence.

    Args:
        scores: words x tags, the words of all sentences one after another.
        starts: first word of each sentence; none is empty.

    >>> spans = decode(np.eye(5)[[0, 4, 1, 3, 4]] * 9, np.array([0, 2]))
    >>> list(zip(spans.first.tolist(), spans.last.tolist(), spans.kind.tolist()))
    [(1, 2, 0), (2, 4, 0), (4, 5, 0)]
    """
    tags = scores.argmax(axis=1)
    ranges = broken(tags, starts)
    for low, high in ranges:
        if high - low > TOGETHER:
            tags[low:high] = best_tags(scores[low:high])
    repair(tags, scores, [item for item in ranges if item[1] - item[0] <= TOGETHER])
    part, kind = parts_of(tags)
    first = np.flatnonzero((part == BEGIN) | (part == SINGLE))
    last = np.flatnonzero((part == END) | (part == SINGLE)) + 1
    return Spans(first, last, kind[first], _log_probability(scores, tags, last - first))


def parts_of(tags: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return part (0 outside) and type of each tag."""
    part = np.where(tags == 0, 0, (tags - 1) % PARTS + 1)
    return part, (tags - 1) // PARTS


def broken(tags: NDArray[Any], starts: NDArray[Any]) -> list[tuple[int, int]]:
    """Return the sentences whose tags do not stand for whole spans, as ranges of words.

    >>> broken(np.array([0, 1, 3, 4, 2]), np.array([0, 2, 3]))
    [(0, 2), (2, 3), (3, 5)]
    """
    if not len(tags):
        return []
    part, kind = parts_of(tags)
    opened = np.zeros(len(tags) + 1, dtype=bool)  # before each word: is a span of this sentence open?
    opened[1:] = (part == BEGIN) | (part == INSIDE)
    left_open = opened[np.append(starts[1:], len(tags))]
    opened[starts] = False
    goes_on = (part == INSIDE) | (part == END)
    wrong = opened[:-1] != goes_on
    wrong[1:] |= goes_on[1:] & (kind[1:] != kind[:-1])
    bad = np.logical_or.reduceat(wrong, starts) | left_open
    ends = np.append(starts[1:], len(tags))
    return [(int(starts[number]), int(ends[number])) for number in np.flatnonzero(bad)]


def repair(tags: NDArray[Any], scores: NDArray[Any], ranges: Sequence[tuple[int, int]]) -> None:
    """Put the best valid tag sequences of some sentences, given as ranges of words, into `tags`.

    The same as `best_tags` for each of them, one word of all sentences at a time.
    """
    if not ranges:
        return
    # The longest first: at every word those sentences that are still going on stand in front.
    lows, highs = np.array(sorted(ranges, key=lambda item: item[0] - item[1])).T
    lengths = highs - lows
    count, types = len(lows), (scores.shape[1] - 1) // PARTS
    closed: NDArray[Any] = np.zeros(count)
    opened = np.full((count, types), -np.inf)
    from_closed = np.zeros((lengths[0], count), dtype=np.int64)
    from_open = np.zeros((lengths[0], count, types), dtype=bool)
    going = [int(np.count_nonzero(lengths > word)) for word in range(lengths[0])]
    for word, most in enumerate(going):
        here = scores[lows[:most] + word].astype(np.float64)
        shut, open_ = closed[:most, None], opened[:most]
        options = np.concatenate(
            [closed[:most, None] + here[:, :1], shut + here[:, 4::PARTS], open_ + here[:, 3::PARTS]], 1
        )
        chosen = options.argmax(axis=1)
        from_closed[word, :most] = _tag_of(chosen, types)
        stay, start = open_ + here[:, 2::PARTS], shut + here[:, 1::PARTS]
        from_open[word, :most] = stay > start
        opened[:most] = np.maximum(stay, start)
        closed[:most] = options[np.arange(most), chosen]
    kind: NDArray[Any] = np.full(count, -1)
    for word, most in reversed(list(enumerate(going))):
        shut, within = from_closed[word, :most], kind[:most]
        ended = (within < 0) & (shut > 0) & ((shut - 1) % PARTS + 1 == END)
        stays = from_open[word, np.arange(most), within]
        path = np.where(stays, PARTS * within + INSIDE, PARTS * within + BEGIN)
        tags[lows[:most] + word] = np.where(within < 0, shut, path)
        kind[:most] = np.where(within < 0, np.where(ended, (shut - 1) // PARTS, -1), np.where(stays, within, -1))


def _tag_of(chosen: NDArray[Any], types: int) -> NDArray[Any]:
    """Return the tag of an option: outside, then single of each type, then end of each type."""
    single, end = PARTS * (chosen - 1) + SINGLE, PARTS * (chosen - 1 - types) + END
    tag: NDArray[Any] = np.where(chosen == 0, 0, np.where(chosen <= types, single, end))
    return tag


def _log_probability(scores: NDArray[Any], tags: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
    inside = np.flatnonzero(tags)
    if not len(inside):
        return np.zeros(0)
    exact = scores[inside].astype(np.float64)
    exact -= exact.max(axis=1, keepdims=True)
    chosen = exact[np.arange(len(inside)), tags[inside]] - np.log(np.exp(exact).sum(axis=1))
    # Every word inside belongs to one span, so the words of a span stand together.
    total: NDArray[Any] = np.add.reduceat(chosen, np.cumsum(lengths) - lengths)
    return total
