"""Spans as one tag a word and back: IOBES tags, and the best valid tag sequence of a sentence (Viterbi 1967,
doi:10.1109/TIT.1967.1054010).

A label set of n types has 4n + 1 tags: `O`, then for each type `B`, `I`, `E`, `S` (begin, inside, end, single).
Tag 0 is `O`; type t has the tags 4t + 1 .. 4t + 4. Deviation from a conditional random field: transitions are not
learnt, a transition is either valid (cost 0) or impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4
PARTS = 4


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


def is_valid(tags: NDArray[Any]) -> bool:
    """Tell whether a tag sequence stands for whole spans.

    >>> is_valid(np.array([4, 0, 5, 6, 7])), is_valid(np.array([1, 0])), is_valid(np.array([1, 7]))
    (True, False, False)
    """
    part, kind = (tags - 1) % PARTS + 1, (tags - 1) // PARTS
    part[tags == 0] = 0
    opens = np.concatenate([[False], (part == BEGIN) | (part == INSIDE)])
    goes_on = np.concatenate([(part == INSIDE) | (part == END), [False]])
    inside = opens[1:-1] & goes_on[1:-1]
    return bool((opens == goes_on).all() and (kind[1:] == kind[:-1])[inside].all())


def best_tags(scores: NDArray[Any]) -> list[int]:
    """Return the valid tag sequence with the highest sum of scores.

    Args:
        scores: words x tags, log-probabilities or any additive score; ties go to the lower tag.

    The valid transitions of IOBES have a simple form: after `O`, `E` or `S` comes `O`, `B` or `S` of any type; after
    `B` or `I` of a type comes `I` or `E` of the same type. So only two running values a type are needed.
    """
    words, tags = scores.shape
    if words == 0:
        return []
    likely = scores.argmax(axis=1)
    if is_valid(likely):
        return [int(tag) for tag in likely]  # the best tag of each word, if valid, is also the best sequence
    types = (tags - 1) // PARTS
    scores = scores.astype(np.float64)
    begin, inside = scores[:, 1::PARTS], scores[:, 2::PARTS]
    end, single = scores[:, 3::PARTS], scores[:, 4::PARTS]
    # closed: best score of a prefix after which a new span may begin; opened[t]: best one inside a span of type t.
    closed, opened = 0.0, np.full(types, -np.inf)
    from_closed: list[int] = []  # tag at this word if the prefix ends closed
    from_open = np.zeros((words, types), dtype=bool)  # the span of this type was open already before this word
    for word in range(words):
        ended = opened + end[word]
        alone = closed + single[word]
        out = closed + scores[word, 0]
        best_end, best_alone = int(ended.argmax()), int(alone.argmax())
        stay, start = opened + inside[word], closed + begin[word]
        from_open[word] = stay > start
        opened = np.maximum(stay, start)
        closed, tag = out, 0
        if alone[best_alone] > closed:
            closed, tag = alone[best_alone], PARTS * best_alone + SINGLE
        if ended[best_end] > closed:
            closed, tag = ended[best_end], PARTS * best_end + END
        from_closed.append(tag)
    return _walk_back(from_closed, from_open)


def _walk_back(from_closed: list[int], from_open: NDArray[Any]) -> list[int]:
    path = [0] * len(from_closed)
    word, kind = len(path) - 1, -1
    while word >= 0:
        if kind < 0:
            path[word] = from_closed[word]
            if path[word] and (path[word] - 1) % PARTS + 1 == END:
                kind = (path[word] - 1) // PARTS
        elif from_open[word, kind]:
            path[word] = PARTS * kind + INSIDE
        else:
            path[word] = PARTS * kind + BEGIN
            kind = -1
        word -= 1
    return path
