"""Our pipeline inside spaCy: spans, sentences, tokens, batches, and the package in models/."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import spacy
from gliomine import spacy_component
from gliomine.config import Config
from gliomine.document import Document, Link, Mention, Sentence, mention_id
from gliomine.encoder.model import load_recogniser
from gliomine.errors import ConfigError, ResourceError
from gliomine.resources import models_folder
from gliomine.sentences.split import split_sentences
from gliomine.spacy_component import Gliomine, write_package
from gliomine.stages import Pipeline
from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "models" / "en_gliomine_sm"
TINY = ROOT / "tests" / "data" / "tiny_models" / "ner"
NAMES = {"CD34": "gene", "glioma": "disease", "glioma stem cells": "cell_type", "temozolomide": "chemical"}


def sentences(documents: Sequence[Document]) -> list[Document]:
    return [
        dataclasses.replace(
            document,
            sentences=tuple(
                Sentence(start, end, number, "body", document.text[start:end])
                for number, (start, end) in enumerate(split_sentences(document.text, 0, len(document.text)))
            ),
        )
        for document in documents
    ]


def mentions(documents: Sequence[Document]) -> list[Document]:
    return [dataclasses.replace(document, mentions=tuple(found_in(document))) for document in documents]


def found_in(document: Document) -> list[Mention]:
    found = []
    for name, entity_type in NAMES.items():
        at = document.text.find(name)
        if at >= 0:
            key = mention_id(document.doc_id, at, at + len(name), entity_type=entity_type)
            found.append(Mention(at, at + len(name), key, name, entity_type, 0.75, "dictionary"))
    return sorted(found, key=lambda item: (item.start, item.end))


def links(documents: Sequence[Document]) -> list[Document]:
    return [
        dataclasses.replace(
            document,
            links=tuple(
                Link(item.mention_id, rank, f"x:{item.text[:4]}{rank}", item.text, 1.0, "exact")
                for item in document.mentions
                for rank in (1, 2)
            ),
        )
        for document in documents
    ]


def pipeline_of(**settings: Any) -> Language:
    nlp = spacy.blank("en")
    component = nlp.add_pipe("gliomine", config=settings)
    assert isinstance(component, Gliomine)
    pipeline = Pipeline(Config(), only=[])
    pipeline.stages = (("sentences", sentences), ("mentions", mentions), ("links", links))
    heads = load_recogniser(TINY) if settings.get("schema") else None
    component._loaded = (pipeline, heads)
    return nlp


TEXT = "Loss of CD34(+) glioma stem cells. Oral temozolomide-induced change."


def test_entities_are_spans_with_type_and_concept() -> None:
    doc = pipeline_of()(TEXT)
    assert [(span.text, span.label_, span.kb_id_) for span in doc.spans["gliomine"]] == [
        ("CD34", "gene", "x:CD341"),
        ("glioma", "disease", "x:glio1"),
        ("glioma stem cells", "cell_type", "x:glio1"),
        ("temozolomide", "chemical", "x:temo1"),
    ]
    assert doc.spans["gliomine"].attrs["scores"] == [0.75] * 4


def test_ents_do_not_overlap_and_the_longest_stays() -> None:
    assert [ent.text for ent in pipeline_of()(TEXT).ents] == ["CD34", "glioma stem cells", "temozolomide"]


def test_a_token_over_a_border_is_cut_and_the_text_stays() -> None:
    plain, doc = spacy.blank("en")(TEXT), pipeline_of()(TEXT)
    assert "CD34(+" in [token.text for token in plain]
    assert [token.text for token in doc][2:5] == ["CD34", "(+", ")"]
    assert doc.text == plain.text == TEXT


def test_tokens_stay_and_entities_grow_where_that_is_asked_for() -> None:
    plain, doc = spacy.blank("en")(TEXT), pipeline_of(align="expand")(TEXT)
    assert [token.text for token in doc] == [token.text for token in plain]
    assert [ent.text for ent in doc.ents] == ["CD34(+", "glioma stem cells", "temozolomide"]


def test_spans_of_other_components_survive_the_cut() -> None:
    nlp = pipeline_of()
    ruler = nlp.add_pipe("span_ruler", before="gliomine")
    ruler.add_patterns([{"label": "x", "pattern": "change"}])  # type: ignore[attr-defined]
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["ruler"]] == ["change"]


def test_sentences_are_set_unless_another_component_did() -> None:
    assert [sentence.text for sentence in pipeline_of()(TEXT).sents] == [TEXT[:34], TEXT[35:]]
    nlp = pipeline_of()
    nlp.add_pipe("sentencizer", before="gliomine", config={"punct_chars": ["-"]})
    doc = nlp(TEXT)
    assert next(iter(doc.sents)).text.endswith("temozolomide-")


def test_batches_answer_as_single_texts_do() -> None:
    nlp, texts = pipeline_of(), [TEXT, "", "No entity.", "glioma", TEXT]
    together = [[(ent.text, ent.start) for ent in doc.ents] for doc in nlp.pipe(texts, batch_size=2)]
    assert together == [[(ent.text, ent.start) for ent in nlp(text).ents] for text in texts]


def test_the_stages_are_loaded_once_in_a_process_and_anew_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was forked must not use what was loaded before it."""
    made: list[Config] = []

    def load(config: Config) -> object:
        made.append(config)
        return lambda documents: list(documents)

    monkeypatch.setattr(spacy_component, "Pipeline", load)
    component = Gliomine(schema="gliomine", model="default", profile="glioma", prefer=None, align="split")
    for _ in range(3):
        component(spacy.blank("en")("Glioma."))
    assert len(made) == 1
    monkeypatch.setattr(spacy_component.os, "getpid", lambda: -1)
    for _ in range(2):
        component(spacy.blank("en")("Glioma."))
    assert len(made) == 2


