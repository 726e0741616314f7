"""The precedence rule, joins and heads."""

from __future__ import annotations

import re

from gliomine.mentions.merge import (
    Proposal,
    extend_heads,
    join_neighbours,
    resolve,
    trim_tails,
)
from gliomine.topics import Extend, Join, Trim, load_topic


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


def test_what_two_propose_alike_is_as_likely_as_the_surer_says() -> None:
    text = "a drug carrier of glioma"
    model = found(text, "drug carrier", "delivery_system", score=0.1)
    dictionary = found(text, "drug carrier", "delivery_system", score=0.9, source="dictionary", precedence=1)
    (both,) = resolve([model, dictionary])
    assert (both.score, both.source) == (0.9, "model")
    other = found(text, "drug carrier", "chemical", score=0.9, source="dictionary", precedence=1)
    assert resolve([model, other]) == [model]


def test_neighbours_that_touch_are_both_kept() -> None:
    left, right = Proposal(0, 5, "gene", 0.5, "model"), Proposal(5, 9, "gene", 0.5, "model")
    assert resolve([right, left]) == [left, right]


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


def test_nothing_is_joined_over_the_end_of_a_sentence() -> None:
    text = "MSC\nexosomes"
    pair = [found(text, "MSC", "cell_type"), found(text, "exosomes", "vesicle")]
    rule = Join(frozenset({"cell_type"}), frozenset({"vesicle"}), re.compile(r"\s"))
    assert len(join_neighbours(text, pair, [rule])) == 1
    assert join_neighbours(text, pair, [rule], borders=[3]) == pair


def test_a_cause_belongs_to_its_disease() -> None:
    text = "cisplatin-induced nephropathy and hypoxia-induced migration"
    mentions = [
        found(text, "cisplatin", "chemical"),
        found(text, "nephropathy", "disease"),
        found(text, "hypoxia", "process"),
        found(text, "migration", "process"),
    ]
    joined = join_neighbours(text, mentions, load_topic("general").joins)
    assert [text[item.start : item.end] for item in joined] == ["cisplatin-induced nephropathy", "hypoxia", "migration"]


def test_a_head_behind_a_mention_is_taken_in() -> None:
    text = "exosome therapy and exosome treatment"
    rule = Extend(frozenset({"vesicle"}), re.compile(r"\stherapy\b"), "treatment")
    mentions = [Proposal(0, 7, "vesicle", 0.9, "m"), Proposal(20, 27, "vesicle", 0.9, "m")]
    assert [(item.end, item.entity_type) for item in extend_heads(text, mentions, [rule])] == [
        (15, "treatment"),
        (27, "vesicle"),
    ]
    other = Proposal(8, 15, "treatment", 0.9, "m")
    assert extend_heads(text, [mentions[0], other], [rule])[0] == mentions[0]


def test_what_lies_within_a_head_is_part_of_the_longer_name() -> None:
    extends = load_topic("glioma").extends
    text = (
        "Zika virus infection, STAT3 inhibitors, miR-21 inhibitors, motor cortex regions and "
        "plasminogen activator inhibitors"
    )
    mentions = [
        found(text, "Zika virus", "organism"),
        found(text, "infection", "disease"),
        found(text, "STAT3", "gene"),
        found(text, "miR-21", "gene"),
        found(text, "motor cortex", "anatomy"),
        found(text, "plasminogen activator", "gene"),
    ]
    shown = [(text[item.start : item.end], item.entity_type) for item in extend_heads(text, mentions, extends)]
    assert shown == [
        ("Zika virus infection", "disease"),
        ("STAT3 inhibitors", "chemical"),
        ("miR-21", "gene"),
        ("motor cortex regions", "anatomy"),
        ("plasminogen activator", "gene"),
    ]


def test_a_longer_name_behind_keeps_its_words() -> None:
    text = "STAT3 inhibitor toxicity"
    mentions = [found(text, "STAT3", "gene"), found(text, "inhibitor toxicity", "disease")]
    assert extend_heads(text, mentions, load_topic("glioma").extends) == mentions
