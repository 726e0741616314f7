"""What the recogniser says of the cues and scopes of a sentence, as log-probabilities that other models can weigh.

Three of its heads read every word: `cues` (negation, speculation), `negation_scope` and `speculation_scope`. Their best
tags alone say too little: a scope that is missed by one word gives no vote, a "not" that is nearly seen a wrong one.
So their probabilities are weighed: of a phrase as a cue, of a word as the last of a scope, and of all words from the
cue on as inside it. Where a scope begins the best tags serve better. docs/assertion.md says what that is worth.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gliomine.assertion.cues import KINDS, Phrase, Token
from gliomine.document import WordVectors
from gliomine.encoder.tags import BEGIN, END, INSIDE, PARTS, SINGLE

CUE_FLOOR, FLOOR, TRAIL_FLOOR = -9.0, -6.0, -20.0
"""Least log-probability of a cue, of a word of a scope and of all words of one: no word alone may decide."""

Floats = npt.NDArray[np.float64]


class Heard:
    """The opinion on one sentence; made once for all its cues."""

    def __init__(self, words: WordVectors, tokens: Sequence[Token]) -> None:
        """Read the scores of the words of a sentence.

        Args:
            words: its words, at least one, as the encoder knows them; 19 scores each, of the tags of the cues (outside,
                then begin, inside, end and single of negation, of speculation), then of the scopes of negation and of
                those of speculation (five each); last the place, from one, of the word in the scope of negation and in
                that of speculation by the best tags, nought outside.
            tokens: its tokens, or those of a part of it; a token may be several words.
        """
        self._starts, self._ends = words.starts.tolist(), words.ends.tolist()
        self._tokens = tokens
        self._values = words.values
        self._read: dict[str, tuple[Floats, Floats]] = {}

    def cue(self, phrase: Phrase) -> list[float]:
        """Return how likely a phrase is no cue, one of each kind: log-probabilities, the parts of words left out."""
        first, last = self._first(phrase.first), self._last(phrase.last)
        # Most sentences have a phrase and few of them a cue: numbers of one word are added faster without arrays.
        logs = [_logs_of(row) for row in self._values[first : max(last, first) + 1, : 2 * PARTS + 1].tolist()]
        found = [max(row[0] for row in logs)]
        for place in (0, PARTS):
            if len(logs) == 1:
                found.append(logs[0][place + SINGLE])
            else:
                inside = sum(row[place + INSIDE] for row in logs[1:-1])
                found.append(logs[0][place + BEGIN] + inside + logs[-1][place + END])
        return [max(value, CUE_FLOOR) for value in found]

    def begins(self, kind: str, phrase: Phrase, tokens: Sequence[int]) -> list[bool]:
        """Tell of each of some tokens whether the scope of a kind that holds the phrase begins there, as best seen."""
        low, high = self._first(phrase.first), self._last(phrase.last)
        column = self._values[:, 4 * PARTS + 3 + KINDS.index(kind)]
        into = int(column[low])
        holds = 0 < into <= low + 1 and column[high] == into + high - low
        start = self._starts[low - into + 1] if holds else -1
        return [self._tokens[token].start == start for token in tokens]

    def ends(self, kind: str, phrase: Phrase, tokens: Sequence[int]) -> tuple[Floats, Floats]:
        """Return for each token how likely a scope ends right before it, and that all from the cue on are inside."""
        stops, sums = self._scope(kind)
        last, cue = np.array([self._last(token) for token in tokens]), self._last(phrase.last)
        trails: Floats = np.maximum(sums[last] - sums[np.minimum(last, cue)], TRAIL_FLOOR)
        return stops[last], trails

    def _scope(self, kind: str) -> tuple[Floats, Floats]:
        """Read the scopes of a kind, once for all cues: each word as the last one, and sums of words as inside."""
        if kind not in self._read:
            first = 2 * PARTS + 1 + (PARTS + 1) * KINDS.index(kind)
            scores = self._values[:, first : first + PARTS + 1]
            shifted = scores.astype(np.float64) - scores.max(axis=1, keepdims=True)
            logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            inside = _either(logs[:, BEGIN], logs[:, INSIDE])
            self._read[kind] = _either(logs[:, END], logs[:, SINGLE]), np.append(0.0, np.cumsum(inside))
        return self._read[kind]

    def _first(self, token: int) -> int:
        """Return the word that holds the first character of a token, or the next one."""
        return min(bisect_right(self._ends, self._tokens[token].start), len(self._ends) - 1)

    def _last(self, token: int) -> int:
        """Return the last word that begins before a token's predecessor ends."""
        return max(0, bisect_left(self._starts, self._tokens[token - 1].end) - 1)


def _logs_of(scores: list[float]) -> list[float]:
    top = max(scores)
    total = top + math.log(sum(math.exp(score - top) for score in scores))
    return [score - total for score in scores]


def _either(one: Floats, other: Floats) -> Floats:
    logs: Floats = np.maximum(np.logaddexp(one, other), FLOOR)
    return logs
