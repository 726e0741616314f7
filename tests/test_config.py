"""Settings: defaults, files, errors."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from gliomine.config import Config, configured, from_dict, load_config, restored, to_dict
from gliomine.errors import ConfigError
from gliomine.runs.identity import model_checksums
from gliomine.topics import load_topic


def test_a_file_overrides_defaults_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[links]\nprefer = "mesh"\n[mentions]\nmin_score = 1\n', encoding="utf-8")
    config = load_config(path)
    assert (config.links.prefer, config.mentions.min_score) == ("mesh", 1.0)
    assert config.read == Config().read


def test_settings_survive_a_round_trip() -> None:
    config = from_dict({"profile": "glioma", "links": {"max_candidates": 2}})
    assert from_dict(to_dict(config)) == restored(to_dict(config)) == config
    assert to_dict(config) != to_dict(Config())


def test_a_topic_may_be_called_profile_as_before() -> None:
    mine = Config(profile="mine.toml")
    assert from_dict({"topic": "mine.toml"}) == from_dict({"profile": "mine.toml"}) == mine
    assert configured(Config(), topic="mine.toml") == configured(Config(), profile="mine.toml") == mine


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"linsk": {}}, "did you mean 'links'?"),
        ({"links": {"prefers": "mesh"}}, "did you mean 'prefer'?"),
        ({"links": 3}, "is not a table"),
        ({"read": {"max_bytes": True}}, "expected: a valid integer"),
        ({"read": {"max_bytes": 1.5}}, "'max_bytes' has the value 1.5; where: settings [read]"),
        ({"links": {"prefer": 3}}, "expected: a valid string"),
        ({"mentions": {"dictionary": "yes"}}, "expected: a valid boolean"),
        ({"topic": "glioma", "profile": "glioma"}, "both 'topic' and 'profile'"),
        ({"profile": date(2024, 1, 2)}, "datetime.date(2024, 1, 2)"),
        ({"read": {"max_bytes": "many"}}, "'many'"),
    ],
)
def test_wrong_settings_say_what_is_wrong(values: dict, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_dict(values)
    assert message in str(caught.value)


def test_a_file_that_is_not_toml_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("links = ", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.toml"):
        load_config(path)


def test_a_profile_of_ones_own_is_part_of_what_a_run_is_known_by(tmp_path: Path) -> None:
    profile, vocabulary = tmp_path / "mine.toml", tmp_path / "mine.tsv"
    profile.write_text('entity_types = ["treatment"]\nvocabularies = ["mine.tsv"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="missing"):
        model_checksums(Config(profile=str(profile)))
    vocabulary.write_text("one", encoding="utf-8")
    before = model_checksums(Config(profile=str(profile)))
    vocabulary.write_text("two", encoding="utf-8")
    assert before != model_checksums(Config(profile=str(profile)))
    assert load_topic(str(profile)).vocabularies == (str(vocabulary),)


@pytest.mark.parametrize(
    "text", ["entity_types = 3", "vocabularies = []", "entity_types = [", 'entity_types = ["disese"]']
)
def test_a_bad_profile_is_a_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(str(path))):
        load_topic(str(path))
