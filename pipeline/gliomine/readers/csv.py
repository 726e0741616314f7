"""CSV and TSV: a header, one record a row, with a column that holds the text."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.building import record_id
from gliomine.readers.columns import Chosen, check_once, choose, no_text, record_document
from gliomine.readers.lines import check_line, read_lines

_DELIMITERS = (",", "\t", ";", "|")
_STATED = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;\t]*')  # written by Excel, for itself


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every row.

    Raises:
        InputError: the header does not have the columns that are asked for.
    """
    lines = _Lines(read_lines(path, config=config))
    columns, delimiter, chosen = _header(lines, config)
    # The limit is a setting of the process; cells hold whole articles, so the default of 128 kB is too low.
    csv.field_size_limit(config.max_bytes)
    for number, (row, problem) in enumerate(_rows(lines, columns, delimiter, config), 1):
        values = dict(zip(columns, row, strict=False))
        own = values.get(chosen.identifier or config.id_column)
        try:
            if problem:
                raise problem
            if any(row[len(columns) :]):
                raise InputError(f"{len(row)} cells, more cells than columns", expected=f"{len(columns)} cells")
            yield _document(values, doc_id=record_id(doc_id, own, number=number), chosen=chosen)
        except InputError as error:
            yield _failure(doc_id, own, number, lines.number, source, error)


class _Lines:
    """Lines that can be handed back.

    Attributes:
        taken: those since it was emptied.
        number: of the last line, from 1.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.taken: list[str] = []
        self.number = 0
        self._lines, self._back = lines, deque[str]()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, kept: int) -> None:
        """Hand back what was taken, but for so many lines; they come again."""
        self._back.extendleft(reversed(self.taken[kept:]))
        self.number -= len(self.taken) - kept
        self.taken = self.taken[:kept]


def _rows(
    lines: _Lines, columns: list[str], delimiter: str, config: ReadConfig
) -> Iterator[tuple[list[str], InputError | None]]:
    """Yield the cells of each row that is not empty, or those that could be found and what is wrong.

    A quote that is never closed costs its own row: the lines that it would swallow are read again where they are rows.
    """
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken = []
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                # Behind a quote that is never closed, what follows is no row.
                raise _too_long(config, lines.number) from error
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            yield _past_damage(lines, columns, delimiter, config, InputError(f"malformed row ({error})"))
            continue
        last = lines.taken[-1].replace('"', "")
        if len(lines.taken) > 2 and all(
            _is_row(line, columns, delimiter, config) for line in (*lines.taken[1:-1], last)
        ):
            # Line breaks and commas may stand within a cell, but not row after row.
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            yield _past_damage(lines, columns, delimiter, config, InputError("a quote that is not closed"))
        elif row:
            yield row, None


def _past_damage(
    lines: _Lines, columns: list[str], delimiter: str, config: ReadConfig, problem: InputError
) -> tuple[list[str], InputError | None]:
    """Return what can be had of the first of the lines taken; those from the next row on are handed back."""
    kept = next((n for n, line in enumerate(lines.taken) if n and _is_row(line, columns, delimiter, config)), None)
    lines.give_back(len(lines.taken) if kept is None else kept)
    cells = lines.taken[0].rstrip("\r\n").split(delimiter)
    if delimiter == "\t" and len(lines.taken) == 1 and len(cells) == len(columns):
        # Most of what writes tabs quotes nothing, so the quote is a character.
        return cells, None
    return cells[:1] if columns[0] == config.id_column and '"' not in cells[0] else [], problem


def _is_row(line: str, columns: list[str], delimiter: str, config: ReadConfig) -> bool:
    """Tell whether a line looks like a whole row: as many cells as columns, and one word for an id."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = line.rstrip("\r\n").split(delimiter) if delimiter == "\t" else []
    if len(cells) != len(columns) or (delimiter != "\t" and any(cell[:1] == " " for cell in cells)):
        return False
    return config.id_column not in columns or len(cells[columns.index(config.id_column)].split()) == 1


def _failure(doc_id: str, own: str | None, number: int, line: int, source: str, error: InputError) -> Failure:
    problem = InputError(error.what, where=f"row {number}, before line {line + 1}", expected=error.expected)
    return Failure(record_id(doc_id, own, number=number), source, "read", str(problem))


def _too_long(config: ReadConfig, number: int) -> InputError:
    return InputError(
        "a cell is too long; the rest of the file was left out",
        where=f"line {number}",
        expected=f"at most {config.max_bytes:,} characters, and every quote closed",
        advice="close the quote, or raise max_bytes in the [read] table of the configuration",
    )


def _header(lines: _Lines, config: ReadConfig) -> tuple[list[str], str, Chosen]:
    """Return columns, delimiter (that of a first line `sep=`, else what makes the text appear), and what is what."""
    line = next((line for line in lines if line.strip()), "")
    stated = _STATED.fullmatch(line.strip("\r\n"))
    line = next(lines, "") if stated else line
    check_line(line)
    widest: list[str] = []
    for delimiter in (stated.group(1),) if stated else _DELIMITERS:
        columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        chosen = choose(columns, config)
        if chosen is not None:
            _check_id(columns, config)
            check_once(columns, chosen)
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
