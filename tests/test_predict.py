"""The machine interface with the shipped models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gliomine.config import Config
from gliomine.predict import predict

TEXT = (
    "Exosomes in a rare dysplasia\nKniest-like dysplasia tarda (KDT) was not found in mice. "
    "Exosomes may carry miR-21 to KDT cells."
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


def test_a_head_finds_a_short_form_wherever_it_stands(tmp_path: Path) -> None:
    found = answer(tmp_path, {}, schema="ncbi_disease")["entities"]
    assert [item["text"] for item in found].count("KDT") == 2
