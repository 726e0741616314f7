"""Settings of a training, from the files in models/ and from wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.errors import ConfigError
from gliomine.training.settings import load_settings


def test_the_shipped_files_are_read(root: Path) -> None:
    files = sorted((root / "models").glob("train*.toml"))
    assert files
    for path in files:
        assert load_settings(path).heads


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('base = "b"\nsede = 3', r"unknown setting in .*wrong\.toml 'sede'.*did you mean 'seed'"),
        ('base = "b"\n[finetune]\ndrop_out = 3', r"\[finetune\] 'drop_out'.*did you mean 'dropout'"),
        ('base = "b"\n[[heads]]\nname = "a"\n[[heads]]\nname = "b"\nshares = 1', r"\[heads\] 2 'shares'.*'share'"),
        ('base = "b"\n[[heads]]\nname = 3', r"'name' has the value 3; where: .* \[heads\] 1; expected: a valid string"),
        ("seed = 3", "setting 'base' is missing"),
        ("seed", "cannot read the training settings"),
    ],
)
def test_wrong_settings_say_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_settings(path)
