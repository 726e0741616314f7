"""What the contracts of import-linter cannot say: who may do what, how long a file may be, what the code must not name.

Which folder may import which is held by the contracts in pyproject.toml (`make lint`).
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from gliomine.stages import STAGES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pipeline" / "gliomine"
FILES = sorted(PACKAGE.rglob("*.py"))

ONLY = {
    "spacy": {"mentions/spacy_model.py", "spacy_component.py", "spacy_extensions.py", "scispacy_linker.py"},
    "scispacy": {"spacy_component.py", "scispacy_linker.py"},
    "onnxruntime": {"encoder/model.py"},
}
"""Library -> the only modules that may import it (training and the writer of spaCy's format apart)."""

MOST_LINES = 350
MOST_LINES_OF_A_FUNCTION = 60

MAY_RENAME = {"files.py"}
MAY_NAME_A_MANIFEST = {"tables/stored.py"}
"""The one reader of a finished run; who writes it takes the name from there."""


def place_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def renames(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that move a file: `path.replace(target)` has one argument, a string's `replace` has two."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        if (owner, node.func.attr) in {("os", "replace"), ("os", "rename"), ("os", "renames"), ("shutil", "move")} or (
            node.func.attr in {"replace", "rename"} and len(node.args) == 1 and not node.keywords
        ):
            yield node.lineno


def test_a_rename_is_seen() -> None:
    code = "a.replace(b)\nos.replace(a, b)\nshutil.move(a, b)\na.rename(b)\n'x'.replace('a', 'b')\nreplace(a, b=1)\n"
    assert list(renames(ast.parse(code))) == [1, 2, 3, 4]


def test_only_one_module_renames_files_into_place() -> None:
    found = {place: lines for path in FILES if (lines := list(renames(parsed(path)))) and (place := place_of(path))}
    assert set(found) <= MAY_RENAME, found


def test_only_one_module_opens_a_finished_run() -> None:
    found = {
        place_of(path)
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and node.value == "run.json"
    }
    assert found <= MAY_NAME_A_MANIFEST


def test_the_contracts_know_every_capability() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = {contract["id"]: contract for contract in settings["contracts"]}
    capabilities = {stage.home.partition(":")[0].split(".")[0] for stage in STAGES.values()}
    for name, known in (("readers", capabilities - {"pages"}), ("writers", capabilities)):
        assert {f"gliomine.{folder}" for folder in known} <= set(contracts[name]["forbidden_modules"])
    order = [layer.strip("()") for layer in contracts["layers"]["layers"]]
    assert capabilities <= set(order)


@pytest.mark.parametrize("path", FILES, ids=place_of)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MOST_LINES_OF_A_FUNCTION, node.name


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=place_of)
def test_only_the_named_modules_touch_a_library(path: Path) -> None:
    place = place_of(path)
    if place.startswith("training/") or place == "writers/spacy.py":
        return
    tops = {name.split(".")[0] for name in imports_of(parsed(path))}
    for library, allowed in ONLY.items():
        assert library not in tops or place in allowed


@pytest.mark.parametrize("path", FILES, ids=place_of)
def test_public_names_have_docstrings(path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_no_file_names_a_machine_or_a_place() -> None:
    bad = re.compile(r"/(?:home|root|work|mnt)/\w+|localhost:\d{4,}")
    for path in [*FILES, *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        assert not bad.search(path.read_text(encoding="utf-8")), path


TYPES_BY_NAME = {
    "entity_types.py": "the table itself",
    "predicates.py": "the table of predicates says which types each takes",
    "relations/inner.py": "a table of names that hold a relation inside, by type and predicate",
}
"""Files that may hold the names of entity types, and why."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_code_asks_for_a_type_by_name(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    if place in (*TYPES_BY_NAME, "kb/merge.py") or place.startswith(("training/", "kb/build/")):
        return  # what builds models and index maps the labels of others to ours
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # The other names of types are everyday words as well: a `process` of the computer, a `treatment` as a heading.
    distinct = {"disease", "chemical", "cell_type", "cell_line", "vesicle", "cellular_component", "delivery_system"}
    named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not named & distinct
