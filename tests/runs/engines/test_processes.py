"""Real worker processes without stages or models: what they are told, what they say, and that nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import Config, RunOptions, WorkLimits, to_dict
from gliomine.errors import PipelineError, ResourceError
from gliomine.runs.engines import Job, Units, dask, local
from gliomine.runs.engines.child import unit_to_dict
from gliomine.runs.engines.supervisor import Supervisor, WorkerError
from gliomine.runs.parts import read_column
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Entry, Item, Unit

ROOT = Path(__file__).resolve().parents[3]
MODULE = "tests.runs.engines.bare"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes find the bare worker, which is no part of the package."""
    paths = [str(ROOT), str(ROOT / "pipeline"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    for engine in (local, dask):
        monkeypatch.setattr(engine, "Supervisor", partial(Supervisor, module=MODULE))


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    return tmp_path / "parts"


def entries_of(folder: Path, texts: dict[str, str]) -> list[Entry]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [Entry(Item(name, str(folder / name), name)) for name in sorted(texts)]


def job_of(parts: Path, **options: Any) -> Job:
    return Job(Config(), RunOptions(**options), str(parts), "run-1")


class Work:
    """The units of a run, and what is given back; it watches that no unit is taken twice."""

    def __init__(self, units: list[Unit]) -> None:
        self.waiting, self.given_back = deque(units), 0
        self.units = Units(self.take, self.give_back)

    def take(self) -> Unit | None:
        return self.waiting.popleft() if self.waiting else None

    def give_back(self, unit: Unit) -> None:
        self.given_back += 1
        self.waiting.append(unit)


def rows(parts: Path, done: Any) -> Iterator[tuple[str, str, str]]:
    """Yield id, stage and error of what a part holds; no stage for a document."""
    store = open_store(str(parts))
    for table in ("documents", "failures"):
        for row in read_column(store, done.part, table, [(0, done.documents + done.failures)]).to_pylist():
            yield row["doc_id"], row.get("stage", ""), row.get("error", "")


def lines(*texts: str) -> str:
    return "".join(json.dumps({"doc_id": f"{number}", "text": text}) + "\n" for number, text in enumerate(texts))


ENGINES = ("local", "local, two workers", "dask")


def engine_of(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, int]:
    if name.startswith("local"):
        return local.run, 2 if "two" in name else 1
    distributed = pytest.importorskip("distributed")
    # Its workers are threads here: what they start are processes all the same.
    monkeypatch.setattr(distributed, "LocalCluster", partial(distributed.LocalCluster, processes=False, protocol="tcp"))
    return dask.run, 1


@pytest.mark.parametrize("name", ENGINES)
def test_every_unit_and_every_rest_is_done(
    tmp_path: Path, parts: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long file comes back in pieces; a relative path means the same to a worker."""
    engine, workers = engine_of(name, monkeypatch)
    monkeypatch.chdir(tmp_path)
    texts = {f"{number}.txt": "Glioma." for number in range(7)} | {"long.jsonl": lines(*["Glioma."] * 5)}
    entries_of(tmp_path / "in", texts)
    entries = [Entry(Item(name, f"in/{name}", name)) for name in sorted(texts)]
    work = Work([Unit(tuple(entries[at : at + 2])) for at in range(0, len(entries), 2)])
    job = replace(job_of(parts, workers=workers, limits=WorkLimits(unit_documents=2)), parts="parts")
    results = list(engine(work.units, job))
    found = sorted(row for done in results for row in rows(parts, done))
    assert [row[0] for row in found] == sorted(
        [*(f"{n}.txt" for n in range(7)), *(f"long.jsonl#{n}" for n in range(5))]
    )
    assert not any(stage for _, stage, _ in found)
    assert sum(done.documents for done in results) == 12
    assert work.given_back >= 2


@pytest.mark.parametrize("name", ENGINES)
def test_a_document_that_hangs_or_kills_costs_only_itself(
    tmp_path: Path, parts: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, workers = engine_of(name, monkeypatch)
    texts = {"a.txt": "Glioma.", "b.txt": "NEVER END", "c.txt": "KILL THE WORKER", "d.txt": "RAISE", "e.txt": "PRINT"}
    work = Work([Unit(tuple(entries_of(tmp_path / "in", texts)))])
    results = list(engine(work.units, job_of(parts, workers=workers, timeout=0.6)))
    found = {doc_id: (stage, error) for done in results for doc_id, stage, error in rows(parts, done)}
    assert {doc_id: stage for doc_id, (stage, _) in found.items()} == {
        "a.txt": "", "b.txt": "timeout", "c.txt": "worker", "d.txt": "harm", "e.txt": "",
    }  # fmt: skip
    assert found["b.txt"][1].startswith("the document took longer than 0.6 s")
    assert "3 times (killed by signal 9)" in found["c.txt"][1]
    assert sum(done.failures for done in results) == 3


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_wrong_with_all_ends_the_run(
    tmp_path: Path, parts: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, workers = engine_of(name, monkeypatch)
    entries = entries_of(tmp_path / "in", {"a.txt": "Glioma."})
    with monkeypatch.context() as patch:
        patch.setenv("GLIOMINE_TEST_LACKS", "a model")
        with pytest.raises(ResourceError, match=r"the model has gone; where: models; expected: a model"):
            list(engine(Work([Unit(tuple(entries))]).units, job_of(parts, workers=workers)))
    parts.rmdir()
    with pytest.raises(ResourceError, match=r"cannot be stored .*where: .*parts.*finished work is kept"):
        list(engine(Work([Unit(tuple(entries))]).units, job_of(parts, workers=workers)))
    assert not parts.exists()


SPAWNED: list[int] = []


class Counted(Supervisor):
    """A supervisor that notes each process that it starts."""

    def _spawn(self) -> None:
        super()._spawn()
        assert self.process is not None
        SPAWNED.append(self.process.pid)


@pytest.mark.parametrize(("name", "workers"), [("local", 1), ("local", 2), ("dask", 1), ("dask", 2)])
def test_there_are_no_more_processes_than_are_asked_for(
    tmp_path: Path, parts: Path, name: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is started once and kept for all that its thread works on."""
    engine, _ = engine_of(name, monkeypatch)
    monkeypatch.setattr(local if name == "local" else dask, "Supervisor", partial(Counted, module=MODULE))
    monkeypatch.setattr(dask, "physical_cores", lambda: 5)
    SPAWNED.clear()
    entries = entries_of(tmp_path / "in", {f"{number}.txt": "Glioma." for number in range(8)})
    results = list(engine(Work([Unit((entry,)) for entry in entries]).units, job_of(parts, workers=workers)))
    assert sum(done.documents for done in results) == 8
    assert 1 <= len(SPAWNED) <= workers
    assert not any(Path(f"/proc/{pid}").exists() for pid in SPAWNED)


@pytest.mark.parametrize("when", ["before", "while"])
def test_what_is_closed_before_its_process_is_there_works_on_nothing(tmp_path: Path, parts: Path, when: str) -> None:
    class Late(Supervisor):
        """The run is left at the moment in which the process is being started."""

        def _spawn(self) -> None:
            super()._spawn()
            SPAWNED.append(self.process.pid if self.process is not None else 0)
            self.closed = True

    SPAWNED.clear()
    one = Late(job_of(parts, timeout=60.0), module=MODULE)
    if when == "before":
        one.close()
    unit = Unit(tuple(entries_of(tmp_path / "in", {"a.txt": "NEVER END"})))
    began = time.monotonic()
    with pytest.raises(WorkerError, match="has gone"):
        list(one.run(unit))
    one.stop()
    assert time.monotonic() - began < 45  # not when the limit is over
    assert len(SPAWNED) == (when == "while") and not any(Path(f"/proc/{pid}").exists() for pid in SPAWNED)


def test_a_run_that_is_left_leaves_no_process(tmp_path: Path, parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Supervisor] = []

    def noted(job: Job) -> Supervisor:
        started.append(Supervisor(job, module=MODULE))
        return started[-1]

    monkeypatch.setattr(local, "Supervisor", noted)
    texts = {"a.txt": "Glioma.", "b.txt": "NEVER END", "c.txt": "NEVER END", "d.txt": "Glioma."}
    work = Work([Unit((entry,)) for entry in entries_of(tmp_path / "in", texts)])
    found = local.run(work.units, job_of(parts, workers=2, timeout=50.0))
    assert next(found).documents == 1
    processes = [item.process for item in started]
    began = time.monotonic()
    found.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 40  # not when the limit is over
    assert [unit.entries[0].item.doc_id for unit in work.waiting] in (["d.txt"], ["c.txt", "d.txt"])
    assert [item.process for item in started] == [None, None]
    assert all(process is None or process.poll() is not None for process in processes)


def test_the_last_words_of_a_worker_that_cannot_start_are_told(
    tmp_path: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIOMINE_TEST_DIES", "first line\nno memory left")
    one = Supervisor(job_of(parts), module=MODULE)
    entries = entries_of(tmp_path / "in", {"a.txt": "Glioma."})
    with pytest.raises(WorkerError, match=r"die while they load \(no memory left\).*enough memory"):
        list(one.run(Unit(tuple(entries))))
    assert (one.process, one.log) == (None, None)


def test_a_worker_is_kept_and_one_that_died_between_units_is_replaced(tmp_path: Path, parts: Path) -> None:
    entries = entries_of(tmp_path / "in", {"a.txt": "Glioma.", "b.txt": "Astrocytoma."})
    one = Supervisor(job_of(parts), module=MODULE)
    try:
        assert [done.documents for done in one.run(Unit((entries[0],)))] == [1]
        first = one.process
        assert first is not None and first.poll() is None
        assert [done.documents for done in one.run(Unit((entries[1],)))] == [1]
        assert one.process is first
        first.kill()
        first.wait()
        assert [done.documents for done in one.run(Unit((entries[0],)))] == [1]
        assert one.process is not first
    finally:
        one.stop()
    one.close()
    with pytest.raises(PipelineError, match="the worker process has gone"):
        list(one.run(Unit((entries[0],))))


def test_a_dask_cluster_has_no_more_in_hand_than_it_needs(
    tmp_path: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, _ = engine_of("dask", monkeypatch)
    entries = entries_of(tmp_path / "in", {f"{number}.txt": "Glioma." for number in range(6)})
    work = Work([Unit((entry,)) for entry in entries])
    left = []
    for _ in engine(work.units, job_of(parts, workers=1)):
        left.append(len(work.waiting))
    assert left == [4, 3, 2, 1, 0, 0]


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer(parts: Path, address: str) -> None:
    pytest.importorskip("distributed")
    soon = pytest.importorskip("dask").config.set({"distributed.comm.timeouts.connect": "300ms"})
    told = rf"the Dask scheduler does not answer .*; where: {address}; "
    with soon, pytest.raises(ResourceError, match=told):
        list(dask.run(Work([]).units, job_of(parts, scheduler=address)))


def test_the_scheduler_that_is_named_is_used(tmp_path: Path, parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    entries = entries_of(tmp_path / "in", {"a.txt": "Glioma."})
    options = {"n_workers": 1, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(processes=False, protocol="tcp", **options) as cluster:
        monkeypatch.setattr(distributed, "LocalCluster", None)
        job = job_of(parts, scheduler=cluster.scheduler_address)
        (done,) = dask.run(Work([Unit((entries[0],))]).units, job)
        assert done.documents == 1
        assert len(cluster.scheduler.workers) == 1  # a cluster of others goes on
        monkeypatch.setattr(dask, "open_store", lambda place: open_store(f"{place}-elsewhere"))
        with pytest.raises(ResourceError, match="a part that is not to be seen from here; where: "):
            list(dask.run(Work([Unit((entries[0],))]).units, job))


def test_a_worker_that_cannot_load_says_so_before_its_first_unit(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLIOMINE_TEST_LACKS", "a model")
    one = Supervisor(job_of(parts), module=MODULE)
    with pytest.raises(ResourceError, match="the model has gone"):
        one._start()
    assert (one.process, one.log) == (None, None)


def test_what_a_worker_says(tmp_path: Path, parts: Path) -> None:
    """Events are JSON lines; what a library prints stands elsewhere; Ctrl-C is for the parent; no input is the end."""
    entries = entries_of(tmp_path / "in", {"a.txt": "PRINT", "b.txt": "Glioma."})
    command = [sys.executable, "-P", "-m", MODULE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        job = {"config": to_dict(Config()), "limits": asdict(WorkLimits()), "parts": str(parts), "run": "run-1"}
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"event": "ready"}
        process.send_signal(signal.SIGINT)
        process.stdin.write(json.dumps(unit_to_dict(Unit(tuple(entries)))) + "\n")
        process.stdin.flush()
        said: list[dict[str, Any]] = []
        while not said or said[-1]["event"] == "beat":
            said.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert (process.stdout.read(), process.stderr.read()) == ("", "a library speaks\n")
        assert process.wait(20) == 0
    steps = [(item["at"]["file_id"], item["at"]["step"], item["at"]["count"]) for item in said[:-1]]
    assert list(dict.fromkeys(steps)) == [
        ("a.txt", "reading", 0), ("b.txt", "reading", 0), ("a.txt", "working", 2), ("a.txt", "storing", 0),
    ]  # fmt: skip
    done = said[-1]["done"]
    assert (done["documents"], done["failures"], done["rest"]) == (2, 0, [])
    assert [path.name for path in parts.iterdir()] == [done["part"]]
