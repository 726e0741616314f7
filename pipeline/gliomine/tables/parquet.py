"""One table as one Parquet file: equal rows give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gliomine.tables.arrow import arrow_schema, rows_to_arrow

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP = 16_384
"""Rows in a row group; fixed, so that the bytes do not depend on how the rows arrived."""


def write_table(name: str, chunks: Iterable[pyarrow.Table], path: Path) -> int:
    """Write a stream of Arrow tables as one Parquet file and return its number of rows.

    The chunks are cut and joined into row groups of a fixed size: equal rows give equal bytes, however chunked.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(name)
    total, waiting = 0, rows_to_arrow(name, ())
    with pq.ParquetWriter(path, schema, compression="zstd", write_statistics=True) as writer:
        for chunk in chunks:
            total += chunk.num_rows
            waiting = pa.concat_tables(
                [waiting, chunk if chunk.schema.equals(schema, check_metadata=True) else chunk.cast(schema)]
            )
            while waiting.num_rows >= ROW_GROUP:
                writer.write_table(waiting.slice(0, ROW_GROUP).combine_chunks(), row_group_size=ROW_GROUP)
                waiting = waiting.slice(ROW_GROUP)
        if waiting.num_rows or total == 0:
            writer.write_table(waiting.combine_chunks(), row_group_size=ROW_GROUP)
    return total
