"""The layers of the package, the modules that alone may touch a library, and docstrings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for path in (ROOT / "pipeline").rglob("*.py") if "_models" not in path.parts)

LAYERS = (
    ("pipeline.errors",),
    (
        "pipeline.document",
        "pipeline.normalize",
        "pipeline.concepts",
        "pipeline.curies",
        "pipeline.config",
        "pipeline.resources",
        "pipeline.entity_types",
    ),
    ("pipeline.tables", "pipeline.profiles", "pipeline.storage", "pipeline.fuzzy_index"),
    ("pipeline.knowledge_base", "pipeline.ner", "pipeline.nlp", "pipeline.validate", "pipeline.algorithms"),
    ("pipeline.readers", "pipeline.writers", "pipeline.stages"),
    ("pipeline.discovery", "pipeline.parts"),
    ("pipeline.work",),
    ("pipeline.resume", "pipeline.joining", "pipeline.identity"),
    ("pipeline.engines", "pipeline.output"),
    ("pipeline.runner",),
    ("pipeline.api", "pipeline.predict", "pipeline.spacy_component"),
    (
        *("pipeline.training", "pipeline.report", "pipeline.query", "pipeline.kb"),
        *("pipeline.evaluate", "pipeline.evaluation", "pipeline.compare", "pipeline.comparison"),
        *("pipeline.snapshot", "pipeline.check", "pipeline.pytest_plugin"),
    ),
    ("pipeline.commands",),
    ("pipeline.cli",),
)
"""A module may import from its own layer and from those above it in this list."""

ONLY = {
    "spacy": {"pipeline/nlp.py", "pipeline/spacy_component.py"},
    "scispacy": {"pipeline/nlp.py"},
    "onnxruntime": {"pipeline/ner.py"},
}
"""Library -> the only modules that may import it (training and the writer of spaCy's format apart)."""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(module: str) -> int | None:
    for number, names in enumerate(LAYERS):
        if any(module == name or module.startswith(name + ".") for name in names):
            return number
    return None


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_layers(path: Path) -> None:
    module, tree = module_of(path), ast.parse(path.read_text(encoding="utf-8"))
    if module == "pipeline":
        return
    own = layer_of(module)
    assert own is not None, f"{module} stands in no layer: add it to LAYERS"
    for name in imports_of(tree):
        other = layer_of(name) if name.startswith("pipeline.") else None
        assert other is None or other <= own, f"{module} imports {name}, which stands below it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_stages_do_not_import_each_other(path: Path) -> None:
    module = module_of(path)
    if not module.startswith("pipeline.stages."):
        return
    siblings = {name for name in imports_of(ast.parse(path.read_text(encoding="utf-8"))) if "pipeline.stages." in name}
    assert not siblings


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_named_modules_touch_a_library(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    if place.startswith("pipeline/training/") or place == "pipeline/writers/spacy.py":
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
