"""Which files are found, under which ids, in which order, and what the rules leave out."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from gliomine.errors import ConfigError
from gliomine.runs.discovery import check_inputs, discover, printable
from gliomine.runs.unit import Item


def found(*inputs: Path) -> tuple[dict[str, Item], dict[str, int]]:
    skipped: Counter[str] = Counter()
    items = list(discover([str(path) for path in inputs], skipped=skipped))
    assert [item.doc_id for item in items] == sorted(item.doc_id for item in items)
    return {item.doc_id: item for item in items}, dict(skipped)


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Glioma", encoding="utf-8")


def test_ids_are_paths_in_code_point_order(tmp_path: Path) -> None:
    make(tmp_path, "a/z.txt", "a.txt", "a-b.txt", "b/c/d.TXT", "Z.txt", "é.txt", "x.txt.gz")
    items, skipped = found(tmp_path)
    assert list(items) == ["Z.txt", "a-b.txt", "a.txt", "a/z.txt", "b/c/d.TXT", "x.txt.gz", "é.txt"]
    assert skipped == {}


def test_the_order_of_the_inputs_does_not_matter(tmp_path: Path) -> None:
    make(tmp_path, "one/c.txt", "one/a.txt", "two/b.txt", "single.txt")
    inputs = [tmp_path / "one", tmp_path / "two", tmp_path / "single.txt"]
    assert list(found(*inputs)[0]) == list(found(*reversed(inputs))[0]) == ["a.txt", "b.txt", "c.txt", "single.txt"]


def test_hidden_files_and_unknown_suffixes_are_counted(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.txt", ".git/a.txt", "a.jpeg", "b", "c.txt")
    items, skipped = found(tmp_path)
    assert list(items) == ["c.txt"]
    assert skipped == {"hidden": 2, ".jpeg, a suffix that no reader claims": 1, "no suffix": 1}


def test_a_named_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    make(tmp_path, ".notes", "page.html")
    assert list(found(tmp_path / ".notes", tmp_path / "page.html")[0]) == [".notes", "page.html"]


def test_links(tmp_path: Path) -> None:
    make(tmp_path, "in/real.txt", "outside.txt", "in/sub/x.txt")
    folder = tmp_path / "in"
    for name, target in {
        "same.txt": "real.txt",
        "broken.txt": "nowhere.txt",
        "self.txt": "self.txt",
        "out.txt": "../outside.txt",
        "up.txt": ".",
        "down.txt": "sub",
        "sub/again": "..",
    }.items():
        (folder / name).symlink_to(target)
    items, skipped = found(folder)
    assert {name for name, item in items.items() if item.problem is None} == {"real.txt", "same.txt", "sub/x.txt"}
    problems = {name: item.problem for name, item in items.items() if item.problem is not None}
    assert problems == {
        "broken.txt": "it is a broken link or a loop of links (No such file or directory)",
        "self.txt": "it is a broken link or a loop of links (Too many levels of symbolic links)",
        "up.txt": "it is a link to a folder that holds it: a loop",
    }
    assert skipped == {"link that leaves the input folder": 1, "link to a folder": 2}
    assert {items[name].path for name in problems} == {str(folder / name) for name in problems}


def test_things_that_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "dir.txt/inner.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        items, skipped = found(tmp_path)
    assert list(items) == ["dir.txt", "dir.txt/inner.txt"]
    assert "folder" in (items["dir.txt"].problem or "")
    assert skipped == {"not a regular file": 2}


def test_odd_names(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/odd\xff\n.txt"
    with open(raw, "wb") as stream:  # noqa: PTH123 (a name that is no text)
        stream.write(b"Glioma")
    make(tmp_path, "-o.txt", "a b.txt", "😀.txt")
    items, _ = found(tmp_path)
    assert list(items) == ["-o.txt", "a b.txt", "odd%FF\n.txt", "😀.txt"]
    assert Path(items["odd%FF\n.txt"].path).read_bytes() == b"Glioma"


def test_names_that_are_escaped_alike_keep_apart(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"a\xff.txt", b"a%FF.txt", b"a%FF~2.txt", b"b.txt"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(name)
    items = list(discover([str(tmp_path)]))
    assert {item.doc_id: os.fsencode(item.path)[len(folder) + 1 :] for item in items} == {
        "a%FF.txt": b"a%FF.txt",
        "a%FF~2.txt": b"a%FF~2.txt",
        "a%FF~3.txt": b"a\xff.txt",
        "b.txt": b"b.txt",
    }
    assert [item.doc_id for item in items] == sorted(item.doc_id for item in items)


DEPTH = 1200


@pytest.fixture
def deep_folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder nested deeper than Python's call stack, and take it away again: pytest could not."""
    here = os.getcwd()  # noqa: PTH109
    os.chdir(tmp_path)
    for _ in range(DEPTH):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    Path("x.txt").write_text("Glioma", encoding="utf-8")
    yield tmp_path
    Path("x.txt").unlink()
    for _ in range(DEPTH):
        os.chdir("..")
        os.rmdir("d")  # noqa: PTH106
    os.chdir(here)


