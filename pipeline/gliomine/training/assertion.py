"""Train the models of assertion: `python -m gliomine.training.assertion DOMAIN CORPORA FOLDER [--folds 5]`.

DOMAIN holds abstracts of our own types with `assertion` at each mention (`train.jsonl`, `more.jsonl`, `wild.jsonl`),
CORPORA the texts of the sentences that `training/data/judged.tsv` judges: where each mention lies, its type and its
status. `training/data/said.txt` holds sentences of our own. Kept apart, and never learnt, is the share of a file's
documents that `HELD_OUT` names, by their ids, and all of `dev.jsonl`. The recogniser in the models folder reads the
sentences first, as in a run. Learnt are models of the signs alone, and models that weigh the encoder's vectors too.
The loss starts at one point and has no chance in it: the same data give the same weights. Needs scipy. `--folds`
measures by cross-validation over documents before it trains on all.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.affixes import affixed
from gliomine.assertion.assess import pairs_of
from gliomine.assertion.cue_model import load_cue_weights
from gliomine.assertion.signs import signs_of
from gliomine.assertion.stage import readings
from gliomine.assertion.vectors import Vectors
from gliomine.assertion.weigh import (
    SIGN_BUCKETS,
    PairWeights,
    encoder_of,
    places_of,
    together,
    write_pair_weights,
)
from gliomine.config import Config
from gliomine.document import Document, Failure
from gliomine.mentions.recognise import answers_of, load_heads
from gliomine.resources import models_folder
from gliomine.stages import Pipeline
from gliomine.text.hashing import hashed
from gliomine.training.assertion_data import (
    HELD_OUT,
    Statuses,
    domain_documents,
    judged_documents,
    said_documents,
)

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]
STRENGTHS = {True: 8.0, False: 12.0}
"""Of the quadratic penalty on the weights: negations, hedges. Chosen by the likelihood of abstracts left out."""

LENGTHS = {True: (3.5, 3.5), False: (6.0, 5.0)}
"""Mean lengths of the vectors of mention and cue, where a sign's is 1; chosen alike. The longer, the less penalty."""

ROUNDS = 3
"""Cross-validations, each with folds of its own, whose mean chooses the bars: one alone chooses by accident."""

_STEPS = 30
_START = -1.0  # log-odds of a pair before anything is learnt
_RARE = 2  # pairs that must show a feature
_SAID = 2
"""Times that a sentence of our own counts."""

_BARS = np.arange(0.2, 0.75, 0.05)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A cue of a mention's sentence.

    Attributes:
        denies: whether it negates.
        places: of the features of the pair.
        vectors: of mention and cue, one behind the other; None without.
    """

    denies: bool
    places: tuple[int, ...]
    vectors: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention with its gold status.

    Attributes:
        group: document that it stands in; what is left out together.
        status: present, absent or possible.
        affixed: whether an affix makes it absent without any cue.
        pairs: the cues of its sentence.
    """

    group: str
    status: str
    affixed: bool
    pairs: tuple[Heard, ...]


def read(documents: Iterable[tuple[Document, Statuses]]) -> list[tuple[Document, Statuses]]:
    """Return the documents with sentences, the recogniser's votes and vectors, and the mentions that they came with."""
    given = list(documents)
    pipeline = Pipeline(Config(), until="mentions", check=False)
    answers = pipeline([replace(document, mentions=()) for document, _ in given])
    return [
        (replace(answer, mentions=document.mentions), statuses)
        for (document, statuses), answer in zip(given, answers, strict=True)
        if not isinstance(answer, Failure)
    ]


def with_vectors(documents: Iterable[tuple[Document, Statuses]]) -> list[tuple[Document, Statuses]]:
    """Return documents that have sentences with the encoder's vectors; the recogniser does not vote."""
    given = list(documents)
    answers = answers_of(load_heads(), [document for document, _ in given], None, vectors=True)
    return [(replace(answer, votes=()), statuses) for (answer, _), (_, statuses) in zip(answers, given, strict=True)]


