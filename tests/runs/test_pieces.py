"""Which pieces of earlier work stand, what is left to do, and what the tables are joined from: case by case."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.config import Config
from gliomine.document import Document
from gliomine.errors import ResourceError
from gliomine.runs.join import LISTED_FILES, _joined, drop_damaged, drop_unused, make_plan
from gliomine.runs.parts import SUFFIX, Covered, encode_part, part_name
from gliomine.runs.resume import Comparison, chosen, remaining
from gliomine.runs.storage import Store, open_store
from gliomine.runs.unit import Item
from gliomine.runs.worker import content_key

Piece = tuple[int, int | None, bool, float | None]
"""First record, one past the last, whether it is of the present content, the time limit that one of it exceeded."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "parts"), make=True)


def put(store: Store, *covered: tuple[str, int, int | None, str, float | None]) -> str:
    pieces = [
        Covered(name, start, stop, key, row, 1, limit) for row, (name, start, stop, key, limit) in enumerate(covered)
    ]
    data = encode_part([Document(f"{item.file_id}#{item.start}", "x") for item in pieces], pieces, run="me-1")
    name = part_name(pieces, data, run="me-1")
    store.write(name, data)
    return name


def item_of(folder: Path, name: str) -> Item:
    (folder / name).write_text(f"Content of {name}", encoding="utf-8")
    return Item(name, str(folder / name), name)


def ok(start: int, stop: int | None, limit: float | None = None) -> Piece:
    return start, stop, True, limit


def old(start: int, stop: int | None) -> Piece:
    return start, stop, False, None


@pytest.mark.parametrize(
    ("pieces", "gaps", "stale"),
    [
        ([], [(0, None, False)], []),
        ([ok(0, None)], [], []),
        ([ok(0, 2), ok(2, None)], [], []),
        ([ok(0, 2)], [(2, None, True)], []),
        ([ok(2, None)], [(0, 2, True)], []),
        ([ok(0, 2), ok(3, None)], [(2, 3, True)], []),
        ([ok(1, 2), ok(3, 5)], [(0, 1, True), (2, 3, True), (5, None, True)], []),
        # Of other content.
        ([old(0, None)], [(0, None, False)], [0]),
        ([old(0, 2), ok(2, None)], [(0, 2, True)], [0]),
        ([ok(0, 2), old(2, None)], [(2, None, True)], [2]),
        # Too late for a limit of five seconds: that of five stands, that of four is tried again.
        ([ok(0, 2, 5.0), ok(2, None)], [], []),
        ([ok(0, 2, 4.0), ok(2, None, 6.0)], [(0, 2, True)], [0]),
        # Overlapping pieces: the longer of two, and none that begins within another.
        ([ok(0, 2), ok(0, 4), ok(4, None)], [], [0]),
        ([ok(0, 3), ok(2, None)], [(3, None, True)], [2]),
        ([ok(0, None), ok(2, None)], [], [2]),
    ],
)
def test_what_is_left_of_a_file(
    tmp_path: Path, store: Store, pieces: list[Piece], gaps: list[tuple[int, int | None, bool]], stale: list[int]
) -> None:
    item = item_of(tmp_path, "b.txt")
    key = content_key(item, config=Config())
    for start, stop, valid, limit in pieces:
        put(store, ("b.txt", start, stop, key if valid else "sha256:0", limit))
    comparison = Comparison()
    left = list(remaining(iter([item]), store=store, config=Config(), timeout=5.0, comparison=comparison))
    assert [(entry.start, entry.end, entry.key == key) for entry in left] == gaps
    assert all(entry.item is item and entry.key in (key, None) for entry in left)
    assert sorted(start for _, _, start in comparison.stale) == stale
    assert (comparison.files, comparison.kept) == (1, int(bool(pieces) and not gaps))
    if len(pieces) == 3 and pieces[1] == ok(0, 4):
        assert [(piece.start, piece.stop) for _, piece in chosen(store, comparison.stale)] == [(0, 4), (4, None)]


def test_work_on_files_that_have_gone_is_stale_wherever_they_stood(tmp_path: Path, store: Store) -> None:
    items = [item_of(tmp_path, name) for name in ("b.txt", "d.txt", "f.txt")]
    keys = {item.doc_id: content_key(item, config=Config()) for item in items}
    for name in ("a.txt", "b.txt", "c.txt", "d.txt", "g.txt", "h.txt"):
        put(store, (name, 0, 1, keys.get(name, "sha256:0"), None), (name, 1, None, keys.get(name, "sha256:0"), None))
    comparison = Comparison()
    left = list(remaining(iter(items), store=store, config=Config(), timeout=5.0, comparison=comparison))
    assert [(entry.item.doc_id, entry.start, entry.end, entry.key) for entry in left] == [("f.txt", 0, None, None)]
    assert (comparison.files, comparison.kept) == (3, 2)
    assert {(name, start) for _, name, start in comparison.stale} == {
        (f"{letter}.txt", start) for letter in "acgh" for start in (0, 1)
    }
    assert [piece.file_id for _, piece in chosen(store, comparison.stale)] == ["b.txt"] * 2 + ["d.txt"] * 2


