"""The workflow of docs/ci.md, run as a script: it passes, fails on a planted regression, and passes after an update."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.compare.test_pytest_plugin import LOAD

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def steps() -> list[str]:
    """Return the `run:` steps of the workflow, without the one that installs."""
    (workflow,) = blocks("yaml")
    found = re.findall(r"^ *- run: (.*)$", workflow, re.MULTILINE)
    assert found[0] == "pip install gliomine"
    return found[1:]


@dataclass(frozen=True)
class Repository:
    """A user's repository: papers, settings, and a `gliomine` on the path."""

    folder: Path

    def script(self, *lines: str) -> subprocess.CompletedProcess[str]:
        """Run lines as a step of GitHub Actions is run."""
        environment = {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "pipeline"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", "\n".join(lines)]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)

    def summary(self) -> str:
        """Return the job summary, and begin a new one."""
        path = self.folder / "summary.md"
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "papers").mkdir()
    for page in sorted((ROOT / "seeds").glob("*.txt"))[:3]:
        shutil.copy(page, tmp_path / "papers")
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "gliomine"
    tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m gliomine.cli.main "$@"\n')
    tool.chmod(0o755)
    (tmp_path / "check.toml").write_text('[run.mentions]\nmodel = "none"\n')
    return Repository(tmp_path)


@pytest.mark.slow
def test_the_example_fails_on_a_regression_and_passes_after_the_update(repository: Repository) -> None:
    (update,) = (block.strip() for block in blocks("bash") if block.startswith("gliomine check papers"))
    assert update.endswith("--update")

    done = repository.script(*steps())
    assert done.returncode == 1
    assert "there is no baseline" in done.stderr

    assert repository.script(update).returncode == 0
    repository.summary()
    done = repository.script(*steps())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::notice title=gliomine check::" in done.stdout
    assert "**passed**" in repository.summary()

    # The regression: somebody turns the dictionary off.
    settings = repository.folder / "check.toml"
    settings.write_text(settings.read_text() + "dictionary = false\n")
    done = repository.script(*steps())
    assert done.returncode == 1, done.stdout + done.stderr
    assert "::error file=baselines/papers/mentions.tsv,title=gliomine check%2C disease%3A lost::" in done.stdout
    summary = repository.summary()
    assert "**failed**" in summary
    assert "| disease: lost |" in summary
    suite = ET.parse(repository.folder / "check.xml").getroot()
    assert int(suite.attrib["failures"]) > 0

    done = repository.script(update)
    assert done.returncode == 0
    assert "accepting:" in done.stdout
    assert repository.script(*steps()).returncode == 0


@pytest.mark.slow
def test_the_pytest_line_does_the_same(repository: Repository) -> None:
    (line,) = (block.strip() for block in blocks("bash") if block.startswith("pytest"))
    line = line.replace("pytest", shlex.join([sys.executable, "-m", "pytest", *LOAD]), 1)
    (repository.folder / "pytest.ini").write_text("[pytest]\n")
    assert repository.script(line + " --gliomine-update").returncode == 0
    assert "1 passed" in repository.script(line).stdout
    min((repository.folder / "papers").iterdir()).unlink()
    done = repository.script(line)
    assert done.returncode == 1
    assert "document_missing" in done.stdout
