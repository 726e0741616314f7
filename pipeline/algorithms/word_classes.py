"""Word classes of a sentence: the closed-class words themselves, and part-of-speech tags for all others.

A log-linear tagger (averaged perceptron, Collins 2002, ACL W02-1001) that looks at a word and its neighbours, trained
on the tags of the GENIA corpus (Tateisi and Tsujii 2004). Deviation: it does not look at the tags of earlier words, so
that a sentence is tagged in one step. Tags are Penn tags, merged where scopes need no difference.

Performance: see docs/assertion.md and tests/benchmarks/score_cues.py (tags of the GENIA corpus).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipeline.resources import data_text

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
    """Return a word list of `pipeline/data/closed_words.toml`."""
    return frozenset(tomllib.loads(data_text("closed_words.toml"))[name])


def hashed(features: Sequence[str]) -> list[int]:
    """Return the hashes of features, which hold no line break; the same on every machine."""
    return [crc32(code) for code in "\n".join(features).encode("utf-8", "surrogatepass").split(b"\n")]


def tag_names(words: Sequence[str], shown: Sequence[str], at: int) -> tuple[str, ...]:
    """Return the features of one word.

    Args:
        words: the lower-case words of the sentence.
        shown: the words as written.
        at: the word concerned.
    """
    word, written = words[at], shown[at]
    before, before2 = words[at - 1] if at else "<", words[at - 2] if at > 1 else "<"
    after, after2 = (*words[at + 1 : at + 3], ">", ">")[:2]
    capital, digit = written[:1].isupper() and at > 0, any(mark.isdigit() for mark in written)
    return (
        *("bias", f"w{word}", f"1{word[-1:]}", f"2{word[-2:]}", f"3{word[-3:]}", f"4{word[-4:]}", f"x{word[:3]}"),
        *(f"p{before}", f"n{after}", f"pp{before2}", f"nn{after2}", f"ps{before[-3:]}", f"ns{after[-3:]}"),
        *(f"wp{word} {before}", f"wn{word} {after}", f"pn{before} {after}", f"b{before2} {before}"),
        *(f"s{before[-2:]} {word[-3:]}", f"t{word[-3:]} {after[-3:]}"),
        f"h{capital:d}{digit:d}{'-' in written:d}{written.isupper():d}",
    )


def tag_features(words: Sequence[str], shown: Sequence[str], at: int) -> list[int]:
    """Return the features of one word as places of the hash."""
    return [value & (TAG_BUCKETS - 1) for value in hashed(tag_names(words, shown, at))]


def classes_of(words: Sequence[str], shown: Sequence[str], weights: npt.NDArray[Any]) -> list[str]:
    """Return the class of each word: itself where it is a closed-class word or a mark, else `~` and its tag.

    Args:
        words: the lower-case words of the sentence.
        shown: the words as written.
        weights: places of the hash x tags, small integers.
    """
    known_words = closed_words("closed")
    closed = [word in known_words or word in AUXILIARIES or not word[0].isalnum() for word in words]
    rows = [tag_names(words, shown, at) for at, known in enumerate(closed) if not known]
    if not rows:
        return list(words)
    places = np.array(hashed([name for names in rows for name in names])) & (TAG_BUCKETS - 1)
    best = iter(weights[places.reshape(len(rows), -1)].sum(axis=1, dtype=np.int32).argmax(axis=1))
    return [word if known else f"~{TAGS[next(best)]}" for word, known in zip(words, closed, strict=True)]
