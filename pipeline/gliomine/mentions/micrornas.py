"""Find microRNAs by their notation: `miR-21`, `hsa-let-7b-5p`, `microRNA-155`.

The notation: Ambros et al. 2003, doi:10.1261/rna.2183803. A name of this form is never anything else, so it needs no
recogniser; within a longer mention ("miR-21-loaded exosomes") it is part of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gliomine.entity_traits import SYMBOL
from gliomine.entity_types import type_with
from gliomine.mentions.merge import Proposal
from gliomine.mentions.variants import SCORE, SOURCE

_DASH = "[-‐‑–]"
_MICRORNA = re.compile(
    rf"(?<![^\W_])(?<!{_DASH})(?:[a-z]{{3}}{_DASH})?(?:(?:mi[rR](?:NA)?|microRNA|MIR){_DASH}?\d{{1,4}}|let{_DASH}7)"
    rf"[a-z]?\d?(?:{_DASH}\d)?(?:{_DASH}[35]p)?(?![^\W_])"
)


def find_micrornas(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the microRNAs of a sentence as half-open spans, from left to right."""
    for match in _MICRORNA.finditer(text, start, end):
        yield match.span()


def with_micrornas(text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal]) -> list[Proposal]:
    """Return the mentions with the microRNAs of a document; what overlaps one without holding it gives way.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order.
    """
    spans = [span for start, end in sentences for span in find_micrornas(text, start, end)]
    if not spans:
        return list(mentions)
    kind = type_with(SYMBOL)
    kept, place = [], 0
    wanted = dict.fromkeys(spans)
    for item in mentions:
        while place < len(spans) and spans[place][1] <= item.start:
            place += 1
        low, high = spans[place] if place < len(spans) else (item.end, item.end)
        if item.end <= low:
            kept.append(item)
        elif item.start == low and (item.end == high or (item.entity_type == kind and text[high] == "/")):
            continue  # the notation is surer than a recogniser; of "miR-30a/b/c" it finds the first
        elif item.start <= low and high <= item.end:
            kept.append(item)
            for span in spans[place:]:
                if span[0] >= item.end:
                    break
                wanted.pop(span, None)
    kept += [Proposal(low, high, kind, SCORE, SOURCE) for low, high in wanted]
    return sorted(kept, key=lambda item: item.start)
