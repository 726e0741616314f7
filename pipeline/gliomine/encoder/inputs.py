"""Sentences as pieces of work for the encoder: windows, batches of like length, padded arrays.

What a window is padded to depends on itself alone, so that its answer does not depend on the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LENGTH_STEP = 8  # a sentence is padded to a multiple of this many pieces
WINDOW = 128  # most pieces in one piece of work, as in training
OVERLAP = 24  # pieces that a window of a long sentence shares with each neighbour
BATCH_PIECES = 1024
WORD_STEP = 16


@dataclass(frozen=True, slots=True)
class Window:
    """Some words of a sentence, ready for the encoder.

    Attributes:
        keep: words (low, high), counted over all sentences, whose scores are taken from this window.
        skip: words at the window's begin that only give context.
    """

    keep: tuple[int, int]
    skip: int
    ids: NDArray[Any]
    shape: NDArray[Any]
    firsts: NDArray[Any]


def cut_windows(before: int, ids: NDArray[Any], shape: NDArray[Any], firsts: NDArray[Any]) -> Iterator[Window]:
    """Yield a sentence as one window, or as overlapping ones where it is too long; `before` words come before it."""
    if len(ids) <= WINDOW:
        yield Window((before, before + len(firsts)), 0, ids, shape, firsts)
        return
    last = len(ids) - 1
    ends = np.append(firsts[1:], last)
    room = WINDOW - 2 - 2 * OVERLAP
    low = 0
    while low < len(firsts):
        # A word longer than a window is cut at the window's end: it is judged at its first piece anyway.
        high = max(low + 1, int(np.searchsorted(ends, firsts[low] + room, side="right")))
        begin = int(np.searchsorted(firsts, firsts[low] - OVERLAP))
        stop = max(high, int(np.searchsorted(ends, ends[high - 1] + OVERLAP, side="right")))
        pick = np.arange(firsts[begin], min(ends[stop - 1], firsts[begin] + WINDOW - 2))
        pick = np.concatenate([[0], pick, [last]])
        inside = firsts[begin:high] - firsts[begin] + 1
        yield Window((before + low, before + high), low - begin, ids[pick], shape[pick], inside)
        low = high


def _padded(window: Window) -> int:
    return -(-len(window.ids) // LENGTH_STEP) * LENGTH_STEP


def batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Yield windows of one padded length together."""
    batch: list[Window] = []
    for window in sorted(windows, key=_padded):
        if batch and (_padded(batch[0]) != _padded(window) or (len(batch) + 1) * _padded(window) > BATCH_PIECES):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def feed_of(batch: Sequence[Window]) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Return the inputs of the encoder for a batch, and the words of each window that it answers for."""
    length = _padded(batch[0])
    ids = np.zeros((len(batch), length), dtype=np.int64)
    shape = np.zeros_like(ids)
    firsts = []
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)], shape[row, : len(window.ids)] = window.ids, window.shape
        firsts.append(window.firsts + row * length)
    counts = [len(part) for part in firsts]
    # A single row takes another path through matrix multiplication; whole blocks of rows take the same one.
    firsts.append(np.zeros(-sum(counts) % WORD_STEP, dtype=np.int64))
    lengths = np.array([len(window.ids) for window in batch], dtype=np.int32)
    return {"ids": ids, "shape": shape, "lengths": lengths, "firsts": np.concatenate(firsts)}, counts
