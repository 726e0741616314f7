"""Relation heads on the finished encoder: its int8 vectors are computed once, and the heads learn from them.

So the heads learn what the run-time gives them, and a head whose corpus must not shape the encoder (`frozen`: for its
licence, say) gets a network of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

AT_ONCE = 512  # sentences that are encoded together


@dataclass(frozen=True, slots=True)
class Read:
    """A piece with the vectors of its words."""

    unit: Unit
    vectors: NDArray[np.float16]


def read_units(model: NerModel, units: Sequence[Unit]) -> list[Read]:
    """Return the pieces with the vectors that the encoder gives their words."""
    sentences = [(item.ids, item.shape, item.firsts) for unit in units for item in unit.sentences]
    vectors: list[NDArray[np.float16]] = []
    for begin in range(0, len(sentences), AT_ONCE):
        vectors += [item.astype(np.float16) for item in model.encoded(sentences[begin : begin + AT_ONCE])]
    made, place = [], 0
    for unit in units:
        count = len(unit.sentences)
        made.append(Read(unit, np.concatenate(vectors[place : place + count])))
        place += count
    return made


def fit(
    network: Relations,
    pieces: Sequence[Read],
    labels: Mapping[str, Labels],
    shares: Mapping[str, float],
    settings: FitSettings,
    *,
    seed: int,
) -> float:
    """Train the network on the pieces and return the smoothed loss of a pair."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    batches = [batch for corpus, share in shares.items() for batch in _batches(pieces, corpus, share, settings, random)]
    order = random.permutation(len(batches))
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.weight_decay)
    network.train()
    smooth = 0.0
    for step, number in enumerate(order.tolist()):
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * learning_curve(step / len(order), settings.warm_up)
        chosen = [pieces[place] for place in batches[number]]
        corpus = chosen[0].unit.corpus
        units = [item.unit for item in chosen]
        counts = [len(item.firsts) for unit in units for item in unit.sentences]
        pairs = pair_tensors(units, counts, labels[corpus], "cpu")
        vectors = torch.from_numpy(np.concatenate([item.vectors for item in chosen]).astype(np.float32))
        scores, status = network(corpus, vectors, pairs)
        loss = relation_loss(scores, status, pairs) / len(pairs.target)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        smooth = float(loss.detach()) if step == 0 else 0.98 * smooth + 0.02 * float(loss.detach())
        if (step + 1) % 200 == 0:
            log.info("relations: step %d of %d, loss %.3f", step + 1, len(order), smooth)
    network.eval()
    return smooth


def _batches(
    pieces: Sequence[Read], corpus: str, share: float, settings: FitSettings, random: np.random.Generator
) -> list[list[int]]:
    """Return pieces of a corpus in batches of so many pairs, those that read as many words together."""
    mine = np.array([number for number, item in enumerate(pieces) if item.unit.corpus == corpus], dtype=np.int64)
    words = np.array([len(pieces[number].vectors) for number in mine])
    wanted = settings.passes * share
    batches: list[list[int]] = []
    for turn in range(int(np.ceil(wanted))):
        order = random.permutation(len(mine))[: round(len(mine) * min(1.0, wanted - turn))]
        order = order[np.argsort(words[order] + random.random(len(order)) * 15, kind="stable")]
        batch: list[int] = []
        count = 0
        for number in order.tolist():
            size = len(pieces[mine[number]].unit.subject)
            if batch and count + size > settings.pairs:
                batches.append(batch)
                batch, count = [], 0
            batch.append(int(mine[number]))
            count += size
        if batch:
            batches.append(batch)
    return batches
