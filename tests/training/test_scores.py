"""Fitting scores: chances that mean what they say, on rows made by hand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from gliomine.mentions.score import load_calibration
from gliomine.training.scores import Row, calibration_error, cross_validated, fit, write

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
