"""The borders of mentions, by kind, with near misses."""

from __future__ import annotations

import pytest
from gliomine.mentions.merge import Proposal
from gliomine.mentions.tidy import tidied

from tests.mentions.examples import examples, read


@pytest.mark.parametrize(("marked", "expected"), examples("borders.txt"))
def test_borders_are_those_of_the_example(marked: str, expected: str) -> None:
    text, (given,) = read(marked)
    found = [f"{text[item.start : item.end]} {item.entity_type}" for item in tidied(text, [given])]
    assert ("; ".join(found) or "none") == expected


def test_a_known_name_is_not_taken_apart() -> None:
    text = "Scaling and root cancers"
    given = Proposal(0, len(text), "disease", 0.9, "model")
    assert list(tidied(text, [given], is_name=lambda shown: shown == text)) == [given]


@pytest.mark.parametrize(("known", "expected"), [("bEnd.3", "bEnd.3"), ("other", "bEnd")])
def test_a_number_behind_a_full_stop_is_part_of_a_known_name(known: str, expected: str) -> None:
    text = "bEnd.3"
    (found,) = tidied(text, [Proposal(0, len(text), "cell_line", 0.9, "model")], is_name=lambda name: name == known)
    assert text[found.start : found.end] == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [("sepsis3", "sepsis"), ("sepsis3,4", "sepsis"), ("caspase9", "caspase9"), ("gadget3", "gadget3")],
)
def test_the_number_of_a_reference_is_no_part_of_a_known_name(shown: str, expected: str) -> None:
    given = Proposal(0, len(shown), "disease", 0.9, "model")
    (found,) = tidied(shown, [given], is_name=lambda name: name in {"sepsis", "caspase", "caspase9"})
    assert shown[found.start : found.end] == expected
