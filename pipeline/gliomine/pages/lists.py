"""Cut a section into the items of its list: one a line, numbered or not, or on one line with semicolons."""

from __future__ import annotations

import re

from gliomine.pages.headings import REFERENCE, lines_of, trimmed

_MARK = re.compile(
    r"(?:\[\s?(\d{1,3})\s?\]|\(\s?(\d{1,3})\s?\)|(\d{1,3})\s?[.)、](?!\d)"
    r"|([•●▪◦*–-])(?=\s))[\s\u200b-\u200d\u2060\ufeff]*"
)
_BARE_NUMBER = re.compile(r"(\d{1,3})[\s\u00a0]*(?=[^\W\d])")


def list_items(text: str, start: int, end: int, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Return the ranges of the items, without list numbers, separators and outer white space.

    Args:
        text: the whole text.
        start: first character of the section.
        end: one past its last.
        semicolons: whether `; ` outside brackets separates items on one line.
    """
    lines = [(line.start, line.end) for line in lines_of(text, start, end) if line.start < line.end]
    marks = [_MARK.match(text, first, last) for first, last in lines]
    numbered = bool(marks) and marks[0] is not None
    bare = not numbered and len(lines) > 1 and _bare_sequence(text, lines)
    items: list[tuple[int, int]] = []
    for (first, last), mark in zip(lines, marks, strict=True):
        if numbered and mark is not None:
            items.append((mark.end(), last))
        elif numbered and items:
            items[-1] = (items[-1][0], last)  # a wrapped line of a numbered item
        elif bare:
            found = _BARE_NUMBER.match(text, first, last)
            items.append((found.end() if found else first, last))
        else:
            items.append((first, last))
    if semicolons:
        items = [piece for item in items for piece in _split(text, *item)]
    ranges = [_trim_marks(text, *item) for item in items]
    return [(first, last) for first, last in ranges if first < last]


def _bare_sequence(text: str, lines: list[tuple[int, int]]) -> bool:
    found = [_BARE_NUMBER.match(text, first, last) for first, last in lines]
    return all(match is not None and int(match.group(1)) == number for number, match in enumerate(found, 1))


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces, depth, begin = [], 0, start
    within = {match.end() - 1 for match in REFERENCE.finditer(text, start, end)}
    for position in range(start, end):
        character = text[position]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif character in ";；" and depth == 0 and position not in within:
            pieces.append((begin, position))
            begin = position + 1
    return [*pieces, (begin, end)]


def _trim_marks(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = trimmed(text, start, end)
    while end > start and text[end - 1] in ";；":
        start, end = trimmed(text, start, end - 1)
    return start, end
