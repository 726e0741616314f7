"""What a second run does to what a first one left: changed, removed, damaged, held by another."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gliomine
import pytest
from gliomine.config import Config, MentionConfig, RunOptions, WorkLimits, WriteOptions
from gliomine.errors import ConfigError, PipelineError
from gliomine.runs import runner
from gliomine.runs.discovery import discover
from gliomine.runs.lock import locked
from gliomine.runs.runner import run
from gliomine.runs.summary import RunSummary
from gliomine.runs.worker import Worker
from gliomine.stages import Pipeline

NONE = Config(mentions=MentionConfig(model="none"))


def work(inputs: Path, output: Path, **options: Any) -> RunSummary:
    return run([str(inputs)], output=output, config=NONE, options=RunOptions(engine="inline", **options))


def rows(output: Path, table: str) -> list[dict[str, str]]:
    with (output / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def digests(output: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((output / "tables").iterdir())}


LOADED: dict[Config, Pipeline] = {}


@pytest.fixture(autouse=True)
def stages_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the stages once for all runs of this file."""

    def load(worker: Worker) -> Pipeline:
        if worker.config not in LOADED:
            LOADED[worker.config] = Pipeline(worker.config)
        worker.pipeline = LOADED[worker.config]
        return worker.pipeline

    monkeypatch.setattr(Worker, "load", load)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "z.txt"):
        (folder / name).write_text(f"Abstract\nGlioma was not seen in {name}.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("gone", ["a.txt", "b.txt", "z.txt"])
def test_a_removed_file_leaves_the_tables_and_formats(pages: Path, tmp_path: Path, gone: str) -> None:
    out = tmp_path / "out"
    work(pages, out, formats=("csv", "brat"))
    (pages / gone).unlink()
    summary = work(pages, out, formats=("csv",))
    left = sorted({"a.txt", "b.txt", "z.txt"} - {gone})
    assert [row["doc_id"] for row in rows(out, "documents")] == left
    assert (summary.documents, summary.worked) == (2, 0)
    # A format that was not asked for again is not left with what has gone.
    assert sorted({path.name.split(".")[0] for path in (out / "brat").iterdir() if path.suffix == ".txt"}) == [
        name[0] for name in left
    ]


def test_other_write_options_write_the_files_again(pages: Path, tmp_path: Path) -> None:
    (pages / "a.txt").write_text("=1+1", encoding="utf-8")
    out = tmp_path / "out"
    work(pages, out)
    assert rows(out, "documents")[0]["text"] == "'=1+1"
    assert work(pages, out, write=WriteOptions(neutralise=False)).worked == 0
    assert rows(out, "documents")[0]["text"] == "=1+1"


def test_a_format_that_is_added_later_changes_nothing_else(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = work(pages, out, formats=("csv",))
    times = {path: path.stat().st_mtime_ns for path in (out / "tables").iterdir()}
    for formats in (("brat",), ("csv",)):
        summary = work(pages, out, formats=formats)
        assert {path: path.stat().st_mtime_ns for path in (out / "tables").iterdir()} == times
        added = {path.relative_to(out).as_posix() for path in (out / "brat").iterdir()}
        assert set(summary.files) == {*first.files, *added} and len(added) > 3
        assert json.loads((out / "run.json").read_text(encoding="utf-8"))["formats"] == ["brat", "csv", "parquet"]


def test_force_removes_what_the_run_before_wrote_and_nothing_else(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    work(pages, out, formats=("brat", "jsonl"))
    inside, outside = out / "mine.txt", tmp_path / "victim.txt"
    for path in (inside, outside):
        path.write_text("x", encoding="utf-8")
    listed = out / ".parts" / "files.json"
    named = ["../victim.txt", str(outside), "brat/../../victim.txt", "", 7]
    listed.write_text(json.dumps([*json.loads(listed.read_text("utf-8")), *named]), encoding="utf-8")
    (out / "link").symlink_to(tmp_path)
    listed.write_text(json.dumps([*json.loads(listed.read_text("utf-8")), "link/victim.txt"]), encoding="utf-8")
    work(pages, out, force=True)
    assert inside.exists()
    assert outside.exists()
    assert not list((out / "brat").glob("*"))
    assert not list(out.glob("*.jsonl"))


def test_parts_that_nothing_uses_are_deleted(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    work(pages, out)
    before = {path.name for path in (out / ".parts").glob("*.parquet")}
    for path in pages.iterdir():
        path.write_text("Other glioma.", encoding="utf-8")
    work(pages, out)
    after = {path.name for path in (out / ".parts").glob("*.parquet")}
    assert after
    assert not before & after


def test_failures_are_counted_and_types_stand_by_number(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Glioma and glioblastoma; mice; temozolomide.", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\x00\x01")
    summary = work(folder, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (summary.documents, summary.failures, summary.tables["failures"]) == (1, 1, 1)
    assert (manifest["failures"], manifest["tables"]["documents"]) == (1, 1)
    assert list(summary.mentions) == sorted(summary.mentions, key=lambda name: (-summary.mentions[name], name))
    assert summary.mentions["disease"] == 2
    assert (summary.worked, summary.words) == (2, 5)


def damaged(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def act(out: Path) -> None:
        path = sorted(out.glob(name))[0]
        path.write_bytes(change(path.read_bytes()))

    return act


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 16]) + data[middle + 1 :]


PARTS = ("an empty part", "half a part", "a bit of a part")
DAMAGE: dict[str, Callable[[Path], None]] = {
    "an empty part": damaged(".parts/*.parquet", lambda data: b""),
    "half a part": damaged(".parts/*.parquet", lambda data: data[: len(data) // 2]),
    "a bit of a part": damaged(".parts/*.parquet", flipped),
    "an empty CSV": damaged("tables/mentions.csv", lambda data: b""),
    "a bit of a CSV": damaged("tables/documents.csv", flipped),
    "half a table": damaged("tables/links.parquet", lambda data: data[: len(data) // 2]),
    "half a database": damaged("tables.sqlite", lambda data: data[: len(data) // 2]),
    "half of run.json": damaged("run.json", lambda data: data[: len(data) // 2]),
    "run.json of another form": damaged("run.json", lambda data: b"[1]"),
    "no parts": lambda out: shutil.rmtree(out / ".parts"),
    "the list of files": damaged(".parts/files.json", lambda data: b"{"),
    "the number of the run": damaged(".parts/runs.json", lambda data: b"[]"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_was_damaged_is_done_again(pages: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "out"
    work(pages, out, formats=("csv", "sqlite"))
    wanted, database = digests(out), (out / "tables.sqlite").stat().st_size
    DAMAGE[damage](out)
    if damage in PARTS:
        (out / "run.json").unlink()
    summary = work(pages, out, formats=("csv", "sqlite"))
    assert digests(out) == wanted
    assert (out / "tables.sqlite").stat().st_size == database
    assert summary.damaged == (damage in PARTS)
    assert work(pages, out, formats=("csv", "sqlite")).worked == 0


class Killed(BaseException):
    """The run is killed."""


@pytest.mark.parametrize("step", ["write_tables", "write_format"])
def test_a_run_that_is_killed_at_its_end_leaves_no_manifest_of_other_tables(
    pages: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opens the folder then must not take what is there for a finished run."""
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    work(pages, out)
    (pages / "a.txt").write_text("Abstract\nAstrocytoma.\n", encoding="utf-8")

    def kill(*given: object, **more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(runner, step, kill)
        work(pages, out)
    assert not (out / "run.json").exists()
    assert work(pages, out).worked == 0
    work(pages, fresh)
    assert digests(out) == digests(fresh)


def test_a_part_of_another_run_is_not_joined(pages: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    work(pages, out)
    wanted = digests(out)
    run(
        [str(pages)],
        output=other,
        config=Config(mentions=MentionConfig(model="none", min_score=0.9)),
        options=RunOptions(engine="inline"),
    )
    for path in (other / ".parts").glob("*.parquet"):
        shutil.copy(path, out / ".parts")
    (out / "run.json").unlink()
    assert work(pages, out).damaged == 1
    assert digests(out) == wanted


def test_a_damaged_identity_is_told_and_force_begins_anew(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    work(pages, out)
    wanted = digests(out)
    (out / ".parts" / "run-identity.json").write_text("{", encoding="utf-8")
    with pytest.raises(PipelineError, match="--force"):
        work(pages, out)
    assert work(pages, out, force=True).worked == 3
    assert digests(out) == wanted


def test_one_run_at_a_time(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with locked(out / ".parts", where="out"), pytest.raises(ConfigError, match=f"process {os.getpid()} on"):
        work(pages, out)
    assert work(pages, out).documents == 3
    # What a run that was killed left behind stops nobody.
    (out / ".parts" / "lock").write_text('{"process": 1, "host": "elsewhere", "started": "never"}', encoding="utf-8")
    assert work(pages, out).worked == 0


def test_a_refused_run_leaves_no_folder(pages: Path, tmp_path: Path) -> None:
    deep = tmp_path / "new" / "out"
    with pytest.raises(ConfigError):
        run([str(pages), str(pages)], output=deep, config=NONE, options=RunOptions(engine="inline"))
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.docx").write_bytes(b"precious")
    with pytest.raises(ConfigError, match="not empty"):
        work(pages, full)
    assert [path.name for path in full.iterdir()] == ["thesis.docx"]


def test_outputs_are_no_inputs(pages: Path, tmp_path: Path) -> None:
    for _ in range(3):
        summary = work(pages, pages / "out")
        assert summary.documents == 3
    other = work(pages, pages / "second")
    assert (other.documents, other.skipped["output folder of a run"]) == (3, 2)
    for place in (pages, pages / "out" / "tables", pages / "out" / "tables" / "documents.csv"):
        with pytest.raises(ConfigError, match="output folder"):
            work(place, pages if place == pages else pages / "out")


def test_a_folder_named_like_a_file_keeps_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "m.txt").mkdir(parents=True)
    (folder / "m.txt" / "n.txt").write_text("Glioma n", encoding="utf-8")
    (folder / "m.txt-a.txt").write_text("Glioma a", encoding="utf-8")
    (folder / "m.txt!x.txt").symlink_to("nowhere")
    ids = [item.doc_id for item in discover([str(folder)])]
    assert ids == ["m.txt", "m.txt!x.txt", "m.txt-a.txt", "m.txt/n.txt"] == sorted(ids)
    made = []
    for size in (128, 1):
        out = tmp_path / f"out{size}"
        for _ in range(3):
            work(folder, out, limits=WorkLimits(unit_documents=size))
            made.append(digests(out))
    assert all(found == made[0] for found in made)


def test_credentials_stand_in_no_file(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://user:secret@store/in/a.txt", "w") as stream:
        stream.write("Glioma.")
    gliomine.run("memory://user:secret@store/in", output=tmp_path / "out", engine="inline", model="none")
    for path in [*(tmp_path / "out").rglob("*.json"), *(tmp_path / "out" / "tables").glob("*.csv")]:
        assert "secret" not in path.read_text(encoding="utf-8"), path


def test_documents_of_which_less_than_half_is_read_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for read in (30, 45, 55, 60, 80):  # of a hundred words
        words = ["rats"] * read, ["moor"] * (100 - read)
        text = f"Abstract\n{' '.join(words[0])}.\n\nReferences\n{' '.join(words[1])}.\n"
        (folder / f"{read}.txt").write_text(text, encoding="utf-8")
    summary = work(folder, tmp_path / "out", formats=("csv",))
    shares = {row["doc_id"]: float(row["read_share"]) for row in rows(tmp_path / "out", "documents")}
    assert [share > 0.5 for share in shares.values()] == [False, False, True, True, True]
    assert 0.5 < shares["60.txt"] < 0.625
    assert summary.little_read == 2
