"""The stage that links mentions, and the identifiers it answers with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.config import Config, LinkConfig
from gliomine.document import Document, Mention
from gliomine.errors import ConfigError
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.linking.chances import chances
from gliomine.linking.identifiers import Identified
from gliomine.linking.stage import build, build_identifiers, check
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
    assert build_identifiers(config)(linked) == {"m1": ["MONDO:0018177", "MESH:D005909", "OMIM:137800"]}
    for prefer, first in (("mesh", "MESH:D005909"), ("MESH", "MESH:D005909"), ("hgnc", "OMIM:137800")):
        preferring = replace(config, links=replace(config.links, prefer=prefer))
        (linked,) = build(preferring)([document()])
        validate(linked)
        assert (linked.links[0].rank, linked.links[0].curie) == (1, first)
        assert {link.name for link in linked.links} == {"glioblastoma"}
        found = build_identifiers(preferring)(linked)["m1"]
        assert found[0] == first and set(found) == {"MONDO:0018177", "MESH:D005909", "OMIM:137800"}


def test_an_unknown_preferred_vocabulary_is_an_error_with_a_suggestion(config: Config) -> None:
    preferring = replace(config, links=replace(config.links, prefer="msh"))
    for asked in (build, check):
        with pytest.raises(ConfigError, match="did you mean 'mesh'"):
            asked(preferring)


def test_a_score_is_the_chance_that_the_link_is_right() -> None:
    def of(*scores: float, match: str = "exact") -> list[float]:
        answers = [Identified(f"X:{place}", place, score, match) for place, score in enumerate(scores)]
        return chances(answers, "glioma", "disease")

    assert of(1.0)[0] > of(0.75)[0] > 0.4
    assert of(1.0)[0] > of(1.0, match="head")[0] > of(0.6, match="head")[0]
    alone, (first, second) = of(1.0)[0], of(1.0, 0.99)
    assert alone > first > 0.5 > second  # two that are as good cannot both be right
    assert not of()
