"""CSV and TSV: a header, one record a row, with a column that holds the text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.building import record_id
from gliomine.readers.columns import Chosen, choose, no_text, record_document
from gliomine.readers.lines import check_line, read_lines

_DELIMITERS = (",", "\t", ";", "|")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every row.

    Raises:
        InputError: the header does not have the columns that are asked for.
    """
    lines = read_lines(path, config=config)
    header_line = next(lines, "")
    columns, delimiter, chosen = _header(header_line, config)
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
            own = values.get(chosen.identifier or config.id_column)
            yield _document(values, doc_id=record_id(doc_id, own, number=number), chosen=chosen)
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


def _header(line: str, config: ReadConfig) -> tuple[list[str], str, Chosen]:
    """Return the columns, the delimiter that makes the text column appear, and which column is which."""
    check_line(line)
    widest: list[str] = []
    for delimiter in _DELIMITERS:
        columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        chosen = choose(columns, config)
        if chosen is not None:
            _check_id(columns, config)
            return columns, delimiter, chosen
        widest = max(widest, columns, key=len)
    raise no_text(widest, config)


def _check_id(columns: list[str], config: ReadConfig) -> None:
    # Without the default id column rows are numbered; a column that the user names has to be there.
    if config.id_column not in columns and config.id_column != ReadConfig().id_column:
        raise InputError(
            f"no column '{config.id_column}'",
            where="the first line",
            expected="a header with this column; the columns are " + ", ".join(columns[:20]),
            advice="name the column with --id-column",
        )


def _document(values: dict[str, str], *, doc_id: str, chosen: Chosen) -> Document:
    for value in values.values():
        check_line(value)
    return record_document(doc_id, values, chosen)
