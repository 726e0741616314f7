"""A check from paths to reports: what the command line and the pytest plugin share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gliomine.compare.budgets import Budgets, load_budgets
from gliomine.compare.check import check
from gliomine.compare.page import write_page
from gliomine.compare.reports import annotation_lines, append_job_summary, job_summary, verdict_lines, write_junit
from gliomine.compare.show import change_lines, summary_lines
from gliomine.compare.snapshot import write_baseline
from gliomine.compare.verdicts import CheckResult


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a check writes beside its lines, and how many changes it shows."""

    junit: Path | None = None
    markdown: Path | None = None
    html: Path | None = None
    annotate: bool = False
    limit: int = 100


def check_and_report(
    place: Path,
    against: Path,
    *,
    config: Path | None,
    update: bool,
    outputs: Outputs,
    scratch: Path,
    say: Callable[[str], object],
) -> bool:
    """Check, say what was found, write the reports, and tell whether it passed; an update always passes.

    Args:
        place: a finished run or an input.
        against: the baseline.
        config: TOML file of the budgets; None: nothing may change.
        update: replace the baseline by what was found.
        outputs: the reports to write.
        scratch: an existing folder for a fresh run.
        say: takes the lines for the reader.

    Raises:
        PipelineError: as `check` does.
    """
    budgets = Budgets() if config is None else load_budgets(config)
    result = check(place, against, budgets=budgets, scratch=scratch, update=update)
    for line in _lines(result, update=update, limit=outputs.limit):
        say(line)
    _write(result, against, outputs, say)
    if update:
        made = write_baseline(result.state, against)
        say(f"accepted: {against} now holds {len(made)} files")
    return update or result.passed


def _lines(result: CheckResult, *, update: bool, limit: int) -> list[str]:
    if result.comparison is None:
        counts = ", ".join(f"{table.num_rows:,} {name}" for name, table in result.state.tables.items())
        return [f"{result.note}; accepting {counts}"]
    lines = ["accepting:"] if update and not result.comparison.same else []
    lines += [*summary_lines(result.comparison.summary), *change_lines(result.comparison, limit=limit)]
    return lines if update else [*lines, *verdict_lines(result.verdicts)]


def _write(result: CheckResult, against: Path, outputs: Outputs, say: Callable[[str], object]) -> None:
    if outputs.junit is not None:
        write_junit(result, outputs.junit)
    summary = job_summary(result)
    append_job_summary(summary)
    if outputs.markdown is not None:
        outputs.markdown.parent.mkdir(parents=True, exist_ok=True)
        outputs.markdown.write_text(summary, encoding="utf-8", newline="\n")
    if outputs.html is not None and result.comparison is not None:
        write_page(result.comparison, outputs.html)
    if outputs.annotate:
        for line in annotation_lines(result, against):
            say(line)
