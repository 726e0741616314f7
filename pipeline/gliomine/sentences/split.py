"""Split biomedical text into sentences without a parser.

A candidate is a run of `.`, `!` or `?` with closing quotes and brackets behind it and white space after that. It ends a
sentence unless the words around it say otherwise: a known abbreviation ("vs.", "Fig. 2"), an initial ("E. coli"), an
open bracket, or a continuation in lower case that does not look like a symbol's ("p53", "mRNA", "c-Fos" may begin a
sentence). The idea of judging candidates by their neighbours is that of Punkt (Kiss and Strunk 2006,
doi:10.1162/coli.2006.32.4.485) and pySBD's golden rules (arXiv:2010.09657); the rules are our own.

Performance: see tests/benchmarks/score_sentences.py (GENIA treebank, span F1).
"""

from __future__ import annotations

import re
from functools import cache

from gliomine.resources import data_text

_CANDIDATE = re.compile(
    r"(?:(?<![.!?])[.!?]++[\"'”’)\]]{0,4}|[。！？]+[”’」』）]?)(?=\s|$|(?<=[。！？”’」』）]))|\n[^\S\n]*(?=\n)|\r\n[^\S\n]*(?=\r\n)"
    r"|\.(?=\(ABSTRACT TRUNCATED)"
)
_NEWLINE = re.compile(r"\r\n|[\n\r]")
_TAIL = 40  # characters looked at before a full stop
_BRACKET_SPAN = 1500  # an opening bracket that is not closed within so many characters is an error of the text
_SYMBOL = re.compile(r"[a-z]{0,4}(?:[-/]?[A-Z0-9]|-[A-Za-z0-9])|[a-z]\.|[α-ω]|[a-z]{1,2}\s?\d")
_PREVIOUS = re.compile(r"[^\s(\[\"'“‘]*\Z")
_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,2}|[ivxIVX]{1,4}|[a-hA-H])")
_INITIAL = re.compile(r"[A-Z]\Z|(?:[A-Za-z]\.)+[A-Za-z]\Z")


