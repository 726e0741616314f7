"""Units: what is caught, what is cut, and where a long file goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.config import Config, WorkLimits
from gliomine.document import Document, Failure
from gliomine.readers import READERS, Reader
from gliomine.runs import worker as worker_module
from gliomine.runs.parts import SUFFIX, read_column, read_covered
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Entry, Item, Moment, Step, Unit
from gliomine.runs.worker import Worker, _take, content_key
from gliomine.stages import Pipeline

OPENED: list[str] = []
GROWS: list[str] = []


def records(path: Path, *, doc_id: str, source: str, config: object) -> Iterator[Document]:
    """Read a test format: a record a line."""
    OPENED.append(path.name)
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Document(f"{doc_id}#{line.split()[0]}", line, source)
        if line in GROWS:
            with path.open("a", encoding="utf-8") as stream:
                stream.write("more\n")


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
    OPENED.clear()
    while entries:
        done = worker.run(Unit(entries), beat=beats.append)
        ranges += [(item.start, item.stop, item.rows) for item in read_covered(store, done.part)]
        entries = done.rest
    assert ranges == [(0, 4, 4), (4, 8, 4), (8, None, 2)]
    assert OPENED == ["a.lines"]
    assert [at for at in beats if at.step is not Step.READING][:4] == [
        Moment("a.lines", Step.WORKING, 0, 4),
        Moment("a.lines", Step.STORING),
        Moment("a.lines", Step.WORKING, 4, 4),
        Moment("a.lines", Step.STORING),
    ]
    assert len(store.names(SUFFIX)) == 3
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


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Return a worker without stages."""
    empty = Pipeline(Config(), only=[], timeout=None)
    monkeypatch.setattr(Worker, "load", lambda worker: empty)
    return Worker(Config(), WorkLimits(unit_documents=2), open_store(str(tmp_path / "parts"), make=True))


def rows(worker: Worker, *entries: Entry) -> tuple[list[str], list[str], tuple[Entry, ...]]:
    """Return the texts and errors of what a worker makes of entries, and what is left."""
    done = worker.run(Unit(entries), beat=lambda moment: None)
    tables = [read_column(worker.store, done.part, name, [(0, 99)]) for name in ("documents", "failures")]
    texts, errors = (table.column(column).to_pylist() for table, column in zip(tables, ("text", "error"), strict=True))
    assert (done.documents, done.failures) == (len(texts), len(errors))
    return texts, errors, done.rest


@pytest.mark.usefixtures("lines_reader")
def test_an_open_file_is_used_for_no_other(tmp_path: Path, bare: Worker) -> None:
    entries = {}
    for name in ("a", "b"):
        source = tmp_path / f"{name}.lines"
        source.write_text("".join(f"{name}{number}\n" for number in range(6)), encoding="utf-8")
        entries[name] = Entry(Item(f"{name}.lines", str(source), f"{name}.lines"))
    OPENED.clear()
    assert rows(bare, entries["a"])[0] == ["a0", "a1"]
    assert rows(bare, replace(entries["b"], start=2, end=4))[0] == ["b2", "b3"]
    assert rows(bare, replace(entries["a"], start=2))[0] == ["a2", "a3"]
    # Another content under the same name is read from its beginning; a place before the present one, too.
    source.write_text("".join(f"c{number}\n" for number in range(9)), encoding="utf-8")
    assert rows(bare, replace(entries["b"], start=4))[0] == ["c4", "c5"]
    assert rows(bare, replace(entries["b"], start=1, end=2))[0] == ["c1"]
    assert rows(bare, replace(entries["b"], start=2, end=3))[0] == ["c2"]
    assert OPENED == ["a.lines", "b.lines", "a.lines", "b.lines", "b.lines"]


@pytest.mark.usefixtures("lines_reader")
@pytest.mark.parametrize(
    ("start", "end", "grows", "texts"),
    [
        (0, None, "", ["r0", "r1"]),
        (4, None, "", ["r4"]),
        (1, 3, "", ["r1", "r2"]),
        (0, None, "r0", None),
        (4, None, "r4", None),
        (1, 2, "r1", ["r1"]),  # it grows when the stretch has been read
        (1, 3, "r1", None),
        (4, 6, "", None),  # there are not so many
    ],
)
def test_what_is_read_of_a_file_that_changes_is_a_failure(
    tmp_path: Path, bare: Worker, start: int, end: int | None, grows: str, texts: list[str] | None
) -> None:
    source = tmp_path / "a.lines"
    source.write_text("r0\nr1\nr2\nr3\nr4\n", encoding="utf-8")
    GROWS[:] = [grows]
    item = Item("a.lines", str(source), "here/a.lines")
    found, errors, rest = rows(bare, Entry(item, start, end, content_key(item, config=Config()) if start else None))
    GROWS.clear()
    assert found == (texts or [])
    assert [error.partition(";")[0] for error in errors] == (
        [] if texts is not None else ["the file changed while it was read"]
    )
    assert [(entry.start, entry.end) for entry in rest] == ([(2, None)] if texts == ["r0", "r1"] else [])


def test_what_cannot_be_read_is_a_failure(tmp_path: Path, bare: Worker) -> None:
    pytest.importorskip("fsspec")
    gone = Item("a.txt", "memory://nowhere/a.txt", "memory://nowhere/a.txt")
    assert rows(bare, Entry(gone)) == ([], ["the file cannot be read (FileNotFoundError)"], ())
    told = Item("b.txt", str(tmp_path / "b.txt"), "b.txt", problem="it is a loop")
    assert rows(bare, Entry(told)) == ([], ["it is a loop"], ())


def documents(*lengths: int | None) -> Iterator[Document | Failure]:
    """Yield texts of some lengths, and failures."""
    for number, length in enumerate(lengths):
        yield Failure(str(number), "", "read", "x") if length is None else Document(str(number), "x" * length)


@pytest.mark.parametrize(
    ("lengths", "most", "characters", "taken", "beats"),
    [
        ((1, 1, 1), 9, 99, 3, 3),
        ((1, 1, 1), 3, 99, 3, 2),
        ((1, 1, 1), 2, 99, 2, 1),
        ((1, 1), 1, 99, 1, 0),
        ((8, 8, 8), 9, 16, 2, 1),
        ((8, 8, 8), 9, 17, 3, 2),
        ((8, None, 8, 8), 9, 17, 4, 3),  # a failure has no text
        ((None, 1, 1), 2, 99, 2, 1),  # but counts
        ((), 9, 99, 0, 0),
    ],
)
def test_how_much_is_read_at_once(
    lengths: tuple[int | None, ...], most: int, characters: int, taken: int, beats: int
) -> None:
    told: list[int] = []
    limits = WorkLimits(unit_documents=most, unit_chars=characters)
    found = list(_take(documents(*lengths), limits, beat=lambda: told.append(1)))
    assert (len(found), len(told)) == (taken, beats)


def test_what_loads_late_is_loaded_before_the_first_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[tuple[str, bool]] = []

    class Noted(Pipeline):
        def __init__(self, config: Config, *, timeout: float | None) -> None:
            super().__init__(config, only=[], timeout=timeout)
            used.append(("loaded", timeout is None))
            self.stages = (("note", self.note),)

        def note(self, batch: Sequence[Document]) -> list[Document]:
            used.append(("used", "Glioma" in batch[0].text))
            return list(batch)

    monkeypatch.setattr(worker_module, "Pipeline", Noted)
    worker = Worker(Config(), WorkLimits(), open_store(str(tmp_path)))
    assert worker.load() is worker.load()
    assert used == [("loaded", True), ("used", True)]
