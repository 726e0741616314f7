"""Evaluation from gold file to figures."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from gliomine.document import text_digest
from gliomine.errors import ConfigError, InputError
from gliomine.evaluate.evaluate import Evaluation, evaluate, strict_f1
from gliomine.evaluate.scoring import ALL
from gliomine.evaluate.show import lines, to_dict
from nervaluate import Evaluator

from tests.compare.runs import TEXT, document, write_run

Row = dict[str, Any]


def write_lines(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def entity(text: str, words: str, kind: str, *ids: str) -> Row:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words, "type": kind, "ids": list(ids)}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    entities = [
        entity(TEXT, "Glioma", "Disease", "MONDO:0021042"),
        entity(TEXT, "temozolomide", "Chemical", "CHEBI:72564", "MESH:D000077204"),
        entity(TEXT, "brain", "Organ", "UBERON:0000955"),
        entity(TEXT, "treated", "SequenceVariant"),
    ]
    return write_lines(tmp_path / "gold.jsonl", [{"doc_id": "a.txt", "text": TEXT, "entities": entities}])


def predictions(folder: Path, *entities: Row) -> Path:
    return write_lines(folder / "found.jsonl", [{"doc_id": "a.txt", "entities": list(entities)}])


def test_types_are_mapped_and_what_cannot_be_scored_is_counted(gold: Path) -> None:
    found = evaluate(
        gold,
        predictions=predictions(
            gold.parent,
            entity(TEXT, "Glioma", "disease"),
            entity(TEXT, "temozolomide.", "chemical"),
            entity(TEXT, "brain", "disease"),
            entity(TEXT, "TP53", "gene"),
        ),
    )
    assert found.totals["strict", ALL].f1 == pytest.approx(1 / 3)
    assert found.totals["span", ALL].f1 == pytest.approx(2 / 3)
    assert found.totals["partial", ALL].f1 == pytest.approx(2.5 / 3)
    assert [item.kind for item in found.documents[0].errors] == ["wrong boundary", "wrong type"]
    assert found.confusion["anatomy", "disease"] == 1
    assert found.left_out == {
        "gold entity of a type we have no counterpart for: SequenceVariant": 1,
        "predicted entity of a type that the gold does not annotate": 1,
    }


def test_quality_of_a_run_is_measured_on_the_very_text_of_the_gold(gold: Path) -> None:
    spans = [entity(TEXT, name, kind) for name, kind in (("Glioma", "disease"), ("brain", "disease"))]
    found = {"a.txt": [(item["start"], item["end"], item["type"]) for item in spans]}
    same = {"a.txt": text_digest(TEXT), "b.txt": "x"}
    scores = strict_f1(gold, found, digests=same, where=Path("run"))
    assert {kind: round(value, 3) for kind, value in scores.items()} == {
        ALL: 0.4, "disease": 0.667, "chemical": 0.0, "anatomy": 0.0,
    }  # fmt: skip
    assert set(strict_f1(gold, {}, digests=same, where=Path("run")).values()) == {0.0}
    with pytest.raises(InputError, match=r"made on another text; where: document 'a\.txt' of .*gold\.jsonl"):
        strict_f1(gold, found, digests={"a.txt": text_digest(TEXT + " ")}, where=Path("run"))
    with pytest.raises(InputError, match=r"not about the documents of this run; where: .*gold\.jsonl and run"):
        strict_f1(gold, found, digests={"b.txt": text_digest(TEXT)}, where=Path("run"))


def test_a_trained_heads_schema_keeps_the_types_of_the_gold(gold: Path) -> None:
    found = evaluate(gold, schema="bc5cdr", predictions=predictions(gold.parent, entity(TEXT, "brain", "Organ")))
    assert found.totals["strict", "Organ"].f1 == 1
    assert found.totals["strict", ALL].recall == 0.25


def test_links_count_misses_as_wrong_and_look_at_the_golds_vocabulary_first(gold: Path) -> None:
    found = evaluate(
        gold,
        task="links",
        predictions=predictions(
            gold.parent,
            entity(TEXT, "Glioma", "Disease", "MESH:D005910", "MONDO:0021042"),
            entity(TEXT, "temozolomide", "Chemical", "CHEBI:1", "CHEBI:72564"),
        ),
    )
    first = found.totals["first", ALL]
    assert (first.recall, first.precision) == (pytest.approx(1 / 3), 0.5)
    assert found.totals["any", ALL].recall == pytest.approx(2 / 3)
    assert [item.kind for item in found.documents[0].errors] == ["wrong concept", "missed"]


def test_a_finished_run_can_be_scored(gold: Path) -> None:
    run = write_run(gold.parent / "run", [document("a.txt"), document("b.txt")])
    found = evaluate(gold, predictions=run)
    assert found.totals["strict", ALL].recall == 1


@pytest.mark.parametrize(
    ("task", "error", "message"),
    [
        ("sentences", InputError, "the gold says nothing about sentences"),
        ("entity", ConfigError, "did you mean 'entities'"),
    ],
)
def test_what_cannot_be_evaluated_is_a_clear_error(gold: Path, task: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        evaluate(gold, task=task)


def test_missing_predictions_are_a_clear_error(gold: Path) -> None:
    with pytest.raises(InputError, match=r"no predictions, among them 'a\.txt'"):
        evaluate(gold, predictions=write_lines(gold.parent / "none.jsonl", []))


def test_sentences_are_split_by_the_stage(tmp_path: Path) -> None:
    text = "A title\nFirst sentence, e.g. this. Second sentence."
    bounds = [{"start": 0, "end": 7}, {"start": 8, "end": 34}, {"start": 35, "end": 51}]
    gold = write_lines(tmp_path / "gold.jsonl", [{"doc_id": "1", "text": text, "sentences": bounds}])
    assert evaluate(gold, task="sentences").totals["strict", ALL].f1 == 1


def test_pages_are_read_whole(tmp_path: Path) -> None:
    address = "Lanzhou University, Lanzhou, China"
    text = f"Title\nA study\nAffiliation\n1. {address}\nAbstract\nWe looked.\nCited by\n2 articles.\n"
    start = text.index(address)
    values = {
        "page_id": "p1",
        "sections": [
            {"name": name, "start": text.index(body), "end": text.index(body) + len(body)}
            for name, body in (
                *(("title", "A study"), ("affiliations", "1. " + address)),
                *(("abstract", "We looked."), ("cited_by", "2 articles.")),
            )
        ],
        "affiliations": [
            {
                "text": address,
                "start": start,
                "end": start + len(address),
                "institution": ["Lanzhou University"],
                "city": "Lanzhou",
                "country": "CN",
                "institution_source": "tag",
            }
        ],
        "funders": [],
        "cited_by": 2,
        "reference_count": None,
    }
    (tmp_path / "p1.txt").write_bytes(text.encode("utf-8"))
    write_lines(tmp_path / "gold.jsonl", [values])
    found = evaluate(tmp_path, task="sections")
    assert found.totals["strict", ALL].f1 == 1
    assert found.totals["value", "country"].f1 == 1
    assert found.totals["value", "institution"].f1 == 1
    assert found.totals["value", "cited_by"].f1 == 1


def test_the_listing_names_everything(gold: Path) -> None:
    found = evaluate(gold, predictions=predictions(gold.parent, entity(TEXT, "Glioma", "chemical")))
    text = "\n".join(lines(found, errors=5))
    assert 'wrong type: 1\n  a.txt 0-6 "Glioma": gold disease, found chemical 0-6' in text
    assert "not scored: 1 x gold entity of a type we have no counterpart for: SequenceVariant" in text
    values = to_dict(found)
    assert values["scores"][0] | {"f1_95": None} == {
        "match": "strict",
        "type": "all",
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "gold": 3,
        "predicted": 1,
        "credit": 0.0,
        "precision_95": [0.0, 0.0],
        "recall_95": [0.0, 0.0],
        "f1_95": None,
    }


def corpus(path: Path, count: int) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in islice(stream, count)]


def disturbed(row: Row, chance: random.Random, types: list[str]) -> Iterator[Row]:
    """Yield the mentions of a document with a third of them lost, moved, retyped or invented; none overlap."""
    end = 0
    for item in sorted(row["entities"], key=lambda item: item["start"]):
        fate = chance.random()
        start, stop, kind = item["start"], item["end"], item["type"]
        if fate < 0.1:
            continue
        if fate < 0.2:
            start, stop = max(0, start - chance.randint(0, 9)), stop + chance.randint(-2, 9)
        elif fate < 0.3:
            kind = chance.choice(types)
        if start >= end and stop > start:
            end = stop
            yield {"start": start, "end": stop, "type": kind}


def same_as_peer(found: Evaluation, gold: list[Row], predicted: list[Row]) -> None:
    """Compare all figures with nervaluate's, whose ends are inclusive, to four decimals."""
    sides = [
        [
            [{"label": item["type"], "start": item["start"], "end": item["end"] - 1} for item in row["entities"]]
            for row in side
        ]
        for side in (gold, predicted)
    ]
    tags = sorted({item["label"] for side in sides for row in side for item in row})
    peer = Evaluator(*sides, tags=tags, loader="dict").evaluate()
    for mode, name in (("strict", "strict"), ("partial", "partial"), ("span", "exact")):
        for kind, scores in ((ALL, peer["overall"]), *peer["entities"].items()):
            ours, theirs = found.totals[mode, kind], scores[name]
            assert round(ours.precision, 4) == round(theirs.precision, 4), (mode, kind)
            assert round(ours.recall, 4) == round(theirs.recall, 4), (mode, kind)
            assert round(ours.f1, 4) == round(theirs.f1, 4), (mode, kind)


