"""Quality floors: accuracy on annotated documents does not fall below what was once reached."""

from __future__ import annotations

import json

import pytest
from gliomine.evaluate.show import lines

from tests.baselines.make_gold import PAGES, SEEDS
from tests.baselines.measure import HERE, Floor, load


@pytest.mark.slow
@pytest.mark.parametrize("floor", load(), ids=lambda item: f"{item.task}-{item.match}-{item.gold.split('/')[-2]}")
def test_a_score_is_not_below_its_floor(floor: Floor) -> None:
    if not floor.present:
        pytest.skip(f"{floor.gold} is not here")
    measured, found = floor.measure()
    assert measured >= floor.floor, "\n".join(lines(found, errors=1000))


def test_the_gold_is_about_the_example_pages_as_they_are() -> None:
    rows = [json.loads(line) for line in (HERE / "gold.jsonl").read_text(encoding="utf-8").split("\n") if line]
    assert [row["doc_id"] for row in rows] == list(PAGES)
    for row in rows:
        assert row["text"] == (SEEDS / row["doc_id"]).read_bytes().decode("utf-8")
        assert all(item["text"] == row["text"][item["start"] : item["end"]] for item in row["entities"])
        assert all(short in row["text"] and long in row["text"] for short, long in row["pairs"])
