"""The stage that links mentions, and the identifiers it answers with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.config import Config, LinkConfig
from gliomine.document import Abbreviation, Document, Mention
from gliomine.errors import ConfigError
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.linking.chances import chances
from gliomine.linking.identifiers import Identified
from gliomine.linking.linker import Linker
from gliomine.linking.stage import _links, build, build_identifiers, check
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


@pytest.mark.parametrize("most", [1, 2, 5])
def test_no_more_candidates_than_the_settings_say(tiny_kb: KnowledgeBase, most: int) -> None:
    mentions = tuple(Mention(at, at + 3, f"m{at}", "MSC", "", 1.0, "test") for at in (0, 8))
    document = Document("a", "MSC and MSC: mesenchymal stromal cell, musculin", mentions=mentions)
    found = _links(Linker(Overlay(tiny_kb)), document, most, "")
    both = [(1, "HGNC:16028"), (2, "CL:0000134")][:most]
    assert [(link.mention_id, link.rank, link.curie) for link in found] == [
        (name, *link) for name in ("m0", "m8") for link in both
    ]


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
        return chances(answers, "glioma", "disease", vague=lambda _: False)

    assert of(1.0)[0] > of(0.75)[0] > 0.4
    assert of(1.0)[0] > of(1.0, match="head")[0] > of(0.6, match="head")[0]
    alone, (first, second) = of(1.0)[0], of(1.0, 0.99)
    assert alone > first > 0.5 > second  # two that are as good cannot both be right
    assert not of()


def test_one_of_the_widest_concepts_is_seldom_what_is_left_of_a_longer_name() -> None:
    def of(match: str, *, vague: bool) -> float:
        return chances([Identified("X:1", 1, 0.75, match)], "sham surgery", "treatment", vague=lambda _: vague)[0]

    for match in ("head", "part", "head_changed"):
        assert of(match, vague=False) > of(match, vague=True)
    assert of("head", vague=False) > 0.5 > of("head", vague=True)
    assert of("exact", vague=False) == of("exact", vague=True)


NAMED = ("Sham surgery", "unilateral adrenalectomy", "surgery", "preoperative chemotherapy")
TREATED = "Sham surgery came before unilateral adrenalectomy, surgery and preoperative chemotherapy."


def treated() -> Document:
    mentions = []
    for number, shown in enumerate(
        ("Sham surgery", "unilateral adrenalectomy", "surgery", "preoperative chemotherapy")
    ):
        at = TREATED.rindex(shown)
        mentions.append(Mention(at, at + len(shown), f"m{number}", shown, "treatment", 1.0, "test"))
    return Document("a", TREATED, mentions=tuple(mentions))


@pytest.mark.parametrize(("least", "linked"), [(None, "m1 m2 m3"), (0.0, "m0 m1 m2 m3"), (0.999, "")])
def test_a_link_that_is_rather_wrong_is_none(least: float | None, linked: str) -> None:
    settings = LinkConfig() if least is None else LinkConfig(min_score=least)
    (done,) = build(Config(links=settings))([treated()])
    assert [link.mention_id for link in done.links if link.rank == 1] == linked.split()
    assert least is not None or all(link.score >= 0.5 for link in done.links if link.rank == 1)


@pytest.mark.parametrize(
    ("long", "short", "linked"),
    [
        ("methotrexate and fluorouracil", "MF", False),
        ("cyclophosphamide, methotrexate and fluorouracil", "CMF", False),
        ("fluorouracil", "FLU", True),
    ],
)
def test_what_is_short_for_a_list_is_none_of_it(long: str, short: str, linked: bool) -> None:
    text = f"We gave {long} ({short}). Then {short} failed."
    at = text.rindex(short)
    mention = Mention(at, at + len(short), "m", short, "chemical", 1.0, "test")
    defined = Abbreviation(12, 15, short, long, 8, 8 + len(long))
    (done,) = build(Config(links=LinkConfig(min_score=0.0)))(
        [Document("a", text, mentions=(mention,), abbreviations=(defined,))]
    )
    assert bool(done.links) is linked
