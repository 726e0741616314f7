"""What the recogniser says of cues and scopes, and what its word is worth beside the trained finder."""

from __future__ import annotations

import re

import numpy as np
import pytest
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence
from gliomine.assertion.cues import Phrase, tokens_of
from gliomine.assertion.heard import FLOOR, TRAIL_FLOOR, Heard
from gliomine.document import WordVectors
from gliomine.resources import models_folder
from hypothesis import given
from hypothesis import strategies as st

FIRST_COLUMN = {"negation": 1, "speculation": 5, "negation_scope": 10, "speculation_scope": 15}
OUTSIDE = {"negation": 0, "speculation": 0, "negation_scope": 9, "speculation_scope": 14}

WITHIN = {"negation_scope": 19, "speculation_scope": 20}


@pytest.fixture(scope="module")
def weights() -> CueWeights:
    return load_cue_weights(models_folder())


def said(text: str, *parts: tuple[str, str], sure: float = 6.0) -> WordVectors:
    """Return the scores of a recogniser that sees each part of the text as what is named, and nothing else."""
    spans = [match.span() for match in re.finditer(r"[^\W_]+|[^\w\s]", text)]
    starts, ends = np.array(spans, dtype=np.int32).reshape(-1, 2).T
    values = np.zeros((len(spans), 21), dtype=np.float32)
    values[:, [0, 9, 14]] = sure
    for shown, name in parts:
        at = text.index(shown)
        inside = [number for number, (low, high) in enumerate(spans) if at <= low and high <= at + len(shown)]
        tags = [1, *[2] * (len(inside) - 2), 3] if len(inside) > 1 else [4]
        for number, tag in zip(inside, tags, strict=True):
            values[number, OUTSIDE[name]] = 0.0
            values[number, FIRST_COLUMN[name] + tag - 1] = sure
            if name.endswith("_scope"):
                values[number, WITHIN[name]] = 1 + number - inside[0]
    return WordVectors(starts, ends, values)


def cues_of(text: str, weights: CueWeights, votes: WordVectors | None) -> dict[str, str]:
    found = [cue for _, cue in read_sentence(text, 0, len(text), weights=weights, votes=votes).cues]
    return {cue.text: text[cue.scope_start : cue.scope_end] for cue in found}


def test_the_recogniser_has_a_word_on_cues(weights: CueWeights) -> None:
    text = "It may not grow in the presence of serum or when serum was lacking."
    assert "not" in cues_of(text, weights, None)
    # An opinion is weighed, it is not the last word: a clear cue stays without it.
    assert "not" in cues_of(text, weights, said(text))
    assert "lacking" in cues_of(text, weights, said(text, ("not", "negation"), ("lacking", "negation")))
    assert "lacking" not in cues_of(text, weights, said(text, ("not", "negation")))


@pytest.mark.parametrize(
    ("seen", "scope"),
    [
        (None, "may keep the weight that calves have"),
        ("may keep the weight that calves have", "may keep the weight that calves have"),
        ("may keep the weight", "may keep the weight"),
        # No scope ends between "the" and its noun, whatever the recogniser says.
        ("may keep the", "may keep the weight that calves have"),
    ],
)
def test_the_recogniser_has_a_word_on_the_end_of_a_scope(seen: str | None, scope: str, weights: CueWeights) -> None:
    text = "Foals may keep the weight that calves have."
    parts = [("may", "speculation"), *([(seen, "speculation_scope")] if seen else [])]
    assert cues_of(text, weights, said(text, *parts)) == {"may": scope}
    # What is said of negation says nothing of a hedge.
    other = [(shown, name.replace("speculation_scope", "negation_scope")) for shown, name in parts]
    assert cues_of(text, weights, said(text, *other)) == {"may": "may keep the weight that calves have"}


def test_the_recogniser_has_a_word_on_the_first_word_of_a_scope(weights: CueWeights) -> None:
    text = "We saw that foals and calves may be kept by one farm."
    cue = ("may", "speculation")
    narrow = cues_of(text, weights, said(text, cue, ("may be kept by one farm", "speculation_scope")))
    wide = cues_of(text, weights, said(text, cue, ("foals and calves may be kept by one farm", "speculation_scope")))
    assert (narrow["may"], wide["may"]) == ("may be kept by one farm", "foals and calves may be kept by one farm")


def test_a_doubt_says_less_than_a_clear_opinion(weights: CueWeights) -> None:
    text = "Foals may keep the weight that calves have."
    parts = [("may", "speculation"), ("may keep the weight", "speculation_scope")]
    ends = {sure: cues_of(text, weights, said(text, *parts, sure=sure))["may"] for sure in (0.0, 6.0)}
    assert ends == {0.0: "may keep the weight that calves have", 6.0: "may keep the weight"}


def test_log_probabilities_of_tokens_that_are_several_words() -> None:
    text = "No NGF-7 was not seen."
    tokens = tokens_of(text, 0, len(text))
    votes = said(text, ("NGF-7 was", "negation_scope"), ("was not", "speculation"), sure=12.0)
    heard = Heard(votes, tokens)
    stops, trails = heard.ends("negation", Phrase(0, 1, "no", "no", "negation"), [1, 2, 3, 6])
    assert [round(value, 1) for value in stops] == [-6.0, -6.0, 0.0, -6.0]
    # "NGF" and "-" are inside; the cue is not, and each word from "was" on costs what an unlikely one costs.
    assert [round(value, 1) for value in trails] == [0.0, -6.0, -6.0, -20.0]
    was, no = Phrase(2, 3, "was", "not", "negation"), Phrase(0, 1, "no", "no", "negation")
    assert heard.begins("negation", was, [2, 1, 0]) == [False, True, False]
    # A scope that does not hold the cue says nothing of it.
    assert heard.begins("negation", no, [0, 1]) == [False, False]
    assert [round(value, 1) for value in heard.cue(Phrase(2, 4, "was not", "not", "negation"))] == [-9.0, -9.0, 0.0]


@given(st.text(alphabet=st.sampled_from("not may ()[],.-3X\n"), min_size=1, max_size=60), st.randoms())
def test_any_opinion_gives_finite_numbers_and_sound_offsets(text: str, random: np.random.Generator) -> None:
    votes = said(text)
    values = np.array([[random.uniform(-80, 80) for _ in range(19)] + [9, 1] for _ in votes.starts], dtype=np.float32)
    votes = WordVectors(votes.starts, votes.ends, values.reshape(-1, 21))
    reading = read_sentence(text, 0, len(text), weights=load_cue_weights(models_folder()), votes=votes)
    for _, cue in (*reading.cues, *reading.hints):
        assert 0 <= cue.scope_start <= cue.start < cue.end <= cue.scope_end <= len(text)
    tokens = tokens_of(text, 0, len(text))
    if tokens and len(votes.starts):
        heard = Heard(votes, tokens)
        numbers = np.concatenate(heard.ends("negation", Phrase(0, 1, "", "", ""), [1, len(tokens)]))
        assert np.isfinite(numbers).all()
        assert numbers.min() >= min(FLOOR, TRAIL_FLOOR)
