"""Check a run, or a fresh run over an input, against a baseline and budgets."""

from __future__ import annotations

from pathlib import Path

from gliomine.compare.budgets import Budgets
from gliomine.compare.diff import compare
from gliomine.compare.state import SchemaChangedError, State, load_state
from gliomine.compare.verdicts import CheckResult, verdicts
from gliomine.config import RunOptions
from gliomine.errors import ConfigError, InputError
from gliomine.tables.stored import is_run


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
    # What is left of a run is no input.
    if is_run(place, or_rest=True):
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
