"""The batches of a run in their order, made beside the learning where that is quicker than making them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import torch.multiprocessing
from torch.utils.data import DataLoader, Dataset, Subset

Made = TypeVar("Made")


class _Steps(Dataset[Made]):
    def __init__(self, make: Callable[[int], Made], count: int) -> None:
        self.make, self.count = make, count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, step: int) -> Made:
        return self.make(step)


def steps_made(make: Callable[[int], Made], first: int, count: int, *, apart: int = 0) -> Iterator[Made]:
    """Yield what `make` returns of each step from `first` on, in order.

    Args:
        apart: processes that make them ahead; 0 makes each when it is asked for.
    """
    if not apart:
        yield from (make(step) for step in range(first, count))
        return
    torch.multiprocessing.set_sharing_strategy("file_system")  # open files are few, tensors many
    yield from DataLoader(
        Subset(_Steps(make, count), range(first, count)),
        batch_size=None,
        num_workers=apart,
        prefetch_factor=4,
        multiprocessing_context="fork",  # what `make` reads is not copied
    )
