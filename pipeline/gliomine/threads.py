"""Matrix products in one thread: with several, the last digits of a sum depend on how many there are."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Hold numpy's linear algebra to one thread in a block, so that every engine computes the same bytes."""
    limiter: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limiter


@cache
def _controller() -> ThreadpoolController:
    # Looking for the loaded libraries takes milliseconds; numpy's is there before the first product.
    return ThreadpoolController()
