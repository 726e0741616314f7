"""How likely a cue makes a mention absent or possible: two log-linear models over pairs of a cue and a mention.

A mention is absent if one of the negations of its sentence concerns it; which one is not annotated. So the pairs of a
mention answer together, by a noisy or (Pearl 1988): 1 - product of (1 - p). Trained by `gliomine.training.assertion`;
features are hashed, weights are small integers, the file is the same everywhere. There are two pairs of models: one for
the signs alone, for whoever runs without the shipped recogniser, and one that weighs the encoder's vectors of mention
and cue (`vectors`) beside them.

Performance: see docs/assertion.md and tests/benchmarks/score_assertion.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.resources import listed_file, manifest
from gliomine.text.hashing import hashed

SIGN_BUCKETS = 1 << 17
"""Places of the feature hash."""


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The parameters of both models.

    Attributes:
        values: places of the hash x (negation, speculation), small integers.
        scales: what one step of each is worth, in log-odds.
        bars: probability from which a mention is absent, and possible.
        slopes: (negation, speculation) x numbers of a pair's vectors; None for the signs alone.
        centre: mean of the vectors, of as many numbers; None for the signs alone.
    """

    values: npt.NDArray[Any]
    scales: tuple[float, float]
    bars: tuple[float, float]
    slopes: npt.NDArray[np.float32] | None = None
    centre: npt.NDArray[np.float32] | None = None

    def odds(self, names: Sequence[str], *, denies: bool, vectors: npt.NDArray[np.float32] | None = None) -> float:
        """Return the log-odds that a cue concerns a mention.

        Args:
            names: the features of the pair.
            denies: whether the cue negates; else it hedges.
            vectors: those of the pair; None where it has none, which is read as the mean.
        """
        return self.odds_at(places_of(names), denies=denies, vectors=vectors)

    def odds_at(self, places: Sequence[int], *, denies: bool, vectors: npt.NDArray[np.float32] | None = None) -> float:
        """Return the log-odds by the places of the features in the hash; see `odds`."""
        kind = 0 if denies else 1
        value = float(self.values[list(places), kind].sum(dtype=np.int64)) * self.scales[kind]
        if vectors is None or self.slopes is None or self.centre is None:
            return value
        return value + float(np.dot(vectors - self.centre, self.slopes[kind]))


def places_of(names: Sequence[str]) -> list[int]:
    """Return the places of features in the hash, each once, in order."""
    return sorted({value & (SIGN_BUCKETS - 1) for value in hashed(names)})


def together(odds: Sequence[float]) -> float:
    """Return the probability that one of several cues concerns a mention.

    >>> round(together([0.0, 0.0]), 2), together([])
    (0.75, 0.0)
    """
    return 0.0 - math.expm1(-sum(math.log1p(math.exp(min(value, 30.0))) for value in odds))


def load_pair_weights(folder: Path) -> PairWeights:
    """Load the trained models of the signs alone from a models folder.

    Raises:
        ResourceError: they are missing, damaged or not listed in the manifest.
    """
    return read_pair_weights(listed_file(folder, "assertion", what="model of assertion"))


def load_seeing_weights(folder: Path) -> PairWeights | None:
    """Load the trained models that weigh vectors too; None where they were learnt with another encoder.

    Raises:
        ResourceError: they are missing, damaged or not listed in the manifest.
    """
    path = listed_file(folder, "assertion", what="model of assertion")
    with np.load(path, allow_pickle=False) as arrays:
        known = "encoder" in arrays and str(arrays["encoder"]) == encoder_of(folder)
    return read_pair_weights(path, seeing=True) if known else None


def encoder_of(folder: Path) -> str:
    """Return the checksum of the encoder in a models folder, as its manifest says; empty without one."""
    files = manifest(folder).get("ner", {}).get("files", {})
    return str(files.get("encoder.onnx", {}).get("sha256", ""))


def read_pair_weights(path: Path, *, seeing: bool = False) -> PairWeights:
    """Read the trained models from their file: those of the signs alone, or those that weigh vectors too."""
    prefix = "seeing_" if seeing else ""
    with np.load(path, allow_pickle=False) as arrays:
        scales, bars = arrays[f"{prefix}scales"].tolist(), arrays[f"{prefix}bars"].tolist()
        return PairWeights(
            arrays[f"{prefix}values"],
            (scales[0], scales[1]),
            (bars[0], bars[1]),
            arrays["slopes"] if seeing else None,
            arrays["centre"] if seeing else None,
        )


def write_pair_weights(path: Path, alone: PairWeights, seeing: PairWeights, *, encoder: str) -> None:
    """Write both pairs of models to one file.

    Args:
        path: the file.
        alone: the models of the signs alone.
        seeing: those that weigh vectors too.
        encoder: checksum of the encoder that gave the vectors.

    Raises:
        ValueError: the second ones weigh no vectors.
    """
    if seeing.slopes is None or seeing.centre is None:
        raise ValueError("models without vectors")
    np.savez_compressed(
        path,
        values=alone.values,
        scales=np.array(alone.scales),
        bars=np.array(alone.bars),
        seeing_values=seeing.values,
        seeing_scales=np.array(seeing.scales),
        seeing_bars=np.array(seeing.bars),
        slopes=seeing.slopes,
        centre=seeing.centre,
        encoder=np.array(encoder),
    )
