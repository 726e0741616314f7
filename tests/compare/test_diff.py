"""Planted changes are found, and named as what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gliomine.compare.diff import Change, compare
from gliomine.compare.snapshot import snapshot
from gliomine.compare.state import SchemaChangedError
from gliomine.document import Document
from gliomine.errors import InputError

from tests.compare.runs import document, mention, relinked, with_mention, without_mention, write_run

NAMES = ("a.txt", "b.txt", "c.txt")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("base") / "run", map(document, NAMES))


Differences = Callable[[Callable[[Document], Document]], list[Change]]


@pytest.fixture
def differences(base: Path, tmp_path: Path) -> Differences:
    """Return a function that changes the second of three documents and returns the differences."""

    def run(change: Callable[[Document], Document]) -> list[Change]:
        documents = [document(name) for name in NAMES]
        return compare(
            base, write_run(tmp_path / "other", [documents[0], change(documents[1]), documents[2]])
        ).changes()

    return run


def test_a_run_equals_itself(base: Path) -> None:
    assert compare(base, base).same


def test_a_lost_mention(differences: Differences) -> None:
    (change,) = differences(lambda found: without_mention(found, 3))
    assert (change.doc_id, change.kind, change.after) == ("b.txt", "lost", None)
    assert change.before is not None
    assert (change.before["text"], change.before["curie"]) == ("temozolomide", "CHEBI:72564")
    assert change.sentence is not None
    assert change.sentence[1] == "The glioma was treated with temozolomide."


def test_a_gained_mention(differences: Differences) -> None:
    def gain(found: Document) -> Document:
        return replace(found, mentions=(*found.mentions, mention("b.txt", 35, 42, "treatment")))

    (change,) = differences(gain)
    assert (change.kind, change.before) == ("gained", None)
    assert change.row["text"] == "treated"


def test_a_retyped_mention(differences: Differences) -> None:
    (change,) = differences(lambda found: with_mention(found, 5, entity_type="cell_line"))
    assert change.before is not None
    assert (change.kind, change.before["entity_type"], change.row["entity_type"]) == ("retyped", "gene", "cell_line")


def test_a_relinked_mention(differences: Differences) -> None:
    (change,) = differences(lambda found: relinked(found, 2, "MESH:D005910", "Glioma"))
    assert change.before is not None
    assert (change.kind, change.before["curie"], change.row["curie"]) == ("relinked", "MONDO:0021042", "MESH:D005910")


def test_a_mention_that_lost_its_concept_is_relinked(differences: Differences) -> None:
    (change,) = differences(lambda found: replace(found, links=found.links[2:]))
    assert (change.kind, change.row["text"], change.row["curie"]) == ("relinked", "Glioma", None)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (1, 0), (0, 1), (0, -1), (-1, 1)])
def test_bounds_moved_by_one_character(differences: Differences, start: int, end: int) -> None:
    old = document("b.txt").mentions[3]
    moved = {"start": old.start + start, "end": old.end + end}
    (change,) = differences(lambda found: with_mention(found, 3, **moved))
    assert change.before is not None
    assert (change.kind, change.before["start"], change.row["start"]) == ("moved", old.start, old.start + start)


def test_another_assertion(differences: Differences) -> None:
    def negate(found: Document) -> Document:
        return replace(found, assertions=(replace(found.assertions[0], status="absent"), *found.assertions[1:]))

    (change,) = differences(negate)
    assert (change.kind, change.row["assertion"]) == ("reasserted", "absent")


def test_a_missing_and_an_added_document(base: Path, tmp_path: Path) -> None:
    other = write_run(tmp_path / "other", map(document, ("a.txt", "c.txt", "d.txt")))
    found = compare(base, other).changes()
    assert [(item.doc_id, item.kind) for item in found] == [("b.txt", "document_missing"), ("d.txt", "document_added")]


def test_another_text(differences: Differences) -> None:
    found = differences(lambda old: replace(old, text=old.text + "\n"))
    assert [item.kind for item in found] == ["text_changed"]


def test_another_count(differences: Differences) -> None:
    (change,) = differences(lambda old: replace(old, cited_by_count=None))
    assert change.before is not None
    assert (change.kind, change.before["cited_by_count"], change.row["cited_by_count"]) == ("document_changed", 2, None)


def test_a_reordered_table_is_no_difference(base: Path, tmp_path: Path) -> None:
    other = write_run(tmp_path / "other", map(document, reversed(NAMES)))
    for file in (other / "tables").glob("*.parquet"):
        table = pq.read_table(file)
        pq.write_table(table.take(pa.array(range(table.num_rows)[::-1], pa.int64())), file)
    assert compare(base, other).same


@pytest.mark.parametrize(("noise", "kinds"), [(0.9e-4, []), (-0.9e-4, []), (2e-4, ["rescored"])])
def test_float_noise(differences: Differences, noise: float, kinds: list[str]) -> None:
    found = differences(lambda old: with_mention(old, 0, score=0.9 + noise))
    assert [item.kind for item in found] == kinds


def test_rows_of_other_tables(differences: Differences) -> None:
    def change(found: Document) -> Document:
        first = found.sections[0]
        return replace(found, sections=(replace(first, end=18),), title=found.title, sentences=found.sentences[:-1])

    found = [(item.table, item.kind) for item in differences(change)]
    assert sorted(found) == [("sections", "row_changed"), ("sections", "row_lost"), ("sentences", "row_lost")]


@pytest.mark.parametrize("change", ["renamed", "dropped", "retyped", "added"])
def test_a_schema_change_is_a_clear_error(base: Path, tmp_path: Path, change: str) -> None:
    other = write_run(tmp_path / "other", map(document, NAMES))
    file = other / "tables" / "mentions.parquet"
    table = pq.read_table(file)
    at = table.column_names.index("score")
    if change == "renamed":
        table = table.rename_columns(["confidence" if name == "score" else name for name in table.column_names])
    elif change == "dropped":
        table = table.drop_columns(["score"])
    elif change == "retyped":
        table = table.set_column(at, "score", table["score"].cast(pa.float32()))
    elif change == "added":
        table = table.append_column("colour", table["text"])
    pq.write_table(table, file)
    with pytest.raises(SchemaChangedError) as caught:
        compare(base, other)
    what = "'mentions.colour'" if change == "added" else "'mentions.score'"
    assert what in str(caught.value)
    assert "gliomine check --update" in str(caught.value)


@pytest.mark.parametrize("compared", [True, False])
def test_a_run_that_lost_a_table_is_neither_compared_nor_frozen(base: Path, tmp_path: Path, compared: bool) -> None:
    other = write_run(tmp_path / "other", map(document, NAMES))
    (other / "tables" / "mentions.parquet").unlink()
    with pytest.raises(InputError, match="the run has lost tables: mentions"):
        compare(base, other) if compared else snapshot(other, tmp_path / "frozen")
    assert not (tmp_path / "frozen").exists()


def test_a_folder_without_a_run_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a finished run nor a baseline"):
        compare(tmp_path, tmp_path)


def test_the_summary_counts_by_type_and_concept(base: Path, tmp_path: Path) -> None:
    documents = [
        without_mention(document("a.txt"), 3),
        relinked(document("b.txt"), 2, "MESH:D005910", "Glioma"),
        with_mention(document("c.txt"), 5, entity_type="cell_line"),
    ]
    found = compare(base, write_run(tmp_path / "other", documents)).summary
    assert found.by_kind == {"lost": 1, "retyped": 1, "relinked": 1}
    assert found.by_type == {"chemical": {"lost": 1}, "disease": {"relinked": 1}, "gene": {"retyped": 1}}
    assert found.by_concept == {
        ("CHEBI:72564", "temozolomide"): (1, 0),
        ("MESH:D005910", "Glioma"): (0, 1),
        ("MONDO:0021042", "glioma"): (1, 0),
    }


def test_a_limit_takes_the_first_documents(base: Path, tmp_path: Path) -> None:
    other = write_run(tmp_path / "other", [without_mention(document(name), 0) for name in NAMES])
    assert [item.doc_id for item in compare(base, other).changes(2)] == ["a.txt", "b.txt"]
