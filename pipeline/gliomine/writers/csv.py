"""CSV: one UTF-8 file a table, with null as an empty cell and spreadsheet formulas neutralised."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import stored_rows, table_paths

_CHUNK = 512  # rows
_CELL_OR_SUM = r"[+＋－-]\s*(?:[$]?[A-Za-z]{1,3}[$]?\d{1,7}(?!\w)|[\d.]+\s*[+*/^&-])"
_COMPUTED = re.compile(rf"\s*(?:[=＝]|[+@＋＠－-][^(!=;\t\"'&\[{{]*[(!=\"'&\[{{]|{_CELL_OR_SUM})")
# Until the next separator only, so that the work grows with the text and not with its square.
_BEHIND = re.compile(rf"(?<=[;|\t])(?=[=＝]|[+@＋＠－-][^(!=;|\t\"'&\[{{]*(?:[(!=\"'&\[{{]|\|(?=\S))|{_CELL_OR_SUM})")
_NEEDS_QUOTES = re.compile(r"\r|[;|\t][=+\-@＝＋－＠]")
_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠")


def neutralised(value: str) -> str:
    """Return a cell that no spreadsheet executes: an apostrophe before a formula sign (OWASP, CSV injection).

    Also behind a separator, at which a spreadsheet with other settings parts the cell. Behind `+`, `-` and `@`
    something must follow that a program would compute: a call, an address of a cell, another program's data, a sum; a
    name such as `-IgA` stays as it is.

    >>> neutralised("=1+1"), neutralised("-2+3"), neutralised("@SUM(A1)"), neutralised("+A1"), neutralised("a;=1+1")
    ("'=1+1", "'-2+3", "'@SUM(A1)", "'+A1", "a;'=1+1")
    >>> neutralised("+x|y!A0"), neutralised("glioma"), neutralised("-IgA"), neutralised("-3.5"), neutralised("+/-")
    ("'+x|y!A0", 'glioma', '-IgA', '-3.5', '+/-')
    """
    value = "'" + value if value[:1] in _TRIGGERS and _COMPUTED.match(value) else value
    return _BEHIND.sub("'", value) if _BEHIND.search(value) else value


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write every table of a run as `tables/NAME.csv`."""
    return write_delimited(run, ".csv", delimiter=",", neutralise=options.neutralise)


def write_delimited(run: Path, suffix: str, *, delimiter: str, neutralise: bool) -> list[Path]:
    """Write every table as a file of cells with a header, and return the files."""
    made = []
    for name, source in table_paths(run).items():
        target = source.with_suffix(suffix)
        with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
            columns = [item.name for item in table_schemas()[name].columns]
            write_cells(stream, columns, stored_rows(source), delimiter=delimiter, neutralise=neutralise)
        made.append(target)
    return made


def write_cells(
    stream: TextIO, columns: list[str], rows: Iterable[Iterable[Any]], *, delimiter: str = ",", neutralise: bool
) -> None:
    """Write a header and rows; null becomes an empty cell."""
    plain = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    # csv quotes a cell with a line feed, but not one with a mere carriage return, at which many readers end the row.
    # Nor one with a separator of another kind before a formula sign, at which a spreadsheet may part it.
    quoted = csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow([neutralised(name) if neutralise else name for name in columns])
    left = iter(rows)
    while chunk := [tuple(row) for row in islice(left, _CHUNK)]:
        # Most chunks hold nothing that needs care; looking at all their cells at once takes a tenth of the time. Many
        # rows repeat a title or a sentence.
        texts = {value for row in chunk for value in row if type(value) is str}
        formulas = neutralise and not _TRIGGERS.isdisjoint({value[:1] for value in texts})
        if not formulas and not _NEEDS_QUOTES.search("\x00".join(texts)):
            plain.writerows(chunk)
            continue
        for row in chunk:
            cells = [neutralised(value) if neutralise and type(value) is str else value for value in row]
            careful = any(type(value) is str and _NEEDS_QUOTES.search(value) for value in row)
            (quoted if careful else plain).writerow(cells)
