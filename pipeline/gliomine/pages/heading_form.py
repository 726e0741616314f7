"""Headings within the body of a pasted paper that no list knows, by their form and place: "Fat-soluble vitamins".

Such a heading is a short line that begins with a capital or a number, ends in no mark of a sentence, holds no finite
verb, and stands between the end of a paragraph and the begin of another. Lines of lists, of tables, of addresses and of
captions have the one but not the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.pages.headings import Line

LONGEST = 90
_MOST_WORDS = 12
_ENDED = ".!?:)]\"'”’。："
_PARAGRAPH = 160  # characters of a line that is a whole paragraph: no text is wrapped as wide
_ROOM = 0.75  # of the line below: a wrapped line is not so short
_PROSE = 40  # characters of the first line of a paragraph
_NEAR = 10  # lines above and below that show the width of a column
_NARROWEST = 30
_COLUMN_ROOM = 0.8
_FILLED = 0.75
_LOWER = re.compile(r"(?:\b[a-z]+\s+){2}")
_FIRST = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+)?[\"“'‘(]?(?:[A-Z]|[a-z]{1,3}[A-Z0-9]|[a-z]-[A-Z]|[αβγδκ])")
_CAPTION = re.compile(
    r"(?:supplementary |suppl\.? |additional )?(?:fig(?:ure)?s?|tables?|box|scheme|movie|video|file)\b", re.I
)
_NO_HEADING = re.compile(r"[\t|=<>@•]|\s{3}|https?:|www\.|\b(?:doi|pmid|isbn)\b|\w;|\d{4}[;:]", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|we|our|i|they|it|there|shows?|showed|found|remains?|did|does|will|may|can|could|should)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z)\]%\d\"”][.!?:](?:[\"”)\]]|\s|\Z)")


def has_form(text: str, lines: Sequence[Line], number: int) -> bool:
    """Tell whether a line of a body has the form and the place of a heading.

    Args:
        text: the document's text.
        lines: of a part of the body, empty ones too.
        number: of the line.
    """
    line = lines[number]
    shown = text[line.start : line.end]
    if not reads_like_one(shown):
        return False
    if _stands_in_column(text, lines, number):
        return True
    before = lines[number - 1] if number else None
    blank = before is None or before.start == before.end
    above = next((item for item in reversed(lines[max(0, number - 3) : number]) if item.start < item.end), None)
    below = next((item for item in lines[number + 1 : number + 4] if item.start < item.end), None)
    if below is None or not _opens_paragraph(text, below):
        return False
    if below is lines[number + 1] and not _whole(below) and _runs_on(text, line, below):
        return False
    if above is None:
        return bool(text[: line.start].strip())  # what a text begins with is its title or its first sentence
    stacked = reads_like_one(text[above.start : above.end])
    if stacked and not blank:
        # A heading below another, where each paragraph is a line; a list has more short lines, and a gap below.
        return below is lines[number + 1] and _whole(below) and (number < 2 or _whole(lines[number - 2]))
    return (stacked or text[above.end - 1] in _ENDED) and (blank or _whole(above))


def _stands_in_column(text: str, lines: Sequence[Line], number: int) -> bool:
    """Tell whether a short line stands between two paragraphs of a wrapped text, which has no empty lines.

    The line above ends a sentence, there was room for more on this line, and the two below it are filled.
    """
    if number > len(lines) - 3:
        return False
    line, below = lines[number], lines[number + 1]
    if number and (lines[number - 1].start == lines[number - 1].end or text[lines[number - 1].end - 1] not in _ENDED):
        return False
    if not text[: line.start].strip():
        return False
    near = lines[max(0, number - _NEAR) : number + _NEAR + 1]
    widths = sorted(item.end - item.start for item in near if item.start < item.end)
    width = widths[(3 * len(widths)) // 4]
    if not _NARROWEST <= width < _PARAGRAPH or line.end - line.start > _COLUMN_ROOM * width:
        return False
    if below.end - below.start < _FILLED * width:
        return False
    if not (text[below.start].isupper() or text[below.start].isdigit()) or _runs_on(text, line, below):
        return False
    after = lines[number + 2]
    return (
        after.end - after.start >= _FILLED * width
        and text[below.end - 1] not in ".!?"
        and _LOWER.search(text, below.start, after.end) is not None
    )


def reads_like_one(shown: str) -> bool:
    """Tell whether a line has the form of a heading, wherever it stands."""
    if not 3 < len(shown) <= LONGEST or len(shown.split()) > _MOST_WORDS or shown[-1] in ".,;:!。：":
        return False
    if not _FIRST.match(shown) or _CAPTION.match(shown) or _NO_HEADING.search(shown) or _FINITE.search(shown):
        return False
    letters = sum(char.isalpha() or char.isspace() or char == "-" for char in shown)
    return letters >= 0.7 * len(shown) and shown.count(",") <= 2


def _opens_paragraph(text: str, line: Line) -> bool:
    """Tell whether running text begins with this line: it is long, or short and ends as a sentence does."""
    shown = text[line.start : line.end]
    if len(shown) < _PROSE or "\t" in shown or "|" in shown or not (shown[0].isupper() or not shown[0].isalpha()):
        return len(shown) >= _PROSE and _FIRST.match(shown) is not None and "\t" not in shown
    return len(shown) >= 60 or _SENTENCE.search(shown) is not None


def _runs_on(text: str, line: Line, below: Line) -> bool:
    """Tell whether a line is the first one of the wrapped paragraph that goes on directly below it."""
    word = text[below.start : below.end].split(None, 1)[0]
    return line.end - line.start + 1 + len(word) > _ROOM * (below.end - below.start)


def _whole(line: Line) -> bool:
    return line.end - line.start >= _PARAGRAPH
