"""The precedence rule, abbreviations and joins."""

from __future__ import annotations

import re

from gliomine.mentions.merge import (
    Proposal,
    apply_abbreviations,
    join_neighbours,
    long_form_types,
    resolve,
    trim_tails,
)
from gliomine.topics import Join, Trim, load_topic


def found(text: str, word: str, kind: str, **more: object) -> Proposal:
    start = text.index(word)
    values = {"score": 0.9, "source": "model", "precedence": 0, **more}
    return Proposal(start, start + len(word), kind, **values)  # type: ignore[arg-type]


def test_higher_precedence_stands_before_longer() -> None:
    text = "recurrent glioma cells"
    model = found(text, "glioma cells", "cell_type")
    dictionary = found(text, "recurrent glioma cells", "disease", precedence=1)
    assert resolve([dictionary, model]) == [model]


def test_longer_stands_before_shorter_and_order_of_candidates_does_not_matter() -> None:
    text = "recurrent glioma cells"
    long, short = found(text, "recurrent glioma", "disease"), found(text, "glioma cells", "cell_type")
    assert resolve([long, short]) == resolve([short, long]) == [long]


def test_neighbours_that_touch_are_both_kept() -> None:
    left, right = Proposal(0, 5, "gene", 0.5, "model"), Proposal(5, 9, "gene", 0.5, "model")
    assert resolve([right, left]) == [left, right]


def test_short_form_takes_the_type_of_its_long_form_everywhere() -> None:
    text = "mesenchymal stem cells (MSC). The MSC gene."
    long = found(text, "mesenchymal stem cells", "cell_type")
    wrong = Proposal(34, 37, "gene", 0.7, "dictionary", 1)
    types = long_form_types([long, wrong], [("MSC", 0, 22)])
    places = [(24, 27, "MSC"), (34, 37, "MSC")]
    merged = apply_abbreviations([long, wrong], types, occurrences=places, guesses=frozenset({"dictionary"}))
    assert [(item.start, item.entity_type, item.source) for item in merged] == [
        (0, "cell_type", "model"),
        (24, "cell_type", "abbreviation"),
        (34, "cell_type", "abbreviation"),
    ]


def test_a_guess_about_a_short_form_whose_long_form_is_no_entity_is_dropped() -> None:
    # "wall shear stress (WSS) and WSS"
    guess = Proposal(28, 31, "gene", 0.7, "dictionary", 1)
    types = long_form_types([guess], [("WSS", 0, 17)])
    merged = apply_abbreviations([guess], types, occurrences=[(28, 31, "WSS")], guesses=frozenset({"dictionary"}))
    assert types == {"WSS": None}
    assert merged == []
    kept = apply_abbreviations([guess], types, occurrences=[(28, 31, "WSS")], guesses=frozenset())
    assert [(item.start, item.source) for item in kept] == [(28, "dictionary")]


def test_profile_joins_source_and_vesicle() -> None:
    text = "bone marrow MSC-derived exosomes and MSCs Exo, MSC; exosomes"
    joins = load_topic("glioma").joins
    mentions = [
        found(text, "bone marrow", "anatomy"),
        found(text, "MSC", "cell_type"),
        found(text, "exosomes", "vesicle"),
        found(text, "MSCs", "cell_type"),
        found(text, "Exo,", "vesicle"),
    ]
    mentions[-1] = Proposal(mentions[-1].start, mentions[-1].end - 1, "vesicle", 0.8, "model")
    joined = join_neighbours(text, sorted(mentions, key=lambda item: item.start), joins)
    assert [(text[item.start : item.end], item.entity_type) for item in joined] == [
        ("bone marrow MSC-derived exosomes", "vesicle"),
        ("MSCs Exo", "vesicle"),
    ]
    assert joined[1].score == 0.8


def test_neighbours_that_no_rule_joins_stay_apart() -> None:
    text = "MSC; exosomes"
    pair = [found(text, "MSC", "cell_type"), found(text, "exosomes", "vesicle")]
    rule = Join(frozenset({"cell_type"}), frozenset({"vesicle"}), re.compile(r"-derived "))
    assert join_neighbours(text, pair, [rule]) == pair


def test_a_general_noun_is_left_out_where_the_rest_is_a_name() -> None:
    text = "glioma therapy and gene therapy"
    mentions = [Proposal(0, 14, "treatment", 0.4, "m"), Proposal(19, 31, "treatment", 0.9, "m")]
    rule = Trim(frozenset({"treatment"}), re.compile(r"\s+therapy"), frozenset({"disease"}))
    found = trim_tails(text, mentions, [rule], type_of=lambda start, end: {"glioma": "disease"}.get(text[start:end]))
    assert [(item.start, item.end, item.entity_type) for item in found] == [(0, 6, "disease"), (19, 31, "treatment")]
