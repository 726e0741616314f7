"""Records as rows: one generic function, and the table schema generated from the record types."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.document import RECORD_TYPES, Document, Failure, Mention, Section, Sentence
from gliomine.errors import InputError
from gliomine.text.normalize import numbers_of

if TYPE_CHECKING:
    import pandas
    import pyarrow

SCHEMA_VERSION = "1.0"
"""Changes with every added (minor) and every renamed, removed or retyped (major) column."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its Python kind, whether a cell may be null, and what it means."""

    name: str
    kind: type
    nullable: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its columns in order and what a row is."""

    name: str
    row: str
    columns: tuple[Column, ...]


_DOC_ID = Column("doc_id", str, False, "identifier of the document, the same in every table")

_ROWS = {
    "documents": "one document, with its text",
    "sections": "one part of a page, or one labelled part of a structured abstract",
    "sentences": "one sentence of title, abstract or body",
    "abbreviations": "one short form and its long form, where it is defined",
    "mentions": "one recognised mention",
    "links": "one candidate concept of a mention",
    "assertions": "what the sentence says of one mention",
    "cues": "words that negate or hedge a part of a sentence",
    "affiliations": "one address",
    "funders": "one funder",
    "failures": "one file or document that could not be processed",
    "entities": "one mention with its place, sentence and best concept: the table to open first",
}

_COUNTS = (
    Column("characters", int, False, "length of the text in code points"),
    Column("words", int, False, "number of runs of visible characters in title, abstract and body"),
    Column("sentence_count", int, False, "rows of this document in `sentences`"),
    Column("mention_count", int, False, "rows of this document in `mentions`"),
)

_ENTITY_COLUMNS = (
    _DOC_ID,
    Column("title", str, True, "title of the document"),
    Column("section", str, True, "section that holds the mention"),
    Column("sentence_index", int, True, "position of the sentence in the document, from 0"),
    Column("sentence", str, True, "the sentence, verbatim; of one over 4,000 characters, the part around the mention"),
    Column("sentence_role", str, True, "background, objective, methods, results or conclusions"),
    Column("start", int, False, "first character of the mention in the document's text"),
    Column("end", int, False, "one past its last character"),
    Column("text", str, False, "the mention, verbatim"),
    Column("entity_type", str, False, "one of the entity types"),
    Column("mention_score", float, False, "confidence of the recogniser, 0 to 1"),
    Column("curie", str, True, "identifier of the best concept, null if not linked"),
    Column("concept_name", str, True, "preferred name of the best concept"),
    Column("concept_score", float, True, "confidence of the link, 0 to 1"),
    Column("match", str, True, "why it was linked"),
    Column("long_form", str, True, "long form, where the mention is an abbreviation defined in the document"),
    Column("assertion", str, True, "present, absent or possible"),
    Column("cue", str, True, "the words that say so"),
    Column("source", str, False, "who found the mention"),
)


@cache
def table_schemas() -> dict[str, TableSchema]:
    """Return name -> schema of every table, in the order in which they are documented."""
    columns: dict[str, tuple[Column, ...]] = {
        name: (_DOC_ID, *_record_columns(record)) for name, record in RECORD_TYPES.items()
    }
    scalars = [item for item in _record_columns(Document) if item.name not in ("doc_id", "text")]
    text = Column("text", str, False, "the text that every offset refers to, unedited")
    columns["documents"] = (_DOC_ID, *scalars, *_COUNTS, text)
    columns["failures"] = _record_columns(Failure)
    columns["entities"] = _ENTITY_COLUMNS
    return {name: TableSchema(name, row, columns[name]) for name, row in _ROWS.items()}


@cache
def _record_columns(record: type) -> tuple[Column, ...]:
    hints = typing.get_type_hints(record)
    found = []
    for item in dataclasses.fields(record):
        hint = hints[item.name]
        if typing.get_origin(hint) is tuple:
            continue
        options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        kind = next(option for option in options if option is not types.NoneType)
        meaning = item.metadata.get("meaning", "")
        found.append(Column(item.name, kind, types.NoneType in options, meaning))
    return tuple(found)


def rows(name: str, documents: Iterable[Document]) -> Iterator[Row]:
    """Yield the rows of a table, in document order and in each document by position."""
    make = _SPECIAL.get(name)
    if make is not None:
        for document in documents:
            yield from make(document)
        return
    values = attrgetter(*(item.name for item in table_schemas()[name].columns[1:]))
    for document in documents:
        for record in getattr(document, name):
            yield (document.doc_id, *values(record))


def _document_rows(document: Document) -> Iterator[Row]:
    scalars = [item.name for item in _record_columns(Document) if item.name not in ("doc_id", "text")]
    words = sum(len(sentence.text.split()) for sentence in document.sentences)
    counts = (len(document.text), words, len(document.sentences), len(document.mentions))
    yield (document.doc_id, *(getattr(document, name) for name in scalars), *counts, document.text)


def containing(spans: Sequence[Sentence] | Sequence[Section], start: int) -> int | None:
    """Return the index of the span that holds a position, or None; spans are sorted and do not overlap."""
    index = bisect_right(spans, start, key=lambda span: span.start) - 1
    return index if index >= 0 and start < spans[index].end else None


LONGEST_SENTENCE = 4_000
"""Characters of a sentence that a row of `entities` repeats; a page without full stops would make it gigabytes."""


def _shown(sentence: Sentence, mention: Mention) -> str:
    if len(sentence.text) <= LONGEST_SENTENCE:
        return sentence.text
    begin = max(0, mention.start - sentence.start - LONGEST_SENTENCE // 2)
    return sentence.text[begin : begin + LONGEST_SENTENCE]


def _entity_rows(document: Document) -> Iterator[Row]:
    sections = [section for section in document.sections if section.parent is None]
    best = {link.mention_id: link for link in document.links if link.rank == 1}
    asserted = {item.mention_id: item for item in document.assertions}
    title = None if document.title is None else document.title[:LONGEST_SENTENCE]
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    for mention in document.mentions:
        at = containing(sections, mention.start)
        where = containing(document.sentences, mention.start)
        sentence = None if where is None else document.sentences[where]
        link, assertion = best.get(mention.mention_id), asserted.get(mention.mention_id)
        long_form = next((long_forms[short] for short in numbers_of(mention.text) if short in long_forms), None)
        yield (
            document.doc_id,
            title,
            None if at is None else sections[at].name,
            *((sentence.index, _shown(sentence, mention), sentence.role) if sentence else (None, None, None)),
            mention.start,
            mention.end,
            mention.text,
            mention.entity_type,
            mention.score,
            *((link.curie, link.name, link.score, link.match) if link else (None, None, None, None)),
            long_form,
            *((assertion.status, assertion.cue) if assertion else (None, None)),
            mention.source,
        )


_SPECIAL: dict[str, Callable[[Document], Iterator[Row]]] = {"documents": _document_rows, "entities": _entity_rows}


def to_arrow(name: str, documents: Iterable[Document]) -> pyarrow.Table:
    """Return the rows of a table of these documents as an Arrow table with the published schema."""
    return rows_to_arrow(name, rows(name, documents))


def failures_to_arrow(failures: Iterable[Failure]) -> pyarrow.Table:
    """Return failures as an Arrow table."""
    return rows_to_arrow("failures", map(failure_row, failures))


def failure_row(failure: Failure) -> Row:
    """Return the row of a failure."""
    return failure.doc_id, failure.source, failure.stage, failure.error


def rows_to_arrow(name: str, found: Iterable[Row]) -> pyarrow.Table:
    """Return rows of a table as an Arrow table with the published schema."""
    import pyarrow as pa

    schema = arrow_schema(name)
    columns = list(zip(*found, strict=True)) or [()] * len(schema)
    kinds = [item.kind for item in table_schemas()[name].columns]
    arrays = [column_of(values, kind, field.type) for values, kind, field in zip(columns, kinds, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def column_of(values: Sequence[Any], kind: type, arrow_type: pyarrow.DataType) -> pyarrow.Array:
    """Return Python values as an Arrow array; `pyarrow.array` would do, but imports pandas, a third of the start-up."""
    import numpy as np
    import pyarrow as pa

    nulls = values.count(None)
    valid = pa.py_buffer(np.packbits([value is not None for value in values], bitorder="little")) if nulls else None
    filled = [kind() if value is None else value for value in values] if nulls else values
    buffers: list[pyarrow.Buffer | None]
    if kind is str:
        coded = [value.encode("utf-8") for value in filled]
        ends = np.zeros(len(coded) + 1, dtype=np.int64)
        np.cumsum([len(item) for item in coded], out=ends[1:])
        if ends[-1] >= _MOST_BYTES:
            return pa.array(values, type=arrow_type)  # says what is wrong with so long a column
        buffers = [valid, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(b"".join(coded))]
    elif kind is bool:
        buffers = [valid, pa.py_buffer(np.packbits(np.array(filled, dtype=bool), bitorder="little"))]
    else:
        buffers = [valid, pa.py_buffer(np.array(filled, dtype=np.int64 if kind is int else np.float64))]
    return pa.Array.from_buffers(arrow_type, len(values), buffers, nulls)


def column_values(array: pyarrow.Array, kind: type) -> list[Any]:
    """Return the Python values of an Arrow array of a table's column: as `to_pylist`, in a third of its time."""
    import numpy as np

    size, begin = len(array), array.offset
    buffers = array.buffers()
    values: list[Any]
    if not size or kind is bool or buffers[-1] is None:
        return list(array.to_pylist())
    if kind is str:
        ends = np.frombuffer(buffers[1], dtype=np.int32, count=begin + size + 1)[begin:].tolist()
        coded = buffers[2].slice(ends[0], ends[-1] - ends[0]).to_pybytes()
        text = coded.decode("utf-8") if coded.isascii() else ""
        first = ends[0]
        if text:
            values = [text[low - first : high - first] for low, high in pairwise(ends)]
        else:
            values = [coded[low - first : high - first].decode("utf-8") for low, high in pairwise(ends)]
    else:
        dtype = np.int64 if kind is int else np.float64
        values = np.frombuffer(buffers[1], dtype=dtype, count=begin + size)[begin:].tolist()
    if array.null_count:
        bits = np.frombuffer(buffers[0], dtype=np.uint8)
        valid = np.unpackbits(bits, count=begin + size, bitorder="little")[begin:].tolist()
        values = [value if known else None for value, known in zip(values, valid, strict=True)]
    return values


