"""Present, absent or possible, after the annotation guideline of the home topic."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.assertion.assess import assess
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence
from gliomine.assertion.weigh import PairWeights, load_pair_weights
from gliomine.resources import models_folder

from tests.markup import parse

ABSENT = [
    "No evidence of <m type=disease assertion=absent>recurrence</m> was found in <m type=organism>patients</m>.",
    "No serious <m type=disease assertion=absent>toxic events</m> or <m type=disease assertion=absent>bleeding</m> "
    "were observed.",
    "All <m type=organism>rats</m> stayed <m type=disease assertion=absent>tumour</m>-free for a year.",
    "<m type=organism>Mice</m> were kept without <m type=treatment assertion=absent>radiotherapy</m>.",
    "<m type=gene assertion=absent>EGFR</m> was not detected in <m type=anatomy>normal brain</m>.",
    "<m type=chemical>Honokiol</m> had no effect on <m type=process assertion=absent>autophagy</m>.",
    "<m type=chemical>Honokiol</m> did not affect <m type=process assertion=absent>autophagy</m> in "
    "<m type=cell_type>astrocytes</m>.",
    "Growth went on in the absence of <m type=gene assertion=absent>VEGF</m>.",
    "<m type=gene>CD44</m> but not <m type=gene assertion=absent>CD133</m> was raised.",
]
PRESENT = [
    "Cells were grown with or without <m type=chemical>temozolomide</m>.",
    "It is not known how <m type=vesicle>exosomes</m> reach the <m type=anatomy>brain</m>.",
    "We asked whether <m type=vesicle>exosomes</m> carry <m type=gene>miR-21</m>.",
    "We reviewed the therapeutic potential of <m type=vesicle>exosomes</m>.",
    "<m type=vesicle>Exosomes</m> could cross the <m type=anatomy>barrier</m> within an hour.",
    "<m type=organism>Patients</m> with <m type=disease>glioma</m> received <m type=chemical>carmustine</m>.",
    "<m type=chemical>Carmustine</m> suppressed not only <m type=process>growth</m>.",
]
POSSIBLE = [
    "These data suggest that <m type=chemical assertion=possible>honokiol</m> protects "
    "<m type=cell_type>neurons</m> through inhibiting <m type=gene assertion=possible>NF-kB</m>.",
    "<m type=vesicle assertion=possible>Exosomes</m> may help <m type=organism>patients</m> with "
    "<m type=disease>glioma</m>.",
    "<m type=gene assertion=possible>CD44</m> is a potential marker of <m type=disease>glioblastoma</m>.",
    "<m type=chemical assertion=possible>Carmustine</m> may cause <m type=disease assertion=possible>seizures</m>.",
    "The loss was possibly caused by <m type=process assertion=possible>ageing</m>.",
    "<m type=vesicle assertion=possible>Exosomes</m> appear to spread <m type=disease>glioma</m>.",
    "Growth rose, suggesting activation of <m type=gene assertion=possible>AKT</m> in <m type=anatomy>brain</m>.",
]


KINDS = [
    line
    for line in (Path(__file__).parent / "examples.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def weights() -> CueWeights:
    return load_cue_weights(models_folder())


@pytest.fixture(scope="module")
def pairs() -> PairWeights:
    return load_pair_weights(models_folder())


@pytest.mark.parametrize("marked", [*ABSENT, *PRESENT, *POSSIBLE, *KINDS])
def test_status(marked: str, weights: CueWeights, pairs: PairWeights) -> None:
    document, written = parse(marked, role="results")
    reading = read_sentence(document.text, 0, len(document.text), weights=weights)
    found = assess(document.text, reading, document.mentions, role="results", weights=pairs)
    assert [item.status for item in found] == [item.get("assertion", "present") for item in written]
    for item in found:
        assert (item.status == "present") == (item.cue is None)
        if item.cue_start is not None and item.scope_start is not None and item.scope_end is not None:
            assert document.text[item.cue_start : item.cue_end] == item.cue
            assert item.scope_start <= item.cue_start < item.scope_end


@pytest.mark.parametrize(
    ("text", "role", "status"),
    [
        ("To find out whether <m type=vesicle>exosomes</m> may carry it.", "objective", "present"),
        ("We hypothesized that <m type=vesicle>exosomes</m> carry it.", "background", "possible"),
    ],
)
def test_aims_are_no_hedges(text: str, role: str, status: str, weights: CueWeights, pairs: PairWeights) -> None:
    document, _ = parse(text)
    reading = read_sentence(document.text, 0, len(document.text), weights=weights)
    (found,) = assess(document.text, reading, document.mentions, role=role, weights=pairs)
    assert found.status == status


def test_could_hedges_in_conclusions(weights: CueWeights, pairs: PairWeights) -> None:
    document, _ = parse("<m type=vesicle>Exosomes</m> could carry drugs.")
    reading = read_sentence(document.text, 0, len(document.text), weights=weights)
    for role, status in (("results", "present"), ("conclusions", "possible")):
        (found,) = assess(document.text, reading, document.mentions, role=role, weights=pairs)
        assert found.status == status


def test_a_cue_inside_a_mention_says_nothing_of_it(weights: CueWeights, pairs: PairWeights) -> None:
    document, _ = parse("Patients reported <m type=disease>lack of energy</m>.")
    reading = read_sentence(document.text, 0, len(document.text), weights=weights)
    (found,) = assess(document.text, reading, document.mentions, role=None, weights=pairs)
    assert found.status == "present"


@pytest.mark.parametrize(
    ("marked", "status", "cue"),
    [
        # Both negated and hedged: absent, whichever word comes first.
        ("Perhaps <m type=gene>CD63</m> was not expressed.", "absent", "not"),
        ("<m type=gene>CD63</m> may not be expressed.", "absent", "not"),
        # Of two cues that say the same, the first is named.
        ("Neither rat showed no <m type=disease>edema</m>.", "absent", "Neither"),
        ("We found no lack of <m type=gene>CD63</m>.", "absent", "no"),
        ("It may possibly cause <m type=disease>edema</m>.", "possible", "may"),
        ("This suggests that <m type=gene>CD63</m> might mediate it.", "possible", "suggests"),
        ("<m type=gene>CD63</m>-negative cells never had it.", "absent", "negative"),
        ("<m type=gene>CD63</m> rose.", "present", None),
    ],
)
def test_which_of_several_cues_decides(
    marked: str, status: str, cue: str | None, weights: CueWeights, pairs: PairWeights
) -> None:
    document, _ = parse(marked, role="conclusions")
    reading = read_sentence(document.text, 0, len(document.text), weights=weights)
    (found,) = assess(document.text, reading, document.mentions, role="conclusions", weights=pairs)
    assert (found.status, found.cue) == (status, cue)
