"""Part files: the finished work of one unit, in one Parquet file with a row for each document or failure.

A row holds the rows that its document gives to every table, as lists; joining the tables is then a matter of
flattening columns. The file's metadata say which files of the input it covers, with the hash of their content.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gliomine.document import Document, Failure
from gliomine.runs.storage import Store
from gliomine.tables.arrow import arrow_schema, rows_to_arrow
from gliomine.tables.rows import failure_row, rows
from gliomine.tables.schema import Row, document_tables

if TYPE_CHECKING:
    import pyarrow

SUFFIX = ".part.parquet"
_METADATA = b"gliomine_part"


@dataclass(frozen=True, slots=True, order=True)
class Covered:
    """What a part holds of one input file.

    Attributes:
        file_id: the file's document id.
        start: position in the file of the first record held.
        stop: one past the last record held; None where the file ends.
        key: identifies the file's content.
        row: the part's first row for it.
        rows: number of rows.
        limit: the time limit, in seconds, that a document of it exceeded; None if none did.
    """

    file_id: str
    start: int
    stop: int | None
    key: str
    row: int
    rows: int
    limit: float | None = None


def part_name(covered: Sequence[Covered], data: bytes, *, run: str) -> str:
    """Return the name of a part: a digest of what it covers in which run, and one of its bytes.

    So work that is done twice in a run lands in one file, no other run's part is taken for it, and damage shows.
    """
    identity = json.dumps([run, [[item.file_id, item.key, item.start, item.stop, item.limit] for item in covered]])
    return f"{hashlib.sha256(identity.encode()).hexdigest()[:24]}-{_digest(data)}{SUFFIX}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:24]


def is_whole(store: Store, name: str, *, identity: str) -> bool:
    """Tell whether a part is as it was written, by a run of this identity."""
    try:
        with store.open(name) as stream:
            data = stream.read()
    except OSError:
        return False
    if name.removesuffix(SUFFIX).rpartition("-")[2] != _digest(data):
        return False
    return str(_header(store, name)["run"]).startswith(identity + "-")


def encode_part(found: Sequence[Document | Failure], covered: Sequence[Covered], *, run: str = "") -> bytes:
    """Return the bytes of a part file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: _nested(name, found) for name in document_tables()}
    metadata = {_METADATA: json.dumps({"run": run, "covered": [asdict(item) for item in covered]}).encode()}
    table = pa.table(columns).replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, compression="zstd", row_group_size=max(1, len(found)), write_statistics=False, use_dictionary=False
    )
    return bytes(sink.getvalue())


def _nested(name: str, found: Sequence[Document | Failure]) -> pyarrow.Array:
    import numpy as np
    import pyarrow as pa

    made: list[Row] = []
    offsets = [0]
    for item in found:
        if isinstance(item, Failure):
            made += [failure_row(item)] if name == "failures" else []
        elif name != "failures":
            made += rows(name, [item])
        offsets.append(len(made))
    flat = rows_to_arrow(name, made)
    arrays = [column.combine_chunks() for column in flat.columns]
    fields = [flat.schema.field(index) for index in range(len(arrays))]
    values = pa.StructArray.from_arrays([_one(array) for array in arrays], fields=fields)
    borders = pa.Array.from_buffers(pa.int32(), len(offsets), [None, pa.py_buffer(np.array(offsets, dtype=np.int32))])
    return pa.ListArray.from_arrays(borders, values)


def _one(array: pyarrow.Array | pyarrow.ChunkedArray) -> pyarrow.Array:
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        return array.chunk(0) if array.num_chunks else pa.array([], type=array.type)
    return array


@lru_cache(maxsize=32)
def read_covered(store: Store, name: str) -> tuple[Covered, ...]:
    """Return what a part covers, by its metadata alone; a part never changes, and each table asks again."""
    return tuple(Covered(**item) for item in _header(store, name)["covered"])


def _header(store: Store, name: str) -> dict[str, Any]:
    import pyarrow.parquet as pq

    with store.open(name) as stream:
        metadata = pq.read_metadata(stream).metadata
    values: dict[str, Any] = json.loads(metadata[_METADATA])
    return values


def read_column(store: Store, name: str, table: str, slices: Sequence[tuple[int, int]]) -> pyarrow.Table:
    """Return the rows that some documents of a part give to a table.

    Args:
        store: where the part is.
        name: the part.
        table: the table.
        slices: first row and number of rows, in the order wanted.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with store.open(name) as stream:
        column = _one(pq.ParquetFile(stream).read(columns=[table], use_threads=False).column(0).combine_chunks())
    # What `flatten` does, which would load pyarrow.compute.
    ends, values = column.offsets, column.values
    borders = [(ends[first].as_py(), ends[min(first + count, len(column))].as_py()) for first, count in slices]
    pieces = [values.slice(low, high - low) for low, high in borders]
    chunks = [pa.RecordBatch.from_struct_array(piece) for piece in pieces if len(piece)]
    if not chunks:
        return rows_to_arrow(table, ())
    # Not `cast`: nothing is to be converted.
    return pa.Table.from_arrays(pa.Table.from_batches(chunks).columns, schema=arrow_schema(table))


def covered_in_order(store: Store) -> Iterator[tuple[Covered, str]]:
    """Yield what all parts cover, sorted by file and position, with the part's name.

    Only the parts that overlap the present position are held in memory.
    """
    starts = []
    for name in store.names(SUFFIX):
        covered = read_covered(store, name)
        starts.append((covered[0].file_id, covered[0].start, name))
    starts.sort(reverse=True)
    waiting: list[tuple[str, int, str, int, tuple[Covered, ...]]] = []
    while starts or waiting:
        while starts and (not waiting or starts[-1][:2] <= waiting[0][:2]):
            first, start, name = starts.pop()
            heapq.heappush(waiting, (first, start, name, 0, read_covered(store, name)))
        _, _, name, index, covered = heapq.heappop(waiting)
        yield covered[index], name
        if index + 1 < len(covered):
            following = covered[index + 1]
            heapq.heappush(waiting, (following.file_id, following.start, name, index + 1, covered))
