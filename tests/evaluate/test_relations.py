"""The task `relations`: by name over the document, as a scorer of its own computes it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gliomine.errors import InputError
from gliomine.evaluate.evaluate import Evaluation, evaluate
from gliomine.evaluate.gold import load_gold
from gliomine.evaluate.scoring import ALL
from gliomine.evaluate.show import lines
from gliomine.predicates import PREDICATES
from gliomine.writers import write_format
from gliomine.writers.brat import file_name

from tests.writers.conftest import documents, write_run

Row = dict[str, Any]
TEXT = "Exosomes (EXOs) from MSCs slow glioma. EXOs treat gliomas; exosome and CD9 go together."


def place(words: str, nth: int = 0) -> Row:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return {"start": at, "end": at + len(words), "text": words}


def claim(subject: Row, predicate: str, other: Row, status: str = "present") -> Row:
    return {"subject": subject, "predicate": predicate, "object": other, "status": status}


LONG, SHORT, AGAIN = place("Exosomes"), place("EXOs"), place("EXOs", 1)
TUMOUR, TUMOURS, CD9, LAST = place("glioma"), place("gliomas"), place("CD9"), place("exosome")
ENTITIES = [
    *({**item, "type": "vesicle"} for item in (LONG, SHORT, AGAIN, LAST)),
    {**TUMOUR, "type": "disease"},
    {**TUMOURS, "type": "disease"},
    {**CD9, "type": "gene"},
]
GOLD = [claim(AGAIN, "treats", TUMOURS, "possible"), claim(LAST, "associated_with", CD9)]


def scored(folder: Path, found: list[Row]) -> Evaluation:
    gold, made = folder / "gold.jsonl", folder / "found.jsonl"
    gold.write_text(json.dumps({"doc_id": "a", "text": TEXT, "entities": ENTITIES, "relations": GOLD}) + "\n")
    made.write_text(json.dumps({"doc_id": "a", "relations": found}) + "\n")
    return evaluate(gold, task="relations", predictions=made)


def f1(found: Evaluation) -> dict[str, float]:
    return {mode: round(tally.f1, 3) for (mode, kind), tally in found.totals.items() if kind == ALL}


def test_another_way_to_say_it_counts_over_the_document(tmp_path: Path) -> None:
    found = scored(tmp_path, [claim(LONG, "treats", TUMOUR, "possible"), claim(CD9, "associated_with", LAST)])
    assert f1(found) == {"document": 1.0, "status": 1.0, "pair": 1.0, "mention": 0.5}


def test_status_predicate_and_direction_count_where_they_should(tmp_path: Path) -> None:
    found = scored(tmp_path, [claim(AGAIN, "treats", TUMOURS), claim(CD9, "binds", LAST)])
    assert f1(found) == {"document": 0.5, "status": 0.0, "pair": 1.0, "mention": 0.5}
    assert [item.kind for item in found.documents[0].errors] == ["wrong predicate", "wrong status"]
    turned = scored(tmp_path, [claim(TUMOURS, "treats", AGAIN, "possible")])
    assert f1(turned)["document"] == 0.0 and f1(turned)["pair"] == pytest.approx(0.667)


def test_what_is_missed_and_what_is_made_up_is_listed(tmp_path: Path) -> None:
    found = scored(tmp_path, [claim(LONG, "causes", CD9)])
    shown = "\n".join(lines(found, errors=5))
    assert found.confusion == {
        ("treats", "none"): 1,
        ("associated_with", "causes"): 1,
    }
    assert "missed: 1" in shown and "gold treats possible, found nothing" in shown and "wrong predicate: 1" in shown


def test_gold_without_relations_is_told(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"doc_id": "a", "text": TEXT, "entities": ENTITIES}) + "\n")
    with pytest.raises(InputError, match="says nothing about relations"):
        evaluate(gold, task="relations", predictions=gold)


def test_relations_by_the_ids_of_entities_are_read_as_public_corpora_have_them(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    entities = [{"id": "T1", "start": 0, "end": 3, "type": "Gene"}, {"id": "T2", "start": 4, "end": 7, "type": "Gene"}]
    relations = [{"type": "CPR:3", "subject": "T2", "object": "T1"}, {"type": "CID", "subject_ids": ["a"]}]
    gold.write_text(json.dumps({"doc_id": "a", "text": "abc def", "entities": entities, "relations": relations}))
    read = load_gold(gold)
    (relation,) = read.documents[0].relations or ()
    assert (relation.subject, relation.predicate, relation.object) == ((4, 7), "CPR:3", (0, 3))
    assert read.left_out == {"relation without the places of its two entities": 1}


def test_a_run_and_brat_files_of_it_agree(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", documents()[:2])
    write_format("brat", run)
    found = evaluate(run / "brat", task="relations", predictions=renamed(run, tmp_path))
    assert f1(found)["mention"] == f1(found)["status"] == 1.0
    assert found.totals["document", ALL].gold == 4, "not the one inside a name, nor the one with a mention in pieces"


@pytest.mark.parametrize("name", ["bioc-xml", "bioc-json"])
def test_bioc_files_of_a_run_hold_its_relations(tmp_path: Path, name: str) -> None:
    run = write_run(tmp_path / "run", documents())
    (path,) = write_format(name, run)
    found = evaluate(path, task="relations", predictions=run)
    assert {mode: tally.f1 for (mode, kind), tally in found.totals.items() if kind == ALL} == {
        "document": 1.0,
        "status": 1.0,
        "pair": 1.0,
        "mention": 1.0,
    }
    assert found.totals["mention", ALL].gold == 6 and len(found.documents) == 4, "with the one inside a name"


def renamed(run: Path, folder: Path) -> Path:
    """Write a run's relations under the names that the brat files have."""
    path = folder / "found.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for item in documents()[:2]:
            at = {mention.mention_id: {"start": mention.start, "end": mention.end} for mention in item.mentions}
            made = [
                claim(at[one.subject_id], one.predicate, at[one.object_id], one.status)
                for one in item.relations
                if one.object_id is not None and "\n" not in item.text[slice(*at[one.object_id].values())]
            ]
            name = file_name(item.doc_id) + ".txt"
            stream.write(json.dumps({"doc_id": name, "relations": made}) + "\n")
    return path


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_the_figures_are_those_of_the_shared_scorer(shared: Path, tmp_path: Path, share: float) -> None:
    gold = shared / "relations" / "home" / "dev.jsonl"
    chance, made = random.Random(1), tmp_path / "found.jsonl"
    with gold.open(encoding="utf-8") as rows, made.open("w", encoding="utf-8") as stream:
        for row in map(json.loads, rows):
            for item in row["relations"]:
                if chance.random() < share:
                    item["predicate"] = chance.choice(list(PREDICATES))
                if chance.random() < share:
                    item["object"] = chance.choice(row["entities"])
                if chance.random() < share:
                    item["status"] = chance.choice(["present", "absent", "possible"])
            stream.write(json.dumps({"doc_id": row["doc_id"], "relations": row["relations"]}) + "\n")
    scorer = shared / "relations" / "score_relations.py"
    done = subprocess.run([sys.executable, scorer, gold, made], capture_output=True, text=True, check=True)
    expected = json.loads(done.stdout)
    found = evaluate(gold, task="relations", predictions=made)
    names = {"document": "f", "status": "status_f", "pair": "pair_f", "mention": "mention_f"}
    for mode, name in names.items():
        assert found.totals[mode, ALL].f1 == pytest.approx(expected[name], abs=1e-4), mode
    for predicate, value in expected["per_predicate"].items():
        assert found.totals["document", predicate].f1 == pytest.approx(value, abs=1e-4)
