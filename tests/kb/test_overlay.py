"""Curated names over the index, and a user's own topic: recognised and linked without building anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gliomine.config import Config, LinkConfig, MentionConfig
from gliomine.document import Document, Link
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Source
from gliomine.kb.vocabulary import Row, read_vocabulary
from gliomine.kb.write_index import write_index
from gliomine.linking.linker import Linker
from gliomine.stages import Pipeline

HEAD = "curie\tentity_type\tname\tsynonyms\txrefs\n"
ROWS = """\
LAB:0001\ttreatment\tmoon bathing\tlunar bath | MB-7\t
MESH:D005909\tdisease\tbad glioma\t\t
LAB:0002\tchemical\ttemozolomide\tMoonal\tCHEBI:72564
"""


def topic(folder: Path, rows: str = ROWS) -> Path:
    path = folder / "mine.toml"
    path.write_text('entity_types = ["treatment", "disease", "chemical"]\nvocabularies = ["mine.tsv"]\n', "utf-8")
    (folder / "mine.tsv").write_text(HEAD + rows, "utf-8")
    return path


def links(text: str, path: Path, kb: KnowledgeBase) -> dict[str, list[str]]:
    config = Config(
        profile=str(path), mentions=MentionConfig(model="none"), links=LinkConfig(knowledge_base=str(kb.folder))
    )
    (document,) = Pipeline(config).process([Document("a", text, layout="abstract")])
    found: dict[str, list[Link]] = {item.mention_id: [] for item in document.mentions}
    for link in document.links:
        found[link.mention_id].append(link)
    return {item.text: [link.curie for link in found[item.mention_id]] for item in document.mentions}


def test_a_topic_of_ones_own_is_recognised_and_linked_without_a_build(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    text = "Moon bathing helps.\nLunar baths for bad gliomas and glioblastoma; MB7 and temozolomide were given."
    assert links(text, topic(tmp_path), tiny_kb) == {
        "Moon bathing": ["LAB:0001"],
        "Lunar baths": ["LAB:0001"],
        "bad gliomas": ["MESH:D005909"],
        "glioblastoma": ["MESH:D005909"],
        "MB7": ["LAB:0001"],
        "temozolomide": ["LAB:0002"],
    }


def test_an_edited_topic_is_seen_at_the_next_call(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    path, text = topic(tmp_path), "Moon bathing helps.\nSun bathing does not."
    before = path.stat()
    assert links(text, path, tiny_kb) == {"Moon bathing": ["LAB:0001"]}
    topic(tmp_path, ROWS.replace("moon bathing", "sun bathing").replace("LAB:0001", "LAB:0009"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert links(text, path, tiny_kb) == {"Sun bathing": ["LAB:0009"]}


def test_an_index_that_was_replaced_is_opened_again(root: Path, tmp_path: Path) -> None:
    records = read_vocabulary(root / "tests" / "kb" / "tiny.tsv", source="tiny")
    for number in (10, 9):
        write_index(tmp_path, records[:number], sources=[Source("tiny", 1)], version=str(number))
        kb = open_knowledge_base(str(tmp_path))
        assert (len(kb), kb.version) == (number, str(number))
    assert open_knowledge_base(str(tmp_path)) is kb


def test_the_users_names_go_before_the_shipped_ones_and_hold_in_every_type(tiny_kb: KnowledgeBase) -> None:
    own, shipped = Row("LAB:1", ("gene",), "MSC"), Row("CL:0000134", ("cell_type", "gene"), "MSC")
    linker = Linker(Overlay(tiny_kb, [own], shipped=[shipped]))
    assert [linker.kb.curie(linker.candidates("MSCs", kind)[0].concept) for kind in ("gene", "cell_type", "")] == [
        "LAB:1"
    ] * 3
    linker = Linker(Overlay(tiny_kb, shipped=[shipped]))
    best = linker.candidates("MSC", "gene")[0]
    assert (linker.kb.curie(best.concept), best.status) == ("CL:0000134", "curated")


def test_a_concept_of_the_users_keeps_what_the_index_knows_of_it(tiny_kb: KnowledgeBase) -> None:
    kb = Overlay(tiny_kb, [Row("MESH:D005909", ("disease",), "bad glioma", xrefs=("LAB:7",))])
    found = kb.find("MESH:D005909")
    assert found is not None and found.name == "bad glioma" and found.source == "topic"
    assert {"MONDO:0018177", "OMIM:137800", "LAB:7"} <= set(found.xrefs)
    assert [kb.curie(place) for place in kb.parents(found.index)] == ["MONDO:0021042"]
    assert kb.ancestors(found.index) == frozenset(kb.parents(found.index))
    assert kb.find("MONDO:0018177") == found and kb.by_xref("LAB:7") == (found.index,)
    assert {kb.concept(item.concept).curie for item in kb.postings("glioblastoma")} == {"MESH:D005909"}
    assert {"LAB", "MONDO", "MESH"} <= kb.vocabularies()


def test_modifiers_and_tails_are_dropped_from_the_users_names(tiny_kb: KnowledgeBase) -> None:
    linker = Linker(Overlay(tiny_kb, [Row("LAB:1", ("treatment",), "moon bathing")]))
    for text, match in (("recurrent moon bathing", "head"), ("moon bathing regimen", "tail")):
        best = linker.candidates(text, "treatment")[0]
        assert (linker.kb.curie(best.concept), best.match) == ("LAB:1", match)


@pytest.mark.parametrize("rows", ["LAB:1\ttreatmnt\tmoon bathing\t\t\n", "\ttreatment\tmoon bathing\t\t\n"])
def test_a_wrong_line_of_a_topic_is_named_with_what_to_do(tiny_kb: KnowledgeBase, tmp_path: Path, rows: str) -> None:
    with pytest.raises(Exception, match=r"mine\.tsv, line 2; expected: .*; what to do: "):
        links("Moon.", topic(tmp_path, rows), tiny_kb)
