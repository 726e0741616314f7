"""Read the documents of a finished run back, one at a time, and write files that are there whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gliomine.document import RECORD_TYPES, Document, Link, Mention, Section
from gliomine.errors import InputError
from gliomine.tables.rows import Row, column_values, table_schemas

_BATCH = 512
_BUFFER = 1 << 20


def table_paths(run: Path) -> dict[str, Path]:
    """Return name -> Parquet file of every table of a finished run.

    Raises:
        InputError: the folder holds no finished run.
    """
    paths = {name: run / "tables" / f"{name}.parquet" for name in table_schemas()}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        raise InputError(
            "the folder holds no finished run; missing: " + ", ".join(missing),
            where=str(run),
            expected="the output folder of `gliomine run`",
            advice="run `gliomine run INPUT --output DIR` first",
        )
    return paths


def stored_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a Parquet table without holding more than a page of it."""
    import pyarrow.parquet as pq

    kinds = [item.kind for item in table_schemas()[path.stem].columns]
    with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as parquet:
        for batch in parquet.iter_batches(batch_size=_BATCH):
            columns = [column_values(column, kind) for column, kind in zip(batch.columns, kinds, strict=True)]
            yield from zip(*columns, strict=True)


def stored_documents(run: Path) -> Iterator[Document]:
    """Yield the documents of a run with their records, in order.

    Every table is in document order, so that the tables are walked side by side and only one document is in memory.

    Raises:
        InputError: there is no finished run, or its tables do not belong together.
    """
    paths = table_paths(run)
    walks = {name: _Walk(paths[name], record) for name, record in RECORD_TYPES.items()}
    columns = [item.name for item in table_schemas()["documents"].columns]
    scalars = {item.name for item in dataclasses.fields(Document)} & set(columns)
    for row in stored_rows(paths["documents"]):
        values = {name: value for name, value in zip(columns, row, strict=True) if name in scalars}
        records: dict[str, Any] = {name: walk.take(values["doc_id"]) for name, walk in walks.items()}
        yield Document(**values, **records)
    left = [name for name, walk in walks.items() if not walk.finished]
    if left:
        raise InputError(
            "tables hold records of documents that are not in `documents`: " + ", ".join(left),
            where=str(run),
            expected="the tables of one run",
            advice="run it again with --force",
        )


class _Walk:
    """Walks over a table; takes the records of one document after the other."""

    def __init__(self, path: Path, record: type) -> None:
        self._rows = stored_rows(path)
        self._record = record
        self._names = [item.name for item in table_schemas()[path.stem].columns[1:]]
        self._next: Row | None = next(self._rows, None)

    @property
    def finished(self) -> bool:
        return self._next is None

    def take(self, doc_id: str) -> tuple[Any, ...]:
        found = []
        while self._next is not None and self._next[0] == doc_id:
            found.append(self._record(**dict(zip(self._names, self._next[1:], strict=True))))
            self._next = next(self._rows, None)
        return tuple(found)


def best_links(document: Document) -> dict[str, Link]:
    """Return mention id -> the concept that comes first."""
    return {link.mention_id: link for link in document.links if link.rank == 1}


def shown_sections(document: Document, names: tuple[str, ...] | None = None) -> list[Section]:
    """Return the sections in text order, so that every mention lies in one; else the whole text as one `body`.

    Args:
        document: a document.
        names: only sections of these names; None for all.
    """
    sections = [
        item
        for item in document.sections
        if item.parent is None and item.start < item.end and (names is None or item.name in names)
    ]
    sections.sort(key=lambda item: item.start)
    inside = all(any(item.start <= m.start and m.end <= item.end for item in sections) for m in document.mentions)
    return sections if sections and inside else [Section(0, len(document.text), "body")]


def mentions_in(document: Document, section: Section) -> list[Mention]:
    """Return the mentions of a section, by position."""
    found = [item for item in document.mentions if section.start <= item.start and item.end <= section.end]
    return sorted(found, key=lambda item: (item.start, -item.end, item.entity_type))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give the name of a temporary file beside `path`; it takes that name when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
