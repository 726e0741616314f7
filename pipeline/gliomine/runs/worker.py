"""The work unit: some input files in, one part file out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from gliomine.config import Config, WorkLimits
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error
from gliomine.readers import choose_reader, read_documents
from gliomine.runs.parts import Covered, encode_part, part_name
from gliomine.runs.storage import Store, filesystem, is_url, local_copy
from gliomine.runs.unit import Blocked, Entry, Heartbeat, Item, Moment, Step, Unit, UnitResult
from gliomine.stages import Pipeline

_WARM_UP = """Abstract
Glioma cells (GCs) were not treated.
"""


def content_key(item: Item, *, config: Config) -> str:
    """Return what identifies the content of a file; for one that cannot be read, why."""
    if item.problem is not None:
        return f"problem:{item.problem}"
    try:
        if is_url(item.path):
            fs, remote = filesystem(item.path)
            return f"remote:{fs.checksum(remote)}"
        path = Path(item.path)
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > config.read.max_bytes and not choose_reader(path, name=item.doc_id, config=config.read).records:
                return f"too large:{size}"
            return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
    except Exception as error:
        return f"unreadable:{describe_error(error)}"


@dataclass(slots=True)
class _Cursor:
    """An open file, so that the next part of a long file goes on where the last one ended."""

    path: str
    signature: tuple[int, ...]
    key: str
    position: int
    found: Iterator[Document | Failure]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of one file.

    Attributes:
        entry: what was to be read.
        key: the content that it was read from.
        found: documents and failures.
        stop: one past the last record; None at the end of the file.
        limit: the time limit that a document of it exceeded, if one did.
        more: whether the entry goes on at `stop`.
    """

    entry: Entry
    key: str
    found: list[Document | Failure]
    stop: int | None
    limit: float | None = None
    more: bool = False


