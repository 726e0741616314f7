"""Fit the second voice on relations: `python -m gliomine.training.wording_mix CONFIG CORPORA FOLDER`.

CONFIG is the settings file with which the recogniser and the relation heads were trained, CORPORA the folder of its
corpora, FOLDER the folder `wording` of the models folder. Learnt from are the files of our own relations but `dev...`,
and public corpora (`wording_public`).
How the two voices are joined is fitted on what neither has learnt from: the documents that CONFIG holds out, those of
them that the wording learns from told by a model that left them out. Printed are precision, recall and F1 on these
documents by threshold (exact pairs and predicates), the joining cross-validated over documents. The order of the rows
is fixed, so the same data give the same weights. Run it again whenever encoder or heads change. Needs scipy.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.relations.answer import Claim
from gliomine.relations.candidates import STATUSES, Labels
from gliomine.relations.stage import OWN, WORDING, load_heads
from gliomine.relations.trust import evidence_of
from gliomine.relations.votes import Mix, Votes, Wording, best_of, claims_from, log_chances, network_votes
from gliomine.resources import sha256_of
from gliomine.training.data import document_hash
from gliomine.training.relation_corpora import load_relations
from gliomine.training.relation_evaluate import curve
from gliomine.training.settings import load_settings
from gliomine.training.wording import Floats, Learnt, classes_of, fit, held_out, keys_of, read, rounded
from gliomine.training.wording_public import corpora_of, read_public

log = logging.getLogger("gliomine.train")

FOLDS = 4
STRENGTH = 2.0
"""Of the quadratic penalty on the shifts of the joined voices."""

TRUST = 3.0
"""Of the quadratic penalty on the weights of what the score is read from."""

LEAST_ODDS = -4.5  # of the joined chance of a claim that the score is learnt from: about 0.01


@dataclass(frozen=True, slots=True)
class Heard:
    """What both voices say of the pairs of a document; the network's is None where it has learnt from it."""

    learnt: Learnt
    wording: Votes
    network: Votes | None


def silent(classes: Sequence[tuple[str, bool]]) -> Mix:
    """Return a mix in which the wording speaks as it is."""
    none = dict.fromkeys(("none", *(name for name, _ in classes)), 0.0)
    return Mix(0.0, 1.0, none, 0.0, 1.0, dict.fromkeys(STATUSES, 0.0))


def model_of(
    weights: Floats,
    keys: NDArray[Any],
    classes: Sequence[tuple[str, bool]],
    pairs: frozenset[tuple[str, str]],
    mixes: tuple[Mix, Mix],
) -> Wording:
    """Return the model as a run would load it."""
    whole, scales = rounded(weights)
    values = whole.astype(np.float32) * scales
    return Wording(keys, values, classes=classes, statuses=STATUSES, pairs=pairs, both=mixes[0], alone=mixes[1])


def hear(model: Wording, learnt: Sequence[Learnt], predicates: Sequence[str]) -> list[Heard]:
    """Return what both voices say of documents."""
    return [
        Heard(
            item,
            model.votes(item.asked),
            None if item.network is None else network_votes(model, item.asked, item.network, predicates),
        )
        for item in learnt
    ]


def fit_mix(voices: Sequence[Floats], target: NDArray[Any], shared: NDArray[Any]) -> tuple[Floats, Floats]:
    """Return the weight of each voice and the shifts that explain the targets best.

    Args:
        voices: logarithms of chances, rows x classes each.
        shared: for each class the number of its shift; 0 has none.
    """
    from scipy.optimize import minimize

    number = len(voices)
    shifts = int(shared.max())
    marks = np.zeros((shifts + 1, len(shared)))
    marks[shared, np.arange(len(shared))] = 1.0

    def loss(values: Floats) -> tuple[float, Floats]:
        weights, own = values[:number], np.concatenate([[0.0], values[number:]])
        said = log_chances(sum(weight * voice for weight, voice in zip(weights, voices, strict=True)) + own[shared])
        rows = np.arange(len(target))
        wrong = np.exp(said)
        wrong[rows, target] -= 1
        slope = [float((wrong * voice).sum()) for voice in voices]
        slopes = np.concatenate([slope, (marks @ wrong.sum(axis=0))[1:] + STRENGTH * values[number:]])
        return float(-said[rows, target].sum() + 0.5 * STRENGTH * (values[number:] ** 2).sum()), slopes

    first = np.concatenate([np.full(number, 1 / number), np.zeros(shifts)])
    done = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return done.x[:number], np.concatenate([[0.0], done.x[number:]])


