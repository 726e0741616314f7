"""The network of relations in numpy, with weights small enough to follow by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from gliomine.document import WordVectors
from gliomine.errors import ConfigError, ResourceError
from gliomine.relations import answer
from gliomine.relations.answer import Given, claims_of, judged_of
from gliomine.relations.candidates import Labels
from gliomine.relations.classify import RelationModel, calibrated, chances, joined_scores, load_relations
from gliomine.relations.features import FEATURES, PLACES, ROLES

LABELS = Labels(("treats", "with"), ("drug", "disease"), ((0, 1), (1, 0), (0, 0)), symmetric=("with",))
SIZE = 2


def weights(**changed: np.ndarray) -> dict[str, np.ndarray]:
    """All zero, but: the words between decide, and word value 0 speaks for `treats`, value 1 for `with`."""
    made = {name: np.zeros((SIZE, SIZE), np.float32) for name in (
        "query_subject.weight", "query_object.weight", "key.weight", "value.weight",
        "from_subject.weight", "from_object.weight", "from_context.weight",
    )}  # fmt: skip
    made |= {
        f"{name}.bias": np.zeros(SIZE, np.float32) for name in ("project", "query_subject", "value", "from_subject")
    }
    made |= {f"features.{n}.weight": np.zeros((size, SIZE), np.float32) for n, size in enumerate(FEATURES.values())}
    identity = np.eye(SIZE, dtype=np.float32)
    made |= {"project.weight": identity, "from_between.weight": identity, "second.weight": identity}
    made |= {"second.bias": np.zeros(SIZE, np.float32), "role_key": np.zeros((ROLES, SIZE), np.float32)}
    made |= {"role_bias": np.zeros((1, ROLES), np.float32)}
    made |= {name: np.zeros((1, PLACES), np.float32) for name in ("subject_bias", "object_bias")}
    made |= {"status.weight": np.zeros((3, SIZE), np.float32), "status.bias": np.zeros(3, np.float32)}
    for part, rows in (("subject", 2), ("object", 2), ("pair", 3), ("query", 3)):
        made[f"outputs.own.{part}.weight"] = np.zeros((rows, SIZE), np.float32)
    made["outputs.own.out.weight"] = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    made["outputs.own.out.bias"] = np.array([1, 0, 0], np.float32)
    return made | changed


def model(labels: Labels = LABELS, **changed: np.ndarray) -> RelationModel:
    return RelationModel(weights(**changed), {"own": labels}, attention_heads=1)


def sentence(*vectors: tuple[float, float], begin: int = 0) -> WordVectors:
    starts = begin + 2 * np.arange(len(vectors))
    return WordVectors(starts, starts + 1, np.array(vectors, dtype=np.float16))


DRUG, WORD, DISEASE = (0.0, 0.0), (3.0, 0.0), (0.0, 0.0)
READ = sentence(DRUG, WORD, DISEASE)
GIVEN = [Given(0, 1, "drug"), Given(4, 5, "disease")]


def test_the_words_between_decide() -> None:
    claims = {(c.subject, c.object): c for c in claims_of(model(), "own", [READ], GIVEN)}
    assert claims[0, 1].predicate == "treats" and claims[0, 1].score > 0.9
    nothing = sentence(DRUG, (0.0, 0.0), DISEASE)
    assert all(claim.score < 0.3 for claim in claims_of(model(), "own", [nothing], GIVEN))


def test_a_symmetric_predicate_is_claimed_once() -> None:
    claims = claims_of(model(), "own", [sentence(DRUG, (0.0, 3.0), DISEASE)], GIVEN)
    strong = [claim for claim in claims if claim.score > 0.5]
    assert [(claim.subject, claim.object, claim.predicate) for claim in strong] == [(0, 1, "with")]


def test_the_trigger_is_the_word_heeded_most_outside_the_mentions() -> None:
    bias = np.zeros((1, PLACES), np.float32)
    bias[0, PLACES // 2 + 2] = 5.0  # two words after the subject
    far = sentence(DRUG, WORD, WORD, DISEASE)
    given = [Given(0, 1, "drug"), Given(6, 7, "disease")]
    found = claims_of(model(subject_bias=bias), "own", [far], given)
    assert next(claim for claim in found if claim.subject == 0).trigger == (4, 5)


def test_scores_do_not_depend_on_other_sentences_or_mentions_of_other_types() -> None:
    one = claims_of(model(), "own", [READ], GIVEN)
    other = sentence((1.0, 1.0), (2.0, 0.5), (0.3, 0.0), begin=100)
    given = [*GIVEN, Given(100, 101, "drug"), Given(104, 105, "disease"), Given(2, 3, "planet")]
    many = claims_of(model(), "own", [READ, other], given)
    assert [claim for claim in many if claim.subject < 2] == one and len(many) == 2 * len(one)


def test_mentions_that_cross_or_miss_the_sentences_are_left_out() -> None:
    given = [Given(0, 1, "drug"), Given(4, 50, "disease"), Given(60, 61, "disease")]
    assert claims_of(model(), "own", [READ], given) == []
    assert claims_of(model(), "own", [], GIVEN) == []


def test_pairs_of_concepts_take_all_their_mentions_together() -> None:
    labels = Labels(("treats", "with"), ("drug", "disease"), ((0, 1),), document=True)
    words = [sentence(DRUG, (0.9, 0.0), DISEASE), sentence(DRUG, (0.9, 0.0), DISEASE, begin=10)]
    given = [Given(0, 1, "drug", ("D",)), Given(4, 5, "disease", ("X",)), Given(10, 11, "drug", ("D",))]
    once = claims_of(model(labels), "own", words[:1], given[:2])
    (both,) = claims_of(model(labels), "own", words, [*given, Given(14, 15, "disease", ("X",))])
    assert len(once) == 1 and once[0].score < both.score and (both.subject, both.object) == (0, 1)


def test_one_mention_keeps_its_score_when_joined() -> None:
    scores = np.array([[0.5, 2.0, -1.0]])
    assert np.allclose(chances(joined_scores(scores, np.array([0]), 1)), chances(scores))


def test_the_chances_of_all_predicates_are_those_that_claims_come_from() -> None:
    heard = judged_of(model(), "own", [READ], GIVEN)
    assert list(zip(heard.subject.tolist(), heard.object.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert heard.chances.shape == (2, 3) and np.allclose(heard.chances.sum(axis=1), 1)
    first, second = claims_of(model(), "own", [READ], GIVEN)
    assert [round(float(row[1]), 4) for row in heard.chances] == [first.score, second.score]
    assert heard.trigger.tolist() == [[2, 3], [2, 3]] and heard.statuses.shape == (2, 3)
    # Nothing to be judged: one mention, no words, mentions outside of them, types that make no pair.
    for words, given in (
        ([READ], GIVEN[:1]),
        ([], GIVEN),
        ([sentence()], GIVEN),
        ([READ], [Given(90, 91, "drug"), Given(94, 95, "disease")]),
        ([READ], [Given(0, 1, "disease"), Given(4, 5, "disease")]),
    ):
        none = judged_of(model(), "own", words, given)
        assert (len(none.subject), none.chances.shape, none.trigger.shape) == (0, (0, 3), (0, 2))


def many(number: int) -> tuple[list[WordVectors], list[Given]]:
    """Return sentences that differ in what stands between, each with a drug and a disease."""
    words = [sentence(DRUG, (0.3 * place, 0.0), DISEASE, begin=10 * place) for place in range(number)]
    given = [Given(10 * place + at, 10 * place + at + 1, kind) for place in range(number) for at, kind in KINDS]
    return words, given


KINDS = ((0, "drug"), (4, "disease"))


@pytest.mark.parametrize("size", [1, 3, 6, 7, 29, 30])
def test_however_many_words_are_judged_at_once_the_claims_are_the_same(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, given = many(10)
    wanted, heard = claims_of(model(), "own", words, given), judged_of(model(), "own", words, given)
    assert len({claim.score for claim in wanted}) > 5
    monkeypatch.setattr(answer, "WORDS_AT_ONCE", size)
    assert claims_of(model(), "own", words, given) == wanted
    again = judged_of(model(), "own", words, given)
    assert again.subject.tolist() == heard.subject.tolist() and np.allclose(again.chances, heard.chances)


@pytest.mark.parametrize(("length", "claims"), [(answer.LONGEST_SENTENCE, 2), (answer.LONGEST_SENTENCE + 1, 0)])
def test_a_sentence_of_very_many_words_says_nothing_and_others_do(length: int, claims: int) -> None:
    long = sentence(DRUG, *[WORD] * (length - 2), DISEASE)
    end = 2 * (length - 1)
    given = [Given(0, 1, "drug"), Given(end, end + 1, "disease"), *(Given(5000 + at, 5001 + at, k) for at, k in KINDS)]
    found = claims_of(model(), "own", [long, sentence(DRUG, WORD, DISEASE, begin=5000)], given)
    assert sum(claim.subject < 2 for claim in found) == claims
    assert sum(claim.subject >= 2 for claim in found) == 2


def test_calibration_is_logistic_in_the_log_odds() -> None:
    labels = Labels((), (), (), slope=0.5, shift=0.0)
    shown = calibrated(np.array([0.5, 0.9, 0.0, 1.0]), labels)
    assert np.isclose(shown[0], 0.5) and np.isclose(shown[1], 0.75) and (shown > 0).all() and (shown < 1).all()


def test_a_file_is_read_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    about = {"attention_heads": 1, "labels": {"own": {"predicates": ["treats", "with"], "types": ["drug", "disease"],
        "pairs": [[0, 1], [1, 0], [0, 0]], "symmetric": ["with"], "statuses": [], "threshold": 0.4}}}  # fmt: skip
    path = tmp_path / "heads.npz"
    np.savez(path, about=np.array(json.dumps(about)), **weights())
    read = load_relations(path)
    assert read.of("own").threshold == 0.4
    assert claims_of(read, "own", [READ], GIVEN) == claims_of(model(), "own", [READ], GIVEN)
    with pytest.raises(ConfigError, match="relation schema"):
        read.of("owm")
    path.write_bytes(b"no weights")
    with pytest.raises(ResourceError, match="not a file of relation heads"):
        load_relations(path)


def test_the_direction_that_was_left_to_the_other_is_no_claim_of_chance_zero() -> None:
    labels = Labels(("with",), ("drug", "disease"), ((0, 1), (1, 0), (0, 0)), symmetric=("with",))
    out = {
        "outputs.own.out.weight": np.array([[0, 0], [0, 4]], np.float32),
        "outputs.own.out.bias": np.array([1, 0], np.float32),
    }
    (claim,) = claims_of(model(labels, **out), "own", [sentence(DRUG, (0.0, 3.0), DISEASE)], GIVEN, least=0.0)
    assert (claim.subject, claim.object, claim.predicate) == (0, 1, "with")
