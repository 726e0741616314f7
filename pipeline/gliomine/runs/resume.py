"""What is left to do: the stream of input files against the stream of what the parts hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gliomine.config import Config
from gliomine.runs.parts import Covered, covered_in_order
from gliomine.runs.storage import Store
from gliomine.runs.unit import Entry, Item
from gliomine.runs.worker import content_key

Place = tuple[str, str, int]
"""Part, file and first record: names one `Covered`."""


@dataclass(slots=True)
class Comparison:
    """What the comparison of inputs and parts has found so far.

    Attributes:
        stale: work on files that have changed or gone.
        kept: files whose finished work stands.
        files: files seen.
    """

    stale: set[Place] = field(default_factory=set)
    kept: int = 0
    files: int = 0


def remaining(
    items: Iterator[Item], *, store: Store, config: Config, timeout: float, comparison: Comparison
) -> Iterator[Entry]:
    """Yield the files that have to be worked on, sorted; note in `comparison` what is kept and what is stale.

    Only a file that has been worked on before is read, to compare its hash. Memory does not grow with the number of
    files: both streams are sorted.
    """
    done = _by_file(covered_in_order(store))
    known = next(done, None)
    for item in items:
        comparison.files += 1
        while known is not None and known[0] < item.doc_id:
            _mark_stale(comparison, known[1])
            known = next(done, None)
        if known is None or known[0] != item.doc_id:
            yield Entry(item)
            continue
        start = _reusable(known[1], content_key(item, config=config), timeout=timeout, comparison=comparison)
        known = next(done, None)
        if start is None:
            comparison.kept += 1
        else:
            yield Entry(item, start)
    while known is not None:
        _mark_stale(comparison, known[1])
        known = next(done, None)


def _by_file(covered: Iterator[tuple[Covered, str]]) -> Iterator[tuple[str, list[tuple[Covered, str]]]]:
    for file_id, group in groupby(covered, key=lambda pair: pair[0].file_id):
        yield file_id, list(group)


def _mark_stale(comparison: Comparison, group: Sequence[tuple[Covered, str]]) -> None:
    comparison.stale.update((name, item.file_id, item.start) for item, name in group)


def _reusable(group: Sequence[tuple[Covered, str]], key: str, *, timeout: float, comparison: Comparison) -> int | None:
    """Return the record from which a file has to be worked on; None where it is finished."""
    position: int | None = 0
    for item, name in group:
        valid = item.key == key and (item.limit is None or item.limit >= timeout)
        if valid and position is not None and item.start == position:
            position = item.stop
        elif not valid or position is None or item.start > position:
            # A later piece after a gap cannot be joined; it is done again with the gap.
            comparison.stale.add((name, item.file_id, item.start))
    return position


def chosen(store: Store, stale: set[Place]) -> Iterator[tuple[str, Covered]]:
    """Yield the parts and what is taken from each, in the order of the tables: no file twice, no piece twice."""
    for _, group in _by_file(covered_in_order(store)):
        position: int | None = 0
        for item, name in group:
            if (name, item.file_id, item.start) in stale or item.start != position:
                continue
            position = item.stop
            yield name, item
