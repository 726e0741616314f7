"""Find sequence variants: `p.V600E`, `c.35delG`, `H3K27M`, `Arg132His`, `rs121913500`.

The forms are those of HGVS (den Dunnen et al. 2016, doi:10.1002/humu.22981) and the common ones without its prefixes.
An amino acid, a position and an amino acid also spell names of genes and cell lines: those are listed and left alone.

Performance: on the development part of tmVar 3, see docs/how-it-works.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from gliomine.entity_traits import NOTATION
from gliomine.entity_types import type_with
from gliomine.mentions.merge import Proposal
from gliomine.resources import data_text

SOURCE, SCORE = "pattern", 0.95

_ONE = "[ACDEFGHIKLMNPQRSTVWY]"
_THREE = "(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)"
_BASES = "[ACGTUacgtu]"
_END = r"(?![^\W_])"
_BEFORE = r"(?<![^\W_])(?<![^\W_]-)"
_PLACE = r"[-*]?\d+(?:[+-]\d+)?(?:_[-*]?\d+(?:[+-]\d+)?)?"
_CHANGE = rf"(?:{_BASES}+\s?>\s?{_BASES}+|delins{_BASES}+|(?:del|dup|ins|inv){_BASES}*|=)"
_STOP = r"(?:\*|Ter|X|fs(?:\*|X|Ter)?\d*)"
_PATTERN = re.compile(
    rf"{_BEFORE}(?:"
    rf"rs\s?\d{{3,}}"
    rf"|[cgmnr]\.\s?(?:\({_PLACE}\)|{_PLACE}){_CHANGE}"
    rf"|p\.\s?\(?(?:{_THREE}\d+(?:_{_THREE}\d+)?(?:{_THREE}{_STOP}?|{_STOP}|del|dup|ins\w*|=)"
    rf"|{_ONE}\d+(?:{_ONE}(?:fs\S*)?|{_STOP}|del|dup))\)?"
    rf"|{_THREE}-?\d{{1,5}}-?(?:{_THREE}|Ter|\*|fs\b)"
    rf"|H3(?:\.\d[AB]?)?\s?K\d{{1,2}}(?:M|R|I)"
    rf"|(?:IVS\s?\d+\s?[+-]\s?)?\d+\s?[ACGT]\s?>\s?[ACGT]"
    rf"|[ΔΔ]\s?{_ONE}\d{{2,4}}"
    rf"|{_ONE}\d{{2,4}}(?:del|dup|fs(?:\*\d+)?)"
    rf"|\d{{2,5}}(?:del|ins|dup)[ACGT]{{1,8}}"
    rf"|(?P<short>{_ONE}\d{{2,4}}(?:{_ONE}|\*|X))"
    rf"){_END}"
)


def find_variants(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the variants of a sentence as half-open spans, from left to right.

    Args:
        text: the document.
        start: first character of the sentence.
        end: one past its last.
    """
    for match in _PATTERN.finditer(text, start, end):
        short = match["short"]
        if short is not None and (short in names_like_variants() or text.startswith((" cell", "-cell"), match.end())):
            continue
        first, last = match.span()
        if text[last - 1] == ")" and "(" not in match.group():
            last -= 1
        yield first, last


def with_variants(text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal]) -> list[Proposal]:
    """Return the mentions with the variants of a document; what a variant is part of is left without it.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order.
    """
    variants = [span for start, end in sentences for span in find_variants(text, start, end)]
    kind = type_with(NOTATION)
    if not variants or not kind:
        return list(mentions)
    kept = [cut for item in mentions for cut in _cut(text, item, variants)]
    found = [Proposal(start, end, kind, SCORE, SOURCE) for start, end in variants]
    return sorted([*kept, *found], key=lambda item: item.start)


def _cut(text: str, item: Proposal, variants: Sequence[tuple[int, int]]) -> Iterator[Proposal]:
    """Yield a mention, or what of it stands before a variant: BRAF of "BRAF V600E"."""
    place = max(0, bisect_left(variants, (item.start, item.start)) - 1)
    inside = next(((low, high) for low, high in variants[place:] if low < item.end and item.start < high), None)
    if inside is None:
        yield item
        return
    low, end = inside[0], inside[0]
    while end > item.start and not text[end - 1].isalnum():
        end -= 1
    if end - item.start > 1 and item.start < low:
        yield replace(item, end=end)


@cache
def names_like_variants() -> frozenset[str]:
    """Return names of cell lines, genes and the like that are spelled as amino acid, position, amino acid."""
    lines = data_text("mentions/data", "names_like_variants.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
