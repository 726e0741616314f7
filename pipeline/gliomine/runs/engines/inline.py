"""Engine `inline`: the units one after another in the calling process, for debugging and for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gliomine.runs.engines import Job, Units
from gliomine.runs.engines.supervisor import Lost, Supervisor
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Moment, Step, Unit, UnitResult
from gliomine.runs.worker import Worker
from gliomine.time_limit import OutOfTimeError, time_limit


def run(units: Units, job: Job) -> Iterator[UnitResult]:
    """Yield what was done of each unit."""
    supervisor = InProcess(job)
    while (unit := units.take()) is not None:
        for done in supervisor.run(unit):
            if done.rest:
                units.give_back(Unit(done.rest))
            yield done


@dataclass(slots=True)
class InProcess(Supervisor):
    """A supervisor without a process: what takes too long is ended from within, and taken apart as always."""

    worker: Worker | None = None

    def _attempt(self, unit: Unit) -> UnitResult | Lost:
        if self.worker is None:
            self.worker = Worker(self.job.config, self.job.options.limits, open_store(self.job.parts), self.job.run)
            self.worker.load()
        at: Moment | None = None
        try:
            with time_limit(self.job.options.timeout) as clock:

                def beat(moment: Moment) -> None:
                    nonlocal at
                    at = moment
                    # What is stored is written whole, and nobody could do it in less time.
                    clock.restart(None if moment.step is Step.STORING else self.limit(moment))

                return self.worker.run(unit, beat=beat)
        except OutOfTimeError:
            self.worker.cursor = None  # an iterator that was stopped in its work yields no more
            return Lost(at, timed_out=True, code=0)
