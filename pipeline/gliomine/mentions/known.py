"""Names that the recogniser nearly found and the index knows: what both say of a name is added.

A recogniser that has seen few texts of a field leaves out names of it without conviction. Where the index knows the
words as a name of a type, and the recogniser does not speak clearly against this type, the name is a mention. Names of
several words are rarely anything else, so less is asked of the recogniser there.

Performance: measured with the rules of `left_out.py`, see there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gliomine.encoder.tags import Tagged
from gliomine.mentions.consistency import WordsSeen, vote
from gliomine.mentions.dictionary import Names, find_names

SEEN = -5.0
"""Log-odds of any entity against none at a word, from which the word may be part of a name."""

ONE_WORD, MORE_WORDS = -1.5, -4.0
"""Mean log-odds a word from which a known name is added."""

_LIMIT = 12.0


def known_names(seen: WordsSeen, found: Sequence[Tagged], *, labels: Sequence[str], names: Names) -> list[Tagged]:
    """Return the known names that the recogniser nearly found, in order, beside those that it found.

    Args:
        seen: the words.
        found: the spans that stand already.
        labels: the types, in tag order.
        names: the names of the index.
    """
    free = seen.scores[:, 1:].max(axis=1, initial=-math.inf) - seen.scores[:, 0] > SEEN
    for item in found:
        free[item.first : item.last] = False
    firsts = {start: place for place, (start, _) in enumerate(seen.spans)}
    lasts = {end: place + 1 for place, (_, end) in enumerate(seen.spans)}
    kinds = {label: kind for kind, label in enumerate(labels)}
    added = []
    for low, high in _runs(free.tolist(), seen.sentences):
        for hit in find_names(seen.text, seen.spans[low][0], seen.spans[high - 1][1], names=names):
            first, last, kind = firsts.get(hit.start), lasts.get(hit.end), kinds.get(hit.entity_type)
            if first is None or last is None or kind is None:
                continue
            value = vote(seen.scores, first, last, kind, limit=_LIMIT)
            if value > (ONE_WORD if last - first == 1 else MORE_WORDS):
                added.append(Tagged(first, last, kind, 1 / (1 + math.exp(-value))))
    return added


def _runs(free: Sequence[bool], sentences: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of free words, each within one sentence, as half-open ranges."""
    low = None
    for place, one in enumerate(free):
        if low is not None and (not one or sentences[place] != sentences[low]):
            yield low, place
            low = None
        if one and low is None:
            low = place
    if low is not None:
        yield low, len(free)
