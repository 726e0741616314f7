"""Pieces with relations as tensors: sentences of like lengths together, pairs with the words that are read for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from gliomine.relations.candidates import Labels
from gliomine.relations.features import Mentions, lay_out, places_of, roles_of, words_of
from gliomine.training.batch import Batch, collate, word_vectors
from gliomine.training.data import Example
from gliomine.training.relation_data import Unit
from gliomine.training.relation_model import PairTensors, relation_loss

if TYPE_CHECKING:
    from gliomine.training.model import Tagger

SHORTEST = 0.75  # of the longest sentence beside it, on a CPU; a GPU wastes little on padding


@dataclass(frozen=True, slots=True)
class RelationBatch:
    """A micro-batch of one corpus.

    Attributes:
        parts: its sentences, those of like lengths together.
        order: where each word stands among those of the parts, one after another.
    """

    corpus: str
    parts: list[Batch]
    order: torch.Tensor
    pairs: PairTensors


def relation_batch(
    units: Sequence[Unit],
    labels: Labels,
    *,
    change: Callable[[Example], Example] | None = None,
    shortest: float = SHORTEST,
) -> RelationBatch:
    """Return the tensors of some pieces of one corpus; `change` makes variants of sentences without moving words."""
    sentences = [item if change is None else change(item) for unit in units for item in unit.sentences]
    parts: list[list[int]] = []
    for number in sorted(range(len(sentences)), key=lambda n: -len(sentences[n].ids)):
        if parts and len(sentences[number].ids) >= shortest * len(sentences[parts[-1][0]].ids):
            parts[-1].append(number)
        else:
            parts.append([number])
    counts = [len(item.firsts) for item in sentences]
    starts = np.cumsum([0, *counts])
    moved = np.concatenate([np.arange(starts[n], starts[n + 1]) for part in parts for n in part])
    order = np.empty(len(moved), dtype=np.int64)
    order[moved] = np.arange(len(moved))
    return RelationBatch(
        units[0].corpus,
        [collate([sentences[number] for number in part]) for part in parts],
        torch.from_numpy(order),
        pair_tensors(units, counts, labels),
    )


def relation_batch_loss(model: Tagger, batch: RelationBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the summed losses of the words and of the pairs of some sentences, encoded once."""
    vectors, losses = [], []
    for part in batch.parts:
        words = word_vectors(model, part)
        vectors.append(words)
        words = functional.dropout(words, model.encoder.dropout, model.training)
        losses += [
            functional.cross_entropy(model.heads[head](words[which]).float(), tags, reduction="sum")
            for head, (which, tags) in sorted(part.targets.items())
        ]
    joined = torch.cat(vectors)[batch.order]
    scores, status = model.relations(batch.corpus, joined, batch.pairs)
    total = torch.stack(losses).sum() if losses else joined.new_zeros(()).float()
    return total, relation_loss(scores, status, batch.pairs)


def pair_tensors(units: Sequence[Unit], counts: Sequence[int], labels: Labels) -> PairTensors:
    """Return the pairs of some pieces of one corpus; `counts` are the words of their sentences."""
    mentions = _joined(units)
    before = np.cumsum([0, *(len(unit.mentions.first) for unit in units)])[:-1]
    subject = np.concatenate([unit.subject + shift for unit, shift in zip(units, before, strict=True)])
    object_ = np.concatenate([unit.object + shift for unit, shift in zip(units, before, strict=True)])
    groups = np.cumsum([0, *(len(unit.target) for unit in units)])[:-1]
    group = np.concatenate([unit.group + shift for unit, shift in zip(units, groups, strict=True)])
    layout = lay_out(mentions, subject, object_, counts)
    words, inside = words_of(layout)
    longest = int((mentions.last - mentions.first).max())
    step = np.arange(longest)[None, :]
    in_mention = step < (mentions.last - mentions.first)[:, None]
    mention_words = np.where(in_mention, mentions.first[:, None] + step, mentions.first[:, None])
    number = {pair: place for place, pair in enumerate(labels.pairs)}
    kinds = np.stack([mentions.kind[subject], mentions.kind[object_]], axis=1)
    both = np.array([number.get((int(a), int(b)), 0) for a, b in kinds], dtype=np.int64)
    made: list[NDArray[Any]] = [
        words,
        inside,
        roles_of(layout, words.shape[1]),
        places_of(layout.subject, words.shape[1]),
        places_of(layout.object, words.shape[1]),
        mention_words,
        in_mention,
        subject,
        object_,
        np.concatenate([kinds, both[:, None]], axis=1),
        np.concatenate([unit.features for unit in units]),
        group,
        np.concatenate([unit.target for unit in units]),
        np.concatenate([unit.status for unit in units]),
    ]
    return PairTensors(*(torch.from_numpy(np.ascontiguousarray(values)) for values in made))


def _joined(units: Sequence[Unit]) -> Mentions:
    """Return the mentions of all pieces, their sentences and words counted over all of them."""
    sentence, word, parts = 0, 0, []
    for unit in units:
        own = unit.mentions
        parts.append((own.sentence + sentence, own.first + word, own.last + word, own.kind))
        sentence += len(unit.sentences)
        word += sum(len(item.firsts) for item in unit.sentences)
    return Mentions(*(np.concatenate([part[n] for part in parts]) for n in range(4)))
