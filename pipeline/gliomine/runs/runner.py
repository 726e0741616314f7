"""Plan, run, resume: from input files to the tables of an output folder."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gliomine.config import Config, RunOptions
from gliomine.errors import PipelineError, ResourceError
from gliomine.linking.stage import check as check_links
from gliomine.readers import check_format
from gliomine.runs.discovery import check_claimed, check_inputs, discover
from gliomine.runs.engines import Job, Units, load_engine
from gliomine.runs.identity import identity
from gliomine.runs.join import drop_damaged, drop_unused, make_plan, write_tables
from gliomine.runs.output import Output
from gliomine.runs.read_share import read_shares
from gliomine.runs.resume import Comparison, remaining
from gliomine.runs.storage import is_url, without_credentials
from gliomine.runs.summary import RunSummary
from gliomine.runs.unit import Entry, Unit, UnitResult
from gliomine.tables.stored import place_of
from gliomine.topics import load_topic
from gliomine.writers import check_formats, write_format

FIRST_UNIT = 8
"""Files in the first units: small, so that every worker has work at once and the first results are stored early."""
GROWTH = 2
"""Each unit is so much larger than the one before: few large units cost less than many small ones."""


@dataclass(slots=True)
class Progress:
    """How far a run is; handed to the caller after every unit.

    Attributes:
        documents: documents finished in this run.
        failures: failures in this run.
        words: words read in this run.
        kept: files whose earlier work was kept.
        found: files found so far.
        seconds: since the start.
        step: what is being done: working, joining, writing, or finished.
    """

    documents: int = 0
    failures: int = 0
    words: int = 0
    kept: int = 0
    found: int = 0
    seconds: float = 0.0
    step: str = "working"


__all__ = ["Progress", "RunSummary", "run"]

Report = Callable[[Progress], None]


def run(
    inputs: Sequence[str],
    *,
    output: Path | str,
    config: Config,
    options: RunOptions,
    on_progress: Report | None = None,
) -> RunSummary:
    """Bring an output folder up to date with its inputs.

    Work that an earlier, perhaps interrupted run of the same settings has finished is kept.

    Args:
        inputs: files and folders.
        output: where the tables go.
        config: what is extracted.
        options: how the work is carried out.
        on_progress: called in this thread after every unit.

    Raises:
        ConfigError: a usage error; nothing has been changed.
        PipelineError: the run cannot go on; finished work is kept.
    """
    started = time.monotonic()
    check_formats(options.formats)
    engine = load_engine(options.engine)
    check_format(config.read.input_format)
    load_topic(config.profile)
    check_links(config)
    check_inputs(inputs, output=str(output))
    check_claimed(inputs, output=str(output))
    with _storing(str(output)), _place(str(output)) as place, place.locked():
        place.prepare(identity(inputs, config), force=options.force)
        damaged = drop_damaged(place.store, identity=place.identity)
        tracker = _Tracker(started, on_progress)
        source = _Source(inputs, place, config, options, tracker.progress)
        job = Job(config, options, place.parts, place.run)
        for done in engine(Units(source.take, source.give_back), job):
            tracker.add(done)
        place.check_there()
        return replace(_finish(place, source, tracker, options=options, config=config), damaged=damaged)


@contextmanager
def _place(output: str) -> Iterator[Output]:
    if not is_url(output):
        yield Output(output)
        return
    with tempfile.TemporaryDirectory(prefix="gliomine-") as staging:
        yield Output(output, staging=Path(staging))


class _storing:  # noqa: N801 (used as a function)
    """Turn an error of the output's file system into a clear message."""

    def __init__(self, output: str) -> None:
        self.output = output

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and not isinstance(error, PipelineError):
            raise ResourceError(
                f"the output cannot be written ({error.strerror or error})",
                where=str(error.filename or self.output),
                expected="a writable folder with free space",
                advice="make room or correct the path, then run the same command again: finished work is kept",
            ) from error


@dataclass(slots=True)
class _Tracker:
    started: float
    report: Report | None
    progress: Progress = field(default_factory=Progress)

    def add(self, done: UnitResult) -> None:
        self.progress.documents += done.documents
        self.progress.failures += done.failures
        self.progress.words += done.words
        self.tell("working")

    def tell(self, step: str) -> None:
        self.progress.step, self.progress.seconds = step, time.monotonic() - self.started
        if self.report is not None:
            self.report(self.progress)


class _Source:
    """Hands out units: what was given back first, then what discovery and comparison yield."""

    def __init__(
        self, inputs: Sequence[str], place: Output, config: Config, options: RunOptions, progress: Progress
    ) -> None:
        self.skipped: Counter[str] = Counter()
        self.comparison = Comparison()
        self.progress = progress
        self.limits = options.limits
        self.size = float(min(FIRST_UNIT, self.limits.unit_documents))
        self.lock = threading.Lock()
        self.returned: deque[Unit] = deque()
        self.entries = remaining(
            discover(inputs, skipped=self.skipped, output=place.place),
            store=place.store,
            config=config,
            timeout=options.timeout,
            comparison=self.comparison,
        )

    def take(self) -> Unit | None:
        with self.lock:
            if self.returned:
                return self.returned.popleft()
            chosen = tuple(self._next_entries())
            self.progress.found, self.progress.kept = self.comparison.files, self.comparison.kept
            return Unit(chosen) if chosen else None

    def give_back(self, unit: Unit) -> None:
        with self.lock:
            self.returned.append(unit)

    def _next_entries(self) -> Iterator[Entry]:
        size = 0
        for count, entry in enumerate(self.entries, 1):
            yield entry
            size += entry.item.size
            if count >= int(self.size) or size >= self.limits.unit_chars:
                break
        self.size = min(self.size * GROWTH, self.limits.unit_documents)


def _finish(place: Output, source: _Source, tracker: _Tracker, *, options: RunOptions, config: Config) -> RunSummary:
    store = place.store
    plan = make_plan(store, source.comparison.stale, files=source.comparison.files, identity=place.identity)
    counts = place.finished_counts(plan.digest)
    finished = place.finished_formats(plan.digest, options.write)
    # What an earlier run wrote of other content would be stale.
    wanted = dict.fromkeys([*options.formats, *([] if finished else place.earlier_formats())])
    missing = [name for name in wanted if name not in finished]
    if counts is None or (missing and place.remote):
        tracker.tell("joining")
        place.begin_tables()
        counts = write_tables(store, source.comparison.stale, place.folder, config=config)
        place.note_files([place.folder / place_of(name) for name in counts])
    drop_unused(store, plan.used)
    written = [place_of(name) for name in counts]
    for name in missing:
        tracker.tell(f"writing {name}")
        made = write_format(name, place.folder, options=options.write)
        place.note_files(made)
        written += [path.relative_to(place.folder).as_posix() for path in made]
    if not finished:
        place.drop_stale(written)
    place.send()
    progress = tracker.progress
    tracker.tell("finished")
    little, unread = read_shares(place)
    summary = RunSummary(
        output=without_credentials(place.place),
        documents=counts["documents"],
        failures=counts["failures"],
        mentions=place.mentions_by_type(),
        tables=counts,
        skipped=dict(sorted(source.skipped.items())),
        little_read=little,
        unread_pages=unread,
        worked=progress.documents + progress.failures,
        words=progress.words,
        seconds=progress.seconds,
        files=place.files(),
    )
    place.write_manifest(summary, plan=plan, config=config, options=options)
    return summary
