"""Addresses, references and wrapped lines as sources that nobody corrects write them."""

from __future__ import annotations

import pytest
from gliomine.config import Config
from gliomine.document import Affiliation, Document, Section
from gliomine.mentions.merge import Proposal, whole_references
from gliomine.pages.abstract_parts import find_parts
from gliomine.pages.layout import layout_of
from gliomine.pages.stages import affiliations, funders, sections


def page(text: str) -> Document:
    documents = [Document("a", text)]
    for stage in (sections, affiliations, funders):
        documents = stage(Config())(documents)
    return documents[0]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("A Unit, B University, Seoul, Korea; C Institute, Osaka, Japan; D Hospital, Zurich, Switzerland.", "KR JP CH"),
        ("A Unit; B University, Seoul, Korea; and C Institute, Osaka, Japan", "KR JP"),
        ("A Unit; B Department; C University, Lyon, France", "FR"),
        ("C University, Lyon, France; e-mail a@b.fr", "FR"),
    ],
)
def test_each_country_of_an_entry_ends_an_address(text: str, countries: str) -> None:
    document = page(f"Affiliations\n{text}\n\nAbstract\nGlioma.\n")
    assert [item.country for item in document.affiliations] == countries.split()
    assert [item.index for item in document.affiliations] == list(range(1, len(countries.split()) + 1))
    for item in document.affiliations:
        assert document.text[item.start : item.end] == item.text


@pytest.mark.parametrize(
    ("tagged", "department", "institution"),
    [
        ("Department of Neurosurgery | Example University", "Department of Neurosurgery", "Example University"),
        ("Department of Neurosurgery", "Department of Neurosurgery", "Example University"),
        ("Example University | Sample Hospital", None, "Example University | Sample Hospital"),
    ],
)
def test_units_that_are_tagged_as_institutions(tagged: str, department: str | None, institution: str) -> None:
    text = "Department of Neurosurgery, Example University, Lyon, France"
    given = Affiliation(0, len(text), 1, text, None, tagged)
    document = Document("a", text, layout="structured", affiliations=(given,))
    (found,) = affiliations(Config())([document])[0].affiliations
    assert (found.department, found.institution, found.country) == (department, institution, "FR")


def test_a_name_of_several_words_is_in_some_column() -> None:
    text = "Physiology Program, Northwest Science Center, National Oceanic and Atmospheric Group, Seattle, USA"
    (found,) = page(f"Affiliations\n{text}\n\nAbstract\nGlioma.\n").affiliations
    assert "National Oceanic and Atmospheric Group" in f"{found.department} | {found.institution}"
    assert found.city == "Seattle"


def test_the_semicolon_of_a_reference_parts_nothing() -> None:
    document = page(
        "Affiliations\n"
        "Department of Neurology &amp; Surgery, Universit&auml;t Z&uuml;rich, Z&uuml;rich, Switzerland\n\n"
        "Abstract\nGlioma.\n\nFunders\nJohnson &amp; Johnson Foundation (JJ-12345); Other Fund\n"
    )
    (address,) = document.affiliations
    assert (address.department, address.institution) == ("Department of Neurology & Surgery", "Universität Zürich")
    assert address.city == "Zürich"
    assert [(item.name, item.award_ids) for item in document.funders] == [
        ("Johnson & Johnson Foundation", "JJ-12345"),
        ("Other Fund", None),
    ]


@pytest.mark.parametrize(("end", "whole"), [(10, 11), (3, 3), (11, 11)])
def test_a_mention_ends_behind_a_reference(end: int, whole: int) -> None:
    text = "TNF-&alpha; rises; R&D; grows"
    (found,) = whole_references(text, [Proposal(0, end, "gene", 1.0, "x")])
    assert found.end == whole


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("Glioma in adults\nBevacizumab was given.", "abstract"),
        ("Treatment of adults with\nnewly diagnosed glioma.", "page"),
        ("Glioma is treated with\nBevacizumab in relapse.", "page"),
        ("A title that ends.\nglioma grows.", "abstract"),
        ("One line", "abstract"),
    ],
)
def test_a_wrapped_line_is_no_title(text: str, layout: str) -> None:
    assert layout_of(text) == layout


def test_labels_in_the_running_abstract_of_a_record_part_it() -> None:
    text = "Title\nBACKGROUND: Glioma is common. METHODS: We treated mice. RESULTS: Tumours shrank."
    given = (Section(0, 5, "title"), Section(6, len(text), "abstract"))
    (found,) = sections(Config())([Document("a", text, layout="structured", sections=given)])
    parts = [(item.label, text[item.start : item.end]) for item in found.sections if item.parent == "abstract"]
    assert parts == [
        ("BACKGROUND", "Glioma is common."),
        ("METHODS", "We treated mice."),
        ("RESULTS", "Tumours shrank."),
    ]


@pytest.mark.parametrize(
    ("abstract", "labels"),
    [
        ("Background. Mint is green. Objective. We tried it. Methods. Mint was fed. Results. It grew.", 4),
        ("Mint is green. We have results. Methods. None were used.", 0),  # does not begin with a label
        ("Results are green. Mint grows. Methods were poor. It helped.", 0),
    ],
)
def test_labels_before_a_full_stop(abstract: str, labels: int) -> None:
    assert len(find_parts(abstract, 0, len(abstract))) == labels
