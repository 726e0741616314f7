"""Our scores are nervaluate's on flat mentions, and do not depend on the order of nested ones."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from gliomine.evaluate.bootstrap import intervals
from gliomine.evaluate.scoring import ALL, Span, Tally, confusion, outcomes, tallies
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator

TYPES = ("disease", "gene", "chemical")
NAMES = {"strict": "strict", "partial": "partial", "span": "exact"}
"""Our mode -> nervaluate's name for it."""


@st.composite
def flat(draw: st.DrawFn) -> list[Span]:
    bounds = sorted(draw(st.sets(st.integers(0, 60), max_size=14)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [(start, end, draw(st.sampled_from(TYPES))) for start, end in pairs]


def peer(gold: list[list[Span]], predicted: list[list[Span]]) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Return (mode, type) -> precision, recall, F1 as nervaluate computes them; its ends are inclusive."""
    sides = [
        [[{"label": kind, "start": start, "end": end - 1} for start, end, kind in document] for document in side]
        for side in (gold, predicted)
    ]
    found = Evaluator(*sides, tags=list(TYPES), loader="dict").evaluate()
    scores = {(mode, ALL): found["overall"][name] for mode, name in NAMES.items()}
    for kind, by_name in found["entities"].items():
        scores |= {(mode, kind): by_name[name] for mode, name in NAMES.items()}
    return {key: (item.precision, item.recall, item.f1) for key, item in scores.items()}


def ours(gold: list[list[Span]], predicted: list[list[Span]]) -> dict[tuple[str, str], tuple[float, float, float]]:
    total: dict[tuple[str, str], Tally] = {}
    for left, right in zip(gold, predicted, strict=True):
        for key, tally in tallies(left, right).items():
            total[key] = total.get(key, Tally()) + tally
    return {key: (tally.precision, tally.recall, tally.f1) for key, tally in total.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(flat(), flat()), min_size=1, max_size=4))
def test_flat_mentions_score_as_in_nervaluate(documents: list[tuple[list[Span], list[Span]]]) -> None:
    gold, predicted = [a for a, _ in documents], [b for _, b in documents]
    found = ours(gold, predicted)
    for key, expected in peer(gold, predicted).items():
        assert found[key] == pytest.approx(expected, abs=1e-9), key


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_of_nested_mentions_does_not_matter(data: st.DataObject) -> None:
    span = st.tuples(st.integers(0, 8), st.integers(9, 14), st.sampled_from(TYPES))
    gold, predicted = data.draw(st.lists(span, max_size=5)), data.draw(st.lists(span, max_size=5))
    shuffled = data.draw(st.permutations(gold)), data.draw(st.permutations(predicted))
    assert tallies(gold, predicted) == tallies(*shuffled)
    assert outcomes(gold, predicted) == outcomes(*shuffled)


@settings(max_examples=40, deadline=None)
@given(flat(), flat())
def test_every_mention_has_one_outcome(gold: list[Span], predicted: list[Span]) -> None:
    found = outcomes(gold, predicted)
    assert Counter(item.gold for item in found if item.gold) == Counter(gold)
    assert Counter(item.predicted for item in found if item.predicted) == Counter(predicted)
    correct = sum(item.kind == "correct" for item in found)
    assert correct == tallies(gold, predicted)["strict", ALL].credit
    assert confusion(found).total() == len(found)


@pytest.mark.parametrize(
    ("gold", "predicted", "kind"),
    [
        ((0, 6, "disease"), (0, 6, "disease"), "correct"),
        ((0, 6, "disease"), (0, 6, "gene"), "wrong type"),
        ((0, 6, "disease"), (0, 5, "disease"), "wrong boundary"),
        ((0, 6, "disease"), (5, 9, "gene"), "wrong type and boundary"),
    ],
)
def test_kinds_of_outcome(gold: Span, predicted: Span, kind: str) -> None:
    assert [item.kind for item in outcomes([gold], [predicted])] == [kind]


def test_neighbours_do_not_overlap() -> None:
    assert [item.kind for item in outcomes([(0, 6, "gene")], [(6, 9, "gene")])] == ["missed", "spurious"]
    assert tallies([(0, 6, "gene")], [(6, 9, "gene")])["partial", ALL].credit == 0


def test_an_exact_partner_goes_before_a_nearer_one_in_the_text() -> None:
    found = outcomes([(0, 9, "gene"), (4, 9, "gene")], [(4, 9, "gene")])
    assert [(item.kind, item.gold) for item in found] == [("missed", (0, 9, "gene")), ("correct", (4, 9, "gene"))]


def test_nothing_scores_nothing() -> None:
    tally = tallies([], [])["strict", ALL]
    assert (tally.precision, tally.recall, tally.f1) == (0, 0, 0)


def test_intervals_hold_the_score_and_are_the_same_every_time() -> None:
    chance = random.Random(7)
    documents = [{"all": Tally(20, 20, chance.randint(10, 18))} for _ in range(60)]
    total = sum((item["all"] for item in documents), Tally())
    (low, high) = intervals(documents, ["all"])["all"][2]
    assert low < total.f1 < high
    assert 0.01 < high - low < 0.1
    assert intervals(documents, ["all"])["all"][2] == (low, high)


def test_intervals_are_of_95_percent() -> None:
    documents = [{"all": Tally(1, 1, number % 2)} for number in range(400)]
    (low, high) = intervals(documents, ["all"], samples=4000)["all"][2]
    # Half of 400 are right: 1.96 standard errors of 0.025 on either side; for 90% it were 1.64.
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.004)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.004)


def test_equal_documents_leave_no_doubt() -> None:
    found = intervals([{"all": Tally(4, 2, 1)}] * 10, ["all"])["all"]
    assert found == ((0.5, 0.5), (0.25, 0.25), (pytest.approx(1 / 3), pytest.approx(1 / 3)))
