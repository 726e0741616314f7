"""Names of a user's own topic: people chose them, so they are reported, whatever the model and the filters say.

Such a name gives way in two cases only: a mention that holds it within a longer name ("zorvaquine phosphate", by a
model that is sure of it, or by a rule of the topic that joins neighbours), and a document that defines it as the short
form of something else. It keeps the score of the dictionary: the weights of scores were fitted on the names of
annotated abstracts, and know nothing of names that somebody made a list of.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gliomine.mentions.definitions import ABBREVIATION
from gliomine.mentions.merge import Proposal, resolve

BEFORE_ALL = -2
"""Precedence of a name of the user's own."""

CONFIDENT = 0.5
"""Score from which a longer name that the model sees stands before a name of the user's own within it."""


def own_first(proposals: Sequence[Proposal], own: Iterable[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """Return the proposals with the names of the user's own, and these names, of which none overlaps another.

    Args:
        proposals: what the model and the dictionary propose, without the user's names.
        own: the user's names, those of the vocabulary listed first with the least precedence.
    """
    names = resolve(own)
    sure = [item for item in proposals if item.score >= CONFIDENT and not item.precedence]
    before = [replace(item, precedence=BEFORE_ALL) for item in names if not any(_within(item, other) for other in sure)]
    return [*proposals, *before], names


def with_own(mentions: Sequence[Proposal], names: Sequence[Proposal]) -> list[Proposal]:
    """Return the mentions with every name of the user's own that none of them holds within a longer name.

    Args:
        mentions: what is to be reported, in order and free of overlap.
        names: the user's names, as `own_first` returned them.
    """
    if not names:
        return list(mentions)
    starts = [item.start for item in mentions]
    kept: list[Proposal] = []
    for item in names:
        place = bisect_right(starts, item.start) - 1
        other = mentions[place] if place >= 0 and mentions[place].end > item.start else None
        if other is None:
            kept.append(item)
        elif (other.start, other.end) == (item.start, item.end):
            # A document that defines the name as short for a thing of another type says what it means.
            if other.source != ABBREVIATION or other.entity_type == item.entity_type:
                kept.append(replace(item, score=max(item.score, other.score), source=other.source))
        elif not _within(item, other):
            kept.append(item)
    stand = [replace(item, precedence=0) for item in mentions]
    return resolve([*stand, *(replace(item, precedence=BEFORE_ALL) for item in kept)])


def _within(inner: Proposal, outer: Proposal) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start
