"""Look-ups in a knowledge base of ten concepts, and what happens when its files are damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gliomine.errors import ResourceError
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.text.normalize import normal_key


def curies(kb: KnowledgeBase, name: str) -> list[str]:
    return [kb.curie(posting.concept) for posting in kb.postings(normal_key(name))]


def test_a_name_is_found_in_any_spelling(tiny_kb: KnowledgeBase) -> None:
    assert curies(tiny_kb, "Glioblastoma  Multiforme") == ["MONDO:0018177"]
    assert curies(tiny_kb, "glial tumour") == ["MONDO:0021042"]
    assert curies(tiny_kb, "il 6") == curies(tiny_kb, "IL-6") == ["HGNC:6018"]
    assert curies(tiny_kb, "MSC") == ["CL:0000134", "HGNC:16028"]
    assert curies(tiny_kb, "starling") == curies(tiny_kb, "") == []


def test_postings_tell_scope_spelling_and_capitals(tiny_kb: KnowledgeBase) -> None:
    (found,) = tiny_kb.postings("gbm")
    assert (found.scope, found.name, found.acronym) == ("exact", "GBM", True)
    (found,) = tiny_kb.postings("glioma")
    assert (found.scope, found.name, found.acronym) == ("name", "glioma", False)


def test_concepts_carry_their_cross_references(tiny_kb: KnowledgeBase) -> None:
    concept = tiny_kb.find("MONDO:0018177")
    assert concept is not None
    assert (concept.name, concept.entity_types, concept.xrefs) == (
        "glioblastoma",
        ("disease",),
        ("MESH:D005909", "OMIM:137800"),
    )
    assert tiny_kb.by_xref("OMIM:137800") == (concept.index,)
    assert tiny_kb.by_xref("OMIM:999999") == tiny_kb.by_xref("nonsense") == ()
    assert tiny_kb.find("CVCL_0022") is not None and tiny_kb.find("MONDO:0000001") is None


def test_parents(tiny_kb: KnowledgeBase) -> None:
    child, parent = tiny_kb.find("MONDO:0018177"), tiny_kb.find("MONDO:0021042")
    assert child is not None and parent is not None
    assert tiny_kb.parents(child.index) == (parent.index,)
    assert tiny_kb.ancestors(child.index) == {parent.index} and tiny_kb.ancestors(parent.index) == frozenset()


def test_prefixes_end_where_words_end(tiny_kb: KnowledgeBase) -> None:
    assert tiny_kb.prefixes("glioblastoma multiforme of the brain") == ["glioblastoma", "glioblastoma multiforme"]
    assert tiny_kb.prefixes("gliomas") == []


def test_fuzzy_finds_misspellings_and_keeps_numbers(tiny_kb: KnowledgeBase) -> None:
    assert tiny_kb.fuzzy("temozolamide")[0][0] == "temozolomide"
    assert tiny_kb.fuzzy("temozolamide", types=("disease",)) == []
    assert tiny_kb.fuzzy("interleukin 8") == [] and tiny_kb.fuzzy("interlukin 6")[0][0] == "interleukin 6"
    assert tiny_kb.fuzzy("msx") == []


@pytest.mark.parametrize("name", ["temazepam", "olomide", "temozolomide hydrate", "temperatures", "glioblistering"])
def test_fuzzy_finds_no_far_spellings(tiny_kb: KnowledgeBase, name: str) -> None:
    assert tiny_kb.fuzzy(name) == []


@pytest.mark.parametrize("name", ["keys.marisa", "postings.npy", "names.npy", "kb.json"])
@pytest.mark.parametrize("damage", ["cut", "flip", "gone"])
def test_a_damaged_file_is_an_error(tiny_kb: KnowledgeBase, tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / "kb"
    shutil.copytree(tiny_kb.folder, folder)
    content = (folder / name).read_bytes()
    if damage == "gone":
        (folder / name).unlink()
    else:
        changed = content[: len(content) // 2] if damage == "cut" else bytes([content[0] ^ 1]) + content[1:]
        (folder / name).write_bytes(changed)
    with pytest.raises(ResourceError):
        KnowledgeBase.open(folder)
