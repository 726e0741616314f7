"""The command line, called in this process, and a run to call it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.cli import main as cli

Command = Callable[..., tuple[int, str, str]]

TEXT = "No evidence of glioblastoma (GBM) after temozolomide."


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that calls gliomine as the shell does: exit code, output, error output."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["gliomine", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as done:
            cli.main()
        shown = capsys.readouterr()
        return int(done.value.code or 0), shown.out, shown.err

    return call


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output folder of a run over two pages; it is not to be changed."""
    from gliomine.config import Config, RunOptions, configured
    from gliomine.runs.runner import run

    folder = tmp_path_factory.mktemp("finished")
    (folder / "in").mkdir()
    for name in ("a", "b"):
        (folder / "in" / f"{name}.txt").write_text(f"Abstract\n{TEXT}\n", encoding="utf-8")
    options = RunOptions(engine="inline", formats=("csv",))
    run([str(folder / "in")], output=str(folder / "run"), config=configured(Config(), model="none"), options=options)
    return folder / "run"
