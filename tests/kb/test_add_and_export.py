"""Vocabularies of the user's own, and what other tools can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gliomine.cli.main import app
from gliomine.errors import ConfigError, InputError, PipelineError
from gliomine.kb.export import export
from gliomine.kb.extend import extend
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.vocabulary import read_vocabulary
from gliomine.kb.write_index import write_index
from gliomine.linking.lookup import look_up
from typer.testing import CliRunner

OBO = """format-version: 1.2

[Term]
id: X:1
name: lab glue
synonym: "sticky stuff" EXACT []
synonym: "paste" BROAD []
xref: MSH:D000001
is_a: X:2 ! glue

[Term]
id: X:2
name: glue

[Term]
id: X:3
name: old glue
is_obsolete: true
"""


def test_two_builds_have_the_same_bytes(tmp_path: Path, root: Path) -> None:
    for name in ("one", "two"):
        records = read_vocabulary(root / "tests" / "kb" / "tiny.tsv", source="tiny")
        write_index(tmp_path / name, records, sources=[Source("tiny", 1)], version="1")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) > 10
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_tsv_adds_synonyms_and_concepts(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text(
        "curie\tentity_type\tname\tsynonyms\txrefs\n"
        "MESH:D005909\tdisease\tbad glioma\t\t\n"
        "NA:007\tchemical\tNA\tnan | 007\t\n",
        encoding="utf-8",
    )
    facts = extend(tiny_kb.folder, tmp_path / "kb", added=[tmp_path / "mine.tsv"])
    kb = KnowledgeBase.open(tmp_path / "kb")
    assert facts["concepts"] == 11
    assert [answer.curie for answer in look_up(Overlay(kb), "bad glioma")] == ["MONDO:0018177"]
    assert [answer.curie for answer in look_up(Overlay(kb), "nan")] == ["NA:007"]
    assert look_up(Overlay(kb), "GBM")[0].curie == "MONDO:0018177"
    child = kb.find("MONDO:0018177")
    assert child is not None and [kb.curie(one) for one in kb.parents(child.index)] == ["MONDO:0021042"]


def test_obo(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    pytest.importorskip("obonet")
    (tmp_path / "glue.obo").write_text(OBO, encoding="utf-8")
    with pytest.raises(ConfigError, match="--type"):
        read_vocabulary(tmp_path / "glue.obo", source="glue")
    extend(tiny_kb.folder, tmp_path / "kb", added=[tmp_path / "glue.obo"], entity_type="delivery_system")
    kb = KnowledgeBase.open(tmp_path / "kb")
    (answer,) = look_up(Overlay(kb), "sticky stuff")
    assert (answer.curie, answer.entity_types, answer.xrefs) == ("X:1", ("delivery_system",), ("MESH:D000001",))
    assert look_up(Overlay(kb), "paste")[0].status == "broad"
    assert [answer.match for answer in look_up(Overlay(kb), "old glue")] == ["head"]


def test_jsonl_of_scispacy_comes_back_from_the_export(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    assert export(tiny_kb, tmp_path / "kb.jsonl", format_="scispacy") == 10
    records = {record.curie: record for record in read_vocabulary(tmp_path / "kb.jsonl", source="back")}
    assert len(records) == 10 and records["CHEBI:72564"].types == ["chemical"]
    assert set(records["CHEBI:72564"].names) == {"TMZ", "Temodal"}
    with pytest.raises(ConfigError):
        export(tiny_kb, tmp_path / "kb.owl", format_="owl")


@pytest.mark.slow
def test_scispacy_loads_the_export(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    linking = pytest.importorskip("scispacy.linking_utils")
    export(tiny_kb, tmp_path / "kb.jsonl", format_="scispacy")
    loaded = linking.KnowledgeBase(str(tmp_path / "kb.jsonl"))
    assert len(loaded.cui_to_entity) == 10
    assert loaded.alias_to_cuis["TMZ"] == {"CHEBI:72564"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.tsv", "name\tcurie\n"),
        ("bad.tsv", "curie\tentity_type\tname\nX:1\tnonsense\tglue\n"),
        ("bad.tsv", "curie\tentity_type\tname\nX:1\tdisease\n"),
        ("bad.jsonl", "{}\n"),
        ("bad.jsonl", "not json\n"),
        ("bad.jsonl", json.dumps({"concept_id": "X:1", "canonical_name": "glue"}) + "\n"),
        ("bad.owl", ""),
    ],
)
def test_a_wrong_vocabulary_is_a_clear_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(PipelineError, match=name.replace(".", r"\.")):
        read_vocabulary(tmp_path / name, source="bad")
    with pytest.raises(InputError):
        read_vocabulary(tmp_path / "missing.tsv", source="bad")


def test_unknown_types_and_doubled_identifiers_are_not_indexed(tmp_path: Path) -> None:
    one = Record("X:1", "glue", ["disease"], "mine")
    with pytest.raises(ConfigError, match="X:1"):
        write_index(tmp_path, [one, one], sources=[Source("mine", 0)], version="1")
    with pytest.raises(ConfigError, match="X:1"):
        write_index(tmp_path, [one], sources=[], version="1")


def test_commands(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    runner, folder = CliRunner(), str(tiny_kb.folder)
    assert "tiny" in runner.invoke(app, ["kb", "info", "--kb", folder]).output
    shown = runner.invoke(app, ["kb", "lookup", "temozolamide", "--kb", folder], env={"COLUMNS": "140"})
    assert shown.exit_code == 0 and "CHEBI:72564" in shown.output and "fuzzy 0.92" in shown.output
    assert runner.invoke(app, ["kb", "lookup", "starling", "--kb", folder]).exit_code == 1
    written = runner.invoke(app, ["kb", "export", str(tmp_path / "out.jsonl"), "--kb", folder])
    assert written.exit_code == 0 and (tmp_path / "out.jsonl").is_file()
    mine = tmp_path / "mine.tsv"
    mine.write_text("curie\tentity_type\tname\nX:1\tdisease\tglue\n", encoding="utf-8")
    built = ["kb", "build", "--base", folder, "--add", str(mine), "--output", str(tmp_path / "kb")]
    assert runner.invoke(app, built).exit_code == 0
    assert KnowledgeBase.open(tmp_path / "kb").find("X:1") is not None


def test_lookup_ranks_and_explains(tiny_kb: KnowledgeBase) -> None:
    first, second = look_up(Overlay(tiny_kb), "MSC")
    assert {first.curie, second.curie} == {"CL:0000134", "HGNC:16028"}
    assert look_up(Overlay(tiny_kb), "MSC", entity_type="cell_type")[0].name == "mesenchymal stem cell"
    assert look_up(Overlay(tiny_kb), "gliomas")[0].match == "plural"
    assert look_up(Overlay(tiny_kb), "Glioma")[0].match == "exact"
    assert [answer.match for answer in look_up(Overlay(tiny_kb), "OMIM:137800")] == ["identifier"]
