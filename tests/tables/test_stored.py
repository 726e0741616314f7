"""A finished run is opened in one place, which says one thing of a folder that holds none."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from gliomine.compare.snapshot import snapshot
from gliomine.config import ReportOptions
from gliomine.errors import InputError
from gliomine.report.page import write_report
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.query import query
from gliomine.tables.rows import rows
from gliomine.tables.stored import read_tables, stored_documents
from gliomine.writers import write_format

from tests.writers.conftest import documents, make_document, write_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", documents())


def test_documents_come_back_as_they_were(run: Path) -> None:
    assert list(stored_documents(run)) == documents()


def test_tables_of_two_runs_are_told(run: Path) -> None:
    other = [make_document("other", "glioma", [("glioma", "disease", None)])]
    write_table("mentions", [rows_to_arrow("mentions", rows("mentions", other))], run / "tables" / "mentions.parquet")
    with pytest.raises(InputError, match="mentions"):
        list(stored_documents(run))


def test_folder_without_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished run"):
        list(stored_documents(tmp_path))


def test_every_face_says_the_same_of_a_folder_without_a_run(tmp_path: Path) -> None:
    faces = [
        lambda: read_tables(tmp_path),
        lambda: write_format("csv", tmp_path),
        lambda: write_format("parquet", tmp_path),
        lambda: query(tmp_path, "select 1"),
        lambda: write_report(tmp_path, options=ReportOptions()),
        lambda: snapshot(tmp_path, tmp_path / "baseline"),
    ]
    messages = set()
    for face in faces:
        with pytest.raises(InputError) as caught:
            face()
        messages.add(str(caught.value))
    assert len(messages) == 1 and "no finished run" in messages.pop()


def test_a_damaged_table_is_named(run: Path) -> None:
    (run / "tables" / "links.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot read a table") as caught:
        list(stored_documents(run))
    assert "links.parquet" in str(caught.value)


def test_a_run_of_another_version_is_told_from_a_damaged_one(run: Path) -> None:
    path = run / "tables" / "cues.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["kind"]), path)
    for face in (lambda: list(stored_documents(run)), lambda: write_format("duckdb", run)):
        with pytest.raises(InputError, match="a version with other columns in cues"):
            face()
    assert list(query(run, "select count(*) from mentions").rows) == [(len(read_tables(run)["mentions"]),)]


def test_another_folder_that_its_name_matches_as_a_pattern_is_not_read(tmp_path: Path) -> None:
    """`run[1]` and `run*` are patterns to DuckDB; each stands here beside a folder that they match."""
    write_run(tmp_path / "run1", [make_document("other", "glioma", [])])
    write_run(tmp_path / "runs", [make_document("other", "glioma", [])])
    for name in ("run[1]", "run*"):
        own = write_run(tmp_path / name, [make_document(f"own {name}", "glioma", [])])
        assert list(query(own, "select doc_id from documents").rows) == [(f"own {name}",)]
        (path,) = write_format("duckdb", own)
        with duckdb.connect(str(path), read_only=True) as database:
            assert database.execute("select doc_id from documents").fetchall() == [(f"own {name}",)]


def test_nothing_else_opens_tables() -> None:
    """Part files of a run that is not finished are Parquet too; they are the business of `runs/parts.py`."""
    package = Path(__file__).resolve().parents[2] / "pipeline" / "gliomine"
    opens = re.compile(r"pyarrow\.(parquet|dataset)|\bread_parquet\b")
    found = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if opens.search(path.read_text())}
    assert found == {"tables/stored.py", "tables/parquet.py", "runs/parts.py"}
