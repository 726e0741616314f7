"""Tidy the borders of mentions: what is stuck to a name but no part of it, and what is no entity at all.

Recognisers see words; here the signs around and inside them are read: reference numbers, plus and minus signs, hedges,
genotypes ("PTEN-deficient cells": a gene and cells), elliptical pairs ("B and NK cells": NK cells), catalogue numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gliomine.entity_traits import COMPOSED, HEDGED_NAME, PAIRED, SIGNED, SYMBOL
from gliomine.entity_types import ENTITY_TYPES, naming_of, type_with, types_with
from gliomine.mentions.merge import Proposal
from gliomine.mentions.order_codes import is_ordered

_DASH = "[-‐-―−]"
_CITED = re.compile(r"(?<=[a-z]{4})[⁰¹²³⁴-⁹][⁰¹²³⁴-⁹,⁻–-]*\Z|(?<=[^\W\d_]{3})[.]\d{1,3}(?:[,–-]\d{1,3})*\Z")
_STOPPED = re.compile(r"(?<=\d)\.\d{1,3}(?:[,–-]\d{1,3})*\Z")
_GLUED = re.compile(r"(?<=[^\W\d_]{2}[a-z])\d{1,3}(?:[,–-]\d{1,3})*\Z")
_SIGN = re.compile(r"(?:(?<=[^\W_])(?:[−⁻⁺+–]|-)(?:/(?:[−⁻⁺+–]|-))?|neg|pos)\Z")
_CODING = re.compile(rf"{_DASH}(?:en)?coding\s(?:genes?|mRNAs?|cDNAs?|sequences?|plasmids?|regions?)\Z")
_HEDGE = re.compile(r"(?:suspected|possible|probable|potential|putative|presumed)[\s-](?=\w)", re.IGNORECASE)
_HEDGE_OF_GENE = re.compile(r"[Aa]nti[-‐-―](?=[A-Z]|[a-z]{0,2}\d)")
_GENOTYPE = re.compile(
    rf"(?P<gene>[^\s,;()]+?){_DASH}(?:deficient|proficient|competent|null|knockout|knock-out|knockdown|silenced|depleted|"
    rf"overexpressing|over-expressing|expressing|negative|mutated|mutant|transfected|transduced|deleted|low|high)\s+(?=\w)"
)
_PAIR = re.compile(
    rf"(?:[^\s,]+,\s)*[^\s,]+,?\s(?:and|or|and/or)\s(?=\S+\s\S+\Z)"
    rf"|(?:[^\s,]+[+⁺−⁻],\s)*[^\s,]+[+⁺−⁻],?\s(?:and|or)\s(?=\S+[+⁺−⁻]\s)"
    rf"|(?:\S+\s){{0,2}}(?:\S+{_DASH},\s)*\S+{_DASH},?\s(?:and|or)\s(?=\w)"
)
_OF_GENOTYPE = re.compile(
    r"(?:deficient|proficient|null|knockout|negative|mutant|transfected|transduced|deleted)\s(?=\w)"
)
_MONOTHERAPY = re.compile(r"(?P<substance>\S.*\S)\s(?=[Mm]onotherap(?:y|ies)\Z)")
_CUT = re.compile(r"[^(\[{]*[)\]}]\s")  # the end of a bracket that began before: "ER) stress"
_COUNTED = re.compile(r"\d+[⁰¹²³⁴-⁹]+\s(?=\w)|[Ss]erious\s(?=adverse\s(?:event|effect|reaction)s?\Z)")
_ENDLESS = re.compile(r"(?:\S{120,}\s+)+(?=\S)|(?:\s+\S{120,})+\Z|\S{120,}\Z")
_FIXED_PAIRS = re.compile(r"head and neck|head or neck|hand|foot|\d(?![+⁺−⁻])|grade|type", re.IGNORECASE)
_CODE = re.compile(
    r"(?:RRID:?\s?)?AB_\d+|ab\d{4,}|sc-\d{3,}|#?\d{4,}|(?:NCT|ISRCTN|ChiCTR|ACTRN|DRKS|UMIN|CTRI|IRCT|JRCT|jRCT)[-\w/]*\d{4,}|"
    r"(?:GSE|GSM|GDS|PRJNA|PRJEB|SRP|SRR|PMC|PMID:?\s?)\d+|E-MTAB-\d+|(?:CCL|CRL|HTB|TIB|HB|ACC|TCP|PTA)-\d+|"
    r"EudraCT\S*|\d{4}-\d{6}-\d{2}"
)


def tidied(
    text: str, mentions: Sequence[Proposal], *, is_name: Callable[[str], bool] | None = None
) -> Iterator[Proposal]:
    """Yield the mentions with their borders put right, in order; codes are left out.

    Args:
        text: the document.
        mentions: resolved mentions, in order.
        is_name: tells whether a whole text is a known name, which is never taken apart; None: nothing is known.
    """
    for item in mentions:
        shown = text[item.start : item.end]
        if _CODE.fullmatch(shown) or _CUT.match(shown) or is_ordered(text, item.start, item.end):
            continue
        item = _without_number(text, _trimmed(text, item, is_name), is_name)
        if item.start >= item.end:
            continue
        yield from _split(text, item, is_name)


def _trimmed(text: str, item: Proposal, is_name: Callable[[str], bool] | None) -> Proposal:
    start, end = item.start, item.end
    if (endless := _ENDLESS.match(text, start, end)) is not None:
        start = endless.end()
    if (counted := _COUNTED.match(text, start, end)) is not None:
        start = counted.end()
    cited = _CITED.search(text, start, end)
    if cited is not None and not (is_name is not None and is_name(text[start:end])):  # bEnd.3 is a line
        end = cited.start()
    if item.entity_type in types_with(SIGNED):
        coding = _CODING.search(text, start, end)
        end = coding.start() if coding is not None and coding.start() > start else end
        sign = _SIGN.search(text, start, end)
        if sign is not None and sign.start() > start + 1:
            end = sign.start()
        prefix = _HEDGE_OF_GENE.match(text, start, end)
    else:
        prefix = _HEDGE.match(text, start, end) if item.entity_type in types_with(HEDGED_NAME) else None
        if prefix is None and text[start - 1 : start] == "-" and item.entity_type in types_with(COMPOSED):
            prefix = _OF_GENOTYPE.match(text, start, end)
    if prefix is not None and prefix.end() < end:
        start = prefix.end()
    return item if (start, end) == (item.start, item.end) else replace(item, start=start, end=end)


def _without_number(text: str, item: Proposal, is_name: Callable[[str], bool] | None) -> Proposal:
    """Leave the number of a reference out that is glued to a name: "exosomes3", "glioma4,5", "IL-6.2"."""
    if is_name is None or not text[item.end - 1].isdigit():
        return item
    number = _GLUED.search(text, item.start, item.end) or _STOPPED.search(text, item.start, item.end)
    if number is None or is_name(text[item.start : item.end]) or not is_name(text[item.start : number.start()]):
        return item
    return replace(item, end=number.start())


def _substance() -> str:
    """Return the type of substances: "levetiracetam monotherapy" is a substance and a treatment."""
    return next((name for name in ENTITY_TYPES if naming_of(name).noted), "")


def _split(text: str, item: Proposal, is_name: Callable[[str], bool] | None) -> Iterator[Proposal]:
    shown = text[item.start : item.end]
    genotype = _GENOTYPE.match(text, item.start, item.end) if item.entity_type in types_with(COMPOSED) else None
    if genotype is not None:
        yield replace(item, end=genotype.end("gene"), entity_type=type_with(SYMBOL))
        if shown[genotype.end() - item.start :] not in ("cell", "cells"):
            yield replace(item, start=genotype.end())
        return
    alone = _MONOTHERAPY.match(text, item.start, item.end) if naming_of(item.entity_type).means else None
    if alone is not None:
        yield replace(item, end=alone.end("substance"), entity_type=_substance())
        yield replace(item, start=alone.end())
        return
    pair = _PAIR.match(shown) if item.entity_type in types_with(PAIRED) else None
    if pair is not None and not _FIXED_PAIRS.search(shown) and not (is_name is not None and is_name(shown)):
        yield replace(item, start=item.start + pair.end())
        return
    yield item
