"""Find the words that negate or hedge: "not", "without", "may", "suggest".

`assertion/data/cues.toml` lists the phrases that can be cues, as NegEx does (Chapman et al. 2001, PMID 12123149).
Whether a phrase is one in its sentence is decided by a log-linear classifier over the phrase and the words around
it, as in Velldal et al. 2012 (doi:10.1162/COLI_a_00126), trained on the cues of BioScope (Vincze et al. 2008, PMID
19025695). Features are hashed and weights are small integers, so that the model is a small file and answers the same
everywhere.

Performance: see docs/assertion.md and tests/benchmarks/score_cues.py (BioScope abstracts).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gliomine.document import CUE_KINDS
from gliomine.resources import data_text
from gliomine.text.hashing import hashed

KINDS = CUE_KINDS
CUE_BUCKETS = 1 << 16
"""Places of the feature hash."""

OWN_WEIGHT, HEARD_WEIGHT = 0.7, 0.4
"""What the classifier's log-odds and the recogniser's log-probabilities are worth where both answer."""

LEANINGS = (0.0, 0.8, 0.4)
"""Added for no cue, negation and speculation where both answer: the recogniser misses more than it invents. All fitted
on sentences of full papers, of which neither has learnt."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*|\S")
_REACH = 5  # words on each side that are read


class Token(NamedTuple):
    """A word or a mark of a sentence: offsets in the text, and its lower-case form."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that can be a cue: its tokens (half-open range of the sentence's tokens), its words and its group."""

    first: int
    last: int
    words: str
    group: str
    kind: str


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of a sentence.

    >>> [token.word for token in tokens_of("Did not (yet) stop.", 0, 19)]
    ['did', 'not', '(', 'yet', ')', 'stop', '.']
    """
    return [Token(item.start(), item.end(), _word(item.group())) for item in _TOKEN.finditer(text, start, end)]


def words_of(text: str, start: int, end: int) -> list[str]:
    """Return the lower-case words and marks of a sentence: those of its tokens."""
    return [_word(shown) for shown in _TOKEN.findall(text, start, end)]


def _word(shown: str) -> str:
    # NO is nitric oxide.
    return shown if shown == "NO" else shown.lower()


@cache
def _lexicon() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for group, entry in tomllib.loads(data_text("assertion/data", "cues.toml")).items():
        for phrase in entry["phrases"]:
            words = tuple(phrase.split(" "))
            found.setdefault(words[0], []).append((words, group, entry["kind"]))
    return found


def phrases_of(words: Sequence[str]) -> list[Phrase]:
    """Return every phrase of the lexicon among the words of a sentence; they may overlap."""
    lexicon, found = _lexicon(), []
    for first, word in enumerate(words):
        for phrase, group, kind in lexicon.get(word, ()):
            last = first + len(phrase)
            if last == first + 1 or tuple(words[first:last]) == phrase:
                found.append(Phrase(first, last, " ".join(phrase), group, kind))
    return found


def cue_features(words: Sequence[str], phrase: Phrase) -> list[int]:
    """Return the features of a phrase in its sentence as places of the hash."""
    return sorted({value & (CUE_BUCKETS - 1) for value in hashed(list(_names(words, phrase)))})


def _names(words: Sequence[str], phrase: Phrase) -> Iterator[str]:
    before = ["<", "<", *words[max(0, phrase.first - _REACH) : phrase.first]]
    after = [*words[phrase.last : phrase.last + _REACH], ">", ">"]
    near = (("-1", before[-1]), ("+1", after[0]), ("-2", before[-2]), ("+2", after[1]))
    yield from ("bias", f"k{phrase.kind}")
    for head in (phrase.words, phrase.group):
        yield head
        for place, word in near:
            yield f"{head} {place} {word}"
            yield f"{head} {place}s {word[-3:]}"
        yield f"{head} -2-1 {before[-2]} {before[-1]}"
        yield f"{head} +1+2 {after[0]} {after[1]}"
        yield f"{head} -1+1 {before[-1]} {after[0]}"
        yield f"{head} -1+1s {before[-1][-3:]} {after[0][-3:]}"
        for word in before[:-2]:
            yield f"{head} b {word}"
        for word in after[2:]:
            yield f"{head} a {word}"
        if phrase.first == 0:
            yield f"{head} first"
    for marker in ("whether", "either", "neither", "if", "not"):
        if marker in words[: phrase.first]:
            yield f"{phrase.words} after {marker}"
    for word in words[:_REACH]:
        yield f"{phrase.group} opening {word}"


def choose_cues(
    words: Sequence[str],
    phrases: Sequence[Phrase],
    weights: npt.NDArray[Any],
    *,
    scale: float,
    opinions: Sequence[Sequence[float]] | None = None,
) -> list[tuple[Phrase, str, float]]:
    """Return the cues of a sentence in order: phrase, kind and probability; where phrases overlap, the likeliest.

    Args:
        words: the lower-case tokens of the sentence.
        phrases: what of them may be a cue.
        weights: places of the hash x (no cue, negation, speculation), small integers.
        scale: of the weights.
        opinions: for each phrase the recogniser's log-probabilities of no cue, negation and speculation; None where it
            was not asked.
    """
    found = []
    for number, phrase in enumerate(phrases):
        scores = weights[cue_features(words, phrase)].sum(axis=0, dtype=np.float64) * scale
        if opinions is not None:
            scores = OWN_WEIGHT * scores + HEARD_WEIGHT * np.array(opinions[number]) + LEANINGS
        scores = np.exp(scores - scores.max())
        best = int(scores.argmax())
        if best:
            found.append((phrase, KINDS[best - 1], float(scores[best] / scores.sum())))
    taken: list[tuple[Phrase, str, float]] = []
    # A phrase inside a likely longer one is part of it: "indicate that", "could not".
    for item in sorted(found, key=lambda item: (-item[2], item[0].first - item[0].last, item[0].first)):
        if all(item[0].last <= other.first or other.last <= item[0].first for other, _, _ in taken):
            taken.append(item)
    return sorted(taken, key=lambda item: item[0].first)
