"""A pair of mentions as numbers: which words are read for it, where they stand, how far the two are apart.

The same functions prepare the pairs that training learns from and those that a run asks about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEFT, SUBJECT, BETWEEN, OBJECT, RIGHT = range(5)
ROLES = 5
"""Where a word stands: before both mentions, in the subject, between, in the object, after both."""

_STEPS = np.array([1, 2, 3, 4, 5, 8, 13, 21])  # words to a mention: 1, 2, 3, 4, 5 to 7, ...
PLACES = 2 * len(_STEPS) + 1
_GAPS = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25])  # words between the two
_SENTENCES = np.array([2, 3, 6])
GAPS = len(_GAPS) + 1 + len(_SENTENCES) + 1
_COUNTS = np.array([1, 2, 3, 4, 6])
COUNTS = len(_COUNTS) + 1
FEATURES = {
    "gap": 2 * GAPS,  # distance, for either order
    "crowd": 4,  # other mentions between: 0, 1, 2, more
    "subject_count": COUNTS,  # mentions of the subject's concept in the document, 0: not counted
    "object_count": COUNTS,
    "subject_title": 3,  # whether its concept stands in the title: 0 not asked, 1 no, 2 yes
    "object_title": 3,
}
"""Name of a feature -> how many values it has."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of a text, as words counted over it.

    Attributes:
        sentence: sentence of each.
        first: its first word.
        last: past its last word.
        kind: number of its type.
    """

    sentence: NDArray[Any]
    first: NDArray[Any]
    last: NDArray[Any]
    kind: NDArray[Any]

    def pick(self, which: NDArray[Any]) -> Mentions:
        """Return some of them."""
        return Mentions(self.sentence[which], self.first[which], self.last[which], self.kind[which])


@dataclass(frozen=True, slots=True)
class Layout:
    """Which words are read for each pair: its sentence, or its two sentences one after the other.

    Attributes:
        begin: first word of the first and of the second sentence, pairs x 2.
        size: words of the two; the second is 0 where the mentions share a sentence.
        subject: first and past the last word of the subject, counted over the words read.
        object: the same of the object.
    """

    begin: NDArray[Any]
    size: NDArray[Any]
    subject: NDArray[Any]
    object: NDArray[Any]

    def pick(self, which: NDArray[Any]) -> Layout:
        """Return the layout of some of the pairs."""
        return Layout(self.begin[which], self.size[which], self.subject[which], self.object[which])


def lay_out(mentions: Mentions, subject: NDArray[Any], object_: NDArray[Any], counts: Sequence[int]) -> Layout:
    """Return the layout of pairs of mentions; `counts` are the words of each sentence."""
    ends = np.cumsum(np.asarray(counts, dtype=np.int64))
    starts = ends - counts
    low = np.minimum(mentions.sentence[subject], mentions.sentence[object_])
    high = np.maximum(mentions.sentence[subject], mentions.sentence[object_])
    begin = np.stack([starts[low], starts[high]], axis=1)
    size = np.stack([ends[low] - starts[low], np.where(low == high, 0, ends[high] - starts[high])], axis=1)

    def local(which: NDArray[Any]) -> NDArray[Any]:
        in_second = (mentions.sentence[which] == high) & (low != high)
        shift = np.where(in_second, begin[:, 1] - size[:, 0], begin[:, 0])
        return np.stack([mentions.first[which] - shift, mentions.last[which] - shift], axis=1)

    return Layout(begin, size, local(subject), local(object_))


def words_of(layout: Layout) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the number of each word that is read (pairs x words) and whether it is one or only fills the row."""
    total = layout.size.sum(axis=1)
    place = np.arange(int(total.max()))[None, :]
    first = layout.size[:, :1]
    words = np.where(place < first, layout.begin[:, :1] + place, layout.begin[:, 1:] + place - first)
    inside = place < total[:, None]
    return np.where(inside, words, 0), inside


def roles_of(layout: Layout, words: int) -> NDArray[Any]:
    """Return the role of each word, pairs x words."""
    place = np.arange(words)[None, :]
    roles = np.full((len(layout.begin), words), BETWEEN, dtype=np.int64)
    roles[place < np.minimum(layout.subject[:, :1], layout.object[:, :1])] = LEFT
    roles[place >= np.maximum(layout.subject[:, 1:], layout.object[:, 1:])] = RIGHT
    roles[(place >= layout.object[:, :1]) & (place < layout.object[:, 1:])] = OBJECT
    roles[(place >= layout.subject[:, :1]) & (place < layout.subject[:, 1:])] = SUBJECT
    return roles


def places_of(span: NDArray[Any], words: int) -> NDArray[Any]:
    """Return how far each word is from a mention, as one of PLACES values, pairs x words; the middle one is inside."""
    place = np.arange(words)[None, :]
    before = np.searchsorted(_STEPS, span[:, :1] - place, side="right")
    after = np.searchsorted(_STEPS, place - span[:, 1:] + 1, side="right")
    found: NDArray[Any] = len(_STEPS) + after - before
    return found


def features_of(mentions: Mentions, subject: NDArray[Any], object_: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """Return the features of each pair, pairs x len(FEATURES); those of the document are left 0."""
    gap = np.maximum(layout.subject[:, 0] - layout.object[:, 1], layout.object[:, 0] - layout.subject[:, 1])
    near = np.searchsorted(_GAPS, np.maximum(gap, 0), side="right")
    apart = np.abs(mentions.sentence[subject] - mentions.sentence[object_])
    far = len(_GAPS) + 1 + np.searchsorted(_SENTENCES, apart, side="right")
    distance = np.where(apart == 0, near, far)
    order = mentions.first[subject] > mentions.first[object_]
    low = np.minimum(mentions.last[subject], mentions.last[object_])
    high = np.maximum(mentions.first[subject], mentions.first[object_])
    crowd = ((mentions.first[None, :] >= low[:, None]) & (mentions.last[None, :] <= high[:, None])).sum(axis=1)
    found = np.zeros((len(subject), len(FEATURES)), dtype=np.int64)
    found[:, 0] = distance + GAPS * order
    found[:, 1] = np.minimum(crowd, 3)
    return found


def count_step(count: NDArray[Any]) -> NDArray[Any]:
    """Return a number of mentions as one of COUNTS values."""
    found: NDArray[Any] = np.searchsorted(_COUNTS, count, side="right")
    return found
