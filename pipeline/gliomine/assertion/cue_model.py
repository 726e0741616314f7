"""The trained finder of cues and scopes: load it once, ask it a sentence.

Two models look for cues and scopes: log-linear ones, and heads of the recogniser, whose probabilities are weighed with
them. docs/assertion.md says what each is worth.

BioScope leaves citations at the end of a sentence out of scopes; so do we, with pointers to figures and to what is not
shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.clause import Reading, listed
from gliomine.assertion.cues import Phrase, Token, choose_cues, phrases_of, tokens_of, words_of
from gliomine.assertion.heard import Heard
from gliomine.assertion.scopes import scope_of
from gliomine.assertion.tagger import classes_of
from gliomine.document import Cue, WordVectors
from gliomine.resources import listed_file

_NUMBERS = re.compile(r"\[\s*\d[\d\s,;–-]*\]|\(\s*\d{1,3}(?:[\s,;–-]+\d{1,3})*\s*\)")
_POINTER = re.compile(r"\((?:see |refs? |Fig|Tab|Suppl)")
_UNSEEN = re.compile(r"\bunpublished\b|\bnot shown\b")
_GENOTYPE = re.compile(r"\s?\(?[-−+]/[-−+]\)?")
_NAME = re.compile(r"[A-Z][a-z]")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")

_FIRST_WORDS = frozenset(
    (
        ("negative", "for"),
        ("no", "longer"),
        ("hardly", "any"),
        ("scarcely", "any"),
        ("almost", "no"),
        ("virtually", "no"),
    )
)
"""Words that are no cue by themselves before another one: the two are."""

LONGEST = 300
"""Tokens that are read together: more than sentences of prose have; a table that lost its lines is cut."""


@dataclass(frozen=True, slots=True)
class CueWeights:
    """The parameters: small integers, a place of a feature hash each.

    Attributes:
        cues: places x (no cue, negation, speculation).
        cue_scale: what one step of `cues` is worth, for probabilities.
        tagger: places x tags.
        scope_begin, scope_end: places.
    """

    cues: npt.NDArray[Any]
    cue_scale: float
    tagger: npt.NDArray[Any]
    scope_begin: npt.NDArray[Any]
    scope_end: npt.NDArray[Any]


def read_sentence(text: str, start: int, end: int, *, weights: CueWeights, votes: WordVectors | None = None) -> Reading:
    """Return the sentence text[start:end] with its cues and their scopes.

    Args:
        text: the document's text.
        start: first character of the sentence.
        end: one past its last.
        weights: the trained finder.
        votes: what the recogniser says of the words of the sentence; None where it was not asked.
    """
    words = words_of(text, start, end)
    phrases = [item for item in phrases_of(words) if not _is_none(text, start, end, words, item)]
    if not phrases:
        return Reading((), words, (), (), ())
    tokens = tokens_of(text, start, end)
    heard = Heard(votes, tokens) if votes is not None and len(votes.starts) else None
    opinions = [heard.cue(item) for item in phrases] if heard is not None else None
    chosen = choose_cues(words, phrases, weights.cues, scale=weights.cue_scale, opinions=opinions)
    taken = {at for phrase, _, _ in chosen for at in range(phrase.first, phrase.last)}
    always = listed("always_hedges") | listed("always_negations")
    others = [item for item in phrases if item.words in always and item.first not in taken and not _part(item, phrases)]
    if not chosen and not others:
        return Reading((), words, (), (), ())
    classes = classes_of(words, [text[token.start : token.end] for token in tokens], weights.tagger)

    def cue_of(phrase: Phrase, kind: str) -> tuple[Phrase, Cue]:
        at, to = tokens[phrase.first].start, tokens[phrase.last - 1].end
        first, last = scope_of(
            words, classes, phrase,
            begin_weights=weights.scope_begin, end_weights=weights.scope_end, kind=kind, heard=heard,
        )  # fmt: skip
        last = _before_closing(words, phrase, last)
        scope_end = without_citations(text, to, whole_end(text, tokens, to, tokens[last - 1].end))
        return phrase, Cue(at, to, text[at:to], kind, tokens[first].start, scope_end)

    cues = [cue_of(phrase, kind) for phrase, kind, _ in chosen]
    hints = [cue_of(phrase, phrase.kind) for phrase in others]
    return Reading(tokens, words, classes, cues, hints, [probability for _, _, probability in chosen])


def _before_closing(words: Sequence[str], phrase: Phrase, last: int) -> int:
    """Return where a scope ends that does not leave the brackets in which its cue stands."""
    depth = 0
    for at in range(phrase.last, last):
        depth += (words[at] in "([") - (words[at] in ")]")
        if depth < 0 and _opened(words, phrase.first):
            return at
    return last


def _opened(words: Sequence[str], before: int) -> bool:
    return sum(word in "([" for word in words[:before]) > sum(word in ")]" for word in words[:before])


def _after(words: Sequence[str], phrase: Phrase) -> str:
    return words[phrase.last] if phrase.last < len(words) else ""


def _part(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Tell whether a longer phrase begins where a phrase does: "no" in "no longer"."""
    return any(other.first == phrase.first and other.last > phrase.last for other in phrases)


