"""How far the best claim about a pair of mentions is to be trusted, from what the voices said on the way to it.

The joined chance of the best class is not the chance that it is right: what one voice says alone, and what has a close
second, is wrong more often than the product of both tells. So the score is a logistic regression on five log-odds:
of the joined chance of the best class, that anything is said at all, of the second class, and of the best class in
each voice (stacking; Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]

LEAST = 1e-4  # below it, and as near to 1, one chance is as good as another


def evidence_of(said: Floats, best: NDArray[Any], voices: Sequence[Floats]) -> Floats:
    """Return what the score of the best claim about each pair is read from, rows x (4 + voices).

    Args:
        said: logarithms of the joined chances, rows x (none and the classes); minus infinity for what cannot be.
        best: of each row the number of its best class, none not counted.
        voices: what each voice said, logarithms likewise.
    """
    rows = np.arange(len(said))
    chances = np.exp(said[:, 1:])
    second = chances.copy()
    second[rows, best] = 0.0
    columns = [
        chances[rows, best],
        1 - np.exp(said[:, 0]),
        second.max(axis=1),
        *(np.exp(voice[rows, 1 + best]) for voice in voices),
    ]
    values = np.clip(np.stack(columns, axis=1), LEAST, 1 - LEAST)
    return np.concatenate([np.ones((len(rows), 1)), np.log(values / (1 - values))], axis=1)


def trusted(evidence: Floats, weights: Sequence[float]) -> Floats:
    """Return the score of each pair, in [0, 1]."""
    # A sum of products, not a product of matrices: the same to the last bit for any number of rows.
    made: Floats = 1 / (1 + np.exp(-(evidence * np.array(weights)).sum(axis=1)))
    return made
