"""CSV and TSV: a header, one record a row, with a column that holds the text."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.building import record_id
from gliomine.readers.lines import check_line, read_lines
from gliomine.readers.running_text import text_document

_DELIMITERS = (",", "\t", ";", "|")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every row.

    Raises:
        InputError: the header does not have the columns that are asked for.
    """
    lines = read_lines(path, config=config)
    header_line = next(lines, "")
    columns, delimiter = _header(header_line, config)
    # The limit is a setting of the process; cells hold whole articles, so the default of 128 kB is too low.
    csv.field_size_limit(config.max_bytes)
    rows = csv.reader(chain([header_line], lines), delimiter=delimiter, strict=True)
    next(rows)
    number = 0
    while True:
        number += 1
        own = None
        try:
            row = next(rows)
            if not row:
                continue
            if len(row) > len(columns):
                raise InputError(f"{len(row)} cells, more cells than columns", expected=f"{len(columns)} cells")
            values = dict(zip(columns, row, strict=False))
            own = values.get(config.id_column)
            yield _document(values, doc_id=record_id(doc_id, own, number=number), config=config)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                # Behind a quote that is never closed, what follows is no row.
                raise _too_long(config, number) from error
            yield _failure(doc_id, own, number, rows.line_num, source, InputError(f"malformed row ({error})"))
        except InputError as error:
            yield _failure(doc_id, own, number, rows.line_num, source, error)


def _failure(doc_id: str, own: str | None, number: int, line: int, source: str, error: InputError) -> Failure:
    problem = InputError(error.what, where=f"row {number}, before line {line + 1}", expected=error.expected)
    return Failure(record_id(doc_id, own, number=number), source, "read", str(problem))


def _too_long(config: ReadConfig, number: int) -> InputError:
    return InputError(
        "a cell is too long; the rest of the file was left out",
        where=f"row {number}",
        expected=f"at most {config.max_bytes:,} characters, and every quote closed",
        advice="close the quote, or raise max_bytes in the [read] table of the configuration",
    )


def _header(line: str, config: ReadConfig) -> tuple[list[str], str]:
    """Return the columns and the delimiter, which is the one that makes the text column appear."""
    check_line(line)
    widest: list[str] = []
    for delimiter in _DELIMITERS:
        columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        if config.text_column in columns:
            _check_id(columns, config)
            return columns, delimiter
        widest = max(widest, columns, key=len)
    nearest = difflib.get_close_matches(config.text_column, widest, n=1)
    raise InputError(
        f"no column '{config.text_column}'",
        where="the first line",
        expected="a header with this column; the columns are " + ", ".join(widest[:20]),
        advice=f"did you mean --text-column {nearest[0]}?" if nearest else "name the column with --text-column",
    )


def _check_id(columns: list[str], config: ReadConfig) -> None:
    # Without the default id column rows are numbered; a column that the user names has to be there.
    if config.id_column not in columns and config.id_column != ReadConfig().id_column:
        raise InputError(
            f"no column '{config.id_column}'",
            where="the first line",
            expected="a header with this column; the columns are " + ", ".join(columns[:20]),
            advice="name the column with --id-column",
        )


def _document(values: dict[str, str], *, doc_id: str, config: ReadConfig) -> Document:
    text = values.get(config.text_column)
    if text is None:
        raise InputError(f"the row ends before the column '{config.text_column}'", expected="as many cells as columns")
    for value in (text, values.get("title", "")):
        check_line(value)
    return text_document(doc_id, text, title=values.get("title", "") if config.text_column != "title" else "")
