"""A pytest plugin that checks extraction against a baseline; without its options and fixture it does nothing.

`pytest --gliomine-check seeds/ --baseline baselines/seeds` adds one test. In test code, the fixture `gliomine_check`
does the same: `gliomine_check("seeds", baseline="baselines/seeds")`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Check = Callable[..., None]


class CheckFailedError(Exception):
    """The budgets were exceeded; the message lists what changed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("gliomine", "checks of extraction against a baseline")
    group.addoption("--gliomine-check", metavar="RUN|INPUT", help="a finished run, or pages to run over now")
    group.addoption("--baseline", metavar="DIR", help="the baseline that --gliomine-check compares with")
    group.addoption("--gliomine-config", metavar="TOML", help="budgets; without them nothing may change")
    group.addoption("--gliomine-update", action="store_true", help="accept the new state as the baseline")


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the test that the options ask for."""
    place, baseline = config.getoption("--gliomine-check"), config.getoption("--baseline")
    if place is None:
        return
    if baseline is None:
        raise pytest.UsageError("--gliomine-check needs --baseline DIR")
    items.append(GliomineItem.from_parent(session, name=f"gliomine-check[{place}]"))


class GliomineItem(pytest.Item):
    """One check as a test."""

    def runtest(self) -> None:
        """Check, and fail with what changed."""
        options = self.config.getoption
        run_check(
            self.config.invocation_params.dir / options("--gliomine-check"),
            baseline=self.config.invocation_params.dir / options("--baseline"),
            config=options("--gliomine-config"),
            update=options("--gliomine-update"),
        )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Return the changes without a traceback; anything unexpected is shown in full."""
        from gliomine.errors import PipelineError

        if isinstance(excinfo.value, CheckFailedError | PipelineError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style=style))

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return what stands in the list of tests."""
        return self.path, None, self.name


def run_check(
    place: str | Path, *, baseline: str | Path, config: str | Path | None = None, update: bool = False
) -> None:
    """Check a run or an input against a baseline.

    Raises:
        CheckFailedError: more changed than the budgets allow.
        PipelineError: the check could not be made.
    """
    from gliomine.compare.checking import Outputs, check_and_report

    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="gliomine-check-") as scratch:
        passed = check_and_report(
            Path(place),
            Path(baseline),
            config=None if config is None else Path(config),
            update=update,
            outputs=Outputs(),
            scratch=Path(scratch),
            say=lines.append,
        )
    if not passed:
        raise CheckFailedError("\n".join([f"extraction changed against {baseline}", *lines]))


@pytest.fixture(scope="session")
def gliomine_check(request: pytest.FixtureRequest) -> Check:
    """Return a function that checks a run or an input against a baseline and fails with what changed."""

    def check(place: str | Path, *, baseline: str | Path, config: str | Path | None = None) -> None:
        update = bool(request.config.getoption("--gliomine-update"))
        try:
            run_check(place, baseline=baseline, config=config, update=update)
        except CheckFailedError as error:
            pytest.fail(str(error), pytrace=False)

    return check
