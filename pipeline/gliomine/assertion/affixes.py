"""Mentions that a part of their own word, or a mark behind them, makes absent: "X-free", "X-negative", "X: none"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gliomine.document import Mention
from gliomine.entity_traits import DEPRIVED, SIGNED
from gliomine.entity_types import types_with

_HYPHEN = "[-‐-―−]"
_BEHIND = re.compile(
    rf"(?:{_HYPHEN}|\s)(?P<free>[Ff]ree)(?!\w)(?!\s(?:energy|radicals?|of|from)\b)"
    rf"|(?:{_HYPHEN})(?P<negative>[Nn]egative|naive|naïve|uninfected|deprived|depleted|null)(?!\w)"
    r"|\s(?P<apart>negative|uninfected)(?=\s(?!for\b|control|feedback|regulat|selecti|correlat|predict|effect)[^\W\d_])"
    r"|:\s(?P<none>none|nil|absent|negative|no)(?=\s*(?:[.;,]|\Z))"
    r"|\s?\((?P<mark>[-−–⁻]|neg(?:ative)?)\)"
    r"|(?P<sign>neg(?!\w)|[−⁻]|-(?=[/,;)]|\Z))(?!/[−⁻-])(?!\w)"
)
_LIST_OF_PREFIXES = re.compile(
    rf"{_HYPHEN},?(?:\s?(?:and|or|,)?\s?[^\s,]{{1,40}}{_HYPHEN},?){{0,3}}\s(?:and\s|or\s)?\S{{1,40}}{_HYPHEN}(?P<free>[Ff]ree)\b"
)
_BEFORE = re.compile(rf"(?P<non>\bnon){_HYPHEN}\Z|(?<![-‐-―−])(?P<neg>\bnegative)\s\Z", re.IGNORECASE)


def affixed(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Yield the mentions that an affix or a mark denies, with the place of the affix."""
    for item in mentions:
        match = _LIST_OF_PREFIXES.match(text, item.end) or _BEHIND.match(text, item.end)
        if match is not None and _fits(item, match):
            group = match.lastgroup or 0
            yield item, match.start(group), match.end(group)
            continue
        before = _BEFORE.search(text[max(0, item.start - 12) : item.start])
        if before is not None and item.entity_type in types_with(SIGNED if before["neg"] else DEPRIVED):
            shift = max(0, item.start - 12)
            yield item, shift + before.start(), shift + before.end()


def _fits(item: Mention, match: re.Match[str]) -> bool:
    if match.lastgroup in ("sign", "apart"):
        return item.entity_type in types_with(SIGNED)
    if match.lastgroup == "negative":
        return item.entity_type in types_with(DEPRIVED)
    return True
