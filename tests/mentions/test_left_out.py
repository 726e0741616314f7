"""Mentions that are none: parts of the names of instruments, institutions and studies."""

from __future__ import annotations

import pytest
from gliomine.mentions.left_out import named_things, without_others
from gliomine.mentions.merge import Proposal


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
