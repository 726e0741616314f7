"""Tell how a text without headings is read: as a title with its abstract, or as lines that belong together."""

from __future__ import annotations

import re

_LONGEST_TITLE = 400
_LINES = 8  # that are looked at
_NARROWEST = 40
_RAGGED = 12
_ENDS = frozenset(".!?:")
_OPEN_END = re.compile(
    r"\b(?:a|an|and|are|as|at|by|for|from|has|have|in|into|is|of|on|or|than|that|the|to|was|were|which|with)$",
    re.IGNORECASE,
)


def layout_of(text: str) -> str:
    """Return `abstract` where the first line is a title or the text is one line, else `page`.

    >>> layout_of("Glioma in adults\\nMice were treated."), layout_of("Adults with\\nnew glioma were treated.")
    ('abstract', 'page')
    """
    if _is_wrapped(text):
        return "page"
    short = len(text.lstrip().split("\n", 1)[0]) <= _LONGEST_TITLE
    return "abstract" if short or "\n" not in text.strip() else "page"


def _is_wrapped(text: str) -> bool:
    """Tell whether the first line is no title but the beginning of a sentence that goes on in the second."""
    lines = [line.strip() for line in text.strip().splitlines()[:_LINES]]
    if len(lines) < 2 or not lines[1] or lines[0][-1:] in _ENDS:
        return False
    if lines[1][0].islower() or lines[0][-1] in ",-–" or _OPEN_END.search(lines[0]):
        return True
    widths = [len(line) for line in lines[: -1 if len(lines) < _LINES else None]]
    # Lines of nearly one width were cut by a program.
    return len(widths) > 2 and min(widths) >= _NARROWEST and max(widths) - min(widths) <= _RAGGED
