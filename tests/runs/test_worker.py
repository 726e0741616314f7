"""Units: what is caught, what is cut, and where a long file goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gliomine.config import Config, WorkLimits
from gliomine.document import Document
from gliomine.readers import READERS, Reader
from gliomine.runs.parts import SUFFIX, read_covered
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Entry, Item, Moment, Step, Unit
from gliomine.runs.worker import Worker, content_key


def records(path: Path, *, doc_id: str, source: str, config: object) -> Iterator[Document]:
    """Read a test format: a record a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Document(f"{doc_id}#{line.split()[0]}", line, source)


read = records  # the name that the registry looks for


@pytest.fixture
def lines_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "lines", Reader("lines", (".lines",), __name__, "a record a line", records=True))


@pytest.mark.usefixtures("lines_reader")
def test_a_long_file_is_cut_and_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "a.lines"
    source.write_text("".join(f"r{number % 4} glioma\n" for number in range(10)), encoding="utf-8")
    store = open_store(str(tmp_path / "parts"), make=True)
    worker = Worker(Config(), WorkLimits(unit_documents=4), store)
    entries: tuple[Entry, ...] = (Entry(Item("a.lines", str(source), "a.lines")),)
    beats: list[Moment] = []
    ranges = []
    while entries:
        done = worker.run(Unit(entries), beat=beats.append)
        ranges += [(item.start, item.stop, item.rows) for item in read_covered(store, done.part)]
        entries = done.rest
    assert ranges == [(0, 4, 4), (4, 8, 4), (8, None, 2)]
    assert [at for at in beats if at.step is not Step.READING][:4] == [
        Moment("a.lines", Step.WORKING, 0, 4),
        Moment("a.lines", Step.STORING),
        Moment("a.lines", Step.WORKING, 4, 4),
        Moment("a.lines", Step.STORING),
    ]
    assert len(store.names(SUFFIX)) == 3
    from gliomine.runs.parts import read_column

    ids = [
        row["doc_id"]
        for name in store.names(SUFFIX)
        for row in read_column(store, name, "documents", [(0, 4)]).to_pylist()
    ]
    assert sorted(ids) == sorted(f"a.lines#r{n % 4}" + ("" if n < 4 else f"~{n // 4 + 1}") for n in range(10))
    # Another worker, which has not the file open, continues with the same ids.
    again = Worker(Config(), WorkLimits(unit_documents=4), open_store(str(tmp_path / "others"), make=True))
    done = again.run(Unit((Entry(Item("a.lines", str(source), "a.lines"), 8),)), beat=beats.append)
    assert done.part in store.names(SUFFIX)


def test_content_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Glioma", encoding="utf-8")
    item = Item("a.txt", str(path), "a.txt")
    first = content_key(item, config=Config())
    assert first.startswith("sha256:")
    path.write_text("gliomA", encoding="utf-8")
    assert content_key(item, config=Config()) != first
    path.unlink()
    assert content_key(item, config=Config()) == "unreadable:the file cannot be read (No such file or directory)"
