"""How often Python looks for circles of objects: rarely, in processes that are gliomine's own."""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""New objects between two searches; Python's own 700 let it walk over the rows of a run again and again."""


def collect_rarely() -> None:
    """Leave what is loaded out of all searches to come, and search rarely.

    Records hold no circles: what is no longer used goes at once all the same. Not for a library in another's process.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
