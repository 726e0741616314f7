"""Round trips of what people annotated: two hundred documents of ten corpora, and the example pages."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from gliomine.config import Config, RunOptions
from gliomine.document import Document, Link, Mention, Section, Sentence, mention_id
from gliomine.entity_types import type_of_label
from gliomine.evaluate.gold import load_gold
from gliomine.runs.runner import run as run_pipeline
from gliomine.tables.schema import pandas_dtype, table_schemas
from gliomine.tables.stored import read_tables, stored_documents
from gliomine.validate import validate
from gliomine.writers import write_format

from tests.writers.conftest import write_run
from tests.writers.round_trips import Span, check_bioc, check_brat, check_pubtator, check_spacy, spans

pytestmark = pytest.mark.slow

CORPORA = (
    "bc5cdr",
    "ncbi_disease",
    "biored",
    "nlm_gene",
    "bionlp13cg",
    "nerel_bio",
    "anatem",
    "jnlpba",
    "craft",
    "tmvar3",
)
OF_EACH = 24


def rows(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(shared / "corpora" / name / "dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        yield from (json.loads(line) for line in islice(stream, OF_EACH))


def annotated(row: dict[str, Any], doc_id: str) -> Document:
    """Return the document of a corpus line, with a concept for every mention that has one."""
    text, mentions, links = row["text"], {}, []
    for item in row["entities"]:
        kind = type_of_label(item["type"]) or "process"
        found = mention_id(doc_id, item["start"], item["end"], entity_type=kind)
        mentions[found] = Mention(item["start"], item["end"], found, item["text"], kind, 0.5, "gold")
    for item in sorted(mentions.values(), key=lambda item: (item.start, -item.end, item.entity_type)):
        links.append(Link(item.mention_id, 1, "MONDO:0000001", item.text, 0.9, "exact"))
    cut = text.find("\n")
    bounds = [("title", 0, cut), ("abstract", cut + 1, len(text))] if cut > 0 else [("abstract", 0, len(text))]
    order = {item.mention_id: number for number, item in enumerate(links)}
    return Document(
        doc_id,
        text,
        sections=tuple(Section(start, end, name) for name, start, end in bounds if start < end),
        sentences=tuple(
            Sentence(start, end, number, name, text[start:end])
            for number, (name, start, end) in enumerate(bounds)
            if start < end
        ),
        mentions=tuple(sorted(mentions.values(), key=lambda item: order[item.mention_id])),
        links=tuple(links),
    )


@pytest.fixture(scope="module")
def corpus_run(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = [annotated(row, f"{name}-{row['doc_id']}") for name in CORPORA for row in rows(shared, name)]
    for document in found:
        validate(document)
    assert len(found) >= 200
    assert sum(len(document.mentions) for document in found) > 5000
    return write_run(tmp_path_factory.mktemp("corpora") / "run", sorted(found, key=lambda item: item.doc_id))


@pytest.fixture(scope="module")
def seeds_run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("seeds") / "run"
    run_pipeline([str(root / "seeds")], output=output, config=Config(), options=RunOptions(formats=("parquet",)))
    return output


def check_all(run: Path) -> list[Document]:
    documents = list(stored_documents(run))
    for name in ("bioc-xml", "bioc-json"):
        check_bioc(write_format(name, run)[0], documents)
    check_pubtator(write_format("pubtator", run)[0], documents)
    write_format("brat", run)
    check_brat(run / "brat", documents)
    check_spacy(write_format("spacy", run)[0], documents)
    return documents


def test_the_example_pages_come_back(seeds_run: Path) -> None:
    assert len(check_all(seeds_run)) == 11


def test_two_hundred_corpus_documents_come_back(corpus_run: Path) -> None:
    documents = check_all(corpus_run)
    for name in ("documents.bioc.xml", "documents.bioc.json", "documents.pubtator", "brat"):
        gold = load_gold(corpus_run / name)
        assert gold.left_out == {}
        by_id = {item.doc_id: item for item in gold.documents}
        for document in documents:
            read = by_id[f"{document.doc_id}.txt" if name == "brat" else document.doc_id]
            found = [(item.start, item.end, item.entity_type) for item in read.entities or ()]
            found.sort(key=lambda item: (item[0], -item[1], item[2]))
            if name.endswith("pubtator"):
                # The format lays a document out anew, so that offsets differ where white space was left out.
                assert words(read.text, found) == words(document.text, spans(document))
            else:
                assert found == spans(document)


def words(text: str, found: list[Span]) -> list[tuple[str, str]]:
    return [(" ".join(text[start:end].split()), kind) for start, end, kind in found]


def test_databases_and_workbooks_hold_the_same_rows(corpus_run: Path) -> None:
    frames = read_tables(corpus_run)
    counts = {name: len(frame) for name, frame in frames.items()}
    for name, frame in frames.items():
        assert {item.name: pandas_dtype(item) for item in table_schemas()[name].columns} == frame.dtypes.astype(
            str
        ).to_dict()
    with duckdb.connect(str(write_format("duckdb", corpus_run)[0]), read_only=True) as one:
        assert {name: one.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in frames} == counts
        shown = one.execute("SELECT sum(mentions) FROM concept_by_document").fetchall()
    with closing(sqlite3.connect(write_format("sqlite", corpus_run)[0])) as two:
        assert {name: two.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in frames} == counts
        assert two.execute("SELECT sum(mentions) FROM concept_by_document").fetchall() == shown == [(counts["links"],)]
    book = openpyxl.load_workbook(write_format("excel", corpus_run)[0], read_only=True)
    assert {name: book[name].max_row - 1 for name in frames} == counts
