"""Fitting scores: chances that mean what they say, on rows made by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from gliomine.errors import ConfigError
from gliomine.mentions.score import load_calibration
from gliomine.training.scores import (
    Row,
    calibration_error,
    cross_validated,
    f1_by_threshold,
    fit,
    gold_files,
    held_out,
    prior_weights,
    rows_of,
    write,
)
from gliomine.training.settings import CorpusSettings, TrainSettings

pytest.importorskip("scipy")


def rows(count: int = 600) -> list[Row]:
    """Return mentions whose scores claim more than they hold."""
    chance = random.Random(3)
    found = []
    for number in range(count):
        odds = chance.uniform(-2, 6)
        right = chance.random() < 1 / (1 + 2.718 ** (-(0.5 * odds - 0.5)))
        found.append(Row(number % 2, f"d{number % 40}", {"always": 1.0, "odds": odds}, right))
    return found


def test_chances_are_calibrated() -> None:
    found = rows()
    chances, right = cross_validated(found)
    assert calibration_error(chances, right) < 0.08
    assert fit(found).weights["odds"] == pytest.approx(0.5, abs=0.15)
    assert fit(found) == fit(found)


def test_a_file_of_few_mentions_weighs_as_much_as_one_of_many() -> None:
    many = [Row(0, f"a{n}", {"always": 1.0}, True) for n in range(900)]
    few = [Row(1, f"b{n}", {"always": 1.0}, False) for n in range(30)]
    assert fit([*many, *few]).chance({"always": 1.0}) == pytest.approx(0.5, abs=0.01)


def test_weights_are_written_and_read(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('[kb]\nfile = "kb/kb.json"\n', encoding="utf-8")
    model = fit(rows(60))
    write(tmp_path / "scores", model)
    write(tmp_path / "scores", model)
    assert load_calibration(tmp_path) == model
    assert (tmp_path / "manifest.toml").read_text(encoding="utf-8").count("[scores]") == 1
    assert '[kb]\nfile = "kb/kb.json"' in (tmp_path / "manifest.toml").read_text(encoding="utf-8")


def test_what_the_rows_do_not_say_is_as_before() -> None:
    found, prior = rows(), {"known": 1.5, "odds": 9.0}
    weights = fit(found, prior=prior).weights
    assert weights["known"] == pytest.approx(1.5, abs=1e-3)
    assert weights["odds"] == pytest.approx(0.5, abs=0.15)  # what the recogniser says is learnt anew
    assert prior_weights()["known"] > 0


def test_f1_counts_what_is_missed() -> None:
    found = f1_by_threshold(np.array([0.9, 0.6, 0.3]), np.array([True, True, False]), 4)
    assert found[0.5] == pytest.approx(2 * 2 / (2 + 4))
    assert found[0.7] == pytest.approx(2 * 1 / (1 + 4))


def test_the_gold_is_what_training_held_out(tmp_path: Path) -> None:
    text = "The glioma grew."
    lines = [
        json.dumps({"doc_id": f"d{number}", "text": text, "entities": [{"start": 4, "end": 10, "type": "disease"}]})
        for number in range(20)
    ]
    for name in ("train", "wild"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus = CorpusSettings("gliomine", files=("train.jsonl", "wild.jsonl"), held_out_of={"wild": 0.3})
    settings = TrainSettings(base="", corpora=str(tmp_path), heads=(corpus,))
    (found,) = held_out(settings)
    (whole,) = gold_files([tmp_path / "wild.jsonl"])
    assert found.name == "wild.jsonl"
    assert 0 < len(found.documents) < len(whole.documents) == 20
    with pytest.raises(ConfigError, match="unknown head"):
        held_out(settings, head="other")


@pytest.mark.slow
def test_rows_are_what_the_pipeline_finds(tmp_path: Path) -> None:
    line = {"doc_id": "a", "text": "The glioma grew.", "entities": [{"start": 4, "end": 10, "type": "disease"}]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (row,) = rows_of(gold_files([tmp_path / "gold.jsonl"])[0], 3)
    assert (row.file, row.document, row.right) == (3, "a", True)
    assert row.features["known"] == 1.0
