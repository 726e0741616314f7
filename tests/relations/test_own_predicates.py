"""A topic's own predicates: read, found, left out, and known to what is made of a run."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from gliomine.config import Config, RelationConfig
from gliomine.errors import ConfigError
from gliomine.predicates import PREDICATES, restored
from gliomine.relations.rules import rules_of
from gliomine.relations.stage import Voices, related
from gliomine.tables.said import predicates_of
from gliomine.topics import load_topic
from gliomine.validate import validate

from tests.relations.test_rules import document

TOPIC = """
entity_types = ["chemical", "gene", "disease"]
without_predicates = ["binds"]

[[predicates]]
name = "sensitises"
inverse = "sensitised_by"
subjects = ["chemical"]
objects = ["disease"]
biolink = "biolink:affects_response_to"
words = ["radiosensitises"]
examples = ["{subject} makes {object} sensitive to radiation", "sensitisation of {object} by {subject}"]
"""


def topic(folder: Path, text: str = TOPIC) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_says_what_its_predicates_are(tmp_path: Path) -> None:
    read = load_topic(str(topic(tmp_path)))
    (own,) = read.predicates
    assert read.without == ("binds",)
    assert (own.predicate.name, own.predicate.inverse, own.score) == ("sensitises", "sensitised_by", 0.7)
    assert restored(json.loads(json.dumps(dataclasses.asdict(own.predicate)))) == own.predicate


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[chemical Carbogen] radiosensitises [disease glioma]", True),
        ("[disease Glioma] was radiosensitised by [chemical carbogen]", True),
        ("[chemical Carbogen] made the [disease glioma] more sensitive to radiation", False),  # "more" is not silent
        ("[chemical Carbogen] makes [disease glioma] sensitive to radiation", True),
        ("Sensitisation of [disease glioma] by [chemical carbogen]", True),
        ("Irradiation of [disease glioma] by [chemical carbogen]", False),
        ("[gene MGMT] radiosensitises [disease glioma]", False),
    ],
)
def test_they_are_found_by_their_wordings(tmp_path: Path, text: str, found: bool) -> None:
    own = rules_of(load_topic(str(topic(tmp_path))).predicates)
    done = related(document(text), Voices(own=own), min_score=0.5)
    validate(done)
    assert [item.predicate for item in done.relations] == (["sensitises"] if found else [])


def test_they_stand_before_what_others_say_of_the_two(tmp_path: Path) -> None:
    given = document("[chemical Carbogen] radiosensitises [disease glioma]")
    other = load_topic(str(topic(tmp_path)))
    treats = dataclasses.replace(other.predicates[0], predicate=PREDICATES["treats"], score=0.9)
    done = related(given, Voices(rules=rules_of([treats]), own=rules_of(other.predicates)), min_score=0.5)
    assert [item.predicate for item in done.relations] == ["sensitises"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"binds"', '"bindss"'), "bindss"),
        (('"sensitises"', '"treats"'), "treats"),
        (('"sensitises"', '"Makes better"'), "Makes better"),
        (('["chemical"]', '["chemicl"]'), "chemicl"),
        (("{subject} makes", "it makes"), "sensitises"),
        (("inverse =", "inverse"), "mine.toml"),
    ],
)
def test_what_cannot_be_a_predicate_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_topic(str(topic(tmp_path, TOPIC.replace(*change))))


def test_what_is_made_of_a_run_knows_them(tmp_path: Path) -> None:
    own = load_topic(str(topic(tmp_path))).predicates[0].predicate
    (tmp_path / "run.json").write_text(json.dumps({"predicates": {own.name: dataclasses.asdict(own)}}))
    assert predicates_of(tmp_path) == PREDICATES | {own.name: own}
    (tmp_path / "run.json").write_text(json.dumps({}))
    assert predicates_of(tmp_path) == PREDICATES


@pytest.mark.slow
def test_a_run_with_a_topic_of_ones_own_exports_them(tmp_path: Path) -> None:
    from gliomine.config import RunOptions
    from gliomine.runs.runner import run
    from gliomine.writers import write_format

    (tmp_path / "a.txt").write_text("Abstract\nTemozolomide radiosensitises glioblastoma.\n", encoding="utf-8")
    config = Config(profile=str(topic(tmp_path)), relations=RelationConfig())
    run([str(tmp_path / "a.txt")], output=tmp_path / "out", config=config, options=RunOptions())
    (path,) = [item for item in write_format("kgx-jsonl", tmp_path / "out") if "edges" in item.name]
    edges = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert "biolink:affects_response_to" in {edge["predicate"] for edge in edges}