@pytest.mark.parametrize("name", ["bc5cdr", "bionlp13cg", "nerel_bio", "jnlpba", "ebm_pico"])
def test_fifty_corpus_documents_score_as_in_nervaluate(shared: Path, tmp_path: Path, name: str) -> None:
    rows = corpus(shared / "corpora" / name / "dev.jsonl.gz", 50)
    types = sorted({item["type"] for row in rows for item in row["entities"]})
    chance = random.Random(11)
    predicted = [{"doc_id": row["doc_id"], "entities": list(disturbed(row, chance, types))} for row in rows]
    found = evaluate(
        write_lines(tmp_path / "gold.jsonl", rows),
        schema=name,
        predictions=write_lines(tmp_path / "found.jsonl", predicted),
    )
    assert 0.4 < found.totals["strict", ALL].f1 < 0.95
    same_as_peer(found, rows, predicted)


@pytest.fixture
def pairs(tmp_path: Path) -> Evaluation:
    rows = [{"doc_id": "a.txt", "text": TEXT, "pairs": [["GBM", "glioblastoma"], ["TMZ", "temozolomide"]]}]
    gold = write_lines(tmp_path / "gold.jsonl", rows)
    answers = [("GBM", "glioblastoma"), ("GBM", "glioblastoma"), ("TMZ", "Temozolomide"), ("EV", "vesicle")]
    made = [{"doc_id": "a.txt", "abbreviations": [{"short_form": short, "long_form": long} for short, long in answers]}]
    return evaluate(gold, task="abbreviations", predictions=write_lines(tmp_path / "found.jsonl", made))


