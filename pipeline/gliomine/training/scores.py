"""Fit the weights of scores, on annotated abstracts that the recogniser has not learnt from.

    python -m gliomine.training.scores models/scores --config models/train-third.toml --corpora FOLDER
    python -m gliomine.training.scores models/scores GOLD.jsonl [GOLD.jsonl ...]

The first takes what that training held out of the files of our own types; the second takes files (`doc_id`, `text`,
`entities` with `start`, `end`, `type`). Every file weighs the same, however many mentions it has. Written are
`scores.toml` in the folder, and the folder's entry in the manifest beside it.

Few abstracts are held out, so the weights are drawn to those in `scores_prior.toml`, which an earlier recogniser gave
on more abstracts; only those of the recogniser's own word (the odds and the constant) start from nothing. The loss is
convex: the same data give the same weights. Printed are the expected calibration error, the precision at 0.9 and the F1
of rows by threshold, cross-validated over abstracts. Needs scipy.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.config import Config
from gliomine.document import Document
from gliomine.errors import unknown_name
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.merge import Proposal
from gliomine.mentions.recognise import HEAD
from gliomine.mentions.score import PART, Calibration, read_weights, with_features
from gliomine.resources import sha256_of
from gliomine.stages import Pipeline
from gliomine.training.data import Annotated, held_out_files, read_documents
from gliomine.training.settings import TrainSettings, load_settings, with_paths

STRENGTH = 10.0
"""Of the quadratic penalty on all weights but those of the odds and the constant."""

_FREE = ("always", "odds", "sure")
_FOLDS = 5
_BINS = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A mention: where it comes from, its features and whether it is right."""

    file: int
    document: str
    features: dict[str, float]
    right: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """A file of annotated abstracts."""

    name: str
    documents: tuple[Annotated, ...]


def gold_files(paths: Sequence[Path]) -> list[Gold]:
    """Return the files, whole."""
    return [Gold(path.name, tuple(read_documents(path))) for path in paths]


def held_out(settings: TrainSettings, head: str = HEAD) -> list[Gold]:
    """Return what the training of a head has held out, by file.

    Raises:
        ConfigError: the settings have no such head.
    """
    for corpus in settings.heads:
        if corpus.name == head:
            found = [Gold(path.name, tuple(kept)) for path, kept in held_out_files(corpus, Path(settings.corpora))]
            return [gold for gold in found if gold.documents]
    raise unknown_name("head", head, [corpus.name for corpus in settings.heads])


def rows_of(gold: Gold, number: int) -> list[Row]:
    """Return the mentions that the pipeline finds in a file; a type that the gold does not have is left out."""
    config = Config()
    raw = replace(config, mentions=replace(config.mentions, calibrate=False, min_score=0.0))
    batch = [Document(item.doc_id, item.text, layout="abstract") for item in gold.documents]
    kinds = {entity.label for item in gold.documents for entity in item.entities}
    found, kb = [], open_knowledge_base(config.links.knowledge_base)
    pipeline = Pipeline(raw, until="mentions")
    for document, item in zip(pipeline.process(batch), gold.documents, strict=True):
        right = {(entity.start, entity.end, entity.label) for entity in item.entities}
        proposals = [Proposal(one.start, one.end, one.entity_type, one.score, one.source) for one in document.mentions]
        defined = {one.short_form for one in document.abbreviations}
        for one, features in with_features(item.text, proposals, defined=defined, kb=kb):
            if one.entity_type in kinds:
                is_right = (one.start, one.end, one.entity_type) in right
                found.append(Row(number, item.doc_id, features, is_right))
    return found


def weights_text(weights: Mapping[str, float]) -> str:
    """Return weights as a TOML table."""
    lines = [f"{json.dumps(name)} = {value!r}" for name, value in sorted(weights.items())]
    return "\n".join(["[weights]", *lines]) + "\n"


def prior_weights() -> dict[str, float]:
    """Return the weights that new ones are drawn to."""
    text = (Path(__file__).parent / "scores_prior.toml").read_text(encoding="utf-8")
    return read_weights(text)


