"""What a supervisor does when its worker hangs or dies, case by case; and workers that hang while they load."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.config import Config, RunOptions
from gliomine.errors import ConfigError, ResourceError
from gliomine.runs.engines import Job, supervisor
from gliomine.runs.engines.supervisor import Lost, Supervisor, WorkerError
from gliomine.runs.unit import Blocked, Entry, Item, Moment, Step, Unit

ROOT = Path(__file__).resolve().parents[3]
ENTRIES = tuple(Entry(Item(name, name, name)) for name in "abcde")
SEVERAL, ONE = Unit(ENTRIES), Unit(ENTRIES[:1])
LATE = "the document took longer than 7 s; what to do: raise --timeout, or split the document"
WORKING = Moment("c", Step.WORKING, 4, 3)


def hung(at: Moment | None) -> Lost:
    return Lost(at, True, -9)


def died(at: Moment | None, code: int = -11) -> Lost:
    return Lost(at, False, code)


def late(unit: Unit, record: int | None) -> Unit:
    return replace(unit, blocked=(*unit.blocked, Blocked("c", record, "timeout", LATE, 7.0)))


@pytest.fixture
def one() -> Supervisor:
    return Supervisor(Job(Config(), RunOptions(timeout=7.0), "parts"))


SINGLES = replace(SEVERAL, singles=True)
HALVES = [Unit(ENTRIES[:2]), Unit(ENTRIES[2:])]


@pytest.mark.parametrize(
    ("unit", "lost", "then"),
    [
        (SEVERAL, hung(None), [SEVERAL]),
        (SEVERAL, died(None), [SEVERAL]),
        (SEVERAL, hung(WORKING), [SINGLES]),  # which of three is not known
        (SEVERAL, hung(replace(WORKING, count=1)), [late(SEVERAL, 4)]),
        (SINGLES, hung(WORKING), [late(SINGLES, 4)]),
        (late(SINGLES, 1), hung(WORKING), [late(late(SINGLES, 1), 4)]),
        (SEVERAL, hung(Moment("c", Step.READING)), [late(SEVERAL, None)]),
        (SEVERAL, hung(Moment("c", Step.STORING)), HALVES),
        (SEVERAL, died(WORKING), HALVES),
        (SINGLES, died(WORKING), [replace(item, singles=True) for item in HALVES]),
        (ONE, died(WORKING), [replace(ONE, singles=True)]),
        (ONE, hung(Moment("c", Step.STORING)), [replace(ONE, singles=True)]),
    ],
)
def test_what_is_tried_next(one: Supervisor, unit: Unit, lost: Lost, then: list[Unit]) -> None:
    assert one._smaller(unit, lost) == then


@pytest.mark.parametrize(
    ("step", "record", "code", "how"),
    [
        (Step.WORKING, 4, -9, "killed by signal 9"),
        (Step.WORKING, 4, 3, "exit status 3"),
        (Step.WORKING, 4, 0, "exit status 0"),
        (Step.READING, None, -11, "killed by signal 11"),
    ],
)
def test_a_document_is_given_up_after_three_deaths(
    one: Supervisor, step: Step, record: int | None, code: int, how: str
) -> None:
    unit, at = replace(ONE, singles=True), Moment("c", step, 4, 1)
    other = died(replace(at, file_id="d"), code)
    assert [one._smaller(unit, lost) for lost in (died(at, code), other, died(at, code), other)] == [[unit]] * 4
    ((given_up,),) = [one._smaller(unit, died(at, code))]
    (blocked,) = given_up.blocked
    assert (blocked.file_id, blocked.record, blocked.stage, blocked.limit) == ("c", record, "worker", None)
    assert blocked.error.startswith(f"the worker process died over this document, 3 times ({how}); what to do: ")


def test_how_long_a_step_may_take(one: Supervisor) -> None:
    seconds = [one.limit(at) for at in (None, WORKING, replace(WORKING, count=1), Moment("c", Step.READING))]
    assert seconds == [14.0, 14.0, 7.0, 7.0]
    assert one.limit(Moment("c", Step.STORING)) == 300.0
    assert supervisor.START_SECONDS <= 55  # who hangs while it loads is replaced within a minute


@pytest.mark.parametrize("how", ["close", "stop"])
def test_closing_ends_the_worker_at_once_and_stopping_frees_its_pipes(one: Supervisor, how: str) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    one.process = process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    try:
        getattr(one, how)()
        assert (process.wait(timeout=20) if how == "close" else process.returncode) == -9
        assert one.closed is (how == "close")
        one.stop()
        assert one.process is None
        assert process.stdin is not None and process.stdin.closed
        assert process.stdout is not None and process.stdout.closed
    finally:
        process.kill()


def test_a_worker_is_given_three_times_as_long_at_each_start(one: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    stopped: list[int] = []
    monkeypatch.setattr(Supervisor, "_spawn", lambda _: None)
    monkeypatch.setattr(Supervisor, "stop", lambda _: stopped.append(len(waited)))
    monkeypatch.setattr(Supervisor, "_next", lambda _, seconds: waited.append(seconds))
    with pytest.raises(WorkerError, match="worker processes die while they load"):
        one._start()
    first = supervisor.START_SECONDS
    assert waited == [first, 3 * first, 9 * first]
    assert stopped == [1, 2, 3]


@pytest.mark.slow
def test_a_worker_that_hangs_while_it_loads_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))
    monkeypatch.setattr(supervisor, "START_SECONDS", 2.0)
    state, source = tmp_path / "started", tmp_path / "a.txt"
    state.mkdir()
    monkeypatch.setenv("GLIOMINE_TEST_HANGS", f"{state}{os.pathsep}1")
    source.write_text("Glioma.", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    job = Job(Config(), RunOptions(), str(tmp_path / "parts"))
    one = Supervisor(job, module="tests.runs.engines.loading")
    try:
        (done,) = one.run(Unit((Entry(Item("a.txt", str(source), "a.txt")),)))
        assert (done.documents, done.failures) == (1, 0)
        hanging, *others = (int(path.name.split("-")[1]) for path in sorted(state.iterdir()))
        assert not Path(f"/proc/{hanging}").exists()
        assert one.process is not None and one.process.pid == others[-1]
    finally:
        one.stop()
    # One that hangs each time ends the run, with what to do.
    monkeypatch.setattr(supervisor, "START_SECONDS", 0.3)
    monkeypatch.setenv("GLIOMINE_TEST_HANGS", f"{state}{os.pathsep}99")
    began = time.monotonic()
    with pytest.raises(WorkerError, match=r"die while they load \(no message\).*fewer --workers"):
        list(one.run(Unit((Entry(Item("a.txt", str(source), "a.txt")),))))
    assert time.monotonic() - began >= 0.3 + 0.9 + 2.7


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (None, "no message"),
        (b"", "no message"),
        (b" \n\n", "no message"),
        (b"no memory left", "no memory left"),
        (b"one\ntwo\nthree\n\n", "three"),
        (b"caf\xe9\n", "caf\ufffd"),
    ],
)
def test_the_last_line_of_a_worker_is_its_last_words(one: Supervisor, log: bytes | None, words: str) -> None:
    if log is not None:
        one.log = stream = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
        stream.write(log)
        stream.flush()
    assert one._last_words() == words
    one.stop()
    assert one.log is None
    assert log is None or stream.closed


@pytest.mark.parametrize(
    ("event", "kind", "told"),
    [
        ({"kind": "OSError", "error": "full"}, ResourceError, r"the work cannot be stored \(full\); where: parts; "),
        ({"kind": "ConfigError", "error": "wrong"}, ConfigError, "^wrong"),
        ({"kind": "ResourceError", "error": "gone"}, ResourceError, "^gone"),
        ({"kind": "OfAnotherError", "error": "odd"}, WorkerError, "^odd"),
    ],
)
def test_what_ends_a_worker_ends_the_run_with_its_message(
    one: Supervisor, event: dict[str, str], kind: type[Exception], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(Supervisor, "stop", lambda _: stopped.append(1))
    error = one._fatal(event)
    assert type(error) is kind
    assert re.search(told, str(error))
    assert stopped == [1]


def test_a_worker_uses_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["one", "two"]))
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("RAYON_NUM_THREADS", raising=False)
    monkeypatch.setenv("OTHER", "kept")
    found = supervisor._environment()
    assert [found[name] for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OTHER")] == ["3", "1", "kept"]
    assert found["PYTHONPATH"].split(os.pathsep) == [str(ROOT / "pipeline"), "one", "two"]
    monkeypatch.delenv("PYTHONPATH")
    assert supervisor._environment()["PYTHONPATH"] == str(ROOT / "pipeline")
