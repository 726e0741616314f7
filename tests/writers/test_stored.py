from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.errors import InputError
from gliomine.tables.rows import to_arrow
from gliomine.tables.stored import shown_sections, stored_documents, whole
from gliomine.writers.parquet import write_table

from tests.writers.conftest import documents, make_document


def test_documents_come_back_as_they_were(run: Path) -> None:
    assert list(stored_documents(run)) == documents()


def test_tables_of_two_runs_are_told(run: Path) -> None:
    other = [make_document("other", "glioma", [("glioma", "disease", None)])]
    write_table("mentions", [to_arrow("mentions", other)], run / "tables" / "mentions.parquet")
    with pytest.raises(InputError, match="mentions"):
        list(stored_documents(run))


def test_folder_without_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished run"):
        list(stored_documents(tmp_path))


def test_mention_outside_the_sections_shows_the_whole_text() -> None:
    document = make_document("a", "title\nglioma", [("glioma", "disease", None)], title="title")
    assert [item.name for item in shown_sections(document, ("title", "abstract"))] == ["title", "abstract"]
    (only,) = shown_sections(document, ("title",))
    assert (only.start, only.end, only.name) == (0, len(document.text), "body")


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole(target) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert target.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
