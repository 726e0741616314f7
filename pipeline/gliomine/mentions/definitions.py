"""What a document defines decides: a short form is what its long form is, from where it is defined on.

A long form that is no entity makes its short form none. Of a long form that begins with its head ("exosomes from MSCs",
short for which is MSC-Exos) the head counts, of others the entity that ends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gliomine.document import Abbreviation
from gliomine.entity_traits import SYMBOL
from gliomine.entity_types import types_with
from gliomine.mentions.merge import Proposal, resolve

ABBREVIATION = "abbreviation"
_LINK = re.compile(r"\s(?:from|of|by|with|in|carrying|containing|derived|secreted|released|shed|loaded)\s")
_WITHIN = re.compile(r"(?:\s(?:of|in|for|on|with|after|from|to|by|at|against|through|during)|\bto)\s", re.IGNORECASE)
_PARTS = re.compile(r"[^\W_][-‐-―][^\W\d_]+\Z")

_LEAST = 0.5  # score of a long form that tells what it is elsewhere

Known = tuple[str, float]
"""Type and score of a long form."""


@dataclass(frozen=True, slots=True)
class NotOf:
    """A type that a long form does not have, though it ends in a mention of this type."""

    entity_type: str


def long_form_types(
    text: str, mentions: Sequence[Proposal], definitions: Iterable[Abbreviation]
) -> dict[Abbreviation, Known | NotOf | None]:
    """Return definition -> type and score of the mention that is the head of its long form, None where there is none.

    "Predictors of response in depression" is no depression: what stands before the first "of" is the head, and where
    that is no mention, all that is known is that the type is not that of the end.

    Where a long form ends within a mention ("respiratory syncytial virus (RSV) infection"), it is what it is elsewhere
    in the document; such definitions are left out where it is nowhere by itself, or of two types.

    Args:
        text: the document.
        mentions: resolved mentions, in order.
        definitions: the definitions.
    """
    ends = {item.end: item for item in mentions}
    alone: dict[str, dict[str, float]] | None = None
    found: dict[Abbreviation, Known | NotOf | None] = {}
    for one in definitions:
        head_end = one.long_end
        if _PARTS.search(one.short_form):
            link = _LINK.search(text, one.long_start, one.long_end)
            head_end = link.start() if link is not None else head_end
        item = ends.get(head_end) or ends.get(one.long_end)
        if head_end < one.long_end and ends.get(head_end) is None:
            item = next((other for other in mentions if other.start == one.long_start), None)
        # Names of genes may hold a preposition themselves: "amplified in breast cancer 1".
        named = item is not None and item.entity_type in types_with(SYMBOL)
        if item is not None and not named and one.long_start < item.start and item.end >= one.long_end:
            link = _WITHIN.search(text, one.long_start, item.start)
            if link is not None:
                found[one] = NotOf(item.entity_type)
                item = ends.get(link.start())
                if item is None:
                    continue
        # A mention that only shares the last word of a long form may still be its head: "human MSCs".
        if item is not None and item.start < one.long_end > one.long_start:
            found[one] = item.entity_type, item.score
        elif not any(other.start < one.long_end < other.end for other in mentions):
            found[one] = None
        else:
            alone = _types_by_name(text, mentions) if alone is None else alone
            kinds = alone.get(text[one.long_start : one.long_end].casefold(), {})
            if len(kinds) == 1:
                found[one] = next(iter(kinds.items()))
    return found


def _types_by_name(text: str, mentions: Iterable[Proposal]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for item in mentions:
        if item.score < _LEAST:
            continue
        found.setdefault(text[item.start : item.end].casefold(), {}).setdefault(item.entity_type, item.score)
    return found


def apply_definitions(
    mentions: Sequence[Proposal],
    types: Mapping[Abbreviation, Known | NotOf | None],
    *,
    uses: Iterable[tuple[int, int, Abbreviation]],
) -> list[Proposal]:
    """Give every use of a defined short form the type of its long form; where that is no entity, none.

    Args:
        mentions: resolved mentions.
        types: definition -> type and score of its long form, None where that is no entity.
        uses: start, end and definition of each use.
    """
    by_span = {(item.start, item.end): item for item in mentions}
    added: list[Proposal] = []
    for start, end, one in uses:
        if one not in types:
            continue
        known, current = types[one], by_span.get((start, end))
        if isinstance(known, NotOf):
            if current is not None and current.entity_type == known.entity_type:
                del by_span[(start, end)]
        elif known is None:
            by_span.pop((start, end), None)
        elif current is None:
            added.append(Proposal(start, end, known[0], known[1], ABBREVIATION, 1))
        elif current.entity_type != known[0]:
            by_span[(start, end)] = replace(current, entity_type=known[0], score=known[1], source=ABBREVIATION)
    # A use within a part of a name ("GBM" of "GBM-MVs", which is defined as a whole) gives way to the whole.
    whole = [item for item in added if any(_inside(other, item) for other in by_span.values())]
    stand = [
        replace(item, precedence=0) if item.precedence else item
        for item in by_span.values()
        if not any(_inside(item, other) for other in whole)
    ]
    return resolve([*stand, *added])


def _inside(inner: Proposal, outer: Proposal) -> bool:
    return (
        outer.start <= inner.start and inner.end <= outer.end and (inner.start, inner.end) != (outer.start, outer.end)
    )
