"""A part of a known name takes the whole, and one name has one type in a document."""

from __future__ import annotations

import pytest
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.merge import Proposal
from gliomine.mentions.whole_names import of_one_type, whole_names


@pytest.mark.parametrize(
    ("text", "part", "kind", "expected"),
    [
        ("in Rattus norvegicus (n = 3)", "norvegicus", "anatomy", "Rattus norvegicus organism"),
        ("in Patients norvegicus", "norvegicus", "anatomy", "norvegicus anatomy"),
        ("of European people at risk", "people", "organism", "people organism"),
        ("for Cancer survivors at risk", "survivors", "organism", "survivors organism"),
        ("by MERS-CoV now", "CoV", "organism", "MERS-CoV organism"),
        ("by anti-HIV-1 now", "HIV-1", "organism", "HIV-1 organism"),
        ("of phospho-ERBB4 and", "ERBB4", "gene", "phospho-ERBB4 gene"),
        ("of phosphorylated ERBB4 and", "ERBB4", "gene", "ERBB4 gene"),
        ("of phospho-tyrosine and", "tyrosine", "chemical", "tyrosine chemical"),
        ("Both liver was cut", "liver", "anatomy", "liver anatomy"),
        ("an RNA interference", "RNA", "chemical", "RNA interference process"),
        ("poor hand hygiene was seen", "hand", "anatomy", "hand hygiene treatment"),
        ("with oxygen consumption at rest", "oxygen", "chemical", "oxygen consumption process"),
        ("by kidney function tests", "kidney", "anatomy", "kidney function process"),
        ("with alcohol consumption at rest", "alcohol", "chemical", "alcohol chemical"),
        ("poor hand grip was seen", "hand", "anatomy", "hand anatomy"),
        ("a lung flowed", "lung", "anatomy", "lung anatomy"),
    ],
)
def test_the_whole_of_a_name(text: str, part: str, kind: str, expected: str) -> None:
    start = text.index(part)
    given = Proposal(start, start + len(part), kind, 0.9, "model")
    (found,) = whole_names(text, [given], kb=open_knowledge_base(None))
    assert f"{text[found.start : found.end]} {found.entity_type}" == expected


def test_a_part_before_the_hyphen_gives_way_and_a_longer_name_does_not() -> None:
    text = "the MERS-CoV"
    second = Proposal(9, 12, "organism", 0.9, "model")
    (found,) = whole_names(text, [Proposal(4, 8, "disease", 0.9, "model"), second], kb=open_knowledge_base(None))
    assert (found.start, found.end) == (4, 12)
    given = [Proposal(0, 8, "disease", 0.9, "model"), second]
    assert whole_names(text, given, kb=open_knowledge_base(None)) == given


@pytest.mark.parametrize(
    ("name", "kinds", "expected"),
    [
        ("metformin", ["gene", "chemical", "chemical"], ["chemical"] * 3),
        ("metformin", ["gene", "disease"], ["gene", "disease"]),  # the index knows neither
        ("metformin", ["gene", "gene"], ["gene", "gene"]),  # the model does not contradict itself
    ],
)
def test_one_name_has_one_type(name: str, kinds: list[str], expected: list[str]) -> None:
    text = " ".join([name] * len(kinds))
    step = len(name) + 1
    given = [Proposal(at * step, at * step + len(name), kind, 0.9, "model") for at, kind in enumerate(kinds)]
    assert [item.entity_type for item in of_one_type(text, given, kb=open_knowledge_base(None))] == expected
