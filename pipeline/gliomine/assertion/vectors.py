"""The encoder's vectors of a mention and of a cue, which the learnt assertion weighs beside the signs.

They come from the one pass of the recogniser that also found the mentions. A vector knows its whole sentence, so that
it tells an agent from the background where no tree is built.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.signs import Pair
from gliomine.document import WordVectors


class Vectors:
    """The words of a document with their vectors: call `of`.

    Args:
        words: those of each sentence, in order.
    """

    def __init__(self, words: Sequence[WordVectors]) -> None:
        self._sentences = [item for item in words if len(item.starts)]
        self._firsts = [int(item.starts[0]) for item in self._sentences]

    def of(self, pair: Pair) -> npt.NDArray[np.float32] | None:
        """Return the vector of the mention's last word and the mean of the cue's words, one behind the other.

        None where the recogniser knows no word in the mention or in the cue, as in a mark.
        """
        mention = self._within(pair.item.mention.start, pair.item.mention.end)
        cue = self._within(pair.cue.start, pair.cue.end)
        if not (len(mention) and len(cue)):
            return None
        # Most cues are one word.
        mean = cue[0] if len(cue) == 1 else cue.mean(axis=0, dtype=np.float32)
        return np.concatenate([mention[-1], mean], dtype=np.float32)

    def _within(self, start: int, end: int) -> npt.NDArray[Any]:
        """Return the vectors of the words that a span touches: words x width; of its last sentence."""
        place = bisect_right(self._firsts, end - 1) - 1
        if place < 0:
            return np.zeros((0, 0), np.float16)
        words = self._sentences[place]
        part = slice(np.searchsorted(words.ends, start, side="right"), np.searchsorted(words.starts, end, side="left"))
        values: npt.NDArray[Any] = words.values[part]
        return values
