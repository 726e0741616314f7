"""The subject of a verb group, from which hedges and denials are read leftwards."""

from __future__ import annotations

import pytest
from gliomine.assertion.clause import subject_of
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence
from gliomine.resources import models_folder


@pytest.fixture(scope="module")
def weights() -> CueWeights:
    return load_cue_weights(models_folder())


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The drug may help.", "the drug"),
        ("The drug was given and may help.", "the drug"),
        ("In old rats, the new drug has been given and could help.", "the new drug"),
        ("When given early, the drug may help.", "the drug"),
        ("Rats were fed; the drug may help.", "the drug"),
        ("As shown here: the drug may help.", "the drug"),
        ("Mice, which were old, may die.", "mice , which were old ,"),
        ("The trial, begun late and ended early, may mislead.", "the trial , begun late and ended early ,"),
        ("The dose was high; rats, fed with oats, may sleep.", "rats , fed with oats ,"),
        ("The vesicles (from rats) may help.", "the vesicles ( from rats )"),
        ("The vesicles (from rats [of any age]) may help.", "the vesicles ( from rats [ of any age ] )"),
        ("Rats (n = 5), not mice, may sleep.", "rats ( n = 5 ) , not mice ,"),
        ("Exosomes, vesicles and cells may spread.", "exosomes , vesicles and cells"),
        ("Growth was slow in rats with tumours which may spread.", "tumours which"),
    ],
)
def test_the_subject_of_a_hedged_verb(text: str, subject: str, weights: CueWeights) -> None:
    reading = read_sentence(text, 0, len(text), weights=weights)
    at = next(number for number, word in enumerate(reading.words) if word in ("may", "could"))
    low, high = subject_of(reading, at)
    assert " ".join(reading.words[low:high]) == subject
