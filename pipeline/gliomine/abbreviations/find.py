"""Pair short forms with their long forms, and find the later uses of a short form.

Candidates are brackets, as in Schwartz and Hearst (2003, doi:10.1142/9789812776303_0042): `long form (SF)`, `SF (long
form)`, `(long form, SF)`. Each candidate is aligned by `gliomine.abbreviations.align` and kept when its score passes a
bar that is higher for short forms that fit anything: one letter, lower case, numbers.

Deviations from the paper: the best alignment is taken, not the first; nested brackets are read from the outside and
from the inside; plural short forms, Greek letters, number words and signs are aligned; a long form never leaves its
sentence; one long form for each short form in a document.

Performance: P 0.970, R 0.875, F1 0.920 on the 625 development abstracts of MED1250 (exact pairs; Ab3P, same scorer:
P 0.979, R 0.838, F1 0.903; scispaCy's detector: P 0.893, R 0.673, F1 0.767). The weights were set on 398 of them;
on the other 227 the F1 is 0.913. tests/benchmarks/score_abbreviations.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gliomine.abbreviations.align import Window
from gliomine.abbreviations.short_forms import is_short_form
from gliomine.document import Abbreviation
from gliomine.text.normalize import without_plural
from gliomine.text.tries import pattern_of

_LEAD_IN = re.compile(
    r"(?:(?:i\.e\.|e\.g\.|viz\.|or|also|named|called|termed|hereafter|hereinafter|henceforth|abbreviated|abbreviation|known|"
    r"designated|denoted|referred to|as|to as|the|here|aka|a\.k\.a\.|so-called|collectively)\b[,:]?\s*)+",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:[;,:]\s|\s=\s|=|\s(?:or|and)\s|\s<|\s>|≤|≥|<|>)")
_VALUE = re.compile(r"\s?[=<>≤≥]")
_BOUND = re.compile(r"\s?[<>≤≥]")
_MARK = re.compile(r"[()\[\]]")
_LONGEST_BRACKET = 300  # characters; what is longer defines nothing
_LONGEST_LONG = 400
_MOST_BRACKETS = 20  # in a sentence; more of them, and closer together than this, are no prose
_BRACKETS_APART = 20
_SMALL_WORDS = re.compile(r"as|at|by|do|if|in|is|it|no|of|on|or|so|to|up|we|and|are|but|can|for|has|its|not|the|was")


@dataclass(frozen=True, slots=True)
class _Bracket:
    start: int  # of the opening mark
    end: int  # one past the closing mark


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate definition with its score; offsets are absolute."""

    start: int
    end: int
    long_start: int
    long_end: int
    score: float


def find_abbreviations(text: str, sentences: Sequence[tuple[int, int]]) -> list[Abbreviation]:
    """Return the definitions of a document in order of their short forms, one long form for each short form.

    Where a short form is defined twice, the definition that fits best is kept, and of equal ones the first.
    """
    chosen: dict[str, Pair] = {}
    for start, end in sentences:
        for pair in find_pairs(text, start, end):
            key = text[pair.start : pair.end]
            if key not in chosen or pair.score > chosen[key].score:
                chosen[key] = pair
    ordered = sorted(chosen.values(), key=lambda pair: (pair.start, pair.end))
    return [
        Abbreviation(
            pair.start,
            pair.end,
            text[pair.start : pair.end],
            text[pair.long_start : pair.long_end],
            pair.long_start,
            pair.long_end,
        )
        for pair in ordered
    ]


def find_pairs(text: str, start: int, end: int) -> list[Pair]:
    """Return the definitions in a sentence, by position; those that do not pass the bar are left out."""
    found = []
    brackets = _brackets(text, start, end)
    if len(brackets) > _MOST_BRACKETS + (end - start) // _BRACKETS_APART:
        return []
    for bracket in brackets:
        options = [*_short_in_bracket(text, bracket, start), *_both_in_bracket(text, bracket)]
        options += _long_in_bracket(text, bracket, start)
        good = [pair for pair in options if pair.score >= bar(text[pair.start : pair.end])]
        if good:
            found.append(max(good, key=lambda pair: (pair.score, -pair.start)))
    return found


