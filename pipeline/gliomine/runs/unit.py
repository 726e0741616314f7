"""What goes to a worker and what comes back: files, units of work, where a worker is, and the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be read.

    Attributes:
        doc_id: its path relative to the input folder, or its name.
        path: where it is; undecodable bytes are surrogates, as Python keeps them.
        source: the path as given, printable.
        size: in bytes, as far as known.
        problem: why it cannot be read; such an item becomes a failure.
    """

    doc_id: str
    path: str
    source: str
    size: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a stretch of one, to be worked on.

    Attributes:
        item: the file.
        start: the first of its records.
        end: one past the last, where what follows has been done; None for the end of the file.
        key: the content that the rest of the file was read from; None where nothing was read yet.
    """

    item: Item
    start: int = 0
    end: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A document that must not be tried again, and why; `record` is None for a whole file."""

    file_id: str
    record: int | None
    stage: str
    error: str
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work for one worker.

    Attributes:
        entries: files in the order of their ids; only the last may be cut.
        singles: work on one document at a time, so that the one that does harm is known.
        blocked: documents that become failures untried.
    """

    entries: tuple[Entry, ...]
    singles: bool = False
    blocked: tuple[Blocked, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What became of a unit: the name of its part, its counts, and what is left of a file that was cut."""

    part: str
    documents: int
    failures: int
    words: int
    rest: tuple[Entry, ...] = ()


class Step(StrEnum):
    """What a worker is doing."""

    READING = "reading"
    WORKING = "working"
    STORING = "storing"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a worker is.

    Attributes:
        file_id: the file; while a part is stored, its first.
        step: what is done.
        record: while documents are worked on, the first of them.
        count: how many they are.
        size: their characters; while a file is opened and its first record read, the bytes of the file.
    """

    file_id: str
    step: Step
    record: int = 0
    count: int = 0
    size: int = field(default=0, compare=False)


Heartbeat = Callable[[Moment], None]
"""Called before each step that may take long."""
