"""Every command in the documentation is run, page by page, in a scratch folder that holds a copy of seeds/."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from gliomine.cli.main import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHELL = ("console", "bash", "sh", "")
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> list[str]:
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [
        line[2:]
        for block in blocks
        for line in block.splitlines()
        if line.startswith(("$ gliomine", "$ printf", "$ GLIOMINE"))
    ]


def lines_of(page: Path) -> list[str]:
    """Return every command of the page, also those that need what only a reader has."""
    found = []
    blocks = _FENCED.findall(page.read_text(encoding="utf-8"))
    for block in (block for language, block in blocks if language in _SHELL):
        joined = re.sub(r"\\\n\s*", " ", block)
        # An SQL text may go on in the next line.
        for match in re.finditer(
            r'^(?:\$ )?(?:\w+=\S+ )?(gliomine (?:"(?:[^"\\]|\\.)*"|[^"\n])*)', joined, re.MULTILINE
        ):
            found.append(re.split(r" [>|<] |  +#", match[1])[0])
    return found


def test_a_fault_in_a_command_would_be_seen() -> None:
    for line in ("gliomine rnu x", "gliomine run x --otput y", "gliomine query RUN", "gliomine kb look x"):
        with pytest.raises(Exception, match=r"(?i)no such|missing|unexpected|unknown"):
            parse(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_has_the_arguments_that_it_takes(page: Path) -> None:
    for line in lines_of(page):
        parse(line)


def parse(line: str) -> None:
    """Read a command as the command line does; nothing is run."""
    words = shlex.split(line)[1:]
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    with command.make_context("gliomine", words) as context:
        if context.args or getattr(context, "_protected_args", []):
            raise ValueError(f"unknown words in: {line}")


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
