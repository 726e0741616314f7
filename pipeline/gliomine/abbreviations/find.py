"""Pair short forms with their long forms.

Candidates are brackets, as in Schwartz and Hearst (2003, doi:10.1142/9789812776303_0042): `long form (SF)`, `SF (long
form)`, `(long form, SF)`. Each candidate is aligned by `gliomine.abbreviations.align` and kept when its score passes a
bar that is higher for short forms that fit anything: one letter, lower case, numbers.

Deviations from the paper: the best alignment is taken, not the first; nested brackets are read from the outside and
from the inside; plural short forms, Greek letters, number words and signs are aligned; a long form never leaves its
sentence; carriers named head last (`exosomes from MSCs (MSC-Exos)`) and lists of abbreviations are read. A short form
that is defined twice in different senses keeps both.

Performance: P 0.970, R 0.875, F1 0.920 on the 625 development abstracts of MED1250 (exact pairs; Ab3P, same scorer:
P 0.979, R 0.838, F1 0.903; scispaCy's detector: P 0.893, R 0.673, F1 0.767). The weights were set on 398 of them;
on the other 227 the F1 is 0.913. tests/benchmarks/score_abbreviations.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gliomine.abbreviations.align import Window
from gliomine.abbreviations.inverted import inverted
from gliomine.abbreviations.listed import equalities, list_section, listed
from gliomine.abbreviations.pairs import LONGEST_LONG, Pair, bar, is_sound
from gliomine.abbreviations.short_forms import is_short_form
from gliomine.document import Abbreviation

_LEAD_IN = re.compile(
    r"(?:(?:i\.e\.|e\.g\.|viz\.|or|also|named|called|termed|hereafter|hereinafter|henceforth|abbreviated|abbreviation|known|"
    r"designated|denoted|referred to|as|to as|the|here|aka|a\.k\.a\.|so-called|collectively)\b[,:]?\s*)+",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:[;,:]\s|\s=\s|=|\s(?:or|and)\s|\s<|\s>|≤|≥|<|>)")
_HARD_CUT = re.compile(r"\s*(?:[;,:]\s|\s=\s|=|\s<|\s>|≤|≥|<|>)")
_LIST_CUT = re.compile(r"\s*(?:[;:]\s|\s=\s|=|\s<|\s>|≤|≥|<|>)")  # of a long form that lists what it assesses
_OTHER_NAME = re.compile(r"([A-Z][A-Za-z]*-?\d*)/[A-Z]{2}[A-Za-z]*-?\d*(?![^\W_])")  # "VEGFR-2/KDR": two names
_HALF_WIDTH = str.maketrans("（）［］", "()[]")
_HALF = re.compile(r"\S+[-‐-―]\s(?:and|or|and/or)\s")  # "danger- or" of "danger- or damage-associated"
_WORDS = re.compile(r"[^\W_]{2,}")
_VALUE = re.compile(r"\s?[=<>≤≥]")
_BOUND = re.compile(r"\s?[<>≤≥]")
_MARK = re.compile(r"[()\[\]]")
_LONGEST_BRACKET = 300  # characters; what is longer defines nothing
_MOST_BRACKETS = 20  # in a sentence; more of them, and closer together than this, are no prose
_BRACKETS_APART = 20
_CAPITALS = 2  # of a short form behind other names in its bracket
_SMALL_WORDS = re.compile(r"as|at|by|do|if|in|is|it|no|of|on|or|so|to|up|we|and|are|but|can|for|has|its|not|the|was")


@dataclass(frozen=True, slots=True)
class _Bracket:
    start: int  # of the opening mark
    end: int  # one past the closing mark


def find_abbreviations(
    text: str, sentences: Sequence[tuple[int, int]], *, lists: Sequence[tuple[int, int]] = ()
) -> list[Abbreviation]:
    """Return the definitions of a document in order of their short forms.

    Where a short form is defined twice in one sense, the definition that fits best is kept; of equal ones the first.

    Args:
        text: of the document.
        sentences: ranges of running text.
        lists: ranges of lists of abbreviations, which are no running text.
    """
    shown = text.translate(_HALF_WIDTH)
    chosen: dict[str, list[Pair]] = {}
    pairs = [pair for start, end in sentences for pair in find_pairs(shown, start, end)]
    found = [pair for start, end in lists for pair in list_section(shown, start, end)]
    for pair in [*pairs, *listed(shown, sentences), *found]:
        senses = chosen.setdefault(text[pair.start : pair.end], [])
        same = next((place for place, old in enumerate(senses) if _same_sense(text, old, pair)), None)
        if same is None:
            senses.append(pair)
        elif pair.score > senses[same].score:
            senses[same] = pair
    ordered = sorted((pair for senses in chosen.values() for pair in senses), key=lambda pair: (pair.start, pair.end))
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


def _same_sense(text: str, one: Pair, other: Pair) -> bool:
    """Tell whether two long forms share the beginning of most of their words: then they are spellings of one."""
    first, second = (
        {word[:4] for word in _WORDS.findall(text[item.long_start : item.long_end].casefold())} for item in (one, other)
    )
    return 2 * len(first & second) >= min(len(first), len(second))


def find_pairs(text: str, start: int, end: int) -> list[Pair]:
    """Return the definitions in a sentence, by position; those that do not pass the bar are left out."""
    found = []
    brackets = _brackets(text, start, end)
    if len(brackets) > _MOST_BRACKETS + (end - start) // _BRACKETS_APART:
        return []
    for bracket in brackets:
        options = [*_short_in_bracket(text, bracket, start), *_both_in_bracket(text, bracket)]
        options += _long_in_bracket(text, bracket, start)
        options += _turned_round(text, bracket, start)
        good = [pair for pair in options if pair.score >= bar(text[pair.start : pair.end])]
        if good:
            found.append(max(good, key=lambda pair: (pair.score, -pair.start)))
    return [*found, *equalities(text, start, end)]


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


def _first_piece(text: str, start: int, end: int, *, cuts: re.Pattern[str] = _CUT) -> tuple[int, int]:
    lead = _LEAD_IN.match(text, start, end)
    if lead:
        start = lead.end()
    cut = cuts.search(text, start, end)
    return _trimmed(text, start, cut.start() if cut else end)


def _window_start(text: str, start: int, end: int, words: int) -> int:
    """Return where the last so many words of a range begin; a range without spaces is cut."""
    start, place = max(start, end - LONGEST_LONG), end
    for _ in range(words):
        while place > start and text[place - 1].isspace():
            place -= 1
        while place > start and not text[place - 1].isspace():
            place -= 1
    return place


def _short_in_bracket(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `long form (SF)`; of two short forms, the first where the long form is not that of both."""
    first, last = _first_piece(text, bracket.start + 1, bracket.end - 1)
    whole = list(_defined_before(text, bracket, start, (first, last)))
    two = _OTHER_NAME.fullmatch(text, first, last)
    one = [] if two is None else list(_defined_before(text, bracket, start, two.span(1)))
    yield from one if any(pair.score >= bar(text[pair.start : pair.end]) for pair in one) else whole
    if not whole:
        yield from _last_in_bracket(text, bracket, start)


