"""The visible lines of a page with the headings that they may be, and the lines of a page that a program wrapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gliomine.pages.heading_form import reads_like_one
from gliomine.pages.headings import Heading, Line, heading_of, lines_of
from gliomine.pages.paper_parts import heading_of_paper

_FEWEST = 30  # lines of a paper that was copied with its line breaks
_WIDEST = 150
_SHARE = 0.15  # of the lines go on in lower case
NEAR = 12
"""Lines above and below that show how wide a column is."""
_PARAGRAPH = 160  # characters of a line that is a whole paragraph: no text is wrapped as wide
_COMMON = re.compile(
    r"\b(?:the|in|to|was|were|with|for|that|is|are|as|at|on|from|this|these|be|or|we|which|not|an?|has|have|been|it|their"
    r"|between|than|by|our|can|may|also|but|had|when|after|during|its|there|did|both|using|however)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_RUNNING = 0.19  # of the words are common ones; of addresses, names and references fewer
_HEADS = 3  # times that a running head stands in a text
_FRONT = 120  # lines of the first page
_ABOVE_TITLE = 12
_KIND_OF_PAPER = re.compile(r"case (?:report|series|study)s?|reports?|reviews?", re.IGNORECASE)
_FRONT_NOTES = frozenset({"link", "correspondence", "cited_by", "publisher", "subjects"})
_SPREAD = re.compile(r"(?:A ?R ?T ?I ?C ?L ?E\s+I ?N ?F ?O\s+)?A B S T R A C T", re.IGNORECASE)
_RUN_IN = re.compile(r"(Abstract|ABSTRACT|Keywords|KEYWORDS|Key words|KEY WORDS)\s+(?=[A-Z])")
_MAIN_NUMBER = re.compile(r"(\d{1,2})\.?\s+(?=[A-Z])")
_ENDED = '.!?)]"”'
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 120
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?)?\d{1,5}(?: ?(?:of|/) ?\d{1,4})?|[-–—] ?\d{1,4} ?[-–—]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A visible line, with the heading that it may be, and whether an empty line or nothing stands before it."""

    line: Line
    heading: Heading | None
    after_blank: bool


def rows_of(text: str) -> list[Row]:
    """Return the visible lines of a text; running heads of a wrapped one are none.

    An abstract of wrapped text may begin on the line of its heading.
    """
    rows: list[Row] = []
    after_blank = True
    for line in lines_of(text, 0, len(text)):
        if line.start < line.end:
            rows.append(Row(line, heading_of(text, line) or heading_of_paper(text, line), after_blank))
        after_blank = line.start == line.end
    if is_wrapped(text, [row.line for row in rows]):
        heads = running_heads(text, [row.line for row in rows])
        rows = [row for row in rows if row.line.start not in heads]
        _drop_front(text, rows)
        _find_run_in(text, rows)
    _find_numbered(text, rows)
    return rows


def _drop_front(text: str, rows: list[Row]) -> None:
    """Take their headings from the lines above a title that only say what a paper is and where it appeared."""
    for number, row in enumerate(rows[:_ABOVE_TITLE]):
        heading = row.heading
        if heading is None:
            continue
        is_kind = heading.name == "body" and _KIND_OF_PAPER.fullmatch(text, row.line.start, row.line.end)
        if not (is_kind or heading.name in _FRONT_NOTES):
            return
        rows[number] = Row(row.line, None, row.after_blank)


def _find_run_in(text: str, rows: list[Row]) -> None:
    """Give the lines `Abstract Glioma is ...` and `Keywords Glioma . Mice` their heading, if none has it alone."""
    shown = {row.heading.name for row in rows if row.heading}
    for number, row in enumerate(rows[:_FRONT]):
        if row.heading is not None:
            continue
        match = _RUN_IN.match(text, row.line.start, row.line.end)
        spread = _SPREAD.fullmatch(text, row.line.start, row.line.end)
        name = "abstract" if spread or (match and match[1][0] == "A") else "keywords"
        if name in shown or not (match or spread):
            continue
        heading = Heading(name, match[1], match.end()) if match else Heading(name, spread[0] if spread else "", None)
        rows[number] = Row(row.line, heading, row.after_blank)
        shown.add(name)


