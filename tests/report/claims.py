"""A run whose documents make claims: its tables of claims, evidence, ancestors and bibliography are made by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from gliomine.document import Document, Mention

from tests.report.conftest import HOSTILE, make_document, make_documents, write_run

Row = dict[str, Any]

GLIOBLASTOMA, GLIOMA, TEMOZOLOMIDE, MSC, EXOSOME = (
    *("MONDO:0018177", "MONDO:0021042", "CHEBI:72564", "CL:0000134", "GO:0070062"),
)
_MORE = {
    "glioblastoma": ("disease", GLIOBLASTOMA, "glioblastoma"),
    "astrocytoma": ("disease", "MONDO:0019781", "astrocytoma"),
    "MSC-derived vesicles": ("vesicle", EXOSOME, "extracellular exosome"),
    "patients": ("organism", "NCBITaxon:9606", "Homo sapiens"),
    "oddase": ("gene", None, None),
    "glioma surgery": ("treatment", "MESH:1", "Surgical Procedures"),
    "neuroglioma": ("disease", None, None),
}
_SENTENCES: list[tuple[str, str | None]] = [
    ("In patients temozolomide slowed glioma.", "results"),
    ("It is unclear whether temozolomide helps in glioblastoma.", "conclusions"),
    ("Yet exosomes did not stop glioma.", "results"),
    ("They were MSC-derived vesicles.", "methods"),
    ("There oddase meets astrocytoma, and oddase meets MSCs.", "background"),
    ("Then glioma surgery treats neuroglioma.", "background"),
]
# Sentence, subject, predicate, object (None: the last word is a part of the subject's name), status, score, cue.
_CLAIMS: list[tuple[int, str, str, str | None, str, float, str | None]] = [
    (1, "temozolomide", "treats", "glioma", "present", 0.9, "slowed"),
    (2, "temozolomide", "treats", "glioblastoma", "possible", 0.6, "helps"),
    (3, "exosomes", "treats", "glioma", "absent", 0.7, "stop"),
    (4, "MSC-derived vesicles", "derived_from", None, "present", 0.8, None),
    (5, "oddase", "binds", "MSCs", "present", 0.55, "meets"),
    (5, "MSCs", "binds", "oddase", "present", 0.5, "meets"),
    (6, "glioma surgery", "treats", "neuroglioma", "present", 0.5, "treats"),
    (1, "patients", "treats", "glioma", "present", 0.95, None),
]
_ABOVE = [
    (GLIOMA, GLIOMA, "glioma", 0),
    (GLIOBLASTOMA, GLIOBLASTOMA, "glioblastoma", 0),
    (GLIOBLASTOMA, GLIOMA, "glioma", 1),
    ("MONDO:0019781", GLIOMA, "glioma", 2),
    ("MONDO:0019781", "MONDO:1", HOSTILE[1], 1),
    (GLIOBLASTOMA, "MONDO:1", HOSTILE[1], 2),
    (GLIOMA, "MONDO:1", HOSTILE[1], 1),
    (TEMOZOLOMIDE, GLIOMA, "glioma", 1),  # of another type: no glioma
    (TEMOZOLOMIDE, "MONDO:2", "things of two types", 1),
    (GLIOMA, "MONDO:2", "things of two types", 1),
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
    claims = [row for document in documents if document.doc_id.startswith("e/") for row in _claims(document)]
    hostile = next(document for document in documents if document.doc_id.startswith("c/"))
    bad = next(mention for mention in hostile.mentions if mention.text == HOSTILE[0])
    trigger = (bad.start, bad.end)
    claims.append(
        _claim(
            hostile, 1, _side(hostile, bad), HOSTILE[1], _side(hostile, hostile.mentions[-1]), "present", 0.9, trigger
        )
    )
    _write(run, "claims", claims)
    _write(run, "evidence", _evidence(claims))
    if ancestors:
        keys = ("curie", "ancestor", "ancestor_name", "distance")
        _write(run, "concept_ancestors", [dict(zip(keys, row, strict=True)) for row in _ABOVE])
    place = run / "tables" / "documents.parquet"
    table = pq.read_table(place)
    for name, value in (("doi", "10.1000/a<b>"), ("pmid", "123"), ("year", 2020), ("journal", HOSTILE[1])):
        kind = pa.int64() if name == "year" else pa.string()
        column = pa.array([value] + [None] * (table.num_rows - 1), kind)
        known = table.column_names.index(name) if name in table.column_names else None
        table = table.append_column(name, column) if known is None else table.set_column(known, name, column)
    pq.write_table(table, place)
    return run


def _claims(document: Document) -> list[Row]:
    made: list[Row] = []
    for index, subject, predicate, object_, status, score, cue in _CLAIMS:
        place = document.sentences[index]

        def find(text: str, low: int = place.start, high: int = place.end) -> Row:
            found = (item for item in document.mentions if item.text == text and low <= item.start and item.end <= high)
            return _side(document, next(found))

        one = find(subject)
        inner = {
            "key": "msc",
            "name": "MSC",
            "type": None,
            "text": "MSC",
            "start": one["start"],
            "end": one["start"] + 3,
        }
        two = inner if object_ is None else find(object_)
        if predicate == "binds" and two["key"] < one["key"]:
            one, two = two, one
        at = None if cue is None else document.text.index(cue, place.start)
        made.append(_claim(document, index, one, predicate, two, status, score, at and (at, at + len(cue or ""))))
    return made


def _side(document: Document, mention: Mention) -> Row:
    curie, name = next(
        ((item.curie, item.name) for item in document.links if item.mention_id == mention.mention_id),
        (None, mention.text),
    )
    place = {"start": mention.start, "end": mention.end}
    return {
        "key": curie or mention.text.lower(),
        "name": name,
        "type": mention.entity_type,
        "text": mention.text,
        **place,
    }


def _claim(
    document: Document, index: int, subject: Row, predicate: str, object_: Row, status: str, score: float, trigger: Any
) -> Row:
    sides = {
        side if key == "key" else f"{side}_{key}": value
        for side, row in (("subject", subject), ("object", object_))
        for key, value in row.items()
    }
    sentence = document.sentences[index]
    start, end = trigger or (None, None)
    return {
        "doc_id": document.doc_id,
        "relation_id": f"{document.doc_id} {subject['start']} {predicate} {object_['start']}",
        "sentence_index": index,
        "sentence_role": sentence.role,
        **sides,
        "predicate": predicate,
        "status": status,
        "score": score,
        "trigger_start": start,
        "trigger_end": end,
        "sentence_start": sentence.start,
        "sentence": sentence.text,
    }


def _evidence(claims: list[Row]) -> list[Row]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in claims:
        groups.setdefault((row["subject"], row["predicate"], row["object"]), []).append(row)
    return [_counted(rows) for rows in groups.values()]


def _counted(rows: list[Row]) -> Row:
    def sentences(rows: Iterable[Row]) -> int:
        return len({(row["doc_id"], row["sentence_index"]) for row in rows})

    names = ("subject", "subject_name", "subject_type", "predicate", "object", "object_name", "object_type")
    return {
        **{name: rows[0][name] for name in names},
        "documents": len({row["doc_id"] for row in rows}),
        "sentences": sentences(rows),
        **{name: sentences(row for row in rows if row["status"] == name) for name in ("present", "absent", "possible")},
        "concluded": sentences(row for row in rows if row["sentence_role"] in ("results", "conclusions")),
        "best_score": max(row["score"] for row in rows),
        "combined_score": 1 - math.prod(1 - row["score"] for row in rows),
        "first_year": 2019,
        "last_year": 2020,
    }


def _write(run: Path, name: str, rows: list[Row]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), run / "tables" / f"{name}.parquet")
