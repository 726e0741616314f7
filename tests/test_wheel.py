"""The wheel of what git tracks works in a new environment outside the checkout, beside a folder called `pipeline`.

It is installed beside the libraries of the running interpreter, without a network. `GLIOMINE_PYTHONS` may name further
interpreters, parted by colons; their environments get the libraries from the package registry.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("pipeline", "models", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
PAGE = "glioma-lab-note.txt"
OTHERS = [name for name in os.environ.get("GLIOMINE_PYTHONS", "").split(os.pathsep) if name]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("hatchling") is None, reason="a wheel is built with hatchling"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what belongs to the checkout is what git tracks"),
]


def call(*command: str | Path, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GLIOMINE"))}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the tracked files alone, as a clean clone would make it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in call("git", "ls-files", "-z", *PARTS, folder=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / "clone" / name)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    call(
        *pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, folder / "clone", folder=folder
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session", params=[sys.executable, *OTHERS], ids=lambda python: Path(python).name)
def python(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a new environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    call(request.param, "-m", "venv", "--without-pip", folder, folder=folder)
    made = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", made, "install", "--quiet")
    if request.param == sys.executable:
        call(*pip, "--no-deps", "--no-index", wheel, folder=folder)
        (site,) = folder.glob("lib/python*/site-packages")
        (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    else:
        call(*pip, wheel, "pytest", folder=folder)
    return made


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a user's project, which has a package called `pipeline`."""
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("MINE = True\n", encoding="utf-8")
    shutil.copyfile(ROOT / "seeds" / PAGE, tmp_path / PAGE)
    return tmp_path


def test_a_page_is_read(python: Path, project: Path) -> None:
    where = call(python, "-c", "import gliomine; print(gliomine.__file__)", folder=project)
    assert Path(where.strip()).is_relative_to(python.parents[1])
    call(python.parent / "gliomine", "run", PAGE, "--output", "out", folder=project)
    rows = (project / "out" / "tables" / "entities.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 10 and any("GO:0070062" in row for row in rows)
    assert (project / "out" / "report.html").is_file()
    found = call(python.parent / "gliomine", "extract", "Exosomes carry temozolomide to glioma cells.", folder=project)
    assert "temozolomide" in found


def test_pytest_with_our_plugin_beside_a_pipeline_of_ones_own(python: Path, project: Path) -> None:
    code = (
        "import pipeline\n\n\ndef test_mine(gliomine_check):\n    assert pipeline.MINE and callable(gliomine_check)\n"
    )
    (project / "test_mine.py").write_text(code, encoding="utf-8")
    assert "1 passed" in call(python, "-m", "pytest", "-p", "no:cacheprovider", folder=project)


def test_spacy_beside_a_pipeline_of_ones_own(python: Path, project: Path) -> None:
    code = (
        "import pipeline, spacy; nlp = spacy.blank('en'); nlp.add_pipe('gliomine'); "
        "print([(entity.text, entity.label_) for entity in nlp('Exosomes carry temozolomide.').ents], pipeline.MINE)"
    )
    shown = call(python, "-c", code, folder=project)
    assert "('temozolomide', 'chemical')" in shown.replace("CHEMICAL", "chemical") and "True" in shown
