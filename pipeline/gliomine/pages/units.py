"""Find the line breaks that end a unit of text: a title, a heading or an item of a list.

A break of hard-wrapped text ends nothing. The two are told apart by room: a writer of wrapped text breaks a line where
the next word does not fit, so a short line before a capital ends something. List marks count where they repeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gliomine.pages.headings import Line, lines_of

_MARK = re.compile(
    r"(?:(?P<bullet>[-–—•*·▪●‣◦■□○>]+)|\(?(?P<number>\d{1,2})[.)]|\(?(?P<letter>[a-zA-Z])\)"
    r"|\(?(?P<roman>[ivx]{1,4})\))[ \t\u00a0]+(?=\S)"
)
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t\u00a0]+(?=[^\W\d_])")
_SUBSECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t\u00a0]+[^\W\d_]")
_GOES_ON = re.compile(
    r"(?:[-–—,/(\[+=&]|\b(?:a|an|the|of|in|on|at|by|for|from|with|without|to|and|or|nor|but|as|than|that|which|who|whose|"
    r"via|per|between|into|is|are|was|were|be|been|has|have|had|not|no|its|their|our|this|these|using|vs\.?))\Z",
    re.IGNORECASE,
)
_CLOSED = ".!?。！？;:：；"
_ROOM = 0.9  # part of the widest line that counts as room; behind a first line, which is mostly a title, all of it
_LONGEST_ITEM = 45
_FEWEST_ITEMS = 3
_LONGEST_HEADING = 80


def unit_starts(text: str, start: int, end: int) -> list[int]:
    """Return where lines begin that open a new unit, in order; wrapped lines open none.

    Args:
        text: the document's text.
        start: first character of a range without labels.
        end: one past its last.
    """
    lines = [line for line in lines_of(text, start, end) if line.start < line.end]
    if len(lines) < 2:
        return []
    width = max(line.end - line.start for line in lines)
    marks = _repeated_marks(text, lines)
    plain_list = len(lines) >= _FEWEST_ITEMS and width <= _LONGEST_ITEM and not any(_closed(text, one) for one in lines)
    return [
        after.start
        for before, after in pairwise(lines)
        if after.start in marks
        or plain_list
        or _ends_before(text, before, after, width * (1.0 if before is lines[0] else _ROOM))
    ]


def without_number(shown: str) -> str:
    """Return a heading without its number.

    >>> without_number("2.1. Cell culture"), without_number("5 mice")
    ('Cell culture', 'mice')
    """
    return _SECTION_NUMBER.sub("", shown, count=1) if _SECTION_NUMBER.match(shown) else shown


def _closed(text: str, line: Line) -> bool:
    return text[line.end - 1] in _CLOSED


def _repeated_marks(text: str, lines: Sequence[Line]) -> set[int]:
    """Return the starts of lines with a list mark whose kind stands before several lines, in order where it counts."""
    found: dict[str, list[tuple[int, str]]] = {}
    for line in lines:
        mark = _MARK.match(text, line.start, line.end)
        if mark is not None and mark.lastgroup is not None:
            kind = mark[0].strip() if mark.lastgroup == "bullet" else mark.lastgroup
            found.setdefault(kind, []).append((line.start, mark[mark.lastgroup]))
    return {place for kind, several in found.items() if _is_list(kind, several) for place, _ in several}


def _is_list(kind: str, several: Sequence[tuple[int, str]]) -> bool:
    if len(several) < 2:
        return False
    if kind == "number":
        return all(int(b) == int(a) + 1 for a, b in pairwise([value for _, value in several]))
    if kind == "letter":
        return all(ord(b) == ord(a) + 1 for a, b in pairwise([value for _, value in several]))
    return True


def _ends_before(text: str, before: Line, after: Line, room: float) -> bool:
    """Tell whether an open line ends before one that begins anew though there was room for its first word."""
    if _closed(text, before):
        return False
    if _SUBSECTION.match(text, before.start, before.end) and text[after.start].isupper():
        return before.end - before.start <= _LONGEST_HEADING
    if _GOES_ON.search(text, max(before.start, before.end - 12), before.end):
        return False
    first = text[after.start]
    if not (first.isupper() or (first.isdigit() and _SECTION_NUMBER.match(text, after.start, after.end))):
        return False
    shown = text[after.start : after.end].split(None, 1)[0]
    return before.end - before.start + 1 + len(shown) <= (room if first.isupper() else room * _ROOM)
