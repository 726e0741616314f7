"""Plant small faults in modules, one at a time, and tell which of them no test notices.

    python tools/mutate.py runs readers/csv.py --number 40 --seed 3

Each fault is one edit of the source: a comparison turned, an offset moved by one, a line left out, two arguments
swapped, a threshold changed, a condition turned. The faults are chosen by the seed, at random over the lines of the
modules named, so a share of what is found tells how much the tests notice. Nothing in the checkout is touched: the
faults are planted in a copy. Of the tests that belong to a module only those are run that reach the line, which is
measured once for each group of tests and kept in `.cache/mutate` (test files written later are run in whole). The
libraries are loaded once, in the process from which each trial is forked, so this needs a POSIX system.

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
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CODE = "pipeline/gliomine"

LIBRARIES = (
    *("numpy", "pandas", "pyarrow.parquet", "duckdb", "spacy", "onnxruntime", "lxml.etree", "rapidfuzz.process"),
    *("hypothesis", "pydantic", "typer.testing", "rich.progress", "networkx", "charset_normalizer", "jinja2"),
    *("tokenizers", "pypdfium2", "docx", "marisa_trie", "xlsxwriter", "openpyxl", "bioc", "pytest"),
)
"""What most tests import, none of it ours."""

MORE_TESTS = {
    "cli": ("tests/linking/test_prefer.py", "tests/test_predict.py", "tests/test_left_alone.py"),
    "runs": ("tests/test_left_alone.py",),
    "tables": ("tests/writers/test_flat.py", "tests/test_left_alone.py"),
    "stages.py": ("tests/linking/test_stage.py", "tests/mentions/test_recognise.py"),
    "api.py": ("tests/test_notebook.py", "tests/test_stages.py"),
}
"""Tests of a package besides those of the folder, or file, of its name."""

APART = ("runs/engines/",)
"""Code that tests carry out in other processes, where it is not seen which test reaches a line: all are run."""

TURNED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
WRITTEN: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One edit: the bytes from `start` to `end` of a file become `new`."""

    path: str
    line: int
    kind: str
    start: int
    end: int
    old: str
    new: str

    def apply(self, data: bytes) -> bytes:
        """Return the file's content with the fault planted."""
        return data[: self.start] + self.new.encode() + data[self.end :]

    def told(self) -> str:
        """Return the fault in one line."""
        old, new = (" ".join(text.split())[:70] for text in (self.old, self.new))
        return f"{self.path}:{self.line}\t{self.kind}\t{old}  ->  {new}"


class _Places:
    """Where the nodes of a file stand, in bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.lines = [0]
        for line in data.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        return self.lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def text(self, node: ast.expr | ast.stmt) -> str:
        return self.data[self.start(node) : self.end(node)].decode()


def faults_of(path: str, data: bytes) -> Iterator[Fault]:
    """Yield every fault that can be planted in a file."""
    places = _Places(data)
    for node in _code(ast.parse(data)):
        for kind, start, end, new in _edits(node, places):
            yield Fault(path, node.lineno, kind, start, end, data[start:end].decode(), new)


def _code(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    """Yield what is carried out: no annotations, no texts that document, nothing only for type checkers."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Raise | ast.ImportFrom | ast.Import):
            continue
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        skipped = {"annotation", "returns", "decorator_list", "type_comment"}
        for name, value in ast.iter_fields(node):
            if name in skipped:
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [child for child in children if isinstance(child, ast.AST)]


Edit = tuple[str, int, int, str]


def _edits(node: ast.expr | ast.stmt, places: _Places) -> Iterator[Edit]:
    start, end = places.start(node), places.end(node)
    if isinstance(node, ast.Compare):
        yield from _turned(node, places)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield from _numbers(node, start, end)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sign, other = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
        at = places.data.find(sign.encode(), places.end(node.left), places.start(node.right))
        if at >= 0 and not isinstance(node.right, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple):
            yield "sign turned", at, at + 1, other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        if not isinstance(node.operand, ast.Constant):
            yield (
                "condition turned" if isinstance(node.op, ast.Not) else "order turned",
                start,
                end,
                places.text(node.operand),
            )
    elif isinstance(node, ast.BoolOp):
        yield from _joined(node, places)
    elif isinstance(node, ast.Call) and len(node.args) > 1 and not any(isinstance(x, ast.Starred) for x in node.args):
        first, second = places.text(node.args[0]), places.text(node.args[1])
        between = places.data[places.end(node.args[0]) : places.start(node.args[1])].decode()
        if first != second:
            yield "arguments swapped", places.start(node.args[0]), places.end(node.args[1]), second + between + first
    elif _may_go(node):
        yield "line left out", start, end, "pass"
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield "condition turned", places.start(node.test), places.end(node.test), f"not ({places.text(node.test)})"


def _turned(node: ast.Compare, places: _Places) -> Iterator[Edit]:
    left: ast.expr = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        start, end = places.end(left), places.start(right)
        between = places.data[start:end].decode()
        old = WRITTEN[type(operator)]
        if old in between:
            yield "comparison turned", start, end, between.replace(old, TURNED[type(operator)], 1)
        left = right


