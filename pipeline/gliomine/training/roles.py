"""Train the sentence-role model: `python -m gliomine.training.roles CORPORA FOLDER`.

CORPORA holds `jats_sections/train.jsonl.gz` (author-titled abstracts, titles removed; each section has a role) and
`piboso/train.jsonl.gz` (sentences with labels). A label that does not say which of our roles it is ("outcome": results
or conclusions) trains the field with all of them allowed. Every abstract is learned twice, with its line breaks and
without, because most texts show none. The loss is convex and the optimiser starts at zero: the same data give the same
weights. Needs scipy.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.sentences.roles import BUCKETS, ROLES, Floats, Weights, features
from gliomine.sentences.split import split_sentences

_PIBOSO = {
    "background": ("background", "objective"),
    "population": ("methods",),
    "intervention": ("methods",),
    "study design": ("methods",),
    "outcome": ("results", "conclusions"),
}
STRENGTH = 1.0
"""Of the quadratic penalty on the weights, on the scale of one abstract."""

_STEPS = 40


@dataclass(frozen=True, slots=True)
class Abstract:
    """Sentences of an abstract, whether each opens a line, and the roles that the gold label allows."""

    sentences: list[str]
    opens: list[bool]
    allowed: list[tuple[str, ...]]


def read_jats(path: Path) -> Iterator[Abstract]:
    """Yield the abstracts of a jats_sections file; a sentence has the role of the section that holds its start."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            text, begin = row["text"], row["text"].find("\n") + 1
            spans = split_sentences(text, begin, len(text))
            allowed: list[tuple[str, ...]] = []
            for start, _ in spans:
                inside = [item["role"] for item in row["sections"] if item["start"] <= start < item["end"]]
                allowed.append((inside[0],) if inside and inside[0] else ROLES)
            opens = [
                number > 0 and "\n" in text[spans[number - 1][1] : start] for number, (start, _) in enumerate(spans)
            ]
            if spans:
                yield Abstract([text[start:end] for start, end in spans], opens, allowed)


