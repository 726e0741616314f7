"""Cutting pages into sections: drawn pages, traps, and odd texts."""

from __future__ import annotations

import pytest
from gliomine.document import Section
from gliomine.pages.headings import cleaned
from gliomine.pages.segment import displayed_count, segment
from hypothesis import given
from hypothesis import strategies as st

from tests.page_factory import make_page


def names(text: str) -> list[tuple[str, str]]:
    return [(item.name, text[item.start : item.end]) for item in segment(text) if item.parent is None]


def parts(text: str) -> list[tuple[str | None, str]]:
    return [(item.label, text[item.start : item.end]) for item in segment(text) if item.parent == "abstract"]


def test_drawn_pages_are_cut_exactly() -> None:
    wrong = []
    for seed in range(150):
        page = make_page(seed)
        found = segment(page.text)
        top = [(item.name, item.start, item.end) for item in found if item.parent is None]
        labelled = [(item.label, item.start, item.end) for item in found if item.parent]
        if top != page.sections or labelled != [(cleaned(label), *span) for label, *span in page.parts]:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.parametrize(
    "heading",
    [
        "Abstract",
        "ABSTRACT:",
        "abstract :",
        "Abstract：",
        "**Abstract**",
        "## Abstract",
        "■ Abstract",
        "Abs\u00adtract",
        "3. Abstract",
    ],
)
def test_heading_styles(heading: str) -> None:
    assert names(f"Title\nA b\n{heading}\nGliomas grow.") == [("title", "A b"), ("abstract", "Gliomas grow.")]


def test_labels_between_blank_lines() -> None:
    """Of two known labels a third learns its form; it stands behind a sentence, whatever blank lines are between."""
    aim, found = "Aim\n\nTo see gliomas.\n\n\n", "Results\nThey died.\n"
    expected = [("Aim", "To see gliomas."), ("Discovery", "They grew."), ("Results", "They died.")]
    assert parts(f"Abstract\n{aim}Discovery\n\nThey grew.\n\n{found}") == expected
    joined = ("Aim", "To see gliomas\n\n\nDiscovery\n\nThey grew.")
    assert parts(f"Abstract\n{aim.replace('.', '')}Discovery\n\nThey grew.\n\n{found}") == [joined, expected[2]]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        # A phrase with a colon is a label where all known ones stand: at the start of a line ...
        (
            "Background: Rats eat.\nDiet: Oats were fed.\nResults: They grew.",
            [("Background", "Rats eat."), ("Diet", "Oats were fed."), ("Results", "They grew.")],
        ),
        (
            "Background: Rats eat. Diet: Oats were fed. Results: They grew.",
            [("Background", "Rats eat. Diet: Oats were fed."), ("Results", "They grew.")],
        ),
        (
            "Background: Rats eat.\nDiet: Oats were fed. Results: They grew.",
            [("Background", "Rats eat.\nDiet: Oats were fed."), ("Results", "They grew.")],
        ),
        # ... or in capitals where all are.
        (
            "BACKGROUND: Rats eat. DIET: Oats were fed. RESULTS: They grew.",
            [("BACKGROUND", "Rats eat."), ("DIET", "Oats were fed."), ("RESULTS", "They grew.")],
        ),
        (
            "BACKGROUND: Rats eat. Diet: Oats were fed. RESULTS: They grew.",
            [("BACKGROUND", "Rats eat. Diet: Oats were fed."), ("RESULTS", "They grew.")],
        ),
        (
            "BACKGROUND: Rats eat. DNA: It was read. RESULTS: They grew.",
            [("BACKGROUND", "Rats eat. DNA: It was read."), ("RESULTS", "They grew.")],
        ),
    ],
)
def test_labels_that_no_list_knows(abstract: str, expected: list[tuple[str, str]]) -> None:
    assert parts(f"Abstract\n{abstract}") == expected


def test_doubled_headings_lie_outside_the_body() -> None:
    assert names("Abstract\n\nAbstract:\nGliomas grow.") == [("abstract", "Gliomas grow.")]
    assert names("Funder\nFunders\nA trust") == [("funders", "A trust")]
    assert names("Abstract\nAbstract: Gliomas grow.") == [("abstract", "Gliomas grow.")]


def test_inline_headings_leave_the_body_after_the_colon() -> None:
    assert names("Keywords: a, b\nLink:  https://x.org/y:z") == [("keywords", "a, b"), ("link", "https://x.org/y:z")]


@pytest.mark.parametrize(
    "line",
    [
        "Reference samples were drawn.",
        "Funding was cut, and",
        "Subjects (n = 5) lost weight.",
        "Abstracts were read twice.",
        "references: there are many kinds",
        "keywords",
        "Title and abstract were read.",
    ],
)
def test_heading_words_in_running_text(line: str) -> None:
    text = f"Abstract\nWe asked whether trials and\n{line}\nmatter to readers.\nPublisher\nElm"
    assert [name for name, _ in names(text)] == ["abstract", "publisher"]


def test_lines_of_a_section_that_repeat_its_heading() -> None:
    assert [name for name, _ in names("Funding\nA trust\nFunding source: B\nCited by\n1 article.")] == [
        "funders",
        "cited_by",
    ]
    assert names("Reference\n2 articles.\n1. Abstract: why\n2. Funding\nLink\nx") == [
        ("references", "2 articles.\n1. Abstract: why\n2. Funding"),
        ("link", "x"),
    ]