def _numbers(node: ast.Constant, start: int, end: int) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, float):
        yield "threshold changed", start, end, repr(round(value * 1.25, 6) or 0.1)
    elif isinstance(value, int):
        kind = "offset by one" if value < 4 else "threshold changed"
        yield kind, start, end, str(value + 1 if value < 4 else round(value * 1.25))


def _joined(node: ast.BoolOp, places: _Places) -> Iterator[Edit]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        start, end = places.end(left), places.start(right)
        between = places.data[start:end].decode()
        yield "condition turned", start, end, between.replace(old, new, 1)


def _may_go(node: ast.expr | ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    return isinstance(node, ast.AugAssign | ast.Continue | ast.Break | ast.Delete)


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


class Trials:
    """Runs tests in a copy of the checkout, each trial in a process forked from this one."""

    def __init__(self, copy: Path, *, limit: float, marked: str) -> None:
        self.copy, self.limit, self.marked = copy, limit, marked
        self.clock = 1_000_000_000
        self.deselected: list[str] = []
        os.environ["PYTHONPATH"] = str(copy / "pipeline")
        os.environ |= {"GLIOMINE_SEQUENCES": "25", "GLIOMINE_WHOLE_RUNS": "fast", "GLIOMINE_FUZZ": "20"}
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
        tests = self._reaching(fault, whole)
        if not tests:
            return ""
        try:
            self._write(target, changed)
            return self.run(tests)
        finally:
            self._write(target, whole)

    def _reaching(self, fault: Fault, data: bytes) -> list[str]:
        """Return the tests that carry out the line of a fault; all where the line is carried out at import."""
        group = tests_of(fault.path)
        kept = (
            ROOT / ".cache" / "mutate" / f"{hashlib.sha256(' '.join([*group, self.marked]).encode()).hexdigest()}.json"
        )
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            self.run(group, kept)
        measured = json.loads(kept.read_text(encoding="utf-8"))
        reached, failing = measured["lines"], measured["failed"]
        self.deselected = [f"--deselect={name}" for name in failing]
        inside = [node for node in ast.walk(ast.parse(data)) if isinstance(node, ast.FunctionDef)]
        first = [node.body[0].lineno for node in inside if node.body[0].lineno <= fault.line <= (node.end_lineno or 0)]
        if not first or fault.path.startswith(APART):
            return group
        found = reached.get(fault.path, {}).get(str(fault.line), [])
        later = [
            path.relative_to(self.copy).as_posix()
            for name in group
            for path in ([self.copy / name] if name.endswith(".py") else sorted((self.copy / name).rglob("test_*.py")))
            if path.stat().st_mtime > kept.stat().st_mtime
        ]
        return [*later, *(name for name in found if name.split("::")[0] not in later)]

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
            watch = None if reached is None else _Watch(self.copy / CODE)
            marked = ["-m", self.marked] if self.marked else []
            code = pytest.main([*options, *marked, *self.deselected, *tests], plugins=[watch] if watch else [])
            if watch and reached:
                reached.write_text(json.dumps({"lines": watch.lines, "failed": watch.failed}), encoding="utf-8")
            stream.flush()
        os._exit(int(code))


class _Watch:
    """Notes which test carries out which lines of the package, in this process; a plugin of pytest."""

    def __init__(self, base: Path) -> None:
        self.base = f"{base.resolve()}/"
        self.lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.now: set[tuple[CodeType, int]] = set()
        self.failed: list[str] = []

    def pytest_runtest_protocol(self, item: Any) -> None:
        """Watch from the set-up of a test to that of the next."""
        self._note(getattr(self, "test", ""))
        self.test = item.nodeid
        threading.settrace(self._call)
        sys.settrace(self._call)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that fails without any fault: it can tell nothing."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Stop watching."""
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        self._note(getattr(self, "test", ""))

    def _note(self, test: str) -> None:
        for code, line in self.now:
            seen = self.lines[code.co_filename.removeprefix(self.base)][line]
            if test not in seen[-1:]:
                seen.append(test)
        self.now = set()

    def _call(self, frame: FrameType, *_: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(self.base) else None

    def _line(self, frame: FrameType, *_: object) -> Any:
        self.now.add((frame.f_code, frame.f_lineno))
        return self._line


def main() -> None:
    """Plant faults and print, one a line, what became of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="files or folders of the package, such as runs or stages.py")
    parser.add_argument("--number", type=int, default=20, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=180, help="seconds for the tests of a fault")
    parser.add_argument("--slow", action="store_true", help="also with the tests that are marked slow")
    parser.add_argument("--planted", type=Path, help="a file of faults made by hand, in place of random ones")
    chosen = parser.parse_args()
    if chosen.planted:
        faults = planted(chosen.planted)
    else:
        faults = choose(modules(chosen.modules), number=chosen.number, seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        trials = Trials(copy_of_checkout(Path(folder)), limit=chosen.limit, marked="" if chosen.slow else "not slow")
        noticed = 0
        for fault in faults:
            began = time.monotonic()
            how = trials.noticed(fault)
            noticed += bool(how)
            print(f"{how or 'SURVIVED'}\t{time.monotonic() - began:.0f} s\t{fault.told()}", flush=True)
    print(f"{noticed} of {len(faults)} noticed")


if __name__ == "__main__":
    main()
