"""Codes by which things are ordered and told apart: catalogue numbers, lots, clones of antibodies. None is an entity.

"TMZ (Selleck, S1237)", "the clone D4E6", "anti-CD63 (A2216)", "cat. no. M5655".
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*")
_LONG_CODE = re.compile(r"[A-Z]{1,4}-?\d{3,}[A-Z]?")
_NUMBERED = re.compile(r"[A-Z]\d{4}")
_BEFORE = 80

_SUPPLIED = re.compile(
    r"\((?:[^()]*[;,]\s)?(?:from\s)?[A-Z][a-zA-Z&.’'-]*[a-z]{2}[a-zA-Z&.’'-]*(?:\s(?:[A-Z&][\w&.’'-]*|of|and|de)){0,4}"
    r"(?:,\s[A-Z][a-zA-Z. -]+){0,3}[,;:]\s"
    r"(?:#|(?:[Cc]at(?:alog(?:ue)?)?|[Ll]ot|[Nn]o|[Pp]roduct|[Cc]ode|[Rr]ef)[\w.]*\s?)*\Z"
)
_CALLED = re.compile(
    r"(?:(?<![Cc]ell\s)(?<![Ll]ine\s)\b[Cc]lones?(?:\sno\.)?[:\s]\s?|\b(?:[Cc]at(?:alog(?:ue)?)?|[Ll]ot|[Pp]roduct|[Oo]rder|[Bb]atch|[Rr]ef)\.?\s?"
    r"(?:[Nn](?:o|umber|r)s?\.?|#|[Cc]ode)[:\s]*|#)\Z"
)
_CELLS = re.compile(r"[\s-](?:cells?|lines?)\b")


def is_ordered(text: str, start: int, end: int) -> bool:
    """Tell whether a range of a text is such a code, by what stands before it.

    >>> text = "TMZ (Selleck, S1237) was added."
    >>> is_ordered(text, 14, 19), is_ordered(text, 0, 3)
    (True, False)
    """
    if _CODE.fullmatch(text, start, end) is None or _CELLS.match(text, end):
        return False
    low = max(0, start - _BEFORE)
    if _CALLED.search(text, low, start):
        return True
    if _LONG_CODE.fullmatch(text, start, end) and _SUPPLIED.search(text, low, start):
        return True
    if _NUMBERED.fullmatch(text, start, end) is None or text[start - 1 : start] != "(":
        return False
    sentence = text.rfind(". ", 0, start) + 1
    return "ntibod" in text[sentence:start] or "nti-" in text[sentence:start]