def judged(documents: Iterable[tuple[Document, Statuses]]) -> list[Judged]:
    """Return every mention of analysed documents with the features of its cues."""
    weights, found = load_cue_weights(models_folder()), []
    for document, statuses in documents:
        pairs: dict[str, list[Heard]] = {}
        vectors = Vectors(document.words)
        for role, reading, mentions in readings(document, weights):
            for seen, pair in pairs_of(reading, mentions, role=role):
                places = tuple(places_of(signs_of(seen, pair, role=role)))
                heard = Heard(pair.denies, places, vectors.of(pair))
                pairs.setdefault(pair.item.mention.mention_id, []).append(heard)
        free = {mention.mention_id for mention, _, _ in affixed(document.text, document.mentions)}
        for item in document.mentions:
            status = statuses[item.start, item.end]
            mine = tuple(pairs.get(item.mention_id, ()))
            found.append(Judged(document.doc_id, status, item.mention_id in free, mine))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One model.

    Attributes:
        values: weights of the signs, rounded to small integers.
        scale: what one step of them is worth, in log-odds.
        slopes: weights of the vectors.
    """

    values: npt.NDArray[np.int8]
    scale: float
    slopes: Floats


def fit(items: Sequence[Judged], *, denies: bool, centre: Floats) -> Fit:
    """Learn one of the models.

    Args:
        items: the mentions.
        denies: whether of negations; else of hedges.
        centre: mean of the vectors; empty: the signs alone are learnt.
    """
    from scipy import sparse
    from scipy.optimize import minimize

    status, strength = "absent" if denies else "possible", STRENGTHS[denies]
    asked = [item for item in items if not item.affixed and any(pair.denies == denies for pair in item.pairs)]
    mine = [[pair for pair in item.pairs if pair.denies == denies] for item in asked]
    owner, right = (
        np.repeat(np.arange(len(asked)), [len(pairs) for pairs in mine]),
        np.array([item.status == status for item in asked]),
    )
    rows = [pair for pairs in mine for pair in pairs]
    pointers = np.cumsum([0, *(len(pair.places) for pair in rows)])
    flat = np.fromiter((place for pair in rows for place in pair.places), dtype=np.int64, count=int(pointers[-1]))
    common = np.flatnonzero(np.bincount(flat, minlength=SIGN_BUCKETS) >= _RARE)
    matrix = sparse.csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(rows), SIGN_BUCKETS))[:, common]
    turned, size = matrix.T.tocsr(), len(common)
    shown, lengths = _shown(rows, centre, LENGTHS[denies])

    def loss(vector: Floats) -> tuple[float, Floats]:
        odds = matrix @ vector[:size] + shown @ vector[size:-1] + vector[-1]
        none = np.bincount(owner, np.logaddexp(0, odds), len(asked))  # -log of the chance that no cue concerns it
        some = np.clip(-np.expm1(-none), 1e-9, 1.0)
        value = float(np.where(right, -np.log(some), none).sum()) + 0.5 * strength * float(vector[:-1] @ vector[:-1])
        step = np.where(right, -np.exp(-none) / some, 1.0)[owner] / (1 + np.exp(-odds))
        slope = np.concatenate([turned @ step, step @ shown])
        return value, np.append(slope + strength * vector[:-1], step.sum())

    start = np.append(np.zeros(size + shown.shape[1]), _START)
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    full = np.zeros(SIGN_BUCKETS)
    full[common] = done.x[:size]
    # Every pair has the feature "bias": the constant goes there.
    full[places_of(["bias"])] += done.x[-1]
    scale = float(np.abs(full).max()) / 127
    return Fit(np.rint(full / scale).astype(np.int8), scale, done.x[size:-1] * lengths)


def _shown(pairs: Sequence[Heard], centre: Floats, lengths: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return the vectors of pairs about their mean, of wanted lengths, and by what they were multiplied."""
    half = len(centre) // 2
    moved = np.zeros((len(pairs), len(centre)))
    for number, pair in enumerate(pairs if half else ()):
        if pair.vectors is not None:
            moved[number] = pair.vectors - centre
    factors = np.ones(len(centre))
    for part, wanted in zip((slice(0, half), slice(half, None)), lengths, strict=True):
        length = float(np.linalg.norm(moved[:, part], axis=1).mean()) if len(pairs) else 0.0
        factors[part] = wanted / length if length else 1.0
    return moved * factors, factors


def centre_of(items: Sequence[Judged]) -> Floats:
    """Return the mean of the vectors of all pairs; empty where no pair has any."""
    vectors = [pair.vectors for item in items for pair in item.pairs if pair.vectors is not None]
    return np.mean(vectors, axis=0, dtype=np.float64) if vectors else np.zeros(0)


