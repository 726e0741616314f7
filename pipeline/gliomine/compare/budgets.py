"""How much may change before a check fails: read from a TOML file; without one nothing may."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from gliomine.config import Config, from_dict, read_toml
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import ConfigError, unknown_name
from gliomine.predicates import PREDICATES
from gliomine.tables.schema import table_schemas

TOLERANCE = 1e-4
"""Greatest difference of two scores that counts as none."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A budget: so many, or so large a share of what the baseline holds."""

    count: int = 0
    share: float = 0.0

    def of(self, total: int) -> int:
        """Return how many may change of so many.

        >>> Allowance(share=0.02).of(120)
        2
        """
        return max(self.count, int(self.share * total))


@dataclass(frozen=True, slots=True)
class MentionBudget:
    """What the mentions of one entity type may do, and how far their F1 may drop."""

    lost: Allowance = Allowance()
    gained: Allowance = Allowance()
    retyped: Allowance = Allowance()
    moved: Allowance = Allowance()
    relinked: Allowance = Allowance()
    reasserted: Allowance = Allowance()
    rescored: Allowance = Allowance()
    attribute_changed: Allowance = Allowance()
    f1_drop: float = 0.0


@dataclass(frozen=True, slots=True)
class RelationBudget:
    """What the relations of one predicate may do."""

    lost: Allowance = Allowance()
    gained: Allowance = Allowance()
    relabelled: Allowance = Allowance()
    restated: Allowance = Allowance()
    rescored: Allowance = Allowance()
    changed: Allowance = Allowance()


@dataclass(frozen=True, slots=True)
class DocumentBudget:
    """What may happen to documents."""

    document_missing: Allowance = Allowance()
    document_added: Allowance = Allowance()
    text_changed: Allowance = Allowance()
    document_changed: Allowance = Allowance()


@dataclass(frozen=True, slots=True)
class Budgets:
    """Everything that a check compares by.

    Attributes:
        budget: for every entity type that has none of its own.
        types: entity type -> its budget.
        relations: for every predicate that has none of its own.
        predicates: predicate -> its budget.
        documents: for documents.
        tables: table -> rows that may be lost, gained or changed, together.
        score_tolerance: greatest difference of two scores that counts as none.
        gold: annotated documents that F1 is measured on; None: F1 is not measured.
        speed_ratio: least words/s, as a share of the baseline's; None: speed is not compared.
        run: settings to run an input with.
    """

    budget: MentionBudget = MentionBudget()
    types: dict[str, MentionBudget] = field(default_factory=dict)
    relations: RelationBudget = RelationBudget()
    predicates: dict[str, RelationBudget] = field(default_factory=dict)
    documents: DocumentBudget = DocumentBudget()
    tables: dict[str, Allowance] = field(default_factory=dict)
    score_tolerance: float = TOLERANCE
    gold: Path | None = None
    speed_ratio: float | None = None
    run: Config = field(default_factory=Config)

    def of_type(self, entity_type: str) -> MentionBudget:
        """Return the budget of an entity type."""
        return self.types.get(entity_type, self.budget)

    def of_predicate(self, predicate: str) -> RelationBudget:
        """Return the budget of the relations of a predicate."""
        return self.predicates.get(predicate, self.relations)


_SETTINGS = ("budget", "relations", "documents", "tables", "score_tolerance", "gold", "speed_ratio", "run")


def load_budgets(path: Path) -> Budgets:
    """Read budgets from a TOML file; what it does not name is zero.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds an unknown name or a wrong value.
    """
    expected = "a TOML file with [budget], [documents], [tables] and the like"
    values = read_toml(path, what="the budgets", expected=expected)
    where = str(path)
    for name in values:
        if name not in _SETTINGS:
            raise unknown_name(f"setting in {where}", name, _SETTINGS)
    general, types = _parts(values, "budget", where, what="entity type", known=ENTITY_TYPES)
    of_all, predicates = _parts(values, "relations", where, what="predicate", known=PREDICATES)
    tables = _table(values, "tables", where)
    for name in tables:
        if name not in table_schemas():
            raise unknown_name(f"table in {where} [tables]", name, table_schemas())
    gold = values.get("gold")
    return Budgets(
        budget=_filled(MentionBudget, general, f"{where} [budget]"),
        types={
            name: _filled(MentionBudget, {**general, **item}, f"{where} [budget.{name}]")
            for name, item in types.items()
        },
        relations=_filled(RelationBudget, of_all, f"{where} [relations]"),
        predicates={
            name: _filled(RelationBudget, {**of_all, **item}, f"{where} [relations.{name}]")
            for name, item in predicates.items()
        },
        documents=_filled(DocumentBudget, _table(values, "documents", where), f"{where} [documents]"),
        tables={name: _allowance(item, f"{where} [tables] {name}") for name, item in tables.items()},
        score_tolerance=_number(values.get("score_tolerance", TOLERANCE), f"{where} score_tolerance"),
        gold=None if gold is None else path.parent / str(gold),
        speed_ratio=None if "speed_ratio" not in values else _number(values["speed_ratio"], f"{where} speed_ratio"),
        run=from_dict(_table(values, "run", where), where=f"{where} [run]"),
    )


def _table(values: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    found = values.get(name, {})
    if not isinstance(found, dict):
        raise ConfigError(f"setting '{name}' is not a table", where=where, expected=f"[{name}] and its settings")
    return found


def _parts(
    values: dict[str, Any], name: str, where: str, *, what: str, known: Collection[str]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what a table of budgets says in general, and what it says of single kinds."""
    table = _table(values, name, where)
    single = {key: item for key, item in table.items() if isinstance(item, dict)}
    for key in single:
        if key not in known:
            raise unknown_name(f"{what} in {where} [{name}]", key, known)
    return {key: item for key, item in table.items() if key not in single}, single


def _filled(kind: type, values: dict[str, Any], where: str) -> Any:
    known = [item.name for item in fields(kind)]
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise unknown_name(f"budget in {where}", name, known)
        made[name] = _number(value, f"{where} {name}") if name == "f1_drop" else _allowance(value, f"{where} {name}")
    return kind(**made)


def _allowance(value: Any, where: str) -> Allowance:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Allowance(count=value)
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value)):
        return Allowance(share=float(match[1]) / 100)
    raise ConfigError(f"{value!r} is not a budget", where=where, expected='a count such as 3, or a share such as "2%"')


def _number(value: Any, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    raise ConfigError(f"{value!r} is not a number from 0 on", where=where, expected="a number such as 0.01")
