"""Read lists of abbreviations: `MSC, mesenchymal stem cell; EV, extracellular vesicle`, `BBB = blood-brain barrier`.

A section that is headed Abbreviations is a list whatever stands in it: each of its items counts by itself, also a short
form on one line with its long form on the next.

The sign of equality defines anywhere; a comma, a colon or a mere space only in a list, which is a run of sentences or
items that all fit. An item fits where the letters of its short form account for the whole of its long form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gliomine.abbreviations.align import Window
from gliomine.abbreviations.pairs import Pair, bar, is_sound
from gliomine.abbreviations.short_forms import is_short_form

_SHORT = r"(?<![^\s(\[;:,.])(?P<short>[^\W_][^\s=;:,()]{0,13}(?:\s[^\W_][^\s=;:,()]{0,5})?)"
_LONG = r"(?P<long>[^\s=;\r\n][^=;\r\n]{3,120}?)"
_EQUALS = re.compile(rf"{_SHORT}\s?=\s?{_LONG}(?=\s*(?:;|[\r\n]|\Z|[.,](?:\s|\Z)|\)))")
_LEAD = re.compile(
    r"(?:(?:list of |non-?standard )?abbreviations?(?:\s(?:used|list|and acronyms))?\s?[:.–-]?\s*)", re.IGNORECASE
)
_ITEM = re.compile(
    r"\s*(?P<short>[^\W_][^\s=;:,]{1,13})(?P<sign>\s?[,:]\s|\s?[–—-]\s|\s|\t)\s*(?P<long>[^=;\r\n]{4,120}?)\s*(?:;|,\s(?=[A-Z0-9]{2})|\.?\s*\Z)"
)
_NEXT = re.compile(r";\s*|,\s(?=[A-Z0-9]{2})")
_FILLED_LINE = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")


def equalities(text: str, start: int, end: int) -> Iterator[Pair]:
    """Yield the definitions of a sentence with a sign of equality."""
    if "=" in text[start:end]:
        for match in _EQUALS.finditer(text, start, end):
            yield from _fitting(text, match)


def listed(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """Yield the definitions of lists: items of one sentence, or sentences (lines) in a row."""
    row: list[Pair] = []
    for start, end in sentences:
        lead = _LEAD.match(text, start, end)
        begin = lead.end() if lead else start
        found = list(_items(text, begin, end)) if end - start < 6000 else []
        if len(found) > 1 or (found and lead):
            yield from found
        if len(found) == 1 and not lead:
            row += found
        else:
            yield from row if len(row) > 1 else ()
            row = []
    yield from row if len(row) > 1 else ()


def _items(text: str, start: int, end: int) -> Iterator[Pair]:
    """Yield the items of a range that holds nothing but items, else nothing."""
    found: list[Pair] = []
    place = start
    while place < end:
        item = _ITEM.match(text, place, end)
        pairs = list(_fitting(text, item)) if item else []
        if not pairs or item is None or item.end() == place:
            return
        found += pairs
        place = item.end()
    yield from found


def list_section(text: str, start: int, end: int) -> Iterator[Pair]:
    """Yield the definitions of a section that is a list of abbreviations."""
    for begin, stop in _entries(text, start, end):
        lead = _LEAD.match(text, begin, stop)
        place = lead.end() if lead else begin
        yield from equalities(text, place, stop)
        while place < stop:
            item = _ITEM.match(text, place, stop)
            pairs = list(_fitting(text, item, capitals=1)) if item else []
            yield from pairs
            if item is not None and pairs:
                place = item.end()
            else:
                # What is no item ends no list.
                mark = _NEXT.search(text, place, stop)
                place = mark.end() if mark else stop


def _entries(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a list; a line that is a short form goes with the one below it."""
    alone: re.Match[str] | None = None
    for line in _FILLED_LINE.finditer(text, start, end):
        shown = line.group()
        if alone is None and len(shown.split()) == 1 and is_short_form(shown.rstrip(":=")):
            alone = line
            continue
        yield (alone or line).start(), line.end()
        alone = None


def _fitting(text: str, match: re.Match[str], *, capitals: int = 2) -> Iterator[Pair]:
    short, (start, end) = match["short"], match.span("long")
    while end > start and text[end - 1] in " .,\t":
        end -= 1
    if len(short) < 2 or not is_short_form(short) or sum(map(str.isupper, short)) < capitals:
        return
    fit = Window(text, start, end).align(short)
    if (
        fit is not None
        and fit.start == start
        and fit.score >= max(0.0, bar(short))
        and is_sound(text, start, end, short)
    ):
        yield Pair(*match.span("short"), start, end, fit.score)
