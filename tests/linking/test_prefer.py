"""A preferred vocabulary comes first in every face, and an unknown one is a usage error."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import gliomine
import pytest
from gliomine.cli.main import app
from gliomine.config import Config, LinkConfig, MentionConfig
from gliomine.errors import ConfigError
from gliomine.kb.knowledge_base import KnowledgeBase
from typer.testing import CliRunner

TEXT = "Glioblastoma in Oslo\nGlioblastoma grew."


@pytest.fixture
def settings(tiny_kb: KnowledgeBase, tmp_path: Path) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(f'[mentions]\nmodel = "none"\n[links]\nknowledge_base = "{tiny_kb.folder}"\n', "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return path


def test_run_puts_it_first_in_entities_and_links(settings: Path, tmp_path: Path) -> None:
    for prefer, first in ((), "MONDO:0018177"), (("--prefer", "mesh"), "MESH:D005909"):
        out = tmp_path / "".join(["out", *prefer])
        arguments = ["run", str(tmp_path / "a.txt"), "-o", str(out), "--config", str(settings), "--engine", "inline"]
        done = CliRunner().invoke(app, [*arguments, "--no-report", "--format", "csv", *prefer])
        assert done.exit_code == 0, done.output
        with (out / "tables" / "entities.csv").open(encoding="utf-8", newline="") as stream:
            found = [(row["text"], row["curie"]) for row in csv.DictReader(stream)]
        assert found == [("Glioblastoma", first)] * 2
        with (out / "tables" / "links.csv").open(encoding="utf-8", newline="") as stream:
            ranked = [(int(row["rank"]), row["curie"]) for row in csv.DictReader(stream)]
        assert ranked == [(1, first)] * 2


def test_extract_predict_api_and_spacy_put_it_first(
    settings: Path, tmp_path: Path, tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = CliRunner().invoke(
        app, ["extract", TEXT, "--config", str(settings), "--prefer", "mesh"], env={"COLUMNS": "220"}
    )
    assert shown.exit_code == 0 and "MESH:D005909" in shown.output and "MONDO:0018177" not in shown.output
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "a", "text": TEXT}) + "\n", "utf-8")
    answers = tmp_path / "out.jsonl"
    arguments = ["predict", str(tmp_path / "in.jsonl"), "-o", str(answers), "--config", str(settings)]
    assert CliRunner().invoke(app, [*arguments, "--prefer", "mesh"]).exit_code == 0
    entities = json.loads(answers.read_text("utf-8"))["entities"]
    assert [item["ids"] for item in entities] == [["MESH:D005909", "MONDO:0018177", "OMIM:137800"]] * 2
    config = Config(mentions=MentionConfig(model="none"), links=LinkConfig(knowledge_base=str(tiny_kb.folder)))
    (document,) = gliomine.load(config=config, prefer="mesh").process([TEXT], layout="abstract")
    assert {link.curie for link in document.links if link.rank == 1} == {"MESH:D005909"}
    spacy = pytest.importorskip("spacy")
    monkeypatch.setenv("GLIOMINE_KB", str(tiny_kb.folder))
    nlp = spacy.blank("en")
    nlp.add_pipe("gliomine", config={"model": "none", "prefer": "mesh"})
    assert {entity.kb_id_ for entity in nlp(TEXT).ents} == {"MESH:D005909"}


@pytest.mark.parametrize("command", ["run", "extract", "predict"])
def test_an_unknown_vocabulary_is_a_usage_error_with_a_suggestion(settings: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "a", "text": TEXT}) + "\n", "utf-8")
    given = [{"run": str(tmp_path / "a.txt"), "extract": TEXT, "predict": str(tmp_path / "in.jsonl")}[command]]
    output = [] if command == "extract" else ["-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [command, *given, *output, "--config", str(settings), "--prefer", "msh"])
    # The command line turns this error into exit code 2.
    assert isinstance(done.exception, ConfigError) and "did you mean 'mesh'?" in str(done.exception)
    assert not (tmp_path / "out").exists()
