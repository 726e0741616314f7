"""The second voice, and how it is joined with the network."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gliomine.document import Document
from gliomine.errors import ResourceError
from gliomine.relations.answer import Judged
from gliomine.relations.stage import Voices, related
from gliomine.relations.votes import Asked, Mix, Wording, asked_of, joined_claims, load_wording, network_votes
from gliomine.text.hashing import hashed
from gliomine.validate import validate

from tests.relations.test_rules import document

CLASSES = (("treats", True), ("binds", True), ("treats", False))
STATUSES = ("present", "absent", "possible")
PAIRS = frozenset({("chemical", "disease"), ("gene", "gene")})
NONE = {"none": 0.0, "treats": 0.0, "binds": 0.0}
ALONE = Mix(0.0, 1.0, NONE, 0.0, 1.0, dict.fromkeys(STATUSES, 0.0))
BOTH = replace(ALONE, network=1.0, status_network=1.0)


def model(weights: dict[str, list[float]], mix: Mix = ALONE) -> Wording:
    """Return a model with weights for some features: none, treats along, binds, treats against; then the statuses."""
    keys = {hashed([name])[0]: values for name, values in weights.items()}
    table = np.array([keys[key] for key in sorted(keys)], dtype=np.float32) * 30
    return Wording(
        np.array(sorted(keys), dtype=np.uint32),
        table,
        classes=CLASSES,
        statuses=STATUSES,
        pairs=PAIRS,
        both=mix,
        alone=ALONE,
    )


HELPS = model({"b help": [0, 1, 0, 0, 0, 0, 0], "b may": [0, 0, 0, 0, 0, 0, 2], "bb help by": [0, -2, 0, 2, 0, 0, 0]})


def claimed(given: Document, wording: Wording = HELPS) -> list[tuple[str, str, str, str | None]]:
    names = [item.text for item in given.mentions]
    found = joined_claims(given, wording, None)
    return [(names[one.subject], one.predicate, names[one.object], one.status) for one in found if one.score > 0.5]


def test_words_tell_predicate_direction_and_status() -> None:
    assert claimed(document("[chemical TMZ] helps in [disease glioma]")) == [("TMZ", "treats", "glioma", "present")]
    assert claimed(document("[chemical TMZ] may help in [disease glioma]")) == [("TMZ", "treats", "glioma", "possible")]
    assert claimed(document("[disease glioma] is helped by [chemical TMZ]")) == [("TMZ", "treats", "glioma", "present")]
    assert claimed(document("[chemical TMZ] hurts in [disease glioma]")) == []


def test_only_types_that_can_be_subject_and_object_are_claimed() -> None:
    assert claimed(document("[disease glioma] helps [chemical TMZ]")) == []  # it would be the wrong way round
    assert claimed(document("[gene p53] helps [disease glioma]")) == []  # never asked
    assert asked_of(document("[gene p53] helps [disease glioma]"), PAIRS) == []


def test_each_of_a_list_is_claimed_and_no_two_sentences_are_one() -> None:
    found = claimed(document("[chemical TMZ], [chemical CCNU] and [chemical BCNU] help in [disease glioma]"))
    assert [name for name, *_ in found] == ["TMZ", "CCNU", "BCNU"]
    assert claimed(document("[chemical TMZ] helps.  [disease Glioma] is here.")) == []


def test_the_order_of_the_mentions_means_nothing() -> None:
    given = document("[chemical TMZ] and [chemical CCNU] help in [disease glioma]")
    turned = replace(given, mentions=tuple(reversed(given.mentions)))
    assert sorted(claimed(given)) == sorted(claimed(turned))


def judged(*rows: tuple[int, int, list[float], list[float]]) -> Judged:
    ends = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    chances = np.array([row[2] for row in rows]).reshape(-1, 3)
    statuses = np.array([row[3] for row in rows]).reshape(-1, 3)
    return Judged(ends[:, 0], ends[:, 1], chances, statuses, np.full((len(rows), 2), -1))


def test_both_orders_of_the_network_are_one_row() -> None:
    asked = [Asked(0, 1, None, []), Asked(0, 2, None, [])]  # type: ignore[arg-type]
    heard = judged((0, 1, [0.5, 0.3, 0.2], [5.0, 0.0, 0.0]), (1, 0, [0.2, 0.4, 0.4], [0.0, 0.0, 5.0]))
    said, status = network_votes(HELPS, asked, heard, ("treats", "binds"))
    # Of what holds both ways the mean; none only if neither order says anything.
    assert np.exp(said[0]) == pytest.approx([0.1, 0.3, 0.3, 0.4])
    assert status[0].argmax() == 2  # of the order that is the surer of a relation
    assert np.exp(said[1]) == pytest.approx([1.0, 1e-4, 1e-4, 1e-4])  # never asked
    assert status[1] == pytest.approx(np.log([1 / 3] * 3))


def test_the_network_can_outvote_the_words() -> None:
    given = document("[chemical TMZ] helps in [disease glioma]")
    both = model({"b help": [0, 0.1, 0, 0, 0, 0, 0]}, BOTH)
    doubts = judged((0, 1, [0.97, 0.015, 0.015], [0.0, 0.0, 0.0]))
    (claim,) = joined_claims(given, both, doubts, predicates=("treats", "binds"))
    sure = judged((0, 1, [0.999, 0.0005, 0.0005], [0.0, 0.0, 0.0]))
    assert joined_claims(given, both, sure, predicates=("treats", "binds")) == []  # nothing is asked of the words
    (alone,) = joined_claims(given, both, None)
    assert claim.score < 0.1 < alone.score
    agreed = judged((0, 1, [0.1, 0.8, 0.1], [0.0, 9.0, 0.0]))
    (claim,) = joined_claims(given, both, agreed, predicates=("treats", "binds"))
    assert claim.score > alone.score and claim.status == "absent"


TRUSTING = replace(ALONE, trust=(0.0, 1.0, 0.0, 0.0, 0.0))


def test_a_list_is_read_where_it_is_read_most_surely() -> None:
    said = {"b help": [0.0, 1, 0, 0, 0, 0, 0], "h2 edema": [0.0, -1.2, 0, 0, 0, 0, 0]}
    helps = replace_alone(model(said), TRUSTING)
    for last, expected in (("", {"glioma", "edema"}), (" respectively", {"glioma"})):
        given = document(f"[chemical TMZ] helps in [disease glioma] and [disease edema]{last}.")
        assert {given.mentions[item.object].text for item in joined_claims(given, helps, None, least=0.5)} == expected


def test_the_score_is_read_from_what_the_voices_said() -> None:
    given = document("[chemical TMZ] helps in [disease glioma]")
    (plain,) = joined_claims(given, HELPS, None)
    (as_it_is,) = joined_claims(given, replace_alone(HELPS, TRUSTING), None)
    (doubted,) = joined_claims(given, replace_alone(HELPS, replace(ALONE, trust=(-2.0, 1.0, 0.0, 0.0, 0.0))), None)
    assert as_it_is.score == pytest.approx(plain.score, abs=2e-4) and doubted.score < as_it_is.score


def replace_alone(wording: Wording, mix: Mix) -> Wording:
    found = copy(wording)
    found.alone = mix
    return found


def test_the_stage_answers_without_vectors_and_leaves_out_what_the_topic_does_not_want() -> None:
    given = document("[chemical TMZ] helps in [disease glioma]")
    done = related(given, Voices(wording=HELPS), min_score=0.5)
    validate(done)
    (record,) = done.relations
    assert (record.predicate, record.status) == ("treats", "present") and 0.5 < record.score <= 1
    assert related(given, Voices(wording=HELPS, without=frozenset({"treats"})), min_score=0.5).relations == ()


def test_a_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    about = {
        "classes": CLASSES,
        "statuses": STATUSES,
        "pairs": sorted(PAIRS),
        "both": {**BOTH.__dict__}
        if hasattr(BOTH, "__dict__")
        else {name: getattr(BOTH, name) for name in BOTH.__slots__},
        "alone": {name: getattr(ALONE, name) for name in ALONE.__slots__},
    }
    keys = np.array(hashed(["b help"]), dtype=np.uint32)
    weights = np.array([[0, 10, 0, 0, 0, 0, 0]], dtype=np.int8)
    np.savez_compressed(path, keys=keys, weights=weights, scales=np.full(7, 3.0), about=np.array(json.dumps(about)))
    read = load_wording(path)
    assert (read.classes, read.statuses, read.pairs, read.both) == (CLASSES, STATUSES, PAIRS, BOTH)
    assert read.both.trust == ()
    assert claimed(document("[chemical TMZ] helps in [disease glioma]"), read)
    path.write_bytes(b"no archive")
    with pytest.raises(ResourceError):
        load_wording(path)