def _find_numbered(text: str, rows: list[Row]) -> None:
    """Give main headings that no list knows theirs, where they go on counting from a known one: 1. Introduction."""
    last, dotted = 0, False
    for number, row in enumerate(rows):
        match = _MAIN_NUMBER.match(text, row.line.start, row.line.end)
        if match is None:
            continue
        if row.heading is not None:
            if row.heading.name == "body" and not row.heading.weak:
                last, dotted = int(match[1]), "." in match[0]
            continue
        counts_on = last and int(match[1]) == last + 1 and dotted == ("." in match[0])
        if counts_on and _is_main(text, rows, number, match.end()):
            shown = text[row.line.start : row.line.end]
            rows[number] = Row(row.line, Heading("body", shown, None, numbered=True), row.after_blank)
            last += 1


def _is_main(text: str, rows: Sequence[Row], number: int, first: int) -> bool:
    row = rows[number]
    before = text[rows[number - 1].line.end - 1]
    if not reads_like_one(text[first : row.line.end]) or not (row.after_blank or before in _ENDED or before.isdigit()):
        return False
    ahead = rows[number + 1 : number + 4]
    return any(len(text[item.line.start : item.line.end].split()) > 5 for item in ahead)


def is_wrapped(text: str, lines: Sequence[Line]) -> bool:
    """Tell whether a text is a paper that was copied with the line breaks of its columns.

    Its lines are short, and many of them are gone on with in lower case.
    """
    shown = [line for line in lines if line.start < line.end]
    if len(shown) < _FEWEST:
        return False
    widths = sorted(line.end - line.start for line in shown)
    if widths[int(0.9 * len(widths))] > _WIDEST:
        return False
    on = sum(text[after.start].islower() and text[before.end - 1] not in ".!?;:" for before, after in pairwise(shown))
    return on >= _SHARE * len(shown)


def column_width(lines: Sequence[Line], number: int) -> int:
    """Return how wide the lines around one are: the upper quartile of their lengths."""
    near = lines[max(0, number - NEAR) : number + NEAR + 1]
    widths = sorted(line.end - line.start for line in near if line.start < line.end)
    return widths[(3 * len(widths)) // 4] if widths else 0


def is_running(text: str, start: int, end: int) -> bool:
    """Tell whether a range reads like sentences and not like addresses, names, key words or references.

    >>> is_running(line := "The cells were grown in a dish with oil that is made from mint", 0, len(line))
    True
    >>> is_running(line := "Department of Botany, University of Fenland, Fen Road 12, Marsham, UK", 0, len(line))
    False
    """
    words = len(_WORD.findall(text, start, end))
    return words >= 6 and len(_COMMON.findall(text, start, end)) >= _RUNNING * words


def running_heads(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Return the starts of the lines of a wrapped text that repeat from page to page, their numbers aside.

    A page number alone on its line counts where the line beside it repeats, or where such numbers rise by one.
    """
    shown = [line for line in lines if line.start < line.end]
    if not is_wrapped(text, shown):
        return frozenset()
    keys = [_head_key(text, line) for line in shown]
    often = {key for key, count in Counter(keys).items() if key and count >= _HEADS}
    found = {number for number, key in enumerate(keys) if key in often}
    numbers = [n for n, line in enumerate(shown) if _PAGE_NUMBER.fullmatch(text, line.start, line.end)]
    found.update(n for n in numbers if n - 1 in found or n + 1 in found)
    return frozenset(shown[number].start for number in found)


def _head_key(text: str, line: Line) -> str:
    """Return a line without its numbers, if it may stand over or under every page; else nothing."""
    if line.end - line.start > _LONGEST_HEAD or text[line.start].islower():
        return ""
    shown = text[line.start : line.end]
    key = " ".join(_DIGITS.sub(" ", shown).split())
    letters = sum(map(str.isalpha, key))
    # A table repeats short words, and sentences end in words; a head names a journal, a paper or a page.
    return key if letters >= 8 and (key != shown or letters >= 20) and not is_running(key, 0, len(key)) else ""
