"""A lock on an output folder: one run at a time. The system frees it when the process ends, however it ends."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from gliomine.errors import ConfigError

NAME = "lock"


@contextmanager
def locked(folder: Path, *, where: str) -> Iterator[None]:
    """Hold the lock of a folder of parts.

    File systems that know no locks are used without one; there, and behind addresses, the number of the run tells at
    its end that another has worked in the folder.

    Raises:
        ConfigError: another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+", encoding="utf-8") as stream:
        if not _take(stream):
            raise ConfigError(
                f"another run is at work in the output folder ({_holder(folder / NAME)})",
                where=where,
                expected="one run at a time in a folder",
                advice="wait until it has ended, or choose another --output",
            )
        stream.seek(0)
        stream.truncate()
        started = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"process": os.getpid(), "host": socket.gethostname(), "started": started}, stream)
        stream.flush()
        yield


def _take(stream: IO[str]) -> bool:
    """Take the lock; False where another process holds it."""
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(stream)
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def _take_on_windows(stream: IO[str]) -> bool:
    import msvcrt

    os.lseek(stream.fileno(), 1 << 20, os.SEEK_SET)  # not the bytes that tell who holds it
    try:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['process']} on {found['host']}, since {found['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it does not say which"