@pytest.mark.parametrize(
    ("pieces", "taken"),
    [
        ([(0, None)], [(0, None)]),
        ([(0, 2), (2, None)], [(0, 2), (2, None)]),
        ([(0, 2), (0, 4), (2, 4), (4, None)], [(0, 4), (4, None)]),
        ([(0, None), (0, 2)], [(0, None)]),
        ([(0, 2), (2, 3), (2, None)], [(0, 2), (2, None)]),
        ([(0, 2), (3, None)], None),
        ([(0, 3), (2, None)], None),
        ([(0, 3)], None),
        ([(1, None)], None),
    ],
)
def test_tables_are_joined_from_pieces_that_follow_each_other(
    store: Store, pieces: list[tuple[int, int | None]], taken: list[tuple[int, int | None]] | None
) -> None:
    for start, stop in pieces:
        put(store, ("a.txt", start, stop, "sha256:0", None))
    if taken is None:
        with pytest.raises(ResourceError, match=r"a part of the work on an input file is missing.*a\.txt"):
            list(chosen(store, set()))
    else:
        assert [(item.start, item.stop) for _, item in chosen(store, set())] == taken


@pytest.mark.parametrize(
    ("rows", "slices"),
    [
        ([(0, 2), (2, 3)], [(0, 5)]),
        ([(0, 2), (3, 1)], [(0, 2), (3, 1)]),
        ([(4, 1), (0, 4)], [(4, 1), (0, 4)]),
        ([(1, 2), (3, 1), (4, 2), (9, 1)], [(1, 5), (9, 1)]),
        ([(2, 0), (2, 1)], [(2, 1)]),
        ([], []),
    ],
)
def test_neighbouring_rows_are_read_at_once(rows: list[tuple[int, int]], slices: list[tuple[int, int]]) -> None:
    assert _joined([Covered("a", 0, None, "k", row, count) for row, count in rows]) == slices


def test_a_plan_names_the_first_files_and_counts_all(store: Store) -> None:
    assert LISTED_FILES == 1000
    names = [f"{number:05}.txt" for number in range(LISTED_FILES + 2)]
    put(store, *((name, 0, None, f"sha256:{name}", None) for name in names))
    plan = make_plan(store, set(), files=len(names), identity="me")
    assert plan.files == len(names)
    assert plan.checksums == {name: f"sha256:{name}" for name in names[:LISTED_FILES]}
    assert plan.used == frozenset(store.names(SUFFIX))
    for told in (len(names) - 1, len(names) + 1):
        with pytest.raises(ResourceError, match=f"of {told:,} input files {len(names):,} have been worked on"):
            make_plan(store, set(), files=told, identity="me")


def test_a_cut_file_is_one_file_of_the_plan_and_another_piece_another_content(store: Store) -> None:
    put(store, ("a.txt", 0, 2, "sha256:0", None))
    last = put(store, ("a.txt", 2, None, "sha256:0", None))
    spare = put(store, ("b.txt", 0, None, "sha256:0", None))
    plan = make_plan(store, {(spare, "b.txt", 0)}, files=1, identity="me")
    assert (plan.files, plan.checksums) == (1, {"a.txt": "sha256:0"})
    assert spare not in plan.used and len(plan.used) == 2
    drop_unused(store, plan.used)
    assert store.names(SUFFIX) == sorted(plan.used)
    store.delete(last)
    put(store, ("a.txt", 2, None, "sha256:0", 3.0))
    assert make_plan(store, set(), files=1, identity="me").digest != plan.digest


def test_a_damaged_part_is_refused_by_a_plan_and_dropped_before_a_run(store: Store) -> None:
    whole = put(store, ("a.txt", 0, None, "sha256:0", None))
    damaged = put(store, ("b.txt", 0, None, "sha256:0", None))
    with store.open(damaged) as stream:
        data = bytearray(stream.read())
    data[9] ^= 1
    store.write(damaged, bytes(data))
    with pytest.raises(ResourceError, match="a part was damaged during the run"):
        make_plan(store, set(), files=2, identity="me")
    assert drop_damaged(store, identity="me") == 1
    assert store.names(SUFFIX) == [whole]
    assert drop_damaged(store, identity="me") == 0
    assert drop_damaged(store, identity="other") == 1
    assert store.names(SUFFIX) == []
