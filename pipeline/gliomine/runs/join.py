"""Join the parts of a run into its tables: streamed, in document order, the same bytes however the work was cut."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from gliomine.config import Config
from gliomine.errors import ResourceError
from gliomine.files import whole_together
from gliomine.runs.concepts import write_concepts
from gliomine.runs.parts import SUFFIX, Covered, is_whole, read_column
from gliomine.runs.resume import Place, chosen
from gliomine.runs.storage import Store
from gliomine.tables.evidence import evidence_chunks
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import SCHEMA_VERSION, document_tables, table_schemas
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


def drop_damaged(store: Store, *, identity: str) -> int:
    """Delete the parts that are not as a run of this identity wrote them, and return their number."""
    damaged = [name for name in store.names(SUFFIX) if not is_whole(store, name, identity=identity)]
    for name in damaged:
        store.delete(name)
    return len(damaged)


def make_plan(store: Store, stale: set[Place], *, files: int, identity: str) -> Plan:
    """Go through what the parts cover once, for the checksums.

    Raises:
        ResourceError: a part is damaged, or there are not the parts of so many files.
    """
    expected = files
    digest = hashlib.sha256(SCHEMA_VERSION.encode())
    checksums: dict[str, str] = {}
    files, used = 0, set()
    for name, item in chosen(store, stale):
        if name not in used and not is_whole(store, name, identity=identity):
            raise _lost("a part was damaged during the run", name)
        used.add(name)
        digest.update(json.dumps([item.file_id, item.key, item.start, item.stop, item.limit, name]).encode())
        if item.start == 0:
            files += 1
            if files <= LISTED_FILES:
                checksums[item.file_id] = item.key
    if files != expected:
        raise _lost(f"of {expected:,} input files {files:,} have been worked on", SUFFIX)
    return Plan(digest.hexdigest(), checksums, files, frozenset(used))


def _lost(what: str, where: str) -> ResourceError:
    return ResourceError(
        what,
        where=where,
        expected="every part of the run as it was written",
        advice="run the same command again: what is missing or damaged is done again",
    )


def write_tables(store: Store, stale: set[Place], folder: Path, *, config: Config) -> dict[str, int]:
    """Write `tables/*.parquet` and return the number of rows of each.

    All are written under temporary names first, then renamed together.
    """
    names = list(table_schemas())
    with whole_together([folder / place_of(name) for name in names]) as temporary:
        places = dict(zip(names, temporary, strict=True))
        counts = {name: write_table(name, _chunks(store, stale, name), places[name]) for name in document_tables()}
        counts |= write_concepts(places, config)
        # Without claims DuckDB need not be loaded.
        pieces = evidence_chunks(places["claims"]) if counts["claims"] else ()
        counts["evidence"] = write_table("evidence", pieces, places["evidence"])
        return {name: counts[name] for name in names}


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
