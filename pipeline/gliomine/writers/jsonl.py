"""JSON lines: one file a table, one object a row; absent values are null."""

from __future__ import annotations

import json
from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import stored_rows, table_paths


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write every table of a run as `tables/NAME.jsonl`."""
    del options
    made = []
    for name, source in table_paths(run).items():
        target = source.with_suffix(".jsonl")
        columns = [item.name for item in table_schemas()[name].columns]
        with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
            for row in stored_rows(source):
                stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
        made.append(target)
    return made
