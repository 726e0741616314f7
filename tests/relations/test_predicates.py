"""The table of predicates and its documentation."""

from __future__ import annotations

from pathlib import Path

from gliomine.entity_types import ENTITY_TYPES
from gliomine.predicates import PREDICATES, describe


def test_the_documentation_has_the_table_of_the_code(root: Path) -> None:
    assert describe() in (root / "docs" / "relations.md").read_text(encoding="utf-8")


def test_the_table_names_every_predicate_with_its_types() -> None:
    rows = [line for line in describe().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(PREDICATES)
    treats = next(row for row in rows if "`treats`" in row)
    assert "| treatment, chemical, vesicle, cell type, gene, delivery system, organism | disease |" in treats
    assert "| any but anatomy, organism |" in next(row for row in rows if "`increases`" in row)
    assert all(row.count("|") == 7 for row in rows)
    assert {name for item in PREDICATES.values() for name in (*item.subjects, *item.objects)} <= set(ENTITY_TYPES)
