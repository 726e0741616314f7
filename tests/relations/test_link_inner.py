"""Parts of names that are origins or loads are linked to what they name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.document import Abbreviation, Document, Mention, Sentence, mention_id
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.linking.linker import Linker
from gliomine.relations.link_inner import InnerLinker
from gliomine.relations.stage import Voices, related
from gliomine.validate import validate


@pytest.fixture(scope="module")
def linker(tiny_kb: KnowledgeBase) -> InnerLinker:
    return InnerLinker(Linker(Overlay(tiny_kb)))


def found(linker: InnerLinker, part: str, predicate: str, **long_forms: str) -> str | None:
    concept = linker.find(part, predicate, long_forms=long_forms)
    return None if concept is None else concept.curie


def test_the_predicate_says_what_a_part_can_be(linker: InnerLinker) -> None:
    assert found(linker, "MSC", "derived_from") == "CL:0000134", "not the gene of that name: a vesicle comes from cells"
    assert found(linker, "mesenchymal stem cells", "derived_from") == "CL:0000134"
    assert found(linker, "temozolomide", "carries") == "CHEBI:72564"
    assert found(linker, "brain", "carries") is None and found(linker, "brain", "derived_from") == "UBERON:0000955"


def test_a_species_before_a_tissue_is_left_out_and_what_is_not_known_is_not_guessed(linker: InnerLinker) -> None:
    assert found(linker, "human brain", "derived_from") == "UBERON:0000955"
    assert found(linker, "frontal brain", "derived_from") is None
    assert found(linker, "temozolomid", "carries") is None


def test_two_letters_are_asked_for_by_their_long_form(linker: InnerLinker) -> None:
    assert found(linker, "Br", "derived_from", Br="brain") == "UBERON:0000955"
    assert found(linker, "Br", "derived_from") is None
    assert found(linker, "TMs", "carries", TM="temozolomide") == "CHEBI:72564"


def test_the_stage_links_parts(linker: InnerLinker) -> None:
    text = "MSC-derived exosomes (MD) and TM-loaded liposomes"
    mentions = []
    for start, name, kind in ((0, "MSC-derived exosomes", "vesicle"), (30, "TM-loaded liposomes", "delivery_system")):
        key = mention_id("d", start, start + len(name), entity_type=kind)
        mentions.append(Mention(start, start + len(name), key, name, kind, 1.0, "test"))
    given = Document("d", text, sentences=(Sentence(0, len(text), 0, "title", text),), mentions=tuple(mentions))
    done = related(given, Voices(), min_score=0.5, linker=linker)
    validate(done)
    assert [(item.inner_curie, item.inner_type) for item in done.relations] == [
        ("CL:0000134", "cell_type"),
        (None, None),
    ]
    assert done.relations[0].inner_name == "mesenchymal stem cell"
    defined = replace(given, abbreviations=(Abbreviation(30, 32, "TM", "temozolomide", 0, 12),))
    assert related(defined, Voices(), min_score=0.5, linker=linker).relations[1].inner_curie == "CHEBI:72564"
    assert related(given, Voices(), min_score=0.5).relations[0].inner_curie is None
