"""Whatever is done to a run and its inputs, every record that goes in comes out as a document or a failure row."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from gliomine.config import Config, RunOptions, WorkLimits
from gliomine.document import Document
from gliomine.readers import READERS, Reader
from gliomine.runs import parts
from gliomine.runs.engines import Job, Units
from gliomine.runs.engines.supervisor import Lost, Supervisor
from gliomine.runs.join import _joined, drop_damaged, drop_unused, make_plan
from gliomine.runs.output import Output
from gliomine.runs.parts import SUFFIX, read_column
from gliomine.runs.resume import chosen
from gliomine.runs.runner import Progress, _Source
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Moment, Step, Unit, UnitResult
from gliomine.runs.worker import Worker
from gliomine.stages import Pipeline
from gliomine.tables.schema import document_tables
from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st

SEQUENCES = int(os.environ.get("GLIOMINE_SEQUENCES", "500"))
NAMES = ("a.lines", "b.lines", "c.txt")
Content = tuple[int, ...]


class Killed(BaseException):
    """The whole run is killed."""


class TroubleError(Exception):
    """The worker hangs, or dies, where it is."""

    def __init__(self, at: Moment, *, timed_out: bool) -> None:
        self.at, self.timed_out = at, timed_out


def read(path: Path, *, doc_id: str, source: str, config: object) -> Iterator[Document]:
    """Read the test format as other readers read theirs: line by line, while the file may change."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            yield Document(f"{doc_id}#{number}", line.strip(), source)


