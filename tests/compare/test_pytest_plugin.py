"""The pytest plugin: inert unless asked, then one test."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from gliomine.compare.snapshot import snapshot

from tests.compare.runs import document, without_mention, write_run

INSTALLED = any(item.value == "gliomine.compare.pytest_plugin" for item in entry_points(group="pytest11"))
LOAD = () if INSTALLED else ("-p", "gliomine.compare.pytest_plugin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plugin")
    snapshot(write_run(made / "run", [document("a.txt")]), made / "kept")
    write_run(made / "less", [without_mention(document("a.txt"), 3)])
    (made / "pytest.ini").write_text("[pytest]\n")
    return made


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *LOAD, *arguments]
    environment = {"PYTHONPATH": str(root / "pipeline"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


def test_the_option_adds_a_test_that_passes_or_fails(folder: Path) -> None:
    done = run_pytest(folder, "--gliomine-check", "run", "--baseline", "kept")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    done = run_pytest(folder, "--gliomine-check", "less", "--baseline", "kept")
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert 'lost              "temozolomide" chemical' in done.stdout
    assert "Traceback" not in done.stdout


def test_the_fixture_fails_with_what_changed(folder: Path) -> None:
    (folder / "test_mine.py").write_text(
        "def test_same(gliomine_check):\n    gliomine_check('run', baseline='kept')\n"
        "def test_less(gliomine_check):\n    gliomine_check('less', baseline='kept')\n"
    )
    done = run_pytest(folder, "test_mine.py")
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "FAILED  chemical: lost is 1, allowed is at most 0" in done.stdout


def test_the_plugin_is_inert_and_light() -> None:
    code = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport gliomine.compare.pytest_plugin\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('gliomine')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout + done.stderr


def test_a_check_without_a_baseline_is_a_usage_error(folder: Path) -> None:
    done = run_pytest(folder, "--gliomine-check", "run")
    assert done.returncode == 4
    assert "--gliomine-check needs --baseline DIR" in done.stdout + done.stderr
