"""Settings: defaults, files, errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config, fingerprint_text, from_dict, load_config, to_dict
from pipeline.errors import ConfigError


def test_a_file_overrides_defaults_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[links]\nprefer = "mesh"\n[mentions]\nmin_score = 1\n', encoding="utf-8")
    config = load_config(path)
    assert (config.links.prefer, config.mentions.min_score) == ("mesh", 1.0)
    assert config.read == Config().read


def test_settings_survive_a_round_trip() -> None:
    config = from_dict({"profile": "glioma", "links": {"max_candidates": 2}})
    assert from_dict(to_dict(config)) == config
    assert fingerprint_text(config) != fingerprint_text(Config())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"linsk": {}}, "did you mean 'links'?"),
        ({"links": {"prefers": "mesh"}}, "did you mean 'prefer'?"),
        ({"links": 3}, "is not a table"),
        ({"read": {"max_bytes": True}}, "expected: a int"),
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
