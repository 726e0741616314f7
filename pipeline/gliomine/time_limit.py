"""A limit on the time of some work within this process, where no other process can be killed in its place."""

from __future__ import annotations

import ctypes
import signal
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 60.0
"""What a document may take where nobody says otherwise, for each `CHARACTERS`."""

CHARACTERS = 50_000
"""Characters of text that a limit is meant for; a longer text may take so many times as long."""


class OutOfTimeError(BaseException):
    """The work took too long. No `Exception`: a stage that catches what goes wrong must not go on."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[Clock]:
    """Raise an error in the work of this block when it takes longer than a number of seconds; None: no limit.

    In the main thread of a POSIX system the alarm of the system ends the work, regular expressions included. Elsewhere,
    and where somebody else has set that alarm, the error is raised in this thread as soon as it carries out Python
    code again: a single call of a library that never comes back is not ended.

    Raises:
        OutOfTimeError: the time is over.
    """
    clock: Clock = _Alarm() if _alarm_is_free() else _Thread()
    try:
        clock.restart(seconds)
        yield clock
    finally:
        clock.close()


def times_for(size: int, unit: int = CHARACTERS, *, count: int = 1) -> int:
    """Return how many times as long a book may take as a paper: a slow machine reads it, too.

    A batch (`count` documents) may take longer than a document before it is taken apart.

    >>> times_for(3_000), times_for(120_000), times_for(3_000, count=5)
    (1, 3, 2)
    """
    return max(1 if count <= 1 else 2, -(-size // unit))


def too_long(seconds: float, times: int = 1) -> str:
    """Return what is said of a document that took longer.

    >>> too_long(60.0)
    'the document took longer than 60 s; what to do: raise --timeout, or split the document'
    """
    of_size = f" ({times} times {seconds:g} s, for its size)" if times > 1 else ""
    return (
        f"the document took longer than {times * seconds:g} s{of_size}; "
        "what to do: raise --timeout, or split the document"
    )


def _alarm_is_free() -> bool:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.getitimer(signal.ITIMER_REAL)[0] == 0


class Clock(ABC):
    """Time that runs out."""

    @abstractmethod
    def restart(self, seconds: float | None) -> None:
        """Give so much time from now on; None: without end."""

    @abstractmethod
    def close(self) -> None:
        """Stop, and leave everything as it was."""


class _Alarm(Clock):
    def __init__(self) -> None:
        self.set = False
        self.before: Any = signal.SIG_DFL

    def restart(self, seconds: float | None) -> None:
        if not self.set and seconds is not None:
            # None: somebody has set a handler that is no Python function; Python cannot put it back.
            self.before, self.set = signal.signal(signal.SIGALRM, _end) or signal.SIG_DFL, True
        if self.set:
            signal.setitimer(signal.ITIMER_REAL, seconds or 0)

    def close(self) -> None:
        if self.set:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
            finally:
                signal.signal(signal.SIGALRM, self.before)


def _end(*_: object) -> None:
    raise OutOfTimeError


class _Thread(Clock):
    def __init__(self) -> None:
        self.own, self.lock = ctypes.c_ulong(threading.get_ident()), threading.Lock()
        self.timer: threading.Timer | None = None

    def restart(self, seconds: float | None) -> None:
        self.close()
        if seconds is not None:
            with self.lock:
                self.timer = timer = threading.Timer(seconds, lambda: self._end(timer))
                timer.daemon = True
                timer.start()

    def close(self) -> None:
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None

    def _end(self, timer: threading.Timer) -> None:
        with self.lock:
            if self.timer is timer:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(self.own, ctypes.py_object(OutOfTimeError))
