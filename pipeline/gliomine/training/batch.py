"""Padded tensors of some sentences, as the network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gliomine.training.data import Example
from gliomine.training.variants import Taught


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of a micro-batch.

    Attributes:
        firsts: indices of the words' first pieces in the flattened batch.
        targets: head -> (which of the words, their tags).
        taught: the same, as tagged by an earlier model.
    """

    ids: torch.Tensor
    shape: torch.Tensor
    lengths: torch.Tensor
    firsts: torch.Tensor
    targets: dict[str, tuple[torch.Tensor, torch.Tensor]]
    taught: dict[str, tuple[torch.Tensor, torch.Tensor]]


def collate(examples: Sequence[Example], device: str = "cpu", taught: Sequence[Taught] = ()) -> Batch:
    """Pad some examples to the longest of them."""
    longest = max(len(item.ids) for item in examples)
    ids = np.zeros((len(examples), longest), dtype=np.int64)
    shape = np.zeros_like(ids)
    firsts: list[NDArray[Any]] = []
    for row, item in enumerate(examples):
        ids[row, : len(item.ids)], shape[row, : len(item.ids)] = item.ids, item.shape
        firsts.append(item.firsts + row * longest)
    counts = [len(item.firsts) for item in examples]
    return Batch(
        torch.from_numpy(ids).to(device),
        torch.from_numpy(shape).to(device),
        torch.tensor([len(item.ids) for item in examples], device=device),
        torch.from_numpy(np.concatenate(firsts)).to(device),
        _targets([item.tags for item in examples], counts, device),
        _targets(taught, counts, device),
    )


def _targets(
    tags: Sequence[Taught], counts: Sequence[int], device: str
) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    parts: dict[str, list[tuple[NDArray[Any], NDArray[Any]]]] = {}
    word = 0
    for item, count in zip(tags, counts, strict=False):
        for head, values in item.items():
            parts.setdefault(head, []).append((np.arange(word, word + count), values.astype(np.int64)))
        word += count
    return {
        head: (
            torch.from_numpy(np.concatenate([which for which, _ in several])).to(device),
            torch.from_numpy(np.concatenate([values for _, values in several])).to(device),
        )
        for head, several in parts.items()
    }
