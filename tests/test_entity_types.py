"""The table of entity types: a type is added by one entry, and nothing else asks for types by name."""

from __future__ import annotations

from pathlib import Path

import gliomine
import pytest
from gliomine.config import Config, LinkConfig, MentionConfig, ReportOptions
from gliomine.entity_traits import Naming
from gliomine.entity_types import ENTITY_TYPES, EntityType, naming_of, type_of_label
from gliomine.kb.build.mesh import MESH_TYPES
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.report.page import write_report


def test_a_type_is_added_by_one_entry(tiny_kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    colour = "#123456"
    entry = EntityType(
        "device",
        "machines",
        colour,
        ("LAB",),
        ("Apparatus",),
        naming=Naming(heads=("machine",), trailing=("unit",)),
    )
    monkeypatch.setitem(ENTITY_TYPES, "device", entry)
    (tmp_path / "mine.toml").write_text('entity_types = ["device"]\nvocabularies = ["mine.tsv"]\n', "utf-8")
    head = "curie\tentity_type\tname\tsynonyms\txrefs\n"
    (tmp_path / "mine.tsv").write_text(head + "LAB:1\tdevice\tmoon lamp\tlunar lamp machine\t\n", "utf-8")
    (tmp_path / "a.txt").write_text("A title\nA moon lamp was used. Lunar lamp machines may help.\n", "utf-8")
    config = Config(
        profile=str(tmp_path / "mine.toml"),
        mentions=MentionConfig(model="none"),
        links=LinkConfig(knowledge_base=str(tiny_kb.folder)),
    )
    gliomine.run([tmp_path / "a.txt"], output=tmp_path / "out", config=config, engine="inline")
    rows = gliomine.read_tables(tmp_path / "out")["entities"].to_dict("records")
    assert [(row["entity_type"], row["curie"], row["assertion"]) for row in rows] == [
        ("device", "LAB:1", "present"),
        ("device", "LAB:1", "possible"),
    ]
    page = write_report(tmp_path / "out", options=ReportOptions()).read_text("utf-8")
    assert "device" in page and colour in page.upper()
    assert type_of_label("apparatus") == "device" and naming_of("device").heads == ("machine",)


def test_the_mesh_builder_covers_every_type_that_names_mesh() -> None:
    covered = {name for _, types in MESH_TYPES for name in types}
    assert covered == {name for name, entry in ENTITY_TYPES.items() if "MESH" in entry.prefixes}


def test_compatible_types_exist_and_labels_are_of_one_type() -> None:
    labels = [
        label.casefold() for entry in ENTITY_TYPES.values() for label in {entry.name, *map(str.casefold, entry.labels)}
    ]
    assert len(set(labels)) == len(labels)
    for name, entry in ENTITY_TYPES.items():
        assert name == entry.name and set(entry.naming.compatible) <= set(ENTITY_TYPES) - {name}