def read_piboso(path: Path) -> Iterator[Abstract]:
    """Yield the abstracts of a piboso file, with spaces before punctuation taken out."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)["sentences"]
            sentences = [item["text"].replace(" ,", ",").replace(" .", ".") for item in row]
            allowed = [_PIBOSO.get(item["label"], ROLES) for item in row]
            if sentences:
                yield Abstract(sentences, [False] * len(sentences), allowed)


@dataclass(frozen=True, slots=True)
class _Batch:
    """All abstracts, padded to one length."""

    matrix: Any  # sentences x features, sparse
    place: npt.NDArray[np.int64]  # abstracts x longest -> row of the matrix; one past the last where padded
    lengths: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    allowed: Floats
    weight: Floats


def _batch(abstracts: list[Abstract], weights: list[float]) -> _Batch:
    from scipy import sparse

    indices: list[int] = []
    pointers = [0]
    longest = max(len(item.sentences) for item in abstracts)
    total = sum(len(item.sentences) for item in abstracts)
    place = np.full((len(abstracts), longest), total, dtype=np.int64)
    kinds = np.zeros((len(abstracts), longest), dtype=np.int64)
    allowed = np.zeros((len(abstracts), longest, len(ROLES)))
    row = 0
    for number, item in enumerate(abstracts):
        for found in features(item.sentences, item.opens):
            indices += found
            pointers.append(len(indices))
        size = len(item.sentences)
        place[number, :size] = np.arange(row, row + size)
        kinds[number, :size] = item.opens
        row += size
        for at, names in enumerate(item.allowed):
            allowed[number, at] = [0.0 if role in names else -1e9 for role in ROLES]
    matrix = sparse.csr_matrix(
        (np.ones(len(indices), dtype=np.float32), np.array(indices, dtype=np.int32), np.array(pointers)),
        shape=(total, BUCKETS),
    )
    lengths = np.array([len(item.sentences) for item in abstracts])
    return _Batch(matrix, place, lengths, kinds, allowed, np.array(weights))


def _unpack(vector: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    size, roles = BUCKETS * len(ROLES), len(ROLES)
    emission = vector[:size].reshape(BUCKETS, roles)
    transition = vector[size : size + 2 * roles * roles].reshape(2, roles, roles)
    return emission, transition, vector[-2 * roles : -roles], vector[-roles:]


def _sums(scores: Floats, batch: _Batch, parts: tuple[Floats, Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats]:
    """Return log Z of each abstract, posteriors of the roles and expected steps (kind x role x role)."""
    _, transition, first, last = parts
    count, longest, roles = scores.shape
    steps = transition[batch.kinds]
    forward, backward = np.empty_like(scores), np.zeros_like(scores)
    live = np.arange(longest)[None, :] < batch.lengths[:, None]
    ends = np.arange(longest)[None, :] == batch.lengths[:, None] - 1
    forward[:, 0] = scores[:, 0] + first
    for at in range(1, longest):
        forward[:, at] = scores[:, at] + np.logaddexp.reduce(forward[:, at - 1, :, None] + steps[:, at], axis=1)
    for at in range(longest - 1, -1, -1):
        if at + 1 < longest:
            ahead = (scores[:, at + 1] + backward[:, at + 1])[:, None, :] + steps[:, at + 1]
            backward[:, at] = np.logaddexp.reduce(ahead, axis=2)
        backward[ends[:, at], at] = last
    rows = np.arange(count)
    total = np.logaddexp.reduce(forward[rows, batch.lengths - 1] + last, axis=1)
    shares = np.exp(forward + backward - total[:, None, None]) * live[:, :, None] * batch.weight[:, None, None]
    expected = np.zeros((2, roles, roles))
    for at in range(1, longest):
        joint = forward[:, at - 1, :, None] + steps[:, at] + (scores[:, at] + backward[:, at])[:, None, :]
        joint = np.exp(joint - total[:, None, None]) * (live[:, at] * batch.weight)[:, None, None]
        for kind in (0, 1):
            expected[kind] += joint[batch.kinds[:, at] == kind].sum(axis=0)
    return total, shares, expected


def _loss(vector: Floats, batch: _Batch, strength: float) -> tuple[float, Floats]:
    parts = _unpack(vector)
    flat = np.vstack([batch.matrix @ parts[0], np.zeros((1, len(ROLES)))])
    scores = flat[batch.place]
    free, shares, steps = _sums(scores, batch, parts)
    held, gold_shares, gold_steps = _sums(scores + batch.allowed, batch, parts)
    difference = shares - gold_shares
    by_row = np.zeros((batch.matrix.shape[0] + 1, len(ROLES)))
    by_row[batch.place.ravel()] = difference.reshape(-1, len(ROLES))
    by_row[-1] = 0
    ends = difference[np.arange(len(batch.lengths)), batch.lengths - 1]
    gradient = np.concatenate(
        [
            (batch.matrix.T @ by_row[:-1]).ravel(),
            (steps - gold_steps).ravel(),
            difference[:, 0].sum(axis=0),
            ends.sum(axis=0),
        ]
    )
    value = float(((free - held) * batch.weight).sum()) + 0.5 * strength * float(vector @ vector)
    return value, gradient + strength * vector


def train(abstracts: list[Abstract], weights: list[float], *, strength: float = STRENGTH) -> Weights:
    """Return the field that explains the abstracts best, its weights rounded to small integers."""
    from scipy.optimize import minimize

    batch = _batch(abstracts, weights)
    start = np.zeros(BUCKETS * len(ROLES) + 2 * len(ROLES) ** 2 + 2 * len(ROLES))
    done = minimize(
        _loss, start, args=(batch, strength), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 6}
    )
    emission, transition, first, last = _unpack(done.x)
    scale = float(np.abs(emission).max()) / 127
    small = np.rint(emission / scale).astype(np.int8)
    return Weights(small, scale, transition.copy(), first.copy(), last.copy())


def training_data(corpora: Path) -> tuple[list[Abstract], list[float]]:
    """Return the abstracts to learn from and how much each counts."""
    titled = list(read_jats(corpora / "jats_sections" / "train.jsonl.gz"))
    plain = [Abstract(item.sentences, [False] * len(item.sentences), item.allowed) for item in titled]
    others = list(read_piboso(corpora / "piboso" / "train.jsonl.gz"))
    return titled + plain + others, [0.5] * (len(titled) + len(plain)) + [0.3] * len(others)


def main() -> None:
    """Train and write `weights.npz`."""
    corpora, folder = Path(sys.argv[1]), Path(sys.argv[2])
    weights = train(*training_data(corpora))
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "weights.npz",
        emission=weights.emission,
        scale=np.float64(weights.scale),
        transition=weights.transition,
        first=weights.first,
        last=weights.last,
    )


if __name__ == "__main__":
    main()
