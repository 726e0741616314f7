"""What the command line tells: help, errors without tracebacks, progress, and what to open at the end."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow
import pytest
import typer
from gliomine.cli import main as cli
from gliomine.cli.main import app
from gliomine.cli.progress import LINE_SECONDS, _Lines, _Total, display
from gliomine.cli.run import _show
from gliomine.errors import ResourceError
from gliomine.readers import READERS
from gliomine.runs.engines import ENGINES
from gliomine.runs.runner import Progress, RunSummary
from gliomine.writers import WRITERS
from pyarrow import parquet
from typer.testing import CliRunner

from tests.writers.conftest import documents, write_run

PAGE = "Abstract\nGlioma cells were treated with temozolomide.\n"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", documents())


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Return a function that calls the command as the shell does: exit code, output, error output."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["gliomine", *arguments])
        with pytest.raises(SystemExit) as done:
            cli.main()
        shown = capsys.readouterr()
        return int(done.value.code or 0), shown.out, shown.err

    return call


def help_of(*command: str) -> str:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    return re.sub(r"[\s│]+", " ", shown)


def test_run_stands_first_in_the_help() -> None:
    commands = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert commands[:3] == ["run", "extract", "ask"]


@pytest.mark.parametrize("command", list(typer.main.get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_has_help(command: str) -> None:
    assert "Usage" in help_of(command)


def test_options_name_their_choices_and_defaults() -> None:
    shown = help_of("run")
    for name in (*READERS, *WRITERS, *ENGINES):
        assert name in shown
    for default in ("(csv)", "(default)", "(glioma)", "(local)", "(60)", "(by suffix and content)"):
        assert f"default: {default}" in shown


def test_a_format_is_asked_for_by_one_letter_everywhere() -> None:
    root = typer.main.get_command(app)
    found = 0
    for command in root.commands.values():  # type: ignore[attr-defined]
        for option in command.params:
            if "--format" in option.opts:
                found += 1
                assert "-f" in option.opts, command.name
    assert found >= 4


def test_an_input_of_which_nothing_is_read_is_a_usage_error(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in").mkdir()
    code, _, error = told("run", str(tmp_path / "in"), "-o", str(tmp_path / "out"))
    assert code == 2
    assert "nothing in the input is read: it is empty" in error
    (tmp_path / "in" / "a.xlsx").touch()
    code, _, error = told("run", str(tmp_path / "in"), "-o", str(tmp_path / "out"))
    assert code == 2
    assert "save the sheet as CSV" in error
    assert not (tmp_path / "out").exists()


def test_the_end_of_a_run_tells_what_to_open_and_what_was_skipped(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "in" / "b.xlsx").touch()
    out = tmp_path / "out"
    code, shown, _ = told("run", str(tmp_path / "in"), "-o", str(out), "--engine", "inline", "--model", "none")
    assert code == 0
    lines = shown.splitlines()
    opened = [line.removeprefix("open ") for line in lines if line.startswith("open ")]
    assert opened[0] == str(out / "report.html")
    assert str(out / "tables" / "entities.csv") in opened
    assert len(opened) == 4
    assert all(Path(path).is_file() for path in opened)
    assert "skipped (.xlsx, a suffix that no reader claims): save the sheet as CSV" in lines


@pytest.mark.parametrize(
    "command",
    [
        ["query", "RUN", "select * from entities"],
        ["ask", "RUN", "denied"],
        ["report", "RUN"],
        ["convert", "RUN", "-f", "tsv"],
        ["snapshot", "RUN", "--to", "BASE"],
        ["diff", "RUN", "RUN"],
    ],
    ids=lambda command: command[0],
)
def test_a_broken_table_is_told_without_a_traceback(told, run: Path, command: list[str]) -> None:  # type: ignore[no-untyped-def]
    for name in ("entities", "mentions", "links", "documents"):
        (run / "tables" / f"{name}.parquet").write_bytes(b"garbage")
    places = {"RUN": str(run), "BASE": str(run.parent / "base")}
    code, _, error = told(*(places.get(word, word) for word in command))
    assert code in (1, 2)
    assert error.startswith("gliomine: ")
    assert "what to do" in error


@pytest.mark.parametrize("content", ["{", "[]", '{"inputs": 3}', '{"configuration": "x"}'])
def test_a_broken_manifest_is_told(told, run: Path, content: str) -> None:  # type: ignore[no-untyped-def]
    (run / "run.json").write_text(content, encoding="utf-8")
    code, _, error = told("report", str(run))
    assert code == 1
    assert "run.json" in error
    assert "what to do" in error


@pytest.mark.parametrize(
    "command",
    [
        ["report", "RUN", "-o", "FILE/report.html"],
        ["plot", "RUN", "-o", "FILE/plots"],
        ["snapshot", "RUN", "--to", "FILE/base"],
        ["diff", "RUN", "RUN", "--html", "FILE/d.html"],
        ["diff", "RUN", "RUN", "--json", "FILE/d.json"],
        ["diff", "RUN", "RUN", "--markdown", "FILE/d.md"],
        ["kb", "export", "FILE/kb.jsonl"],
    ],
    ids=lambda command: " ".join(command[:1] + command[-2:-1]),
)
def test_an_output_that_cannot_be_written_is_told(told, run: Path, command: list[str]) -> None:  # type: ignore[no-untyped-def]
    file = run.parent / "file"
    file.write_text("in the way", encoding="utf-8")
    code, _, error = told(*(word.replace("RUN", str(run)).replace("FILE", str(file)) for word in command))
    assert code in (1, 2)
    assert error.startswith("gliomine: ")
    assert str(file) in error
    assert "what to do" in error


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    assert cli.explain(ValueError("bug")) is None


def test_progress_counts_documents_of_files_only_where_a_file_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n' * 3, encoding="utf-8")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    for inputs, shown in (
        ([tmp_path / "a.jsonl"], "2,000 documents from 1 file,"),
        ([tmp_path / "b.txt"], "1 of 1 document,"),
    ):
        total = _Total([str(item) for item in inputs])
        total._count()
        total.started = True
        _Lines(total)(Progress(documents=1 if "of 1" in shown else 2000, seconds=1.0))
        assert shown in capsys.readouterr().err


def test_extract_fits_into_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "No evidence of glioblastoma multiforme (GBM) after temozolomide."
    shown = CliRunner().invoke(app, ["extract", text, "--model", "none"], env={"COLUMNS": "80"}).output
    lines = shown.splitlines()
    assert lines[0].strip() == text
    assert max(map(len, lines)) <= 80
    assert any(
        re.match(r"glioblastoma multiforme +disease +glioblastoma MONDO:0018177 +absent", line) for line in lines
    )
    assert not any("…" in line for line in lines)


DONE = RunSummary(
    "out [b]",
    documents=12_345,
    failures=2,
    mentions={"disease": 1_200, "gene": 7},
    tables={},
    skipped={"hidden": 3, ".xlsx, a suffix that no reader claims": 1},
    little_read=4,
    unread_pages=5,
    worked=12_000,
    words=9_000,
    seconds=4.5,
    files=["tables/documents.csv"],
    damaged=6,
)


def test_the_summary_of_a_run_in_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out [b]" / "tables").mkdir(parents=True)
    failed = {"doc_id": ["b.xml", "c.xml"], "error": ["cut short; where: b.xml, line 2", "cut short; where: c.xml"]}
    parquet.write_table(pyarrow.table(failed), tmp_path / "out [b]" / "tables" / "failures.parquet")
    _show(DONE)
    table, _, rest = capsys.readouterr().out.partition("2 could")
    rows = [re.sub(r"[\s│┃]+", " ", line).strip() for line in table.splitlines()]
    assert [row for row in rows if row and not set(row) <= set("─┌┬┐└┴┘├┼┤ ")] == [
        "out [b]", "documents 12,345", "disease 1,200", "gene 7", "failures 2", "skipped: hidden 3",
        "skipped: .xlsx, a suffix that no reader claims 1", "damaged parts done again 6",
        "worked on in this run 12,000", "words/s 2,000", "seconds 4.5",
    ]  # fmt: skip
    assert f"2 could{rest}".splitlines() == [
        "2 could not be processed: the table `failures` says why",
        "  b.xml and 1 more: cut short; where: b.xml, line 2",
        "of 4 documents less than half is read: see `read_share` in `documents`",
        "5 pages of PDF files without text that can be read: see `unread_pages`",
        "skipped (.xlsx, a suffix that no reader claims): save the sheet as CSV",
        "ask  gliomine ask out [b] list",
    ]
    _show(replace(DONE, failures=0, little_read=0, unread_pages=0, skipped={}, damaged=0, seconds=0.0))
    shown = capsys.readouterr().out
    assert "could not" not in shown and "damaged" not in shown and "less than half" not in shown
    assert re.search(r"words/s[ │]+- ", shown)


def test_progress_for_machines_is_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with display([str(tmp_path)], log_json=True) as on_progress:
        for step in ("working", "finished"):
            on_progress(Progress(documents=2, failures=1, words=30, kept=4, found=7, seconds=1.5, step=step))
    first, last = map(json.loads, capsys.readouterr().err.splitlines())
    assert {name: last[name] for name in ("documents", "failures", "words", "kept", "found", "seconds", "step")} == {
        "documents": 2, "failures": 1, "words": 30, "kept": 4, "found": 7, "seconds": 1.5, "step": "finished",
    }  # fmt: skip
    assert list(first) == list(last) and {"total", "files"} <= set(last)


def test_lines_of_progress_come_now_and_then_and_at_each_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("gliomine.cli.progress.time.monotonic", lambda: now[0])
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    total = _Total([str(tmp_path)])
    total.started = True
    total._count()
    lines = _Lines(total)
    shown = []
    for wait, progress in (
        (0.0, Progress(documents=1, failures=0, words=3_000, kept=0, seconds=2.0)),
        (LINE_SECONDS - 0.1, Progress(documents=1, seconds=3.0)),
        (0.1, Progress(documents=0, failures=1, kept=1, seconds=0.0)),
        (0.1, Progress(documents=2_000, kept=1, seconds=4.0, step="joining")),
    ):
        now[0] += wait
        lines(progress)
        shown.append(capsys.readouterr().err)
    assert shown == [
        "working: 1 of 2 documents, 0 failures, 1,500 words/s, 2 s\n",
        "",
        "working: 2 of 2 documents, 1 failure, 0 s\n",
        "joining: 2,001 documents from 2 files, 0 failures, 0 words/s, 4 s\n",
    ]


def test_a_terminal_has_a_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn on a terminal of 120 columns that is kept in memory."""
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    for name, value in (("COLUMNS", "120"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with display([str(tmp_path)], log_json=False) as on_progress:
        on_progress(Progress(documents=20, failures=3, kept=1, words=700, seconds=7.0, step="joining"))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert re.search(r"joining +\S+ +24/\S+ +100 words/s +3 failures", plain), plain


class Screen(io.StringIO):
    """A stream that calls itself a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_caller_may_have_closed_the_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    monkeypatch.setattr("sys.argv", ["gliomine", "--version"])
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert not done.value.code


def test_errors_of_others_are_explained(tmp_path: Path) -> None:
    try:
        (tmp_path / "none").read_bytes()
    except OSError as error:
        told = cli.explain(error)
    assert isinstance(told, ResourceError)
    assert str(told).startswith("a file cannot be read or written (No such file or directory); where: ")
    assert str(tmp_path / "none") in str(told)
    for error in (duckdb.Error("first\nsecond"), pyarrow.ArrowInvalid("first\nsecond")):
        assert str(cli.explain(error)).startswith("a table of the run cannot be read (first); expected: ")
    assert cli.explain(told) is told
