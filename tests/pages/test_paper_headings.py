"""Whether a line that reads like a heading of a paper is one, by what is open and what stands around it."""

from __future__ import annotations

import pytest
from gliomine.pages.front import _are_names, _is_author, _is_name
from gliomine.pages.headings import Heading, lines_of
from gliomine.pages.paper_parts import heading_of_paper, is_prose, key, opens_body, opens_matter

LONG = "the cells of all the rats were kept in a medium with serum for three days"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (" ", None),
        ("Methods", ("body", "Methods", None, False)),
        ("METHODS:", ("body", "METHODS:", None, False)),
        ("2. Methods", ("body", "2. Methods", None, True)),
        ("Methods.", None),
        ("Methods;", None),
        ("1. Introduction (why mint?)", ("body", "1. Introduction (why mint?)", None, True)),
        ("Introduction (why mint?)", None),
        ("Acknowledgements", ("matter", "Acknowledgements", None, False)),
        ("Acknowledgements.", ("matter", "Acknowledgements.", None, False)),
        ("Acknowledgements: We thank all.", ("matter", "Acknowledgements:", 18, False)),
        ("Acknowledgements：We thank all.", ("matter", "Acknowledgements：", 17, False)),
        ("Methods: We grew cells.", None),
        (f"Methods {LONG}", None),
    ],
)
def test_which_lines_are_headings_of_a_paper(line: str, heading: tuple[str, str, int | None, bool] | None) -> None:
    (first,) = lines_of(line, 0, len(line))
    found = heading_of_paper(line, first)
    shown = found and (found.name if found.name == "body" else "matter", found.text, found.body, found.numbered)
    assert shown == heading


def named(text: str, *, body: int | None = None, numbered: bool = False, weak: bool = False) -> Heading:
    return Heading("body", text, body, numbered, weak)


@pytest.mark.parametrize(
    ("heading", "section", "after_blank", "more", "opens"),
    [
        (named("Methods"), "", True, {}, True),
        (named("Methods"), "body", True, {}, True),
        (named("Methods"), "body", False, {}, False),
        (named("METHODS"), "body", False, {}, True),
        (named("2 Methods", numbered=True), "body", False, {}, True),
        (named("# Methods"), "body", False, {}, True),
        (named("Methods", body=9), "body", True, {}, False),
        # A common word opens a part only where a body is open, and by its number.
        (named("Model", weak=True), "body", True, {}, False),
        (named("2 Model", weak=True, numbered=True), "body", True, {}, True),
        (named("2 Model", weak=True, numbered=True), "abstract", True, {}, False),
        (named("2.1 Model", weak=True, numbered=True), "body", True, {}, False),
        (named("#Model", weak=True), "body", True, {}, True),
        (named("# Model", weak=True), "body", True, {}, False),
        (named("## Model", weak=True), "body", True, {}, False),
        # In an abstract it is a label of it, unless it comes again, is numbered, or an introduction begins.
        (named("Methods"), "abstract", True, {}, False),
        (named("Methods"), "abstract", True, {"labels": ["aim", "methods"]}, True),
        (named("Methods"), "abstract", False, {"labels": ["methods"]}, True),
        (named("2 Methods", numbered=True), "abstract", False, {"labels": ["aim"]}, True),
        (named("Introduction"), "abstract", True, {}, True),
        (named("Introduction"), "abstract", False, {}, False),
        (named("Introduction"), "abstract", True, {"labelled": True}, False),
        (named("Introduction"), "abstract", True, {"labelled": True, "labels": ["results"]}, True),
        (named("Introduction"), "abstract", True, {"labelled": True, "labels": ["aims"]}, False),
        (named("Methods"), "abstract", True, {"length": 2501}, True),
        (named("Methods"), "abstract", True, {"length": 2500}, False),
        (named("Methods"), "abstract", False, {"length": 2501}, False),
        (named("# Methods"), "abstract", False, {"length": 2501}, True),
        (named("Methods"), "abstract", True, {"length": 2501, "labels": ["aim"]}, False),
        (named("Methods"), "abstract", True, {"length": 2501, "labelled": True}, False),
        # References may be numbered.
        (named("Methods"), "references", True, {}, True),
        (named("Methods"), "references", False, {}, False),
        (named("2 Methods", numbered=True), "references", True, {}, False),
        (named("METHODS"), "references", False, {}, False),
    ],
)
def test_what_opens_a_part_of_the_body(
    heading: Heading, section: str, after_blank: bool, more: dict[str, object], opens: bool
) -> None:
    assert opens_body(heading, section=section, after_blank=after_blank, **more) is opens  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "section", "after_blank", "opens"),
    [
        (named("Funding"), "body", True, True),
        (named("Funding"), "body", False, False),
        (named("Funding"), "", False, False),
        (named("Funding"), "keywords", False, True),
        (named("Funding:", body=9), "body", False, True),
        (named("Acknowledgements"), "abstract", True, True),
        (named("Acknowledgements"), "abstract", False, False),
        (named("Conclusions:"), "abstract", True, False),
        (named("Acknowledgements"), "references", True, True),
        (named("Acknowledgements"), "references", False, False),
        (named("Acknowledgements:", body=9), "references", True, False),
        (named("9 Acknowledgements", numbered=True), "references", True, False),
    ],
)
def test_what_opens_a_part_that_is_not_read(heading: Heading, section: str, after_blank: bool, opens: bool) -> None:
    assert opens_matter(heading, section=section, after_blank=after_blank) is opens


