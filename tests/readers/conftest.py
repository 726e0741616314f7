"""Helpers for the tests of readers."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers import read_documents

Read = Callable[..., list[Document | Failure]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes content to a file and reads it as a run does."""

    def read_content(name: str, content: str | bytes, **settings: object) -> list[Document | Failure]:
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") and data[:2] != b"\x1f\x8b" else data)
        return list(read_documents(path, doc_id=name, source=name, config=ReadConfig(**settings)))  # type: ignore[arg-type]

    return read_content


def parts(document: Document, name: str) -> list[tuple[str | None, str]]:
    """Return heading and text of the sections of a name; those within a section begin with `>`."""
    return [
        (f">{item.label}" if item.parent else item.heading, document.text[item.start : item.end])
        for item in document.sections
        if item.name == name
    ]
