"""Fit the weights of scores: `python -m gliomine.training.scores FOLDER GOLD.jsonl [GOLD.jsonl ...]`.

Each GOLD is a file of annotated abstracts (`doc_id`, `text`, `entities` with `start`, `end`, `type`) that the shipped
recogniser has not learnt from; every file weighs the same, however many mentions it has. Written are `scores.toml` in
FOLDER, and FOLDER's entry in the manifest beside it. The loss is convex: the same data give the same weights. Printed
are the expected calibration error and the precision at 0.9, cross-validated over abstracts. Needs scipy.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.config import Config
from gliomine.document import Document
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.merge import Proposal
from gliomine.mentions.score import PART, Calibration, features_of, is_known
from gliomine.resources import sha256_of
from gliomine.stages import Pipeline

STRENGTH = 5.0
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


def rows_of(path: Path, number: int) -> list[Row]:
    """Return the mentions that the pipeline finds in a file; a type that the gold does not have is left out."""
    config = Config()
    raw = replace(config, mentions=replace(config.mentions, calibrate=False, min_score=0.0))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    batch = [Document(row["doc_id"], row["text"], layout="abstract") for row in lines]
    kinds = {item["type"] for row in lines for item in row["entities"]}
    found, kb = [], open_knowledge_base(config.links.knowledge_base)
    for document, row in zip(Pipeline(raw).process(batch), lines, strict=True):
        gold = {(item["start"], item["end"], item["type"]) for item in row["entities"]}
        names = [item.text for item in document.mentions]
        defined = {item.short_form for item in document.abbreviations}
        for item in document.mentions:
            if item.entity_type not in kinds:
                continue
            proposal = Proposal(item.start, item.end, item.entity_type, item.score, item.source)
            features = features_of(
                proposal,
                item.text,
                repeats=names.count(item.text),
                defined=item.text in defined,
                known=is_known(kb, item.text, item.entity_type),
            )
            right = (item.start, item.end, item.entity_type) in gold
            found.append(Row(number, document.doc_id, features, right))
    return found


def fit(rows: Sequence[Row], *, strength: float = STRENGTH) -> Calibration:
    """Return the weights that explain best which mentions are right."""
    from scipy.optimize import minimize

    names = sorted({name for row in rows for name in row.features})
    matrix = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    right = np.array([row.right for row in rows], dtype=float)
    sizes = np.bincount([row.file for row in rows])
    counts: Floats = np.array([len(rows) / (np.count_nonzero(sizes) * sizes[row.file]) for row in rows])
    held = np.array([0.0 if name in _FREE else strength for name in names])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = matrix @ weights
        chance = 1 / (1 + np.exp(-margin))
        value = float((counts * (np.logaddexp(0, margin) - right * margin)).sum() + 0.5 * (held * weights**2).sum())
        return value, matrix.T @ (counts * (chance - right)) + held * weights

    done = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return Calibration({name: round(float(weight), 4) for name, weight in zip(names, done.x, strict=True)})


def cross_validated(rows: Sequence[Row]) -> tuple[Floats, npt.NDArray[Any]]:
    """Return chances and truth of all rows, those of each fifth of the abstracts told by the other four."""
    documents = sorted({row.document for row in rows})
    fold = {name: number % _FOLDS for number, name in enumerate(documents)}
    chances: Floats = np.zeros(len(rows))
    for number in range(_FOLDS):
        model = fit([row for row in rows if fold[row.document] != number])
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
    lines = [f"{json.dumps(name)} = {value!r}" for name, value in sorted(model.weights.items())]
    path.write_text("\n".join(["[weights]", *lines]) + "\n", encoding="utf-8", newline="\n")
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


def main() -> None:
    """Fit, measure and write."""
    folder, paths = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    rows = [row for number, path in enumerate(paths) for row in rows_of(path, number)]
    chances, right = cross_validated(rows)
    for number, path in enumerate(paths):
        own = np.array([row.file == number for row in rows])
        high = own & (chances >= 0.9)
        print(
            f"{path.name}: {own.sum()} mentions, calibration error {calibration_error(chances[own], right[own]):.4f}, "
            f"precision at 0.9 {right[high].mean():.4f} ({high.sum() / own.sum():.0%} of them)"
        )
    print(f"all: calibration error {calibration_error(chances, right):.4f}")
    write(folder, fit(rows))


if __name__ == "__main__":
    main()
