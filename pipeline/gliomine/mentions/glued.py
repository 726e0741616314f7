"""Names that are glued to something else: "5-FU+RT", "asthma1,2", "BRCA1-mutant fibroblasts".

A recogniser sees words; what stands glued to a name makes a word that it has never seen. The index knows the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gliomine.entity_traits import BEING, CERTAIN, COMPOSED, SYMBOL
from gliomine.entity_types import naming_of, type_with, types_with
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import SCORE, SOURCE
from gliomine.mentions.merge import Proposal, resolve
from gliomine.mentions.score import known_beginning, known_types

_SUM = re.compile(r"(?<![^\s(\[])(?:[^\s+()\[\],;]{2,}\+)+[^\s+()\[\],;:.]{2,}")
_CITED = re.compile(r"(?<![^\s(\[])(?P<name>[A-Za-z]{4,})(?P<number>\d{1,2}(?:[,–-]\d{1,2})*)(?![^\s.,;:)\]])")
_NUMBERED = frozenset(
    {"group", "grade", "stage", "phase", "type", "factor", "cycle", "level", "class", "region", "line"}
)
"""Words whose numbers are those of what they say."""
_LIST = re.compile(r"\d[,–]\d")
_GENERAL = frozenset({"cell", "cells", "tissue", "tissues", "animal", "animals", "line", "lines"})
_GENOTYPE = re.compile(
    r"[-‐-―](?:deficient|proficient|null|knockout|knock-out|mutant|mutated|wild-?type|silenced|depleted|overexpressing|"
    r"transfected|transduced|positive|negative)\s(?P<head>[a-z]+(?:\s[a-z]+){0,2})"
)


def with_glued(
    text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal], *, kb: KnowledgeBase
) -> list[Proposal]:
    """Return the mentions with the names that nobody saw as something is glued to them, in order.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order.
        kb: the index.
    """
    cited = [match for low, high in sentences for match in _CITED.finditer(text, low, high)]
    lists = any(_LIST.search(match["number"]) for match in cited) or len(cited) > 2
    found = [*_cited(cited, kb)] if lists else []
    for low, high in sentences:
        for match in _SUM.finditer(text, low, high):
            found += _summed(match, kb)
    sure = {(item.start, item.end): item for item in found}
    found += _behind_genotypes(text, mentions, kb)
    if not found:
        return list(mentions)
    own = [
        sure[item.start, item.end] if item.score < SCORE and (item.start, item.end) in sure else item
        for item in mentions
    ]
    return resolve([*own, *found])


def _cited(cited: Sequence[re.Match[str]], kb: KnowledgeBase) -> Iterator[Proposal]:
    """Yield names with the numbers of references behind them, in a text that has several."""
    for match in cited:
        kinds = known_types(kb, match["name"])
        if len(kinds) == 1 and match["name"].lower() not in _NUMBERED and not known_types(kb, match.group()):
            yield Proposal(match.start(), match.end("name"), min(kinds), SCORE, SOURCE, 1)


def _summed(match: re.Match[str], kb: KnowledgeBase) -> list[Proposal]:
    """Return the substances and treatments that a plus joins, if each of them is one."""
    found, start = [], match.start()
    for part in match.group().split("+"):
        known = known_types(kb, part)
        kinds = {kind for kind in known if naming_of(kind).noted or naming_of(kind).means}
        if not kinds or not known.isdisjoint(types_with(SYMBOL)):
            return []  # of "CD3+CD8+" the signs are those of cells
        found.append(Proposal(start, start + len(part), min(kinds), SCORE, SOURCE, 1))
        start += len(part) + 1
    return found


def _behind_genotypes(text: str, mentions: Sequence[Proposal], kb: KnowledgeBase) -> Iterator[Proposal]:
    """Yield the cells, animals and parts of a body behind the state of a gene."""
    wanted = types_with(COMPOSED) | {type_with(BEING)}
    for item in mentions:
        match = _GENOTYPE.match(text, item.end) if item.entity_type in types_with(SYMBOL) else None
        if match is None:
            continue
        start = match.start("head")
        length, kinds = known_beginning(kb, match["head"], wanted)
        if kinds and match["head"][:length] not in _GENERAL:
            yield Proposal(start, start + length, _main(kinds), SCORE, SOURCE, 1)


def _main(kinds: frozenset[str]) -> str:
    """Return the type that a name that may be several is by itself: astrocytes are cells, and parts of a body."""
    return min(kinds, key=lambda kind: (kind not in types_with(CERTAIN), kind))
