"""Tags and spans: IOBES tags of the words, and the best valid tag sequences of many sentences at once (Viterbi 1967,
doi:10.1109/TIT.1967.1054010).

A label set of n types has 4n + 1 tags: `O`, then for each type `B`, `I`, `E`, `S` (begin, inside, end, single).
Tag 0 is `O`; type t has the tags 4t + 1 .. 4t + 4. Deviation from a conditional random field: transitions are not
learnt, a transition is either valid (cost 0) or impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4
PARTS = 4

TOGETHER = 200
"""Longer sentences, in words, are decoded one by one: the others would wait for them."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span of words, from `first` to before `last`, with its type and score."""

    first: int
    last: int
    kind: int
    score: float


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


def tag_count(types: int) -> int:
    """Return how many tags a label set of so many types has.

    >>> tag_count(2)
    9
    """
    return PARTS * types + 1


def spans_to_tags(spans: Sequence[tuple[int, int, int]], words: int) -> list[int]:
    """Return one tag a word for flat spans (first word, past the last word, type).

    Of overlapping spans the one that begins first, then the longest, is kept.

    >>> spans_to_tags([(0, 1, 0), (2, 5, 1)], 6)
    [4, 0, 5, 6, 7, 0]
    """
    tags, free = [0] * words, 0
    for first, last, kind in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if first < free or last <= first or last > words:
            continue
        base = PARTS * kind
        if last - first == 1:
            tags[first] = base + SINGLE
        else:
            tags[first], tags[last - 1] = base + BEGIN, base + END
            for word in range(first + 1, last - 1):
                tags[word] = base + INSIDE
        free = last
    return tags


def tags_to_spans(tags: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the spans (first word, past the last word, type) of a valid tag sequence.

    >>> tags_to_spans([4, 0, 5, 6, 7, 0])
    [(0, 1, 0), (2, 5, 1)]
    """
    spans, begin = [], 0
    for word, tag in enumerate(tags):
        if tag == 0:
            continue
        kind, part = divmod(tag - 1, PARTS)
        part += 1
        if part == SINGLE:
            spans.append((word, word + 1, kind))
        elif part == BEGIN:
            begin = word
        elif part == END:
            spans.append((begin, word + 1, kind))
    return spans


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
    for place in ranges:
        if place[1] - place[0] > TOGETHER:
            repair(tags, scores, [place])
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

    One word of all sentences at a time. The valid transitions of IOBES have a simple form: after `O`, `E` or `S` comes
    `O`, `B` or `S` of any type; after `B` or `I` of a type comes `I` or `E` of the same type. So two running values are
    enough: the best score of a prefix after which a new span may begin (`closed`), and for each type that of a prefix
    inside a span of it (`opened`).
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
