"""How work is cut: into units, parts and batches, by number and by size; and what a run tells while it is at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pytest
from gliomine.config import Config, MentionConfig, RunOptions, WorkLimits
from gliomine.document import Document, Failure
from gliomine.readers import READERS, Reader
from gliomine.runs.output import Output
from gliomine.runs.parts import (
    Covered,
    _one,
    covered_in_order,
    encode_part,
    is_whole,
    part_name,
    read_column,
    read_covered,
)
from gliomine.runs.runner import Progress, _Source, run
from gliomine.runs.storage import open_store
from gliomine.runs.unit import Blocked, Entry, Item, Moment, Step, Unit
from gliomine.runs.worker import Worker, _batches, content_key
from gliomine.stages import Pipeline


def read(path: Path, *, doc_id: str, source: str, config: object) -> Iterator[Document]:
    """Read a test format: a record a line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        yield Document(f"{doc_id}#{number}", line, source)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the test format; load no stages."""
    monkeypatch.setitem(READERS, "lines", Reader("lines", (".lines",), __name__, "a record a line", records=True))
    empty = Pipeline(Config(), only=[], timeout=None)
    monkeypatch.setattr(Worker, "load", lambda worker: setattr(worker, "pipeline", empty) or empty)


def folder_of(place: Path, texts: dict[str, str]) -> Path:
    place.mkdir()
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_progress_begins_at_nothing() -> None:
    assert Progress() == Progress(0, 0, 0, 0, 0, 0.0, "working")


def source_of(inputs: Path, out: Path, **limits: int) -> _Source:
    options = RunOptions(limits=replace(WorkLimits(), **limits))
    return _Source([str(inputs)], Output(str(out)), Config(), options, Progress())


def taken(source: _Source) -> list[list[str]]:
    units = iter(source.take, None)
    return [[entry.item.doc_id for entry in unit.entries] for unit in units if unit is not None]


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        ({"unit_documents": 128}, [8, 16, 16]),
        ({"unit_documents": 20}, [8, 16, 16]),
        ({"unit_documents": 12}, [8, 12, 12, 8]),
        ({"unit_documents": 3}, [3] * 13 + [1]),
        ({"unit_chars": 30}, [3] * 13 + [1]),  # files of ten bytes
        ({"unit_chars": 31}, [4] * 10),
    ],
)
def test_units_begin_small_and_grow_up_to_their_limits(
    tmp_path: Path, limits: dict[str, int], sizes: list[int]
) -> None:
    inputs = folder_of(tmp_path / "in", {f"{number:02}.txt": "ten bytes." for number in range(40)})
    found = taken(source_of(inputs, tmp_path / "out", **limits))
    assert [len(names) for names in found] == sizes
    assert [name for names in found for name in names] == [f"{number:02}.txt" for number in range(40)]


def test_what_is_given_back_comes_first(tmp_path: Path) -> None:
    inputs = folder_of(tmp_path / "in", {f"{number}.txt": "x" for number in range(6)})
    source = source_of(inputs, tmp_path / "out", unit_documents=2)
    first = cast(Unit, source.take())
    rest = Unit(first.entries[1:])
    source.give_back(rest)
    assert source.take() is rest
    assert [entry.item.doc_id for entry in cast(Unit, source.take()).entries] == ["2.txt", "3.txt"]
    assert (source.progress.found, source.progress.kept) == (4, 0)


def documents(*lengths: int) -> list[Document | Failure]:
    return [Document(str(number), "x" * length) for number, length in enumerate(lengths)]


@pytest.mark.parametrize(
    ("lengths", "most", "characters", "singles", "batches"),
    [
        ((1, 1, 1, 1, 1), 2, 99, False, [[0, 1], [2, 3], [4]]),
        ((1, 1, 1), 3, 99, False, [[0, 1, 2]]),
        ((1, 1, 1), 3, 99, True, [[0], [1], [2]]),
        ((4, 4, 4), 9, 8, False, [[0, 1], [2]]),  # just so many characters fit
        ((4, 5, 4), 9, 8, False, [[0], [1], [2]]),
        ((20, 1, 20), 9, 8, False, [[0], [1], [2]]),  # a text over the limit goes alone
        ((), 9, 8, False, []),
    ],
)
def test_batches(lengths: tuple[int, ...], most: int, characters: int, singles: bool, batches: list[list[int]]) -> None:
    limits = WorkLimits(batch_documents=most, batch_chars=characters)
    assert list(_batches(documents(*lengths), limits, singles=singles)) == batches


def test_failures_are_in_no_batch() -> None:
    found = [Failure("a", "", "read", "x"), *documents(1, 1), Failure("b", "", "read", "x"), *documents(1)]
    assert list(_batches(found, WorkLimits(batch_documents=2), singles=False)) == [[1, 2], [4]]
    assert list(_batches([found[0]], WorkLimits(), singles=False)) == []


def worked(worker: Worker, *entries: Entry, **options: Any) -> tuple[list[tuple[Any, ...]], tuple[Entry, ...], Any]:
    beats: list[Moment] = []
    done = worker.run(Unit(entries, **options), beat=beats.append)
    covered = read_covered(worker.store, done.part)
    shown = [(item.file_id, item.start, item.stop, item.row, item.rows, item.limit) for item in covered]
    return shown, done.rest, (done, beats)


def entry(folder: Path, name: str, start: int = 0, end: int | None = None, key: str | None = None) -> Entry:
    return Entry(Item(name, str(folder / name), name, (folder / name).stat().st_size), start, end, key)


def test_a_unit_ends_where_its_texts_are_long_enough(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", {"a.txt": "x" * 10, "b.txt": "y" * 10, "c.txt": "z" * 10, "d.txt": "w"})
    worker = Worker(Config(), WorkLimits(unit_chars=20), open_store(str(tmp_path / "parts"), make=True))
    given = [entry(folder, f"{name}.txt") for name in "abcd"]
    shown, rest, (done, _) = worked(worker, *given)
    assert [item[:5] for item in shown] == [("a.txt", 0, None, 0, 1), ("b.txt", 0, None, 1, 1)]
    assert rest == (given[2], given[3])
    assert (done.documents, done.failures) == (2, 0)
    (folder / "l.lines").write_text("12345678\n" * 5, encoding="utf-8")
    shown, rest, _ = worked(worker, entry(folder, "l.lines"), given[3])
    assert [item[:5] for item in shown] == [("l.lines", 0, 3, 0, 3)]  # 24 characters, the first number from 20 on
    assert [(item.item.doc_id, item.start, item.end) for item in rest] == [("l.lines", 3, None), ("d.txt", 0, None)]
    assert rest[0].key == content_key(rest[0].item, config=Config())
    shown, rest, _ = worked(worker, *rest)
    assert [item[:5] for item in shown] == [("l.lines", 3, None, 0, 2), ("d.txt", 0, None, 2, 1)]
    assert rest == ()


def test_a_stretch_of_a_file_ends_where_it_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", {"l.lines": "a\nb\nc\nd\ne\n"})
    worker = Worker(Config(), WorkLimits(), open_store(str(tmp_path / "parts"), make=True))
    key = content_key(entry(folder, "l.lines").item, config=Config())
    for start, end, stop, rows in ((1, 3, 3, 2), (3, 5, 5, 2), (0, 1, 1, 1), (3, None, None, 2), (5, None, None, 0)):
        shown, rest, (done, _) = worked(worker, entry(folder, "l.lines", start, end, key))
        assert [item[:5] for item in shown] == [("l.lines", start, stop, 0, rows)]
        assert rest == ()
        table = read_column(worker.store, done.part, "documents", [(0, rows)])
        assert table.column("doc_id").to_pylist() == [f"l.lines#{number}" for number in range(start, start + rows)]
    # A stretch beyond the end, or of another content, is a file that has changed.
    for changed in (entry(folder, "l.lines", 3, 7, key), entry(folder, "l.lines", 2, None, "sha256:other")):
        _, _, (done, _) = worked(worker, changed)
        (row,) = read_column(worker.store, done.part, "failures", [(0, 1)]).to_pylist()
        assert (row["doc_id"], row["stage"]) == ("l.lines", "read")
        assert row["error"].startswith("the file changed while it was read; where: record ")
        assert f"record {changed.start + 1} and" in row["error"]


def test_blocked_documents_become_failures_in_their_places(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", {"a.txt": "x", "l.lines": "a\nb\nc\nd\n"})
    worker = Worker(Config(), WorkLimits(), open_store(str(tmp_path / "parts"), make=True))
    blocked = (
        Blocked("l.lines", 1, "timeout", "late", 2.0),
        Blocked("l.lines", 3, "timeout", "later", 4.0),
        Blocked("l.lines", 4, "worker", "not here"),
        Blocked("l.lines", 0, "worker", "before"),
        Blocked("a.txt", None, "worker", "died"),
    )
    shown, _, (done, beats) = worked(worker, entry(folder, "a.txt"), entry(folder, "l.lines", 1), blocked=blocked)
    assert [(item[0], item[4], item[5]) for item in shown] == [("a.txt", 1, None), ("l.lines", 3, 4.0)]
    rows = read_column(worker.store, done.part, "failures", [(0, 4)]).to_pylist()
    assert [(row["doc_id"], row["stage"], row["error"]) for row in rows] == [
        ("a.txt", "worker", "died"), ("l.lines#1", "timeout", "late"), ("l.lines#3", "timeout", "later"),
    ]  # fmt: skip
    assert (done.documents, done.failures, done.words) == (1, 3, 0)
    assert [at for at in beats if at.step is Step.WORKING] == [Moment("l.lines", Step.WORKING, 2, 1)]


PLACES = [("b", 0, 4), ("b", 4, None), ("c", 0, None), ("a", 0, 2), ("b", 2, 4), ("a", 2, None)]


def test_what_parts_cover_comes_in_order(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "parts"), make=True)
    for several in ((PLACES[3], PLACES[0]), (PLACES[1], PLACES[2]), (PLACES[5], PLACES[4])):
        covered = [Covered(file_id, start, stop, "key", row, 1) for row, (file_id, start, stop) in enumerate(several)]
        data = encode_part([Document(f"{item.file_id}#{item.start}", "x") for item in covered], covered, run="me-1")
        name = part_name(covered, data, run="me-1")
        store.write(name, data)
        assert is_whole(store, name, identity="me")
        assert not is_whole(store, name, identity="m")
        assert not is_whole(store, "missing.part.parquet", identity="me")
    found = [(item.file_id, item.start, item.stop) for item, _ in covered_in_order(store)]
    assert found == sorted(PLACES, key=lambda item: item[:2])


def test_of_pieces_at_one_place_the_first_name_comes_first(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "parts"), make=True)
    for letter, places in (("b", [("a", 0, None), ("b", 0, 3), ("c", 0, None)]), ("a", [("b", 0, 2)]), ("c", PLACES)):
        covered = [Covered(file_id, start, stop, "key", row, 1) for row, (file_id, start, stop) in enumerate(places)]
        covered.sort()
        data = encode_part([Document("x", "x")] * len(covered), covered)
        store.write(f"{letter}.part.parquet", data)
    found = [(item.file_id, item.start, name[0]) for item, name in covered_in_order(store)]
    assert found == sorted(found) and len(found) == 4 + len(PLACES)


@pytest.mark.parametrize(("chunks", "values"), [([[1]], [1]), ([], [])])
def test_a_column_is_one_array(chunks: list[list[int]], values: list[int]) -> None:
    made = pa.chunked_array(chunks, type=pa.int64())
    assert _one(made).to_pylist() == values
    assert _one(_one(made)).type == pa.int64()


def test_a_part_is_named_by_what_it_covers_and_its_bytes() -> None:
    covered = [Covered("a", 0, None, "key", 0, 1)]
    name = part_name(covered, b"x", run="me-1")
    assert re.fullmatch(r"[0-9a-f]{24}-[0-9a-f]{24}\.part\.parquet", name)
    changed = [
        part_name([replace(covered[0], **change)], b"x", run="me-1")
        for change in ({"file_id": "b"}, {"start": 1}, {"stop": 2}, {"key": "other"}, {"limit": 2.0})
    ]
    others = {part_name(covered, b"y", run="me-1"), part_name(covered, b"x", run="me-2"), *changed}
    assert len({name, *others}) == 8
    assert part_name([replace(covered[0], row=4, rows=2)], b"x", run="me-1") == name


def test_columns_are_read_in_slices(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "parts"), make=True)
    found: list[Document | Failure] = [Document(str(number), "x") for number in range(4)]
    found.insert(2, Failure("f", "", "read", "why"))
    data = encode_part(found, [Covered("a", 0, None, "key", 0, 5)])
    store.write("p.part.parquet", data)

    def ids(table: str, *slices: tuple[int, int]) -> list[str]:
        return list(read_column(store, "p.part.parquet", table, slices).column("doc_id").to_pylist())

    assert ids("documents", (0, 5)) == ["0", "1", "2", "3"]
    assert ids("documents", (3, 2), (0, 1)) == ["2", "3", "0"]
    assert ids("documents", (4, 9)) == ["3"]
    assert ids("failures", (0, 5)) == ids("failures", (2, 1)) == ["f"]
    assert ids("failures", (0, 2)) == ids("documents", (2, 1)) == []


@pytest.mark.slow
def test_a_run_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    inputs = folder_of(tmp_path / "in", {f"{n}.txt": f"Abstract\nGlioma number {n} grew.\n" for n in range(3)})
    (inputs / "bad.txt").write_bytes(b"\x00")
    (inputs / "notes.xyz").write_text("x", encoding="utf-8")
    told: list[Progress] = []
    options = RunOptions(engine="inline", formats=("csv",), limits=WorkLimits(unit_documents=2))
    config = Config(mentions=MentionConfig(model="none"))

    def work() -> Any:
        told.clear()
        return run([str(inputs)], output=tmp_path / "out", config=config, options=options, on_progress=note)

    def note(progress: Progress) -> None:
        told.append(replace(progress))

    summary = work()
    assert [(item.step, item.documents, item.failures, item.found) for item in told] == [
        ("working", 2, 0, 2), ("working", 3, 1, 4), ("joining", 3, 1, 4), ("writing csv", 3, 1, 4),
        ("finished", 3, 1, 4),
    ]  # fmt: skip
    assert [item.words for item in told] == [8, 12, 12, 12, 12]
    assert [item.seconds for item in told] == sorted(item.seconds for item in told)
    assert told[0].seconds > 0 and told[-1].seconds < 600
    assert (summary.documents, summary.failures, summary.worked, summary.words) == (3, 1, 4, 12)
    assert summary.skipped == {".xyz, a suffix that no reader claims": 1}
    assert summary.tables["documents"] == 3 and summary.tables["failures"] == 1
    assert summary.tables["sentences"] == 3
    assert set(summary.mentions) == {"disease"} and summary.mentions["disease"] == 3
    assert {f"tables/{name}.{end}" for name in summary.tables for end in ("csv", "parquet")} == set(summary.files)
    again = work()
    assert [(item.step, item.kept) for item in told] == [("finished", 4)]
    assert (again.documents, again.worked, again.words) == (3, 0, 0)
    assert (again.tables, again.mentions, again.files) == (summary.tables, summary.mentions, summary.files)
