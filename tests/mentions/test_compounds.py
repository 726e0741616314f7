"""Loaded carriers are one mention of the type of their head; lines before "cells" are lines; longer names win."""

from __future__ import annotations

import pytest
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.compounds import with_carriers
from gliomine.mentions.lines import with_lines
from gliomine.mentions.merge import Proposal
from gliomine.mentions.whole_names import whole_names

KB = open_knowledge_base(None)


def shown(text: str, mentions: list[Proposal]) -> list[tuple[str, str]]:
    return [(text[item.start : item.end], item.entity_type) for item in mentions]


def of(text: str, *names: tuple[str, str, float]) -> list[Proposal]:
    return [Proposal(text.index(name), text.index(name) + len(name), kind, score, "m") for name, kind, score in names]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("Insulin-loaded liposomes fell.", (), [("Insulin-loaded liposomes", "delivery_system")]),
        (
            "Gold salt-coated liposomes fell.",
            (("Gold salt", "chemical", 0.9),),
            [("Gold salt-coated liposomes", "delivery_system")],
        ),
        (
            "Insulin-laden milk globules fell.",
            (("milk globules", "vesicle", 0.3),),
            [("Insulin-laden milk globules", "vesicle")],
        ),
        ("Insulin-loaded pens fell.", (("Insulin", "chemical", 0.9),), [("Insulin", "chemical")]),
        ("Liposomes loaded with insulin fell.", (), []),
        (
            "Insulin-loaded liposomes therapy fell.",
            (("Insulin-loaded liposomes therapy", "treatment", 0.9),),
            [("Insulin-loaded liposomes therapy", "treatment")],
        ),
    ],
)
def test_what_is_loaded_is_one_name(
    text: str, names: tuple[tuple[str, str, float], ...], wanted: list[tuple[str, str]]
) -> None:
    assert shown(text, with_carriers(text, [(0, len(text))], of(text, *names), kb=KB)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Zinc was added to Vero cells.", [("Vero cells", "cell_line")]),
        ("Zinc was added to K562-cells.", [("K562-cells", "cell_line")]),
        ("Zinc was added to Schwann cells.", []),
        ("Zinc was added to THP-1 cells.", []),  # a gene bears the name as well: the model says
        ("Vero was the town.", []),
    ],
)
def test_cells_behind_a_name_that_is_a_line_alone(text: str, wanted: list[tuple[str, str]]) -> None:
    assert shown(text, with_lines(text, [(0, len(text))], [], kb=KB)) == wanted


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        (
            "We froze Wharton's jelly mesenchymal stem cells.",
            (("mesenchymal stem cells", "cell_type", 0.7),),
            "Wharton's jelly mesenchymal stem cells",
        ),
        ("The induction of apoptosis fell.", (("apoptosis", "process", 0.7),), "apoptosis"),
        ("Cells secreted vesicles.", (("vesicles", "cellular_component", 0.7),), "vesicles"),
        ("Old zebra finches sang.", (("finches", "organism", 0.7),), "finches"),
    ],
)
def test_a_mention_takes_the_longest_name_that_ends_with_it(
    text: str, names: tuple[tuple[str, str, float], ...], wanted: str
) -> None:
    assert [name for name, _ in shown(text, whole_names(text, of(text, *names), kb=KB))] == [wanted]


def test_a_sure_mention_before_it_is_no_part_of_a_longer_name() -> None:
    text = "We froze Wharton's jelly mesenchymal stem cells."
    given = of(text, ("Wharton's jelly", "anatomy", 0.95), ("mesenchymal stem cells", "cell_type", 0.7))
    assert whole_names(text, given, kb=KB) == given
