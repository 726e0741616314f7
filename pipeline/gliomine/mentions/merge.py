"""Merge what several recognisers propose into one flat layer of mentions.

The rule, in this order:

1. A proposal of a source of higher precedence stands before one of lower precedence; among equals the longer, then the
   one further left, then the one with the higher score. Each is kept unless it overlaps one already kept. What several
   sources propose alike has the score of the surest.
2. Borders are put right (`tidy`), and a short form defined in the document takes the type of its long form
   (`definitions`).
3. Where the topic says so, a general noun is left out: of `glioma therapy` only the disease is a mention.
4. Neighbours that the topic joins (`MSC` + `-derived ` + `exosomes`) become one mention of the type of the last.
5. Names of a vocabulary file of the user's own stand before all others (`own_names`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gliomine.topics import Extend, Join, Trim


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mention.

    Attributes:
        start: first character.
        end: one past the last.
        entity_type: one of our types.
        score: 0 to 1.
        source: name of the recogniser.
        precedence: 0 stands before 1.
    """

    start: int
    end: int
    entity_type: str
    score: float
    source: str
    precedence: int = 0


_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONGEST_REFERENCE = 34


def resolve(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the proposals that stand, sorted by place and free of overlap.

    What several propose alike is as likely as the surest of them says.
    """
    given = list(proposals)
    surest: dict[tuple[int, int, str], float] = {}
    for item in given:
        same = item.start, item.end, item.entity_type
        surest[same] = max(item.score, surest.get(same, 0.0))
    order = sorted(
        given,
        key=lambda item: (
            item.precedence,
            item.start - item.end,
            item.start,
            -item.score,
            item.entity_type,
            item.source,
        ),
    )
    kept: list[tuple[int, int]] = []
    chosen: list[Proposal] = []
    for item in order:
        if not _overlaps(kept, item.start, item.end):
            insort(kept, (item.start, item.end))
            score = surest[item.start, item.end, item.entity_type]
            chosen.append(item if score == item.score else replace(item, score=score))
    return sorted(chosen, key=lambda item: item.start)


def _overlaps(kept: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(kept, (start, end))
    return (at > 0 and kept[at - 1][1] > start) or (at < len(kept) and kept[at][0] < end)


def whole_references(text: str, mentions: Iterable[Proposal]) -> Iterator[Proposal]:
    """Yield the mentions, those that end within an HTML character reference with its semicolon: TNF-&alpha;."""
    for item in mentions:
        opened = text.rfind("&", max(item.start, item.end - _LONGEST_REFERENCE), item.end)
        if opened >= 0 and text[item.end : item.end + 1] == ";" and _REFERENCE.fullmatch(text, opened, item.end + 1):
            yield replace(item, end=item.end + 1)
        else:
            yield item


def trim_tails(
    text: str, mentions: Sequence[Proposal], trims: Sequence[Trim], *, type_of: Callable[[int, int], str | None]
) -> list[Proposal]:
    """Leave general nouns out of mentions, by the rules of the topic.

    Args:
        text: the document.
        mentions: resolved mentions.
        trims: the rules.
        type_of: the type of a range that is a name of the vocabularies, else None.
    """
    return [_trimmed(text, item, trims, type_of) for item in mentions]


def _trimmed(text: str, item: Proposal, trims: Sequence[Trim], type_of: Callable[[int, int], str | None]) -> Proposal:
    for rule in trims:
        if item.entity_type not in rule.types:
            continue
        tail = re.search(rf"(?:{rule.tail.pattern})\Z", text[item.start : item.end])
        if tail is not None and tail.start() > 0:
            end = item.start + tail.start()
            entity_type = type_of(item.start, end)
            if entity_type in rule.keep and entity_type is not None:
                return replace(item, end=end, entity_type=entity_type)
    return item


def extend_heads(text: str, mentions: Sequence[Proposal], rules: Sequence[Extend]) -> list[Proposal]:
    """Take in heads behind mentions, by the rules of the topic; what lies within a head is part of it.

    A mention that begins within a head and ends behind it is a longer name, which keeps its words.
    """
    found: list[Proposal] = []
    taken = 0
    for place, item in enumerate(mentions):
        if item.start < taken:
            continue
        for rule in rules:
            if item.entity_type not in rule.types or (rule.unless and rule.unless.search(text, item.start, item.end)):
                continue
            tail = rule.tail.match(text, item.end)
            if tail is not None and not _cuts(mentions, place + 1, tail.end(), whole=rule.swallows):
                item = replace(item, end=tail.end(), entity_type=rule.entity_type)
                taken = tail.end()
                break
        found.append(item)
    return found


def _cuts(mentions: Sequence[Proposal], place: int, end: int, *, whole: bool) -> bool:
    """Tell whether a mention, from a place on, begins before an end and stands in the way of a head that ends there."""
    while place < len(mentions) and mentions[place].start < end:
        if mentions[place].end > end or not whole:
            return True
        place += 1
    return False


def join_neighbours(
    text: str, mentions: Sequence[Proposal], joins: Sequence[Join], *, borders: Sequence[int] = ()
) -> list[Proposal]:
    """Join neighbouring mentions by the rules of the topic, from left to right.

    Args:
        text: the document.
        mentions: resolved mentions, in order.
        joins: the rules.
        borders: places over which nothing is joined, in order: the ends of sentences.
    """
    result: list[Proposal] = []
    for item in mentions:
        current = item
        while (
            result
            and bisect_left(borders, result[-1].end) == bisect_left(borders, current.start + 1)
            and (joined := _joined(text, result[-1], current, joins)) is not None
        ):
            result.pop()
            current = joined
        result.append(current)
    return result


def _joined(text: str, left: Proposal, right: Proposal, joins: Sequence[Join]) -> Proposal | None:
    if right.start - left.end > 20:
        return None
    for rule in joins:
        if left.entity_type not in rule.left or right.entity_type not in rule.right:
            continue
        if rule.between.fullmatch(text, left.end, right.start):
            return replace(right, start=left.start, score=min(left.score, right.score))
    return None
