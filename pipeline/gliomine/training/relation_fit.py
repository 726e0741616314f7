"""Relation heads on the finished encoder: its int8 vectors are computed once, and the upper layers learn from them.

The lower layers (projection, pooling, attention) stay as fine-tuning left them, so that a pair is a row of numbers; or,
with `whole`, all layers learn, which takes about ten times as long.

So the heads learn what the run-time gives them, and a head whose corpus must not shape the encoder (`frozen`: for its
licence, say) gets a network of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from gliomine.encoder.model import NerModel
from gliomine.relations.candidates import Labels
from gliomine.training.finetune import learning_curve
from gliomine.training.relation_batch import pair_tensors
from gliomine.training.relation_data import Unit
from gliomine.training.relation_model import Relations, relation_loss
from gliomine.training.settings import FitSettings

log = logging.getLogger("gliomine.train")

Step = TypeVar("Step")

MOST_PAIRS = 300  # whose inputs are computed together
AT_ONCE = 256  # sentences that are encoded together


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pairs of a corpus, as the upper layers of the network take them.

    Attributes:
        inputs: pairs x (4 x size), half precision.
        kinds: pairs x 3.
        features: pairs x features.
        group: group of each pair; the pairs of a group stand together.
        target: one row a group.
        status: one a group.
        starts: first pair of each group, and past the last.
    """

    inputs: torch.Tensor
    kinds: torch.Tensor
    features: torch.Tensor
    group: torch.Tensor
    target: torch.Tensor
    status: torch.Tensor
    starts: NDArray[Any]

    def pick(self, groups: NDArray[Any]) -> Pieces:
        """Return some of the groups."""
        rows = np.concatenate([np.arange(self.starts[n], self.starts[n + 1]) for n in groups])
        sizes = self.starts[groups + 1] - self.starts[groups]
        which = torch.from_numpy(rows)
        return Pieces(
            self.inputs[which].float(),
            self.kinds[which],
            self.features[which],
            torch.from_numpy(np.repeat(np.arange(len(groups)), sizes)),
            self.target[torch.from_numpy(groups)],
            self.status[torch.from_numpy(groups)],
            np.concatenate([[0], np.cumsum(sizes)]),
        )


def read_pieces(model: NerModel, network: Relations, units: Sequence[Unit], corpus: str, labels: Labels) -> Pieces:
    """Return the pairs of a corpus as the lower layers of the network see them on the encoder's vectors."""
    network.eval()
    parts: list[tuple[torch.Tensor, ...]] = []
    mine = [unit for unit in units if unit.corpus == corpus]
    before, begin = 0, 0
    while begin < len(mine):
        end, count = begin, 0
        while end < len(mine) and count < AT_ONCE:
            count += len(mine[end].sentences)
            end += 1
        for some, vectors in _encoded(model, sorted(mine[begin:end], key=lambda unit: len(unit.sentences[0].firsts))):
            counts = [len(item.firsts) for unit in some for item in unit.sentences]
            pairs = pair_tensors(some, counts, labels)
            order = torch.argsort(pairs.group, stable=True)
            with torch.no_grad():
                inputs = network.inputs(corpus, vectors, pairs)[order].half()
            own = (inputs, pairs.kinds[order], pairs.features[order], pairs.group[order] + before)
            parts.append((*own, pairs.target, pairs.status))
            before += len(pairs.target)
        begin = end
    inputs, kinds, features, group, target, status = (torch.cat([part[n] for part in parts]) for n in range(6))
    starts = np.searchsorted(group.numpy(), np.arange(before + 1))
    log.info("relations: read %d pairs of %s", len(inputs), corpus)
    return Pieces(inputs, kinds, features, group, target, status, starts)


