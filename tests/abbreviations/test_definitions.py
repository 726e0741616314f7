"""Definitions by kind, with near misses, and which of two definitions holds where."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.abbreviations.find import find_abbreviations
from gliomine.abbreviations.uses import Definitions, uses
from gliomine.sentences.split import split_sentences

_EXAMPLES = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parent / "definitions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), _EXAMPLES)
def test_definitions_are_those_of_the_example(text: str, expected: str) -> None:
    found = find_abbreviations(text, split_sentences(text, 0, len(text)))
    assert ("; ".join(f"{item.short_form} = {item.long_form}" for item in found) or "none") == expected


def test_lines_that_all_define_are_a_list() -> None:
    lines = ["OASS Observers Assessment of Sedation Score", "SPSS statistical package for the social sciences"]
    text = "\n".join(lines)
    spans = [(0, len(lines[0])), (len(lines[0]) + 1, len(text))]
    assert [item.short_form for item in find_abbreviations(text, spans)] == ["OASS", "SPSS"]
    assert find_abbreviations(lines[0], spans[:1]) == []


def test_each_definition_holds_from_where_it_stands() -> None:
    text = "LC? Lung cancer (LC) was seen. LCs grew. Liquid chromatography (LC) was run. LC was quick."
    sentences = split_sentences(text, 0, len(text))
    definitions = Definitions(find_abbreviations(text, sentences))
    meant = [item.long_form for _, _, item in uses(text, sentences, definitions)]
    assert meant == ["Lung cancer"] * 3 + ["Liquid chromatography"] * 2
    assert definitions.at("XX", 0) is None
