"""Cues of negation and hedging, their scopes, and the word classes that scopes read."""

from __future__ import annotations

import pytest
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence, whole_end
from gliomine.assertion.cues import phrases_of, tokens_of
from gliomine.assertion.tagger import classes_of
from gliomine.resources import models_folder
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def weights() -> CueWeights:
    return load_cue_weights(models_folder())


def scopes(text: str, weights: CueWeights) -> list[tuple[str, str, str]]:
    cues = [cue for _, cue in read_sentence(text, 0, len(text), weights=weights).cues]
    return [(cue.kind, cue.text, text[cue.scope_start : cue.scope_end]) for cue in cues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Glioma cells did not migrate.", [("negation", "not", "not migrate")]),
        ("The receptor was not detected in glioma cells.", [("negation", "not", "*")]),
        ("No recurrence was observed.", [("negation", "No", "*")]),
        ("Cells lacking p53 were killed.", [("negation", "lacking", "lacking p53")]),
        ("Exosomes may promote growth.", [("speculation", "may", "may promote growth")]),
        ("The drug enters the brain, but not the liver.", [("negation", "not", "not the liver")]),
        ("The mechanism remains unknown.", [("speculation", "unknown", "*")]),
        (
            "These results suggest that exosomes carry the drug.",
            [("speculation", "suggest", "suggest that exosomes carry the drug")],
        ),
        ("Exosomes carry the drug.", []),
        ("We not only saw cells but also vesicles.", []),
        ("NO was released.", []),
    ],
)
def test_cues_and_scopes(text: str, expected: list[tuple[str, str, str]], weights: CueWeights) -> None:
    wanted = [(kind, cue, text[:-1] if scope == "*" else scope) for kind, cue, scope in expected]
    assert scopes(text, weights) == wanted


@pytest.mark.parametrize(
    ("bracket", "outside"),
    [
        (" [3, 4-6] (Lee et al., 2019)", True),
        (" (Fig. 2a)", True),
        (" (results not shown)", True),
        (" (A.B. and C.D., unpublished results)", True),
        (" (as foals do)", False),
        (" (p = 0.07)", False),
        (" (not seen in foals)", False),
    ],
)
def test_citations_stay_outside(bracket: str, outside: bool, weights: CueWeights) -> None:
    ends = {cue: scope for _, cue, scope in scopes(f"Exosomes may promote growth{bracket}.", weights)}
    assert ends["may"] == "may promote growth" + ("" if outside else bracket)


@given(st.text(alphabet=st.sampled_from("not may suggest that or ()[],. α😀́\r\n-free 3X"), max_size=80))
def test_any_text_gives_sound_offsets(text: str) -> None:
    reading = read_sentence(text, 0, len(text), weights=load_cue_weights(models_folder()))
    for _, cue in (*reading.cues, *reading.hints):
        assert text[cue.start : cue.end] == cue.text
        assert 0 <= cue.scope_start <= cue.start < cue.end <= cue.scope_end <= len(text)


def test_longer_phrases_are_candidates_too() -> None:
    words = [token.word for token in tokens_of("It can not grow.", 0, 16)]
    assert [(item.words, item.group) for item in phrases_of(words)] == [
        ("can", "weak_modal"),
        ("can not", "not"),
        ("not", "not"),
    ]


def test_word_classes(weights: CueWeights) -> None:
    shown = ["The", "cells", "expressed", "high", "levels", "of", "p53", "and", "were", "irradiated", "."]
    words = [word.lower() for word in shown]
    assert classes_of(words, shown, weights.tagger) == [
        *("the", "~NNS", "~VBD", "~JJ", "~NNS", "of", "~NN", "and", "were", "~VBN", "."),
    ]


@pytest.mark.parametrize(
    ("text", "cue", "scope"),
    [
        ("Foals grew well (weights not shown), as did calves.", "not", "weights not shown"),
        ("Foals grew well (they may have eaten more), as did calves.", "may", "may have eaten more"),
        ("Foals did not grow (or lost weight) at all.", "not", "not grow (or lost weight) at all"),
    ],
)
def test_a_scope_stays_in_the_brackets_of_its_cue(text: str, cue: str, scope: str, weights: CueWeights) -> None:
    ends = {found: text.index(shown) + len(shown) for _, found, shown in scopes(text, weights)}
    assert ends[cue] == text.index(scope) + len(scope)


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("not seen with NGF-7 alone", "not seen with NGF", "not seen with NGF-7"),
        ("lack of Pten in Pten -/- mice", "lack of Pten in Pten", "lack of Pten in Pten -/-"),
        ("not seen in DNA (from calves) or RNA", "not seen in DNA (", "not seen in DNA (from calves)"),
        ("not seen in DNA (from calves", "not seen in DNA (", "not seen in DNA"),
        ("not seen in DNA", "not seen in DNA", "not seen in DNA"),
        ("not seen (yet) in DNA", "not seen (yet)", "not seen (yet)"),
    ],
)
def test_a_scope_parts_no_word_and_no_brackets(text: str, cut: str, whole: str) -> None:
    tokens = tokens_of(text, 0, len(text))
    assert text[: whole_end(text, tokens, 3, len(cut))] == whole