def _encoded(model: NerModel, units: Sequence[Unit]) -> Iterator[tuple[list[Unit], torch.Tensor]]:
    """Yield some pieces at a time with the vectors of their words."""
    sentences = [(item.ids, item.shape, item.firsts) for unit in units for item in unit.sentences]
    vectors = model.encoded(sentences)
    some: list[Unit] = []
    place = begin = pairs = 0
    for unit in units:
        if some and pairs + len(unit.subject) > MOST_PAIRS:
            yield some, torch.from_numpy(np.concatenate(vectors[begin:place]))
            some, begin, pairs = [], place, 0
        some.append(unit)
        place += len(unit.sentences)
        pairs += len(unit.subject)
    if some:
        yield some, torch.from_numpy(np.concatenate(vectors[begin:place]))


def fit(
    network: Relations, pieces: Mapping[str, Pieces], shares: Mapping[str, float], settings: FitSettings, *, seed: int
) -> float:
    """Train the upper layers of the network on the pairs and return the smoothed loss of a group."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    batches = [
        (corpus, part)
        for corpus, share in shares.items()
        if corpus in pieces
        for part in _batches(len(pieces[corpus].target), settings.passes * share, settings.pairs, random)
    ]

    def judged(batch: tuple[str, NDArray[Any]]) -> torch.Tensor:
        corpus, chosen = batch
        some = pieces[corpus].pick(chosen)
        scores, status = network.judge(corpus, some.inputs, some.kinds, some.features)
        return relation_loss(scores, status, some) / len(some.target)

    return _learn(
        network, [batches[number] for number in random.permutation(len(batches))], judged, settings, every=500
    )


def fit_whole(
    network: Relations,
    model: NerModel,
    units: Mapping[str, Sequence[Unit]],
    shares: Mapping[str, float],
    settings: FitSettings,
    *,
    seed: int,
) -> float:
    """Train all layers of the network on the pieces of each corpus and return the smoothed loss of a group."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    chunks = {
        corpus: [
            (some, vectors.half())
            for some, vectors in _encoded(model, sorted(mine, key=lambda unit: len(unit.sentences[0].firsts)))
        ]
        for corpus, mine in units.items()
        if mine
    }
    turns = [
        (corpus, int(number))
        for corpus, share in shares.items()
        if corpus in chunks
        for batch in _batches(len(chunks[corpus]), settings.passes * share, 1, random)
        for number in batch
    ]

    def read(turn: tuple[str, int]) -> torch.Tensor:
        corpus, number = turn
        some, vectors = chunks[corpus][number]
        counts = [len(item.firsts) for unit in some for item in unit.sentences]
        pairs = pair_tensors(some, counts, network.labels[corpus])
        scores, status = network(corpus, vectors.float(), pairs)
        return relation_loss(scores, status, pairs) / max(1, len(pairs.target))

    return _learn(network, [turns[number] for number in random.permutation(len(turns))], read, settings, every=100)


def _learn(
    network: Relations,
    steps: Sequence[Step],
    loss_of: Callable[[Step], torch.Tensor],
    settings: FitSettings,
    *,
    every: int,
) -> float:
    """Make the steps in order, the rate up and then down, and return the smoothed loss; `every` so many are logged."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.weight_decay)
    network.train()
    smooth = 0.0
    for number, step in enumerate(steps):
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * learning_curve(number / len(steps), settings.warm_up)
        loss = loss_of(step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([item for item in network.parameters() if item.grad is not None], 1.0)
        optimiser.step()
        smooth = float(loss.detach()) if number == 0 else 0.98 * smooth + 0.02 * float(loss.detach())
        if (number + 1) % every == 0:
            log.info("relations: step %d of %d, loss %.3f", number + 1, len(steps), smooth)
    network.eval()
    return smooth


def _batches(groups: int, wanted: float, size: int, random: np.random.Generator) -> list[NDArray[Any]]:
    made: list[NDArray[Any]] = []
    for turn in range(int(np.ceil(wanted))):
        order = random.permutation(groups)[: round(groups * min(1.0, wanted - turn))]
        made += [order[begin : begin + size] for begin in range(0, len(order), size)]
    return made
