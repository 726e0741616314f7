"""The page that the project was begun for must come out whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gliomine.api import load
from gliomine.document import Document
from gliomine.relations.stage import load_second
from gliomine.tables.claims import claim_rows

EXPECTED = {
    r"\b[Gg]liomas?\b": ("disease", "MONDO:0021042"),
    r"mesenchymal stem cells": ("cell_type", "CL:0000134"),
    r"\bMSCs\b(?! Exo)": ("cell_type", "CL:0000134"),
    r"\bMSCs Exo\b": ("vesicle", "GO:0070062"),
    r"\bexosomes\b": ("vesicle", "GO:0070062"),
    r"(?<=\()Exo\b": ("vesicle", "GO:0070062"),
    r"\bsurgery\b": ("treatment", None),
    r"\bradiation\b": ("treatment", None),
    r"\bchemotherapy\b": ("treatment", None),
    r"\bdrug carriers\b": ("delivery_system", None),
    r"\bdrug delivery system\b": ("delivery_system", "MESH:D016503"),
}
"""Pattern in the abstract -> type and best concept of a mention there."""


@pytest.fixture(scope="module")
def page(shared: Path) -> Document:
    (path,) = sorted((shared / "seeds").glob("*.txt"))
    (document,) = load().process([path.read_bytes().decode("utf-8")])
    return document


def test_its_sections_are_exact(page: Document) -> None:
    names = [section.name for section in page.sections]
    assert names == ["affiliations", "abstract", "funders", "cited_by", "boilerplate"]
    assert page.cited_by_count == 2
    assert len(page.funders) == 7
    places = [(item.institution, item.city, item.country) for item in page.affiliations]
    assert [(city, country) for _, city, country in places] == [("Lanzhou", "CN")] * 2
    assert all(institution and "Lanzhou University" in institution for institution, _, _ in places)


def test_its_abbreviations_are_found(page: Document) -> None:
    found = {(item.short_form, item.long_form) for item in page.abbreviations}
    assert found == {("MSCs", "mesenchymal stem cells"), ("Exo", "exosomes")}


@pytest.mark.parametrize("pattern", EXPECTED)
def test_every_mention_is_found_and_linked(page: Document, pattern: str) -> None:
    entity_type, curie = EXPECTED[pattern]
    (abstract,) = (section for section in page.sections if section.name == "abstract")
    mentions = {(item.start, item.end): item for item in page.mentions}
    best = {item.mention_id: item.curie for item in page.links if item.rank == 1}
    places = [
        match.span() for match in re.finditer(pattern, page.text[: abstract.end]) if match.start() >= abstract.start
    ]
    assert places
    for span in places:
        assert span in mentions, f"{page.text[span[0] - 30 : span[1] + 20]!r} is not a mention"
        assert mentions[span].entity_type == entity_type
        if curie is not None:
            assert best.get(mentions[span].mention_id) == curie


def test_nothing_outside_title_and_abstract_is_an_entity(page: Document) -> None:
    (abstract,) = (section for section in page.sections if section.name == "abstract")
    assert all(abstract.start <= item.start and item.end <= abstract.end for item in page.mentions)


def claims(page: Document) -> set[tuple[str, str, str, str]]:
    names = {item.mention_id: item.text.lower() for item in page.mentions}
    return {
        (
            names[item.subject_id],
            item.predicate,
            names[item.object_id] if item.object_id else page.text[item.inner_start : item.inner_end].lower(),
            item.status,
        )
        for item in page.relations
    }


def test_its_claims_come_out(page: Document) -> None:
    found = claims(page)
    for treatment in ("surgery", "radiation", "chemotherapy"):
        assert (treatment, "treats", "gliomas", "present") in found
    assert ("exosomes", "derived_from", "mscs", "present") in found
    assert ("mscs exo", "derived_from", "mscs", "present") in found
    assert any(claim[:3] == ("mscs exo", "treats", "glioma") for claim in found)


def test_what_it_hopes_for_is_possible(page: Document) -> None:
    if load_second() is None:
        pytest.skip("the model of wording is not among the models")
    assert ("mscs exo", "treats", "glioma", "possible") in claims(page)


def test_a_claim_of_two_sentences_is_shown_with_both(page: Document) -> None:
    found = [row for row in claim_rows(page) if "surgery" in row and "treats" in row]
    assert len(found) == 1
    passage = found[0][-1]
    assert passage.startswith("Gliomas are") and passage.endswith("limitations.")