def _last_in_bracket(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `long form (other name; SF)`, unless the other name is what the short form stands for."""
    cut = _last_cut(text, bracket.start, bracket.end)
    if cut < 0:
        return
    first, last = _trimmed(text, cut + 1, bracket.end - 1)
    candidate = text[first:last]
    if not candidate.isalnum() or sum(map(str.isupper, candidate)) < _CAPITALS:
        return
    other = max(bracket.start, _last_cut(text, bracket.start, cut)) + 1
    if Window(text, other, cut).align(candidate) is None:
        yield from _defined_before(text, bracket, start, (first, last))


def _last_cut(text: str, start: int, end: int) -> int:
    """Return where the last comma or semicolon of text[start:end] is that parts names; -1 without one."""
    return max(text.rfind(mark, start, end) for mark in (", ", "; "))


def _defined_before(text: str, bracket: _Bracket, start: int, short: tuple[int, int]) -> Iterator[Pair]:
    first, last = short
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
    if long_end - begin >= LONGEST_LONG and len(text[begin:long_end].split(None, 1)) < 2:
        return  # hundreds of characters without a space
    fit = Window(text, begin, long_end).align(candidate)
    if fit is not None and is_sound(text, fit.start, long_end, candidate):
        yield Pair(first, last, *_widened(text, fit.start, long_end), fit.score)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the rest of the first word ("4,4'-" of a chemical name), and a bracket that is closed but not opened."""
    found = start
    while (
        found - start < LONGEST_LONG and start > 0 and not text[start - 1].isspace() and text[start - 1] not in '/"“‘'
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
            if is_sound(text, fit.start, long_end, candidate):
                yield Pair(first, last, fit.start, long_end, fit.score)


def _long_in_bracket(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `SF (long form)`; the long form ends at "and" or "or", or holds them."""
    last = bracket.start
    while last > start and text[last - 1].isspace():
        last -= 1
    if last == bracket.start:
        return
    first = _window_start(text, start, last, 1)
    first, last = _trimmed(text, first, last, "([\"'“”‘’,;:")
    candidate = text[first:last]
    if not is_short_form(candidate) or len(candidate) < 2 or candidate[-1] in "+-":
        return
    pieces = dict.fromkeys(
        _first_piece(text, bracket.start + 1, bracket.end - 1, cuts=cuts) for cuts in (_CUT, _HARD_CUT, _LIST_CUT)
    )
    for long_start, long_end in pieces:
        if long_end - long_start < 5:
            continue
        if not any(item.isupper() for item in candidate) and not _initials(candidate, text[long_start:long_end]):
            continue
        fit = Window(text, long_start, long_end).align(candidate)
        # The long form fills the bracket: it begins where the bracket begins.
        if fit is None or not (fit.start == long_start or _HALF.fullmatch(text, long_start, fit.start)):
            continue
        if is_sound(text, long_start, long_end, candidate):
            yield Pair(first, last, long_start, long_end, fit.score)


def _turned_round(text: str, bracket: _Bracket, start: int) -> Iterator[Pair]:
    """Yield `head of what it comes from (what-head)`."""
    short = _first_piece(text, bracket.start + 1, bracket.end - 1)
    _, long_end = _trimmed(text, start, bracket.start)
    yield from inverted(text, short, start, long_end)


def _initials(short_form: str, long_form: str) -> bool:
    """Tell whether a short form in lower case is made of the first letters of all words: rh, recombinant human."""
    return not _SMALL_WORDS.fullmatch(short_form) and short_form == "".join(word[0] for word in long_form.split())