_MOST_BYTES = 1 << 31  # of the texts of one Arrow array


@cache
def arrow_schema(name: str) -> pyarrow.Schema:
    """Return the Arrow schema of a table; its metadata make pandas read counts as nullable integers."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    columns = table_schemas()[name].columns
    fields = [pa.field(item.name, kinds[item.kind], nullable=item.nullable) for item in columns]
    described = [
        {
            "name": item.name,
            "field_name": item.name,
            "pandas_type": {str: "unicode", int: "int64", float: "float64", bool: "bool"}[item.kind],
            "numpy_type": pandas_dtype(item),
            "metadata": None,
        }
        for item in columns
    ]
    pandas_metadata = {"index_columns": [], "column_indexes": [], "columns": described, "pandas_version": "2.2.0"}
    return pa.schema(fields, metadata={"pandas": json.dumps(pandas_metadata), "gliomine_schema": SCHEMA_VERSION})


def pandas_dtype(item: Column) -> str:
    """Return the pandas dtype of a column: nullable integers are Int64, text is str."""
    return {str: "str", int: "Int64" if item.nullable else "int64", float: "float64", bool: "bool"}[item.kind]


def read_tables(folder: str | Path) -> dict[str, pandas.DataFrame]:
    """Return the tables of a finished run, name -> DataFrame.

    Raises:
        InputError: the folder holds no finished run.
    """
    import pandas as pd

    place = Path(folder) / "tables"
    paths = {name: place / f"{name}.parquet" for name in table_schemas()}
    if not any(path.is_file() for path in paths.values()):
        raise InputError(
            "no tables found",
            where=str(place),
            expected="the output folder of a finished run",
            advice="run `gliomine run INPUT --output DIR` first",
        )
    return {name: pd.read_parquet(path) for name, path in paths.items() if path.is_file()}


def describe() -> str:
    """Return docs/tables.md: every table and column with its dtype and meaning."""
    lines = [
        "# Tables and columns",
        "",
        "Generated from the record types (`python -m gliomine.tables.rows > docs/tables.md`); a test keeps it up to "
        "date.",
        f"Schema version {SCHEMA_VERSION}; it is also in `run.json`.",
        "",
        "Offsets are half-open and count Unicode code points of the column `text` of `documents`. Absent values are",
        "null (empty in CSV). Several values in one cell are joined by ` | `.",
    ]
    for schema in table_schemas().values():
        lines += ["", f"## {schema.name}", "", f"A row is {schema.row}.", "", "| column | dtype | null | meaning |"]
        lines.append("|---|---|---|---|")
        for item in schema.columns:
            null = "yes" if item.nullable else "no"
            lines.append(f"| `{item.name}` | {pandas_dtype(item)} | {null} | {item.meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(describe())
