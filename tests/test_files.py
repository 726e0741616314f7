"""Files are there whole or not at all, and one module alone sees to that."""

from __future__ import annotations

import ast
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


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "index"
    with whole_folder(target) as scratch:
        (scratch / "old").write_bytes(b"1")
    with pytest.raises(ZeroDivisionError), whole_folder(target) as scratch:
        raise ZeroDivisionError
    assert [path.name for path in target.iterdir()] == ["old"]
    with whole_folder(target) as scratch:
        (scratch / "new").write_bytes(b"2")
    assert [path.name for path in target.iterdir()] == ["new"]
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
