"""What is left to do: the stream of input files against the stream of what the parts hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gliomine.config import Config
from gliomine.errors import ResourceError
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
    """Yield what has to be worked on, sorted; note in `comparison` what is kept and what is stale.

    Of a file, every piece that is still valid is kept, and the gaps between them are worked on. Only a file that has
    been worked on before is read, to compare its hash. Memory does not grow with the number of files: both streams are
    sorted.
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
        gaps = _gaps(item, known[1], content_key(item, config=config), timeout=timeout, comparison=comparison)
        known = next(done, None)
        comparison.kept += not gaps
        yield from gaps
    while known is not None:
        _mark_stale(comparison, known[1])
        known = next(done, None)


def _by_file(covered: Iterator[tuple[Covered, str]]) -> Iterator[tuple[str, list[tuple[Covered, str]]]]:
    for file_id, group in groupby(covered, key=lambda pair: pair[0].file_id):
        yield file_id, list(group)


def _mark_stale(comparison: Comparison, group: Sequence[tuple[Covered, str]]) -> None:
    comparison.stale.update((name, item.file_id, item.start) for item, name in group)


def _gaps(
    item: Item, group: Sequence[tuple[Covered, str]], key: str, *, timeout: float, comparison: Comparison
) -> list[Entry]:
    """Return the stretches of a file that no valid piece covers; pieces that are not used are stale."""
    gaps: list[Entry] = []
    position: int | None = 0
    for covered, name in sorted(group, key=lambda pair: (pair[0].start, -_stop(pair[0]))):
        valid = covered.key == key and (covered.limit is None or covered.limit >= timeout)
        if not valid or position is None or covered.start < position:
            comparison.stale.add((name, covered.file_id, covered.start))
            continue
        if covered.start > position:
            gaps.append(Entry(item, position, covered.start, key))
        position = covered.stop
    if position is not None:
        gaps.append(Entry(item, position, None, key if position or gaps else None))
    return gaps


def _stop(covered: Covered) -> float:
    return float("inf") if covered.stop is None else covered.stop


def chosen(store: Store, stale: set[Place]) -> Iterator[tuple[str, Covered]]:
    """Yield the parts and what is taken from each, in the order of the tables: no file twice, no piece twice.

    Raises:
        ResourceError: the pieces of a file do not make the whole of it.
    """
    for file_id, group in _by_file(covered_in_order(store)):
        fresh = [(item, name) for item, name in group if (name, item.file_id, item.start) not in stale]
        if fresh:
            yield from _chain(file_id, fresh)


def _chain(file_id: str, group: Sequence[tuple[Covered, str]]) -> Iterator[tuple[str, Covered]]:
    """Yield pieces that follow each other from the first record to the last; a piece may be there twice."""
    best: dict[int, tuple[str, Covered]] = {}
    for item, name in sorted(group, key=lambda pair: (-pair[0].start, _stop(pair[0]), pair[1])):
        # From the back: only what leads to the end is of use. Of several the longest wins, as it comes last.
        if item.stop is None or item.stop in best:
            best[item.start] = (name, item)
    position: int | None = 0
    while position is not None:
        if position not in best:
            raise ResourceError(
                "a part of the work on an input file is missing",
                where=file_id,
                expected="a piece for every record",
                advice="run the same command again: what is missing is done again",
            )
        yield best[position]
        position = best[position][1].stop
