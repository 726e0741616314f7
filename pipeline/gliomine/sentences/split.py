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

_CITED = r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,9}"
_GLUED = (
    rf"(?:\[{_CITED}\]|\({_CITED}\)|(?<=[^\W\d_][.!?])(?:{_CITED})|(?<=[)\]%][.!?])(?:{_CITED})"
    rf"|(?<=[A-Z]{{2}}\d[.!?])(?:{_CITED})"  # "cleared by EAAT2.33 Loss"
    r"|[⁰¹²³⁴-⁹]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*)"
)
_CANDIDATE = re.compile(
    r"(?:(?P<marks>(?<![.!?…])[.!?…]++[\"'”’)\]]{0,4})"
    rf"(?P<cited>{_GLUED}(?=\s+[\"“(]?[A-Z]|\s*\Z))?"  # "the barrier.1 They", "the barrier.[2,3] They"
    r"|[。！？]+[”’」』）]?)(?=\s|$|(?<=[。！？”’」』）]))|\n[^\S\n]*(?=\n)|\r\n[^\S\n]*(?=\r\n)"
    r"|\.(?=\(ABSTRACT TRUNCATED)"
    r"|(?<=[a-z]{3}[a-z)\]%])[.?!](?=[A-Z][a-z]+[\s,])"  # "by glioma cells.They then"
)
_PARTED_CITATION = re.compile(rf"\s?(?:\[{_CITED}\]|\((?P<round>{_CITED})\))(?=\s+[A-Z])")
_WORD_FIRST = re.compile(r"[A-Z][a-z]+(?:[\s,]|\Z)")
_SYMBOL_FIRST = re.compile(
    r"(?:[a-z]{1,3})?[A-Z][A-Z0-9][\w-]*,? "
    r"(?:was|were|is|are|ha[sd]|d(?:id|oes)|rose|fell|grew|may|can|could|then|also|[a-z]{2,}ed)\b"
)
_CLAUSE_FIRST = re.compile(r"[A-Z][a-z]+,? [a-z(]")
_TAIL = 40  # characters looked at before a full stop
_BRACKET_SPAN = 1500  # an opening bracket that is not closed within so many characters is an error of the text
_SYMBOL = re.compile(r"[a-z]{0,4}(?:[-/]?[A-Z0-9]|-[A-Za-z0-9])|[a-z]\.|[α-ω]|[a-z]{1,2}\s?\d")
_PREVIOUS = re.compile(r"[^\s(\[\"'“‘]*\Z")
_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivxIVX]{1,4}|[a-hA-H])")
_ITEM = re.compile(r"\((?:[ivx]{1,4}|[a-h])\) [A-Z]")  # "(ii) Lysates were"
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
        elif _ends_sentence(text, match, start, end, depth):
            cuts.append(_with_citation(text, match.end(), end))
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


def _with_citation(text: str, cut: int, end: int) -> int:
    """Return where a sentence ends whose reference stands behind its full stop: "the barrier. [1] They".

    A number in round brackets may also open an item of a list: then its neighbour in counting stands somewhere too.
    """
    found = _PARTED_CITATION.match(text, cut, end)
    if found is None:
        return cut
    number = found["round"]
    counted = number is not None and number.isdigit()
    return cut if counted and any(f"({int(number) + step})" in text for step in (-1, 1)) else found.end()


def _ends_sentence(text: str, match: re.Match[str], start: int, end: int, depth: _Brackets) -> bool:
    stop, after = match.span()
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
    if follow == after and match["marks"] is None and not previous.strip("()[]%").islower():
        return text.startswith("(ABSTRACT", after)  # "J.Biol.Chem", "www.Some"
    if len(match["marks"] or ".") == 1 and _is_abbreviation(previous, before, ahead):
        return False
    return _may_begin(ahead, previous)


_ENDING_TOO = frozenset(
    (
        "al",
        "etc",
        "sp",
        "spp",
        "no",
        "wt",
        "max",
        "min",
        "i.v",
        "i.p",
        "s.c",
        "i.m",
        "s.d",
        "s.e",
        "co",
        "corp",
        "inc",
        "ltd",
    )
)
"""Abbreviations that may end a sentence."""
_ROUTES = re.compile(r"(?:[a-z]\.){1,3}[a-z]\Z|(?:sec|wt|min|kg|ms)\Z")
_OPENS = re.compile(r"(?:\A|[.!?…][\"”’)\]]*)\s*\Z")
_NUMBER_BEFORE = re.compile(r"\d\s*\Z")


def _is_abbreviation(previous: str, before: str, ahead: str) -> bool:
    """Tell whether a full stop belongs to the word before it."""
    if previous.endswith((")", "]")):
        return False
    key = previous.casefold().strip("(,;")
    if key in _BEFORE_NUMBERS and ahead[0].isdigit():
        return not _NUMBER_BEFORE.search(before, 0, len(before) - len(previous)) or key in _MONTHS
    if key in _abbreviations():
        # "... and so on, etc. The": a few may also end a sentence.
        if key == "no" and _OPENS.search(before, 0, len(before) - len(previous)):
            return ahead[0].isdigit()  # the whole sentence is "No."
        if key in _UNITS and _NUMBER_BEFORE.search(before, 0, len(before) - len(previous)):
            return not (_WORD_FIRST.match(ahead) or _SYMBOL_FIRST.match(ahead))  # "for 10 min. Cells", "ATF4 rose"
        if _ROUTES.fullmatch(key) and key not in ("e.g", "i.e") and _WORD_FIRST.match(ahead):
            return False  # "was given i.p. Rats"
        return not (key in _ENDING_TOO and (_new_thought(key, ahead) or _opens_clause(key, ahead)))
    if _INITIAL.search(previous) and (len(previous) == 1 or "." in previous):
        if _ROUTES.fullmatch(previous) and previous not in ("e.g", "i.e") and _WORD_FIRST.match(ahead):
            return False
        return _initial_goes_on(previous, before, ahead)
    return False


def _opens_clause(key: str, ahead: str) -> bool:
    """Tell whether a capitalised word with a word in lower case behind it follows: "et al. Exosomes were"."""
    return key in ("al", "co", "corp", "inc", "ltd", "etc") and _CLAUSE_FIRST.match(ahead) is not None


_MONTHS = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])
_BEFORE_NUMBERS = _MONTHS | {"wk", "wks", "yr", "mo", "v", "ver", "vers", "p"}
"""Words whose full stop ends nothing before a number: "Dec. 31", "by wk. 6", "ImageJ v. 1.5"."""

_UNITS = frozenset({"min", "kg", "ms", "sec", "wt"})
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
    if re.match(r"[A-Z]\.[\s-]+[A-Z]", ahead):
        return True  # "W. T. Arber"
    # Only after a person's name, a title, a few small words or a comma does a capital letter stand for a name.
    return not names or bool(
        re.fullmatch(r"(?:[A-Z][a-z]+,?|(?:[A-Z]\.-?)+,?|and|&|by|to|of|from|with|[DM]rs?\.|Ms\.|Prof\.|.*,)", names)
    )


def _may_begin(ahead: str, previous: str) -> bool:
    first = ahead[0]
    if first in "[(" and ahead[1:2].islower():
        return first == "(" and (not previous or _ITEM.match(ahead) is not None)
    if not first.islower():
        return first not in ",;:)]"
    return bool(_SYMBOL.match(ahead))
