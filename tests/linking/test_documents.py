"""What the document says of its harms, organisms and genes decides their links."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from gliomine.document import Document, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.vocabulary import Row
from gliomine.linking.changes import altered
from gliomine.linking.context import candidates_of
from gliomine.linking.linker import Linker
from gliomine.linking.respelled import elements, symbols
from gliomine.linking.words import load_words

OWN = [
    Row("LAB:1", ("disease",), "tremor"),
    Row("LAB:2", ("disease",), "drug-induced tremor"),
    Row("LAB:3", ("chemical",), "lithium"),
    Row("NCBITaxon:33090", ("organism",), "plant"),
    Row("NCBITaxon:10088", ("organism",), "mouse"),
    Row("LAB:4", ("organism",), "Salvia miltiorrhiza"),
    Row("LAB:5", ("treatment",), "drug therapy"),
    Row("LAB:6", ("treatment",), "walking"),
    Row("LAB:7", ("treatment",), "radiotherapy"),
    Row("LAB:8", ("chemical",), "adjuvant"),
    Row("LAB:9", ("chemical",), "zorbin"),
]


@pytest.fixture(scope="module")
def linker(tiny_kb: KnowledgeBase) -> Linker:
    return Linker(Overlay(tiny_kb, OWN))


def links(linker: Linker, text: str, mentions: Sequence[tuple[str, str]]) -> list[str]:
    places = [text.index(name) for name, _ in mentions]
    found = candidates_of(
        linker,
        Document(
            "a",
            text,
            mentions=tuple(
                Mention(place, place + len(name), f"{place}", name, kind, 1.0, "test")
                for place, (name, kind) in zip(places, mentions, strict=True)
            ),
        ),
    )
    return [linker.kb.curie(items[0].concept) if items else "" for items in found]


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("Lithium-induced tremor is common. A tremor lasts.", "LAB:2"),
        ("Lithium-induced coarse tremor is common.", "LAB:2"),
        ("He had tremor caused by lithium.", "LAB:2"),
        ("Fear-induced tremor is common.", "LAB:1"),
        ("He had tremor after treatment with lithium.", "LAB:2"),
        ("Lithium-associated tremor is common.", "LAB:2"),
        ("The lithium tremor is common.", "LAB:2"),
        ("Lithium calms tremor.", "LAB:1"),
        ("He had tremor after a long walk with lithium.", "LAB:1"),
        ("He had tremor caused by fear.", "LAB:1"),
    ],
)
def test_a_harm_is_drug_induced_where_the_document_lays_it_to_a_substance(
    linker: Linker, text: str, curie: str
) -> None:
    assert links(linker, text, [("tremor", "disease")]) == [curie]


def test_what_a_drug_induced_is_so_throughout_the_document(linker: Linker) -> None:
    for begin in ("Lithium-induced tremor was mild", "A tremor induced by lithium was mild"):
        named = [("tremor", "disease"), ("tremors", "disease")]
        assert links(linker, f"{begin}; all tremors went.", named) == ["LAB:2", "LAB:2"]
    text = "A severe tremor followed, no mild tremor caused by lithium."
    assert links(linker, text, [("severe tremor", "disease"), ("mild tremor", "disease")]) == ["LAB:2", "LAB:2"]


@pytest.mark.parametrize(
    ("text", "mentions", "gene"),
    [
        ("A plant has MSC.", [("plant", "organism")], ""),
        ("A plant and a mouse have MSC.", [("plant", "organism"), ("mouse", "organism")], "HGNC:16028"),
        ("MSC is here.", [], "HGNC:16028"),
    ],
)
def test_a_gene_is_no_human_one_where_only_plants_are_named(
    linker: Linker, text: str, mentions: list[tuple[str, str]], gene: str
) -> None:
    assert links(linker, text, [*mentions, ("MSC", "gene")])[-1] == gene


def test_a_decrease_is_an_insufficiency_first_and_an_impairment_a_dysfunction() -> None:
    assert next(altered("reduction in renal function", load_words())) == "renal insufficiency"
    assert next(altered("impaired renal function", load_words())) == "renal dysfunction"


def test_a_genus_is_spelt_out_elsewhere_and_authors_are_left_out(linker: Linker) -> None:
    text = "Salvia miltiorrhiza Bunge grew; S. miltiorrhiza is red, A. miltiorrhiza is not."
    kinds = [(name, "organism") for name in ("Salvia miltiorrhiza Bunge", "S. miltiorrhiza", "A. miltiorrhiza")]
    assert links(linker, text, kinds) == ["LAB:4", "LAB:4", ""]


def test_a_therapy_with_a_known_drug_is_drug_therapy(linker: Linker) -> None:
    named = [("oral temozolomide therapy", "treatment"), ("walking therapy", "treatment")]
    assert links(linker, "An oral temozolomide therapy, not walking therapy.", named) == ["LAB:5", "LAB:6"]


def test_how_a_treatment_stands_to_others_says_not_what_it_is(linker: Linker) -> None:
    named = [("adjuvant treatment", "treatment"), ("adjuvant zorbin treatment", "treatment"), ("adjuvant", "chemical")]
    text = "They had adjuvant treatment, then adjuvant zorbin treatment, and a vaccine with an adjuvant."
    assert links(linker, text, named) == ["", "LAB:9", "LAB:8"]


def test_a_therapy_with_rays_is_no_drug_therapy(linker: Linker) -> None:
    named = [("Fast neutron therapy", "treatment"), ("walking therapy", "treatment")]
    assert links(linker, "Fast neutron therapy, no walking therapy.", named) == ["LAB:7", "LAB:6"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fall in mean arterial blood pressure", "hypotension"),
        ("elevated intraocular pressure", "ocular hypertension"),
        ("reduced platelet counts", "thrombocytopenia"),
        ("impaired hepatic function", "liver disease"),
        ("renal function impairment", "kidney disease"),
        ("impaired memory", "memory disorder"),
        ("decreased hepatic function", "hepatic insufficiency"),
    ],
)
def test_a_change_names_a_disorder(text: str, name: str) -> None:
    assert name in list(altered(text, load_words()))


@pytest.mark.parametrize(
    "text", ["blood pressure", "high school", "increased survival", "renal function", "reduced price", "low"]
)
def test_what_is_no_change_of_a_measure_names_none(text: str) -> None:
    assert not list(altered(text, load_words()))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(131)I", ["iodine 131", "iodine"]),
        ("99mTc", ["technetium 99", "technetium"]),
        ("Zn", ["zinc"]),
        ("Ca²⁺", ["calcium 2 +", "calcium"]),
        ("Fe(III)", ["iron 3 +", "iron"]),
        ("Lys", ["lysine"]),
        ("LYS", []),
        ("Xy2+", []),
        ("VI", []),
        ("S", []),
        ("NA", []),
        ("Xy", []),
    ],
)
def test_symbols_of_elements_are_read_with_their_mass(text: str, names: list[str]) -> None:
    assert list(elements(text)) == names


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("TNF-a", "TNF alpha"),
        ("IL1b", "IL1 beta"),
        ("sCD163", "CD163"),
        ("rhBMP-2", "BMP-2"),
        ("miR\u201121\u20115p", "miR-21"),
    ],
)
def test_symbols_of_genes_in_other_notations(text: str, spelled: str) -> None:
    assert spelled in list(symbols(text))


@pytest.mark.parametrize("text", ["beta", "sun", "rhyme", "plasma"])
def test_words_are_no_symbols_in_another_notation(text: str) -> None:
    assert not list(symbols(text))
