"""Workers that die or hang: the guilty document is found, all others are finished."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gliomine.config import Config, RunOptions
from gliomine.errors import PipelineError
from gliomine.runs.engines import Job
from gliomine.runs.engines.supervisor import Supervisor
from gliomine.runs.parts import read_column
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Entry, Item, Moment, Step, Unit

GOOD = "Abstract\nGlioma cells grew."


ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def tests_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes find the harmful worker, which is no part of the package."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))


def unit_of(folder: Path, texts: dict[str, str]) -> Unit:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Unit(tuple(Entry(Item(name, str(folder / name), name)) for name in sorted(texts)))


def outcome(unit: Unit, parts: Path, *, timeout: float = 60.0) -> dict[str, tuple[str, str]]:
    """Run a unit with the harmful worker; doc_id -> stage and error, empty for a document."""
    if not parts.exists():
        parts.mkdir()
    supervisor = Supervisor(Job(Config(), RunOptions(timeout=timeout), str(parts)), module="tests.runs.engines.deadly")
    found: dict[str, tuple[str, str]] = {}
    try:
        for done in supervisor.run(unit):
            store = open_store(str(parts))
            for table in ("documents", "failures"):
                for row in read_column(store, done.part, table, [(0, done.documents + done.failures)]).to_pylist():
                    assert row["doc_id"] not in found
                    found[row["doc_id"]] = (row.get("stage", ""), row.get("error", ""))
    finally:
        supervisor.stop()
    return found


@pytest.mark.slow
def test_the_document_that_kills_workers_is_found(tmp_path: Path) -> None:
    texts = {f"{number}.txt": GOOD for number in range(6)} | {"3.txt": GOOD + " KILL THE WORKER"}
    found = outcome(unit_of(tmp_path / "in", texts), tmp_path / "parts")
    assert set(found) == set(texts)
    assert {name for name, (stage, _) in found.items() if stage} == {"3.txt"}
    assert found["3.txt"][0] == "worker"
    assert "killed by signal 9" in found["3.txt"][1]


@pytest.mark.slow
def test_the_document_that_never_ends_is_found(tmp_path: Path) -> None:
    texts = {"a.txt": GOOD, "b.txt": "NEVER END", "c.txt": GOOD, "d.txt": "RAISE", "e.txt": "NEVER END"}
    found = outcome(unit_of(tmp_path / "in", texts), tmp_path / "parts", timeout=2.0)
    assert {name: stage for name, (stage, _) in found.items()} == {
        "a.txt": "", "b.txt": "timeout", "c.txt": "", "d.txt": "harm", "e.txt": "timeout",
    }  # fmt: skip
    assert "longer than 2 s" in found["b.txt"][1]
    assert found["d.txt"][1] == "ValueError: the text asked for it"


@pytest.mark.slow
def test_a_worker_that_cannot_store_its_part_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(PipelineError, match="cannot be stored"):
        outcome(unit_of(tmp_path / "in", {"a.txt": GOOD}), tmp_path / "parts")


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        (None, 20),
        (Moment("a", Step.READING), 10),
        (Moment("a", Step.READING, size=500_000), 10),
        (Moment("book.pdf", Step.READING, size=2_600_000), 60),
        (Moment("a", Step.WORKING, 0, 1, 50_000), 10),
        (Moment("book.txt", Step.WORKING, 0, 1, 50_001), 20),
        (Moment("book.txt", Step.WORKING, 0, 1, 1_000_000), 200),
        (Moment("a", Step.WORKING, 0, 8, 9_000), 20),
        (Moment("a", Step.WORKING, 0, 8, 170_000), 40),
        (Moment("a", Step.STORING, size=9_999_999), 300),
    ],
)
def test_time_is_per_size(at: Moment | None, seconds: float) -> None:
    supervisor = Supervisor(Job(Config(), RunOptions(timeout=10.0), "parts"))
    assert supervisor.limit(at) == seconds


@pytest.mark.slow
def test_a_book_may_take_longer_than_a_paper_but_not_for_ever(tmp_path: Path) -> None:
    found = outcome(
        unit_of(tmp_path / "in", {"book.txt": GOOD + " Gliomas grew." * 4_000 + " NEVER END"}),
        tmp_path / "parts",
        timeout=2.0,
    )
    assert found["book.txt"][0] == "timeout"
    assert "longer than 4 s (2 times 2 s, for its size)" in found["book.txt"][1]