def test_a_head_answers_with_its_own_labels() -> None:
    doc = pipeline_of(schema="things")("The red cat and the hammer saw Blue apples of protein cells.")
    assert {span.label_ for span in doc.spans["gliomine"]} <= {"Animal", "Fruit", "Tool"}
    assert len(doc.spans["gliomine"]) > 0


def test_a_document_goes_through_a_file(tmp_path: Path) -> None:
    nlp = pipeline_of()
    nlp(TEXT).to_disk(tmp_path / "doc")
    again = spacy.tokens.Doc(nlp.vocab).from_disk(tmp_path / "doc")
    assert [ent.text for ent in again.ents] == ["CD34", "glioma stem cells", "temozolomide"]


def test_an_unknown_alignment_is_refused() -> None:
    with pytest.raises(ConfigError, match="split"):
        spacy.blank("en").add_pipe("gliomine", config={"align": "shrink"})


def test_the_package_is_what_the_code_writes(tmp_path: Path) -> None:
    pytest.importorskip("scispacy")
    write_package(tmp_path / "package")
    names = sorted(path.name for path in PACKAGE.iterdir())
    assert names == ["config.cfg", "meta.json", "tokenizer"]
    for name in ("config.cfg", "meta.json"):
        assert (tmp_path / "package" / name).read_text(encoding="utf-8") == (PACKAGE / name).read_text(encoding="utf-8")
    from scispacy.custom_tokenizer import combined_rule_tokenizer

    rules = combined_rule_tokenizer(spacy.blank("en"))
    texts = [TEXT, "IL-2/IL-15 (5 mg/kg) in U-87 MG cells, 10(-3) M.", "e.g. 0.5-fold β-catenin; 3'-UTR\r\nn=4"]
    for text in texts:
        made, shipped = spacy.load(tmp_path / "package").make_doc(text), spacy.load(PACKAGE).make_doc(text)
        words = [token.text for token in rules(text)]
        assert [token.text for token in made] == [token.text for token in shipped] == words