def fold_of(doc_id: str) -> int:
    """Return the part of a cross-validation in which a document lies."""
    return int(document_hash(doc_id) * FOLDS)


def _fold(item: Heard) -> int:
    return fold_of(item.learnt.related.doc_id)


def mix_of(heard: Sequence[Heard], model: Wording, *, network: bool) -> Mix:
    """Return how the voices are joined and trusted, fitted on documents that neither has learnt from.

    How far they are trusted is learnt from claims that are joined as the other documents have it, a fold at a time.
    """
    rows, right = [], []
    for one in sorted(set(map(_fold, heard))):
        others = [item for item in heard if _fold(item) != one]
        mix = joining_of(others or heard, model.classes, network=network)
        for item in (item for item in heard if _fold(item) == one and item.learnt.asked):
            voices = [item.wording, *([item.network] if network and item.network is not None else [])]
            said, _, best = best_of(item.learnt.document, model, mix, item.learnt.asked, voices)
            rows.append(evidence_of(said, best, [voice for voice, _ in voices]))
            right.append(item.learnt.target == 1 + best)
    trust = fit_trust(np.concatenate(rows), np.concatenate(right))
    return replace(joining_of(heard, model.classes, network=network), trust=tuple(_rounded(value) for value in trust))


def fit_trust(evidence: Floats, right: NDArray[Any]) -> Floats:
    """Return the weights of `trust.evidence_of` that explain best which claims are right.

    They are drawn towards the joined chance as it is; claims that nobody would show are left out.
    """
    from scipy.optimize import minimize

    shown = evidence[:, 1] > LEAST_ODDS
    table, target = evidence[shown], right[shown].astype(np.float64)
    penalty = np.full(table.shape[1], TRUST)
    penalty[0] = TRUST / 30
    first = np.zeros(table.shape[1])
    first[1] = 1.0

    def loss(values: Floats) -> tuple[float, Floats]:
        odds = table @ values
        chance = 1 / (1 + np.exp(-odds))
        off = values - first
        cost = np.logaddexp(0, odds).sum() - (target * odds).sum() + 0.5 * (penalty * off * off).sum()
        return float(cost), table.T @ (chance - target) + penalty * off

    made: Floats = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return made


def joining_of(heard: Sequence[Heard], classes: Sequence[tuple[str, bool]], *, network: bool) -> Mix:
    """Return how the voices are joined, the score being the joined chance itself."""
    names = list(dict.fromkeys(name for name, _ in classes))
    shared = np.array([0, *(1 + names.index(name) for name, _ in classes)])
    target = np.concatenate([item.learnt.target for item in heard])
    status = np.concatenate([item.learnt.status for item in heard])
    voices = [[item.wording for item in heard]]
    if network:
        voices.append([item.network for item in heard if item.network is not None])
    said, told = ([np.concatenate([votes[part] for votes in voice]) for voice in voices] for part in (0, 1))
    weights, shifts = fit_mix(said, target, shared)
    known = status >= 0
    by, more = fit_mix([voice[known] for voice in told], status[known], np.arange(len(STATUSES)))
    values = [float(value) for value in (*weights, *by)] if network else [float(weights[0]), 0.0, float(by[0]), 0.0]
    round_ = _rounded
    return Mix(
        round_(values[1]),
        round_(values[0]),
        {name: round_(shift) for name, shift in zip(("none", *names), shifts, strict=True)},
        round_(values[3]),
        round_(values[2]),
        {name: round_(shift) for name, shift in zip(STATUSES, more, strict=True)},
    )


def _rounded(value: float) -> float:
    return round(float(value), 4)


def measured(heard: Sequence[Heard], model: Callable[[Mix], Wording], mute: Wording) -> list[list[Claim]]:
    """Return the claims of each document, the mix for them fitted on the others."""
    models = {
        one: model(mix_of([item for item in heard if _fold(item) != one], mute, network=True))
        for one in sorted(set(map(_fold, heard)))
    }
    found = []
    for item in heard:
        voices = [item.wording, *([] if item.network is None else [item.network])]
        one = item.learnt
        found.append(claims_from(one.document, models[_fold(item)], one.asked, voices, one.network))
    return found


