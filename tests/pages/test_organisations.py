"""Which segments of an address are organisations, and which of these are departments of the others."""

from __future__ import annotations

import pytest
from gliomine.pages.addresses import _organisations, _rank, _ranked


@pytest.mark.parametrize(
    ("segments", "cut", "city", "found"),
    [
        (["12 Moor Street", "University of Fen", "Fen"], 2, "Fen", ["University of Fen"]),
        (["University of Fen", "12 Moor Street", "Fen"], 2, "Fen", ["University of Fen"]),
        (["12 Moor Street", "Fen"], 1, "Fen", ["12 Moor Street"]),  # better than nothing
        (["Fen", "X"], 0, "Fen", []),
        (["Department of Road Research", "12 Moor Street"], 2, None, ["Department of Road Research"]),
        (
            ["Department of 12 Street Medicine", "Moor Hospital"], 2, None,
            ["Department of 12 Street Medicine", "Moor Hospital"],
        ),
        (["Institute of Fens", "Neurology", "Fen"], 2, "Fen", ["Institute of Fens", "Neurology"]),
        ([], 0, None, []),
    ],
)  # fmt: skip
def test_the_organisations_of_an_address(segments: list[str], cut: int, city: str | None, found: list[str]) -> None:
    assert _organisations(segments, cut, city) == found


@pytest.mark.parametrize(
    ("segment", "rank"),
    [
        ("University of Fen", 0), ("Fen Hospital", 1), ("Institute of Fens", 1), ("Fen Ltd", 1), ("Faculty of Fens", 2),
        ("School of Fens", 2), ("College of Fens", 2), ("Fen School", 2), ("Oddly", 3), ("Department of Fens", 4),
        ("Department of Fens at Moor Hospital", 4), ("Division of Fens", 4), ("Neurology", 4),
    ],
)  # fmt: skip
def test_the_rank_of_an_organisation(segment: str, rank: int) -> None:
    assert _rank(segment) == rank


@pytest.mark.parametrize(
    ("organisations", "names", "departments", "institutions"),
    [
        (["Department of Fens", "University of Fen"], [], ("Department of Fens",), ("University of Fen",)),
        (
            ["Department of Fens", "Fen Hospital", "University of Fen"], [],
            ("Department of Fens", "Fen Hospital"), ("University of Fen",),
        ),
        (
            ["Department of Fens", "Fen Hospital", "University of Fen"], ["Fen Hospital"],
            ("Department of Fens",), ("Fen Hospital", "University of Fen"),
        ),
        (["Department of Fens"], [], ("Department of Fens",), ()),
        (["Oddly", "Department of Fens"], [], ("Department of Fens",), ("Oddly",)),
        ([], [], (), ()),
    ],
)  # fmt: skip
def test_departments_and_the_institutions_that_they_are_of(
    organisations: list[str], names: list[str], departments: tuple[str, ...], institutions: tuple[str, ...]
) -> None:
    assert _ranked(organisations, names=names) == (departments, institutions)
