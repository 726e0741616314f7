"""In which order sentences are seen: repeats spread evenly over the run, batches of like lengths, known in advance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.training.data import Example
from gliomine.training.relation_data import Unit
from gliomine.training.settings import CorpusSettings, FinetuneSettings, RelationSettings


@dataclass(frozen=True, slots=True)
class MicroBatch:
    """One forward pass: numbers of sentences, or of pieces with relations of one corpus."""

    numbers: tuple[int, ...]
    related: bool = False


Step = list[MicroBatch]
"""The micro-batches of one optimiser step."""


def repeats(
    examples: Sequence[Example],
    heads: Sequence[CorpusSettings],
    settings: FinetuneSettings,
    *,
    unlabelled: float = 0.0,
) -> NDArray[Any]:
    """Return how often each example is seen, a fraction meaning a chance; `unlabelled` is the share of such ones."""
    share = {item.name: item.share for item in heads}
    found = np.zeros(len(examples))
    for number, example in enumerate(examples):
        weight = max((share[head] for head in example.tags), default=unlabelled)
        plain = bool(example.tags) and all(not tags.any() for tags in example.tags.values())
        found[number] = settings.passes * weight * (settings.plain_share if plain else 1.0)
    return found


def make_plan(
    examples: Sequence[Example],
    heads: Sequence[CorpusSettings],
    settings: FinetuneSettings,
    *,
    seed: int,
    units: Sequence[Unit] = (),
    relations: Sequence[RelationSettings] = (),
    unlabelled: float = 0.0,
) -> list[Step]:
    """Return all steps of a run; at any moment every sentence has been seen in about the same share of its repeats."""
    random = np.random.default_rng(seed)
    wanted = repeats(examples, heads, settings, unlabelled=unlabelled)
    times = np.floor(wanted).astype(int) + (random.random(len(wanted)) < wanted % 1)
    order = np.repeat(np.arange(len(examples)), times)
    turn = np.concatenate([np.arange(count) for count in times]) if len(times) else np.zeros(0)
    moment = (turn + random.random(len(order))) / np.maximum(times[order], 1)
    order = order[np.argsort(moment, kind="stable")]
    lengths = np.array([len(example.ids) for example in examples])
    # Sorting within a stretch keeps padding small and the mixture of corpora in each step.
    stretch = max(1, settings.alike * settings.micro_batches * settings.micro_tokens // max(1, int(lengths.mean())))
    found: list[MicroBatch] = []
    for begin in range(0, len(order), stretch):
        part = order[begin : begin + stretch]
        part = part[np.argsort(lengths[part], kind="stable")]
        batches = _pack(part.tolist(), lengths, settings.micro_tokens)
        found += [MicroBatch(tuple(batches[number])) for number in random.permutation(len(batches))]
    related = _related(units, relations, settings, random)
    when = [(number + 0.5) / max(1, len(found)) for number in range(len(found))]
    when += [(number + 0.5) / max(1, len(related)) for number in range(len(related))]
    found += related
    mixed = [found[number] for number in np.argsort(np.array(when), kind="stable")]
    size = settings.micro_batches
    return [mixed[begin : begin + size] for begin in range(0, len(mixed), size)]


def _related(
    units: Sequence[Unit],
    relations: Sequence[RelationSettings],
    settings: FinetuneSettings,
    random: np.random.Generator,
) -> list[MicroBatch]:
    """Return the micro-batches of pieces with relations, each of one corpus, evenly spread."""
    made: list[tuple[float, MicroBatch]] = []
    for chosen in relations:
        mine = np.array([number for number, unit in enumerate(units) if unit.corpus == chosen.name], dtype=np.int64)
        sizes = np.array([sum(len(item.ids) for item in units[number].sentences) for number in mine])
        wanted = settings.relation_passes * chosen.share
        batches: list[list[int]] = []
        for turn in range(int(np.ceil(wanted))):
            order = random.permutation(len(mine))[: round(len(mine) * min(1.0, wanted - turn))]
            # Of like sizes, but not always the same ones together.
            order = order[np.argsort(sizes[order] + random.random(len(order)) * 20, kind="stable")]
            packed = _pack(order.tolist(), sizes, settings.micro_tokens)
            batches += [[int(mine[number]) for number in packed[place]] for place in random.permutation(len(packed))]
        made += [
            ((n + random.random()) / len(batches), MicroBatch(tuple(b), related=True)) for n, b in enumerate(batches)
        ]
    return [batch for _, batch in sorted(made, key=lambda item: item[0])]


def _pack(order: Sequence[int], lengths: NDArray[Any], most: int) -> list[list[int]]:
    batches: list[list[int]] = []
    for number in order:
        # Sorted by length: the newest member is the longest.
        if batches and (len(batches[-1]) + 1) * int(lengths[number]) <= most:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
