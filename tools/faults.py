"""The small faults that can be planted in a Python source: single edits that still parse, most of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

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
        if first != second and places.text(node.func) not in ("min", "max"):
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
