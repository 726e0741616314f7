"""How much of its documents a run has read."""

from __future__ import annotations

from gliomine.runs.output import Output
from gliomine.tables.stored import counted, place_of

_LITTLE = 0.5


def read_shares(place: Output) -> tuple[int, int]:
    """Return how many documents are read by less than half, and how many pages hold no text that can be read."""
    with place.root.open(place_of("documents")) as stream:
        shares = counted(stream, "read_share")
    with place.root.open(place_of("documents")) as stream:
        pages = counted(stream, "unread_pages")
    little = sum(count for share, count in shares.items() if float(share) < _LITTLE)
    return little, sum(int(value) * count for value, count in pages.items() if value is not None)
