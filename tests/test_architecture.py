"""The modules that alone may touch a library, docstrings, and names that must not stand in the code.

Which package may import which is held by the contracts of import-linter in pyproject.toml (`make lint`).
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pipeline" / "gliomine"
FILES = sorted(PACKAGE.rglob("*.py"))

ONLY = {
    "spacy": {"mentions/spacy_model.py", "spacy_component.py", "scispacy_linker.py"},
    "scispacy": {"spacy_component.py", "scispacy_linker.py"},
    "onnxruntime": {"encoder/model.py"},
}
"""Library -> the only modules that may import it (training and the writer of spaCy's format apart)."""


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_named_modules_touch_a_library(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    if place.startswith("training/") or place == "writers/spacy.py":
        return
    tops = {name.split(".")[0] for name in imports_of(ast.parse(path.read_text(encoding="utf-8")))}
    for library, allowed in ONLY.items():
        assert library not in tops or place in allowed
    assert not tops & {"torch", "transformers"}, "training only"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_names_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_no_file_names_a_machine_or_a_place() -> None:
    bad = re.compile(r"/(?:home|root|work|mnt)/\w+|localhost:\d{4,}")
    for path in [*FILES, *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        assert not bad.search(path.read_text(encoding="utf-8")), path
