"""Mentions that are none: parts of the names of instruments, institutions and studies."""

from __future__ import annotations

import pytest
from gliomine.mentions.left_out import named_things, without_others
from gliomine.mentions.merge import Proposal

from tests.mentions.examples import examples, read


@pytest.mark.parametrize(("marked", "expected"), examples("left_out.txt"))
def test_what_looks_like_a_mention(marked: str, expected: str) -> None:
    text, given = read(marked)
    found = [text[item.start : item.end] for item in without_others(text, [(0, len(text))], given)]
    assert ("; ".join(found) or "none") == expected


@pytest.mark.parametrize(
    ("text", "mentions", "kept"),
    [
        (
            "Depression was told by the Beck Depression Inventory; depression fell.",
            ["Depression", "Depression", "depression"],
            [0, 54],
        ),
        (
            "The Beck Depression Inventory and the Beck Anxiety Inventory fell. Anxiety rose.",
            ["Depression", "Anxiety", "Anxiety"],
            [67],
        ),
        ("Glioma grew in rats.", ["Glioma", "rats"], [0, 15]),
        ("", [], []),
    ],
)
def test_what_stands_in_the_name_of_something_else_is_no_mention(
    text: str, mentions: list[str], kept: list[int]
) -> None:
    proposals, at = [], 0
    for name in mentions:
        at = text.index(name, at)
        proposals.append(Proposal(at, at + len(name), "disease", 0.9, "test", 1))
        at += 1
    found = list(without_others(text, [(0, len(text))], proposals))
    assert [item.start for item in found] == kept
    if len(list(named_things(text, 0, len(text)))) == 2:
        end = text.index(". ") + 1
        assert list(without_others(text, [(0, end), (end, len(text))], proposals)) == found


def test_the_name_of_an_instrument_ends_with_what_it_is_for() -> None:
    text = "We used the Bern Index of Fatigue and Sleep in men."
    assert [text[low:high] for low, high in named_things(text, 0, len(text))] == ["Bern Index of Fatigue and Sleep"]


def test_many_capitals_in_a_long_sentence_take_no_time() -> None:
    text = "Study of " + "Alpha Beta Gamma, Delta and " * 2000 + "Omega Scale."
    assert list(named_things(text, 0, len(text))) is not None
