"""Curated names over the index, and a user's own topic: recognised and linked without building anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gliomine.config import Config, LinkConfig, MentionConfig
from gliomine.document import Document, Link
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.overlay import OWN_SOURCE, Overlay
from gliomine.kb.records import Record, Source
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


def test_an_index_under_a_users_concepts_answers_in_whole(tmp_path: Path) -> None:
    records = [
        Record("CL:0000001", "cell", ["cell_type"], "base"),
        Record("CL:0000002", "fen cell", ["cell_type"], "base", xrefs=["MESH:D000002"], parents=["CL:0000001"]),
        Record("CL:0000003", "moor cell", ["cell_type"], "base", xrefs=["MESH:D000003"], parents=["CL:0000002"]),
        Record("CL:0000004", "bog cell", ["cell_type"], "base", xrefs=["MESH:D000003"], parents=["CL:0000003"]),
    ]
    write_index(tmp_path, records, sources=[Source("base", 5)], version="test")
    base = KnowledgeBase.open(tmp_path)
    own = [
        Row("CL:0000002", ("vesicle",), "my fen cell", ("wetland cells",), ("LAB:7",)),
        Row("CL:0000002", ("gene",), "another name"),
        Row("LAB:1", ("disease",), "moor cell", (), ("CL:0000003",)),  # shares a name with what it refers to
        Row("LAB:2", ("disease",), "NEW thing", ("NT",), ("CL:0000004",)),  # refers to what it shares no name with
    ]
    kb = Overlay(
        base, own, shipped=[Row("MESH:D000003", ("cell_type",), "heath cell"), Row("LAB:9", ("gene",), "lost")]
    )
    assert (kb.vocabularies(), len(base)) == (frozenset({"CL", "MESH", "LAB"}), 4)
    shown = [
        (kb.curie(at), kb.name(at), kb.entity_types(at), kb.xrefs(at), kb.priority(at), kb.concept(at).source)
        for at in range(7)
    ]
    assert shown[3:] == [
        ("CL:0000004", "bog cell", ("cell_type",), ("MESH:D000003",), 5, "base"),
        ("CL:0000002", "my fen cell", ("vesicle", "cell_type"), ("MESH:D000002", "LAB:7"), 0, OWN_SOURCE),
        ("LAB:1", "moor cell", ("disease", "cell_type"), ("MESH:D000003", "CL:0000003", "CL:0000003"), 0, OWN_SOURCE),
        ("LAB:2", "NEW thing", ("disease",), ("CL:0000004",), 0, OWN_SOURCE),
    ]

    def place(curie: str) -> int | None:
        found = kb.find(curie)
        return None if found is None else found.index

    # What stands in the index answers as the user's concept that it is.
    asked = ("CL:0000001", "CL:0000002", "CL:0000003", "CL:0000004", "LAB:1", "LAB:2", "LAB:7", "LAB:9")
    assert [place(curie) for curie in asked] == [0, 4, 5, 3, 5, 6, None, None]
    assert [kb.by_xref(curie) for curie in ("MESH:D000002", "MESH:D000003", "LAB:7", "CL:0000004", "X:1")] == [
        (4,), (5, 3), (4,), (6,), (),
    ]  # fmt: skip
    assert [[kb.curie(one) for one in kb.parents(at)] for at in range(3, 7)] == [
        ["LAB:1"],
        ["CL:0000001"],
        ["CL:0000002"],
        [],
    ]
    assert [sorted(kb.ancestors(at)) for at in (3, 5, 6)] == [[0, 4, 5], [0, 4], []]
    assert [[item.concept for item in kb.postings(key)] for key in ("moor cell", "fen cell", "bog cell")] == [
        [5],
        [4],
        [3],
    ]
    assert [key in kb for key in ("fen cell", "wetland cells", "wetland cell", "new thing", "heath cell")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert [kb.begins(part) for part in ("fen ", "new ", "wetland ", "heath ", "thing ")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [kb.is_word(word) for word in ("wetland", "heath", "thing", "fen", "bog")] == [True, True, True, True, False]

    def curated(entity_type: str, key: str) -> list[tuple[tuple[int, ...], str, str, bool]]:
        return [(one.concepts, one.curie, one.name, one.acronym) for one in kb.curated(entity_type, key)]

    assert curated("vesicle", "wetland cell") == [((4,), "CL:0000002", "wetland cells", False)]
    assert curated("organism", "wetland cell") == curated("vesicle", "wetland cell")  # the user's hold in every type
    assert curated("disease", "nt") == [((6,), "LAB:2", "NT", True)]
    assert curated("disease", "new thing") == [((6,), "LAB:2", "NEW thing", False)]
    assert curated("cell_type", "heath cell") == [((5,), "MESH:D000003", "heath cell", False)]
    assert curated("disease", "heath cell") == []
    assert curated("gene", "lost") == [((), "LAB:9", "lost", False)]
