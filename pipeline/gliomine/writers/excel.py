"""Excel: one workbook to look at: a README, then a sheet a table, what is opened first in front.

Every text is stored as text, so nothing is executed. Headers stay in sight and filter; long texts are wrapped. A sheet
holds 1,048,576 rows at most; more go to a further sheet. A cell holds 32,767 characters at most; longer texts
are cut and marked, and the sheet `cut` says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.schema import SCHEMA_VERSION, Column, Row, table_schemas
from gliomine.tables.stored import stored_rows, table_paths
from gliomine.writers.csv import neutralised

_FIRST = ("evidence", "entities", "concepts", "documents")
_LONG = {
    "sentence": 80, "text": 60, "title": 50, "error": 80, "value": 40, "authors": 40, "long_form": 30,
    "name": 34, "subject_name": 34, "object_name": 34, "concept_name": 34, "ancestor_name": 34, "institution": 34,
}  # fmt: skip
"""Columns that are wide and wrapped, with their widths in characters."""

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
    first = [name for name in _FIRST if name in table_schemas()]
    names = [*first, *(name for name in table_schemas() if name not in first)]
    with whole(target) as temporary:
        book = xlsxwriter.Workbook(str(temporary), _SETTINGS)
        # The time stamp of a run stands in run.json alone; a fixed one gives the same bytes again.
        book.set_properties({"title": "gliomine", "created": datetime(2020, 1, 1)})
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _add_readme(book, bold, wrapped, names)
        cut: Counter[str] = Counter()
        for name in names:
            rows = stored_rows(paths[name])
            number, more = 1, True
            while more:
                more = _add_sheet(book, (bold, wrapped), name, number, rows, cut, options)
                number += 1
        _add_cut(book, bold, cut)
        book.close()
    return [target]


def _add_sheet(
    book: Any,
    formats: tuple[Any, Any],
    name: str,
    number: int,
    rows: Iterator[Row],
    cut: Counter[str],
    options: WriteOptions,
) -> bool:
    """Add a sheet with as many rows as fit, and tell whether it was filled."""
    sheet = book.add_worksheet(name if number == 1 else f"{name} ({number})")
    sheet.freeze_panes(1, 0)
    columns = table_schemas()[name].columns
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _width(column), formats[1] if column.name in _LONG else None)
        sheet.write_string(0, at, column.name, formats[0])
    line = 0
    for line, row in enumerate(islice(rows, _MOST_ROWS), 1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                shown = neutralised(value) if options.neutralise else value
                if _units(shown) > _LONGEST:
                    cut[name] += 1
                    shown = _fitting(shown)
                sheet.write_string(line, at, shown, formats[1] if columns[at].name in _LONG else None)
            elif isinstance(value, bool):
                sheet.write_boolean(line, at, value)
            elif value is not None:
                sheet.write_number(line, at, value)
    sheet.autofilter(0, 0, line, len(columns) - 1)
    return line == _MOST_ROWS


def _width(column: Column) -> int:
    """Return the width of a column in characters."""
    return _LONG.get(column.name, max(len(column.name) + 4, 18 if column.kind is str else 9))


def _units(text: str) -> int:
    """Return the length of a text as Excel counts it: a character beyond the first 65,536 is two."""
    if 2 * len(text) <= _LONGEST:
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


def _fitting(text: str) -> str:
    """Return the beginning of a text that is too long for a cell, with a note that it was cut."""
    room = 2 * (_LONGEST - len(_CUT))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def _add_readme(book: Any, bold: Any, wrapped: Any, names: Sequence[str]) -> None:
    """Add the sheet that says what is in the others, column by column."""
    sheet = book.add_worksheet("README")
    sheet.freeze_panes(1, 0)
    for at, (title, width) in enumerate((("sheet", 20), ("column", 24), ("meaning", 100))):
        sheet.set_column(at, at, width, wrapped)
        sheet.write_string(0, at, title, bold)
    lines = [("", "", f"Tables of gliomine, schema version {SCHEMA_VERSION}. A row of each sheet is:")]
    lines += [(name, "", table_schemas()[name].row) for name in names]
    lines += [(name, column.name, column.meaning) for name in names for column in table_schemas()[name].columns]
    for number, cells in enumerate(lines, 1):
        for at, cell in enumerate(cells):
            sheet.write_string(number, at, cell)


def _add_cut(book: Any, bold: Any, cut: Counter[str]) -> None:
    """Add the sheet that says which texts were cut, where some were."""
    if not cut:
        return
    sheet = book.add_worksheet("cut")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, "Texts that are longer than a cell can be", bold)
    for number, (name, count) in enumerate(cut.items(), 1):
        sheet.write_string(number, 0, f"{count} texts of '{name}' were cut.")
