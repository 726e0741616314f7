"""Work that takes too long is ended within this process: in the main thread, in others, and beside another's alarm."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import gliomine
import pytest
from gliomine.config import Config, RunOptions, WorkLimits
from gliomine.document import Document, Failure
from gliomine.errors import PipelineError
from gliomine.runs.runner import run
from gliomine.runs.worker import Worker
from gliomine.stages import Pipeline, process_batch
from gliomine.tables.stored import read_tables
from gliomine.time_limit import OutOfTimeError, time_limit

SHORT = 0.15


def endless() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:  # what a stage may do must not keep it alive
            continue


def slow_expression() -> None:
    re.match(r"(a+)+b", "a" * 60)


def in_thread(work: Callable[[], None]) -> BaseException | None:
    caught: list[BaseException] = []

    def target() -> None:
        try:
            work()
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join(20)
    return caught[0] if caught else None


def limited(work: Callable[[], None], seconds: float | None = SHORT) -> None:
    with time_limit(seconds):
        work()


@pytest.mark.parametrize("work", [endless, slow_expression])
def test_the_main_thread_is_ended(work: Callable[[], None]) -> None:
    before = signal.getsignal(signal.SIGALRM)
    began = time.monotonic()
    with pytest.raises(OutOfTimeError):
        limited(work)
    assert SHORT <= time.monotonic() - began < 10
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_another_thread_is_ended() -> None:
    assert isinstance(in_thread(lambda: limited(endless)), OutOfTimeError)


def test_the_alarm_of_another_is_left_alone() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        with pytest.raises(OutOfTimeError):
            limited(endless)
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
        assert not rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("seconds", [None, 30.0])
def test_what_ends_in_time_is_not_disturbed(seconds: float | None) -> None:
    limited(lambda: time.sleep(0.01), seconds)
    assert in_thread(lambda: limited(lambda: time.sleep(0.01), seconds)) is None
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_nothing_comes_after_the_end() -> None:
    def work() -> None:
        limited(lambda: None, 0.05)
        time.sleep(0.2)
        sum(range(100_000))

    work()
    assert in_thread(work) is None


@pytest.mark.parametrize("where", ["main", "thread"])
def test_the_clock_is_set_anew(where: str) -> None:
    def work() -> None:
        with time_limit(SHORT) as clock:
            for _ in range(4):
                clock.restart(5 * SHORT)
                time.sleep(2 * SHORT)
            clock.restart(None)
            time.sleep(2 * SHORT)
            clock.restart(SHORT)
            endless()

    if where == "main":
        with pytest.raises(OutOfTimeError):
            work()
    else:
        assert isinstance(in_thread(work), OutOfTimeError)


def harmful(batch: Sequence[Document]) -> list[Document]:
    for item in batch:
        if "NEVER END" in item.text:
            endless()
    return list(batch)


def test_a_document_that_takes_too_long_is_a_failure_of_its_own() -> None:
    given = [
        Document("a", "good"),
        Document("b", "NEVER END", "b.txt"),
        Failure("c", "", "read", "x"),
        Document("d", ""),
    ]
    done = process_batch(given, stages=[("harmful", harmful)], check=False, timeout=SHORT)
    assert (done[0], done[2:]) == (given[0], given[2:])
    assert isinstance(done[1], Failure)
    assert (done[1].doc_id, done[1].source, done[1].stage) == ("b", "b.txt", "timeout")
    assert done[1].error.startswith("the document took longer than 0.15 s; what to do: raise --timeout")
    began = time.process_time()
    (alone,) = process_batch(given[1:2], stages=[("harmful", harmful)], timeout=SHORT)
    assert alone == done[1]
    assert time.process_time() - began < 1.8 * SHORT  # not tried a second time


def test_the_api_has_a_limit() -> None:
    pipeline = gliomine.load(model="none", timeout=SHORT)
    pipeline.stages = (("harmful", harmful),)
    with pytest.raises(PipelineError, match=r"longer than 0\.15 s.*document 0, stage timeout"):
        pipeline.process("NEVER END")
    assert Pipeline(Config(), only=[]).timeout == 60.0
    assert gliomine.load(model="none", timeout=None).timeout is None


def endless_lines(path: Path, *, doc_id: str, source: str, config: object) -> Iterator[Document]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if "HANG" in line:
            endless()
        yield Document(f"{doc_id}#{number}", line, source)


read = endless_lines  # the name that the registry looks for


def test_the_engine_inline_has_a_limit_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gliomine.readers import READERS, Reader

    monkeypatch.setitem(READERS, "lines", Reader("lines", (".lines",), __name__, "a record a line", records=True))
    pipeline = Pipeline(Config(), only=[], timeout=None)
    pipeline.stages = (("harmful", harmful),)
    monkeypatch.setattr(Worker, "load", lambda worker: setattr(worker, "pipeline", pipeline) or pipeline)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Good", encoding="utf-8")
    (folder / "b.lines").write_text("one\nNEVER END\nthree\nfour\n", encoding="utf-8")
    (folder / "c.lines").write_text("one\nHANG\nthree\n", encoding="utf-8")
    (folder / "d.txt").write_text("Good", encoding="utf-8")
    options = RunOptions(engine="inline", timeout=SHORT, limits=WorkLimits(unit_documents=3), formats=("parquet",))

    def work() -> tuple[list[str], dict[str, str]]:
        run([str(folder)], output=tmp_path / "out", config=Config(), options=options)
        tables = read_tables(tmp_path / "out")
        failures = tables["failures"]
        return list(tables["documents"]["doc_id"]), dict(zip(failures["doc_id"], failures["stage"], strict=True))

    documents, failures = work()
    assert documents == ["a.txt", "b.lines#0", "b.lines#2", "b.lines#3", "d.txt"]
    assert failures == {"b.lines#1": "timeout", "c.lines": "timeout"}
    # A longer limit tries again what took too long.
    pipeline.stages = ()
    options = RunOptions(engine="inline", timeout=60.0, limits=WorkLimits(unit_documents=3), formats=("parquet",))
    (folder / "c.lines").write_text("one\nthree\n", encoding="utf-8")
    documents, failures = work()
    assert documents == ["a.txt", *(f"b.lines#{n}" for n in range(4)), "c.lines#0", "c.lines#1", "d.txt"]
    assert failures == {}
