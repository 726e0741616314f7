"""Leave out what looks like a mention and is none.

A recogniser sees the depression in "Beck Depression Inventory", the cancer in "National Cancer Institute" and the blood
in "blood pressure". Names of instruments, institutions and studies are found by their capitals and the word that heads
them; the rest are rules of words around a name, in `data/left_out.toml`.

Performance: together with `known.py` and the rules of heads, rows right on 13 home-topic abstracts 0.832 before, 0.857
after, the recogniser being the same; the rules were written with such abstracts at hand, and not measured one by one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from gliomine.mentions.merge import Proposal
from gliomine.resources import data_text

_TITLED, _LISTED = 0.6, 0.85
"""Share of capitalised words from which a sentence is a title in capitals, where they say nothing: without a full stop,
and with one."""

_HEAD = (
    r"(?:Scales?|Inventory|Questionnaires?|Ind(?:ex|ices)|Scores?|Tests?|Checklist|Interview|Schedule|Survey|Battery|"
    r"Instrument|Assessment|Rating|Examination|Classification|Task|Institutes?|Society|Association|Foundation|College|"
    r"Federation|Council|Academy|Organi[sz]ation|Cent(?:er|re)s?|Hospitals?|University|Department|School|Faculty|"
    r"Division|Regist(?:ers?|ry|ries)|Network|Consortium|Committee|Agency|Ministry|Administration|Affairs|Journal|Trials?|Study|Project|Initiative|"
    r"Programme|Program|Trust|Union|Alliance|Database|Cohort|Biobank|Clinics?|Laborator(?:y|ies)|Guidelines?|"
    r"(?:Study|Oncology|Trials?|Working|Cooperative|Collaborative|Consensus|Research|Interest)\sGroup)"
)
_CAPITAL = r"[A-Z0-9][\w’'/‐–-]*"
_SMALL = r"(?:(?:of|and|for|the|in|to|on|with|after|by|&|–|-)\s){0,2}"
_REST = rf"{_CAPITAL}(?:,?\s{_SMALL}{_CAPITAL}){{0,8}}"
_HEAD_ABROAD = r"(?:Centr[eo]|Institut[eo]?|H[oô]pital|Hospital|Universit[^\W\d]+|Facult[^\W\d]+|Service)"
_ABROAD = rf"{_CAPITAL}(?:(?:\s(?:et|de|la|le|les|du|des|en|e|y|di|und|par|pour|für|d['’]))*\s{_CAPITAL}){{0,8}}"
_NAMED = re.compile(
    rf"\b(?:{_CAPITAL},?\s(?:\([\w-]+\)\s)?{_SMALL}){{1,10}}?{_HEAD}\b(?!-[^\W\d])(?:\s(?:of|for|on|in)\s(?:the\s)?{_REST})?"
    rf"|\b{_HEAD}\s(?:of|for|on)\s(?:the\s)?{_REST}"
)
_NAMED_ABROAD = re.compile(rf"\b{_HEAD_ABROAD}\s(?:d['’]|d[eiu]\s|des\s|da\s|del\s|della\s|für\s){_ABROAD}")
_HEADED = re.compile(rf"\b(?:{_HEAD}|{_HEAD_ABROAD})\b")
_WORD = re.compile(r"[^\W\d_]{4,}")
_INSTRUMENT = re.compile(
    r"\b(?:[Ss]ub)?(?:[Ss]cale|[Ss]core|[Ii]ndex|[Qq]uestionnaire|[Ii]nventory|[Cc]hecklist|[Ii]nterview|[Rr]ating)s?\s[(\[]"
    r"(?P<short>[A-Z][A-Z0-9-]{1,9})[)\]]"
)
_OWNED = re.compile(r"©|\bCopyright\b|\([Cc]\)\s(?=(?:19|20)\d\d\b)")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words around a name that make it none; `everywhere`: wherever the document has the name."""

    types: frozenset[str]
    name: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    everywhere: bool = False

    def holds(self, text: str, item: Proposal) -> bool:
        """Tell whether the words are there, of a mention of one of its types."""
        if self.name is not None and self.name.fullmatch(text, item.start, item.end) is None:
            return False
        if self.after is not None and self.after.match(text, item.end) is None:
            return False
        return self.before is None or self.before.search(text, max(0, item.start - _BEFORE), item.start) is not None


_BEFORE = 30
"""Characters before a mention that a rule can see."""


def without_others(text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the mentions without those that are none.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order.
    """
    named = [span for start, end in sentences for span in named_things(text, start, end)]
    place, mentions = 0, list(mentions)
    lost = {text[item.start : item.end] for item in mentions if _holds_any(_rules_of(item.entity_type)[0], text, item)}
    lost.update(found["short"] for found in _INSTRUMENT.finditer(text))
    for item in mentions:
        if text[item.start : item.end] in lost:
            continue
        while place < len(named) and named[place][1] <= item.start:
            place += 1
        if place < len(named) and named[place][0] <= item.start and item.end <= named[place][1]:
            continue
        if not _holds_any(_rules_of(item.entity_type)[1], text, item):
            yield item


def _holds_any(rules: Sequence[_Rule], text: str, item: Proposal) -> bool:
    return any(rule.holds(text, item) for rule in rules)


def named_things(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names of instruments, institutions and studies in a sentence, as half-open spans from left to right.

    >>> text = "The Beck Depression Inventory was used."
    >>> [text[low:high] for low, high in named_things(text, 0, len(text))]
    ['The Beck Depression Inventory']
    """
    if (owned := _OWNED.search(text, start, end)) is not None:
        yield from named_things(text, start, owned.start())
        yield owned.start(), end  # who owns a text, and where it was printed
        return
    if _HEADED.search(text, start, end) is None:
        return
    words = _WORD.findall(text, start, end)
    stopped = text[end - 1 : end] in (".", "!", "?")
    if sum(word[0].isupper() for word in words) > (_LISTED if stopped else _TITLED) * len(words):
        return
    named = [match.span() for pattern in (_NAMED, _NAMED_ABROAD) for match in pattern.finditer(text, start, end)]
    found: list[tuple[int, int]] = []
    for low, high in sorted(named):
        if found and low < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    yield from found


@cache
def _rules_of(entity_type: str) -> tuple[tuple[_Rule, ...], tuple[_Rule, ...]]:
    """Return the rules for mentions of a type that hold everywhere, and all: most rules are those of few types."""
    rules = [rule for rule in _rules() if not rule.types or entity_type in rule.types]
    return tuple(rule for rule in rules if rule.everywhere), tuple(rules)


@cache
def _rules() -> tuple[_Rule, ...]:
    def pattern(values: dict[str, object], name: str, ending: str = "") -> re.Pattern[str] | None:
        written = values.get(name)
        return re.compile(f"(?:{written}){ending}", re.IGNORECASE) if written is not None else None

    listed = tomllib.loads(data_text("mentions/data", "left_out.toml"))["rule"]
    return tuple(
        _Rule(
            frozenset(item.get("types", ())),
            pattern(item, "name"),
            pattern(item, "before", r"\Z"),
            pattern(item, "after"),
            bool(item.get("everywhere")),
        )
        for item in listed
    )
