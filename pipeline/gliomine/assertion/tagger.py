"""Word classes of a sentence: the closed-class words themselves, and part-of-speech tags for all others.

A log-linear tagger (averaged perceptron, Collins 2002, ACL W02-1001) that looks at a word and its neighbours, trained
on the tags of the GENIA corpus (Tateisi and Tsujii 2004). Deviation: it does not look at the tags of earlier words, so
that a sentence is tagged in one step. Tags are Penn tags, merged where scopes need no difference.

Performance: see docs/assertion.md and tests/benchmarks/score_cues.py (tags of the GENIA corpus).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.resources import data_text
from gliomine.text.hashing import hashed

TAGS = (
    *("NN", "NNS", "JJ", "RB", "VB", "VBD", "VBN", "VBG", "VBZ", "VBP"),
    *("IN", "DT", "CC", "TO", "MD", "WDT", "PRP", "CD", "X"),
)
TAG_BUCKETS = 1 << 16
"""Places of the feature hash."""

BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "am"))
AUXILIARIES = BE | frozenset(
    (
        *("has", "have", "had", "do", "does", "did", "can", "could", "may", "might", "must", "shall", "should"),
        *("will", "would", "cannot"),
    )
)
FINITE = AUXILIARIES | frozenset(("~VBD", "~VBZ", "~VBP", "~MD"))
"""Classes of words that can be the verb of a clause."""


@cache
def closed_words(name: str) -> frozenset[str]:
    """Return a word list of `assertion/data/closed_words.toml`."""
    return frozenset(tomllib.loads(data_text("assertion/data", "closed_words.toml"))[name])


@lru_cache(maxsize=1 << 15)
def _alone(word: str) -> tuple[int, ...]:
    """Return the features that one word makes, as places of the hash: seven of its own, then six of its neighbours'."""
    names = (
        *("bias", f"w{word}", f"1{word[-1:]}", f"2{word[-2:]}", f"3{word[-3:]}", f"4{word[-4:]}", f"x{word[:3]}"),
        *(f"p{word}", f"n{word}", f"pp{word}", f"nn{word}", f"ps{word[-3:]}", f"ns{word[-3:]}"),
    )
    return tuple(value & (TAG_BUCKETS - 1) for value in hashed(names))


def _around(words: Sequence[str], at: int) -> tuple[str, str, str, str]:
    after, after2 = (*words[at + 1 : at + 3], ">", ">")[:2]
    return words[at - 2] if at > 1 else "<", words[at - 1] if at else "<", after, after2


def _near(words: Sequence[str], at: int) -> tuple[int, ...]:
    """Return the features of a word and of each of the four words around it."""
    before2, before, after, after2 = _around(words, at)
    left, right = _alone(before), _alone(after)
    return (*_alone(words[at])[:7], left[7], right[8], _alone(before2)[9], _alone(after2)[10], left[11], right[12])


def _pairs(words: Sequence[str], shown: Sequence[str], places: Sequence[int]) -> list[list[int]]:
    """Return the hashes of the features of some words that two words make together, and of how the word is written."""
    names: list[str] = []
    for at in places:
        word, written = words[at], shown[at]
        before2, before, after, _ = _around(words, at)
        capital, digit = written[:1].isupper() and at > 0, any(map(str.isdigit, written))
        names += (f"wp{word} {before}", f"wn{word} {after}", f"pn{before} {after}", f"b{before2} {before}")
        names += (f"s{before[-2:]} {word[-3:]}", f"t{word[-3:]} {after[-3:]}")
        names.append(f"h{capital:d}{digit:d}{'-' in written:d}{written.isupper():d}")
    values = hashed(names)
    return [values[place : place + 7] for place in range(0, len(values), 7)]


def tag_features(words: Sequence[str], shown: Sequence[str], at: int) -> list[int]:
    """Return the features of one word as places of the hash.

    Args:
        words: the lower-case words of the sentence.
        shown: the words as written.
        at: the word concerned.
    """
    return [value & (TAG_BUCKETS - 1) for value in (*_near(words, at), *_pairs(words, shown, [at])[0])]


def classes_of(words: Sequence[str], shown: Sequence[str], weights: npt.NDArray[Any]) -> list[str]:
    """Return the class of each word: itself where it is a closed-class word or a mark, else `~` and its tag.

    Args:
        words: the lower-case words of the sentence.
        shown: the words as written.
        weights: places of the hash x tags, small integers.
    """
    known_words = closed_words("closed")
    closed = [word in known_words or word in AUXILIARIES or not word[0].isalnum() for word in words]
    at_open = [at for at, known in enumerate(closed) if not known]
    if not at_open:
        return list(words)
    places = np.array(
        [[*_near(words, at), *pairs] for at, pairs in zip(at_open, _pairs(words, shown, at_open), strict=True)]
    ) & (TAG_BUCKETS - 1)
    best = iter(weights[places].sum(axis=1, dtype=np.int32).argmax(axis=1))
    return [word if known else f"~{TAGS[next(best)]}" for word, known in zip(words, closed, strict=True)]
