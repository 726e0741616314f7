"""Names that are glued to a sum, to the numbers of references or to a genotype."""

from __future__ import annotations

import pytest
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.glued import with_glued
from gliomine.mentions.merge import Proposal

KB = open_knowledge_base(None)


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("Cisplatin+radiotherapy helped.", {}, {"Cisplatin": "chemical", "radiotherapy": "treatment"}),
        ("CD3+CD8+ cells fell.", {}, {}),  # signs of cells, no sum
        ("Asthma1,2 is common.", {}, {"Asthma": "disease"}),
        ("Asthma1,2 is common.", {"Asthma": ("gene", 0.2)}, {"Asthma": "disease"}),
        ("Asthma1 is common.", {}, {}),  # one number may be a part of a name
        ("Group1,2 was small.", {}, {}),
        ("TP53-null fibroblasts grew.", {"TP53": ("gene", 0.9)}, {"TP53": "gene", "fibroblasts": "cell_type"}),
        ("TP53-null cells grew.", {"TP53": ("gene", 0.9)}, {"TP53": "gene"}),
        ("TP53-null fibroblasts grew.", {}, {}),
    ],
)
def test_parts_that_the_index_knows_are_mentions(
    text: str, names: dict[str, tuple[str, float]], wanted: dict[str, str]
) -> None:
    given = [
        Proposal(text.index(name), text.index(name) + len(name), kind, score, "model")
        for name, (kind, score) in names.items()
    ]
    found = with_glued(text, [(0, len(text))], given, kb=KB)
    assert {text[item.start : item.end]: item.entity_type for item in found} == wanted
