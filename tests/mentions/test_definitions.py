"""What a document defines decides the types of its short forms."""

from __future__ import annotations

from gliomine.abbreviations.find import find_abbreviations
from gliomine.abbreviations.uses import Definitions, uses
from gliomine.mentions.definitions import apply_definitions, long_form_types
from gliomine.mentions.merge import Proposal
from gliomine.sentences.split import split_sentences


def typed(text: str, *mentions: tuple[str, int, str]) -> list[tuple[str, str, str]]:
    """Return text, type and source of the mentions after the rule; given as text, occurrence and type."""
    proposals = []
    for shown, number, kind in mentions:
        start = -1
        for _ in range(number + 1):
            start = text.index(shown, start + 1)
        proposals.append(Proposal(start, start + len(shown), kind, 0.7, "model"))
    proposals.sort(key=lambda item: item.start)
    sentences = split_sentences(text, 0, len(text))
    definitions = find_abbreviations(text, sentences)
    found = apply_definitions(
        proposals,
        long_form_types(text, proposals, definitions),
        uses=uses(text, sentences, Definitions(definitions)),
    )
    return [(text[item.start : item.end], item.entity_type, item.source) for item in found]


def test_a_short_form_takes_the_type_of_its_long_form_everywhere() -> None:
    text = "Hepatic stellate cells (HSCs) rest. HSC were seen. No HSCs died."
    assert typed(text, ("Hepatic stellate cells", 0, "cell_type"), ("HSCs", 1, "gene")) == [
        ("Hepatic stellate cells", "cell_type", "model"),
        ("HSCs", "cell_type", "abbreviation"),
        ("HSC", "cell_type", "abbreviation"),
        ("HSCs", "cell_type", "abbreviation"),
    ]


def test_a_long_form_that_is_no_entity_makes_its_short_form_none() -> None:
    text = "Care as usual (CAU) was given. CAU was poor for asthma."
    assert typed(text, ("CAU", 0, "disease"), ("CAU", 1, "disease"), ("asthma", 0, "disease")) == [
        ("asthma", "disease", "model")
    ]


def test_the_first_word_of_a_long_form_is_not_its_head() -> None:
    text = "A glioma stem line (GSL) was kept. GSL grew."
    assert typed(text, ("glioma", 0, "disease"), ("GSL", 1, "gene")) == [("glioma", "disease", "model")]


def test_a_long_form_within_a_longer_mention_says_nothing() -> None:
    text = "Orexin-1 (OX1) receptor was seen. OX1 rose."
    assert typed(text, ("Orexin-1 (OX1) receptor", 0, "gene"), ("OX1", 1, "gene"))[1:] == [("OX1", "gene", "model")]


def test_a_long_form_within_a_longer_mention_is_what_it_is_elsewhere() -> None:
    text = "Tick-borne virus (TBV) infection spread. TBV grew. A tick-borne virus came. A tick-borne virus died. TBV"
    known = [
        ("Tick-borne virus (TBV) infection", 0, "disease"),
        ("tick-borne virus", 0, "organism"),
        ("TBV", 2, "delivery_system"),
    ]
    assert [kind for shown, kind, _ in typed(text, *known) if shown == "TBV"] == ["organism", "organism"]
    either = typed(text, *known, ("tick-borne virus", 1, "gene"))
    assert [kind for shown, kind, _ in either if shown == "TBV"] == ["delivery_system"]


def test_two_senses_each_hold_from_where_they_are_defined() -> None:
    text = "Lung cancer (LC) was seen. LC grew. Liquid chromatography (LC) was run. LC was quick."
    mentions = [("Lung cancer", 0, "disease"), ("LC", 0, "disease"), ("LC", 3, "disease")]
    assert typed(text, *mentions) == [
        ("Lung cancer", "disease", "model"),
        ("LC", "disease", "model"),
        ("LC", "disease", "abbreviation"),
    ]


def test_a_vesicle_keeps_its_head_and_its_cells_stay_cells() -> None:
    text = "Exosomes from podocytes (Podo-Exos) were spun. Podo-Exos helped podocytes."
    mentions = [
        ("Exosomes", 0, "vesicle"),
        ("podocytes", 0, "cell_type"),
        ("Podo", 1, "gene"),
        ("podocytes", 1, "cell_type"),
    ]
    assert [found[:2] for found in typed(text, *mentions)] == [
        ("Exosomes", "vesicle"),
        ("podocytes", "cell_type"),
        ("Podo-Exos", "vesicle"),
        ("Podo-Exos", "vesicle"),
        ("podocytes", "cell_type"),
    ]


def test_the_head_of_a_long_form_stands_before_its_first_preposition() -> None:
    text = "Home therapy of asthma (HTA) was given. HTA helped."
    mentions = [("Home therapy", 0, "treatment"), ("asthma", 0, "disease"), ("HTA", 0, "disease")]
    assert typed(text, *mentions)[2:] == [("HTA", "treatment", "abbreviation"), ("HTA", "treatment", "abbreviation")]


def test_a_long_form_without_a_known_head_is_not_what_it_ends_with() -> None:
    text = "Predictors of growth in asthma (PGA) were seen. PGA was large."
    assert typed(text, ("asthma", 0, "disease"), ("PGA", 0, "disease")) == [("asthma", "disease", "model")]
    assert typed(text, ("asthma", 0, "disease"), ("PGA", 0, "gene"))[1:] == [("PGA", "gene", "model")]
    text = "Lost in asthma 2 (LIA2) was cloned. LIA2 rose."
    assert typed(text, ("asthma 2", 0, "gene"), ("LIA2", 0, "gene"))[1:] == [
        ("LIA2", "gene", "model"),
        ("LIA2", "gene", "abbreviation"),
    ]


def test_a_letter_before_a_comparison_is_a_statistic() -> None:
    text = "Placebo (P) or zinc was given. P helped (P < 0.01)."
    found = typed(text, ("Placebo", 0, "chemical"))
    assert found[1:] == [("P", "chemical", "abbreviation"), ("P", "chemical", "abbreviation")]