def _is_none(text: str, start: int, end: int, words: Sequence[str], phrase: Phrase) -> bool:
    """Tell a month, a name and the first word of a longer phrase from a cue."""
    if phrase.words == "may" and (phrase.first or words[-1] != "?"):
        token = tokens_of(text, start, end)[phrase.first]
        return text[token.start : token.end] == "May"
    return (phrase.words, _after(words, phrase)) in _FIRST_WORDS


def whole_end(text: str, tokens: Sequence[Token], start: int, end: int) -> int:
    """Return where a scope ends that parts no word, no genotype and no pair of brackets.

    The recogniser knows "NT-3" as three words, and a bracket may open right before the end.

    Args:
        text: the document's text.
        tokens: those of the sentence.
        start: one past the cue.
        end: one past the scope.
    """
    end = next((token.end for token in tokens if token.start < end < token.end), end)
    genotype = _GENOTYPE.match(text, end, tokens[-1].end)
    if genotype is not None:
        end = genotype.end()
    opened = [at for at in range(start, end) if text[at] in "(["]
    closed = sum(text[at] in ")]" for at in range(start, end))
    if len(opened) <= closed:
        return end
    depth = len(opened) - closed
    for token in tokens:
        if token.start >= end:
            depth += (token.word in "([") - (token.word in ")]")
            if depth == 0:
                return token.end
    return _trimmed(text, start, opened[-1])


def without_citations(text: str, start: int, end: int) -> int:
    """Return where text[start:end] ends without the citations and references to figures or to unseen data at its end.

    >>> text = "may grow (as in mice) [3, 4] (Lee et al., 2001; Fig. 2)"
    >>> text[: without_citations(text, 3, len(text))]
    'may grow (as in mice)'
    """
    while (opening := _citation(text, start, _trimmed(text, start, end))) is not None:
        end = _trimmed(text, start, opening)
    return end


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _citation(text: str, start: int, end: int) -> int | None:
    """Return where the bracket opens that ends here and cites, or points to a figure or unseen data, else None."""
    if end <= start or text[end - 1] not in ")]":
        return None
    round_one = text[end - 1] == ")"
    opening = text.rfind("(" if round_one else "[", start, end)
    if opening < 0:
        return None
    if _NUMBERS.fullmatch(text, opening, end):
        return opening
    if not round_one or text.find(")", opening, end) < end - 1:
        return None
    if _POINTER.match(text, opening, end) or _UNSEEN.search(text, opening, end):
        return opening
    # Two searches one after the other, as one pattern for both takes the cube of the length.
    name = _NAME.search(text, opening, end)
    return opening if name is not None and _YEAR.search(text, name.end(), end) else None


def pieces_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a sentence that are read on their own: itself, or pieces of `LONGEST` tokens.

    The cost of a cue grows with the words around it, so that a table of a thousand "No" without a stop took the square
    of its length. A piece ends at the last semicolon of its second half, else after its last token.
    """
    if end - start <= LONGEST:
        return [(start, end)]
    tokens = tokens_of(text, start, end)
    found, first = [], 0
    while len(tokens) - first > LONGEST:
        marks = (at for at in range(first + LONGEST - 1, first + LONGEST // 2, -1) if tokens[at].word == ";")
        last = next(marks, first + LONGEST - 1)
        found.append((start, tokens[last].end))
        start, first = tokens[last].end, last + 1
    return [*found, (start, end)]


def load_cue_weights(folder: Path) -> CueWeights:
    """Load the trained finder from a models folder.

    Raises:
        ResourceError: it is missing, damaged or not listed in the manifest.
    """
    return read_cue_weights(listed_file(folder, "cues", what="model of cues"))


def read_cue_weights(path: Path) -> CueWeights:
    """Read the trained finder from its file."""
    with np.load(path, allow_pickle=False) as arrays:
        return CueWeights(
            arrays["cues"],
            float(arrays["cue_scale"]),
            arrays["tagger"],
            arrays["scope_begin"],
            arrays["scope_end"],
        )
