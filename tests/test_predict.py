"""The machine interface with the shipped models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gliomine.abbreviations.find
import gliomine.abbreviations.stage
import pytest
from gliomine.config import Config
from gliomine.evaluate.answers import from_predict, read_answers
from gliomine.evaluate.gold import GoldDocument
from gliomine.predict import predict

TEXT = (
    "Exosomes in a rare dysplasia\nKniest-like muscular dystrophy (KMD) was not found in mice. "
    "Exosomes may carry miR-21 to KMD cells."
)


def answer(tmp_path: Path, line: dict[str, Any], **options: Any) -> dict[str, Any]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"doc_id": "a", "text": TEXT, **line}) + "\n", encoding="utf-8")
    assert predict(source, target, config=Config(), **options) == 0
    made: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return made


def test_cues_are_the_same_whatever_labels_are_asked_for(tmp_path: Path) -> None:
    own = answer(tmp_path, {})
    assert [(TEXT[item["start"] : item["end"]], item["kind"]) for item in own["cues"]] == [
        ("not", "negation"),
        ("may", "speculation"),
    ]
    assert answer(tmp_path, {}, schema="bc5cdr")["cues"] == own["cues"]
    mouse = {"start": TEXT.index("mice"), "end": TEXT.index("mice") + 4, "type": "organism"}
    assert answer(tmp_path, {"entities": [mouse]}, gold_mentions=True)["cues"] == own["cues"]


def test_what_is_marked_is_linked_however_unsure_the_link_is(tmp_path: Path) -> None:
    text = "Of the animals nine had sham surgery."
    marked = {"start": 24, "end": 36, "type": "treatment"}
    (given,) = answer(tmp_path, {"text": text, "entities": [marked]}, gold_mentions=True)["entities"]
    assert given["ids"][0] == "MESH:D013514"
    assert all(
        item["ids"] == [] for item in answer(tmp_path, {"text": text})["entities"] if item["text"] == "sham surgery"
    )


def test_a_head_finds_a_short_form_wherever_it_stands(tmp_path: Path) -> None:
    found = answer(tmp_path, {}, schema="bc5cdr")["entities"]
    assert [item["text"] for item in found].count("KMD") == 2


def test_a_failing_document_gets_an_error_and_the_others_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = gliomine.abbreviations.find.find_abbreviations

    def grumble(text: str, *rest: Any, **named: Any) -> Any:
        if "bad" in text:
            raise ValueError("bad text")
        return real(text, *rest, **named)

    monkeypatch.setattr(gliomine.abbreviations.stage, "find_abbreviations", grumble)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"doc_id": "a", "text": "A bad glioma."}, {"doc_id": "b", "text": "A good glioma."}]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{}\n", encoding="utf-8")
    for options in ({}, {"schema": "bc5cdr"}, {"gold_mentions": True}):
        assert predict(source, target, config=Config(), **options) == 2  # type: ignore[arg-type]
        bad, good, broken = map(json.loads, target.read_text(encoding="utf-8").splitlines())
        assert (bad["doc_id"], bad["error"], bad["entities"]) == ("a", "stage abbreviations: ValueError: bad text", [])
        assert good["doc_id"] == "b" and "error" not in good
        assert broken["error"].startswith("line 3 is not answered")


def test_evaluation_asks_what_predict_answers(tmp_path: Path) -> None:
    gold = [GoldDocument(name, TEXT) for name in ("a", "b")]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"doc_id": name, "text": TEXT}) + "\n" for name in "ab"), encoding="utf-8")
    predict(source, target, config=Config())
    assert from_predict(gold, config=Config()) == read_answers(target)
    assert read_answers(target)[0].entities


RELATED = (
    "Exosomes for glioma\nhBMSC-derived exosomes reduced glioma growth. Temozolomide is used to treat glioblastoma."
)


def test_lines_have_relations_of_two_mentions_and_of_a_name_with_its_part(tmp_path: Path) -> None:
    made = answer(tmp_path, {"text": RELATED})
    inner = [item for item in made["relations"] if item["object"].get("inner")]
    assert [(item["predicate"], RELATED[item["object"]["start"] : item["object"]["end"]]) for item in inner] == [
        ("derived_from", "hBMSC")
    ]
    places = {(item["start"], item["end"]) for item in made["entities"]}
    for item in made["relations"]:
        assert (item["subject"]["start"], item["subject"]["end"]) in places
        assert item["status"] in ("present", "absent", "possible") and 0 <= item["score"] <= 1


def test_given_mentions_are_related_whatever_their_order(tmp_path: Path) -> None:
    start = RELATED.index("hBMSC")
    vesicle = {"start": start, "end": start + len("hBMSC-derived exosomes"), "type": "vesicle"}
    glioma = {"start": RELATED.index("glioma growth"), "end": RELATED.index(" growth"), "type": "disease"}
    first = answer(tmp_path, {"text": RELATED, "entities": [vesicle, glioma]}, gold_mentions=True)["relations"]
    again = answer(tmp_path, {"text": RELATED, "entities": [glioma, vesicle]}, gold_mentions=True)["relations"]
    assert {json.dumps(item, sort_keys=True) for item in first} == {json.dumps(item, sort_keys=True) for item in again}
    assert any(item["object"].get("inner") for item in first)
    assert answer(tmp_path, {"text": RELATED, "entities": []}, gold_mentions=True)["relations"] == []
