"""The stages of a page: what the first of several sections says, and what the source of an address says already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.config import Config
from gliomine.document import Affiliation, Author, Document
from gliomine.pages.stages import affiliations, funders, sections

PAGE = """Title
Glioma in rats
Authors
Ana Silva; Bo Lindgren
Abstract
Rats were fed.
Cited By
12 articles.
References
30 articles.
Affiliations
1. University of Oslo, Oslo, Norway.
Title
Another title
Cited By
77 articles.
References
88 articles.
"""


def read(text: str, **given: object) -> Document:
    (document,) = sections(Config())([Document("a", text, **given)])  # type: ignore[arg-type]
    return document


def test_the_first_of_two_sections_of_a_name_gives_title_and_counts() -> None:
    document = read(PAGE)
    assert [item.name for item in document.sections].count("title") == 2
    assert (document.title, document.cited_by_count, document.reference_count) == ("Glioma in rats", 12, 30), (
        document.sections
    )


def test_a_title_that_is_given_stays_where_the_page_shows_none() -> None:
    body = "Abstract\nRats were fed.\n"
    assert read(body).title is None
    assert read(body, title="Given").title == "Given"
    assert read("Title\nShown\n" + body, title="Given").title == "Shown"


def test_addresses_that_a_page_shows_are_not_taken_for_those_that_its_source_numbers() -> None:
    """The authors of a record name addresses by the record's own numbers; the lines of a page have none of these."""
    document = read(PAGE, authors=(Author(1, "Ana Silva", "1"), Author(2, "Bo Lindgren", "2")))
    (done,) = affiliations(Config())([document])
    assert [(item.index, item.city) for item in done.affiliations] == [(1, "Oslo")]
    assert done.authors[0].affiliations is None


@pytest.mark.parametrize(("shown", "count"), [("0 articles.", 0), ("1 article.", 1), ("1,204 articles.", 1204)])
def test_a_count_of_nothing_is_a_count(shown: str, count: int) -> None:
    assert read(f"Abstract\nRats were fed.\nCited By\n{shown}\n").cited_by_count == count


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("Abstract\nRats were fed.\n", "page"),
        ("Glioma in rats\nRats were fed. They grew.", "abstract"),
        ("Rats were fed.", "abstract"),
    ],
)
def test_a_text_of_unknown_layout_is_looked_at(text: str, layout: str) -> None:
    found = read(text, layout="unknown")
    assert found.layout in (layout, "page")
    assert read(text, layout="page").layout == "page"


OWN = Affiliation(0, 37, 1, "Hospital of Oslo, 5020 Bergen, Norway")


def filled(given: Affiliation) -> Affiliation:
    document = Document("a", given.text, layout="structured", affiliations=(given,))
    (done,) = affiliations(Config())([document])
    (found,) = done.affiliations
    return found


def test_what_the_source_tags_is_not_read_again() -> None:
    read_alone = filled(OWN)
    assert (read_alone.institution, read_alone.city, read_alone.country) == ("Hospital of Oslo", "Bergen", "NO")
    tagged = filled(replace(OWN, institution="Rikshospitalet", city="Oslo", country="Sweden"))
    assert (tagged.institution, tagged.city, tagged.country) == ("Rikshospitalet", "Oslo", "SE")
    partly = filled(replace(OWN, city="Oslo"))
    assert (partly.institution, partly.city, partly.country) == ("Hospital of Oslo", "Oslo", "NO")
    # A country that nobody knows is none; then the address is asked.
    assert filled(replace(OWN, country="Atlantis")).country == "NO"


def test_addresses_are_numbered_from_one_in_their_order() -> None:
    text = "1. University of Oslo, Oslo, Norway.\n2. Kyoto University, Kyoto, Japan."
    (done,) = affiliations(Config())(sections(Config())([Document("a", f"Abstract\nRats.\nAffiliations\n{text}\n")]))
    assert [(item.index, item.city, item.country) for item in done.affiliations] == [
        (1, "Oslo", "NO"),
        (2, "Kyoto", "JP"),
    ]
    assert all(done.text[item.start : item.end] == item.text for item in done.affiliations)


def test_funders_have_their_numbers_and_awards() -> None:
    page = "Abstract\nRats.\nFunding\nNational Institutes of Health (R01 CA123456)\nWellcome Trust\n"
    (done,) = funders(Config())(sections(Config())([Document("a", page)]))
    assert [(item.index, item.name, item.award_ids) for item in done.funders] == [
        (1, "National Institutes of Health", "R01 CA123456"),
        (2, "Wellcome Trust", None),
    ]
    assert funders(Config())([done]) == [done]  # what is there already is not read again
