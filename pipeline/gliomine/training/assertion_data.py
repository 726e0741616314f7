"""What the models of assertion learn from: annotated abstracts, judged sentences of corpora, sentences of our own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gliomine.document import Document, Mention, Sentence, mention_id
from gliomine.resources import data_text
from gliomine.training.data import document_hash
from gliomine.training.standoff import STATUS, Mark, parsed

Statuses = Mapping[tuple[int, int], str]
"""First character and one past the last of a mention -> its status."""

HELD_OUT = {"train": 0.0, "more": 0.12, "wild": 0.2}
"""File -> share of its documents that are only measured on."""


def domain_documents(folder: Path) -> Iterator[tuple[Document, Statuses]]:
    """Yield the annotated abstracts that may be learnt, with the status of each mention."""
    for name, share in HELD_OUT.items():
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if document_hash(str(row.get("pmid") or row["doc_id"])) >= share:
                found = [(item["start"], item["end"], item["type"], item["assertion"]) for item in row["entities"]]
                yield _document(f"{name}/{row['doc_id']}", row["text"], found)


def judged_documents(corpora: Path) -> Iterator[tuple[Document, Statuses]]:
    """Yield the documents of corpora whose sentences were judged; mentions of other sentences are left out."""
    wanted: dict[str, dict[str, list[Mark]]] = {}
    for where, marks in parsed("judged.tsv").items():
        corpus, _, doc_id = where.partition("/")
        wanted.setdefault(corpus, {})[doc_id] = marks
    for corpus, documents in wanted.items():
        with gzip.open(corpora / corpus / "train.jsonl.gz", "rt", encoding="utf-8") as stream:
            for row in map(json.loads, stream):
                if found := documents.get(row["doc_id"]):
                    yield _document(f"{corpus}/{row['doc_id']}", row["text"], map(_marked, found))


def _marked(mark: Mark) -> tuple[int, int, str, str]:
    return mark.start, mark.end, mark.label, mark.assertion


def said_documents() -> Iterator[tuple[Document, Statuses]]:
    """Yield a document for each sentence of our own: `no [sepsis|disease|a] was seen`, behind its role and a tab."""
    for number, line in enumerate(data_text("training/data", "said.txt").splitlines()):
        if not line or line.startswith("#"):
            continue
        role, _, marked = line.partition("\t")
        text, found = "", []
        for at, part in enumerate(marked.replace("]", "[").split("[")):
            if at % 2:
                shown, kind, status = part.split("|")
                found.append((len(text), len(text) + len(shown), kind, STATUS[status]))
                text += shown
            else:
                text += part
        document, statuses = _document(f"said/{number}", text, found)
        sentence = Sentence(0, len(text), 0, "abstract", text, None if role == "-" else role)
        yield replace(document, sentences=(sentence,)), statuses


def _document(doc_id: str, text: str, found: Iterable[tuple[int, int, str, str]]) -> tuple[Document, Statuses]:
    found = list(found)
    mentions = tuple(
        Mention(start, end, mention_id(doc_id, start, end, entity_type=kind), text[start:end], kind, 1.0, "gold")
        for start, end, kind, _ in sorted(found)
    )
    statuses = {(start, end): status for start, end, _, status in found}
    return Document(doc_id=doc_id, text=text, layout="abstract", mentions=mentions), statuses
