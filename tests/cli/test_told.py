"""What the command line tells: help, errors without tracebacks, progress, and what to open at the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from gliomine.cli import main as cli
from gliomine.cli.main import app
from gliomine.cli.progress import _Lines, _Total
from gliomine.readers import READERS
from gliomine.runs.engines import ENGINES
from gliomine.runs.runner import Progress
from gliomine.writers import WRITERS
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