def train(items: Sequence[Judged], bars: tuple[float, float], *, seeing: bool = False) -> PairWeights:
    """Return both models, with the probabilities from which a mention is absent, and possible.

    Args:
        items: the mentions.
        bars: those probabilities.
        seeing: whether the vectors are weighed beside the signs.
    """
    centre = centre_of(items) if seeing else np.zeros(0)
    both = fit(items, denies=True, centre=centre), fit(items, denies=False, centre=centre)
    values, scales = np.stack([one.values for one in both], axis=1), (both[0].scale, both[1].scale)
    if not seeing:
        return PairWeights(values, scales, bars)
    slopes = np.stack([one.slopes for one in both]).astype(np.float32)
    return PairWeights(values, scales, bars, slopes, centre.astype(np.float32))


def probabilities(items: Sequence[Judged], weights: PairWeights) -> Floats:
    """Return how likely each mention is absent, and possible."""
    found = np.zeros((len(items), 2))
    for number, item in enumerate(items):
        for kind, denies in enumerate((True, False)):
            heard = [pair for pair in item.pairs if pair.denies == denies]
            found[number, kind] = together(
                [weights.odds_at(pair.places, denies=denies, vectors=pair.vectors) for pair in heard]
            )
        if item.affixed:
            found[number, 0] = 1.0
    return found


def f1(items: Sequence[Judged], chances: Floats, bars: tuple[float, float]) -> tuple[float, float, float]:
    """Return F1 of absent and possible mentions together, of the absent, and of the possible."""
    gold = np.array([("present", "absent", "possible").index(item.status) for item in items])
    said = np.where(chances[:, 0] >= bars[0], 1, np.where(chances[:, 1] >= bars[1], 2, 0))
    values = []
    for kinds in ((1, 2), (1,), (2,)):
        right = ((gold == said) & np.isin(gold, kinds)).sum()
        values.append(2 * right / max(1, np.isin(gold, kinds).sum() + np.isin(said, kinds).sum()))
    return float(values[0]), float(values[1]), float(values[2])


def cross_validated(items: Sequence[Judged], folds: int, *, rounds: int = 1, seeing: bool = False) -> Floats:
    """Return what models that have not learnt a mention's document say of it, on the mean of several rounds."""
    chances = np.zeros((rounds, len(items), 2))
    for turn in range(rounds):
        names = [item.group if turn == 0 else f"{item.group} {turn}" for item in items]
        fold = np.array([value % folds for value in hashed(names)])
        for number in range(folds):
            away = np.flatnonzero(fold == number)
            learnt = train([items[at] for at in np.flatnonzero(fold != number)], (0.5, 0.5), seeing=seeing)
            chances[turn, away] = probabilities([items[at] for at in away], learnt)
    return np.asarray(chances.mean(axis=0))


def best_bars(items: Sequence[Judged], chances: Floats) -> tuple[float, float]:
    """Return the probabilities from which calling a mention absent, and possible, gives the best F1."""
    pairs = [(float(first), float(second)) for first in _BARS for second in _BARS]
    return max(pairs, key=lambda bars: f1(items, chances, bars)[0])


def _of(items: Sequence[Judged], *names: str) -> list[int]:
    """Return the places of the mentions of some files or corpora."""
    return [at for at, item in enumerate(items) if item.group.split("/")[0] in names]


def measured(items: Sequence[Judged], folds: int, *, seeing: bool) -> PairWeights:
    """Return models of all mentions, with the bars that are best for abstracts left out, and log their scores."""
    chances = cross_validated(items, folds, rounds=ROUNDS, seeing=seeing)
    abstracts = _of(items, *HELD_OUT)
    bars = best_bars([items[at] for at in abstracts], chances[abstracts])
    others = sorted({item.group.split("/")[0] for item in items} - {*HELD_OUT, "said"})
    log.info("with vectors" if seeing else "signs alone")
    for names in (("train", "more"), ("wild",), ("said",), tuple(others)):
        part = _of(items, *names)
        values = f1([items[at] for at in part], chances[part], bars)
        log.info("%s: F1 %s of %d mentions", ", ".join(names), " ".join(f"{item:.3f}" for item in values), len(part))
    return train(items, bars, seeing=seeing)


def main() -> None:
    """Measure, train and write `weights.npz`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("domain", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    given: Any = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sources = [*domain_documents(given.domain), *judged_documents(given.corpora)]
    items = judged([*read(sources), *(_SAID * with_vectors(said_documents()))])
    alone, seeing = measured(items, given.folds, seeing=False), measured(items, given.folds, seeing=True)
    given.folder.mkdir(parents=True, exist_ok=True)
    write_pair_weights(given.folder / "weights.npz", alone, seeing, encoder=encoder_of(models_folder()))


if __name__ == "__main__":
    main()
