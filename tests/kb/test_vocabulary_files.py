"""Vocabularies of one's own: what each kind of file says of a concept, in whole, and what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gliomine.errors import ConfigError, InputError, PipelineError
from gliomine.kb.records import Record
from gliomine.kb.vocabulary import read_vocabulary


def shown(record: Record) -> tuple[Any, ...]:
    return record.curie, record.name, record.types, record.names, record.xrefs, record.parents, record.source


def read(path: Path, content: str, *, entity_type: str = "") -> list[tuple[Any, ...]]:
    path.write_text(content, encoding="utf-8")
    return [shown(record) for record in read_vocabulary(path, source="mine", entity_type=entity_type)]


OBO = """format-version: 1.2

[Term]
id: X:2
name: moor fever
synonym: "fen fever" EXACT []
synonym: "wet fever" NARROW [A:1]
synonym: "cold" LAYPERSON []
synonym: "chill" []
xref: MSH:D000001 "a remark"
xref: Y:9
is_a: X:1 ! fever
is_a: X:0 ! state

[Term]
id: X:1
name: fever

[Term]
id: X:3
is_a: X:1

[Term]
id: X:4
name: gone
is_obsolete: true
"""


def test_obo(tmp_path: Path) -> None:
    pytest.importorskip("obonet")
    assert read(tmp_path / "a.obo", OBO, entity_type="disease") == [
        ("X:1", "fever", ["disease"], {}, [], [], "mine"),
        (
            "X:2", "moor fever", ["disease"],
            {"fen fever": "exact", "wet fever": "narrow", "cold": "related", "chill": "related"},
            ["MESH:D000001", "Y:9"], ["X:0", "X:1"], "mine",
        ),
    ]  # fmt: skip
    with pytest.raises(ConfigError, match=r"OBO does not tell entity types.*--type"):
        read(tmp_path / "a.obo", OBO)


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        {
            "concept_id": 7,
            "canonical_name": "fever",
            "aliases": ["heat", 8],
            "types": ["Disease", "disease", "nonsense"],
        },
        {"concept_id": "X:2", "canonical_name": "moor"},
    ]
    content = "\n\n".join(map(json.dumps, lines))
    assert read(tmp_path / "a.jsonl", content, entity_type="anatomy") == [
        ("7", "fever", ["disease"], {"heat": "exact", "8": "exact"}, [], [], "mine"),
        ("X:2", "moor", ["anatomy"], {}, [], [], "mine"),
    ]
    with pytest.raises(ConfigError, match=r"no entity type known; where: .*a\.jsonl, line 3;"):
        read(tmp_path / "a.jsonl", content)


@pytest.mark.parametrize(
    ("name", "content", "entity_type", "told"),
    [
        ("a.jsonl", '{"concept_id": "1"}', "disease", r"no concept \(KeyError\('canonical_name'\)\); where: .*line 1"),
        ("a.jsonl", '{"concept_id": "1", "canonical_name": "a"}\n{', "disease", r"no concept .*line 2"),
        ("a.jsonl", "[1]", "disease", r"no concept .*line 1"),
        ("a.jsonl", '{"concept_id": "1", "canonical_name": "a", "aliases": 5}', "disease", r"no concept .*line 1"),
        ("a.csv", "x", "disease", r"unknown vocabulary format '\.csv'.*\.tsv, \.obo, \.jsonl"),
        ("a.JSONL", '{"concept_id": "1", "canonical_name": "a"}', "diseas", "did you mean 'disease'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, name: str, content: str, entity_type: str, told: str
) -> None:
    with pytest.raises(PipelineError, match=told):
        read(tmp_path / name, content, entity_type=entity_type)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read the vocabulary \(No such file.*a\.jsonl"):
        read_vocabulary(tmp_path / "a.jsonl", source="mine", entity_type="disease")
    (tmp_path / "b.jsonl").write_bytes(b'{"concept_id": "\xff"}')
    with pytest.raises(InputError, match="cannot read the vocabulary"):
        read_vocabulary(tmp_path / "b.jsonl", source="mine", entity_type="disease")