def test_deep_folders(deep_folder: Path) -> None:
    (name,) = found(deep_folder)[0]
    assert name == "d/" * DEPTH + "x.txt"


def test_missing_and_doubled_inputs(tmp_path: Path) -> None:
    make(tmp_path, "one/a.txt", "two/a.txt")
    with pytest.raises(ConfigError, match="no such input"):
        check_inputs([str(tmp_path / "none")])
    with pytest.raises(ConfigError, match="same document id"):
        found(tmp_path / "one", tmp_path / "two")


def test_the_first_file_comes_before_all_folders_are_read(tmp_path: Path) -> None:
    make(tmp_path, *[f"{number:02d}/a.txt" for number in range(50)])
    items = discover([str(tmp_path)])
    assert next(items).doc_id == "00/a.txt"
    for number in range(1, 50):
        (tmp_path / f"{number:02d}" / "a.txt").unlink()
    assert list(items) == []


def test_named_things_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to("nowhere.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    items, skipped = found(tmp_path / "broken.txt", tmp_path / "fifo.txt")
    place = str(tmp_path / "broken.txt")
    problem = "it is a broken link or a loop of links (No such file or directory)"
    assert list(items.values()) == [Item("broken.txt", place, place, problem=problem)]
    assert skipped == {"not a regular file": 1}


def test_a_folder_that_cannot_be_read_is_a_failure_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt", "sub/b.txt", "z.txt")
    scandir = os.scandir

    def refuse(place: str) -> object:
        if place == str(tmp_path / "sub"):
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refuse)
    items, skipped = found(tmp_path)
    problem = "the folder cannot be read (Permission denied)"
    assert list(items) == ["a.txt", "sub/.", "z.txt"]
    assert items["sub/."] == Item("sub/.", str(tmp_path), str(tmp_path), problem=problem)
    assert (items["z.txt"].source, items["z.txt"].size, skipped) == (str(tmp_path / "z.txt"), 6, {})


@pytest.mark.parametrize(
    ("names", "is_output"),
    [
        ((".parts/run-identity.json",), True),
        (("run.json", "tables/documents.parquet"), True),
        (("run.json",), False),
        (("tables/documents.parquet",), False),
        ((".parts/lock",), False),
    ],
)
def test_which_folders_are_outputs(tmp_path: Path, names: tuple[str, ...], is_output: bool) -> None:
    make(tmp_path, "in.txt", *(f"sub/{name}" for name in (*names, "a.txt")))
    skipped: Counter[str] = Counter()
    ids = [item.doc_id for item in discover([str(tmp_path)], skipped=skipped)]
    assert [name for name in ids if name.endswith(".txt")] == ["in.txt", "sub/a.txt"][: 1 if is_output else 2]
    assert skipped["output folder of a run"] == is_output
    # Its own is left out from the beginning, when nothing is in it yet.
    own = [item.doc_id for item in discover([str(tmp_path)], output=str(tmp_path / "x" / ".." / "sub"))]
    assert own == ["in.txt"]


def test_bytes_that_are_no_text_are_escaped_to_the_last() -> None:
    assert printable("\udc80\udcff\u00e9\ud7ff\ue000") == "%80%FF\u00e9\ud7ff\ue000"
