"""What a run did, in numbers, and the libraries that it ran with."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = ("numpy", "onnxruntime", "pandas", "pyarrow", "rapidfuzz", "spacy", "tokenizers")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what its tables hold.

    Attributes:
        output: the output folder, as given.
        documents: rows of `documents`.
        failures: rows of `failures`.
        mentions: entity type -> number of mentions.
        tables: table -> number of rows.
        damaged: parts that were not as they had been written, and were done again.
        skipped: reason -> number of entries that the rules left out.
        little_read: documents of which under half the text is read for entities.
        unread_pages: pages of PDF files without text that can be read.
        worked: documents and failures that this run worked on; the rest was there already.
        words: words read in this run.
        seconds: that this run took.
        files: what was written.
    """

    output: str
    documents: int
    failures: int
    mentions: dict[str, int]
    tables: dict[str, int]
    skipped: dict[str, int]
    little_read: int
    unread_pages: int
    worked: int
    words: int
    seconds: float
    files: list[str] = field(default_factory=list)
    damaged: int = 0


def versions() -> dict[str, str]:
    """Return name -> version of the installed libraries that can change what a run writes."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
