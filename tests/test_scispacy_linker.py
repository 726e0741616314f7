"""Our knowledge base inside scispaCy's own linker."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import spacy
from gliomine.errors import ResourceError
from spacy.language import Language

pytest.importorskip("scispacy")
TEXT = "Temozolomide resistance of glioblastoma in mice; breast cancer is no xyzzyplugh."
NAMES = ("Temozolomide", "glioblastoma", "mice", "breast cancer", "xyzzyplugh")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    from scispacy import candidate_generation, linking_utils

    def refuse(path: object, *_: object) -> None:
        raise AssertionError(f"{path} was asked for")

    for module in (candidate_generation, linking_utils):
        monkeypatch.setattr(module, "cached_path", refuse)


def pipeline_of(*names: str, **settings: Any) -> Language:
    import gliomine.scispacy_linker  # noqa: F401

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ENTITY", "pattern": name} for name in names])  # type: ignore[attr-defined]
    nlp.add_pipe("scispacy_linker", config={"linker_name": "gliomine", **settings})
    return nlp


def linked(nlp: Language, text: str) -> dict[str, list[tuple[str, float]]]:
    return {ent.text: [(curie, round(score, 3)) for curie, score in ent._.kb_ents] for ent in nlp(text).ents}


def test_mentions_get_the_concepts_and_scores_of_our_linker() -> None:
    found = linked(pipeline_of(*NAMES), TEXT)
    assert set(found) == set(NAMES)
    assert found["Temozolomide"][0] == ("CHEBI:72564", 1.0)
    assert found["glioblastoma"] == [("MONDO:0018177", 1.0)]
    assert found["mice"][0][0] == "NCBITaxon:10088"
    assert found["breast cancer"][0][0] == "MONDO:0007254"
    assert found["xyzzyplugh"] == []


def test_one_mention_without_an_answer_and_a_text_without_mentions_are_no_trouble() -> None:
    nlp = pipeline_of(*NAMES)
    assert linked(nlp, "xyzzyplugh") == {"xyzzyplugh": []}
    assert linked(nlp, "Nothing here.") == {}


def test_homonyms_keep_their_own_scores_and_our_order() -> None:
    from gliomine.kb.overlay import open_overlay
    from gliomine.linking.linker import Linker

    linker = Linker(open_overlay(None))
    names = ("CML", "rat", "cold", "SCD", "ATP", "cancer")
    nlp = pipeline_of(*names, threshold=0.0, max_entities_per_mention=50)
    several = 0
    for name, found in linked(nlp, "; ".join(names)).items():
        own = linker.candidates(name, "")
        assert [curie for curie, _ in found] == [linker.kb.curie(item.concept) for item in own]
        assert [score for _, score in found] == pytest.approx([item.score for item in own], abs=0.03)
        several += len(own) > 1
    assert several


def test_the_settings_of_scispacy_count() -> None:
    assert linked(pipeline_of("breast cancer", max_entities_per_mention=1), TEXT)["breast cancer"][1:] == []
    assert linked(pipeline_of("mice", threshold=0.99), TEXT) == {"mice": []}


def test_its_knowledge_base_tells_names_and_types() -> None:
    kb = pipeline_of("mice").get_pipe("scispacy_linker").kb  # type: ignore[attr-defined]
    entity = kb.cui_to_entity["MONDO:0018177"]
    assert (entity.concept_id, entity.canonical_name, entity.types) == ("MONDO:0018177", "glioblastoma", ["disease"])
    assert "MONDO:0018177" in kb.alias_to_cuis["Glioblastoma"]
    assert "nothing:1" not in kb.cui_to_entity and "xyzzyplugh" not in kb.alias_to_cuis
    assert len(kb.cui_to_entity) > 100_000
    assert next(iter(kb.cui_to_entity)) in kb.cui_to_entity


def test_the_abbreviation_detector_of_scispacy_works_with_it() -> None:
    import gliomine.scispacy_linker  # noqa: F401
    from scispacy.abbreviation import AbbreviationDetector  # noqa: F401

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "E", "pattern": "GBM"}])  # type: ignore[attr-defined]
    nlp.add_pipe("abbreviation_detector")
    nlp.add_pipe("scispacy_linker", config={"linker_name": "gliomine", "resolve_abbreviations": True})
    doc = nlp("We treated glioblastoma multiforme (GBM) early.")
    assert [short.text for short in doc._.abbreviations] == ["GBM"]
    assert doc.ents[0]._.kb_ents[0][0] == "MONDO:0018177"


def test_a_pipeline_of_spacy_does_not_load_scispacy_for_our_sake() -> None:
    script = "import sys, spacy; spacy.blank('en'); sys.exit('scispacy' in sys.modules or 'onnxruntime' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_without_scispacy_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import gliomine

    monkeypatch.setitem(sys.modules, "scispacy", None)
    monkeypatch.delitem(sys.modules, "gliomine.scispacy_linker", raising=False)
    monkeypatch.delattr(gliomine, "scispacy_linker", raising=False)
    with pytest.raises(ResourceError, match=r"scispaCy cannot be imported.*add_pipe"):
        import gliomine.scispacy_linker
