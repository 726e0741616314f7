"""A sentence as a row of tokens, in which mentions are one token and a list is one mention."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from gliomine.document import Mention, mention_id
from gliomine.relations.shape import Shape, shape_of, stem

MARKED = re.compile(r"\[([a-z_]+) ([^\]|]+)\]")


def marked(text: str) -> tuple[str, list[Mention]]:
    """Return a text without its marks `[type name]`, and the mentions that they mark."""
    plain, mentions, place = "", [], 0
    for match in MARKED.finditer(text):
        plain += text[place : match.start()]
        start = len(plain)
        plain += match[2]
        identifier = mention_id("d", start, len(plain), entity_type=match[1])
        mentions.append(Mention(start, len(plain), identifier, match[2], match[1], 1.0, "test"))
        place = match.end()
    return plain + text[place:], mentions


def shaped(text: str) -> tuple[Shape, list[str]]:
    plain, mentions = marked(text)
    shape = shape_of(plain, 0, len(plain), mentions, range(len(mentions)))
    return shape, [token.form for token in shape.tokens]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("[gene EGFR] and [gene MET] drive [disease glioma].", ["<m>", "drive", "<m>", "."]),
        ("[chemical TMZ], [chemical CCNU] or [chemical BCNU] helped", ["<m>", "help"]),
        # Two types are no list, and a word between parts the two.
        ("[gene EGFR] and [disease glioma]", ["<m>", "and", "<m>"]),
        ("[gene EGFR] and not [gene MET]", ["<m>", "and", "not", "<m>"]),
        ("[chemical TMZ] plus [chemical CCNU]", ["<m>", "plu", "<m>"]),
        ("[vesicle exosomes] as [vesicle carriers]", ["<m>", "as", "<m>"]),
        ("[chemical temozolomide] ([chemical TMZ]) kills", ["<m>", "kill"]),
        # A bracket with a mention of another type stays, one without any is taken out.
        ("[gene PTEN] ([disease glioma]) lost", ["<m>", "(", "<m>", ")", "lost"]),
        ("[gene PTEN] (n = 12) lost", ["<m>", "lost"]),
        ("[gene PTEN] (not closed lost", ["<m>", "(", "not", "clos", "lost"]),
    ],
)
def test_what_is_listed_is_one(text: str, forms: Sequence[str]) -> None:
    assert shaped(text)[1] == list(forms)


def test_each_of_a_list_stands_at_the_same_token() -> None:
    shape, _ = shaped("[gene EGFR], [gene MET] and [gene RET] drive [disease glioma]")
    assert shape.place == {0: 0, 1: 0, 2: 0, 3: 2}
    assert len({shape.unit[number] for number in range(4)}) == 4


def test_a_mention_within_another_stands_where_that_stands() -> None:
    plain, mentions = marked("[treatment TMZ therapy] of [disease glioma]")
    inner = Mention(0, 3, "inner", plain[:3], "chemical", 1.0, "test")
    shape = shape_of(plain, 0, len(plain), [*mentions, inner], [0, 1, 2])
    assert shape.place[2] == shape.place[0] and shape.unit[2] == shape.unit[0] != shape.unit[1]
    assert [token.kind for token in shape.tokens] == ["treatment", "", "disease"]


def test_only_the_sentence_is_read() -> None:
    plain, mentions = marked("Before. [gene MET] grows. After [gene RET].")
    shape = shape_of(plain, 8, 19, mentions, [0])
    assert [token.form for token in shape.tokens] == ["<m>", "grow", "."]
    assert (shape.tokens[1].start, shape.tokens[1].end) == (12, 17)


@pytest.mark.parametrize(
    ("word", "expected"), [("activates", "activ"), ("activation", "activ"), ("his", "his"), ("bed", "bed")]
)
def test_endings_are_left_out(word: str, expected: str) -> None:
    assert stem(word) == expected
