"""Join the lines of a PDF to paragraphs; words that were broken at the end of a line become whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gliomine.readers.pdf_lines import HYPHENS

_LAST = re.compile(r"([^\W_]+(?:-[^\W_]+)*)$")
_FIRST = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SOFT = re.compile(r"[\x02\ufffe\u00ad]")


# First halves of compounds that are written with a hyphen far more often than as one word.
_KEPT = frozenset({"non", "well", "self", "wild", "low", "high", "full", "half", "double", "single", "cross"})


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """Return the words that stand unbroken in the lines, compounds with their hyphens; halves of words are left out."""
    found: set[str] = set()
    broken = False
    for line in lines:
        words = _WORDS.findall(line.casefold())
        ends_broken = line[-1:] in HYPHENS
        found.update(words[1 if broken else 0 : -1 if ends_broken else None])
        broken = ends_broken
    return frozenset(found)


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """Return the lines as one paragraph.

    A hyphen at the end of a line goes where the paper has the joined word elsewhere; it stays where it has the
    compound, or where both halves are words of it and the joined one is not.

    >>> join_lines(["a tumour sup-", "pressor of wild-", "type cells"], frozenset({"wild-type"}))
    'a tumour suppressor of wild-type cells'
    """
    made = ""
    for line in lines:
        if made and made[-1] in HYPHENS and line[:1].isalnum():
            made = made[:-1] + _hyphen(made[:-1], line, words) + line
        else:
            made = f"{made} {line}" if made else line
    return _SOFT.sub("-", made)


def _hyphen(before: str, after: str, words: frozenset[str]) -> str:
    last, first = _LAST.search(before), _FIRST.match(after)
    if last is None or first is None:
        return "-"
    one, other = last.group(1), first.group()
    if not one[-1].islower() or not other[0].islower() or "-" in one:
        return "-"
    start, end = one.casefold(), other.casefold()
    if start + end in words:
        return ""
    if f"{start}-{end}" in words:
        return "-"
    whole = min(len(start), len(end)) > 2 and start in words and end in words
    return "-" if whole or start in _KEPT else ""
