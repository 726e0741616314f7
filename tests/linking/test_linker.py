"""The linker on a knowledge base of ten concepts."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.document import Abbreviation, Document, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay, shipped_rows
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.linking.agreement import in_context
from gliomine.linking.candidates import Candidate
from gliomine.linking.context import candidates_of
from gliomine.linking.forms import other_forms
from gliomine.linking.linker import Linker
from gliomine.linking.words import load_words


@pytest.fixture(scope="module")
def linker(tiny_kb: KnowledgeBase) -> Linker:
    return Linker(Overlay(tiny_kb))


def best(linker: Linker, text: str, entity_type: str = "") -> tuple[str, str] | None:
    found = linker.candidates(text, entity_type)
    return (linker.kb.curie(found[0].concept), found[0].match) if found else None


def document(text: str, *mentions: tuple[str, str], abbreviations: tuple[tuple[str, str], ...] = ()) -> Document:
    return Document(
        "a",
        text,
        mentions=tuple(
            Mention(text.index(name), text.index(name) + len(name), f"{number}", name, entity_type, 1.0, "test")
            for number, (name, entity_type) in enumerate(mentions)
        ),
        abbreviations=tuple(
            Abbreviation(text.index(short), text.index(short) + len(short), short, long, text.index(long), 0)
            for short, long in abbreviations
        ),
    )


@pytest.mark.parametrize(
    ("text", "entity_type", "curie", "match"),
    [
        ("glioblastoma", "disease", "MONDO:0018177", "exact"),
        ("Glioblastoma Multiforme", "", "MONDO:0018177", "exact"),
        ("gliomas", "disease", "MONDO:0021042", "plural"),
        ("recurrent glioblastoma", "disease", "MONDO:0018177", "head"),
        ("human bone marrow MSCs", "cell_type", "CL:0000134", "head"),
        ("U87 cells", "cell_line", "CVCL_0022", "tail"),
        ("temozolamide", "chemical", None, None),
        ("mesenchymal stromal cels", "cell_type", "CL:0000134", "fuzzy"),
        ("glioma and glioblastoma", "disease", "MONDO:0018177", "part"),
    ],
)
def test_a_link_says_why(linker: Linker, text: str, entity_type: str, curie: str | None, match: str | None) -> None:
    assert best(linker, text, entity_type) == (None if curie is None else (curie, match))


@pytest.mark.parametrize(
    "text", ["Glorbatinib", "kitchen table", "Jane Miller", "", "...", "the", "brain surgeon", "rat"]
)
def test_what_is_not_known_gets_no_link(linker: Linker, text: str) -> None:
    assert best(linker, text) is None


@pytest.mark.parametrize("text", ["Zorbin glioma", "Hest-Velde glioblastoma", "Varn-Smith disease"])
def test_a_modifier_that_nobody_knows_is_not_dropped(linker: Linker, text: str) -> None:
    assert best(linker, text, "disease") is None


def test_initials_of_a_name_in_the_document_explain_a_short_form(linker: Linker) -> None:
    found = candidates_of(
        linker, document("Glioblastoma Multiforme; GM", ("Glioblastoma Multiforme", "disease"), ("GM", "disease"))
    )
    assert (linker.kb.curie(found[1][0].concept), found[1][0].match) == ("MONDO:0018177", "initials")


def test_the_type_decides_between_a_cell_and_a_gene(linker: Linker) -> None:
    assert best(linker, "MSC", "cell_type") == ("CL:0000134", "exact")
    assert best(linker, "MSC", "gene") == ("HGNC:16028", "exact")
    assert best(linker, "MSC", "organism") is None


def test_a_short_form_is_what_its_long_form_is(linker: Linker) -> None:
    found = candidates_of(
        linker,
        document(
            "glioblastoma (GBX) and mouse: GBXs",
            ("GBX", "disease"),
            ("GBXs", "disease"),
            abbreviations=(("GBX", "glioblastoma"),),
        ),
    )
    assert [(linker.kb.curie(items[0].concept), items[0].match) for items in found] == [
        ("MONDO:0018177", "long_form"),
        ("MONDO:0018177", "long_form"),
    ]


def test_a_short_form_inside_a_name_is_written_out(linker: Linker) -> None:
    found = candidates_of(
        linker,
        document(
            "mesenchymal stem cell (XYC); bone XYCs",
            ("bone XYCs", "cell_type"),
            abbreviations=(("XYC", "mesenchymal stem cell"),),
        ),
    )
    assert linker.kb.curie(found[0][0].concept) == "CL:0000134"


def test_a_short_form_inside_a_long_form_is_written_out(linker: Linker) -> None:
    text, mention = "mesenchymal stem cell (XYC); bone XYC (BXQ)", ("BXQ", "cell_type")
    outer, inner = ("BXQ", "bone XYC"), ("XYC", "mesenchymal stem cell")
    found = candidates_of(linker, document(text, mention, abbreviations=(inner, outer)))
    assert linker.kb.curie(found[0][0].concept) == "CL:0000134"
    assert candidates_of(linker, document(text, mention, abbreviations=(outer,))) == [()]


def test_the_document_decides_what_is_ambiguous(linker: Linker) -> None:
    clear = linker.candidates("mesenchymal stem cell", "cell_type")
    both = linker.candidates("MSC", "")
    assert len(both) == 2
    again = in_context(linker, [clear, both])[1]
    assert linker.kb.curie(again[0].concept) == "CL:0000134"


def test_the_head_of_a_name_is_never_dropped() -> None:
    forms = {form.key for form in other_forms("temozolomide resistant glioma", "disease", words=load_words())}
    assert "glioma" in forms and not {"temozolomide", "resistant", "temozolomide resistant"} & forms


@pytest.mark.parametrize(
    ("text", "entity_type", "form"),
    [
        ("hypotensive", "disease", "hypotension"),
        ("renal damage", "disease", "kidney disease"),
        ("carcinoma of the bladder", "disease", "bladder carcinoma"),
        ("breast and ovarian cancer", "disease", "breast cancer"),
        ("Lesch-Nyhan", "disease", "lesch nyhan syndrome"),
        (
            "glucose-6-phosphate dehydrogenase (G6PD) deficiency",
            "disease",
            "glucose 6 phosphate dehydrogenase deficiency",
        ),
        ("galantamine hydrobromide", "chemical", "galantamine"),
        ("mitochondrial", "cellular_component", "mitochondrion"),
    ],
)
def test_other_forms_of_a_name(text: str, entity_type: str, form: str) -> None:
    assert form in {item.key for item in other_forms(text, entity_type, words=load_words())}


@pytest.mark.parametrize(
    ("text", "entity_type", "form"),
    [
        ("lesions", "disease", "disease"),
        ("Pueraria lobata", "organism", "lobata"),
        ("TGF-b1", "gene", "b 1"),
        ("gaucher", "disease", "gaucher disease"),
    ],
)
def test_forms_that_would_change_the_meaning_are_not_made(text: str, entity_type: str, form: str) -> None:
    assert form not in {item.key for item in other_forms(text, entity_type, words=load_words())}


def test_a_described_vesicle_keeps_its_head_whatever_it_comes_from(linker: Linker) -> None:
    assert best(linker, "Gouqi-derived exosomes", "vesicle") == ("GO:0070062", "head")


def test_a_word_in_small_letters_is_not_a_short_form(linker: Linker) -> None:
    assert best(linker, "gbm", "disease") is None
    assert best(linker, "Gbm", "disease") == ("MONDO:0018177", "exact")


def test_the_tables_hold_folded_words() -> None:
    words = load_words()
    assert all(word == word.lower().strip() for word in [*words.nouns, *words.light, *words.generic, *words.weaker])


def test_our_own_vocabularies_decide_between_equals(tiny_kb: KnowledgeBase) -> None:
    ours = Linker(Overlay(tiny_kb, shipped=shipped_rows()))
    assert best(ours, "MSCs", "cell_type") == ("CL:0000134", "exact")
    assert best(ours, "exosomal vesicle", "vesicle") == ("GO:0070062", "exact")
    assert best(ours, "patients", "organism") is None, "a concept that the index lacks is no link"


def test_of_a_symbol_without_its_letter_the_family_is_left_and_no_member(tmp_path: Path) -> None:
    records = [
        Record("HGNC:1", "moorin", ["gene"], "own"),
        Record("MESH:D000001", "moorin", ["gene"], "own"),
        Record("HGNC:2", "fennin", ["gene"], "own"),
        Record("MESH:D000003", "fennin", ["chemical"], "own"),
    ]
    write_index(tmp_path, records, sources=[Source("own", 1)], version="test")
    linker = Linker(Overlay(KnowledgeBase.open(tmp_path)))

    def found(key: str, match: str, *, family: bool) -> list[tuple[str, float]]:
        made: dict[int, Candidate] = {}
        linker._add_key(made, key, key, "gene", match, 0.8, family=family)
        return sorted((linker.kb.curie(item.concept), round(item.score, 2)) for item in made.values())

    assert [curie for curie, _ in found("moorin", "part", family=True)] == ["MESH:D000001"]
    assert [curie for curie, _ in found("moorin", "exact", family=False)] == ["HGNC:1", "MESH:D000001"]
    # The gene stands before what is no gene but bears its name.
    both = dict(found("fennin", "exact", family=False))
    assert both["HGNC:2"] == 0.8 > both.get("MESH:D000003", 0.0)
    assert found("nothing", "exact", family=False) == []
