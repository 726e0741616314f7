"""The models of assertion are learnt from judged sentences."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from gliomine.assertion.weigh import places_of
from gliomine.resources import data_text
from gliomine.training.assertion import (
    Heard,
    Judged,
    best_bars,
    cross_validated,
    f1,
    judged,
    probabilities,
    train,
    with_vectors,
)
from gliomine.training.assertion_data import domain_documents, said_documents


def made(number: int) -> list[Judged]:
    """Return documents in which place 7 of a negation makes absent and place 9 of a hedge possible."""
    (every,) = places_of(["bias"])
    found = []
    for at in range(number):
        group = f"d/{at}"
        found.append(Judged(group, "absent", False, (Heard(True, (every, 7)), Heard(False, (every,)))))
        found.append(Judged(group, "possible", False, (Heard(False, (every, 9)), Heard(False, (every,)))))
        found.append(Judged(group, "present", False, (Heard(True, (every,)), Heard(False, (every,)))))
        found.append(Judged(group, "absent", True, ()))
    return found


def test_what_tells_is_learnt_and_an_affix_needs_no_cue() -> None:
    items = made(60)
    chances = cross_validated(items, 4)
    bars = best_bars(items, chances)
    assert f1(items, chances, bars) == (1.0, 1.0, 1.0)
    weights = train(items, bars)
    assert np.array_equal(weights.values, train(items, bars).values)
    chance = probabilities(items[:4], weights)
    assert chance[0, 0] > 0.6 > 0.4 > chance[2, 0]
    assert chance[1, 1] > 0.6 > 0.4 > chance[2, 1]
    assert chance[3, 0] == 1.0


def test_vectors_tell_what_no_sign_shows() -> None:
    (every,) = places_of(["bias"])
    agent, patient = (np.array([value, 0.5, 0.2, 0.2], dtype=np.float32) for value in (1.0, -1.0))
    items = [
        Judged(f"d/{at}", status, False, (Heard(denies, (every,), vectors),))
        for at in range(60)
        for denies, named in ((True, "absent"), (False, "possible"))
        for status, vectors in ((named, agent), ("present", patient))
    ]
    seeing, alone = train(items, (0.5, 0.5), seeing=True), train(items, (0.5, 0.5))
    assert alone.slopes is None
    chances = probabilities(items[:4], seeing)
    assert chances[0, 0] > 0.8 > 0.2 > chances[1, 0]
    assert chances[2, 1] > 0.8 > 0.2 > chances[3, 1]
    # Without vectors nothing tells the two apart: a pair without is read as their mean.
    unseen = [Judged("e", item.status, False, tuple(Heard(True, (every,)) for _ in item.pairs)) for item in items[:2]]
    assert np.allclose(probabilities(unseen, seeing)[:, 0], probabilities(unseen, alone)[:, 0], atol=0.05)
    assert f1(items, cross_validated(items, 4, seeing=True), (0.5, 0.5)) == (1.0, 1.0, 1.0)


def test_f1_counts_the_right_status_only() -> None:
    items = [Judged("a", status, False, ()) for status in ("absent", "possible", "present", "possible")]
    chances = np.array([[0.9, 0.9], [0.9, 0.9], [0.1, 0.9], [0.1, 0.1]])
    together, absent, possible = f1(items, chances, (0.5, 0.5))
    assert together == 2 * 1 / (3 + 3)
    assert absent == 2 * 1 / (1 + 2)
    assert possible == 0.0


def test_documents_kept_apart_are_not_learnt(tmp_path: Path) -> None:
    for name in ("train", "more", "wild"):
        rows = [
            {"doc_id": f"{name}{number}", "text": "No rash.", "entities": [_entity("absent")]} for number in range(200)
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    found = [document.doc_id.split("/")[0] for document, _ in domain_documents(tmp_path)]
    assert found.count("train") == 200
    assert 160 < found.count("more") < 190
    assert 140 < found.count("wild") < 180


def _entity(status: str) -> dict[str, object]:
    return {"start": 3, "end": 7, "type": "disease", "assertion": status}


def test_sentences_of_our_own_are_well_formed_and_not_those_of_the_tests() -> None:
    tested = (Path(__file__).parents[1] / "assertion" / "examples.txt").read_text(encoding="utf-8")
    items = judged(said_documents())
    assert {item.status for item in items} == {"present", "absent", "possible"}
    for document, statuses in said_documents():
        assert "[" not in document.text and "|" not in document.text
        assert all(document.text[start:end].strip() for start, end in statuses)
        assert document.text not in tested


def test_sentences_of_our_own_are_seen_by_the_encoder() -> None:
    some = list(said_documents())[:3]
    (document, _), *_ = seen = with_vectors(some)
    assert [document.text for document, _ in seen] == [document.text for document, _ in some]
    assert document.words and not document.votes
    assert all(pair.vectors is not None for item in judged(seen) for pair in item.pairs)


def test_judged_mentions_have_offsets_types_and_statuses() -> None:
    for line in data_text("training/data", "judged.tsv").splitlines():
        if not line.startswith("#"):
            for item in line.split("\t")[1:]:
                start, end, kind, status = item.split(":")
                assert int(start) < int(end)
                assert kind.isidentifier()
                assert status in "ap."
