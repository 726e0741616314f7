"""What a run says of itself: what it is known by, what differs, its manifest, how much of its documents it has read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gliomine.config import Config, LinkConfig, MentionConfig, ReadConfig, RunOptions
from gliomine.errors import ConfigError
from gliomine.runs import identity as identity_module
from gliomine.runs.identity import (
    _folder_checksum,
    _package_version,
    check_same,
    differences,
    identity,
    model_checksums,
)
from gliomine.runs.join import Plan
from gliomine.runs.output import Output
from gliomine.runs.read_share import read_shares
from gliomine.runs.summary import RunSummary, versions
from gliomine.runs.unit import Entry, Item, Moment, Unit
from gliomine.runs.worker import Worker, content_key
from gliomine.stages import Pipeline
from gliomine.tables.stored import MANIFEST, place_of

SUMMARY = RunSummary("out", 2, 1, {"disease": 3}, {"documents": 2}, {"hidden": 1}, 0, 0, 3, 1001, 2.00049, ["a.csv"])


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"b": 1, "a": {"c": [1]}}, {"b": 2, "a": {"c": [2]}}, ["a.c: [1] -> [2]", "b: 1 -> 2"]),
        ({"a": 1}, {}, ["a: 1 -> null"]),
        ({}, {"a": "µ"}, ['a: null -> "µ"']),
        ({"a": {"b": 1}}, {"a": 1}, ['a: {"b": 1} -> 1']),
        # Eighty characters are shown, of more the two ends.
        ({"a": "x" * 78}, {"a": 1}, [f'a: "{"x" * 78}" -> 1']),
        ({"a": "x" * 39 + "y" * 40}, {"a": 1}, [f'a: "{"x" * 37} ... {"y" * 37}" -> 1']),
    ],
)
def test_what_differs_between_two_runs(old: dict[str, object], new: dict[str, object], lines: list[str]) -> None:
    assert differences(old, new) == lines
    if lines:
        with pytest.raises(ConfigError) as raised:
            check_same(old, new, where="out")
        assert "; ".join(lines) in str(raised.value)
    else:
        check_same(old, new, where="out")


def test_a_run_is_known_by_its_inputs_without_order_or_passwords() -> None:
    names = ["b/./c", "s3://me:word@place/x?key=1", "a//d/"]
    found = identity(names, Config())
    assert found["inputs"] == ["a/d", "b/c", "s3://place/x"]
    assert found == identity(names[::-1], Config())
    assert found["models"].keys() >= {"manifest"}
    assert len(found["code"]) == 64


def test_a_folder_is_known_by_names_and_content(tmp_path: Path) -> None:
    def sum_of(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files.items():
            (folder / "in").mkdir(parents=True, exist_ok=True)
            (folder / "in" / name).write_text(text, encoding="utf-8")
        assert _package_version(str(folder)) == _folder_checksum(folder)
        return _folder_checksum(folder)

    first = sum_of(a="1", b="2")
    assert first == sum_of(b="2", a="1")
    assert len({first, sum_of(a="2", b="1"), sum_of(a="1"), sum_of(a="1", c="2"), sum_of(a="12")}) == 5
    assert _package_version("no-such-package-at-all") == "not installed"
    assert _package_version("numpy") == versions()["numpy"]


def test_the_manifest_tells_speed_and_formats(tmp_path: Path) -> None:
    place = Output(str(tmp_path / "out"))
    place.prepare({"models": {"manifest": "1"}, "inputs": ["a"]}, force=False)
    (tmp_path / "out" / "a.csv").write_text("x", encoding="utf-8")
    options = RunOptions(formats=("csv",))
    plan = Plan("digest", {"a": "sha256:1"}, 4, frozenset())

    def written(summary: RunSummary, options: RunOptions = options) -> dict[str, object]:
        place.write_manifest(summary, plan=plan, config=Config(), options=options)
        found: dict[str, object] = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
        return found

    first = written(SUMMARY)
    assert first["timings"] == {"seconds": 2.0, "documents": 3, "words": 1001, "words_per_second": 500}
    assert first["inputs"] == {"files": 4, "checksums": {"a": "sha256:1"}, "skipped": {"hidden": 1}}
    assert (first["content"], first["models"], first["formats"]) == ("digest", {"manifest": "1"}, ["csv", "parquet"])
    assert first["checksums"] == {"a.csv": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    assert written(replace(SUMMARY, seconds=0.0))["timings"] == {
        "seconds": 0.0, "documents": 3, "words": 1001, "words_per_second": 0,
    }  # fmt: skip
    named = replace(options, scheduler="tcp://me:word@host:8786/x?token=1")
    assert written(SUMMARY, named)["options"]["scheduler"] == "tcp://host:8786/x"  # type: ignore[index]
    # Formats that are whole and of the same content go on being listed; not so where one has changed.
    assert written(SUMMARY, RunOptions(formats=("brat",)))["formats"] == ["brat", "csv", "parquet"]
    assert place.earlier_formats() == ["brat", "csv"]
    (tmp_path / "out" / "a.csv").write_text("y", encoding="utf-8")
    assert place.finished_formats("digest", options.write) == []
    assert written(SUMMARY, RunOptions(formats=("jsonl",)))["formats"] == ["jsonl", "parquet"]
    assert place.finished_formats("another", options.write) == []
    assert place.finished_formats("digest", replace(options.write, neutralise=False)) == []
    assert place.finished_formats("digest", options.write) == ["jsonl", "parquet"]


def test_a_report_that_is_added_later_is_part_of_the_run(tmp_path: Path) -> None:
    place = Output(str(tmp_path / "out"))
    place.note_sums(["report.html"])  # no run yet: nothing to note
    place.prepare({"inputs": ["a"]}, force=False)
    (tmp_path / "out" / "a.csv").write_text("x", encoding="utf-8")
    place.write_manifest(SUMMARY, plan=Plan("d", {}, 1, frozenset()), config=Config(), options=RunOptions())
    (tmp_path / "out" / "report.html").write_text("x", encoding="utf-8")
    place.note_sums(["report.html"])
    found = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert found["files"] == ["a.csv", "report.html"]
    assert found["checksums"]["report.html"] == found["checksums"]["a.csv"] is not None


def test_runs_in_a_folder_are_numbered(tmp_path: Path) -> None:
    runs = []
    for _ in range(3):
        place = Output(str(tmp_path / "out"))
        place.prepare({"inputs": ["a"]}, force=False)
        place.check_there()
        runs.append(place.run)
    assert [run.rpartition("-")[2] for run in runs] == ["1", "2", "3"]
    assert len({run.rpartition("-")[0] for run in runs}) == 1
    (tmp_path / "out" / ".parts" / "runs.json").write_text('{"last": "x"}', encoding="utf-8")
    place.prepare({"inputs": ["a"]}, force=False)
    assert place.number == 1


def test_less_than_half_is_little(tmp_path: Path) -> None:
    place = Output(str(tmp_path / "out"))
    path = tmp_path / "out" / place_of("documents")
    path.parent.mkdir(parents=True)
    pages = pa.array([None, 2, 3, 2, None], type=pa.int64())
    pq.write_table(pa.table({"read_share": [0.5, 0.49, 0.0, 0.0, 1.0], "unread_pages": pages}), path)
    assert read_shares(place) == (3, 7)


def test_a_file_over_the_limit_is_known_by_its_size_unless_it_is_read_by_records(tmp_path: Path) -> None:
    config = Config(read=ReadConfig(max_bytes=10))
    for name, size, begins in (("a.txt", 10, "sha256:"), ("b.txt", 11, "too large:11"), ("c.csv", 11, "sha256:")):
        (tmp_path / name).write_text("x" * size, encoding="utf-8")
        assert content_key(Item(name, str(tmp_path / name), name), config=config).startswith(begins)
    assert content_key(Item("d", "d", "d", problem="a loop"), config=config) == "problem:a loop"


@pytest.mark.parametrize(("start", "where"), [(0, ""), (2, "; where: record 3 and what follows")])
def test_a_file_that_has_vanished_or_changed_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: int, where: str
) -> None:
    empty = Pipeline(Config(), only=[], timeout=None)
    monkeypatch.setattr(Worker, "load", lambda worker: empty)
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    output = Output(str(tmp_path / "out"))
    worker = Worker(Config(), RunOptions().limits, output.store)
    beats: list[Moment] = []
    for gone, tail in ((False, ""), (True, "; it is no longer there")):
        if gone:
            path.unlink()
        done = worker.run(Unit((Entry(Item("a.txt", str(path), "a.txt"), start, None, "sha256:0"),)), beat=beats.append)
        assert (done.documents, done.failures, done.rest) == (0, 1, ())
        with output.store.open(done.part) as stream:
            (error,) = (row["error"] for row in pq.read_table(stream)["failures"].to_pylist()[0])
        assert error.startswith(f"the file changed while it was read{tail}{where}; expected")


def test_types_stand_by_number_and_name(tmp_path: Path) -> None:
    place = Output(str(tmp_path / "out"))
    path = tmp_path / "out" / place_of("mentions")
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table({"entity_type": ["b", "a", "c", "a", "b", "c", "c", "d"]}), path)
    assert list(place.mentions_by_type().items()) == [("c", 3), ("a", 2), ("b", 2), ("d", 1)]


def test_what_counts_as_the_code_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is carried out in a run, and its data; not the report, training, models, or what Python compiles."""
    monkeypatch.setattr(identity_module, "PACKAGE", tmp_path)
    sums = []
    for name, text in [
        ("a.py", "1"),
        ("a.py", "2"),
        ("sub/b.tsv", "1"),
        ("sub/c.tsv", "1"),
        ("report/page.py", "1"),
        ("training/a.py", "1"),
        ("_models/a.bin", "1"),
        ("__pycache__/a.pyc", "1"),
        ("sub/__pycache__/a.pyc", "1"),
        ("sub/report", "1"),
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        sums.append(identity_module._code_checksum.__wrapped__())
    first = [sums.index(value) for value in sums]
    assert first == [0, 1, 2, 3, 3, 3, 3, 3, 3, 9]


def test_what_is_loaded_besides_the_code(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a").write_text("1", encoding="utf-8")
    own = str(tmp_path / "own")
    plain = model_checksums(Config(mentions=MentionConfig(model="none")))
    assert plain == model_checksums(Config())
    assert plain.keys() == {"manifest"}
    assert model_checksums(Config(mentions=MentionConfig(model=own))) == {**plain, own: _folder_checksum(Path(own))}
    linked = model_checksums(Config(links=LinkConfig(knowledge_base=own)))
    assert linked == {**plain, "knowledge_base": _folder_checksum(Path(own))}
