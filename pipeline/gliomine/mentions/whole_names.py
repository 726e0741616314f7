"""Mentions that are a part of a name that the index knows take the whole name; one name has one type.

A recogniser may see the second word of a species, or what stands behind a hyphen: "musculus", "CoV-2". And it may take
one name for two things in one document, of which the index knows one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from gliomine.entity_traits import BEING, SYMBOL
from gliomine.entity_types import ENTITY_TYPES, type_with, types_with
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.merge import Proposal
from gliomine.mentions.score import known_types
from gliomine.text.normalize import normal_key, without_plural

_DASH = "-‐-―"
_DASHES = "-‐‑‒–—―"
_JOINED = re.compile(rf"[^\s()\[\],;/<>]*[^\W_][{_DASH}]\Z")
_GENUS = re.compile(r"(?<![^\W_])[A-Z][a-z]{2,}\s\Z")
_SPECIES = re.compile(r"[a-z]{4,}")
_LONGEST = 40
_SMALL = "of|in|on|to|by|for|with|from|and|or|the|an?|as|at"
_WORDS_BEFORE = re.compile(rf"(?<![^\s(\[])(?:(?!(?:{_SMALL})\s)[^\W_]+(?:['’][a-z]+)?[{_DASH} ]){{1,4}}\Z")
_STARTS = re.compile(r"(?<![^\W_'’])[^\W_]")
_PHOSPHO = re.compile(r"(?<![^\W_])[Pp]hospho(?:rylated)?[-‐-―]\Z")
_NUCLEIC = re.compile(r"m?[DR]NA")
_WORD_BEHIND = re.compile(r"\s[a-z]{5,}")
_GOING_ON = re.compile(
    r"\s(?:functions?|flow|hygiene|consumption|uptake|absorption|perfusion|remodel+ing|turnover|shortening|secretion)\b"
)  # what parts and substances do, and what is done to them
_VERB = re.compile(r"[a-z]+ed\s")
_SURE = 0.8
"""Score from which a mention is no part of the name that ends behind it."""


def whole_names(text: str, mentions: Sequence[Proposal], *, kb: KnowledgeBase) -> list[Proposal]:
    """Return the mentions, those that begin within a known name with the whole of it.

    Args:
        text: the document.
        mentions: resolved mentions, in order.
        kb: the index.
    """
    found: list[Proposal] = []
    for item in mentions:
        start, kind = item.start, item.entity_type
        before = text[start - 1 : start]
        joined = _JOINED.search(text, max(0, start - _LONGEST), start) if before in _DASHES and before else None
        if joined is not None and kind in known_types(kb, text[joined.start() : item.end]):
            start = joined.start()
        genus = (
            _GENUS.search(text, max(0, start - _LONGEST), start) if _SPECIES.fullmatch(text, start, item.end) else None
        )
        if genus is not None and _is_species(text[genus.start() : item.end], kb):
            start, kind = genus.start(), type_with(BEING)
        state = _PHOSPHO.search(text, max(0, start - _LONGEST), start) if kind in types_with(SYMBOL) else None
        if state is not None:
            start = state.start()
        if start == item.start:
            start = _longer(text, item, kb)
            covered = takewhile(lambda one: one.end > start, reversed(found))  # noqa: B023 - used up before it changes
            if any(one.start < start or one.score >= _SURE for one in covered):
                start = item.start
        end = item.end
        if start == item.start:
            end, kind = _further(text, item, kb)
        while found and start <= found[-1].start:
            found.pop()
        if found and start < found[-1].end:
            start, kind = item.start, item.entity_type
        same = (start, end) == (item.start, item.end)
        found.append(item if same else replace(item, start=start, end=end, entity_type=kind))
    return found


def _is_species(shown: str, kb: KnowledgeBase) -> bool:
    """Tell whether two words are the name of a taxon; "European people" and "Cancer survivors" are people."""
    (taxonomy, *_) = ENTITY_TYPES[type_with(BEING)].prefixes
    found = (kb.concept(posting.concept) for posting in kb.postings(normal_key(shown)) if posting.scope == "name")
    return any(concept.curie.startswith(taxonomy) for concept in found)


def _longer(text: str, item: Proposal, kb: KnowledgeBase) -> int:
    """Return where the longest name of the same type begins that ends with a mention: "Wharton's jelly MSCs"."""
    before = _WORDS_BEFORE.search(text, max(0, item.start - _LONGEST), item.start)
    if before is None or item.entity_type == type_with(BEING):
        return item.start
    for word in _STARTS.finditer(before[0]):
        start = before.start() + word.start()
        if _VERB.match(text, start):
            continue
        if item.entity_type in known_types(kb, text[start : item.end]):
            return start
    return item.start


def _further(text: str, item: Proposal, kb: KnowledgeBase) -> tuple[int, str]:
    """Return where a process ends that a nucleic acid, a part or a substance goes through, and its type.

    "RNA interference" is a process, as are "lung function" and "oxygen consumption"; "hand hygiene" is a treatment.
    """
    nucleic = _NUCLEIC.fullmatch(text, item.start, item.end) is not None
    behind = (_WORD_BEHIND if nucleic else _GOING_ON).match(text, item.end)
    kinds = known_types(kb, text[item.start : behind.end()]) if behind is not None else frozenset()
    if behind is None or len(kinds) != 1 or item.entity_type in kinds:
        return item.end, item.entity_type
    return behind.end(), min(kinds)


def of_one_type(text: str, mentions: Sequence[Proposal], *, kb: KnowledgeBase) -> list[Proposal]:
    """Return the mentions; where one name has several types in a document, that which the index knows it as.

    Args:
        text: the document.
        mentions: resolved mentions, in order.
        kb: the index.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for item in mentions:
        kinds[without_plural(text[item.start : item.end])].add(item.entity_type)
    chosen = {}
    for name, several in kinds.items():
        known = several & known_types(kb, name) if len(several) > 1 else set()
        if len(known) == 1:
            chosen[name] = min(known)
    if not chosen:
        return list(mentions)
    names = (without_plural(text[item.start : item.end]) for item in mentions)
    return [
        replace(item, entity_type=chosen.get(name, item.entity_type))
        for item, name in zip(mentions, names, strict=True)
    ]
