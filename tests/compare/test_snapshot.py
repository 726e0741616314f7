"""A baseline is the run again: small, readable, and equal to what it was made from."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from gliomine.compare.diff import compare
from gliomine.compare.frozen import frozen_columns, read_frozen, write_frozen
from gliomine.compare.snapshot import snapshot
from gliomine.compare.state import load_state
from gliomine.errors import ConfigError, InputError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compare.runs import document, without_mention, write_run

NAMES = ("a.txt", "b.txt", "c.txt")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("snapshot") / "run", map(document, NAMES))


@pytest.fixture
def run(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "run"))


def test_a_baseline_equals_its_run(run: Path) -> None:
    snapshot(run, run.parent / "kept")
    assert compare(run.parent / "kept", run).same
    assert compare(run, run.parent / "kept").same


def test_the_same_run_gives_the_same_bytes_in_any_order(run: Path) -> None:
    other = write_run(run.parent / "other", map(document, reversed(NAMES)))
    first = {path.name: path.read_bytes() for path in snapshot(run, run.parent / "first")}
    assert {path.name: path.read_bytes() for path in snapshot(other, run.parent / "second")} == first


def test_one_lost_mention_is_one_line(run: Path) -> None:
    documents = [document("a.txt"), without_mention(document("b.txt"), 3), document("c.txt")]
    other = write_run(run.parent / "other", documents)
    snapshot(run, run.parent / "first")
    snapshot(other, run.parent / "second")
    files = (run.parent / name / "mentions.tsv" for name in ("first", "second"))
    before, after = (path.read_text("utf-8").splitlines() for path in files)
    (gone,) = set(before) - set(after)
    assert gone.split("\t")[:4] == ["b.txt", "48", "60", "temozolomide"]
    assert not set(after) - set(before)


def test_neither_texts_nor_places_on_the_disk_are_kept(run: Path) -> None:
    kept = "".join(path.read_text("utf-8") for path in snapshot(run, run.parent / "kept"))
    assert "was treated with" not in kept
    assert str(run.parent) not in kept


def test_a_baseline_is_not_written_among_other_files(run: Path) -> None:
    (run.parent / "kept").mkdir()
    (run.parent / "kept" / "thesis.docx").write_text("years of work")
    with pytest.raises(ConfigError, match=r"thesis\.docx"):
        snapshot(run, run.parent / "kept")


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        ("mentions.tsv", lambda text: text.rsplit("\n", 2)[0] + "\n", "incomplete: 20 rows instead of 21"),
        ("mentions.tsv", lambda text: text.replace("\t24\t", "\tx\t"), "cannot read the baseline"),
        ("mentions.tsv", lambda text: text.replace("doc_id", "document"), "its columns are document"),
        ("mentions.tsv", lambda text: "<<<<<<< ours\n" + text, "cannot read the baseline"),
        ("snapshot.json", lambda text: text[:100], "cannot read the baseline"),
    ],
)
def test_a_damaged_baseline_is_a_clear_error(run: Path, name: str, edit: object, message: str) -> None:
    snapshot(run, run.parent / "kept")
    path = run.parent / "kept" / name
    path.write_text(edit(path.read_text("utf-8")), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(InputError, match=message):
        load_state(run.parent / "kept")


def test_an_unfinished_run_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished run"):
        snapshot(tmp_path, tmp_path / "kept")


def test_the_description_holds_the_schema_and_the_counts(run: Path) -> None:
    snapshot(run, run.parent / "kept")
    values = json.loads((run.parent / "kept" / "snapshot.json").read_text("utf-8"))
    assert values["rows"]["mentions"] == 21
    assert values["schema"]["mentions"]["score"] == "double"
    assert values["words_per_second"] == 1000


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CELLS = st.none() | TEXTS | st.sampled_from(["NA", "\\e", "\\", "\t\r\n"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELLS, st.none() | st.integers(0, 2**40)), min_size=1, max_size=6))
def test_any_text_survives(rows: list[tuple[str | None, int | None]]) -> None:
    columns = {name: pa.array([None] * len(rows), pa.string()) for name, _ in frozen_columns()["documents"]}
    columns["doc_id"] = columns["title"] = pa.array([text for text, _ in rows], pa.string())
    for name, kind in frozen_columns()["documents"]:
        if kind is int:
            columns[name] = pa.array([number for _, number in rows], pa.int64())
        elif kind is float:
            columns[name] = pa.array([None if number is None else number % 8 / 8 for _, number in rows], pa.float64())
    table = pa.table(columns)
    with tempfile.TemporaryDirectory() as folder:
        write_frozen(table, Path(folder) / "documents.tsv")
        assert read_frozen("documents", Path(folder) / "documents.tsv").equals(table)


def test_a_row_of_failures_is_kept(tmp_path: Path) -> None:
    empty = write_run(tmp_path / "empty", [])
    snapshot(empty, tmp_path / "kept")
    assert compare(tmp_path / "kept", empty).same
    assert not compare(tmp_path / "kept", write_run(tmp_path / "one", [replace(document("a.txt"), funders=())])).same
