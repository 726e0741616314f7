"""The encoder's vectors of a mention and of a cue, and the models that weigh them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gliomine.assertion.clause import Placed
from gliomine.assertion.cues import Phrase
from gliomine.assertion.signs import Pair
from gliomine.assertion.vectors import Vectors
from gliomine.assertion.weigh import (
    SIGN_BUCKETS,
    PairWeights,
    encoder_of,
    load_seeing_weights,
    places_of,
    read_pair_weights,
    write_pair_weights,
)
from gliomine.document import Cue, Mention, WordVectors
from gliomine.resources import models_folder

#       0123456789012345678901234567890
TEXT = "No CD63. Mast cells may not go."
WORDS = (
    WordVectors(np.array([0, 3]), np.array([2, 7]), np.array([[1, 1], [2, 2]], np.float16)),
    WordVectors(np.array([], np.int64), np.array([], np.int64), np.zeros((0, 2), np.float16)),
    WordVectors(
        np.array([9, 14, 20, 24, 28]),
        np.array([13, 19, 23, 27, 30]),
        np.array([[3, 3], [4, 4], [5, 5], [7, 7], [8, 8]], np.float16),
    ),
)


def pair(mention: tuple[int, int], cue: tuple[int, int]) -> Pair:
    named = Mention(*mention, "m", TEXT[slice(*mention)], "gene", 1.0, "gold")
    said = Cue(*cue, TEXT[slice(*cue)], "negation", None, None)
    return Pair(Phrase(0, 1, "no", "no", "negation"), said, Placed(named, 0, 1), True, False, "H", 0)


@pytest.mark.parametrize(
    ("mention", "cue", "seen"),
    [
        ((3, 7), (0, 2), [2, 2, 1, 1]),
        # Of a mention the last word is taken, of a cue the mean.
        ((9, 19), (20, 27), [4, 4, 6, 6]),
        # Offsets within a word take the word.
        ((15, 17), (20, 23), [4, 4, 5, 5]),
    ],
)
def test_the_last_word_of_the_mention_and_the_mean_of_the_cue(
    mention: tuple[int, int], cue: tuple[int, int], seen: list[float]
) -> None:
    found = Vectors(WORDS).of(pair(mention, cue))
    assert found is not None
    assert found.dtype == np.float32
    assert found.tolist() == seen


@pytest.mark.parametrize(("mention", "cue"), [((7, 8), (0, 2)), ((3, 7), (30, 31)), ((3, 7), (8, 9))])
def test_what_holds_no_word_has_no_vector(mention: tuple[int, int], cue: tuple[int, int]) -> None:
    assert Vectors(WORDS).of(pair(mention, cue)) is None


def test_a_document_without_words_has_no_vectors() -> None:
    assert Vectors(()).of(pair((3, 7), (0, 2))) is None


def made() -> tuple[PairWeights, PairWeights]:
    values = np.zeros((SIGN_BUCKETS, 2), np.int8)
    values[places_of(["bias"])] = 10
    slopes = np.array([[1, 0, 0, 0], [0, 0, 0, 2]], np.float32)
    alone = PairWeights(values, (0.1, 0.2), (0.5, 0.4))
    return alone, PairWeights(values, (0.1, 0.2), (0.6, 0.3), slopes, np.array([1, 1, 1, 1], np.float32))


def test_vectors_add_to_the_odds_by_their_distance_from_the_mean() -> None:
    alone, seeing = made()
    seen = np.array([3, 0, 0, 2], np.float32)
    assert alone.odds(["bias"], denies=True, vectors=seen) == pytest.approx(1.0)
    assert seeing.odds(["bias"], denies=True) == pytest.approx(1.0)
    assert seeing.odds(["bias"], denies=True, vectors=seen) == pytest.approx(3.0)
    assert seeing.odds(["bias"], denies=False, vectors=seen) == pytest.approx(4.0)


def test_both_pairs_of_models_stand_in_one_file(tmp_path: Path) -> None:
    alone, seeing = made()
    write_pair_weights(tmp_path / "weights.npz", alone, seeing, encoder="x")
    assert read_pair_weights(tmp_path / "weights.npz").bars == alone.bars
    found = read_pair_weights(tmp_path / "weights.npz", seeing=True)
    assert found.bars == seeing.bars
    assert found.slopes is not None and seeing.slopes is not None
    assert np.array_equal(found.slopes, seeing.slopes)
    with pytest.raises(ValueError, match="without vectors"):
        write_pair_weights(tmp_path / "weights.npz", alone, alone, encoder="x")


def test_vectors_of_another_encoder_are_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_seeing_weights(models_folder()) is not None
    monkeypatch.setattr("gliomine.assertion.weigh.encoder_of", lambda _: "of another training")
    assert load_seeing_weights(models_folder()) is None


def test_a_models_folder_without_a_recogniser_has_no_encoder(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text("", encoding="utf-8")
    assert encoder_of(tmp_path) == ""
