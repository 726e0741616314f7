"""DuckDB, SQLite, Excel and SQL over a run."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from gliomine.config import WriteOptions
from gliomine.errors import InputError
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.query import query
from gliomine.tables.rows import rows
from gliomine.tables.schema import pandas_dtype, table_schemas
from gliomine.tables.stored import read_tables
from gliomine.writers import write_format

from tests.writers.conftest import FORMULA, documents, write_run


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of plain values, with None for whatever stands for null."""
    return frame.astype(object).where(frame.notna(), None)


def test_duckdb_holds_the_tables_with_types_keys_and_comments(run: Path) -> None:
    (path,) = write_format("duckdb", run)
    with duckdb.connect(str(path), read_only=True) as database:
        for table, frame in read_tables(run).items():
            found = database.execute(f"SELECT * FROM {table}").df()
            pd.testing.assert_frame_equal(plain(found), plain(frame))
        kinds = dict(
            database.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'mentions'"
            ).fetchall()
        )
        assert (kinds["start"], kinds["score"], kinds["text"]) == ("BIGINT", "DOUBLE", "VARCHAR")
        keys = database.execute(
            "SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'links'"
        ).fetchall()
        assert {"PRIMARY KEY", "FOREIGN KEY"} <= {kind for (kind,) in keys}
        ((comment,),) = database.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'links'").fetchall()
        assert comment == "A row is one candidate concept of a mention."


def test_parquet_has_the_documented_dtypes(run: Path) -> None:
    for table, frame in read_tables(run).items():
        for column in table_schemas()[table].columns:
            assert str(frame[column.name].dtype) == pandas_dtype(column), (table, column.name)


def test_views_count_concepts_pairs_and_countries(run: Path) -> None:
    (duck,) = write_format("duckdb", run)
    (lite,) = write_format("sqlite", run)
    with duckdb.connect(str(duck), read_only=True) as one, closing(sqlite3.connect(lite)) as two:
        for database in (one, two):
            top = database.execute("SELECT * FROM top_concepts").fetchall()
            assert top[0] == ("MONDO:1", "glioma", "disease", 3, 3)
            cells = database.execute("SELECT mentions FROM concept_by_document WHERE curie = 'CL:1'").fetchall()
            assert cells == [(2,)]
            pairs = {
                (a, b): (count, pmi)
                for a, _, b, _, count, _, pmi in database.execute("SELECT * FROM cooccurrence").fetchall()
            }
            # Of six sentences two hold GO:1, three MONDO:1, one both.
            assert pairs[("GO:1", "MONDO:1")] == (1, pytest.approx(math.log2(1 * 6 / (2 * 3)), abs=1e-4))
            assert database.execute("SELECT * FROM affiliations_by_country").fetchall() == [("CN", 4, 4)]


def test_views_count_what_a_document_claims(run: Path) -> None:
    (duck,) = write_format("duckdb", run)
    (lite,) = write_format("sqlite", run)
    query_ = (
        "SELECT predicate, object, sentences, present, absent, possible FROM claims_by_document WHERE doc_id = 'NA'"
    )
    with duckdb.connect(str(duck), read_only=True) as one, closing(sqlite3.connect(lite)) as two:
        for database in (one, two):
            found = database.execute(query_).fetchall()
            assert found == [("carries", "HGNC:1", 1, 0, 1, 0), ("delivered_to", "MONDO:1", 1, 1, 0, 0)]
            ((best,),) = database.execute("SELECT max(documents) FROM evidence").fetchall()
            assert best == 1


def test_sqlite_holds_the_tables_and_is_the_same_again(run: Path) -> None:
    (path,) = write_format("sqlite", run)
    first = path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        for table, frame in read_tables(run).items():
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(frame),)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        text = database.execute("SELECT text FROM documents WHERE doc_id = 'a/one.txt'").fetchone()[0]
    assert text == documents()[0].text
    assert write_format("sqlite", run)[0].read_bytes() == first


def test_excel_opens_and_executes_nothing(run: Path) -> None:
    (path,) = write_format("excel", run)
    first = path.read_bytes()
    book = openpyxl.load_workbook(path)
    front = [name for name in ("evidence", "entities", "concepts", "documents") if name in table_schemas()]
    assert book.sheetnames == ["README", *front, *(name for name in table_schemas() if name not in front)]
    assert book["entities"].auto_filter.ref.startswith("A1:")
    assert book["entities"].freeze_panes == "A2"
    columns = {cell.value: cell.column_letter for cell in book["entities"][1]}
    assert book["entities"].column_dimensions[columns["sentence"]].width > 60
    assert book["entities"].column_dimensions[columns["concept_name"]].width > 30
    assert ("entities", "curie") in {(row[0].value, row[1].value) for row in book["README"].iter_rows()}
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert f"'{FORMULA}" in [cell.value for cell in cells]
    assert book["mentions"].max_row == 1 + len(read_tables(run)["mentions"])
    assert isinstance(book["mentions"]["B2"].value, int)
    assert write_format("excel", run)[0].read_bytes() == first
    write_format("excel", run, options=WriteOptions(neutralise=False))
    assert [cell.value for cell in openpyxl.load_workbook(path)["failures"][2]][3] == FORMULA


def test_excel_marks_texts_that_it_cuts(run: Path) -> None:
    long = [documents()[2].__class__("long", "glioma " * 6000)]
    write_table(
        "documents", [rows_to_arrow("documents", rows("documents", long))], run / "tables" / "documents.parquet"
    )
    (path,) = write_format("excel", run)
    book = openpyxl.load_workbook(path)
    text = next(cell.value for cell in book["documents"][2] if isinstance(cell.value, str) and "glioma" in cell.value)
    assert text.endswith("[cut; whole in Parquet and the databases]")
    assert "1 texts of 'documents'" in book["cut"]["A2"].value


def test_query_answers(run: Path) -> None:
    answer = query(run, "select doc_id, count(*) as n from mentions group by doc_id order by n desc limit 1")
    assert (answer.columns, list(answer.rows)) == (["doc_id", "n"], [("a/one.txt", 6)])
    wide = query(run, "pivot concept_by_document on doc_id using sum(mentions)")
    assert "a/one.txt" in wide.columns
    assert len(list(wide.rows)) == 4


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select nonsense from entities", "nonsense"),
        ("select 1; select 2", "2 statements"),
        ("copy entities to 'stolen.csv'", "copy statement"),
        ("drop view entities", "drop statement"),
        ("select * from read_csv('/etc/hostname')", "disabled"),
        ("install httpfs", "statement"),
        ("set enable_external_access = true", "set statement"),
    ],
)
def test_query_refuses(run: Path, sql: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(query(run, sql).rows)


def test_a_path_with_a_quote_works(tmp_path: Path) -> None:
    run = write_run(tmp_path / "it's a run", documents()[:1])
    write_format("duckdb", run)
    assert list(query(run, "select count(*) from documents").rows) == [(1,)]
