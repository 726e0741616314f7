from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from gliomine.garbage import NEW_OBJECTS, collect_rarely


class Ring:
    """An object that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def python_as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_circles_still_go_when_there_are_many() -> None:
    collect_rarely()
    first = weakref.ref(Ring())
    for _ in range(2 * NEW_OBJECTS):
        Ring()
    assert first() is None


def test_what_is_loaded_is_left_out_of_searches() -> None:
    loaded = Ring()
    collect_rarely()
    there = weakref.ref(loaded)
    del loaded
    gc.collect()
    assert there() is not None
    gc.unfreeze()
    gc.collect()
    assert there() is None
