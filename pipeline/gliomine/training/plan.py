"""In which order sentences are seen: repeats spread evenly over the run, batches of like lengths, known in advance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.training.data import Example
from gliomine.training.settings import CorpusSettings, FinetuneSettings

Step = list[list[int]]
"""The micro-batches of one optimiser step, as indices of examples."""


def repeats(examples: Sequence[Example], heads: Sequence[CorpusSettings], settings: FinetuneSettings) -> NDArray[Any]:
    """Return how often each example is seen, a fraction meaning a chance."""
    share = {item.name: item.share for item in heads}
    found = np.zeros(len(examples))
    for number, example in enumerate(examples):
        weight = max(share[head] for head in example.tags)
        plain = all(not tags.any() for tags in example.tags.values())
        found[number] = settings.passes * weight * (settings.plain_share if plain else 1.0)
    return found


def make_plan(
    examples: Sequence[Example], heads: Sequence[CorpusSettings], settings: FinetuneSettings, *, seed: int
) -> list[Step]:
    """Return all steps of a run; at any moment every sentence has been seen in about the same share of its repeats."""
    random = np.random.default_rng(seed)
    wanted = repeats(examples, heads, settings)
    times = np.floor(wanted).astype(int) + (random.random(len(wanted)) < wanted % 1)
    order = np.repeat(np.arange(len(examples)), times)
    turn = np.concatenate([np.arange(count) for count in times]) if len(times) else np.zeros(0)
    moment = (turn + random.random(len(order))) / np.maximum(times[order], 1)
    order = order[np.argsort(moment, kind="stable")]
    lengths = np.array([len(example.ids) for example in examples])
    # Sorting within a stretch keeps padding small and the mixture of corpora in each step.
    stretch = max(1, 40 * settings.micro_batches * settings.micro_tokens // max(1, int(lengths.mean())))
    steps: list[Step] = []
    left: Step = []
    for begin in range(0, len(order), stretch):
        part = order[begin : begin + stretch]
        part = part[np.argsort(lengths[part], kind="stable")]
        batches = _pack(part.tolist(), lengths, settings.micro_tokens)
        left += [batches[number] for number in random.permutation(len(batches))]
        while len(left) >= settings.micro_batches:
            steps.append(left[: settings.micro_batches])
            left = left[settings.micro_batches :]
    return steps + ([left] if left else [])


def _pack(order: Sequence[int], lengths: NDArray[Any], most: int) -> list[list[int]]:
    batches: list[list[int]] = []
    for number in order:
        # Sorted by length: the newest member is the longest.
        if batches and (len(batches[-1]) + 1) * int(lengths[number]) <= most:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
