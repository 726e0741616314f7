"""The published tables: their columns, generated from the record types, and the documentation made of them.

`python -m gliomine.tables.schema > docs/tables.md` writes that documentation.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

from gliomine.document import RECORD_TYPES, Document, Failure

SCHEMA_VERSION = "2.0"
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
    "tables": "one cell of a table of a paper, empty ones left out",
    "bibliography": "one entry of the list of references of a paper, which is not part of its text",
    "sentences": "one sentence of title, abstract or body",
    "abbreviations": "one short form and its long form, where it is defined",
    "mentions": "one recognised mention",
    "links": "one candidate concept of a mention",
    "assertions": "what the sentence says of one mention",
    "relations": "what a sentence says of two mentions, or of a mention and a part of its own name",
    "cues": "words that negate or hedge a part of a sentence",
    "authors": "one author of a document",
    "affiliations": "one address",
    "funders": "one funder",
    "fields": "one cell of the user's own table that is no text, title or identifier",
    "failures": "one file or document that could not be processed",
    "entities": "one mention with its place, sentence and best concept: the table to open first",
    "claims": "one relation with its names, concepts, places and sentence",
    "evidence": "what the documents together say of two concepts: the table to open for what papers claim",
    "concepts": "one concept of the run",
    "concept_ancestors": "one concept of the run with itself or one above it, so that glioma includes glioblastoma",
}

JOINED = ("concepts", "concept_ancestors", "evidence")
"""Tables that are made of the finished run, not of one document."""

_COUNTS = (
    Column("authors", str, True, "names of the authors, joined by `; `"),
    Column("characters", int, False, "length of the text in code points"),
    Column("words", int, False, "number of runs of visible characters in title, abstract and body"),
    Column("read_share", float, False, "share of the text that stands in title, abstract and body, 0 to 1"),
    Column("sentence_count", int, False, "rows of this document in `sentences`"),
    Column("mention_count", int, False, "rows of this document in `mentions`"),
)

_ENTITY_COLUMNS = (
    _DOC_ID,
    Column("title", str, True, "title of the document"),
    Column("section", str, True, "section that holds the mention"),
    Column("heading", str, True, "heading of the smallest part of it that holds the mention and has one"),
    Column("path", str, True, "that heading behind those above it, in a body"),
    Column("place", str, True, "text, caption or table"),
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
    Column("xrefs", str, True, "the same concept in other vocabularies, joined by ` | `"),
    Column("concept", str, True, "what the mention counts for in `concepts`: `curie`, or a concept composed of it"),
    Column("name", str, False, "name of that concept; of an unlinked mention its text in one spelling"),
    Column("long_form", str, True, "long form, where the mention is an abbreviation defined in the document"),
    Column("assertion", str, True, "present, absent or possible"),
    Column("cue", str, True, "the words that say so"),
    Column("source", str, False, "who found the mention"),
)

_KEY = "identifier of the concept, as in `concepts`; of a name linked to none the folded name, without `:` or `_`"


def _side(name: str, *, example: bool = False) -> tuple[Column, ...]:
    return (
        Column(name, str, False, f"{name}: {_KEY}"),
        Column(f"{name}_name", str, False, "preferred name of the concept, or the name as it stands"),
        Column(f"{name}_type", str, True, "its entity type; null for a part of a name that is no mention elsewhere"),
        *(() if example else (Column(f"{name}_text", str, False, "as it stands in the text"), *_place(name))),
    )


def _place(name: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_start", int, False, f"first character of the {name} in the document's text"),
        Column(f"{name}_end", int, False, "one past its last character"),
    )


_YEAR = Column("year", int, True, "year of the document, where it is known")

_CLAIM_COLUMNS = (
    _DOC_ID,
    Column("relation_id", str, False, "the relation"),
    _YEAR,
    Column("section", str, True, "section that holds the subject"),
    Column("sentence_index", int, False, "position of the sentence in the document, from 0"),
    Column("sentence_role", str, True, "background, objective, methods, results or conclusions"),
    *_side("subject"),
    Column("predicate", str, False, "one of the predicates"),
    *_side("object"),
    Column("status", str, False, "present, absent or possible"),
    Column("score", float, False, "share of relations with such a score that are right, 0 to 1"),
    Column("trigger", str, True, "the word that the model heeded most, if it is no name, mark or function word"),
    Column("trigger_start", int, True, "first character of it"),
    Column("trigger_end", int, True, "one past the last character of it"),
    Column("sentence_start", int, False, "first character of `sentence` in the document's text"),
    Column("sentence", str, False, "the sentence, verbatim; of one over 4,000 characters, the part around the claim"),
)

_EVIDENCE_COLUMNS = (
    *_side("subject", example=True),
    Column("predicate", str, False, "one of the predicates"),
    *_side("object", example=True),
    Column("documents", int, False, "number of documents that say something of it, whatever the status"),
    Column("sentences", int, False, "number of their sentences"),
    Column("present", int, False, "sentences that state it"),
    Column("absent", int, False, "sentences that deny it"),
    Column("possible", int, False, "sentences that hold it possible, aim at it or test it"),
    Column("concluded", int, False, "sentences among the results or conclusions"),
    Column("affirmed", int, False, "sentences among the results or conclusions that state it"),
    Column("best_score", float, False, "highest score of a relation"),
    Column("combined_score", float, False, "chance that some document was read rightly: 1 - product of (1 - its best)"),
    Column("first_year", int, True, "earliest year of the documents, where years are known"),
    Column("last_year", int, True, "latest year of the documents"),
    Column("status", str, False, "present, absent or possible: what most relations say; it is that of the example"),
    Column("doc_id", str, False, "document of the example"),
    Column("start", int, False, "first character of the example sentence in the document's text"),
    Column("end", int, False, "one past its last character"),
    Column("sentence", str, False, "the example sentence, verbatim"),
    *_place("subject"),
    *_place("object"),
)

_CONCEPT_COLUMNS = (
    Column("curie", str, False, "identifier of the concept"),
    Column("name", str, False, "preferred name"),
    Column("entity_type", str, False, "type of most of its mentions"),
    Column("documents", int, False, "documents that mention it"),
    Column("mentions", int, False, "mentions linked to it first"),
    Column("first_year", int, True, "year of the earliest document that mentions it, null where no year is known"),
    Column("first_doc_id", str, False, "that document; where years are equal or unknown, the first in order"),
    Column("parents", str, True, "identifiers of the concepts directly above, joined by ` | `"),
    Column("head", str, True, "of a composed concept, what it is: exosome; else null"),
    Column("origin", str, True, "of a composed concept, where it comes from: mesenchymal stem cell; else null"),
    Column("xrefs", str, True, "the same concept in other vocabularies, joined by ` | `"),
)

_ANCESTOR_COLUMNS = (
    Column("curie", str, False, "a concept of the run"),
    Column("ancestor", str, False, "the concept itself, or one above it"),
    Column("ancestor_name", str, False, "its preferred name"),
    Column("distance", int, False, "fewest steps up to it; 0 is the concept itself"),
)


@cache
def table_schemas() -> dict[str, TableSchema]:
    """Return name -> schema of every table, in the order in which they are documented."""
    columns: dict[str, tuple[Column, ...]] = {
        name: (_DOC_ID, *record_columns(record)) for name, record in RECORD_TYPES.items()
    }
    scalars = [item for item in record_columns(Document) if item.name not in ("doc_id", "text")]
    text = Column("text", str, False, "the text that every offset refers to, unedited")
    columns["documents"] = (_DOC_ID, *scalars, *_COUNTS, text)
    columns["failures"] = record_columns(Failure)
    columns["entities"] = _ENTITY_COLUMNS
    columns["claims"], columns["evidence"] = _CLAIM_COLUMNS, _EVIDENCE_COLUMNS
    columns["concepts"], columns["concept_ancestors"] = _CONCEPT_COLUMNS, _ANCESTOR_COLUMNS
    return {name: TableSchema(name, row, columns[name]) for name, row in _ROWS.items()}


def document_tables() -> list[str]:
    """Return the names of the tables whose rows come of one document or failure each."""
    return [name for name in table_schemas() if name not in JOINED]


@cache
def record_columns(record: type) -> tuple[Column, ...]:
    """Return the columns that a record type gives; its fields that hold other records are tables of their own."""
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


def pandas_dtype(item: Column) -> str:
    """Return the pandas dtype of a column: nullable integers are Int64, text is str."""
    return {str: "str", int: "Int64" if item.nullable else "int64", float: "float64", bool: "bool"}[item.kind]


def describe() -> str:
    """Return docs/tables.md: every table and column with its dtype and meaning."""
    lines = [
        "# Tables and columns",
        "",
        "Generated from the record types (`python -m gliomine.tables.schema > docs/tables.md`); a test keeps it up to "
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
