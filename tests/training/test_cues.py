"""Sentences of full papers that were judged for cues and scopes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from gliomine.resources import data_text
from gliomine.training import cues
from gliomine.training.cues import read_judged

TEXT = "Calves grew. Foals did not grow, which may reflect their food."


def test_judged_sentences_are_read_from_their_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "herd").mkdir()
    with gzip.open(tmp_path / "herd" / "train.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(json.dumps({"doc_id": "7", "text": TEXT}) + "\n")
    line = "herd/7\t13:62\t23:26:n:23:31\t39:42:s:39:61\n"
    monkeypatch.setattr(cues, "data_text", lambda folder, name: f"# a remark\n{line}")
    (sentence,) = read_judged(tmp_path)
    found = [
        (phrase.words, kind, " ".join(sentence.words[first:last])) for phrase, kind, (first, last) in sentence.cues
    ]
    assert found == [("not", "negation", "not grow"), ("may", "speculation", "may reflect their food")]


def test_judged_cues_lie_in_their_sentences_and_scopes_hold_them() -> None:
    lines = [line for line in data_text("training/data", "judged_cues.tsv").splitlines() if not line.startswith("#")]
    assert len(lines) > 300
    for line in lines:
        where, place, *items = line.split("\t")
        start, end = map(int, place.split(":"))
        assert where.count("/") == 1
        for item in items:
            first, last, kind, begin, stop = item.split(":")
            assert kind in "ns"
            assert start <= int(begin) <= int(first) < int(last) <= int(stop) <= end
