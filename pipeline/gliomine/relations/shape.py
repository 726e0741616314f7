"""A sentence as the wording of a claim sees it: a mention is one token, and mentions that are listed together are one.

"A, B and C (D) raise E" reads as "A raise E" for each of A, B, C and D, so that what holds of one of a list holds of
all. Short forms in brackets and remarks in brackets without a mention are taken out of the row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gliomine.document import Mention

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_ENDING = re.compile(r"(?:ations?|ating|ated|ates?|ingly|ings?|ed|es|s|ly|ions?|ors?|ers?|ive|ment)$")
_DOUBLED = frozenset("bdgmnprt")  # "transmitted", "plugging"
_LISTING = frozenset({"and", "or", ",", "&", "nor", "as", "well", "both"})
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_LONGEST_REMARK = 11  # tokens of a bracket that is taken out


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a lower-case word without its ending, so that "inhibits" and "inhibition" are one.

    >>> stem("inhibits"), stem("inhibition"), stem("was"), stem("transmitted")
    ('inhibit', 'inhibit', 'was', 'transmit')
    """
    if len(word) <= 3:
        return word
    short = _ENDING.sub("", word)
    short = short.removesuffix("i")
    if short != word and len(short) > 3 and short[-1] == short[-2] and short[-1] in _DOUBLED:
        short = short[:-1]
    return short if len(short) >= 3 else word


@dataclass(slots=True)
class Token:
    """A word, or mentions that stand for one.

    Attributes:
        text: the word in lower case; empty for mentions.
        kind: entity type; empty for a word.
        start: first character in the document's text.
        end: one past the last character.
        units: numbers of the outermost mentions that it stands for, short forms and the rest of a list included.
        form: what patterns see of it: the stem of a word, one sign for any mention.
    """

    text: str
    kind: str
    start: int
    end: int
    units: list[int] = field(default_factory=list)
    form: str = field(init=False)

    def __post_init__(self) -> None:
        self.form = "<m>" if self.kind else stem(self.text)


@dataclass(frozen=True, slots=True)
class Shape:
    """A sentence's tokens.

    Attributes:
        place: number of a mention -> number of its token.
        unit: number of a mention -> number of the outermost mention that holds it, counted in this sentence.
    """

    tokens: list[Token]
    place: dict[int, int]
    unit: dict[int, int]


def shape_of(text: str, start: int, end: int, mentions: Sequence[Mention], inside: Sequence[int]) -> Shape:
    """Return the shape of a sentence.

    Args:
        text: the document's text.
        start: first character of the sentence; `end`: one past its last.
        mentions: those of the document.
        inside: numbers of those in the sentence.
    """
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    begins, ends = [first for first, _ in words], [last for _, last in words]
    owner: dict[int, int] = {}
    unit: dict[int, int] = {}
    kinds: list[str] = []
    for number in sorted(inside, key=lambda which: (mentions[which].start, -mentions[which].end)):
        item = mentions[number]
        touched = range(bisect_right(ends, item.start), bisect_left(begins, item.end))
        held = {owner[word] for word in touched if word in owner}
        if held:
            unit[number] = min(held)
            continue
        unit[number] = len(kinds)
        owner.update(dict.fromkeys(touched, len(kinds)))
        kinds.append(item.entity_type)
    tokens = _listed(_without_remarks(_without_short_forms(_tokens(text, words, owner, kinds))))
    at = {one: number for number, token in enumerate(tokens) for one in token.units}
    return Shape(tokens, {number: at[one] for number, one in unit.items() if one in at}, unit)


def _tokens(text: str, words: Sequence[tuple[int, int]], owner: dict[int, int], kinds: Sequence[str]) -> list[Token]:
    made: list[Token] = []
    for number, (start, end) in enumerate(words):
        one = owner.get(number)
        if one is None:
            made.append(Token(text[start:end].lower(), "", start, end))
        elif made and made[-1].units == [one]:
            made[-1].end = end
        else:
            made.append(Token("", kinds[one], start, end, [one]))
    return made


def _without_short_forms(tokens: Sequence[Token]) -> list[Token]:
    """Join "mention (mention)" of one type: a long form and its short form, or a name and another name of it."""
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        token, rest = tokens[place], tokens[place + 1 : place + 3]
        if (
            token.text in _OPEN
            and made
            and made[-1].kind
            and len(rest) == 2
            and rest[0].kind == made[-1].kind
            and rest[1].text in _CLOSE
        ):
            made[-1].units += rest[0].units
            place += 3
        else:
            made.append(token)
            place += 1
    return made


def _without_remarks(tokens: Sequence[Token]) -> list[Token]:
    """Take brackets out in which no mention stands."""
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].text in _OPEN:
            last = place + 1
            while (
                last < len(tokens)
                and last - place <= _LONGEST_REMARK
                and not tokens[last].kind
                and tokens[last].text not in _CLOSE
            ):
                last += 1
            if last < len(tokens) and tokens[last].text in _CLOSE:
                place = last + 1
                continue
        made.append(tokens[place])
        place += 1
    return made


def _listed(tokens: Sequence[Token]) -> list[Token]:
    """Join mentions of one type that only commas and "and" part."""
    made: list[Token] = []
    for token in tokens:
        if token.kind:
            last = len(made) - 1
            while last >= 0 and made[last].text in _LISTING:
                last -= 1
            between = [item.text for item in made[last + 1 :]]
            if last >= 0 and between and between != ["as"] and made[last].kind == token.kind:
                del made[last + 1 :]
                made[last].units += token.units
                made[last].end = token.end
                continue
        made.append(token)
    return made
