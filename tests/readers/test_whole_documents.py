"""Everything that each reader makes of a rich file, field by field: the lists beside this file, in whole/.

They are written again with GLIOMINE_WHOLE=write; read what differs before it is kept.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers import read_documents
from gliomine.validate import validate

from tests.readers.test_fuzz import FORMATS, NAMES, whole
from tests.readers.test_pdf import paper

FOLDER = Path(__file__).parent / "whole"
FILES: dict[str, tuple[str, bytes]] = {
    **{name: whole(name) for name in NAMES},
    "jats-rich": ("a.nxml", (FOLDER / "rich.nxml").read_bytes()),
    "pubmed-rich": ("a.xml", (FOLDER / "rich.xml").read_bytes()),
    "pdf-rich": ("a.pdf", paper()),
}


def shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def told(item: Document | Failure) -> Iterator[str]:
    """Yield the fields of a document that hold something, and of its records; places as the text that they show."""
    yield f"== {type(item).__name__} {item.doc_id}"
    if isinstance(item, Failure):
        yield f"{item.stage}: {item.error}"
        return
    validate(item)
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if field.name in ("doc_id", "source") or value is None or value == ():
            continue
        if not isinstance(value, tuple):
            yield f"{field.name}: {shown(value)}"
            continue
        yield f"{field.name}:"
        for record in value:
            values = {one.name: getattr(record, one.name) for one in dataclasses.fields(record)}
            start, end = values.pop("start", None), values.pop("end", None)
            place = [] if start is None else [f"[{start}:{end}] {item.text[start:end]!r}"]
            yield "    " + ", ".join([*place, *(f"{k}={shown(v)}" for k, v in values.items() if v is not None)])


def lines(name: str, folder: Path) -> list[str]:
    file, data = FILES[name]
    (folder / file).write_bytes(data)
    found = list(read_documents(folder / file, doc_id=file, source=file, config=ReadConfig()))
    # Of files with several records that are made alike, the first stands for all.
    if name in FORMATS:
        found = found[:1]
    return [line for item in found for line in told(item)]


@pytest.mark.skipif("GLIOMINE_WHOLE" not in os.environ, reason="writes the lists anew")
@pytest.mark.parametrize("name", FILES)
def test_write(name: str, tmp_path: Path) -> None:
    (FOLDER / f"{name}.txt").write_text("\n".join(lines(name, tmp_path)) + "\n", encoding="utf-8", newline="\n")


@pytest.mark.parametrize("name", FILES)
def test_all_that_a_reader_makes_of_a_file(name: str, tmp_path: Path) -> None:
    assert lines(name, tmp_path) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]
