"""How much may change: by number, by share, and by default nothing."""

from __future__ import annotations

from dataclasses import fields

import pytest
from gliomine.compare import budgets
from gliomine.compare.budgets import Allowance, DocumentBudget, MentionBudget, RelationBudget


@pytest.mark.parametrize(
    ("allowance", "total", "allowed"),
    [
        (Allowance(), 1000, 0),
        (Allowance(count=3), 1000, 3),
        (Allowance(share=0.02), 120, 2),
        (Allowance(share=0.02), 49, 0),
        (Allowance(3, 0.02), 120, 3),
        (Allowance(3, 0.02), 250, 5),
        (Allowance(share=1.0), 7, 7),
    ],
)
def test_how_many_may_change(allowance: Allowance, total: int, allowed: int) -> None:
    assert allowance.of(total) == allowed


@pytest.mark.parametrize("budget", [DocumentBudget(), MentionBudget(), RelationBudget()])
def test_by_default_nothing_may_change(budget: object) -> None:
    for item in fields(budget):  # type: ignore[arg-type]
        allowed = getattr(budget, item.name)
        assert allowed == 0.0 if item.name == "f1_drop" else allowed.of(1000) == 0, item.name
    assert budgets.TOLERANCE == 1e-4
