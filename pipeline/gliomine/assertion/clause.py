"""A sentence as the rules of assertion see it: tokens, word classes, cues and the tokens of its mentions."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gliomine.assertion.cues import Phrase, Token
from gliomine.assertion.tagger import FINITE
from gliomine.document import Cue, Mention
from gliomine.resources import data_text

_WITHIN_GROUP = frozenset(
    ("~RB", "also", "not", "been", "be", "to", "then", "thus", "therefore", "only", "even", "still")
)
_CLAUSE_STARTS = frozenset(
    (
        *(
            "that",
            ";",
            ":",
            "because",
            "whereas",
            "although",
            "while",
            "but",
            "if",
            "whether",
            "since",
            "when",
            "where",
        ),
        *("which", "who", "(", "[", "how"),
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An analysed sentence.

    Attributes:
        tokens, words, classes: the tokens, their lower-case forms, and their word classes; tokens and classes are
            empty where the sentence has no cue.
        cues: phrase and cue, in order.
        hints: phrases that the guideline of assertion takes for cues where BioScope does not, alike.
        sure: probability of each of the cues.
    """

    tokens: Sequence[Token]
    words: Sequence[str]
    classes: Sequence[str]
    cues: Sequence[tuple[Phrase, Cue]]
    hints: Sequence[tuple[Phrase, Cue]]
    sure: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention and the half-open range of tokens that it touches."""

    mention: Mention
    first: int
    last: int


def place(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[Placed]:
    """Return the mentions of a sentence with their tokens, in order."""
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    found = []
    for mention in mentions:
        first = bisect_right(ends, mention.start)
        last = max(first + 1, bisect_right(starts, mention.end - 1))
        if first < len(tokens):
            found.append(Placed(mention, first, last))
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """Return a word list of `assertion/data/assertion.toml`."""
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(data_text("assertion/data", "assertion.toml"))


def subject_of(reading: Reading, at: int) -> tuple[int, int]:
    """Return the tokens of the subject of the verb group that ends before a token, as a half-open range.

    The walk goes leftwards over the verb group, past what stands between two commas, and stops where the clause begins.
    "and may" without a subject of its own has that of the verb before it.
    """
    words, classes = reading.words, reading.classes
    end = at
    if end > 1 and classes[end - 1] == "~VBN" and classes[end - 2] in FINITE:
        end -= 1
    while end > 0 and (classes[end - 1] in FINITE or classes[end - 1] in _WITHIN_GROUP):
        end -= 1
    if end > 0 and words[end - 1] in ("and", "or", "but"):
        verb = _verb_before(classes, end - 1)
        if verb is not None:
            return subject_of(reading, verb)
    if end > 0 and words[end - 1] in ("which", "that", "who"):
        return _antecedent(words, classes, end - 1), end
    begin, between, in_list = end, False, False
    if begin > 0 and words[begin - 1] == ",":
        opened = _comma_before(words, begin - 1)
        if opened is not None:
            begin, between = opened, True
    while begin > 0:
        word = words[begin - 1]
        if word in ")]":
            begin = _bracket_before(words, begin - 1)
            continue
        if word in _CLAUSE_STARTS or (classes[begin - 1] in FINITE and not between):
            break
        if word in ("and", "or"):
            in_list = True
        elif word == "," and not in_list and words[begin] not in ("and", "or"):
            break
        begin -= 1
    return _after_other_verb(words, classes, begin, end), end


def _after_other_verb(words: Sequence[str], classes: Sequence[str], begin: int, end: int) -> int:
    # "A was high and B may": the subject begins after the "and" of another clause.
    if begin and classes[begin - 1] in FINITE:
        for at in range(begin, end):
            if words[at] in ("and", "or", "but", ","):
                return at + 1
    return begin


def _verb_before(classes: Sequence[str], at: int) -> int | None:
    for place in range(at - 1, -1, -1):
        if classes[place] in FINITE:
            return place
    return None


def _bracket_before(words: Sequence[str], at: int) -> int:
    depth = 0
    for place in range(at, -1, -1):
        depth += (words[place] in ")]") - (words[place] in "([")
        if depth == 0:
            return place
    return at


def _comma_before(words: Sequence[str], at: int) -> int | None:
    for place in range(at - 1, max(-1, at - 25), -1):
        if words[place] == ",":
            return place
        if words[place] in (";", ":"):
            return None
    return None


def _antecedent(words: Sequence[str], classes: Sequence[str], at: int) -> int:
    # The noun phrase right before "which".
    begin = at - 1 if at and words[at - 1] == "," else at
    while begin > 0 and words[begin - 1] not in (",", ";", "(", "of", "in", "by", "with", "and", "for", "to", "that"):
        if classes[begin - 1] in FINITE:
            break
        begin -= 1
    return begin
