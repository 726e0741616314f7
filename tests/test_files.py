"""Files are there whole or not at all, and one module alone sees to that."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from gliomine.files import whole, whole_folder, whole_together, write_whole

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline" / "gliomine"


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole(target) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert target.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_several_files_are_there_together_or_not_at_all(tmp_path: Path) -> None:
    targets = [tmp_path / "made" / "a", tmp_path / "made" / "b"]
    with pytest.raises(ZeroDivisionError), whole_together(targets) as temporary:
        temporary[0].write_bytes(b"half")
        raise ZeroDivisionError
    assert list((tmp_path / "made").iterdir()) == []
    with whole_together(targets) as temporary:
        for number, path in enumerate(temporary):
            path.write_bytes(b"%d" % number)
    assert [path.read_bytes() for path in targets] == [b"0", b"1"]
    assert sorted((tmp_path / "made").iterdir()) == targets


def test_what_is_written_is_on_the_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def flushed(handle: int) -> None:
        place = Path(f"/proc/self/fd/{handle}").readlink()
        size = "" if place.is_dir() else f" of {place.stat().st_size}"
        done.append(f"flush {place.name}{size}")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append(f"rename to {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    folder = tmp_path / "in"
    with whole(folder / "a") as temporary:
        temporary.write_bytes(b"123")
    assert done == ["flush .a.tmp of 3", "rename to a", "flush in"]
    done.clear()
    write_whole(folder / "b", b"12345")
    assert done == [f"flush b.{os.getpid()}.tmp of 5", "rename to b", "flush in"]
    done.clear()
    with whole_together([folder / "c", folder / "d"]) as pair:
        for path in pair:
            path.write_bytes(b"1")
    names = ["flush .c.tmp of 1", "flush .d.tmp of 1", "rename to c", "rename to d", "flush in"]
    assert done == names


def test_what_an_earlier_writer_left_is_no_hindrance(tmp_path: Path) -> None:
    for path in (tmp_path / "new" / "a", tmp_path / "b"):
        with whole(path) as temporary:
            assert not temporary.exists()
            temporary.write_bytes(b"1")
        path.with_name(f".{path.name}.tmp").write_bytes(b"half of what was killed")
        with whole(path) as temporary:
            assert not temporary.exists()
            temporary.mkdir()  # a folder may take the place, too
            path.unlink()
        assert path.is_dir() and [item.name for item in path.parent.iterdir() if item.name.startswith(".")] == []


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "index"
    with whole_folder(target) as scratch:
        (scratch / "old").write_bytes(b"1")
    with pytest.raises(ZeroDivisionError), whole_folder(target) as scratch:
        raise ZeroDivisionError
    assert [path.name for path in target.iterdir()] == ["old"]
    with whole_folder(target) as scratch:
        (scratch / "new").write_bytes(b"2")
        assert (target / "old").exists() and scratch.parent == target.parent
    assert [path.name for path in target.iterdir()] == ["new"]
    assert target.stat().st_mode & 0o777 == 0o755
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a"
    write_whole(target, b"before")
    monkeypatch.setattr("gliomine.files.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, b"after")
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_else_renames_into_place() -> None:
    """`str.replace` takes two values and `dataclasses.replace` names; one value alone is a path's new name."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                plain = len(node.args) == 1 and not node.keywords
                if node.func.attr in ("rename", "renames", "fsync") or (node.func.attr == "replace" and plain):
                    found.add(path.relative_to(PACKAGE).as_posix())
    assert found == {"files.py"}