def fit(
    rows: Sequence[Row], *, strength: float = STRENGTH, prior: Mapping[str, float] = MappingProxyType({})
) -> Calibration:
    """Return the weights that explain best which mentions are right.

    Args:
        rows: the mentions.
        strength: of the pull to the prior weights.
        prior: these; a weight that it lacks is drawn to 0.
    """
    from scipy.optimize import minimize

    names = sorted({name for row in rows for name in row.features} | {*prior})
    matrix = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    right = np.array([row.right for row in rows], dtype=float)
    sizes = np.bincount([row.file for row in rows])
    counts: Floats = np.array([len(rows) / (np.count_nonzero(sizes) * sizes[row.file]) for row in rows])
    held = np.array([0.0 if name in _FREE else strength for name in names])
    centre = np.array([prior.get(name, 0.0) for name in names])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = matrix @ weights
        chance = 1 / (1 + np.exp(-margin))
        pull = held * (weights - centre)
        value = float(
            (counts * (np.logaddexp(0, margin) - right * margin)).sum() + 0.5 * (pull * (weights - centre)).sum()
        )
        return value, matrix.T @ (counts * (chance - right)) + pull

    done = minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return Calibration({name: round(float(weight), 4) for name, weight in zip(names, done.x, strict=True)})


def cross_validated(
    rows: Sequence[Row], *, prior: Mapping[str, float] = MappingProxyType({})
) -> tuple[Floats, npt.NDArray[Any]]:
    """Return chances and truth of all rows, those of each fifth of the abstracts told by the other four."""
    documents = sorted({row.document for row in rows})
    fold = {name: number % _FOLDS for number, name in enumerate(documents)}
    chances: Floats = np.zeros(len(rows))
    for number in range(_FOLDS):
        model = fit([row for row in rows if fold[row.document] != number], prior=prior)
        for place, row in enumerate(rows):
            if fold[row.document] == number:
                chances[place] = model.chance(row.features)
    return chances, np.array([row.right for row in rows])


def calibration_error(chances: Floats, right: npt.NDArray[Any]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    return sum(
        float(abs(chances[bins == one].sum() - right[bins == one].sum())) / len(chances) for one in np.unique(bins)
    )


def write(folder: Path, model: Calibration) -> None:
    """Write the weights and describe them in manifest.toml beside the folder; its other parts stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path, listing = folder / "scores.toml", folder.parent / "manifest.toml"
    path.write_text(weights_text(model.weights), encoding="utf-8", newline="\n")
    text = listing.read_text(encoding="utf-8")
    others = [part for part in re.split(r"(?m)^(?=\[)", text) if not part.startswith(f"[{PART}]")]
    entry = [
        f"[{PART}]",
        'version = "1"',
        f'file = "{folder.name}/{path.name}"',
        f"size = {path.stat().st_size}",
        f'sha256 = "{sha256_of(path)}"',
        'licence = "MIT"',
        'sources = ["annotated abstracts of this project that the recogniser has not learnt from"]',
    ]
    listing.write_text("".join(others).rstrip() + "\n\n" + "\n".join(entry) + "\n", encoding="utf-8", newline="\n")


def f1_by_threshold(chances: Floats, right: npt.NDArray[Any], gold: int) -> dict[float, float]:
    """Return threshold -> F1 of the rows whose chance reaches it, in span and type."""
    found = {}
    for step in range(4, 15):
        shown = chances >= step / 20
        found[step / 20] = 2 * float(right[shown].sum()) / max(1, int(shown.sum()) + gold)
    return found


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description="Fit the weights of scores.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--config", type=Path, help="settings of a training: what it held out is the gold")
    parser.add_argument("--corpora", help="folder of corpora, instead of that of the settings")
    asked = parser.parse_args()
    files = gold_files(asked.gold)
    if asked.config is not None:
        files += held_out(with_paths(load_settings(asked.config), corpora=asked.corpora))
    rows = [row for number, gold in enumerate(files) for row in rows_of(gold, number)]
    prior = prior_weights()
    chances, right = cross_validated(rows, prior=prior)
    for number, gold in enumerate(files):
        own = np.array([row.file == number for row in rows])
        high = own & (chances >= 0.9)
        total = sum(len(item.entities) for item in gold.documents)
        scores = f1_by_threshold(chances[own], right[own], total)
        print(
            f"{gold.name}: {len(gold.documents)} abstracts, {own.sum()} mentions, calibration error "
            f"{calibration_error(chances[own], right[own]):.4f}, precision at 0.9 {right[high].mean():.4f} "
            f"({high.sum() / own.sum():.0%} of them), F1 by threshold "
            + ", ".join(f"{threshold:.2f}: {value:.3f}" for threshold, value in scores.items())
        )
    print(f"all: calibration error {calibration_error(chances, right):.4f}")
    write(asked.folder, fit(rows, prior=prior))


if __name__ == "__main__":
    main()
