"""Find sequence variants: `p.V600E`, `c.35delG`, `H3K27M`, `Arg132His`, `rs121913500`.

The forms are those of HGVS (den Dunnen et al. 2016, doi:10.1002/humu.22981) and the common ones without its prefixes.
An amino acid, a position and an amino acid also spell names of genes and cell lines: those are listed and left alone.

Performance: exact spans, precision and recall: tmVar 3, development part 1.00 and 0.39, BioRED 1.00 and 0.50. What is
missed is told in words ("a 22-bp deletion", "the G allele").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from gliomine.entity_traits import NOTATION, SYMBOL
from gliomine.entity_types import type_with, types_with
from gliomine.mentions.merge import Proposal
from gliomine.resources import data_text

SOURCE, SCORE = "pattern", 0.95

_ONE = "[ACDEFGHIKLMNPQRSTVWY]"
_THREE = "(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)"
_BASES = "[ACGTUacgtu]"
_END = r"(?![^\W_])"
_NAMED = (
    "(?:alanine|arginine|asparagine|aspartic acid|aspartate|cysteine|glutamine|glutamic acid|glutamate|glycine"
    "|histidine|isoleucine|leucine|lysine|methionine|phenylalanine|proline|serine|threonine|tryptophan|tyrosine|valine)"
)
_BEFORE = r"(?<![^\W_])(?<![^\W_]-)"
# Behind a hyphen a variant follows the symbol of its gene only: IDH1-R132H, BRAF-V600E.
_AT_GENE = r"(?:(?<![^\W_])(?<![^\W_]-)|(?<=[A-Z\d][A-Z\d]-))"
_SHIFT = r"\s?[+-]\s?\d+"
_PLACE = r"[-*]?\d+(?:[+-]\d+)?(?:_[-*]?\d+(?:[+-]\d+)?)?"
_ARROW = r"\s?(?:-{0,2}>|→)\s?"
_CHANGE = rf"(?:\s?{_BASES}+{_ARROW}{_BASES}+|\s?delins{_BASES}+|\s?(?:del|dup|ins|inv){_BASES}*|=)"
_STOP = r"(?:\*|Ter|X|fs(?:\*|X|Ter)?\d*)"
_PATTERN = re.compile(
    rf"{_BEFORE}(?:"
    rf"rs\s?\d{{3,}}"
    rf"|[cgmnr]\.\s?(?:\({_PLACE}\)|{_PLACE}(?:{_SHIFT}(?=\s?[ACGT]))?){_CHANGE}"
    rf"|p\.\s?\(?(?:{_THREE}\d+(?:_{_THREE}\d+)?(?:{_THREE}{_STOP}?|{_STOP}|del|dup|ins\w*|delins\w*|=)"
    rf"|{_ONE}\d+(?:{_ONE}(?:fs(?:\*|X|Ter)?\d*)?|{_STOP}|del|dup))\)?"
    rf"|H3(?:\.\d[AB]?)?\s?K\d{{1,2}}(?:M|R|I)"
    rf"|(?:IVS\s?\d+\s?[+-]\s?|-\s?|\d+\s?[+-]\s?)?\d+\s?[ACGT]{_ARROW}[ACGT]"
    rf"|-\d{{2,5}}[ACGT]/[ACGT]|[ACGT]-\d{{2,5}}[ACGT]"
    rf"|[ΔΔ]\s?{_ONE}?\d{{2,4}}|[Dd]elta-?\d{{2,4}}"
    rf"|{_ONE}\d{{2,4}}(?:del|dup|fs(?:\*\d+)?)"
    rf"|\d{{2,5}}(?:_\d{{2,5}})?\s?(?:del|ins|dup)(?:[ACGT]{{1,8}}|\d{{1,3}})"
    rf"|{_NAMED} to {_NAMED}(?: substitution| change)? at (?:codon|position|residue|amino acid) \d+"
    rf"){_END}"
    rf"|{_AT_GENE}(?:{_THREE}-?\d{{1,5}}-?(?:{_THREE}|Ter|\*|fs\b)"
    rf"|(?P<short>{_ONE}\d{{2,4}}(?:{_ONE}|\*|X))"
    rf"){_END}"
)
_RESIDUE = re.compile(rf"{_THREE}-?\d{{1,4}}")
"""A place in a protein, as of a phosphorylation: no entity."""
_ARGINASE = re.compile(r"Arg-?[12]")

_SHORT_RESIDUE = re.compile(r"[STY]\d{2,4}")
_AT = re.compile(r"(?:\b(?:at|on|residues?|sites?|positions?|phosphorylat\w+)\s|\(p?)\Z")


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
    mentions = [item for item in mentions if not _is_residue(text, item)]
    variants = [span for start, end in sentences for span in find_variants(text, start, end)]
    kind = type_with(NOTATION)
    if not variants or not kind:
        return list(mentions)
    kept = [cut for item in mentions for cut in _cut(text, item, variants)]
    found = [Proposal(start, end, kind, SCORE, SOURCE) for start, end in variants]
    return sorted([*kept, *found], key=lambda item: item.start)


def _is_residue(text: str, item: Proposal) -> bool:
    """Tell a place in a protein from an entity: Ser473, "at S473"; S2 cells are none."""
    if _RESIDUE.fullmatch(text, item.start, item.end):
        return item.entity_type not in types_with(SYMBOL) or not _ARGINASE.fullmatch(text, item.start, item.end)
    if not _SHORT_RESIDUE.fullmatch(text, item.start, item.end) or text.startswith((" cell", "-cell"), item.end):
        return False
    return _AT.search(text, max(0, item.start - 24), item.start) is not None


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
