"""Confidence intervals of scores by resampling documents (Efron and Tibshirani 1993, ISBN 978-0-412-04231-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from gliomine.evaluate.scoring import Tally

Key = TypeVar("Key")
Interval = tuple[float, float]

SEED = 2013
SAMPLES = 1000
_AT_ONCE = 50


def intervals(
    documents: Sequence[Mapping[Key, Tally]], keys: Sequence[Key], *, samples: int = SAMPLES
) -> dict[Key, tuple[Interval, Interval, Interval]]:
    """Return key -> 95% percentile intervals of precision, recall and F1.

    The documents are drawn with replacement; every key is scored on the same draws, and the draws are the same in every
    call with as many documents.

    Args:
        documents: the counts of each document; an absent key counts nothing.
        keys: what to score.
        samples: number of draws.
    """
    import numpy as np

    if not documents or not keys:
        return {}
    empty = Tally()
    counts = np.array(
        [
            [[tally.gold, tally.predicted, tally.credit] for tally in (document.get(key, empty) for key in keys)]
            for document in documents
        ]
    ).reshape(len(documents), -1)
    generator, size = np.random.default_rng(SEED), len(documents)
    shares = np.full(size, 1 / size)
    drawn = [
        generator.multinomial(size, shares, size=min(_AT_ONCE, samples - done)) @ counts
        for done in range(0, samples, _AT_ONCE)
    ]
    sums = np.concatenate(drawn).reshape(samples, len(keys), 3)
    gold, predicted, credit = sums[..., 0], sums[..., 1], sums[..., 2]
    found = {}
    for at, key in enumerate(keys):
        pair = (predicted[:, at], gold[:, at], (gold[:, at] + predicted[:, at]) / 2)
        scores = (np.divide(credit[:, at], size_, out=np.zeros(samples), where=size_ > 0) for size_ in pair)
        low_high = [np.percentile(score, (2.5, 97.5)) for score in scores]
        precision, recall, f1 = ((float(low), float(high)) for low, high in low_high)
        found[key] = (precision, recall, f1)
    return found