def bar(short_form: str) -> float:
    """Return the score that an alignment of a short form has to reach."""
    letters = [item for item in short_form if item.isalnum()]
    if len(letters) < 4:
        return (-0.95, -1.7, -2.4)[len(letters) - 1]
    return (3 * len(letters) - 17) / 10


def _brackets(text: str, start: int, end: int) -> list[_Bracket]:
    """Return matching brackets, outer ones first where they begin together."""
    open_marks: dict[str, list[int]] = {")": [], "]": []}
    found = []
    for match in _MARK.finditer(text, start, end):
        mark, place = match.group(), match.start()
        if mark in "([":
            open_marks[")" if mark == "(" else "]"].append(place)
        elif open_marks[mark]:
            opened = open_marks[mark].pop()
            if place - opened < _LONGEST_BRACKET:
                found.append(_Bracket(opened, place + 1))
    return sorted(found, key=lambda item: item.start)


def _trimmed(text: str, start: int, end: int, marks: str = " \t\r\n\u00a0\"'“”‘’") -> tuple[int, int]:
    while start < end and (text[start] in marks or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in marks or text[end - 1].isspace()):
        end -= 1
    return start, end


def _first_piece(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD_IN.match(text, start, end)
    if lead:
        start = lead.end()
    cut = _CUT.search(text, start, end)
    return _trimmed(text, start, cut.start() if cut else end)


def _window_start(text: str, start: int, end: int, words: int) -> int:
    """Return where the last so many words of a range begin; a range without spaces is cut."""
    start, place = max(start, end - _LONGEST_LONG), end
    for _ in range(words):
        while place > start and text[place - 1].isspace():
            place -= 1
        while place > start and not text[place - 1].isspace():
            place -= 1
    return place


def _short_in_bracket(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `long form (SF)`."""
    first, last = _first_piece(text, bracket.start + 1, bracket.end - 1)
    candidate = text[first:last]
    if not is_short_form(candidate) or (_VALUE if len(candidate) == 1 else _BOUND).match(text, last):
        return
    long_end = bracket.start
    while long_end > start and (text[long_end - 1].isspace() or text[long_end - 1] in "\"'”’"):
        long_end -= 1
    if long_end == bracket.start and (len(candidate) < 2 or not text[long_end - 1 : long_end].islower()):
        return  # "V(T)", "Ca(2+)"
    letters = sum(item.isalnum() for item in candidate)
    begin = _window_start(text, start, long_end, min(2 * letters + 2, letters + 6))
    if long_end - begin >= _LONGEST_LONG and len(text[begin:long_end].split(None, 1)) < 2:
        return  # hundreds of characters without a space
    fit = Window(text, begin, long_end).align(candidate)
    if fit is not None and _sound(text, fit.start, long_end, candidate):
        yield Pair(first, last, *_widened(text, fit.start, long_end), fit.score)


def _sound(text: str, start: int, end: int, short_form: str) -> bool:
    """Tell whether a long form is longer than its short form and does not hold it as a word."""
    long_form = text[start:end]
    if len(long_form) <= len(short_form) or not any(item.isalpha() for item in long_form):
        return False
    if long_form[-1] in ".;:," or ": " in long_form:  # "... cancer. (c) 2007", "METHODS: ..."
        return False
    for opened, closed in ("()", "[]"):
        if long_form.find(closed) >= 0 and not -1 < long_form.find(opened) < long_form.find(closed):
            return False
    words = re.findall(r"[^\s()\[\],;]+", long_form)
    return short_form not in words


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the rest of the first word ("4,4'-" of a chemical name), and a bracket that is closed but not opened."""
    found = start
    while (
        found - start < _LONGEST_LONG and start > 0 and not text[start - 1].isspace() and text[start - 1] not in '/"“‘'
    ):
        if text[start - 1] in "([" and (start < 2 or not text[start - 2].isalnum()):
            break  # the bracket that holds the long form, unlike that of "N(G)-nitro-"
        start -= 1
    if start < found and text.startswith("non-", start):
        start = found
    inner = text[start:end]
    for opened, closed in ("()", "[]"):
        if inner.count(closed) > inner.count(opened) and start > 0 and text[start - 1] == opened:
            return start - 1, end
    return start, end


def _both_in_bracket(text: str, bracket: _Bracket) -> Iterator[Pair]:
    """Yield `(long form, SF)`, `(long form; SF)` and `(SF, long form)`."""
    inner = text[bracket.start + 1 : bracket.end - 1]
    for mark in (", ", "; "):
        cut = inner.find(mark)
        if cut < 0 or inner.find(mark, cut + 1) >= 0:
            continue
        left = _trimmed(text, bracket.start + 1, bracket.start + 1 + cut)
        right = _trimmed(text, bracket.start + 2 + cut, bracket.end - 1)
        for (first, last), (long_start, long_end) in ((right, left), (left, right)):
            candidate = text[first:last]
            if long_end - long_start < 4 or not is_short_form(candidate) or not candidate[0].isalnum():
                continue
            fit = Window(text, long_start, long_end).align(candidate)
            if fit is None or (first < long_start and fit.start > long_start):
                continue
            if _sound(text, fit.start, long_end, candidate):
                yield Pair(first, last, fit.start, long_end, fit.score)


def _long_in_bracket(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `SF (long form)`."""
    long_start, long_end = _first_piece(text, bracket.start + 1, bracket.end - 1)
    last = bracket.start
    while last > start and text[last - 1].isspace():
        last -= 1
    if last == bracket.start or long_end - long_start < 5:
        return
    first = _window_start(text, start, last, 1)
    first, last = _trimmed(text, first, last, "([\"'“”‘’,;:")
    candidate = text[first:last]
    if not is_short_form(candidate) or len(candidate) < 2 or candidate[-1] in "+-":
        return
    if not any(item.isupper() for item in candidate) and not _initials(candidate, text[long_start:long_end]):
        return
    fit = Window(text, long_start, long_end).align(candidate)
    # The long form fills the bracket: it begins where the bracket begins.
    if fit is not None and fit.start == long_start and _sound(text, long_start, long_end, candidate):
        yield Pair(first, last, long_start, long_end, fit.score)


def _initials(short_form: str, long_form: str) -> bool:
    """Tell whether a short form in lower case is made of the first letters of all words: rh, recombinant human."""
    return not _SMALL_WORDS.fullmatch(short_form) and short_form == "".join(word[0] for word in long_form.split())


def occurrences(
    text: str, ranges: Iterable[tuple[int, int]], abbreviations: Sequence[Abbreviation]
) -> list[tuple[int, int, str]]:
    """Return all uses of defined short forms, plural included, as (start, end, short form), by position.

    Args:
        text: the document.
        ranges: where to look, for example its sentences.
        abbreviations: the definitions; a singular is also found with a plural s, and a plural without it.
    """
    forms: dict[str, str] = {}
    for item in abbreviations:
        forms[item.short_form] = item.short_form
    for item in abbreviations:
        short = item.short_form
        bare = without_plural(short)
        other = bare if bare != short else short + "s"
        if len(short) > 1 and any(letter.isupper() for letter in short):
            forms.setdefault(other, short)
    if not forms:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{pattern_of(forms)})(?![^\W_])")
    found = []
    for start, end in ranges:
        for match in pattern.finditer(text, start, end):
            found.append((match.start(), match.end(), forms[match.group()]))
    return sorted(found)
