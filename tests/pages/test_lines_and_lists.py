"""Which lines begin something new, what the items of a list are, and what a page shows of its publication."""

from __future__ import annotations

import pytest
from gliomine.document import SEPARATOR, Author, Document, Section
from gliomine.pages.lists import list_items
from gliomine.pages.publication import _rows, names_of, publication
from gliomine.pages.units import unit_starts

REST = "kept in a medium with serum for three days and nights"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("one line only", []),
        ("A title of a wide\nThe text that is longer", ["The"]),
        # There was room for the next word, and it begins anew.
        (
            "rats that were fed on this\nwith oats and grew. It was\nBlack in all of them as we saw there",
            ["with", "Black"],
        ),
        ("rats that were fed on\nwith oats and grew. It was\nnot black in all of them as we saw there at once", []),
        ("the tumour grew in rats that were of\nWistar stock, and not of any other stock", []),
        (f"what is known:\nCells were {REST}", []),
        (f"what is (see\nCells were {REST}", ["Cells"]),
        (f"what is (\nCells were {REST}", []),
        # A number begins something where it is that of a section.
        (f"short one\n5 Mice were {REST}", ["5"]),
        (f"short one\n5.5 mg were {REST}", ["5.5"]),
        (f"short one\n5% were {REST}", []),
        # Headings of subsections end at their line, if they are not too long.
        (f"2.1. Cells of a rat's brain\nCells were {REST}", ["Cells"]),
        (f"2.1. Cells of the brain of a rat of\nCells were {REST}", ["Cells"]),
        (f"2.1. {'Cells of ' * 9}\nCells were {REST} {REST}", []),
        (f"2. Cells of the brain of a rat of\nCells were {REST}", []),
        # Marks count where they repeat, in order where they have one.
        ("- one\n- two\n- three rats that were fed with oats and hay for weeks.", ["- two", "- three"]),
        (f"- one {REST}.\nplain {REST} and more.\n- two {REST}.", ["- two"]),
        (f"- one {REST}.\n* two {REST}.", []),
        (f"1. one {REST}\n2. two {REST}", ["2."]),
        (f"1. one {REST}\n3. two {REST}", []),
        (f"a) one {REST}\nb) two {REST}", ["b)"]),
        (f"a) one {REST}\nc) two {REST}", []),
        (f"ii) one {REST}\niv) two {REST}", ["iv)"]),
        # Three short lines are a list.
        ("apples\npears\nplums", ["pears", "plums"]),
        ("apples\npears", []),
        ("apples\npears.\nplums", []),
        ("x" * 45 + "\npears\nplums", ["pears", "plums"]),
        ("x" * 46 + "\npears\nplums", []),
    ],
)
def test_which_lines_begin_something(text: str, begins: list[str]) -> None:
    found = unit_starts(text, 0, len(text))
    assert [text[place:].split("\n")[0][: len(word)] for place, word in zip(found, begins, strict=False)] == begins
    assert len(found) == len(begins)


