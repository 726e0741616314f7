"""Verdicts: what a comparison found, held against the budgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from gliomine.compare.budgets import Budgets, DocumentBudget, MentionBudget, RelationBudget
from gliomine.compare.diff import Comparison
from gliomine.compare.frozen import DIGEST
from gliomine.compare.state import State
from gliomine.errors import InputError


@dataclass(frozen=True, slots=True)
class Verdict:
    """One budget and what was found.

    Attributes:
        group: entity type, predicate, `documents`, a table, `speed`.
        kind: a kind of change, `rows`, `f1_drop` or `ratio`.
        found: what was measured.
        allowed: the budget.
        passed: whether it was kept.
    """

    group: str
    kind: str
    found: float
    allowed: float
    passed: bool

    @property
    def name(self) -> str:
        """Name for reports, such as `gene: lost`."""
        return f"{self.group}: {self.kind}"

    def shown(self, value: float) -> str:
        """Return a value of this budget as text."""
        return f"{value:.4f}" if self.kind in ("f1_drop", "ratio") else f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A comparison and its verdicts.

    Attributes:
        comparison: None where there was no baseline that could be compared, which only an update allows.
        verdicts: every budget, in a fixed order.
        state: what the input or run gave.
        note: why there is no comparison.
    """

    comparison: Comparison | None
    verdicts: tuple[Verdict, ...]
    state: State
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether every budget was kept."""
        return all(item.passed for item in self.verdicts)


def verdicts(comparison: Comparison, budgets: Budgets) -> Iterator[Verdict]:
    """Yield every budget with what was found: documents, mentions by type, relations, other tables, quality, speed."""
    summary = comparison.summary
    before, after = comparison.before.tables, comparison.after.tables
    for item in fields(DocumentBudget):
        allowed = getattr(budgets.documents, item.name).of(before["documents"].num_rows)
        yield _counted("documents", item.name, summary.by_kind.get(item.name, 0), allowed)
    totals = _totals(comparison.before, "mentions", "entity_type")
    for entity_type in sorted({*totals, *_totals(comparison.after, "mentions", "entity_type")}):
        budget = budgets.of_type(entity_type)
        for item in fields(MentionBudget):
            if item.name != "f1_drop":
                found = summary.by_type.get(entity_type, {}).get(item.name, 0)
                allowed = getattr(budget, item.name).of(totals.get(entity_type, 0))
                yield _counted(entity_type, item.name, found, allowed)
    yield from _relations(comparison, budgets)
    rows = {name: 0 for name in after if name not in ("documents", "mentions", "relations")}
    for found_rows in comparison.found:
        if found_rows.table in rows:
            rows[found_rows.table] += len(found_rows.before)
    for name, count in rows.items():
        allowance = budgets.tables.get(name)
        yield _counted(name, "rows", count, 0 if allowance is None else allowance.of(before[name].num_rows))
    if budgets.gold is not None:
        yield from _quality(comparison, budgets, budgets.gold)
    if budgets.speed_ratio is not None:
        yield _speed(comparison, budgets.speed_ratio)


def _counted(group: str, kind: str, found: int, allowed: int) -> Verdict:
    return Verdict(group, kind, found, allowed, found <= allowed)


def _relations(comparison: Comparison, budgets: Budgets) -> Iterator[Verdict]:
    totals = _totals(comparison.before, "relations", "predicate")
    for predicate in sorted({*totals, *_totals(comparison.after, "relations", "predicate")}):
        budget = budgets.of_predicate(predicate)
        for item in fields(RelationBudget):
            kind = f"relation_{item.name}"
            found = comparison.summary.by_predicate.get(predicate, {}).get(kind, 0)
            yield _counted(predicate, kind, found, getattr(budget, item.name).of(totals.get(predicate, 0)))


def _totals(state: State, table: str, column: str) -> dict[str, int]:
    import pyarrow.compute as pc

    if table not in state.tables:
        return {}
    counted = pc.value_counts(state.tables[table][column]).to_pylist()
    return {item["values"]: item["counts"] for item in counted}


def _quality(comparison: Comparison, budgets: Budgets, gold: Path) -> Iterator[Verdict]:
    before, after = _f1(comparison.before, gold), _f1(comparison.after, gold)
    for entity_type in sorted(before):
        drop = before[entity_type] - after.get(entity_type, 0.0)
        allowed = budgets.of_type(entity_type).f1_drop
        yield Verdict(entity_type or "all types", "f1_drop", drop, allowed, drop <= allowed + 1e-9)


def _f1(state: State, gold: Path) -> dict[str, float]:
    # Imported here: a check without gold needs nothing of the evaluation.
    from gliomine.evaluate.evaluate import strict_f1

    texts = (state.tables["documents"][name].to_pylist() for name in ("doc_id", DIGEST))
    found: dict[str, list[tuple[int, int, str]]] = {}
    columns = (state.tables["mentions"][name].to_pylist() for name in ("doc_id", "start", "end", "entity_type"))
    for doc_id, start, end, entity_type in zip(*columns, strict=True):
        found.setdefault(doc_id, []).append((start, end, entity_type))
    return strict_f1(gold, found, digests=dict(zip(*texts, strict=True)), where=state.path)


def _speed(comparison: Comparison, least: float) -> Verdict:
    before, after = comparison.before.words_per_second, comparison.after.words_per_second
    if not before or not after:
        raise InputError(
            "the speed cannot be compared: it is not known",
            where=str(comparison.after.path if before else comparison.before.path),
            expected="words per second in run.json and in the baseline",
            advice="leave out speed_ratio, or write the baseline anew from a timed run",
        )
    return Verdict("speed", "ratio", after / before, least, after / before >= least)
