"""Relations and evidence in a comparison: gained, lost, another status or predicate, and what is counted of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.compare.budgets import Allowance, Budgets, RelationBudget, load_budgets
from gliomine.compare.check import check
from gliomine.compare.diff import Change, Comparison, compare
from gliomine.compare.page import render
from gliomine.compare.reports import job_summary, write_junit
from gliomine.compare.show import change_lines, context, describe, json_text, summary_lines
from gliomine.compare.snapshot import snapshot
from gliomine.document import Document
from gliomine.errors import ConfigError

from tests.compare.runs import document, relinked, write_run
from tests.writers.conftest import related

NAMES = ("a.txt", "b.txt", "c.txt")


def claiming(doc_id: str) -> Document:
    """Return a document with three relations: of two mentions, without a direction, and inside a name."""
    return related(
        document(doc_id),
        (3, "treats", 2, "present"),
        (4, "associated_with", 5, "present"),
        (4, "carries", "Exo", "present"),
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("base") / "run", map(claiming, NAMES))


Compared = Callable[[Callable[[Document], Document]], Comparison]


@pytest.fixture
def compared(base: Path, tmp_path: Path) -> Compared:
    """Return a function that changes the second of three documents and compares."""

    def run(change: Callable[[Document], Document]) -> Comparison:
        made = [claiming(name) for name in NAMES]
        folder = tmp_path / f"other{len(list(tmp_path.iterdir()))}"
        return compare(base, write_run(folder, [made[0], change(made[1]), made[2]]))

    return run


def changed(found: Document, number: int, **values: object) -> Document:
    relations = list(found.relations)
    relations[number] = replace(relations[number], **values)  # type: ignore[arg-type]
    return replace(found, relations=tuple(relations))


def only(found: Comparison, table: str = "relations") -> Change:
    (change,) = (item for item in found.changes() if item.table == table)
    return change


def test_a_lost_relation_and_what_it_leaves(compared: Compared) -> None:
    found = compared(lambda item: replace(item, relations=item.relations[1:]))
    change = only(found)
    assert (change.kind, change.doc_id, change.after) == ("relation_lost", "b.txt", None)
    assert describe(change) == '"temozolomide" treats "glioma" present 48-60, 24-30'
    assert context(change) == "The [glioma] was treated with [temozolomide]."
    evidence = only(found, "evidence")
    assert evidence.kind == "evidence_changed"
    assert describe(evidence) == ("temozolomide treats glioma: documents: 3 -> 2, sentences: 3 -> 2, present: 3 -> 2")
    assert found.summary.by_predicate == {"treats": {"relation_lost": 1}}


def test_a_gained_relation(base: Path, tmp_path: Path) -> None:
    less = [replace(claiming("a.txt"), relations=()), *map(claiming, NAMES[1:])]
    found = compare(write_run(tmp_path / "less", less), base)
    assert found.summary.by_kind == {"relation_gained": 3, "evidence_changed": 3}
    assert context(found.changes()[-1]) is not None


def test_evidence_is_lost_and_gained_as_a_whole(compared: Compared, base: Path, tmp_path: Path) -> None:
    bare = write_run(tmp_path / "bare", [replace(claiming(name), relations=()) for name in NAMES])
    assert compare(base, bare).summary.by_kind == {"relation_lost": 9, "evidence_lost": 3}
    assert compare(bare, base).summary.by_kind == {"relation_gained": 9, "evidence_gained": 3}


def test_another_status_predicate_score_or_trigger(compared: Compared) -> None:
    assert only(compared(lambda item: changed(item, 0, status="absent"))).kind == "relation_restated"
    relabelled = compared(lambda item: changed(item, 0, predicate="causes"))
    assert only(relabelled).kind == "relation_relabelled"
    assert 'predicate: "treats" -> "causes"' in describe(only(relabelled))
    assert relabelled.summary.by_predicate == {"treats": {"relation_relabelled": 1}}


def test_scores_and_triggers(compared: Compared) -> None:
    found = compared(lambda item: changed(item, 0, score=0.7))
    assert found.summary.by_kind == {"relation_rescored": 1}


def test_a_score_within_the_tolerance_is_no_change(compared: Compared) -> None:
    assert compared(lambda item: changed(item, 0, score=0.80001)).same


def test_another_concept_turns_no_relation_round(compared: Compared) -> None:
    # By its key, "zzz" now comes behind the gene; by its place the vesicle still comes first.
    found = compared(lambda item: relinked(item, 4, "ZZZ:1", "zzz"))
    assert "relations" not in {item.table for item in found.found}
    assert found.summary.by_kind == {"relinked": 1, "evidence_gained": 2, "evidence_changed": 2}


def test_a_baseline_holds_relations_and_evidence(base: Path, tmp_path: Path) -> None:
    snapshot(base, tmp_path / "kept")
    lines = (tmp_path / "kept" / "relations.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[1].split("\t")[:6] == ["a.txt", "48", "60", "temozolomide", "chemical", "treats"]
    lines = (tmp_path / "kept" / "evidence.tsv").read_text(encoding="utf-8").splitlines()
    assert "CHEBI:72564\ttemozolomide\ttreats\tMONDO:0021042\tglioma\t3\t3\t3\t0\t0" in lines
    assert compare(tmp_path / "kept", base).same
    assert not list((tmp_path / "kept").glob("claims*"))


def test_budgets_by_predicate(base: Path, tmp_path: Path) -> None:
    made = [claiming("a.txt"), *(changed(claiming(name), 0, status="possible") for name in NAMES[1:])]
    other = write_run(tmp_path / "other", made)

    def passed(budgets: Budgets) -> list[str]:
        result = check(other, base, budgets=budgets, scratch=tmp_path)
        write_junit(result, tmp_path / "junit.xml")
        assert "restated" in job_summary(result)
        return [item.name for item in result.verdicts if not item.passed]

    assert passed(Budgets()) == ["treats: relation_restated", "evidence: rows"]
    assert "is present" not in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    assert 'status: "present" -&gt; "possible"' in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    allowed = Budgets(
        predicates={"treats": RelationBudget(restated=Allowance(share=0.7))}, tables={"evidence": Allowance(1)}
    )
    assert passed(allowed) == []


def test_budgets_are_read_and_unknown_predicates_told(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text('[relations]\nlost = "2%"\n[relations.treats]\nrestated = 3\n', encoding="utf-8")
    budgets = load_budgets(path)
    assert budgets.of_predicate("causes") == RelationBudget(lost=Allowance(share=0.02))
    assert budgets.of_predicate("treats") == RelationBudget(lost=Allowance(share=0.02), restated=Allowance(3))
    path.write_text("[relations.treat]\nlost = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="did you mean 'treats'"):
        load_budgets(path)
    path.write_text("[relations]\nlots = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="did you mean 'lost'"):
        load_budgets(path)


def test_all_reports_show_relations(compared: Compared) -> None:
    found = compared(lambda item: changed(item, 0, status="absent"))
    lines = list(change_lines(found, limit=10))
    assert lines[0] == "(all documents)" and "b.txt" in lines
    assert any("treats" in line and "1 relation_restated" in line for line in summary_lines(found.summary))
    page = render(found)
    assert page.count(">temozolomide</mark>") == page.count(">glioma</mark>") == 2 and "restated" in page
    values = json.loads(json_text(found))
    assert values["by_predicate"] == {"treats": {"relation_restated": 1}}