@dataclass(slots=True)
class Worker:
    """The loaded stages and an open file; one a process."""

    config: Config
    limits: WorkLimits
    store: Store
    run_id: str = ""
    pipeline: Pipeline | None = None
    cursor: _Cursor | None = None

    def load(self) -> Pipeline:
        """Load the stages with their models, once, and use them once: what loads late must not cost a document time."""
        if self.pipeline is None:
            self.pipeline = Pipeline(self.config, timeout=None)  # the supervisor has the clock
            encode_part(self.pipeline([Document("warm-up", _WARM_UP)]), [])
        return self.pipeline

    def run(self, unit: Unit, *, beat: Heartbeat) -> UnitResult:
        """Work through a unit, write its part and return what was done."""
        readings: list[_Reading] = []
        rest: tuple[Entry, ...] = ()
        for index, entry in enumerate(unit.entries):
            beat(Moment(entry.item.doc_id, Step.READING, size=entry.item.size))
            reading = self._read_entry(entry, unit.blocked, beat=beat)
            readings.append(reading)
            cut = (replace(entry, start=reading.stop, key=reading.key),) if reading.more and reading.stop else ()
            if cut or sum(_length(item.found) for item in readings) >= self.limits.unit_chars:
                rest = cut + unit.entries[index + 1 :]
                break
        found = self._process(readings, singles=unit.singles, beat=beat)
        covered = _covered(readings)
        beat(Moment(readings[0].entry.item.doc_id, Step.STORING))
        data = encode_part(found, covered, run=self.run_id)
        name = part_name(covered, data, run=self.run_id)
        self.store.write(name, data)
        documents = [item for item in found if isinstance(item, Document)]
        words = sum(len(sentence.text.split()) for item in documents for sentence in item.sentences)
        return UnitResult(name, len(documents), len(found) - len(documents), words, rest)

    def _read_entry(self, entry: Entry, blocked: Sequence[Blocked], *, beat: Heartbeat) -> _Reading:
        file_id, source = entry.item.doc_id, entry.item.source
        stopped = {item.record: item for item in blocked if item.file_id == file_id}
        limit = max((item.limit for item in stopped.values() if item.limit is not None), default=None)
        whole = stopped.pop(None, None)
        if whole is not None:
            failure = Failure(file_id, source, whole.stage, whole.error)
            return _Reading(entry, content_key(entry.item, config=self.config), [failure], entry.end, limit)
        cursor = self._open(entry)
        if entry.key not in (None, cursor.key):
            return self._changed(entry, cursor)
        left = None if entry.end is None else entry.end - entry.start
        reading = islice(cursor.found, left)
        found = list(_take(reading, self.limits, beat=lambda: beat(Moment(file_id, Step.READING))))
        cursor.position += len(found)
        ended = cursor.position == entry.end
        following = None if ended else next(cursor.found, None)
        # What was read of a file that changed meanwhile may be of both contents, or end too early.
        if cursor.signature != _signature(entry.item.path) or (left is not None and not ended and following is None):
            return self._changed(entry, cursor)
        if following is not None:
            cursor.found = chain((following,), cursor.found)
        elif not ended:
            self.cursor = None
        for record, item in stopped.items():
            place = -1 if record is None else record - entry.start
            if 0 <= place < len(found):
                found[place] = Failure(found[place].doc_id, source, item.stage, item.error)
        stop = None if following is None and not ended else cursor.position
        return _Reading(entry, cursor.key, found, stop, limit, more=following is not None)

    def _changed(self, entry: Entry, cursor: _Cursor) -> _Reading:
        """Return a failure in place of what is left of a file that is no longer what it was."""
        self.cursor = None
        gone = "" if Path(entry.item.path).exists() else "; it is no longer there"
        problem = InputError(
            f"the file changed while it was read{gone}",
            where=f"record {entry.start + 1} and what follows" if entry.start else "",
            expected="a file that stays as it is during a run",
            advice="run the same command again when it is complete",
        )
        failure = Failure(entry.item.doc_id, entry.item.source, "read", str(problem))
        return _Reading(entry, f"changed:{cursor.key}", [failure], entry.end)

    def _open(self, entry: Entry) -> _Cursor:
        item = entry.item
        if item.problem is not None:
            failure = Failure(item.doc_id, item.source, "read", item.problem)
            key = content_key(item, config=self.config)
            return _Cursor(item.path, _signature(item.path), key, 0, iter([failure]))
        signature = _signature(item.path)
        cursor = self.cursor
        if cursor is None or (cursor.path, cursor.signature) != (item.path, signature) or cursor.position > entry.start:
            # The hash is taken first: if the file changes while it is read, the next run sees a different hash.
            key = content_key(item, config=self.config)
            cursor = _Cursor(item.path, signature, key, 0, _read(item, self.config))
        self.cursor = cursor
        for _ in islice(cursor.found, entry.start - cursor.position):
            cursor.position += 1
        return cursor

    def _process(self, readings: Sequence[_Reading], *, singles: bool, beat: Heartbeat) -> list[Document | Failure]:
        pipeline = self.load()
        results = [item for reading in readings for item in reading.found]
        origins = [
            (reading.entry.item.doc_id, reading.entry.start + place)
            for reading in readings
            for place in range(len(reading.found))
        ]
        for batch in _batches(results, self.limits, singles=singles):
            file_id, record = origins[batch[0]]
            size = _length([results[place] for place in batch])
            beat(Moment(file_id, Step.WORKING, record, len(batch), size))
            for place, outcome in zip(batch, pipeline([results[place] for place in batch]), strict=True):
                results[place] = outcome
        return results


def _covered(readings: Sequence[_Reading]) -> list[Covered]:
    covered, row = [], 0
    for item in readings:
        entry, count = item.entry, len(item.found)
        covered.append(Covered(entry.item.doc_id, entry.start, item.stop, item.key, row, count, item.limit))
        row += count
    return covered


def _read(item: Item, config: Config) -> Iterator[Document | Failure]:
    try:
        with local_copy(item.path) as path:
            yield from read_documents(path, doc_id=item.doc_id, source=item.source, config=config.read)
    except OSError as error:
        yield Failure(item.doc_id, item.source, "read", describe_error(error))


def _signature(path: str) -> tuple[int, ...]:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return ()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _take(
    found: Iterator[Document | Failure], limits: WorkLimits, *, beat: Callable[[], None]
) -> Iterator[Document | Failure]:
    characters = 0
    for number, item in enumerate(found, 1):
        yield item
        characters += len(item.text) if isinstance(item, Document) else 0
        if number >= limits.unit_documents or characters >= limits.unit_chars:
            return
        beat()


def _length(found: Sequence[Document | Failure]) -> int:
    return sum(len(item.text) for item in found if isinstance(item, Document))


def _batches(found: Sequence[Document | Failure], limits: WorkLimits, *, singles: bool) -> Iterator[list[int]]:
    most = 1 if singles else limits.batch_documents
    batch: list[int] = []
    characters = 0
    for place, item in enumerate(found):
        if isinstance(item, Failure):
            continue
        if batch and (len(batch) >= most or characters + len(item.text) > limits.batch_chars):
            yield batch
            batch, characters = [], 0
        batch.append(place)
        characters += len(item.text)
    if batch:
        yield batch