@cache
def _abbreviations() -> frozenset[str]:
    lines = (line for line in data_text("sentences/data", "abbreviations.txt").splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of a range as trimmed, ordered spans that hold all its visible characters.

    A line break alone ends nothing (text may be hard-wrapped); an empty line does.
    """
    cuts: list[int] = []
    depth = _Brackets(text, start, end)
    for match in _CANDIDATE.finditer(text, start, end):
        if match.group()[0] in "\r\n":
            cuts.append(match.end())
        elif _only_number(text, cuts[-1] if cuts else start, match.start()):
            continue  # "2. Danazol bound ...": the number of a list opens its sentence
        elif _ends_sentence(text, match.start(), match.end(), start, end, depth):
            cuts.append(match.end())
    if text.endswith("].", start, end) and text.startswith("[", start) and not cuts[:-1]:
        # MEDLINE puts a translated title in brackets and a full stop behind them.
        end -= 1
        cuts.clear()
    spans, begin = [], start
    for cut in [*cuts, end]:
        first, last = begin, cut
        while first < last and _blank(text[first]):
            first += 1
        while last > first and _blank(text[last - 1]):
            last -= 1
        if first < last:
            spans.append((first, last))
        begin = cut
    return spans


def _only_number(text: str, start: int, stop: int) -> bool:
    """Tell whether a sentence so far holds nothing but a list number."""
    return stop - start < 12 and _NUMBER.fullmatch(text, start, stop) is not None


def _blank(character: str) -> bool:
    return character.isspace() or character == "\ufeff"


class _Brackets:
    """Ranges between matching brackets, asked for while walking forward; unmatched brackets count for nothing."""

    _MARK = re.compile(r"[()\[\]]")

    def __init__(self, text: str, start: int, end: int) -> None:
        open_marks: dict[str, list[int]] = {")": [], "]": []}
        pairs = []
        for match in self._MARK.finditer(text, start, end):
            mark = match.group()
            if mark in "([":
                open_marks[")" if mark == "(" else "]"].append(match.start())
            elif open_marks[mark]:
                opened = open_marks[mark].pop()
                if match.start() - opened <= _BRACKET_SPAN:
                    pairs.append((opened, match.start()))
        self._pairs = sorted(pairs)
        self._next = 0
        self._until = -1

    def inside(self, position: int) -> bool:
        """Tell whether a position, not smaller than the last one asked for, lies within brackets."""
        while self._next < len(self._pairs) and self._pairs[self._next][0] < position:
            self._until = max(self._until, self._pairs[self._next][1])
            self._next += 1
        return position <= self._until


def _ends_sentence(text: str, stop: int, after: int, start: int, end: int, depth: _Brackets) -> bool:
    if text[stop] in "。！？":
        return not depth.inside(after)
    if depth.inside(after):
        return False
    follow = after
    while follow < end and text[follow].isspace():
        follow += 1
    if follow == end:
        return True
    if text[stop] != ".":
        return not text[follow].islower() or text[stop] == "?"
    before = text[max(start, stop - _TAIL) : stop]
    word = _PREVIOUS.search(before)
    previous = word.group() if word else ""
    ahead = text[follow : follow + _TAIL]
    if after - stop == 1 and _is_abbreviation(previous, before, ahead):
        return False
    return _may_begin(ahead, previous)


def _is_abbreviation(previous: str, before: str, ahead: str) -> bool:
    """Tell whether a full stop belongs to the word before it."""
    if previous.endswith((")", "]")):
        return False
    key = previous.casefold().strip("(,;")
    if key in _abbreviations():
        # "... and so on, etc. The": a few may also end a sentence.
        return not (
            key in ("al", "etc", "sp", "spp", "no", "wt", "max", "i.v", "i.p", "s.c", "i.m", "s.d", "s.e")
            and _new_thought(key, ahead)
        )
    if _INITIAL.search(previous) and (len(previous) == 1 or "." in previous):
        return _initial_goes_on(previous, before, ahead)
    return False


_STARTERS = re.compile(
    r"(?:The|This|These|Those|In|We|It|However|Our|Here|A|An|To|As|At|By|For|From|After|Although|Furthermore|Moreover|Thus|"
    r"Therefore|There|They|Both|All|When|While|On|Using|With|Results?|Methods?|Conclusions?|No|One|Two|Three|Among|Analysis|"
    r"Because|Since|If|Additionally|Addition|Finally|Recently|Previous|Several|Some|Such|That|Treatment|Expression|Patients)\b"
)


def _new_thought(key: str, ahead: str) -> bool:
    if key in ("no", "max"):
        return not re.match(r"\d", ahead) and bool(_STARTERS.match(ahead))
    return bool(_STARTERS.match(ahead))


def _initial_goes_on(previous: str, before: str, ahead: str) -> bool:
    """Tell an initial ("E. coli", "J. Smith", "U.S. Army") from a name that ends in a letter ("kinase A. The")."""
    if "." in previous:
        return not _STARTERS.match(ahead)
    head = before[: len(before) - len(previous)].rstrip()
    names = head.rsplit(None, 1)[-1] if head else ""
    if re.match(r"[a-z]{2,}", ahead):
        return not _SYMBOL.match(ahead)
    if _STARTERS.match(ahead):
        return False
    # Only after a person's name, another initial or a comma does a capital letter stand for a name: "Smith, J. Brown".
    return not names or bool(re.fullmatch(r"(?:[A-Z][a-z]+,?|(?:[A-Z]\.-?)+,?|and|&|by|.*,)", names))


def _may_begin(ahead: str, previous: str) -> bool:
    first = ahead[0]
    if first in "[(" and ahead[1:2].islower():
        return first == "(" and not previous
    if not first.islower():
        return first not in ",;:)]"
    return bool(_SYMBOL.match(ahead))
