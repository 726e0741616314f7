"""Which annotations of a line become the mentions of a head."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gliomine.errors import ConfigError, InputError
from gliomine.training.data import load_corpus, read_documents
from gliomine.training.settings import CorpusSettings, load_settings

TEXT = "No tumour was seen, which may suggest a cure."
CUES = [
    {"start": 0, "end": 2, "kind": "negation", "scope_start": 3, "scope_end": 18},
    {"start": 26, "end": 29, "kind": "speculation", "scope_start": 26, "scope_end": 44},
    {"start": 30, "end": 37, "kind": "speculation", "scope_start": None, "scope_end": None},
    {"start": 26, "end": 29, "kind": "speculation", "scope_start": 20, "scope_end": 44},
]


def marked(path: Path, reads: str) -> list[tuple[str, str]]:
    (document,) = read_documents(path, reads=reads)
    return [(TEXT[item.start : item.end], item.label) for item in document.entities]


@pytest.fixture
def bioscope(tmp_path: Path) -> Path:
    path = tmp_path / "bioscope" / "train.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"doc_id": "1", "text": TEXT, "cues": CUES}) + "\n", encoding="utf-8")
    return path


def test_cues_are_read_once_each(bioscope: Path) -> None:
    found = [("No", "negation"), ("may", "speculation"), ("suggest", "speculation")]
    assert marked(bioscope, "bioscope_cues") == found


def test_a_scope_holds_its_cue(bioscope: Path) -> None:
    assert marked(bioscope, "bioscope_negation_scope") == [("No tumour was seen", "scope")]


def test_every_scope_of_a_cue_is_read_and_a_missing_one_left_out(bioscope: Path) -> None:
    assert [text for text, _ in marked(bioscope, "bioscope_speculation_scope")] == [TEXT[26:44], TEXT[20:44]]


def test_a_line_without_entities_is_refused_unless_cues_are_asked_for(bioscope: Path) -> None:
    with pytest.raises(InputError, match="entities"):
        list(read_documents(bioscope))


def test_an_unknown_way_of_reading_names_the_nearest(bioscope: Path) -> None:
    with pytest.raises(ConfigError, match="bioscope_cues"):
        list(read_documents(bioscope, reads="bioscope_cue"))


def test_a_head_says_what_it_reads(bioscope: Path) -> None:
    settings = CorpusSettings("scopes", files=("bioscope/train.jsonl",), reads="bioscope_negation_scope")
    (document,) = load_corpus(settings, bioscope.parents[1])
    assert len(document.entities) == 1


def test_the_shipped_settings_name_no_place_and_know_all_heads(root: Path) -> None:
    settings = load_settings(root / "models" / "train.toml")
    assert settings.corpora == "corpora"
    assert {"gliomine", "bc5cdr", "craft", "cues", "speculation_scope"} <= {item.name for item in settings.heads}