def test_the_tokens_of_the_package_are_those_of_scispacy_and_need_none() -> None:
    nlp = spacy.load(PACKAGE)
    words = [token.text for token in nlp.make_doc("Temozolomide-induced death of IL-13Ra2/EGFR cells")]
    assert words == ["Temozolomide-induced", "death", "of", "IL-13Ra2/EGFR", "cells"]
    script = (
        f"import sys; sys.modules['scispacy'] = None; import spacy; nlp = spacy.load({str(PACKAGE)!r})\n"
        f"assert [token.text for token in nlp.make_doc({' '.join(words)!r})] == {words}"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_package_cannot_be_written_without_scispacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scispacy.custom_tokenizer", None)
    with pytest.raises(ResourceError, match=r"pip install scispacy"):
        write_package(tmp_path / "package")


def test_entities_keep_their_places_among_the_tokens_of_scispacy() -> None:
    text = "Temozolomide-resistant CD34(+)/glioma stem cells."
    nlp = pipeline_of()
    nlp.tokenizer = spacy.load(PACKAGE).tokenizer
    doc = nlp(text)
    assert doc.text == text
    found = {(span.start_char, span.end_char, span.label_) for span in doc.spans["gliomine"]}
    expected = {(at, at + len(name), kind) for name, kind in NAMES.items() if (at := text.find(name)) >= 0}
    assert found == expected
    assert len(expected) == 3


def test_the_package_loads_without_opening_the_weights() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        nlp = spacy.load(PACKAGE)
    assert nlp.pipe_names == ["gliomine"]
    assert nlp.meta["name"] == "gliomine_sm"


def test_spacy_finds_the_component_by_its_entry_point(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["spacy_factories"]["gliomine"] == "gliomine.spacy_component:make_component"


@pytest.mark.slow
def test_the_shipped_model_answers_through_spacy() -> None:
    try:
        trained = (models_folder() / "ner" / "encoder.onnx").is_file()
    except ResourceError:
        trained = False
    if not trained:
        pytest.skip("no trained recogniser beside this checkout")
    nlp = spacy.load(PACKAGE, config={"components": {"gliomine": {"schema": "bc5cdr"}}})
    texts = ["Temozolomide is given for glioblastoma.", "Cisplatin causes renal failure."]
    alone = [[(ent.text, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert alone[0] == [("Temozolomide", "Chemical"), ("glioblastoma", "Disease")]
    workers = nlp.pipe(texts, n_process=2, batch_size=1)
    assert [[(ent.text, ent.label_) for ent in doc.ents] for doc in workers] == alone


ABSTRACT = (
    "Glioma.\nRESULTS: Glioblastoma multiforme (GBM) responded to temozolomide. "
    "No evidence of astrocytoma was found in GBM."
)


def with_dictionary() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("gliomine", config={"model": "none"})
    return nlp


def check_attributes(doc: Any) -> None:
    by_text = {ent.text: ent for ent in doc.ents}
    drug = by_text["temozolomide"]
    assert drug._.assertion == "present"
    assert by_text["astrocytoma"]._.assertion == "absent"
    assert drug._.links[0]["curie"] == drug.kb_id_ == "CHEBI:72564"
    assert drug._.links[0]["match"] == "exact"
    assert drug._.kb_ents[0] == ("CHEBI:72564", drug._.links[0]["score"])
    assert drug._.long_form is None
    assert by_text["GBM"]._.long_form.text == "Glioblastoma multiforme"
    assert [span.text for span in doc._.abbreviations] == ["GBM", "GBM"]
    assert doc._.abbreviations[1]._.long_form.text == "Glioblastoma multiforme"
    assert {sent._.role for sent in doc.sents} >= {"results"}
    assert isinstance(doc._.relations, list)


def test_attributes_in_the_shapes_of_scispacy() -> None:
    check_attributes(with_dictionary()(ABSTRACT))


def test_attributes_survive_storing_and_other_processes() -> None:
    nlp = with_dictionary()
    doc = nlp(ABSTRACT)
    stored = spacy.tokens.DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = spacy.tokens.DocBin().from_bytes(stored).get_docs(nlp.vocab)
    check_attributes(again)
    for found in nlp.pipe([ABSTRACT, ABSTRACT], n_process=2, batch_size=1):
        check_attributes(found)


def test_what_another_component_sets_goes_before() -> None:
    doc = with_dictionary()(ABSTRACT)
    doc._.abbreviations = []
    assert doc._.abbreviations == []
    doc.ents[0]._.kb_ents = [("C1", 1.0)]
    assert doc.ents[0]._.kb_ents == [("C1", 1.0)]


def test_a_text_that_went_through_no_component_has_no_answers() -> None:
    nlp = with_dictionary()
    doc = nlp.make_doc("glioma")
    assert doc._.abbreviations == []
    assert doc[0:1]._.assertion is None
