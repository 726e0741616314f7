"""The stage that links mentions, and the identifiers it answers with."""

from __future__ import annotations

import pytest
from gliomine.config import Config, LinkConfig
from gliomine.document import Document, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.linking.stage import build, identifiers
from gliomine.validate import validate


@pytest.fixture
def config(tiny_kb: KnowledgeBase) -> Config:
    return Config(links=LinkConfig(knowledge_base=str(tiny_kb.folder)))


def document() -> Document:
    text = "Glioblastoma and nonsense."
    return Document(
        "a",
        text,
        mentions=(
            Mention(0, 12, "m1", "Glioblastoma", "disease", 1.0, "test"),
            Mention(17, 25, "m2", "nonsense", "disease", 1.0, "test"),
        ),
    )


def test_links_are_ranked_and_unlinked_mentions_stay(config: Config) -> None:
    (linked,) = build(config)([document()])
    validate(linked)
    assert [(link.mention_id, link.rank, link.curie, link.match) for link in linked.links] == [
        ("m1", 1, "MONDO:0018177", "exact")
    ]
    assert len(linked.mentions) == 2


def test_the_identifiers_of_a_preferred_vocabulary_come_first(config: Config) -> None:
    (linked,) = build(config)([document()])
    folder = config.links.knowledge_base
    assert identifiers(linked, knowledge_base=folder) == {"m1": ["MONDO:0018177", "MESH:D005909", "OMIM:137800"]}
    assert identifiers(linked, prefer="mesh", knowledge_base=folder)["m1"][0] == "MESH:D005909"
    assert identifiers(linked, prefer="hgnc", knowledge_base=folder)["m1"][0] == "OMIM:137800"
