"""One text in a notebook: a document, its tables, and what the cell shows."""

from __future__ import annotations

from pathlib import Path

import gliomine
import pytest
from gliomine.document import Document
from gliomine.errors import ConfigError, InputError
from gliomine.tables.schema import document_tables, table_schemas
from gliomine.tables.stored import read_tables

from tests.writers.conftest import documents, write_run

TEXT = "Temozolomide <b>cured</b> no glioma & spared mice."


@pytest.fixture(scope="module")
def document() -> Document:
    return gliomine.load(model="none").process(TEXT)


def test_one_text_gives_one_document(document: Document) -> None:
    assert isinstance(document, Document)
    assert document.text == TEXT
    several = gliomine.load(model="none").process([TEXT, document])
    assert [item.text for item in several] == [TEXT, TEXT]


def test_tables_of_one_document(document: Document) -> None:
    frame = document.to_frame()
    assert list(frame.columns) == [item.name for item in table_schemas()["entities"].columns]
    assert list(frame["text"]) == ["Temozolomide", "glioma", "mice"]
    for name in set(document_tables()) - {"failures"}:
        assert set(document.to_frame(name).columns) == {item.name for item in table_schemas()[name].columns}
    with pytest.raises(ConfigError, match="did you mean 'links'"):
        document.to_frame("link")


def test_what_a_notebook_shows_marks_mentions_and_runs_nothing(document: Document) -> None:
    shown = document._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
    assert ">Temozolomide</mark>" in shown
    assert "line-through" in shown.split(">glioma</mark>")[0].rpartition("<mark")[2]
    assert "temozolomide (CHEBI:72564)" in shown


def test_tables_are_read_when_asked_for(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", documents())
    (run / "tables" / "links.parquet").write_bytes(b"garbage")
    tables = read_tables(run)
    assert set(tables) == set(table_schemas())
    assert len(tables["entities"]) > 0
    assert tables["entities"] is tables["entities"]
    with pytest.raises(InputError, match=r"links\.parquet"):
        tables["links"]
    with pytest.raises(KeyError, match="did you mean 'entities'"):
        tables["entity"]
