"""Excel: one workbook, a sheet a table, `entities` first; every text is stored as text, so nothing is executed.

A sheet holds 1,048,576 rows at most; more go to a further sheet. A cell holds 32,767 characters at most; longer texts
are cut and marked, and the last sheet says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.schema import SCHEMA_VERSION, Row, table_schemas
from gliomine.tables.stored import stored_rows, table_paths
from gliomine.writers.csv import neutralised

_MOST_ROWS = 1_048_576 - 1
_LONGEST = 32_767
_CUT = " [cut; whole in Parquet and the databases]"
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `tables.xlsx`."""
    import xlsxwriter

    paths = table_paths(run)
    target = run / "tables.xlsx"
    names = ["entities", *(name for name in table_schemas() if name != "entities")]
    with whole(target) as temporary:
        book = xlsxwriter.Workbook(str(temporary), _SETTINGS)
        # The time stamp of a run stands in run.json alone; a fixed one gives the same bytes again.
        book.set_properties({"title": "gliomine", "created": datetime(2020, 1, 1)})
        bold = book.add_format({"bold": True})
        cut: Counter[str] = Counter()
        for name in names:
            rows = stored_rows(paths[name])
            number, more = 1, True
            while more:
                more = _add_sheet(book, bold, name, number, rows, cut, options)
                number += 1
        _add_notes(book, bold, cut)
        book.close()
    return [target]


def _add_sheet(
    book: Any, bold: Any, name: str, number: int, rows: Iterator[Row], cut: Counter[str], options: WriteOptions
) -> bool:
    """Add a sheet with as many rows as fit, and tell whether it was filled."""
    sheet = book.add_worksheet(name if number == 1 else f"{name} ({number})")
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table_schemas()[name].columns):
        sheet.write_string(0, at, column.name, bold)
    line = 0
    for line, row in enumerate(islice(rows, _MOST_ROWS), 1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                shown = neutralised(value) if options.neutralise else value
                if len(shown) > _LONGEST:
                    cut[name] += 1
                    shown = shown[: _LONGEST - len(_CUT)] + _CUT
                sheet.write_string(line, at, shown)
            elif isinstance(value, bool):
                sheet.write_boolean(line, at, value)
            elif value is not None:
                sheet.write_number(line, at, value)
    return line == _MOST_ROWS


def _add_notes(book: Any, bold: Any, cut: Counter[str]) -> None:
    sheet = book.add_worksheet("about")
    lines = [f"Schema version {SCHEMA_VERSION}. Columns are explained in docs/tables.md."]
    lines += [f"{count} texts of '{name}' are longer than a cell can be and were cut." for name, count in cut.items()]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, bold if number == 0 else None)
