"""The rules of a document, and nasty texts that all stages have to keep them on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.document import Document, Link, Mention, Section, Sentence
from gliomine.errors import InvariantError
from gliomine.stages import Pipeline
from gliomine.validate import validate
from hypothesis import given, settings
from hypothesis import strategies as st

GOOD = Document(
    "a.txt",
    "Glioma grows.",
    sections=(Section(0, 13, "abstract"),),
    sentences=(Sentence(0, 13, 0, "abstract", "Glioma grows."),),
    mentions=(Mention(0, 6, "m1", "Glioma", "disease", 0.9, "dictionary"),),
    links=(Link("m1", 1, "MONDO:0021042", "glioma", 1.0, "exact"),),
)


def test_a_good_document() -> None:
    validate(GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"sections": (Section(0, 14, "abstract"),)},
        {"sections": (Section(0, 8, "abstract"), Section(7, 13, "body"))},
        {"sections": (Section(0, 5, "abstract"),)},
        {"sentences": (Sentence(0, 13, 0, "abstract", "Glioma grows!"),)},
        {"mentions": (Mention(0, 6, "m1", "glioma", "disease", 0.9, "dictionary"),)},
        {"mentions": (Mention(0, 6, "m1", "Glioma", "disease", 1.9, "dictionary"),)},
        {"mentions": ()},
        {"mentions": GOOD.mentions * 2},
        {"links": GOOD.links * 2},
    ],
)
def test_broken_rules(change: dict[str, object]) -> None:
    with pytest.raises(InvariantError):
        validate(replace(GOOD, **change))  # type: ignore[arg-type]


PIECES = (
    *("Abstract\n", "Affiliation\n", "Funders\n", "Background: ", "1. ", "NA", "nan", "(", ")", "[", "]", ";", "\x00"),
    *(
        "e\u0301",
        "\U0001f600",
        "\r\n",
        "\t",
        "\ufeff",
        "\u200b",
        "EVs ",
        "p < 0.05. ",
        "mesenchymal stem cells (MSCs) ",
    ),
)
NASTY = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_every_stage_keeps_the_rules_on_nasty_text(text: str) -> None:
    documents = [Document("a.txt", text)]
    for _, process in STAGES:
        documents = process(documents)
        validate(documents[0])


STAGES = Pipeline().stages