def write(
    folder: Path, weights: Floats, keys: NDArray[Any], model: Wording, sources: Sequence[str], score: str
) -> Path:
    """Write the model and describe it in manifest.toml beside the folder; its other parts stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path, listing = folder / "weights.npz", folder.parent / "manifest.toml"
    whole, scales = rounded(weights)
    about = {
        "classes": model.classes,
        "statuses": model.statuses,
        "pairs": sorted(model.pairs),
        "both": asdict(model.both),
        "alone": asdict(model.alone),
    }
    np.savez_compressed(path, keys=keys, weights=whole, scales=scales, about=np.array(json.dumps(about)))
    text = listing.read_text(encoding="utf-8") if listing.is_file() else ""
    others = [part for part in re.split(r"(?m)^(?=\[)", text) if not part.startswith(f"[{WORDING}]")]
    entry = [
        f"[{WORDING}]",
        'version = "1"',
        f'file = "{folder.name}/{path.name}"',
        f"size = {path.stat().st_size}",
        f'sha256 = "{sha256_of(path)}"',
        'licence = "MIT"',
        f"sources = {json.dumps(list(sources))}",
        f"score = {json.dumps(score)}",
    ]
    listing.write_text("".join(others).rstrip() + "\n\n" + "\n".join(entry) + "\n", encoding="utf-8", newline="\n")
    return path


def make(config: Path, corpora: Path, folder: Path) -> None:
    """Learn, join, measure and write."""
    settings = load_settings(config)
    (own,) = (item for item in settings.relations if item.name == OWN)
    documents = load_relations(own, corpora / settings.relations_root)
    only_dev = replace(own, held_out_of={})
    dev = {item.doc_id for item in load_relations(only_dev, corpora / settings.relations_root) if item.held_out}
    apart = held_out(settings, corpora, documents)
    heads = load_heads()
    labels = heads.of(OWN) if heads is not None else Labels((), (), ())
    classes = classes_of(documents, own.symmetric)
    learnt, pairs = read(documents, apart, classes, own.symmetric)
    listed = corpora_of()
    root = corpora / settings.relations_root
    public = read_public(root, listed, classes=classes, symmetric=own.symmetric, pairs=pairs)
    log.info("%d pairs of public corpora", len(public))
    taught = [item for item in learnt if item.related.doc_id not in dev]
    mute = silent(classes), silent(classes)
    heard: list[Heard] = []
    for fold in range(FOLDS):
        told = [item for item in taught if fold_of(item.related.doc_id) == fold]
        some = [item for item in taught if item not in told]
        keys = keys_of(some)
        part = model_of(fit(some, keys, 1 + len(classes), public=public), keys, classes, pairs, mute)
        heard += hear(part, told, labels.predicates)
        log.info("fold %d of %d", fold + 1, FOLDS)
    keys = keys_of(taught)
    weights = fit(taught, keys, 1 + len(classes), public=public)
    whole = model_of(weights, keys, classes, pairs, mute)
    heard += hear(whole, [item for item in learnt if item.related.doc_id in dev], labels.predicates)
    both = [item for item in heard if item.network is not None]
    mixes = mix_of(both, whole, network=True), mix_of(heard, whole, network=False)
    model = model_of(weights, keys, classes, pairs, mixes)
    claims = measured(both, lambda mix: model_of(weights, keys, classes, pairs, (mix, mix)), whole)
    asked = Labels(labels.predicates, labels.types, labels.pairs, symmetric=own.symmetric)
    for point in curve(claims, [item.learnt.related for item in both], asked):
        log.info("%.2f: precision %.1f, recall %.1f, F1 %.1f", point.threshold, point.precision, point.recall, point.f1)
    path = write(
        folder,
        weights,
        keys,
        model,
        sources=["relations of home-topic abstracts", *listed],
        score="see docs/relations.md",
    )
    log.info("%s: %d bytes, %d features", path, path.stat().st_size, len(keys))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    make(*(Path(name) for name in sys.argv[1:4]))
