"""`gliomine convert` and `gliomine query`."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.cli.main import app
from gliomine.writers import WRITERS
from typer.testing import CliRunner

from tests.writers.conftest import documents, write_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", documents())


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def test_every_format_is_made_later_from_the_run(run: Path) -> None:
    code, shown = call("convert", str(run), "--format", ",".join(WRITERS))
    assert code == 0, shown
    assert [line.split(":")[0] for line in shown.splitlines()] == list(WRITERS)
    left = [path for path in run.rglob("*") if path.name.endswith(".tmp")]
    assert left == []


def test_neutralising_can_be_turned_off(run: Path) -> None:
    call("convert", str(run), "--format", "csv")
    assert ",'=HYPERLINK(0)" in (run / "tables" / "failures.csv").read_text(encoding="utf-8")
    call("convert", str(run), "--format", "csv", "--no-neutralise")
    assert ",=HYPERLINK(0)" in (run / "tables" / "failures.csv").read_text(encoding="utf-8")


def test_nothing_is_written_where_one_of_the_formats_is_unknown(run: Path) -> None:
    before = sorted(run.rglob("*"))
    assert "did you mean 'duckdb'" in call("convert", str(run), "--format", "tsv,duckbd")[1]
    assert sorted(run.rglob("*")) == before


def test_unknown_format_and_missing_run_are_told(run: Path, tmp_path: Path) -> None:
    assert "did you mean 'duckdb'" in call("convert", str(run), "--format", "duckbd")[1]
    assert "no finished run" in call("convert", str(tmp_path / "nothing"), "--format", "tsv")[1]


def test_query_prints_a_table_or_csv(run: Path) -> None:
    code, shown = call("query", str(run), "select text, source from documents where doc_id = 'NA'", "--csv")
    assert code == 0
    assert shown.splitlines()[0] == "text,source"
    assert "'=HYPERLINK(0)" in shown
    shown = call("query", str(run), "select '[bold]x[/bold]' as a, null as b, 1 as c from documents", "--limit", "2")[1]
    assert shown.count("[bold]x[/bold]") == 2
    assert "the first 2 rows" in shown
