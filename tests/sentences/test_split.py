"""The numbers of the sentence splitter: what opens a list item, closes a title, bounds a bracket; each with its limit.

Examples by kind are in boundaries.txt; here stand the cases where one character more or less decides.
"""

from __future__ import annotations

import pytest
from gliomine.sentences.split import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "number",
    ["1", "12", "(3", "[4", "2.1", "2.1.3.4", "IV", "XII", "b", "H", " 7"],
)
def test_the_number_of_a_list_opens_its_sentence(number: str) -> None:
    item = f"{number}. Rats were fed."
    assert split(item) == [item.strip()]
    assert split(f"They were kept. {item.strip()}") == ["They were kept.", item.strip()]


@pytest.mark.parametrize("word", ["123", "2.1.3.4.5", "XXXVI", "ab", "Yes"])
def test_what_is_no_list_number_is_a_sentence_of_its_own(word: str) -> None:
    assert split(f"They were kept. {word}. Rats were fed.")[-1] == "Rats were fed."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("[Glioma of the pons. A case].", ["[Glioma of the pons. A case]"]),
        ("[Glioma of the pons].", ["[Glioma of the pons]"]),
        ("Glioma of the pons [a case].", ["Glioma of the pons [a case]."]),
        ("[Glioma]. It grows. [Rats].", ["[Glioma].", "It grows.", "[Rats]."]),
    ],
)
def test_the_stop_behind_a_translated_title_is_no_part_of_it(title: str, expected: list[str]) -> None:
    assert split(title) == expected


@pytest.mark.parametrize("marks", ["()", "[]"])
def test_a_bracket_holds_its_sentences_together_up_to_a_length(marks: str) -> None:
    opening, closing = marks[0], marks[1]

    def made(length: int) -> str:
        inside = "Rats ate. They slept. " + "x" * length
        return f"All grew {opening}{inside[: length - 1]}{closing} well. Then they died."

    assert len(split(made(1500))) == 2
    assert len(split(made(1501))) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("All grew (as rats do. They slept) well. Then they died.", 2),
        ("All grew (as rats do. They slept well. Then they died.", 3),  # never closed
        ("All grew as rats do. They slept) well. Then they died.", 3),  # never opened
        ("All grew (as rats do. They slept] well. Then they died.", 3),  # closed by another
        ("All grew (a [b. C] d. E) well. Then they died.", 2),
        ("All grew (a) well. Then (b. C) they died.", 2),
        ("All grew (as rats do.) Then they died.", 2),
        ("All grew (was it so? They slept) well. Then they died.", 2),
    ],
)
def test_only_brackets_that_match_hold_together(text: str, number: int) -> None:
    assert len(split(text)) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do rats sleep? They do.", ["Do rats sleep?", "They do."]),
        ("Do rats sleep? yes, they do.", ["Do rats sleep?", "yes, they do."]),
        ("Rats sleep! They do.", ["Rats sleep!", "They do."]),
        ("The gene yeah! is long.", ["The gene yeah! is long."]),
        ("Do rats sleep?! They do.", ["Do rats sleep?!", "They do."]),
        ('Do "rats sleep?" They do.', ['Do "rats sleep?"', "They do."]),
        ("Do rats sleep?They do.", ["Do rats sleep?", "They do."]),
        ("Wachsen Zellen？ 是的。 对", ["Wachsen Zellen？", "是的。", "对"]),
    ],
)
def test_question_and_exclamation_marks(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It took 5 min. Rats slept.", 2),
        ("It took 5 min. at rest.", 1),
        ("It took 5 min. DNA was cut.", 2),
        ("It took 5 min. DNA extraction, then.", 1),
        ("It was given i.p. Rats slept.", 2),
        ("It was given i.p. into rats.", 1),
        ("Foods, e.g. Rats, were given.", 1),
        ("It was seen by Ito et al. The rats slept.", 2),
        ("It was seen by Ito et al. Rats were slow.", 2),
        ("It was seen by Ito et al. RATS slept.", 1),
        ("There was no. The rats slept.", 2),
        ("There was no. 5 in use.", 1),
        ("See Fig. 2 for rats.", 1),
    ],
)
def test_units_routes_and_abbreviations(text: str, number: int) -> None:
    assert len(split(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("E. coli was grown.", 1),
        ("By J. Smith and A. B. Jones.", 1),
        ("They bind kinase A. The rest is free.", 2),
        ("They bind kinase A. Kinase B is free.", 2),
        ("They bind kinase A. p53 is free.", 2),
        ("They saw Smith, A. Jones and others.", 1),
        ("Dr. A. Jones saw it.", 1),
        ("The U.S. Army was there.", 1),
        ("They went to the U.S. The rest stayed.", 2),
    ],
)
def test_initials(text: str, number: int) -> None:
    assert len(split(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("All grew. mRNA rose.", 2),
        ("All grew. p53 rose.", 2),
        ("All grew. c-Fos rose.", 2),
        ("All grew. rats slept.", 1),
        ("All grew. , rats slept.", 1),
        ("All grew. (they slept) well.", 1),
        ("All grew . (they slept) well.", 2),
        ("All grew . [they slept] well.", 1),
        ("All grew. α-synuclein rose.", 2),
        ("All grew.\n\nrats slept.", 2),
        ("All grew\nas rats do.", 1),
        ("All grew. \r\n\r\nrats slept.", 2),
    ],
)
def test_what_may_begin_a_sentence(text: str, number: int) -> None:
    assert len(split(text)) == number


def test_a_range_is_split_as_if_nothing_stood_around_it() -> None:
    text = "Before (that. Rats slept. All grew) after. No"
    start, end = text.index("Rats"), text.index(") after")
    assert [text[low:high] for low, high in split_sentences(text, start, end)] == ["Rats slept.", "All grew"]
    assert split_sentences(text, 3, 3) == []
