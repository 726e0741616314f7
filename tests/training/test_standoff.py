"""Annotations of our own types that stand apart from their texts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import InputError
from gliomine.predicates import PREDICATES
from gliomine.training import standoff
from gliomine.training.data import load_corpus
from gliomine.training.relation_corpora import Claim, load_relations
from gliomine.training.settings import CorpusSettings, RelationSettings
from gliomine.training.standoff import annotated_texts, claims_of, parsed


def test_every_annotation_is_a_span_of_one_of_our_types() -> None:
    documents = parsed("annotated.tsv")
    assert len(documents) > 500
    for where, marks in documents.items():
        assert where.count("/") == 1
        assert {mark.label for mark in marks} <= {*ENTITY_TYPES}
        ends = [0, *(mark.end for mark in marks)]
        assert all(end <= mark.start < mark.end for end, mark in zip(ends, marks, strict=False)), where


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of three texts, two of which are annotated."""
    table = "# where\nnews/1\t3:7:disease:a\nnews/2\t0:6:disease:.\t14:17:anatomy:p\n"
    monkeypatch.setattr(standoff, "data_text", lambda *_: table)
    rows = [("news", "1", "No rash."), ("news", "2", "Sepsis in the gut."), ("other", "1", "Sepsis.")]
    lines = [json.dumps({"source": source, "id": name, "text": text}) for source, name, text in rows]
    (tmp_path / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "texts.jsonl"


def test_the_annotations_find_their_texts(texts: Path) -> None:
    found = {doc_id: [text[mark.start : mark.end] for mark in marks] for doc_id, text, marks in annotated_texts(texts)}
    assert found == {"news/1": ["rash"], "news/2": ["Sepsis", "gut"]}


def test_a_head_learns_them_beside_its_files(texts: Path) -> None:
    gold = {"doc_id": "a", "text": "A cough.", "entities": [{"start": 2, "end": 7, "type": "disease"}]}
    (texts.parent / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    head = CorpusSettings("gliomine", files=("gold.jsonl", "annotated:texts.jsonl"))
    found = load_corpus(head, texts.parent)
    assert [item.doc_id for item in found] == ["a", "news/1", "news/2"]
    assert not any(item.held_out for item in found)
    held = load_corpus(CorpusSettings("gliomine", files=head.files, held_out_of={"annotated": 1.0}), texts.parent)
    assert [item.held_out for item in held] == [False, True, True]


def test_what_they_claim_is_learnt_between_their_mentions(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"annotated.tsv": standoff.data_text(), "annotated_relations.tsv": "# where\nnews/2\t0:located_in:1:p\n"}
    monkeypatch.setattr(standoff, "data_text", lambda _, name: tables[name])
    corpus = RelationSettings("home", files=("annotated:texts.jsonl",))
    (found,) = load_relations(corpus, texts.parent)
    assert [found.text[item.start : item.end] for item in found.entities] == ["Sepsis", "gut"]
    assert found.claims == (Claim(0, 1, "located_in", "possible"),)
    assert not found.held_out
    (held,) = load_relations(replace(corpus, held_out_of={"annotated": 1.0}), texts.parent)
    assert held.held_out


def test_a_relation_of_a_mention_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standoff, "data_text", lambda *_: "news/1\t0:treats:2:.\n")
    with pytest.raises(InputError, match="no mention 2"):
        claims_of({"news/1": []})


def test_the_relations_are_between_annotated_mentions() -> None:
    marks = parsed("annotated.tsv")
    claims = claims_of(marks)
    assert len(claims) > 100
    for where, stated in claims.items():
        assert {item.predicate for item in stated} <= {*PREDICATES}, where
        assert all(item.subject != item.object for item in stated), where


def test_another_text_is_refused(texts: Path) -> None:
    texts.write_text(json.dumps({"source": "news", "id": "2", "text": "Sepsis."}), encoding="utf-8")
    with pytest.raises(InputError, match="not the text that was annotated"):
        list(annotated_texts(texts))


def test_texts_that_are_not_there_are_told(texts: Path, caplog: pytest.LogCaptureFixture) -> None:
    lines = texts.read_text(encoding="utf-8").splitlines()
    texts.write_text("\n".join(lines[1:]), encoding="utf-8")
    assert len(list(annotated_texts(texts))) == 1
    assert "1 of 2 annotated texts are not in" in caplog.text
    texts.write_text(lines[2], encoding="utf-8")
    with pytest.raises(InputError, match="none of the annotated texts"):
        list(annotated_texts(texts))


def test_a_file_of_another_form_is_refused(texts: Path) -> None:
    texts.write_text('{"id": "2"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="cannot read the annotated texts"):
        list(annotated_texts(texts))
