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
from gliomine.readers.lines import check_line, read_lines
from gliomine.readers.running_text import text_document


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every line that is not empty."""
    for number, line in enumerate(read_lines(path, config=config), 1):
        if not line.strip():
            continue
        own = None
        try:
            record = _record(line)
            own = _identifier(record, config)
            text = record.get(config.text_column)
            if not isinstance(text, str):
                raise InputError(
                    f"no text in the field '{config.text_column}'",
                    expected="a string; the fields are " + ", ".join(sorted(map(str, record))[:20]),
                    advice="name the field with --text-column",
                )
            title = record.get("title")
            yield text_document(
                record_id(doc_id, own, number=number),
                text,
                title=title if isinstance(title, str) and config.text_column != "title" else "",
            )
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
