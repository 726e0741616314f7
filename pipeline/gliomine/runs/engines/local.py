"""Engine `local`: worker processes on this machine, each watched by a thread."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from gliomine.runs.engines import Job, Units
from gliomine.runs.engines.supervisor import Supervisor
from gliomine.runs.unit import Unit, UnitResult

_IDLE_SECONDS = 0.05


def run(units: Units, job: Job) -> Iterator[UnitResult]:
    """Yield what was done of each unit, in the order in which it was finished."""
    results: queue.SimpleQueue[UnitResult | BaseException | None] = queue.SimpleQueue()
    supervisors = [Supervisor(job) for _ in range(job.options.workers or physical_cores())]
    state = _State()
    threads = [
        threading.Thread(target=_serve, args=(supervisor, units, results, state), daemon=True)
        for supervisor in supervisors
    ]
    try:
        for thread in threads:
            thread.start()
        running = len(threads)
        while running:
            outcome = results.get()
            if outcome is None:
                running -= 1
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                yield outcome
    finally:
        state.stopped.set()
        for supervisor in supervisors:
            supervisor.close()
        for thread in threads:
            if thread.ident is not None:  # Ctrl-C can come before all of them were started
                thread.join()


class _State:
    """How many threads are at work: while one is, it may give back what is left of a file."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.busy = 0


def _serve(
    supervisor: Supervisor,
    units: Units,
    results: queue.SimpleQueue[UnitResult | BaseException | None],
    state: _State,
) -> None:
    try:
        while not state.stopped.is_set():
            with state.lock:
                unit = units.take()
                state.busy += unit is not None
                finished = unit is None and state.busy == 0
            if finished:
                break
            if unit is None:
                state.stopped.wait(_IDLE_SECONDS)
                continue
            for done in supervisor.run(unit):
                if done.rest:
                    units.give_back(Unit(done.rest))
                results.put(done)
            with state.lock:
                state.busy -= 1
    except BaseException as error:
        # Told to the main thread, which raises it; after a stop nobody listens.
        results.put(error)
    else:
        results.put(None)
    finally:
        supervisor.stop()


def physical_cores() -> int:
    """Return the number of physical cores that this process may use, at least 1."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _cores_of(Path("/proc/cpuinfo")) or allowed))


def _cores_of(path: Path) -> int:
    """Return the number of distinct cores in a Linux processor list, 0 if it does not tell."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return 0
    cores = set()
    for block in text.split("\n\n"):
        values = dict(line.replace("\t", "").split(":", 1) for line in block.splitlines() if ":" in line)
        if "core id" in values:
            cores.add((values.get("physical id"), values["core id"]))
    return len(cores)
