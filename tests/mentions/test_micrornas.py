"""MicroRNAs by their notation, with near misses."""

from __future__ import annotations

import pytest
from gliomine.mentions.merge import Proposal
from gliomine.mentions.micrornas import find_micrornas, with_micrornas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rno-miR-9-5p fell", ["rno-miR-9-5p"]),
        ("let-7d and hsa-let-7g-3p", ["let-7d", "hsa-let-7g-3p"]),
        ("microRNA-31 or MIR31", ["microRNA-31", "MIR31"]),
        ("miR-30a/b/c", ["miR-30a"]),
        ("miR‐17 fell", ["miR‐17"]),
        ("let 7 men in; outlet-7", []),
        ("anti-miR-21 helped", []),
        ("MIRO1 and miRNAs", []),
    ],
)
def test_forms(text: str, expected: list[str]) -> None:
    assert [text[low:high] for low, high in find_micrornas(text, 0, len(text))] == expected


def test_a_longer_mention_keeps_it_and_another_type_gives_way() -> None:
    text = "miR-9-rich vesicles, miR-31 and miR-17-5p"
    whole = Proposal(0, 19, "vesicle", 0.8, "model")
    typed = Proposal(21, 27, "chemical", 0.8, "model")
    part = Proposal(36, 41, "chemical", 0.8, "model")
    found = with_micrornas(text, [(0, len(text))], [whole, typed, part])
    shown = [(text[item.start : item.end], item.entity_type, item.source) for item in found]
    assert shown == [
        ("miR-9-rich vesicles", "vesicle", "model"),
        ("miR-31", "gene", "pattern"),
        ("miR-17-5p", "gene", "pattern"),
    ]


def test_of_a_list_with_slashes_the_first_is_one() -> None:
    text = "miR-30a/b/c fell"
    (found,) = with_micrornas(text, [(0, len(text))], [Proposal(0, 11, "gene", 0.1, "model")])
    assert text[found.start : found.end] == "miR-30a"
