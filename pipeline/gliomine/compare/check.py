"""Check a run, or a fresh run over an input, against a baseline and budgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from gliomine.compare.budgets import Budgets, DocumentBudget, MentionBudget
from gliomine.compare.diff import Comparison, compare, summarise
from gliomine.compare.state import SchemaChangedError, State, load_state
from gliomine.config import RunOptions
from gliomine.errors import ConfigError, InputError
from gliomine.tables.stored import is_run


@dataclass(frozen=True, slots=True)
class Verdict:
    """One budget and what was found.

    Attributes:
        group: entity type, `documents`, a table, `speed`.
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


def check(place: Path, against: Path, *, budgets: Budgets, scratch: Path, update: bool = False) -> CheckResult:
    """Compare a finished run, or a fresh run over an input, with a baseline.

    Args:
        place: the output folder of a finished run, or an input for a new run with the settings of the budgets.
        against: the baseline, or another run.
        budgets: what may change.
        scratch: an existing folder for a fresh run; it is needed as long as sentences are looked up.
        update: accept a baseline that is missing or has another schema, for it will be replaced.

    Raises:
        ConfigError: there is neither such a run nor such an input.
        InputError: the baseline is missing or damaged, or the gold annotations do not fit.
        SchemaChangedError: the tables do not have the same columns.
    """
    if not update and not against.is_dir():
        raise InputError(
            "there is no baseline",
            where=str(against),
            expected="a folder written by `gliomine snapshot`",
            advice="write it: `gliomine check INPUT --against BASELINE --update`",
        )
    state = _state_of(place, budgets, scratch)
    try:
        before = load_state(against)
    except SchemaChangedError as error:
        if not update:
            raise
        return CheckResult(None, (), state, f"the baseline has another schema ({error.what})")
    except InputError:
        if not update or against.exists():
            raise
        return CheckResult(None, (), state, "there was no baseline")
    found = compare(before, state, tolerance=budgets.score_tolerance)
    return CheckResult(found, tuple(verdicts(found, budgets)), state)


def _state_of(place: Path, budgets: Budgets, scratch: Path) -> State:
    if is_run(place):
        return load_state(place)
    if not place.exists():
        raise ConfigError(
            "no such run or input",
            where=str(place),
            expected="the output folder of a finished run, or a file or folder to run over",
            advice="check the path",
        )
    from gliomine.runs.runner import run

    output = scratch / "run"
    run([str(place)], output=output, config=budgets.run, options=RunOptions(formats=("parquet",)))
    return load_state(output)


def verdicts(comparison: Comparison, budgets: Budgets) -> Iterator[Verdict]:
    """Yield every budget with what was found: documents, mentions by type, other tables, quality, speed."""
    summary = summarise(comparison)
    before, after = comparison.before.tables, comparison.after.tables
    for item in fields(DocumentBudget):
        allowed = getattr(budgets.documents, item.name).of(before["documents"].num_rows)
        yield _counted("documents", item.name, summary.by_kind.get(item.name, 0), allowed)
    totals = _totals(comparison.before)
    for entity_type in sorted({*totals, *_totals(comparison.after)}):
        budget = budgets.of_type(entity_type)
        for item in fields(MentionBudget):
            if item.name != "f1_drop":
                found = summary.by_type.get(entity_type, {}).get(item.name, 0)
                allowed = getattr(budget, item.name).of(totals.get(entity_type, 0))
                yield _counted(entity_type, item.name, found, allowed)
    rows = {name: 0 for name in after if name not in ("documents", "mentions")}
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


def _totals(state: State) -> dict[str, int]:
    import pyarrow.compute as pc

    counted = pc.value_counts(state.tables["mentions"]["entity_type"]).to_pylist()
    return {item["values"]: item["counts"] for item in counted}


def _quality(comparison: Comparison, budgets: Budgets, gold: Path) -> Iterator[Verdict]:
    from gliomine.evaluate.evaluate import state_scores

    before, after = state_scores(comparison.before, gold), state_scores(comparison.after, gold)
    for entity_type in sorted(before):
        drop = before[entity_type] - after.get(entity_type, 0.0)
        allowed = budgets.of_type(entity_type).f1_drop
        yield Verdict(entity_type or "all types", "f1_drop", drop, allowed, drop <= allowed + 1e-9)


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
