"""What is scored: answers of `gliomine predict` in whole, what is wrong with a line, and documents of the pipeline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import Config
from gliomine.document import Abbreviation, Document, Link, Mention, Section, Sentence
from gliomine.errors import InputError
from gliomine.evaluate import answers
from gliomine.evaluate.answers import PredictedEntity, Prediction, _prediction, from_predict, read_answers
from gliomine.evaluate.gold import GoldDocument, GoldRelation

ANSWER: dict[str, Any] = {
    "doc_id": 7,
    "entities": [
        {"start": 0, "end": 6, "type": "disease", "ids": ["MONDO:1", "MESH:2"]},
        {"start": 9, "end": 12, "type": "gene"},
        {"start": 9, "end": 12, "type": "gene", "ids": None},
    ],
    "sentences": [{"start": 0, "end": 12}],
    "abbreviations": [{"short_form": "MSC", "long_form": "moor cell"}],
    "sections": [{"start": 0, "end": 6, "name": "title"}],
    "relations": [
        {"subject": {"start": 0, "end": 6}, "predicate": "causes", "object": {"start": 9, "end": 12}},
        {
            "subject": {"start": 9, "end": 12},
            "predicate": "treats",
            "object": {"start": 0, "end": 6},
            "status": "absent",
        },
    ],
}
WHOLE = Prediction(
    "7",
    (
        PredictedEntity(0, 6, "disease", ("MONDO:1", "MESH:2")),
        PredictedEntity(9, 12, "gene"),
        PredictedEntity(9, 12, "gene"),
    ),
    ((0, 12),),
    (("MSC", "moor cell"),),
    ((0, 6, "title"),),
    relations=(
        GoldRelation((0, 6), "causes", (9, 12), "present"),
        GoldRelation((9, 12), "treats", (0, 6), "absent"),
    ),
)


def test_an_answer_in_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{json.dumps(ANSWER)}\n\n  \n{{"doc_id": "b", "entities": null}}\n', encoding="utf-8")
    assert read_answers(path) == [WHOLE, Prediction("b")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", r"\(Expecting property name .*a\.jsonl, line 2"),
        ('{"entities": []}', r"\(no 'doc_id'\); where: .*a\.jsonl, line 2"),
        ('{"doc_id": 1, "entities": [{"start": 1, "end": 2}]}', r"\(no 'type'\)"),
        ('{"doc_id": 1, "entities": [{"start": null, "end": 2, "type": "x"}]}', "cannot read the predictions"),
        ("[1]", "cannot read the predictions"),
        ('{"doc_id": 1, "entities": [1]}', "line 2"),
    ],
)
def test_a_line_that_is_no_answer_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(ANSWER)}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_answers(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No such file.*where: [^,;]*a\.jsonl;"):
        read_answers(tmp_path / "a.jsonl")


def test_what_a_document_of_the_pipeline_says() -> None:
    document = Document(
        "a",
        "Glioma of rats (GR)",
        mentions=(
            Mention(0, 6, "1", "Glioma", "disease", 0.9, "x"),
            Mention(10, 14, "2", "rats", "organism", 0.9, "x"),
        ),
        links=(Link("1", 2, "MONDO:2", "b", 0.5, "exact"), Link("1", 1, "MONDO:1", "a", 0.6, "exact")),
        sentences=(Sentence(0, 19, 0, "body", "Glioma of rats (GR)"),),
        abbreviations=(Abbreviation(16, 18, "GR", "Glioma of rats", 0, 0),),
        sections=(Section(0, 19, "abstract"), Section(0, 6, "abstract", parent="abstract", label="x")),
        cited_by_count=3,
        reference_count=4,
    )
    assert _prediction(document) == Prediction(
        "a",
        (PredictedEntity(0, 6, "disease", ("MONDO:1",)), PredictedEntity(10, 14, "organism")),
        ((0, 19),),
        (("GR", "Glioma of rats"),),
        ((0, 19, "abstract"),),
        counts={"cited_by": 3, "reference_count": 4},
    )


def test_the_machine_interface_is_asked_in_batches_and_an_error_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answerer(config: Config, *, schema: str, gold_mentions: bool) -> Any:
        assert (schema, gold_mentions) == ("mine", True)

        def answer(batch: list[Any]) -> list[dict[str, Any]]:
            asked.append([question.document.doc_id for question in batch])
            assert all(question.document.layout == "abstract" for question in batch)
            return [{"doc_id": item, "error": "too long"} if item == "bad" else {"doc_id": item} for item in asked[-1]]

        return answer

    monkeypatch.setattr(answers, "answerer", answerer)
    monkeypatch.setattr(answers, "BATCH", 2)
    documents = [GoldDocument(name, "x") for name in "abc"]
    found = from_predict(documents, config=Config(), schema="mine", gold_mentions=True)
    assert [item.doc_id for item in found] == ["a", "b", "c"]
    assert asked == [["a", "b"], ["c"]]
    with pytest.raises(InputError, match=r"could not be answered \(too long\); where: bad;"):
        from_predict([*documents, GoldDocument("bad", "x")], config=Config(), schema="mine", gold_mentions=True)
