"""What a run does to its output folder: what it takes for its own, what it removes, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

import pytest
from gliomine.errors import ConfigError, ResourceError
from gliomine.runs.discovery import check_claimed, check_inputs
from gliomine.runs.lock import _holder, locked
from gliomine.runs.output import Output
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import place_of

ME = {"inputs": ["a"], "settings": {"x": 1}}


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def left(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".parts" not in path.parts
    )


def test_only_what_is_old_is_removed(tmp_path: Path) -> None:
    place = Output(str(tmp_path))
    place.prepare(ME, force=False)
    write(tmp_path, "tables/a.csv", "tables/b.csv", "mine.txt", "new.csv", "run.json", ".parts/x.part.parquet.7.tmp")
    write(tmp_path, ".parts/x.part.parquet")
    place.note_files([tmp_path / "tables/b.csv", tmp_path / "tables/a.csv"])
    assert place.files() == ["tables/a.csv", "tables/b.csv"]
    place.drop_stale(["new.csv", "tables/b.csv"])
    assert left(tmp_path) == ["mine.txt", "new.csv", "run.json", "tables/b.csv"]
    assert place.files() == ["new.csv", "tables/b.csv"]
    place.prepare({"inputs": ["b"]}, force=True)
    assert left(tmp_path) == ["mine.txt"]
    assert place.files() == []
    assert sorted(path.name for path in (tmp_path / ".parts").iterdir()) == ["run-identity.json", "runs.json"]
    assert json.loads((tmp_path / ".parts" / "run-identity.json").read_text(encoding="utf-8")) == {"inputs": ["b"]}


def test_a_folder_of_others_is_refused_and_an_own_one_taken_up(tmp_path: Path) -> None:
    write(tmp_path, "mine.txt")
    with pytest.raises(ConfigError, match="is not empty and holds no run"):
        Output(str(tmp_path)).prepare(ME, force=False)
    Output(str(tmp_path)).prepare(ME, force=True)
    place = Output(str(tmp_path))
    place.prepare(ME, force=False)
    with pytest.raises(ConfigError, match=r"settings\.x: 1 -> 2"):
        Output(str(tmp_path)).prepare({**ME, "settings": {"x": 2}}, force=False)
    assert len(place.identity) == 16
    assert place.run == f"{place.identity}-2"


def test_a_run_notices_that_another_was_at_work_or_the_folder_vanished(tmp_path: Path) -> None:
    first, second = Output(str(tmp_path)), Output(str(tmp_path))
    first.prepare(ME, force=False)
    first.check_there()
    second.prepare(ME, force=False)
    second.check_there()
    with pytest.raises(ResourceError, match="another run has worked"):
        first.check_there()
    (tmp_path / ".parts" / "run-identity.json").unlink()
    with pytest.raises(ResourceError, match="vanished"):
        second.check_there()


@pytest.mark.parametrize(
    ("identity", "told"), [("[1]", "no object"), ("{", "a file that a run wrote is damaged"), ("", "is damaged")]
)
def test_a_damaged_identity(tmp_path: Path, identity: str, told: str) -> None:
    Output(str(tmp_path)).prepare(ME, force=False)
    (tmp_path / ".parts" / "run-identity.json").write_text(identity, encoding="utf-8")
    with pytest.raises(ResourceError, match=told):
        Output(str(tmp_path)).prepare(ME, force=False)
    Output(str(tmp_path)).prepare(ME, force=True)
    assert json.loads((tmp_path / ".parts" / "run-identity.json").read_text(encoding="utf-8")) == ME


@pytest.mark.parametrize(
    ("listed", "files"), [('["a.csv", "../b", "/c", "", 3]', ["a.csv"]), ('{"a": 1}', []), ("[", [])]
)
def test_what_a_list_of_files_may_hold(tmp_path: Path, listed: str, files: list[str]) -> None:
    place = Output(str(tmp_path))
    place.prepare(ME, force=False)
    (tmp_path / ".parts" / "files.json").write_text(listed, encoding="utf-8")
    assert place.files() == files


def test_a_refused_run_takes_away_what_only_its_lock_needed(tmp_path: Path) -> None:
    deep = tmp_path / "one" / "two"
    for refused in (True, False):
        place = Output(str(deep))
        if refused:
            with pytest.raises(ConfigError), place.locked():
                raise ConfigError("wrong")
            assert not (tmp_path / "one").exists()
        else:
            with pytest.raises(ConfigError), place.locked():
                place.prepare(ME, force=False)
                raise ConfigError("wrong")
            assert (deep / ".parts" / "run-identity.json").is_file()
    write(tmp_path, "kept/mine.txt")
    with pytest.raises(ConfigError), Output(str(tmp_path / "kept")).locked():
        raise ConfigError("wrong")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine.txt"]
    # A folder that vanished meanwhile changes nothing of what is told.
    with pytest.raises(ConfigError, match="wrong"), Output(str(deep)).locked():
        shutil.rmtree(deep)
        raise ConfigError("wrong")
    for name, told in ((str(tmp_path / "kept" / "mine.txt"), "is a file"), ("", "has no name")):
        with pytest.raises(ConfigError, match=told), Output(name).locked():
            pass


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"process": 7, "host": "fen", "started": "May"}', "process 7 on fen, since May"),
        ('{"process": 7}', "it does not say which"),
        ("[]", "it does not say which"),
        ("", "it does not say which"),
    ],
)
def test_who_holds_a_lock(tmp_path: Path, text: str, told: str) -> None:
    assert _holder(tmp_path / "lock") == "it does not say which"
    (tmp_path / "lock").write_text(text, encoding="utf-8")
    assert _holder(tmp_path / "lock") == told


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("out", True), ("out/tables", True), ("out/.parts/x", True), ("out/tables/a.txt", True), ("in", False),
        ("out/mine", False), ("out/tables2", False), (".", False),
    ],
)  # fmt: skip
def test_what_a_run_writes_is_none_of_its_inputs(tmp_path: Path, name: str, refused: bool) -> None:
    write(tmp_path, "in/a.txt", "out/tables/a.txt", "out/.parts/x/a.txt", "out/mine/a.txt", "out/tables2/a.txt")
    inputs, output = [str(tmp_path / "in"), str(tmp_path / name)], str(tmp_path / "out")
    if refused:
        with pytest.raises(ConfigError, match="the input is the output folder"):
            check_inputs(inputs, output=output)
    else:
        check_inputs(inputs, output=output)
    check_inputs(inputs)


def test_an_input_of_which_nothing_is_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing in the input is read: it is empty"):
        check_claimed([str(tmp_path)])
    write(tmp_path, "b.jpeg", "a.jpeg", ".c")
    with pytest.raises(ConfigError, match=r"read: 2 skipped \(\.jpeg, .*\), 1 skipped \(hidden\); where: "):
        check_claimed([str(tmp_path)])
    write(tmp_path, "d.txt")
    check_claimed([str(tmp_path)])


def test_a_lock_tells_who_holds_it_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "lock").write_text("x" * 1000, encoding="utf-8")  # of a run that was killed
    with locked(tmp_path / "parts", where="out"):
        held = json.loads((tmp_path / "parts" / "lock").read_text(encoding="utf-8"))
        assert (held["process"], held["host"]) == (os.getpid(), socket.gethostname())
        again = locked(tmp_path / "parts", where="out")
        with pytest.raises(ConfigError, match=f"process {os.getpid()} on .*; where: out; "), again:
            raise AssertionError
    with locked(tmp_path / "parts", where="out"):
        pass

    def refuse(*given: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)  # a file system without locks is used without them
    with locked(tmp_path / "new" / "parts", where="out"), locked(tmp_path / "new" / "parts", where="out"):
        pass


@pytest.mark.parametrize(("identity", "taken"), [(ME, True), (None, False), ({}, False), ([1], False), ("x", False)])
def test_a_run_whose_parts_were_deleted_keeps_its_outputs(
    tmp_path: Path, identity: object, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "tables/a.csv", "mine.txt")
    told = {"files": ["tables/a.csv", "../b", "/c"], "formats": [], "tables": {}, "options": {}, "checksums": {}}
    (tmp_path / "run.json").write_text(json.dumps({**told, "identity": identity}), encoding="utf-8")
    place = Output(str(tmp_path))
    if taken:
        place.prepare(ME, force=False)
        assert place.files() == ["tables/a.csv"]
        place.drop_stale([])
        assert left(tmp_path) == ["mine.txt", "run.json"]
    else:
        with pytest.raises(ConfigError, match="holds no run"):
            place.prepare(ME, force=False)
        assert left(tmp_path) == ["mine.txt", "run.json", "tables/a.csv"]


def test_tables_that_are_begun_belong_to_the_run(tmp_path: Path) -> None:
    place = Output(str(tmp_path))
    place.prepare(ME, force=False)
    write(tmp_path, "run.json")
    place.begin_tables()
    assert not (tmp_path / "run.json").exists()
    assert place.files() == sorted(place_of(name) for name in table_schemas())


def test_of_an_address_only_names_are_looked_at(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    place = Output("memory://of-an-address/", staging=tmp_path)
    assert (place.place, place.parts) == ("memory://of-an-address", "memory://of-an-address/.parts")
    names = ["a.csv", "b/c.csv", "../b", "b/../c", "/c", "", 3, None]
    place.store.write("files.json", json.dumps(names).encode())
    assert place.files() == ["a.csv", "b/c.csv"]


def test_a_file_that_a_run_writes_is_readable_text(tmp_path: Path) -> None:
    place = Output(str(tmp_path))
    place.prepare({"µ": [1]}, force=False)
    text = (tmp_path / ".parts" / "run-identity.json").read_bytes().decode()
    assert text == '{\n  "µ": [\n    1\n  ]\n}\n'
