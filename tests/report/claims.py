"""A run whose documents make claims: tables of relations, of ancestors and of the bibliography, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from gliomine.document import Document

from tests.report.conftest import HOSTILE, make_document, make_documents, write_run

GLIOBLASTOMA, GLIOMA, TEMOZOLOMIDE, MSC, EXOSOME = (
    *("MONDO:0018177", "MONDO:0021042", "CHEBI:72564", "CL:0000134", "GO:0070062"),
)
_MORE = {
    "glioblastoma": ("disease", GLIOBLASTOMA, "glioblastoma"),
    "astrocytoma": ("disease", "MONDO:0019781", "astrocytoma"),
    "MSC-derived vesicles": ("vesicle", EXOSOME, "extracellular exosome"),
    "patients": ("organism", "NCBITaxon:9606", "Homo sapiens"),
    "oddase": ("gene", None, None),
}
_SENTENCES: list[tuple[str, str | None]] = [
    ("In patients temozolomide slowed glioma.", "results"),
    ("It is unclear whether temozolomide helps in glioblastoma.", "conclusions"),
    ("Yet exosomes did not stop glioma.", "results"),
    ("They were MSC-derived vesicles.", "methods"),
    ("There oddase meets astrocytoma, and oddase meets MSCs.", "background"),
]
# Sentence, subject, predicate, object (None: the last word is a part of the subject's name), status, score, cue.
_CLAIMS: list[tuple[int, str, str, str | None, str, float, str | None]] = [
    (1, "temozolomide", "treats", "glioma", "present", 0.9, "slowed"),
    (2, "temozolomide", "treats", "glioblastoma", "possible", 0.6, "helps"),
    (3, "exosomes", "treats", "glioma", "absent", 0.7, "stop"),
    (4, "MSC-derived vesicles", "derived_from", None, "present", 0.8, None),
    (5, "oddase", "binds", "MSCs", "present", 0.55, "meets"),
    (5, "MSCs", "binds", "oddase", "present", 0.5, "meets"),
    (1, "patients", "treats", "glioma", "present", 0.95, None),
]
_COLUMNS = (
    *("doc_id", "relation_id", "sentence_index", "subject_id", "predicate", "object_id", "status", "score"),
    *("trigger_start", "trigger_end", "inner_start", "inner_end"),
)
_ABOVE = [
    (GLIOMA, GLIOMA, "glioma", 0),
    (GLIOBLASTOMA, GLIOBLASTOMA, "glioblastoma", 0),
    (GLIOBLASTOMA, GLIOMA, "glioma", 1),
    ("MONDO:0019781", GLIOMA, "glioma", 2),
    ("MONDO:0019781", "MONDO:1", HOSTILE[1], 1),
    (GLIOBLASTOMA, "MONDO:1", HOSTILE[1], 2),
    (GLIOMA, "MONDO:1", HOSTILE[1], 1),
    (GLIOMA, "MONDO:0000001", "disease", 3),
    (GLIOBLASTOMA, "MONDO:0000001", "disease", 4),
]


def claim_documents() -> list[Document]:
    """Return two documents that make the same claims, then those of every other test."""
    made = [
        make_document(f"e/{name}.txt", f"Trial {name}", _SENTENCES, concepts=_MORE) for name in ("one", "two")
    ]  # fmt: skip
    return [*made, *make_documents()]


def write_claims_run(folder: Path, documents: list[Document], *, ancestors: bool = True) -> Path:
    """Write a run with relations: the two documents claim the same, and the hostile one claims with hostile words."""
    run = write_run(folder, documents)
    relations = [row for document in documents if document.doc_id.startswith("e/") for row in _relations(document)]
    hostile = next(document for document in documents if document.doc_id.startswith("c/"))
    bad = next(mention for mention in hostile.mentions if mention.text == HOSTILE[0])
    glioma = hostile.mentions[-1]
    claim = (hostile.doc_id, "bad", 1, bad.mention_id, HOSTILE[1], glioma.mention_id, "present", 0.9)
    relations.append([*claim, bad.start, bad.end, None, None])
    _write(run, "relations", _COLUMNS, relations)
    if ancestors:
        _write(
            run, "concept_ancestors", ["curie", "ancestor", "ancestor_name", "distance"], [list(row) for row in _ABOVE]
        )
    place = run / "tables" / "documents.parquet"
    table = pq.read_table(place)
    for name, value in (("doi", "10.1000/a<b>"), ("pmid", "123"), ("year", 2020), ("journal", HOSTILE[1])):
        kind = pa.int64() if name == "year" else pa.string()
        column = pa.array([value] + [None] * (table.num_rows - 1), kind)
        known = table.column_names.index(name) if name in table.column_names else None
        table = table.append_column(name, column) if known is None else table.set_column(known, name, column)
    pq.write_table(table, place)
    return run


def _relations(document: Document) -> list[list[Any]]:
    made: list[list[Any]] = []
    for sentence, subject, predicate, object_, status, score, cue in _CLAIMS:
        place = document.sentences[sentence]

        def find(text: str, low: int = place.start, high: int = place.end) -> Any:
            return next(
                item for item in document.mentions if item.text == text and low <= item.start and item.end <= high
            )

        one = find(subject)
        two = None if object_ is None else find(object_)
        at = None if cue is None else document.text.index(cue, place.start)
        inner = (one.start, one.start + len("MSC")) if two is None else (None, None)
        key = f"{document.doc_id} {len(made)}"
        claim = (document.doc_id, key, sentence, one.mention_id, predicate, two and two.mention_id, status, score)
        made.append([*claim, at, at and at + len(cue or ""), *inner])
    return made


def _write(run: Path, name: str, columns: Sequence[str], rows: list[list[Any]]) -> None:
    arrays = {column: pa.array([row[place] for row in rows]) for place, column in enumerate(columns)}
    pq.write_table(pa.table(arrays), run / "tables" / f"{name}.parquet")