def test_common_words_need_a_colon_or_an_empty_line() -> None:
    assert names("Keywords\nGrants\nCitation\nglioma") == [("keywords", "Grants\nCitation\nglioma")]
    assert [name for name, _ in names("Keywords\nglioma\n\nGrants\nA trust")] == ["keywords", "funders"]


def test_labels_that_look_like_headings_stay_in_the_abstract() -> None:
    text = "Abstract\nAim\nTo see.\nSubjects\nTen men.\nResults\nNone.\nFunding\nA trust was asked.\nSubjects\nOncology"
    assert [name for name, _ in names(text)] == ["abstract", "subjects"]
    assert [label for label, _ in parts(text)] == ["Aim", "Subjects", "Results", "Funding"]
    text = "Abstract\nMethods: Ten men.\nResults: None.\nFunding: A trust.\nFunders\nA trust"
    assert [label for label, _ in parts(text)] == ["Methods", "Results", "Funding"]


def test_a_headed_section_after_a_labelled_abstract() -> None:
    text = "Abstract\nAim\nTo see.\nResults\nNone.\nFunding\nA trust\nThe state"
    assert names(text)[1] == ("funders", "A trust\nThe state")


def test_boilerplate_is_cut_off_wherever_it_stands() -> None:
    text = "Cited by\n2 articles.\n订阅此论文施引文献\n订阅此论文施引文献,注册后可以免费订阅\nAbstract\nGliomas grow."
    assert [name for name, _ in names(text)] == ["cited_by", "boilerplate", "abstract"]
    assert names("Cited by\n2 articles.\n订阅此论文施引文献\nMore text.")[-1] == ("body", "More text.")
    assert [name for name, _ in names("Running text.\nMore.\n订阅此论文施引文献")] == ["body", "boilerplate"]


@pytest.mark.parametrize(
    "line",
    [
        "Connectez-vous pour lire le texte intégral",
        "Iscriviti per vedere le citazioni",
        "Log in to read the full text",
        "すべての引用を見るにはログインしてください",
        "登录后查看全文",
        "Войдите, чтобы увидеть цитирующие статьи",
        "We use cookies: Accept all cookies",
        "https://example.org/?utm_source=feed",
    ],
)
def test_lines_that_ask_for_an_account_are_boilerplate_in_any_language(line: str) -> None:
    assert names(f"Abstract\nGliomas grow.\n{line}\n{line}") == [
        ("abstract", "Gliomas grow."),
        ("boilerplate", f"{line}\n{line}"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Patients had to register to take part in the trial",
        "Full text of registered trials",
        "Members may log in to see the full text.",
        "Cookies and citations",
        "患者登録の方法",
    ],
)
def test_lines_that_only_speak_of_accounts_are_text(line: str) -> None:
    assert names(f"Abstract\nGliomas grow.\n{line}\nThey grew.") == [("abstract", f"Gliomas grow.\n{line}\nThey grew.")]


def test_title_and_authors_without_headings() -> None:
    text = "\ufeffOn gliomas\nJan van der Meer, M. K. Osei and Peter O'Brien Jr.\nAbstract\nA."
    assert names(text)[:2] == [
        ("title", "On gliomas"),
        ("authors", "Jan van der Meer, M. K. Osei and Peter O'Brien Jr."),
    ]
    assert [name for name, _ in names("On gliomas\nThey were seen to grow in every one of ten men.\nAbstract\nA.")] == [
        "title",
        "body",
        "abstract",
    ]


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", "\r\n\r\n\ufeff", "Abstract\n", "Abstract\nFunders\n"])
def test_nothing_to_cut(text: str) -> None:
    assert segment(text) == []


def test_a_text_without_headings_is_body() -> None:
    assert names(" Gliomas grow.\n\nThey kill. ") == [("body", "Gliomas grow.\n\nThey kill.")]


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        ("2 articles.", 2),
        ("1 article.", 1),
        ("0 articles.", 0),
        ("1,242 articles.", 1242),
        ("12 345 articles", 12345),
        ("1.242 articles.", 1242),
        ("17", 17),
        ("共 3 篇", None),
        ("no articles.", None),
        ("3 cats.", None),
        ("1. Smith J. 2019.", None),
        ("12 articles.\n1. Smith J.", 12),
        ("1\nSmith J.", None),
    ],
)
def test_displayed_counts(shown: str, count: int | None) -> None:
    assert displayed_count(shown, Section(0, len(shown), "cited_by")) == count


_WORDS = [
    "Abstract",
    "Funding:",
    "Keywords: ",
    "Subjects",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\u200b",
    "\ufeff",
    "a.",
    "Methods: ",
    "Methods",
    "1. ",
    "订阅此论文",
    "(",
    "]",
    "\x00",
    "é",
    "\u2028",
    "Background",
    "Cited by",
    "：",
    "\x85",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_WORDS), max_size=40).map("".join)))
def test_spans_are_trimmed_ordered_and_apart(text: str) -> None:
    found = segment(text)
    top = [item for item in found if item.parent is None]
    ends = [0, *(item.end for item in top)]
    for item, before in zip(top, ends, strict=False):
        assert before <= item.start < item.end <= len(text)
    for item in found:
        assert text[item.start : item.end].strip("\ufeff") == text[item.start : item.end]
        assert text[item.start : item.end].strip() == text[item.start : item.end]
        assert item.parent is None or any(t.start <= item.start and item.end <= t.end for t in top)
