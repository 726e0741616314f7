"""JSON lines: one object a line, with a field that holds the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.building import record_id
from gliomine.readers.columns import check_once, choose, no_text, record_document, shown, text_columns
from gliomine.readers.lines import check_line, read_lines


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every line that is not empty."""
    for number, line in enumerate(read_lines(path, config=config), 1):
        if not line.strip():
            continue
        own = None
        try:
            record = _record(line)
            own = _identifier(record, config)
            cells = {str(name): shown(value) for name, value in record.items()}
            values = {name: cell for name, cell in cells.items() if cell is not None}
            chosen = choose([name for name in values if _is_text(record, name, config)], config)
            if chosen is None:
                raise _no_text(record, config)
            if any(line.count(f'"{name}"') > 1 for name in (*chosen.texts, chosen.title, chosen.identifier) if name):
                check_once([name for name, _ in json.loads(line, object_pairs_hook=list)], chosen, kind="field")
            yield record_document(record_id(doc_id, own, number=number), values, chosen)
        except InputError as error:
            where = InputError(error.what, where=f"line {number}", expected=error.expected, advice=error.advice)
            yield Failure(record_id(doc_id, own, number=number), source, "read", str(where))


def _record(line: str) -> dict[str, Any]:
    check_line(line)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"malformed JSON ({error})", expected="one JSON object a line") from error
    if not isinstance(record, dict):
        raise InputError(f"a JSON {type(record).__name__}", expected="one JSON object a line")
    return record


def _identifier(record: dict[str, Any], config: ReadConfig) -> str | None:
    value = record.get(config.id_column)
    if value is None or isinstance(value, dict | list | bool):
        return None
    return str(value)


def _is_text(record: dict[str, Any], name: str, config: ReadConfig) -> bool:
    """Tell whether a field may be read: what shall be text must be a string; a missing title does no harm."""
    return isinstance(record[name], str) or name not in (*text_columns(config), "title")


def _no_text(record: dict[str, Any], config: ReadConfig) -> InputError:
    names = sorted(map(str, record))
    wanted = next((name for name in text_columns(config) if not isinstance(record.get(name), str)), None)
    if wanted is not None and wanted in record:
        return InputError(
            f"no text in the field '{wanted}'", expected="a string; the fields are " + ", ".join(names[:20])
        )
    error = no_text(names, config, kind="field")
    return InputError(
        f"no text in the field '{wanted}'" if wanted else error.what,
        expected="a string; " + error.expected,
        advice=error.advice,
    )
