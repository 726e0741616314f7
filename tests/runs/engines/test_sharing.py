"""How work is shared: among the threads of a machine, and in the calling process."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gliomine.config import Config, RunOptions
from gliomine.errors import ConfigError
from gliomine.runs.engines import ENGINES, Job, Units, inline, load_engine, local
from gliomine.runs.engines.local import _cores_of
from gliomine.runs.engines.supervisor import Supervisor
from gliomine.runs.unit import Entry, Item, Unit, UnitResult
from gliomine.runs.worker import Worker
from gliomine.stages import Pipeline

LIST = """processor\t: 0
physical id\t: {}
core id\t\t: 0

processor\t: 1
physical id\t: 0
core id\t\t: {}
"""


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        (LIST.format(0, 0), 1),
        (LIST.format(0, 1), 2),
        (LIST.format(1, 0), 2),
        ("model name\t: x\n", 0),
        ("model name\t: x: y: z\ncore id\t: 0\n", 1),
        ("core id\t: 0\n\ncore id\t: 1\n", 2),
        (None, 0),
    ],
)
def test_threads_of_one_core_are_one(tmp_path: Path, text: str | None, cores: int) -> None:
    place = tmp_path / "cpuinfo"
    if text is not None:
        place.write_text(text, encoding="utf-8")
    assert _cores_of(place) == cores


@pytest.mark.parametrize(
    ("allowed", "count", "cores", "found"),
    [
        ({0, 1, 2, 3}, 8, 2, 2),  # threads of two cores
        ({0}, 8, 4, 1),
        ({0, 1, 2}, 8, 0, 3),  # the list does not tell
        (None, 6, 0, 6),  # a system that does not say what is allowed
        (None, 6, 3, 3),
        (None, None, 0, 1),
        (set(), 8, 4, 1),
    ],
)
def test_how_many_workers_there_are_by_default(
    allowed: set[int] | None, count: int | None, cores: int, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if allowed is None:
        monkeypatch.delattr(os, "sched_getaffinity")
    else:
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: allowed)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    monkeypatch.setattr(local, "_cores_of", lambda path: cores if path == Path("/proc/cpuinfo") else 99)
    assert local.physical_cores() == found


class Slow(Supervisor):
    """A supervisor without a process: units named `wait` meet, `long` ones are cut in two, and all take a moment."""

    def run(self, unit: Unit) -> Iterator[UnitResult]:
        name = unit.entries[0].item.doc_id
        if name == "wait":
            MEETING.wait(10)
        time.sleep({"long": 0.3, "bad": 0.1}.get(name, 0.02))
        rest = (Entry(Item("wait", "", "")),) if name == "long" else ()
        if name == "bad":
            raise ValueError("bad")
        yield UnitResult(name, 1, 0, 0, rest)
        if name == "long":
            yield UnitResult(name, 1, 0, 0, rest)


MEETING = threading.Barrier(2)


def test_a_thread_without_work_waits_for_what_others_give_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a long file is worked on by all; who waits for it does not keep the machine busy."""
    monkeypatch.setattr(local, "Supervisor", Slow)
    waiting, asked = deque([Unit((Entry(Item("long", "", "")),))]), []

    def take() -> Unit | None:
        asked.append(1)
        return waiting.popleft() if waiting else None

    job = Job(Config(), RunOptions(workers=2), "parts")
    results = list(local.run(Units(take, waiting.append), job))
    assert sorted(item.part for item in results) == ["long", "long", "wait", "wait"]
    assert len(asked) < 40
    assert threading.active_count() < 20


def test_an_error_of_a_thread_is_raised_and_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "Supervisor", Slow)
    waiting = deque([Unit((Entry(Item(name, "", "")),)) for name in ("a", "bad", *"bcdefghijklmnop")])
    before = threading.active_count()
    found = []
    with pytest.raises(ValueError, match="bad"):
        for item in local.run(
            Units(lambda: waiting.popleft() if waiting else None, waiting.append),
            Job(Config(), RunOptions(workers=2), "parts"),
        ):
            found.append(item.part)
    assert "a" in found
    assert len(waiting) >= 3  # no more is begun
    assert threading.active_count() == before


def test_ctrl_c_before_all_threads_have_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "Supervisor", Slow)
    start, started = threading.Thread.start, []

    def interrupted(thread: threading.Thread) -> None:
        if started:
            raise KeyboardInterrupt
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(local.run(Units(lambda: None, print), Job(Config(), RunOptions(workers=3), "parts")))
    assert not started[0].is_alive()


@pytest.mark.parametrize(("asked", "made"), [(3, 3), (1, 1), (None, 2)])
def test_there_are_as_many_workers_as_asked_for(asked: int | None, made: int, monkeypatch: pytest.MonkeyPatch) -> None:
    several: list[Slow] = []

    def noted(job: Job) -> Slow:
        several.append(Slow(job))
        return several[-1]

    monkeypatch.setattr(local, "Supervisor", noted)
    monkeypatch.setattr(local, "physical_cores", lambda: 2)
    assert list(local.run(Units(lambda: None, print), Job(Config(), RunOptions(workers=asked), "parts"))) == []
    assert len(several) == made


def test_inline_loads_before_its_clock_runs_and_gives_each_step_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []

    class Clock:
        def restart(self, seconds: float | None) -> None:
            done.append(seconds)

    @contextmanager
    def limit(seconds: float) -> Iterator[Clock]:
        done.append(("limit", seconds))
        yield Clock()

    def load(worker: Worker) -> Pipeline:
        done.append("load")
        worker.pipeline = Pipeline(Config(), only=[], timeout=None)
        monkeypatch.setattr(Worker, "load", lambda worker: worker.pipeline)
        return worker.pipeline

    monkeypatch.setattr(inline, "time_limit", limit)
    monkeypatch.setattr(Worker, "load", load)
    for name in "ab":
        (tmp_path / name).write_text("x", encoding="utf-8")
    units = deque([Unit((Entry(Item(f"{name}.txt", str(tmp_path / name), name)),)) for name in "ab"])
    (tmp_path / "parts").mkdir()
    job = Job(Config(), RunOptions(timeout=7.0), str(tmp_path / "parts"))
    results = list(inline.run(Units(lambda: units.popleft() if units else None, units.append), job))
    assert [item.documents for item in results] == [1, 1]
    each = [("limit", 7.0), 7.0, 7.0, 7.0, None]  # opened, read, worked on, stored
    assert done == ["load", *each, *each]


def test_an_engine_is_known_by_its_name() -> None:
    assert [(name, item.name, item.module) for name, item in ENGINES.items()] == [
        (name, name, f"gliomine.runs.engines.{name}") for name in ("local", "dask", "inline")
    ]
    assert all(load_engine(name).__module__ == item.module for name, item in ENGINES.items())
    with pytest.raises(ConfigError, match="did you mean 'inline'"):
        load_engine("in-line")