def test_pairs_of_short_and_long_form_are_scored_letter_for_letter(pairs: Evaluation) -> None:
    total = pairs.totals["strict", ALL]
    assert (total.precision, total.recall) == (pytest.approx(1 / 3), 0.5)
    assert (total.gold, total.predicted) == (2, 3)
    errors = [(item.doc_id, item.kind, item.text, item.gold, item.predicted) for item in pairs.documents[0].errors]
    assert errors == [
        ("a.txt", "missed", "TMZ", "TMZ = temozolomide", None),
        ("a.txt", "spurious", "EV", None, "EV = vesicle"),
        ("a.txt", "spurious", "TMZ", None, "TMZ = Temozolomide"),
    ]
    assert pairs.confusion == {("pair", "pair"): 1, ("pair", "none"): 1, ("none", "pair"): 2}


def test_what_is_printed_of_an_evaluation_in_whole(pairs: Evaluation) -> None:
    assert list(lines(pairs, errors=1)) == [
        "abbreviations, 1 documents, schema gliomine",
        "match    type                         P       R      F1  95% of F1          gold   found",
        "strict   all                     0.3333  0.5000  0.4000  0.4000-0.4000         2       3",
        "gold (rows) and what was found (columns)",
        "                         none   pair",
        "none                        .      2",
        "pair                        1      1",
        "missed: 1",
        '  a.txt "TMZ": gold TMZ = temozolomide, found nothing',
        "spurious: 2",
        '  a.txt "EV": gold nothing, found EV = vesicle',
    ]
