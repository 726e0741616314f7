"""Names that a user lists are reported in the user's type; a longer sure name and a definition stand before them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.config import Config
from gliomine.document import Document
from gliomine.mentions.definitions import ABBREVIATION
from gliomine.mentions.merge import Proposal, resolve
from gliomine.mentions.own_names import own_first, with_own
from gliomine.stages import Pipeline

OWN = Proposal(10, 20, "treatment", 0.9, "dictionary", 1)


def model(start: int, end: int, score: float, kind: str = "chemical") -> Proposal:
    return Proposal(start, end, kind, score, "model")


def after(*said: Proposal, names: tuple[Proposal, ...] = (OWN,), reported: float = 0.0) -> list[tuple[int, int, str]]:
    """Return what stands of what the model says beside a user's names, scores below a threshold left out."""
    proposals, chosen = own_first(said, names)
    kept = [item for item in resolve(proposals) if item.score >= reported]
    return [(item.start, item.end, item.entity_type) for item in with_own(kept, chosen)]


@pytest.mark.parametrize(
    "said",
    [
        model(10, 18, 0.05),  # a weak guess within the name
        model(10, 18, 0.99),  # a sure guess within it
        model(15, 25, 0.99),  # across its border
        model(10, 20, 0.99),  # the same words, another type
        model(10, 25, 0.2),  # a longer one that is a weak guess
    ],
)
def test_a_users_name_wins(said: Proposal) -> None:
    assert after(said) == [(10, 20, "treatment")]


def test_a_sure_longer_name_stands_and_one_beside_it_too() -> None:
    assert after(model(10, 25, 0.9)) == [(10, 25, "chemical")]
    assert after(model(0, 10, 0.05), model(20, 25, 0.05)) == [
        (0, 10, "chemical"),
        (10, 20, "treatment"),
        (20, 25, "chemical"),
    ]


def test_where_the_longer_name_is_not_reported_the_users_is() -> None:
    assert after(model(10, 25, 0.6), reported=0.7) == [(10, 20, "treatment")]


def test_of_two_names_of_the_user_the_vocabulary_listed_first_decides() -> None:
    other = replace(OWN, entity_type="gene", precedence=2)
    assert after(names=(other, OWN)) == [(10, 20, "treatment")]


def test_a_definition_of_another_type_stands_and_one_of_the_same_does_not_lower_the_score() -> None:
    other = Proposal(10, 20, "disease", 0.4, ABBREVIATION)
    assert with_own([other], [OWN]) == [other]
    (found,) = with_own([replace(other, entity_type="treatment")], [OWN])
    assert (found.entity_type, found.score) == ("treatment", 0.9)


@pytest.fixture(scope="module")
def malaria(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("topic")
    topic = folder / "own.toml"
    topic.write_text('entity_types = ["chemical", "disease", "treatment"]\nvocabularies = ["own.tsv"]\n', "utf-8")
    rows = (
        "curie\tentity_type\tname\tsynonyms\txrefs",
        "MINE:1\tchemical\tzorvaquine\tZVQ-7 | ISRCTN12345678",
        "MINE:2\ttreatment\tgliasite balloon\tMS",
    )
    (folder / "own.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return Pipeline(Config(profile=str(topic)), until="links")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zorvaquine (ZVQ-7) came after surgery.", {"Zorvaquine": "chemical", "ZVQ-7": "chemical"}),
        ("Patients were given ZVQ-7 twice.", {"ZVQ-7": "chemical"}),
        ("Two gliasite balloons were placed.", {"gliasite balloons": "treatment"}),
        ("Registered as ISRCTN12345678 in May.", {"ISRCTN12345678": "chemical"}),
        ("A zonal velocity quotient 7 (ZVQ-7) was computed.", {"ZVQ-7": "chemical"}),
        ("Relapsing multiple sclerosis (MS) was treated with MS.", {"MS": "disease"}),
    ],
)
def test_names_of_a_users_topic_are_reported(malaria: Pipeline, text: str, names: dict[str, str]) -> None:
    (document,) = malaria.process([Document("d", text, layout="abstract")])
    found = {item.text: item.entity_type for item in document.mentions}
    assert {name: found.get(name) for name in names} == names


@pytest.mark.parametrize(
    "text", ["Patients were given zvq-7 twice.", "ZVQ-71 was tested.", "Registered as ISRCTN87654321 in May."]
)
def test_near_misses_are_not(malaria: Pipeline, text: str) -> None:
    (document,) = malaria.process([Document("d", text, layout="abstract")])
    assert not {"zvq-7", "ZVQ-7", "ISRCTN87654321"} & {item.text for item in document.mentions}


def test_the_names_are_linked_to_the_users_concepts(malaria: Pipeline) -> None:
    text = "Zorvaquine (ZVQ-7) came after two gliasite balloons."
    (document,) = malaria.process([Document("d", text, layout="abstract")])
    best = {item.mention_id: item.curie for item in document.links if item.rank == 1}
    linked = {item.text: best.get(item.mention_id) for item in document.mentions}
    assert {linked["Zorvaquine"], linked["ZVQ-7"]} == {"MINE:1"} and linked["gliasite balloons"] == "MINE:2"
