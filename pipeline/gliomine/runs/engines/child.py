"""A worker process: units come in as JSON lines, events go out as JSON lines.

A plain subprocess rather than `multiprocessing`: it needs no guard in the caller's script, may be started by any
process (also by a Dask worker), shares nothing, and can be killed at any moment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from queue import SimpleQueue
from typing import IO, Any

from gliomine.config import WorkLimits, restored
from gliomine.errors import PipelineError
from gliomine.garbage import collect_rarely
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Blocked, Entry, Item, Moment, Step, Unit, UnitResult
from gliomine.runs.worker import Worker


def unit_to_dict(unit: Unit) -> dict[str, Any]:
    """Return a unit as plain dictionaries."""
    return asdict(unit)


def unit_from_dict(values: dict[str, Any]) -> Unit:
    """Return the unit that `unit_to_dict` was given."""
    entries = tuple(_entry(item) for item in values["entries"])
    return Unit(entries, values["singles"], tuple(Blocked(**item) for item in values["blocked"]))


def result_from_dict(values: dict[str, Any]) -> UnitResult:
    """Return the result of a unit from plain dictionaries."""
    rest = tuple(_entry(item) for item in values["rest"])
    return UnitResult(values["part"], values["documents"], values["failures"], values["words"], rest)


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(Item(**values["item"]), values["start"], values["end"], values["key"])


def moment_from_dict(values: dict[str, Any]) -> Moment:
    """Return where a worker is from plain dictionaries."""
    return Moment(values["file_id"], Step(values["step"]), values["record"], values["count"], values["size"])


def main() -> None:
    """Serve units until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The events have the real standard output to themselves; whatever a library prints goes to standard error.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    lines = _lines()
    job = json.loads(next(lines))
    worker = Worker(restored(job["config"]), WorkLimits(**job["limits"]), open_store(job["parts"]), job["run"])
    collect_rarely()
    try:
        worker.load()
        collect_rarely()  # what was loaded stays
        _send(events, event="ready")
        for line in lines:
            unit = unit_from_dict(json.loads(line))
            done = worker.run(unit, beat=lambda moment: _send(events, event="beat", at=asdict(moment)))
            _send(events, event="done", done=asdict(done))
    except PipelineError as error:
        _send(events, event="fatal", kind=type(error).__name__, error=str(error))
    except OSError as error:
        _send(events, event="fatal", kind="OSError", error=str(error))


def _lines() -> Iterator[str]:
    """Yield the input's lines; when the input closes, the parent is gone and so is this process, whatever it does."""
    queue: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            queue.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield queue.get()


def _send(events: IO[str], **values: Any) -> None:
    events.write(json.dumps(values) + "\n")
    events.flush()


if __name__ == "__main__":
    main()
