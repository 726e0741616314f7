"""Every command in the documentation is run, page by page, in a scratch folder that holds a copy of seeds/."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> list[str]:
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [
        line[2:]
        for block in blocks
        for line in block.splitlines()
        if line.startswith(("$ gliomine", "$ printf", "$ GLIOMINE"))
    ]


WITH_PYTHON = [page for page in PAGES if page.name in ("python.md", "spacy.md")]
WITH_COMMANDS = [page for page in PAGES if page not in WITH_PYTHON and page.is_file() and commands_of(page)]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_commands_work(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline"), "COLUMNS": "120"}
    for command in commands_of(page):
        shell = command.replace("gliomine", f"{shlex.quote(sys.executable)} -m gliomine.cli.main", 1)
        done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_python_blocks_work(page: Path, tmp_path: Path) -> None:
    test_commands_work(page, tmp_path)
    # What loads a package of spaCy's needs it installed, and a block without imports goes on with another.
    blocks = [block for block in _PYTHON.findall(page.read_text(encoding="utf-8")) if "spacy.load(" not in block]
    for block in blocks:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline")}
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip()
