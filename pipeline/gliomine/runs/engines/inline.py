"""Engine `inline`: the units one after another in the calling process, for debugging and for notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from gliomine.runs.engines import Job, Units
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Moment, Unit, UnitResult
from gliomine.runs.worker import Worker


def run(units: Units, job: Job) -> Iterator[UnitResult]:
    """Yield what was done of each unit."""
    worker = Worker(job.config, job.options.limits, open_store(job.parts), job.run)
    while (unit := units.take()) is not None:
        worker.load()
        done = worker.run(unit, beat=_ignore)
        if done.rest:
            units.give_back(Unit(done.rest))
        yield done


def _ignore(moment: Moment) -> None:
    del moment
