"""The dictionary recogniser over a small vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.entity_traits import Guard
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import InputError
from gliomine.kb.vocabulary import COLUMNS, topic_rows
from gliomine.mentions.dictionary import everyday_words, find_names, is_safe, names_of_rows, read_vocabulary

NAMES = read_vocabulary(
    [
        ("glioma", "disease"),
        ("high-grade glioma", "disease"),
        ("mesenchymal stem cell", "cell_type"),
        ("MSC", "cell_type"),
        ("TTFields", "treatment"),
        ("MET", "gene"),
        ("IL-6", "gene"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.entity_type) for hit in find_names(text, 0, len(text), names=NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("High grade gliomas and GLIOMA.", [("High grade gliomas", "disease"), ("GLIOMA", "disease")]),
        ("Mesenchymal  stem\ncells", [("Mesenchymal  stem\ncells", "cell_type")]),
        ("MSCs met us; MET was lost.", [("MSCs", "cell_type"), ("MET", "gene")]),
        ("IL6, IL 6 and il-6", [("IL6", "gene"), ("IL 6", "gene")]),
        ("gliomagenesis, IL-65, XMET", []),
        ("", []),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_offsets_count_from_the_text_and_not_from_the_range() -> None:
    text = "glioma; glioma"
    assert [hit.start for hit in find_names(text, 3, len(text), names=NAMES)] == [8]


def test_an_everyday_word_stands_for_no_concept() -> None:
    assert "impact" in everyday_words()
    assert not is_safe("Impact", Guard(), "HGNC:1", symbol=False)
    assert is_safe("Impact", Guard(everyday=True), "HGNC:1", symbol=False)


def test_a_cell_line_needs_a_digit_and_a_capital() -> None:
    guard = ENTITY_TYPES["cell_line"].guard
    assert is_safe("U-87 MG", guard, "CVCL_0022", symbol=True)
    assert not is_safe("mouse", guard, "CVCL_0001", symbol=False)


def test_a_users_own_vocabulary_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "\t".join(COLUMNS) + "\nX:1\ttreatment\tmoon bathing\tlunar bath | MB-7\t\n", encoding="utf-8", newline="\n"
    )
    names = names_of_rows(topic_rows(str(path)))
    text = "Lunar baths, moon-bathing and MB7."
    hits = [text[hit.start : hit.end] for hit in find_names(text, 0, len(text), names=names)]
    assert hits == ["Lunar baths", "moon-bathing", "MB7"]


@pytest.mark.parametrize(
    ("line", "advice"),
    [("X:1\ttreatment\t\tmoon bathing", "fill the empty cells"), ("X:1\ttreatmnt\tmoon bathing\t\t", "'treatment'")],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, advice: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("\t".join(COLUMNS) + "\n# a remark\n" + line + "\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match=f"line 3.*{advice}"):
        topic_rows(str(path))


def test_names_can_be_left_to_the_model() -> None:
    names = NAMES.without(["gliomas", "met"])
    text = "Gliomas, glioma, MET and high-grade gliomas"
    hits = [text[hit.start : hit.end] for hit in find_names(text, 0, len(text), names=names)]
    assert hits == ["high-grade gliomas"]
