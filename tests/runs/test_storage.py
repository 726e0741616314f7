"""Where runs are kept: folders and addresses behave alike, and so do the runs in them."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import Config, MentionConfig, RunOptions
from gliomine.errors import ConfigError, ResourceError
from gliomine.runs.discovery import check_inputs, discover
from gliomine.runs.runner import run
from gliomine.runs.storage import is_url, local_copy, open_store
from gliomine.runs.summary import RunSummary
from gliomine.runs.unit import Item
from gliomine.runs.worker import Worker, content_key
from gliomine.stages import Pipeline

fsspec = pytest.importorskip("fsspec")
NONE = Config(mentions=MentionConfig(model="none"))
LOADED: list[Pipeline] = []


@pytest.fixture(autouse=True)
def empty_memory() -> Iterator[None]:
    """Begin without what another test left in the memory of this process."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield
    fs.store.clear()


@pytest.fixture(params=["folder", "memory", "address of a folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return {"folder": str(tmp_path / "s"), "memory": "memory://s", "address of a folder": f"file://{tmp_path}/s"}[
        request.param
    ]


def test_a_store_holds_what_was_written(place: str) -> None:
    store = open_store(place, make=True)
    assert (store.names(".a"), store.has("x.a")) == ([], False)
    for name in ("b.a", "a.a", "c.b", "sub/d.a"):
        store.write(name, name.encode())
    assert store.names(".a") == ["a.a", "b.a"]
    assert [store.has(name) for name in ("a.a", "sub/d.a", "sub", "d.a")] == [True, True, False, False]
    store.write("a.a", b"new")
    with store.open("a.a") as stream:
        assert stream.read() == b"new"
    with pytest.raises(FileNotFoundError):
        store.open("none.a").read()
    for _ in range(2):  # what has gone may be removed again
        store.delete("a.a")
    assert store.names(".a") == ["b.a"]
    assert store.names(".tmp") == []


def test_an_address_of_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(f"file://{tmp_path}/s")
    store.write("sub/a.a", b"before")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write("sub/a.a", b"after")
    with store.open("sub/a.a") as stream:
        assert stream.read() == b"before"
    assert [path.name for path in (tmp_path / "s" / "sub").iterdir()] == ["a.a"]


def test_what_another_process_wrote_behind_an_address_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such file systems remember what they have listed."""
    store = open_store("memory://s", make=True)
    fs = fsspec.filesystem("memory")
    remembered: dict[str, Any] = {}
    for name in ("ls", "isfile"):
        real = getattr(fs, name)

        def look(path: str, *given: Any, real: Any = real, name: str = name, **more: Any) -> Any:
            return remembered.setdefault(name + path, real(path, *given, **more))

        monkeypatch.setattr(fs, name, look, raising=False)
    monkeypatch.setattr(fs, "invalidate_cache", lambda *given: remembered.clear(), raising=False)
    for name in ("a.a", "b.a"):
        assert not store.has(name)
        put(f"s/{name}", "x")
        assert store.has(name)
        assert name in store.names(".a")


def test_a_folder_that_vanished_is_not_made_again_by_a_worker(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        open_store(str(tmp_path / "gone")).write("a", b"x")
    assert not (tmp_path / "gone").exists()


def test_an_address_that_nothing_opens() -> None:
    with pytest.raises(ResourceError, match=r"cannot be opened.*where: nosuch://bucket/run; expected"):
        open_store("nosuch://user:secret@bucket/run?token=secret")
    assert [is_url(name) for name in ("s3://a", "a/b://c", "C:\\a", "://a")] == [True, False, False, False]


def put(name: str, text: str) -> None:
    with fsspec.open(f"memory://{name}", "w", encoding="utf-8") as stream:
        stream.write(text)


def test_files_behind_an_address_are_found_as_in_a_folder() -> None:
    for name in ("in/b.txt", "in/sub/a.txt", "in/.hidden/a.txt", "in/.x.txt", "in/c.jpeg", "in/B.TXT"):
        put(name, "ten bytes!")
    skipped: Counter[str] = Counter()
    items = list(discover(["memory://in/"], skipped=skipped))
    assert [(item.doc_id, item.source, item.size, item.problem) for item in items] == [
        ("B.TXT", "memory://in/B.TXT", 10, None),
        ("b.txt", "memory://in/b.txt", 10, None),
        ("sub/a.txt", "memory://in/sub/a.txt", 10, None),
    ]
    assert dict(skipped) == {"hidden": 2, ".jpeg, a suffix that no reader claims": 1}
    assert list(discover(["memory://in/sub/a.txt"])) == [
        Item("a.txt", "memory://in/sub/a.txt", "memory://in/sub/a.txt", 10)
    ]
    with pytest.raises(ConfigError, match="no such input"):
        check_inputs(["memory://in/none.txt"])
    check_inputs(["memory://in"], output="memory://in")
    with local_copy(items[2].path) as copy:
        assert (copy.name, copy.read_text(encoding="utf-8")) == ("a.txt", "ten bytes!")
    assert not copy.exists()


def test_the_key_of_a_remote_file_tells_its_content() -> None:
    put("in/a.txt", "Glioma.")
    (item,) = discover(["memory://in"])
    first = content_key(item, config=NONE)
    assert first.startswith("remote:")
    assert content_key(item, config=NONE) == first
    put("in/a.txt", "Other.")
    assert content_key(item, config=NONE) != first
    fsspec.filesystem("memory").rm("/in/a.txt")
    assert content_key(item, config=NONE).startswith("unreadable:")


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the stages once for all runs of this file."""

    def load(worker: Worker) -> Pipeline:
        LOADED[:] = LOADED or [Pipeline(worker.config)]
        worker.pipeline = LOADED[0]
        return worker.pipeline

    monkeypatch.setattr(Worker, "load", load)


def work(inputs: str, output: str, **options: Any) -> RunSummary:
    return run([inputs], output=output, config=NONE, options=RunOptions(engine="inline", **options))


def files(output: str) -> dict[str, str]:
    """Return name -> checksum of what a reader of the output sees, without what tells the time."""
    fs, root = fsspec.core.url_to_fs(output)
    names = [path for path in fs.find(root) if "/.parts/" not in path and not path.endswith("run.json")]
    return {path.removeprefix(root): hashlib.sha256(fs.cat_file(path)).hexdigest() for path in sorted(names)}


def parts(output: str) -> set[str]:
    return set(open_store(f"{output}/.parts").names(".part.parquet"))


@pytest.mark.usefixtures("light")
def test_runs_in_an_address_are_as_those_in_a_folder(tmp_path: Path) -> None:
    out, folder = "memory://out", str(tmp_path / "out")
    for name in ("a", "b", "z"):
        put(f"in/{name}.txt", f"Abstract\nGlioma was not seen in {name}.\n")
    for place in (out, folder):
        summary = work("memory://in", place, formats=("csv", "brat"))
        assert (summary.documents, summary.failures, summary.worked) == (3, 0, 3)
        assert summary.mentions == {"disease": 3}
    wanted, kept = files(out), parts(out)
    assert wanted == files(folder)
    assert "/tables/documents.csv" in wanted
    again = work("memory://in", out, formats=("csv", "brat"))
    assert (again.worked, again.documents, parts(out)) == (0, 3, kept)
    # What is there no longer is made again, of the parts.
    fs = fsspec.filesystem("memory")
    fs.rm("/out/tables/mentions.csv")
    assert work("memory://in", out, formats=("csv", "brat")).worked == 0
    assert files(out) == wanted
    fs.rm("/in/b.txt")
    put("in/c.txt", "Abstract\nAstrocytoma.\n")
    for place in (out, folder):
        assert work("memory://in", place, formats=("csv",)).worked == 1
    changed = files(out)
    assert changed == files(folder)
    assert {name for name in changed if name.startswith("/brat") and "b.txt" in name} == set()
    manifest = json.loads(fs.cat_file("/out/run.json"))
    assert (manifest["tables"]["documents"], manifest["inputs"]["files"]) == (3, 3)


@pytest.mark.usefixtures("light")
def test_an_address_is_refused_and_cleared_as_a_folder_is() -> None:
    put("in/a.txt", "Glioma.")
    put("out/thesis.docx", "precious")
    with pytest.raises(ConfigError, match="not empty"):
        work("memory://in", "memory://out")
    work("memory://in", "memory://out/", force=True, formats=("brat",))
    assert any(name.startswith("/brat") for name in files("memory://out"))
    put("in/b.txt", "Glioma.")
    with pytest.raises(ConfigError, match="other settings or inputs"):
        work("memory://in/a.txt", "memory://out")
    work("memory://in/a.txt", "memory://out", force=True)
    left = files("memory://out")
    assert "/thesis.docx" in left
    assert not any(name.startswith("/brat") for name in left)
