"""How a run's progress is shown: a bar on a terminal, plain lines otherwise, JSON lines for machines."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gliomine.cli.words import counted

if TYPE_CHECKING:
    from gliomine.runs.runner import Progress

LINE_SECONDS = 5.0
"""Time between two plain log lines."""


@contextmanager
def display(inputs: Sequence[str], *, log_json: bool) -> Iterator[Callable[[Progress], None]]:
    """Give the function that shows progress on standard error."""
    total = _Total(inputs)
    if log_json:
        yield lambda progress: _write(
            json.dumps({**asdict(progress), "total": total.of(progress), "files": total.value})
        )
    elif sys.stderr.isatty():
        with _bar() as bar:
            task = bar.add_task("reading", total=None, words="", failures=0)
            yield lambda progress: _update(bar, task, progress, total.of(progress))
    else:
        yield _Lines(total)


def _write(line: str) -> None:
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # nobody listens; the work goes on


class _Total:
    """The number of input files, counted beside the work."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = inputs
        self.count: int | None = None
        self.records = False
        self.started = False

    @property
    def value(self) -> int | None:
        """The number, None while it is not known; counting begins when somebody asks, so after the first unit."""
        if not self.started:
            self.started = True
            threading.Thread(target=self._count, daemon=True).start()
        return self.count

    def of(self, progress: Progress) -> int | None:
        """Return the number of documents, None while it is not known: a file of records holds any number."""
        total = self.value
        return None if total is None or self.records or _finished(progress) > total else total

    def _count(self) -> None:
        from gliomine.errors import PipelineError
        from gliomine.readers import holds_records
        from gliomine.runs.discovery import discover

        try:
            count = 0
            for item in discover(self.inputs):
                count += 1
                self.records = self.records or holds_records(item.doc_id)
            self.count = count
        except (PipelineError, OSError):
            # The run itself reports it.
            self.count = None


def _rate(progress: Progress) -> str:
    return f"{progress.words / progress.seconds:,.0f} words/s" if progress.seconds else ""


def _finished(progress: Progress) -> int:
    return progress.kept + progress.documents + progress.failures


class _Lines:
    def __init__(self, total: _Total) -> None:
        self.total = total
        self.next = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now < self.next and progress.step == "working":
            return
        self.next = now + LINE_SECONDS
        total, files = self.total.of(progress), self.total.value
        done = _finished(progress)
        documents = counted(done, "document") if total is None else f"{done:,} of {counted(total, 'document')}"
        from_files = f" from {counted(files, 'file')}" if files is not None and total is None else ""
        told = (counted(progress.failures, "failure"), _rate(progress), f"{progress.seconds:,.0f} s")
        _write(f"{progress.step}: {documents}{from_files}, {', '.join(filter(None, told))}")


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        TextColumn("{task.fields[failures]} failures"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _update(bar: Any, task: Any, progress: Progress, total: int | None) -> None:
    bar.update(
        task,
        description=progress.step,
        total=total,
        completed=_finished(progress),
        words=_rate(progress),
        failures=progress.failures,
    )