@pytest.mark.parametrize(
    ("text", "semicolons", "items"),
    [
        ("1. one\n2. two", False, ["one", "two"]),
        ("[1] one\ngoes on\n[2] two", False, ["one\ngoes on", "two"]),
        ("(1) one\n(2) two", False, ["one", "two"]),
        ("1 one\n2 two\n3 three", False, ["one", "two", "three"]),
        ("1 one\n3 three", False, ["1 one", "3 three"]),
        ("0 one\n1 three", False, ["0 one", "1 three"]),
        ("1 one", False, ["1 one"]),
        ("• one\n• two\nthree", False, ["one", "two\nthree"]),
        ("one\n• two", False, ["one", "• two"]),
        ("one\ntwo", False, ["one", "two"]),
        ("2.5 mg\n3 two", False, ["2.5 mg", "3 two"]),
        ("1) one\n\n2) ", False, ["one"]),
        ("12) one ; \n 13) two ;", False, ["one", "two"]),
        ("one; two;;", False, ["one; two"]),
        ("one; two (a; b); three [c; d;", True, ["one", "two (a; b)", "three [c; d"]),
        ("one) ; two ]; three", True, ["one)", "two ]", "three"]),
        ("one；two;", True, ["one", "two"]),
        ("a ((b; c); d); e", True, ["a ((b; c); d)", "e"]),
        ("\n\n", True, []),
    ],
)
def test_the_items_of_a_list(text: str, semicolons: bool, items: list[str]) -> None:
    found = list_items(f"{text}\nbehind", 0, len(text), semicolons=semicolons)
    assert [text[start:end] for start, end in found] == items


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("1. Li Wu", ["Li Wu"]),
        ("Li Wu; Jo Bo, Jr; and An Do", ["Li Wu", "Jo Bo, Jr", "An Do"]),
        ("Li Wu & Jo Bo", ["Li Wu", "Jo Bo"]),
        ("Li Wu¹,², Jo Bo³ and An Do†", ["Li Wu", "Jo Bo", "An Do"]),
        ("Li Wu (a), Jo Bo (c)", ["Li Wu", "Jo Bo"]),
        ("x" * 60 + ", Li", ["x" * 60, "Li"]),
        ("x" * 61 + ", Li", ["Li"]),
        ("MD, Li Wu, PhD, b", ["Li Wu"]),
        ("Li Wu 12, Jo Bo 3\nAn Do,* Jo Do#", ["Li Wu", "Jo Bo", "An Do", "Jo Do"]),
        ("1, 2, *", []),
    ],
)
def test_the_names_of_a_line_of_authors(line: str, names: list[str]) -> None:
    assert names_of(line) == names


@pytest.mark.parametrize(
    ("text", "sections", "facts"),
    [
        ("https://doi.org/10.1000/xyz.1", {}, {"doi": "10.1000/xyz.1"}),
        ("see 10.1000/xyz.1 there", {}, {}),
        ("doi: 10.1000/xyz.1).\nrest", {}, {"doi": "10.1000/xyz.1"}),
        ("DOI 10.1000/x\n", {}, {"doi": "10.1000/x"}),
        ("Link: https://dx.doi.org/10.1000/x", {}, {"doi": "10.1000/x"}),
        ("Supplementary material for this article (doi: 10.1000/q) is", {}, {"doi": "10.1000/q"}),
        ("online version of this article (10.1000/q, there", {}, {"doi": "10.1000/q"}),
        ("PMID: 12345678", {}, {"pmid": "12345678"}),
        ("PMID: 0123", {}, {}),
        ("PMID 123", {}, {}),
        ("https://pubmed.ncbi.nlm.nih.gov/4321/", {}, {"pmid": "4321"}),
        ("PMCID: PMC123", {}, {"pmcid": "PMC123"}),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC777/", {}, {"pmcid": "PMC777"}),
        ("PMCID: PMC12", {}, {}),
        # Not those of others; the link of the page before all else.
        ("10.1000/a\n10.1000/b\nPMID: 5555", {"references": "10.1000/b\nPMID: 5555"}, {"doi": "10.1000/a"}),
        ("refs\n10.1000/b\nend\n10.1000/c", {"cited_by": "refs\n10.1000/b\n"}, {"doi": "10.1000/c"}),
        ("10.1000/z\nhttps://doi.org/10.1000/x.", {"link": "https://doi.org/10.1000/x."}, {"doi": "10.1000/x"}),
        ("PMID: 9999\nlink PMID: 8888", {"link": "link PMID: 8888"}, {"pmid": "8888"}),
    ],
)  # fmt: skip
def test_what_a_page_shows_of_its_publication(text: str, sections: dict[str, str], facts: dict[str, str]) -> None:
    found = [Section(text.index(shown), text.index(shown) + len(shown), name) for name, shown in sections.items()]
    assert publication(Document("a", text), found) == facts
    assert publication(Document("a", text, doi="10.1/a", pmid="1", pmcid="PMC1"), found) == {}


@pytest.mark.parametrize(
    ("entries", "places", "rows"),
    [(("2", "3"), [2, 2, 1, 3], "1 2 4"), (("1",), [], None), ((), [1], None), (("1",), [1, 11], "1")],
)
def test_the_rows_of_an_authors_addresses(entries: tuple[str, ...], places: list[int], rows: str | None) -> None:
    author = Author(1, "Li Wu", affiliations=SEPARATOR.join(entries) or None)
    assert _rows(author, places) == (rows and rows.replace(" ", SEPARATOR))
