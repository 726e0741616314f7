"""Padded tensors of some sentences, as the network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from gliomine.training.data import Example
from gliomine.training.variants import Taught

if TYPE_CHECKING:
    from gliomine.training.model import Tagger


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


def fastest_device() -> str:
    """Return what training runs on: a GPU where torch finds one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def moved(batch: Any, device: str) -> Any:
    """Return the same with all its tensors on a device, whatever holds them."""
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {name: moved(item, device) for name, item in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)(moved(item, device) for item in batch)
    if is_dataclass(batch) and not isinstance(batch, type):
        return replace(batch, **{item.name: moved(getattr(batch, item.name), device) for item in fields(batch)})
    return batch


def collate(examples: Sequence[Example], taught: Sequence[Taught] = ()) -> Batch:
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
        torch.from_numpy(ids),
        torch.from_numpy(shape),
        torch.tensor([len(item.ids) for item in examples]),
        torch.from_numpy(np.concatenate(firsts)),
        _targets([item.tags for item in examples], counts),
        _targets(taught, counts),
    )


def word_vectors(model: Tagger, batch: Batch) -> torch.Tensor:
    """Return the vectors of the words of a batch, one after another."""
    hidden = model.encoder(batch.ids, batch.shape, batch.lengths)
    return hidden.reshape(-1, hidden.shape[-1])[batch.firsts]


def _targets(tags: Sequence[Taught], counts: Sequence[int]) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    parts: dict[str, list[tuple[NDArray[Any], NDArray[Any]]]] = {}
    word = 0
    for item, count in zip(tags, counts, strict=False):
        for head, values in item.items():
            parts.setdefault(head, []).append((np.arange(word, word + count), values.astype(np.int64)))
        word += count
    return {
        head: (
            torch.from_numpy(np.concatenate([which for which, _ in several])),
            torch.from_numpy(np.concatenate([values for _, values in several])),
        )
        for head, several in parts.items()
    }
