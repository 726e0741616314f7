"""A candidate definition, and what makes one sound."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gliomine.text.normalize import without_plural

LONGEST_LONG = 400
_WORD = re.compile(r"[^\s()\[\],;]+")
_PART = re.compile(r"[^\s()\[\],;\-‐-―/]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate definition with its score; offsets are absolute."""

    start: int
    end: int
    long_start: int
    long_end: int
    score: float


def bar(short_form: str) -> float:
    """Return the score that an alignment of a short form has to reach."""
    letters = [item for item in short_form if item.isalnum()]
    if len(letters) < 4:
        return (-0.95, -1.7, -2.4)[len(letters) - 1]
    return (3 * len(letters) - 17) / 10


def is_sound(text: str, start: int, end: int, short_form: str) -> bool:
    """Tell whether a long form is longer than its short form and does not hold it as a word, or as a part of one."""
    long_form = text[start:end]
    if len(long_form) <= len(short_form) or not any(item.isalpha() for item in long_form):
        return False
    if long_form[-1] in ".;:," or ": " in long_form:  # "... cancer. (c) 2007", "METHODS: ..."
        return False
    for opened, closed in ("()", "[]"):
        if long_form.find(closed) >= 0 and not -1 < long_form.find(opened) < long_form.find(closed):
            return False
    if short_form in _WORD.findall(long_form):
        return False
    # "MSCs (MSC-Exos)" defines neither: the vesicles are named after the cells.
    bare = without_plural(short_form)
    parts = [part for word in long_form.split() if re.search("[-‐-―]", word) for part in _PART.findall(word)]
    return len(bare) < 2 or bare not in map(without_plural, parts)