@pytest.mark.parametrize(
    ("text", "section", "prose"),
    [
        (f"{LONG}.", "keywords", True),
        (LONG, "keywords", False),  # it does not end
        (f"{LONG})", "keywords", True),
        (f"{LONG} {LONG} {LONG}", "keywords", True),  # so long that it need not
        (f"{'x' * 60} are.", "keywords", False),  # few words
        ("All cells were kept in serum for three long days.", "keywords", False),  # short
        ("rats, mice, cats, dogs, cows, goats, geese, hens, horses, ponies.", "keywords", False),  # no verb
        (f"{LONG} with support of one.", "keywords", True),
        (f"{LONG} with support of one.", "funders", False),
    ],
)
def test_what_is_running_text(text: str, section: str, prose: bool) -> None:
    (line,) = lines_of(text, 0, len(text))
    assert is_prose(text, line, section=section) is prose


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("## 2. Methods", "methods"),
        ("METHODS:", "methods"),
        ("2) Rats", "rats"),
        ("**Rats**", "rats"),
        ("123 rats", "123 rats"),
    ],
)
def test_the_key_of_a_heading(heading: str, found: str) -> None:
    assert key(heading) == found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ona Lim, Jon Boe and Ann Doe", True),
        ("Ona Lim¹ and Jon Boe²", True),
        ("Ona Lim & Jon Boe", True),
        ("Ona Lim and Jon Boe", False),  # so are titles
        ("Ona Lim", False),
        ("Ona Lim, Jon Boe and growth of cells", False),
        ("Ona Lim, Jon Boe, Ann Doe and cells", True),
        ("Ona Lim, Jon Boe?", False),
        ("Ona Lim, Jon Boe:", False),
        (", ,", False),
    ],
)
def test_a_line_of_names(line: str, names: bool) -> None:
    (shown,) = lines_of(line, 0, len(line))
    assert _are_names(line, shown) is names


@pytest.mark.parametrize(
    ("name", "is_name"),
    [
        ("Ona Li", True), ("Ona", False), ("A. B. Li", False), ("A. B. Lim", True), ("Ona van der Li", True),
        ("Ona li", False), ("O.M. Lim", True), ("Ona Bo Di Fe Gu", True), ("Ona Bo Di Fe Gu Ho", False),
        ("University Hospital", False),
    ],
)  # fmt: skip
def test_a_name(name: str, is_name: bool) -> None:
    assert _is_name(name) is is_name


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Ona Lim\nUniversity of X", True),
        ("Ona Lim and Jon Boe\nUniversity of X", True),
        ("Ona Lim\n1 Here", True),
        ("Ona Lim\nGrowth of cells", False),
        ("Growth of cells\nUniversity of X", False),
        ("Ona Lim", False),
    ],
)
def test_a_line_of_one_author_has_an_address_below(text: str, author: bool) -> None:
    assert _is_author(text, list(lines_of(text, 0, len(text))), 0) is author
