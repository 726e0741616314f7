"""Join the parts of a run into its tables: streamed, in document order, the same bytes however the work was cut."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from gliomine.files import whole_together
from gliomine.runs.parts import SUFFIX, Covered, read_column
from gliomine.runs.resume import Place, chosen
from gliomine.runs.storage import Store
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import SCHEMA_VERSION, table_schemas
from gliomine.tables.stored import place_of

if TYPE_CHECKING:
    import pyarrow

Slices = list[tuple[int, int]]

LISTED_FILES = 1000
"""Most files whose own checksums are kept in run.json; of more, only the checksum of all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows of which parts make the tables.

    Attributes:
        digest: identifies the content of the tables.
        checksums: file id -> key, for the first files.
        files: number of files.
        used: names of the parts that are used.
    """

    digest: str
    checksums: dict[str, str]
    files: int
    used: frozenset[str]


def make_plan(store: Store, stale: set[Place]) -> Plan:
    """Go through what the parts cover once, for the checksums."""
    digest = hashlib.sha256(SCHEMA_VERSION.encode())
    checksums: dict[str, str] = {}
    files, used = 0, set()
    for name, item in chosen(store, stale):
        used.add(name)
        digest.update(json.dumps([item.file_id, item.key, item.start, item.stop, item.limit, name]).encode())
        if item.start == 0:
            files += 1
            if files <= LISTED_FILES:
                checksums[item.file_id] = item.key
    return Plan(digest.hexdigest(), checksums, files, frozenset(used))


def write_tables(store: Store, stale: set[Place], folder: Path) -> dict[str, int]:
    """Write `tables/*.parquet` and return the number of rows of each.

    All are written under temporary names first, then renamed together.
    """
    names = list(table_schemas())
    with whole_together([folder / place_of(name) for name in names]) as temporary:
        return {
            name: write_table(name, _chunks(store, stale, name), path)
            for name, path in zip(names, temporary, strict=True)
        }


def _chunks(store: Store, stale: set[Place], table: str) -> Iterator[pyarrow.Table]:
    for name, group in groupby(chosen(store, stale), key=lambda pair: pair[0]):
        yield read_column(store, name, table, _joined([item for _, item in group]))


def _joined(covered: list[Covered]) -> Slices:
    slices: Slices = []
    for item in covered:
        if slices and sum(slices[-1]) == item.row:
            slices[-1] = (slices[-1][0], slices[-1][1] + item.rows)
        else:
            slices.append((item.row, item.rows))
    return slices


def drop_unused(store: Store, used: frozenset[str]) -> None:
    """Delete the parts of which nothing is used."""
    for name in store.names(SUFFIX):
        if name not in used:
            store.delete(name)
