"""How likely a cue makes a mention absent or possible: two log-linear models over pairs of a cue and a mention.

A mention is absent if one of the negations of its sentence concerns it; which one is not annotated. So the pairs of a
mention answer together, by a noisy or (Pearl 1988): 1 - product of (1 - p). Trained by `gliomine.training.assertion`;
features are hashed, weights are small integers, the file is the same everywhere.

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

from gliomine.resources import listed_file
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
    """

    values: npt.NDArray[Any]
    scales: tuple[float, float]
    bars: tuple[float, float]

    def odds(self, names: Sequence[str], *, denies: bool) -> float:
        """Return the log-odds that a cue concerns a mention.

        Args:
            names: the features of the pair.
            denies: whether the cue negates; else it hedges.
        """
        kind = 0 if denies else 1
        return float(self.values[places_of(names), kind].sum(dtype=np.int64)) * self.scales[kind]


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
    """Load the trained models from a models folder.

    Raises:
        ResourceError: they are missing, damaged or not listed in the manifest.
    """
    return read_pair_weights(listed_file(folder, "assertion", what="model of assertion"))


def read_pair_weights(path: Path) -> PairWeights:
    """Read the trained models from their file."""
    with np.load(path, allow_pickle=False) as arrays:
        scales, bars = arrays["scales"].tolist(), arrays["bars"].tolist()
        return PairWeights(arrays["values"], (scales[0], scales[1]), (bars[0], bars[1]))
