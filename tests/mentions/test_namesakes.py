"""What a document says of a name in one place holds of it in the others; near misses stay as they are."""

from __future__ import annotations

import re

import pytest
from gliomine.mentions.merge import Proposal
from gliomine.mentions.namesakes import by_majority, leaning, likelier_ends, name_of

_MARK = re.compile(r"\[(?P<shown>[^\]]+)\](?P<kind>[a-z_]+)\((?P<score>[\d.]+)\)")


def read(marked: str) -> tuple[str, list[Proposal]]:
    text, found, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        found.append(
            Proposal(len(text), len(text) + len(mark["shown"]), mark["kind"], float(mark["score"]), "model:test")
        )
        text, last = text + mark["shown"], mark.end()
    return text + marked[last:], found


@pytest.mark.parametrize(
    ("marked", "scores"),
    [
        ("[Exosomes]vesicle(0.9) and an [exosome]vesicle(0.3) swam.", [0.9, 0.75]),
        ("[Exosomes]vesicle(0.3) swam.", [0.3]),
        ("[MSCs]cell_type(0.8) and [MSC]cell_type(0.4) grew.", [0.8, 0.7]),
        # Another type, and another word whose letters are the same.
        ("[collagen]gene(0.9) and [collagen]chemical(0.2) were seen.", [0.9, 0.2]),
        ("[CAT]gene(0.9) of a [cat]gene(0.2).", [0.9, 0.2]),
    ],
)
def test_a_mention_leans_on_the_surest_of_its_name(marked: str, scores: list[float]) -> None:
    text, given = read(marked)
    assert [round(item.score, 4) for item in leaning(text, given)] == scores


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Thick darker skin]anatomy(0.2) and [skin]anatomy(1.0).", ["skin 0.55", "skin 1.0"]),
        ("[darker skin]anatomy(0.3) and [darker skin]anatomy(0.98).", ["darker skin 0.3", "darker skin 0.98"]),
        # A reading with an even chance stands, and one whose end is doubtful, of another type, or a piece of a word.
        ("[darker skin]anatomy(0.5) and [skin]anatomy(1.0).", ["darker skin 0.5", "skin 1.0"]),
        ("[darker skin]anatomy(0.4) and [skin]anatomy(0.6).", ["darker skin 0.4", "skin 0.6"]),
        ("[darker skin]disease(0.2) and [skin]anatomy(1.0).", ["darker skin 0.2", "skin 1.0"]),
        ("[foreskin]anatomy(0.2) and [skin]anatomy(1.0).", ["foreskin 0.2", "skin 1.0"]),
    ],
)
def test_the_end_of_a_doubtful_name(marked: str, expected: list[str]) -> None:
    text, given = read(marked)
    found = likelier_ends(text, given)
    assert [f"{text[item.start : item.end]} {item.score}" for item in found] == expected


@pytest.mark.parametrize(
    ("marked", "kinds"),
    [
        ("[insulin]gene(0.8), [insulin]chemical(0.9), [Insulin]chemical(0.9)", ["chemical"] * 3),
        ("[insulin]gene(0.8), [insulin]chemical(0.9)", ["gene", "chemical"]),  # no type of which clearly more is said
        ("[APC]disease(0.9), [APC]gene(0.9), [APC]gene(0.9)", ["disease", "gene", "gene"]),  # named after its gene
        ("[insulin]gene(0.8), [glucagon]chemical(0.9), [glucagon]chemical(0.9)", ["gene", "chemical", "chemical"]),
    ],
)
def test_one_name_has_the_type_of_most(marked: str, kinds: list[str]) -> None:
    text, given = read(marked)
    assert [item.entity_type for item in by_majority(text, given)] == kinds


@pytest.mark.parametrize(
    ("shown", "name"),
    [("Exosomes", "exosome"), ("EXOSOME", "exosome"), ("EVs", "EV"), ("was", "was"), ("TNF-α", "tnf alpha")],
)
def test_the_name_that_mentions_share(shown: str, name: str) -> None:
    assert name_of(shown) == name
