"""Plant small faults in modules, one at a time, and tell which of them no test notices.

    python tools/mutate.py runs readers/csv.py --number 40 --seed 3

Each fault is one edit of the source: a comparison turned, an offset moved by one, a line left out, two arguments
swapped, a threshold changed, a condition turned. The faults are chosen by the seed, at random over the lines of the
modules named, so a share of what is found tells how much the tests notice. Nothing in the checkout is touched: the
faults are planted in a copy. Of the tests that belong to a module those that reach the line are run first, then all;
which these are is measured once for each group of tests and kept in `.cache/mutate` (of a test file that has changed
since, all tests are run first). For a few faults, `--likely` does without that measuring: the test files that name the
module are run first, then all, and a test that fails counts once it was seen to pass without the fault.
The libraries are loaded once, in the process from which each trial is forked, so this needs a POSIX system.

A fault that survives is no proof of a missing test: some change nothing that anyone can see. Read each.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from faults import Fault, faults_of
from reach import Watch

ROOT = Path(__file__).resolve().parents[1]
CODE = "pipeline/gliomine"

LIBRARIES = (
    *("numpy", "pandas", "pyarrow.parquet", "duckdb", "spacy", "onnxruntime", "lxml.etree", "rapidfuzz.process"),
    *("hypothesis", "pydantic", "typer.testing", "rich.progress", "networkx", "charset_normalizer", "jinja2"),
    *("tokenizers", "pypdfium2", "docx", "marisa_trie", "xlsxwriter", "openpyxl", "bioc", "pytest"),
)
"""What most tests import, none of it ours."""

_TOLD = "tests/test_features.py"
MORE_TESTS = {
    "assertion": (_TOLD,),
    "linking": (_TOLD,),
    "mentions": (_TOLD,),
    "relations": (_TOLD,),
    "sentences": (_TOLD,),
    "cli": (
        *("tests/linking/test_prefer.py", "tests/test_predict.py", "tests/test_left_alone.py"),
        *("tests/tables/test_ask.py", "tests/tables/test_digests.py"),
    ),
    "pages": ("tests/sentences/test_boundaries.py", "tests/sentences/test_stage.py"),
    "runs": ("tests/test_left_alone.py",),
    "tables": ("tests/writers/test_flat.py", "tests/test_left_alone.py", "tests/cli/test_evidence.py"),
    "topics.py": (
        *("tests/test_config.py", "tests/test_entity_types.py", "tests/mentions/test_own_names.py"),
        "tests/relations/test_own_predicates.py",
    ),
    "predicates.py": ("tests/relations/test_predicates.py", "tests/relations/test_own_predicates.py"),
    "document.py": ("tests/test_validate.py", "tests/test_stages.py"),
    "spacy_extensions.py": ("tests/test_spacy_component.py",),
    "resources.py": ("tests/test_release.py", "tests/encoder"),
    "stages.py": ("tests/linking/test_stage.py", "tests/mentions/test_recognise.py"),
    "api.py": ("tests/test_notebook.py", "tests/test_stages.py"),
}
"""Tests of a package besides those of the folder, or file, of its name."""

WHOLE_RUNS = ("runs/", "cli/")
"""Code whose faults show in whole runs, which are marked slow; elsewhere they cost more than they tell."""

APART = ("runs/engines/",)
"""Code that tests carry out in other processes, where it is not seen which test reaches a line: all are run."""


def modules(names: Sequence[str]) -> list[str]:
    """Return the files of modules and packages, relative to the package."""
    base = ROOT / CODE
    found: list[str] = []
    for name in names:
        place = base / name
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        found += [path.relative_to(base).as_posix() for path in files]
    return found


def choose(files: Sequence[str], *, number: int, seed: int) -> list[Fault]:
    """Return faults spread at random over the lines of files: not more than one a line."""
    chance = random.Random(seed)
    lines: dict[tuple[str, int], list[Fault]] = {}
    for path in files:
        for fault in faults_of(path, (ROOT / CODE / path).read_bytes()):
            lines.setdefault((path, fault.line), []).append(fault)
    chosen = chance.sample(sorted(lines), min(number, len(lines)))
    return [chance.choice(lines[place]) for place in chosen]


def planted(path: Path) -> list[Fault]:
    """Read faults made by hand: lines of file, old text and new text with tabs between."""
    found = []
    for row in path.read_text(encoding="utf-8").splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        name, old, new = (part.replace("\\n", "\n") for part in row.split("\t"))
        data = (ROOT / CODE / name).read_bytes()
        start = data.find(old.encode())
        if start < 0 or data.count(old.encode()) > 1:
            raise SystemExit(f"{name}: this text is there {data.count(old.encode())} times, not once: {old}")
        line = data.count(b"\n", 0, start) + 1
        found.append(Fault(name, line, "by hand", start, start + len(old.encode()), old, new))
    return found


def tests_of(module: str) -> list[str]:
    """Return the tests of a module: the doctests and tests of its folder (or file), and what is named besides."""
    top, _, _ = module.partition("/")
    own = f"tests/{top}" if "/" in module else f"tests/test_{top}"
    return [name for name in (f"{CODE}/{top}", own, *MORE_TESTS.get(top, ())) if (ROOT / name).exists()]


def copy_of_checkout(folder: Path) -> Path:
    """Copy what tests need; what is large and read only is linked."""
    copy = folder / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis")
    for name in ("pipeline", "tests", "docs", "seeds", "tools"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, copy / path.name)
    (copy / "models").symlink_to(ROOT / "models")
    if (ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(ROOT.parent / "shared")
    return copy


def statement(tree: ast.Module, line: int) -> range:
    """Return the lines of the statement that a line belongs to, of a compound one its head: not each is traced."""
    found = range(line, line + 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            if node.lineno <= line <= end:
                found = range(node.lineno, end + 1)  # the walk comes to the inner ones later
    return found


class Trials:
    """Runs tests in a copy of the checkout, each trial in a process forked from this one."""

    def __init__(self, copy: Path, *, limit: float, marked: str, likely: bool = False) -> None:
        self.copy, self.limit, self.marked, self.likely = copy, limit, marked, likely
        self.sound: set[str] = set()
        self.clock = 1_000_000_000
        self.deselected: list[str] = []
        os.environ["PYTHONPATH"] = str(copy / "pipeline")
        os.environ |= {"GLIOMINE_SEQUENCES": "25", "GLIOMINE_FUZZ": "20"}
        sys.path.insert(0, str(copy / "pipeline"))
        for name in LIBRARIES:
            try:
                importlib.import_module(name)
            except ImportError:
                continue

    def noticed(self, fault: Fault) -> str:
        """Return how a fault was noticed: empty where it was not."""
        target = self.copy / CODE / fault.path
        whole = target.read_bytes()
        changed = fault.apply(whole)
        try:
            ast.parse(changed)
        except SyntaxError:
            return "no fault"
        if self.likely:
            return self._noticed_by_likely(fault, target, whole, changed)
        tests = self._reaching(fault, whole)
        try:
            self._write(target, changed)
            # What is kept for later tests (a fixture of a module, a table read once) is carried out in the first alone.
            return (self.run(tests) if tests else "") or self.run(tests_of(fault.path))
        finally:
            self._write(target, whole)

    def _noticed_by_likely(self, fault: Fault, target: Path, whole: bytes, changed: bytes) -> str:
        group = tests_of(fault.path)
        os.environ["GLIOMINE_WHOLE_RUNS"] = "fast" if fault.path.startswith(WHOLE_RUNS) else ""
        stem, dotted = Path(fault.path).stem, fault.path.removesuffix(".py").replace("/", ".")
        package, _, name = f"gliomine.{dotted}".rpartition(".")
        named = re.compile(rf"gliomine\.{re.escape(dotted)}\b|from {re.escape(package)} import .*\b{name}\b")
        files = [self.copy / file for file in self._tests(group)]
        first = [file for file in files if f"_{stem}" in file.name or named.search(file.read_text(encoding="utf-8"))]
        slow = (self.copy / "tests" / "conftest.py").read_text(encoding="utf-8")  # it names those that make whole runs
        first.sort(key=lambda file: (f".{file.stem}" in slow, f"_{stem}" not in file.name))
        likely = [str(file.relative_to(self.copy)) for file in first]
        return next((how for tests in (likely, group) if (how := self._failing(tests, target, whole, changed))), "")

    def _failing(self, tests: Sequence[str], target: Path, whole: bytes, changed: bytes) -> str:
        """Return how tests notice a fault; a test that fails without it too is left out, and the others run again."""
        while tests:
            self._write(target, changed)
            how = self.run(tests)
            self._write(target, whole)
            failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", (self.copy / "output.txt").read_text(), re.M)
            if self._fail_by_fault(how, failed):
                return f"{how} {failed[0] if failed else ''}".strip() if how else ""
        return ""

    def _fail_by_fault(self, how: str, failed: Sequence[str]) -> bool:
        """Tell whether an answer counts: none failed, or what failed passes without the fault."""
        if not how.startswith("test failed") or not failed or {*failed} <= self.sound:
            return True
        self.sound |= {*failed}
        unsound = bool(self.run(failed))
        self.deselected += [f"--deselect={test}" for test in failed] if unsound else []
        return not unsound

    def _reaching(self, fault: Fault, data: bytes) -> list[str]:
        """Return the tests that carry out the line of a fault; all where the line is carried out at import."""
        group = tests_of(fault.path)
        os.environ["GLIOMINE_WHOLE_RUNS"] = "fast" if fault.path.startswith(WHOLE_RUNS) else ""
        kept = (
            ROOT / ".cache" / "mutate" / f"{hashlib.sha256(' '.join([*group, self.marked]).encode()).hexdigest()}.json"
        )
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            self.run(group, kept)
            measured = json.loads(kept.read_text(encoding="utf-8"))
            kept.write_text(json.dumps({**measured, "files": self._tests(group)}), encoding="utf-8")
        measured = json.loads(kept.read_text(encoding="utf-8"))
        reached, failing = measured["lines"], measured["failed"]
        self.deselected = [f"--deselect={name}" for name in failing]
        tree = ast.parse(data)
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        first = [node.body[0].lineno for node in inside if node.body[0].lineno <= fault.line <= (node.end_lineno or 0)]
        if not first or fault.path.startswith(APART):
            return group
        lines = reached.get(fault.path, {})
        found = list(dict.fromkeys(test for line in statement(tree, fault.line) for test in lines.get(str(line), [])))
        later = [name for name, digest in self._tests(group).items() if measured["files"].get(name) != digest]
        return [*later, *(name for name in found if name.split("::")[0] not in later)]

    def _tests(self, group: Sequence[str]) -> dict[str, str]:
        """Return file -> checksum of the tests of a group."""
        places = [self.copy / name for name in group if name.startswith("tests/")]
        files = [file for place in places for file in ([place] if place.is_file() else place.rglob("test_*.py"))]
        return {
            file.relative_to(self.copy).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(files)
        }

    def _write(self, target: Path, data: bytes) -> None:
        target.write_bytes(data)
        # Of the same size and second, a fault would be taken for what Python has compiled before.
        self.clock += 1
        os.utime(target, (self.clock, self.clock))

    def run(self, tests: Sequence[str], reached: Path | None = None) -> str:
        """Run tests until the first that fails; return how that was, empty if all pass.

        Args:
            tests: files, folders and tests.
            reached: where to write the lines that each test carries out; then all are run, and without a limit.
        """
        child = os.fork()
        if child == 0:
            self._in_child(tests, reached)
        ends = time.monotonic() + (self.limit if reached is None else 7200)
        while time.monotonic() < ends:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                return "" if code in (0, 5) else f"test failed ({code})"
            time.sleep(0.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "too slow"

    def _in_child(self, tests: Sequence[str], reached: Path | None) -> None:
        os.setsid()
        os.chdir(self.copy)
        sys.dont_write_bytecode = reached is None
        with (self.copy / "output.txt").open("w") as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
            import pytest

            options = ["-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", *(["-x"] if reached is None else [])]
            watch = None if reached is None else Watch(self.copy / CODE)
            marked = ["-m", self.marked] if self.marked else []
            code = pytest.main([*options, *marked, *self.deselected, *tests], plugins=[watch] if watch else [])
            if watch and reached:
                reached.write_text(json.dumps({"lines": watch.lines, "failed": watch.failed}), encoding="utf-8")
            stream.flush()
        os._exit(int(code))


def main() -> None:
    """Plant faults and print, one a line, what became of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="files or folders of the package, such as runs or stages.py")
    parser.add_argument("--number", type=int, default=20, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=180, help="seconds for the tests of a fault")
    parser.add_argument("--slow", action="store_true", help="also with the tests that are marked slow")
    parser.add_argument("--likely", action="store_true", help="without measuring which test reaches which line")
    parser.add_argument("--planted", type=Path, help="a file of faults made by hand, in place of random ones")
    chosen = parser.parse_args()
    if chosen.planted:
        faults = planted(chosen.planted)
    else:
        faults = choose(modules(chosen.modules), number=chosen.number, seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        marked = "" if chosen.slow else "not slow"
        trials = Trials(copy_of_checkout(Path(folder)), limit=chosen.limit, marked=marked, likely=chosen.likely)
        noticed = 0
        for fault in faults:
            began = time.monotonic()
            how = trials.noticed(fault)
            noticed += bool(how)
            print(f"{how or 'SURVIVED'}\t{time.monotonic() - began:.0f} s\t{fault.told()}", flush=True)
    print(f"{noticed} of {len(faults)} noticed")


if __name__ == "__main__":
    main()
