"""Several training runs with one command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from gliomine.cli.main import app
from gliomine.errors import ConfigError, ResourceError
from gliomine.training.sequence import is_finished, mark_finished, run_in_order
from gliomine.training.settings import load_settings
from typer.testing import CliRunner

TOKENIZER = Path(__file__).parents[1] / "data" / "tiny_models" / "ner"
LINE = '{"doc_id": "a", "text": "A cat and a dog", "entities": [{"start": 2, "end": 5, "type": "Animal"}]}\n'


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return the settings of two runs over one corpus."""
    (tmp_path / "corpora" / "things").mkdir(parents=True)
    for part in ("train", "dev"):
        (tmp_path / "corpora" / "things" / f"{part}.jsonl").write_text(LINE, encoding="utf-8")
    made = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.toml"
        path.write_text(
            f'base = "{TOKENIZER}"\ncorpora = "{tmp_path / "corpora"}"\nwork = "{tmp_path / name}"\n'
            f'output = "{tmp_path / "ner"}"\n[[heads]]\nname = "things"\n',
            encoding="utf-8",
        )
        made.append(path)
    return made


def test_every_configuration_is_carried_out(files: list[Path], tmp_path: Path) -> None:
    options = [word for path in files for word in ("--config", str(path))]
    assert CliRunner().invoke(app, ["train", *options, "--stage", "prepare"]).exit_code == 0
    for name in ("one", "two"):
        with np.load(tmp_path / name / "prepared.npz") as kept:
            assert json.loads(bytes(kept["values"]))["labels"] == {"things": ["Animal"]}
    # A stage alone is no finished run.
    assert not any(is_finished(load_settings(path)) for path in files)


def test_what_is_finished_is_not_done_again_unless_it_is_asked_for_alone(files: list[Path], tmp_path: Path) -> None:
    first, second = map(load_settings, files)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    mark_finished(first)
    mark_finished(second)
    run_in_order([first, second], [])
    assert not (tmp_path / "one" / "prepared.npz").exists()
    run_in_order([first, second], ["prepare"])
    assert (tmp_path / "one" / "prepared.npz").exists()
    files[0].write_text(files[0].read_text(encoding="utf-8") + "share = 2.0\n", encoding="utf-8")
    assert not is_finished(load_settings(files[0]))


def test_a_run_that_fails_ends_the_sequence(files: list[Path], tmp_path: Path) -> None:
    first, second = map(load_settings, files)
    files[0].write_text(files[0].read_text(encoding="utf-8").replace(str(TOKENIZER), "no-such-model"), encoding="utf-8")
    with pytest.raises(ResourceError, match="no base model"):
        run_in_order([load_settings(files[0]), second], [])
    assert not is_finished(first) and not (tmp_path / "two").exists()


def test_two_runs_with_one_work_folder_are_refused(files: list[Path]) -> None:
    settings = load_settings(files[0])
    with pytest.raises(ConfigError, match="one work folder"):
        run_in_order([settings, settings], [])


def test_folders_of_one_run_are_not_given_to_several(files: list[Path]) -> None:
    options = [word for path in files for word in ("--config", str(path))]
    error = CliRunner().invoke(app, ["train", *options, "--work", "elsewhere"]).exception
    assert isinstance(error, ConfigError) and "for one run" in str(error)
