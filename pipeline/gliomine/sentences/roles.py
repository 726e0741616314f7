"""The role of each sentence of an abstract: background, objective, methods, results or conclusions.

Where the author titled the parts of the abstract, the titles decide (`sentences/data/roles.toml`). Elsewhere a
linear-chain conditional random field (Lafferty et al. 2001; for this task Hirohata et al. 2008, ACL anthology I08-1050)
reads all sentences of the abstract together: words and word pairs of the sentence, words of its neighbours, its place,
and whether it opens a line. Features are hashed, weights are small integers, so that the model is one small file and
gives the same answer everywhere. Deviation: the score of a sentence is its posterior probability, and the role is the
one of the highest posterior, not that of the best path.

Performance: see docs/assertion.md and tests/benchmarks/score_roles.py (author-titled abstracts with titles removed).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.resources import data_text, listed_file
from gliomine.text.hashing import hashed

ROLES = ("background", "objective", "methods", "results", "conclusions")
BUCKETS = 1 << 17
"""Places of the feature hash."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,·]\d+)*|[%=<>±;:?()\[\]]")
_LONGEST = 120  # words of a sentence that are read
_LABEL_WORD = re.compile(r"[a-z.]+")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of the field.

    Attributes:
        emission: features x roles.
        transition: kind of step (inside a line, over a line break) x role x role.
        first, last: what each role gains at the start and at the end of an abstract.
    """

    emission: npt.NDArray[Any]
    scale: float
    transition: Floats
    first: Floats
    last: Floats


def words_of(sentence: str) -> list[str]:
    """Return the lower-case words and marks of a sentence; every number is `0`.

    >>> words_of("We gave 2.5 mg (n = 3).")
    ['we', 'gave', '0', 'mg', '(', 'n', '=', '0', ')']
    """
    found = _TOKEN.findall(sentence.lower())[:_LONGEST]
    return ["0" if word[0].isdigit() else word for word in found]


def features(sentences: Sequence[str], opens_line: Sequence[bool]) -> list[list[int]]:
    """Return the features of each sentence of an abstract as places of the hash.

    Args:
        sentences: the sentences in order, without the title.
        opens_line: whether each of them begins a line; all False where the text has one line only.
    """
    words = [words_of(sentence) for sentence in sentences]
    total = len(words)
    shared = [sorted({word for word in found if len(word) > 2}) for found in words]
    result = []
    for number, found in enumerate(words):
        names = _own(found)
        if number:
            names += [f"p {word}" for word in shared[number - 1]]
        if number + 1 < total:
            names += [f"n {word}" for word in shared[number + 1]]
        names += _place(number, total, len(found))
        if opens_line[number]:
            names.append("line")
        if number + 1 < total and opens_line[number + 1]:
            names.append("line after")
        result.append(_places(names))
    return result


def _own(words: Sequence[str]) -> list[str]:
    """Return the names of the features that a sentence has of itself."""
    names = [f"w {word}" for word in set(words)]
    names += [f"b {first} {second}" for first, second in set(pairwise(words))]
    names += [f"t {first} {second} {third}" for first, second, third in zip(words, words[1:], words[2:], strict=False)]
    names += [f"s{place} {word}" for place, word in enumerate(words[:3])]
    names.append("s " + " ".join(words[:2]))
    return names


def _places(names: Sequence[str]) -> list[int]:
    return sorted({value & (BUCKETS - 1) for value in hashed(names)})


def _place(number: int, total: int, length: int) -> list[str]:
    left = total - 1 - number
    size = min(total, 20)
    return [
        "bias",
        f"at {10 * number // total}",
        f"at {10 * number // total} of {min(size // 3, 5)}",
        f"from start {min(number, 5)}",
        f"from end {min(left, 5)}",
        f"ends {min(number, 3)} {min(left, 3)}",
        f"size {size}",
        f"length {min(length // 6, 8)}",
    ]


def posteriors(weights: Weights, sentences: Sequence[str], opens_line: Sequence[bool], allowed: Floats) -> Floats:
    """Return the probability of each role for each sentence.

    Args:
        weights: the trained field.
        sentences: the sentences of one abstract, in order.
        opens_line: whether each begins a line.
        allowed: sentences x roles, 1 where a role is possible and 0 where the author's titles exclude it.
    """
    rows = features(sentences, opens_line)
    starts = np.cumsum([0, *map(len, rows)])[:-1]  # every sentence has features
    found = weights.emission[np.concatenate(rows)].astype(np.float64)
    scores = np.add.reduceat(found, starts, axis=0) * weights.scale
    with np.errstate(divide="ignore"):
        scores += np.log(allowed)
    steps = np.exp(weights.transition)[np.array(opens_line, dtype=np.int64)]
    # Each sentence's largest score is taken out, and each sum is scaled to 1: what is left cancels in the shares.
    local = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward, backward = np.empty_like(local), np.empty_like(local)
    forward[0] = _scaled(local[0] * np.exp(weights.first))
    for number in range(1, len(rows)):
        forward[number] = _scaled(local[number] * (forward[number - 1] @ steps[number]))
    backward[-1] = _scaled(np.exp(weights.last))
    for number in range(len(rows) - 2, -1, -1):
        backward[number] = _scaled(steps[number + 1] @ (local[number + 1] * backward[number + 1]))
    joint = forward * backward
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def posteriors_alone(weights: Weights, sentences: Sequence[str], allowed: Floats) -> Floats:
    """Return the probability of each role for sentences outside of an abstract, by their own words alone.

    In an abstract the place says most: background first, conclusions last. In a discussion it says nothing, and the
    whole field would call its first third background with certainty.

    Args:
        weights: the trained field.
        sentences: the sentences.
        allowed: sentences x roles, 1 where a role is possible, else 0.
    """
    rows = [_places(_own(words_of(sentence))) for sentence in sentences]
    starts = np.cumsum([0, *map(len, rows)])[:-1]  # every sentence has features
    found = weights.emission[np.concatenate(rows)].astype(np.float64)
    scores = np.add.reduceat(found, starts, axis=0) * weights.scale
    with np.errstate(divide="ignore"):
        scores += np.log(allowed)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _scaled(values: Floats) -> Floats:
    return np.asarray(values / values.sum())


@cache
def _label_words() -> dict[str, str]:
    table = tomllib.loads(data_text("sentences/data", "roles.toml"))
    return {word: role for role, words in table.items() for word in words}


def roles_of_label(label: str) -> tuple[str, ...] | None:
    """Return the roles that a label of a structured abstract allows, in order; empty: no role; None: not known.

    >>> roles_of_label("Materials and methods:"), roles_of_label("Background and aims")
    (('methods',), ('background', 'objective'))
    >>> roles_of_label("Trial registration"), roles_of_label("Exosomes")
    ((), None)
    """
    words = _label_words()
    found = {words[word] for word in _LABEL_WORD.findall(label.lower()) if word in words}
    if not found:
        return None
    if "none" in found:
        return ()
    if (
        len(found) > 1
        and "methods" in found
        and found <= {"methods", "objective"}
        and "hypothesis" not in label.lower()
    ):
        found = _without_filler(label, found)
    return tuple(role for role in ROLES if role in found)


def _without_filler(label: str, found: set[str]) -> set[str]:
    # "Study objective", "Aim of the study design": the head comes first.
    first = next(word for word in _LABEL_WORD.findall(label.lower()) if word in _label_words())
    return found if " and " in label.lower() or "/" in label else {_label_words()[first]}


def load_weights(folder: Path) -> Weights:
    """Load the trained field from a models folder.

    Raises:
        ResourceError: it is missing, damaged or not listed in the manifest.
    """
    with np.load(listed_file(folder, "roles", what="sentence-role model"), allow_pickle=False) as arrays:
        return Weights(
            arrays["emission"], float(arrays["scale"]), arrays["transition"], arrays["first"], arrays["last"]
        )
