"""Which test carries out which line: a plugin of pytest that `mutate.py` measures with."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from pathlib import Path
from types import CodeType, FrameType
from typing import Any


class Watch:
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