@dataclass
class Disk:
    """The input files, and every content that each has had since the run began."""

    folder: Path
    now: dict[str, Content | None] = field(default_factory=dict)
    seen: dict[str, list[Content | None]] = field(default_factory=lambda: defaultdict(list))
    away: dict[str, Content] = field(default_factory=dict)
    clock: int = 1_700_000_000_000_000_000

    def begin(self) -> None:
        self.seen = defaultdict(list, {name: [content] for name, content in self.now.items()})

    def put(self, name: str, content: Content, *, anew: bool = True) -> None:
        path = self.folder / name
        data = "".join(f"glioma {word}\n" for word in content)
        if anew or not path.exists():
            other = path.with_suffix(".new")
            other.write_text(data, encoding="utf-8")
            other.replace(path)
        else:
            path.write_text(data, encoding="utf-8")
        self.clock += 10**9  # what changes later has a later time, which the clock of a fast test does not promise
        os.utime(path, ns=(self.clock, self.clock))
        self.note(name, content)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
        self.note(name, None)

    def note(self, name: str, content: Content | None) -> None:
        self.now[name] = content
        self.seen[name].append(content)

    def act(self, kind: str, name: str, content: Content) -> None:
        old = self.now.get(name)
        if kind == "remove":
            self.remove(name)
        elif kind == "move away" and old:
            self.away[name] = old
            self.remove(name)
        elif kind == "bring back" and name in self.away:
            self.put(name, self.away.pop(name))
        elif kind == "cut" and old:
            self.put(name, old[: len(old) // 2] or old, anew=False)
        elif kind == "grow" and old:
            self.put(name, old + content, anew=False)
        elif kind == "replace":
            self.put(name, content)
        elif kind == "overwrite":
            self.put(name, content, anew=False)


ACTIONS = ("remove", "move away", "bring back", "cut", "grow", "replace", "overwrite")
contents = st.lists(st.integers(0, 99), min_size=1, max_size=9).map(tuple)
changes = st.tuples(st.sampled_from(ACTIONS), st.sampled_from(NAMES), contents)
troubles = st.one_of(st.just(("kill",)), st.just(("hang",)), st.just(("die",)), changes)


@dataclass(frozen=True)
class Turn:
    """One run: what is done before it, what happens at which step of it, and the time that a document may take."""

    before: list[Any]
    during: dict[int, Any]
    timeout: float
    unit: int
    damage: int | None


turns = st.builds(
    Turn,
    st.lists(changes, max_size=2),
    st.dictionaries(st.integers(0, 25), troubles, max_size=4),
    st.sampled_from([1.0, 2.0, 4.0]),
    st.integers(1, 4),
    st.none() | st.integers(0, 10_000),
)


@dataclass
class Watched(Supervisor):
    """A supervisor whose worker runs in this process: what hangs or dies is thrown, and taken apart as always."""

    worker: Worker | None = None
    beat: Callable[[Moment], None] = print

    def _attempt(self, unit: Unit) -> UnitResult | Lost:
        if self.worker is None:
            limits = self.job.options.limits
            self.worker = Worker(self.job.config, limits, open_store(self.job.parts), self.job.run)
            self.worker.pipeline = cast(Pipeline, list)  # no stages: the text of a record is all that counts here
        try:
            return self.worker.run(unit, beat=self.beat)
        except TroubleError as trouble:
            self.worker = None
            return Lost(trouble.at, trouble.timed_out, -9)


def work(place: Output, inputs: Path, turn: Turn, disk: Disk) -> dict[str, dict[str, list[str]]]:
    """Do what a run does up to its tables, and return the rows: table -> file -> texts or errors."""
    options = RunOptions(timeout=turn.timeout, limits=WorkLimits(unit_documents=turn.unit, batch_documents=2))
    steps = iter(range(1_000_000))

    def beat(at: Moment) -> None:
        trouble = turn.during.get(next(steps))
        if trouble is None:
            return
        if trouble[0] == "kill":
            raise Killed
        if trouble[0] in ("hang", "die"):
            raise TroubleError(at, timed_out=trouble[0] == "hang" and at.step is not Step.STORING)
        disk.act(*trouble)

    place.prepare({"test": 1}, force=False)
    drop_damaged(place.store, identity=place.identity)
    source = _Source([str(inputs)], place, Config(), options, Progress())
    _drive(Units(source.take, source.give_back), Job(Config(), options, place.parts, place.run), beat)
    stale = source.comparison.stale
    plan = make_plan(place.store, stale, files=source.comparison.files, identity=place.identity)
    rows = _rows(place, stale)
    drop_unused(place.store, plan.used)
    return rows


def _drive(units: Units, job: Job, beat: Callable[[Moment], None]) -> None:
    supervisor = Watched(job, beat=beat)
    while (unit := units.take()) is not None:
        for done in supervisor.run(unit):
            if done.rest:
                units.give_back(Unit(done.rest))


def _rows(place: Output, stale: set[Any]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {"documents": defaultdict(list), "failures": defaultdict(list)}
    for name, item in chosen(place.store, stale):
        for table, column in (("documents", "text"), ("failures", "doc_id")):
            for row in read_column(place.store, name, table, _joined([item])).to_pylist():
                found[table][row["doc_id"].partition("#")[0]].append(row[column])
    return found


def texts(content: Content) -> list[str]:
    return [f"glioma {word}" for word in content]


def holds(rows: dict[str, dict[str, list[str]]], name: str, versions: list[Content | None]) -> bool:
    """Tell whether every record of some content of a file is in the rows, or the file is named among the failures."""
    documents, failures = rows["documents"].get(name, []), rows["failures"].get(name, [])
    if name in failures or (None in versions and not documents and not failures):
        return True
    whole = [version for version in versions if version is not None]
    if name.endswith(".txt"):
        return any(documents == ["".join(f"{text}\n" for text in texts(version))] for version in whole)
    return any(_is_all_of(documents, failures, name, texts(version)) for version in whole)


def _is_all_of(documents: list[str], failures: list[str], name: str, wanted: list[str]) -> bool:
    failed = {int(row.partition("#")[2]) for row in failures}
    left = [text for number, text in enumerate(wanted) if number not in failed]
    return documents == left and len(documents) + len(failures) == len(wanted)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the test format, and do without what costs time: other tables, and flushing to the disk."""
    two = [name for name in document_tables() if name in ("documents", "failures")]
    monkeypatch.setattr(parts, "document_tables", lambda: two)
    monkeypatch.setitem(READERS, "lines", Reader("lines", (".lines",), __name__, "a record a line", records=True))
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.usefixtures("light")
@seed(int(os.environ.get("GLIOMINE_SEED", "14")))
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(contents, min_size=3, max_size=3), st.lists(turns, min_size=1, max_size=4))
def test_every_record_is_a_document_or_a_failure(first: list[Content], sequence: list[Turn]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "in"
        inputs.mkdir()
        disk = Disk(inputs)
        for name, content in zip(NAMES, first, strict=True):
            disk.put(name, content)
        place = Output(str(Path(folder) / "out"))
        for turn in sequence:
            for change in turn.before:
                disk.act(*change)
            _damage(place, turn.damage)
            disk.begin()
            try:
                rows = work(place, inputs, turn, disk)
            except Killed:
                event("killed")
                continue
            for name, versions in disk.seen.items():
                assert holds(rows, name, versions), (name, versions, rows)
        disk.begin()
        rows = work(place, inputs, Turn([], {}, 8.0, 3, None), disk)
        assert not any(rows["failures"].values()), rows
        for name, now in disk.now.items():
            assert holds(rows, name, [now]), (name, now, rows)


def _damage(place: Output, at: int | None) -> None:
    """Flip a bit of a part, or cut it."""
    names = place.store.names(SUFFIX)
    if at is None or not names:
        return
    path = Path(place.parts) / names[at % len(names)]
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1 << at % 8
    path.write_bytes(data if at % 3 else data[: at % len(data)])
