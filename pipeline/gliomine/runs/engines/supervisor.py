"""One worker process, and what happens when it hangs or dies: it is replaced and the guilty document is found."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import IO, Any

from gliomine import errors
from gliomine.config import to_dict
from gliomine.errors import PipelineError, ResourceError
from gliomine.resources import PACKAGE
from gliomine.runs.engines import Job
from gliomine.runs.engines.child import moment_from_dict, result_from_dict, unit_to_dict
from gliomine.runs.unit import Blocked, Moment, Step, Unit, UnitResult
from gliomine.time_limit import CHARACTERS, times_for, too_long

ATTEMPTS = 3
"""Deaths of a worker over one document, worked on alone, until the document is given up."""

START_SECONDS = 50.0
"""Longest time for loading the models, at the first attempt; each further one may take three times as long."""

STORE_SECONDS = 300.0
"""Longest time for storing a part."""

TIMED = {Step.READING: 500_000, Step.WORKING: CHARACTERS}
"""Bytes of a file and characters of texts that `--timeout` is meant for; larger ones may take so many times as long."""

_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
    "ARROW_IO_THREADS",
)


class WorkerError(PipelineError):
    """A worker process cannot work at all: no document is to blame."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker hung or died.

    Attributes:
        at: where it was; None before it began.
        timed_out: whether it was killed for taking too long.
        code: its exit status.
    """

    at: Moment | None
    timed_out: bool
    code: int


@dataclass(slots=True)
class Supervisor:
    """Runs units in a worker process of its own; the process is started with the first unit and kept."""

    job: Job
    module: str = "gliomine.runs.engines.child"
    process: subprocess.Popen[str] | None = None
    log: IO[bytes] | None = None
    events: queue.SimpleQueue[dict[str, Any] | None] = field(default_factory=queue.SimpleQueue)
    deaths: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    closed: bool = False

    def run(self, unit: Unit) -> Iterator[UnitResult]:
        """Yield what was done; several results where the unit had to be cut.

        Raises:
            PipelineError: the worker cannot start, or cannot write.
        """
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            outcome = self._attempt(current)
            if self.closed:
                return
            if isinstance(outcome, UnitResult):
                yield outcome
            else:
                waiting += reversed(self._smaller(current, outcome))

    def close(self) -> None:
        """Kill the worker process and start no other; may be called by another thread than the one that works."""
        self.closed = True
        process = self.process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """Kill the worker process, if there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    _close(stream)
            self.process = None
        if self.log is not None:
            self.log.close()
            self.log = None

    def _smaller(self, unit: Unit, lost: Lost) -> list[Unit]:
        """Return the units to be tried instead of one over which the worker was lost."""
        at = lost.at
        if at is None:
            return [unit]
        if at.step is Step.STORING:
            # The disk is slow, or memory ran out: no document of the unit is more to blame than another.
            lost = replace(lost, timed_out=False)
        record = at.record if at.step is Step.WORKING else None
        alone = record is None or at.count == 1
        if lost.timed_out and (alone or unit.singles):
            limit = self.job.options.timeout
            said = too_long(limit, _times(at))
            return [_blocking(unit, Blocked(at.file_id, record, "timeout", said, limit))]
        if lost.timed_out:
            return [replace(unit, singles=True)]
        if len(unit.entries) > 1:
            half = len(unit.entries) // 2
            return [replace(unit, entries=unit.entries[:half]), replace(unit, entries=unit.entries[half:])]
        if not unit.singles:
            return [replace(unit, singles=True)]
        self.deaths[at.file_id, record] += 1
        if self.deaths[at.file_id, record] < ATTEMPTS:
            return [unit]
        return [_blocking(unit, Blocked(at.file_id, record, "worker", _death(lost.code)))]

    def _attempt(self, unit: Unit) -> UnitResult | Lost:
        if self.process is None and not self.closed:
            self._start()
        process = self.process
        if process is None or process.stdin is None:
            raise WorkerError("the worker process has gone", advice="run the same command again")
        try:
            process.stdin.write(json.dumps(unit_to_dict(unit)) + "\n")
            process.stdin.flush()
        except OSError:
            return self._lost(None, timed_out=False)
        at: Moment | None = None
        while True:
            event = self._next(self.limit(at))
            if event is None or event["event"] == "slow":
                return self._lost(at, timed_out=event is not None)
            if event["event"] == "beat":
                at = moment_from_dict(event["at"])
            elif event["event"] == "done":
                return result_from_dict(event["done"])
            else:
                raise self._fatal(event)

    def limit(self, at: Moment | None) -> float:
        """Return the seconds that what the worker is at may take."""
        if at is not None and at.step is Step.STORING:
            return STORE_SECONDS
        if at is None:
            return self.job.options.timeout * 2
        return self.job.options.timeout * _times(at, count=at.count)

    def _next(self, seconds: float) -> dict[str, Any] | None:
        try:
            return self.events.get(timeout=seconds)
        except queue.Empty:
            return {"event": "slow"}

    def _lost(self, at: Moment | None, *, timed_out: bool) -> Lost:
        process = self.process
        code = 0
        if process is not None:
            if timed_out:
                process.kill()
            code = process.wait()
        self.stop()
        return Lost(at, timed_out, code)

    def _fatal(self, event: dict[str, Any]) -> PipelineError:
        self.stop()
        if event["kind"] == "OSError":
            return ResourceError(
                f"the work cannot be stored ({event['error']})",
                where=self.job.parts,
                expected="a writable place with free space",
                advice="make room or correct the path, then run the same command again: finished work is kept",
            )
        kind = getattr(errors, event["kind"], WorkerError)
        return kind(event["error"]) if issubclass(kind, PipelineError) else WorkerError(event["error"])

    def _start(self) -> None:
        for attempt in range(ATTEMPTS):
            if self.closed:
                return
            self._spawn()
            if self.closed and self.process is not None:
                self.process.kill()  # `close` came before there was a process that it could kill
            event = self._next(START_SECONDS * 3**attempt)
            if event is not None and event["event"] == "ready":
                return
            if event is not None and event["event"] == "fatal":
                raise self._fatal(event)
            detail = self._last_words()
            self.stop()
        raise WorkerError(
            f"worker processes die while they load ({detail})",
            expected="enough memory for the models",
            advice="use fewer --workers, or try --engine inline to see the error",
        )

    def _spawn(self) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
        self.process = subprocess.Popen(
            # -P: a folder where the user stands that bears the name of a package must not be imported.
            [sys.executable, "-P", "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            encoding="utf-8",
            env=_environment(),
        )
        self.events = queue.SimpleQueue()
        if self.process.stdout is None or self.process.stdin is None:
            raise WorkerError("the worker process has no pipes")
        threading.Thread(target=_listen, args=(self.process.stdout, self.events), daemon=True).start()
        job = {
            "config": to_dict(self.job.config),
            "limits": asdict(self.job.options.limits),
            "parts": self.job.parts,
            "run": self.job.run,
        }
        try:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
        except OSError:
            return

    def _last_words(self) -> str:
        if self.log is None:
            return "no message"
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


def _times(at: Moment, *, count: int = 1) -> int:
    size, unit = (at.size, TIMED[at.step]) if at.step in TIMED else (0, CHARACTERS)
    return times_for(size, unit, count=count)


def _blocking(unit: Unit, blocked: Blocked) -> Unit:
    return replace(unit, blocked=(*unit.blocked, blocked))


def _death(code: int) -> str:
    how = f"killed by signal {-code}" if code < 0 else f"exit status {code}"
    return (
        f"the worker process died over this document, {ATTEMPTS} times ({how}); "
        "what to do: if memory ran out, use fewer --workers or split the document"
    )


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))
    return {**dict.fromkeys(_ONE_THREAD, "1"), **os.environ, "PYTHONPATH": path}


def _listen(stream: IO[str], events: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    try:
        for line in stream:
            events.put(json.loads(line))
    except ValueError:
        # The worker was killed in the middle of a line, or the stream was closed by stop().
        pass
    finally:
        events.put(None)


def _close(stream: IO[str]) -> None:
    try:
        stream.close()
    except OSError:
        return
