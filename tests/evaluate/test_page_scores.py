"""Scores of what the sections of a page hold, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest
from gliomine.document import Affiliation, Funder
from gliomine.evaluate.answers import Prediction
from gliomine.evaluate.pages import MODE, page_tallies
from gliomine.evaluate.scoring import Tally


def address(start: int, end: int, institution: list[str], city: str | None, country: str | None, **more: Any) -> Any:
    return {"start": start, "end": end, "institution": institution, "city": city, "country": country, **more}


PAGE = {
    "affiliations": [
        address(0, 10, ["Ward 7", "Lanzhou University"], "Lanzhou", "CN", institution_source="read"),
        address(11, 20, ["Kyoto University"], None, "JP"),
        address(21, 30, ["Nobody Knows"], "Rome", None, institution_source="unknown"),
    ],
    "funders": [
        {"start": 40, "end": 50, "name": "NIH", "award_ids": ["R01", "R01", "R02"]},
        {"start": 51, "end": 60, "name": "DFG", "award_ids": []},
    ],
    "cited_by": 3,
    "reference_count": None,
}


def answered(**more: Any) -> Prediction:
    values: dict[str, Any] = {
        "doc_id": "a",
        "affiliations": (
            Affiliation(0, 10, 1, "", "Ward 7", "Lanzhou University", "Lanzhou", "CN"),
            Affiliation(11, 20, 2, "", None, "Kyoto Hospital", "Kyoto", None),
            Affiliation(21, 29, 3, "", None, "Nobody Knows", "Rome", "IT"),
        ),
        "funders": (Funder(40, 50, 1, "", "NIH", "R01 | R03"), Funder(51, 60, 2, "", "DFG!", None)),
        "counts": {"cited_by": 3, "reference_count": 7},
    }
    return Prediction(**{**values, **more})


def test_every_value_is_counted_once_where_it_is_known() -> None:
    found = {name: tally for (mode, name), tally in page_tallies(PAGE, answered()).items() if mode == MODE}
    assert found == {
        "affiliation text": Tally(3, 3, 2.0),
        "funder text": Tally(2, 2, 2.0),
        "funder name": Tally(2, 2, 1.0),
        "award ids": Tally(3, 2, 1.0),
        # Departments count, unknown ones do not, and only addresses at their place are looked at.
        "institution": Tally(3, 3, 2.0),
        "city": Tally(2, 1, 1.0),
        "country": Tally(2, 1, 1.0),
        "cited_by": Tally(1, 1, 1.0),
        "reference_count": Tally(1, 1, 0.0),
    }


def test_what_is_not_answered_is_missed() -> None:
    found = page_tallies(PAGE, answered(affiliations=(), funders=(), counts={}))
    assert found[MODE, "institution"] == Tally(3, 0, 0.0)
    assert found[MODE, "city"] == Tally(2, 0, 0.0)
    assert found[MODE, "award ids"] == Tally(3, 0, 0.0)
    assert found[MODE, "cited_by"] == Tally(1, 1, 0.0)
    assert found[MODE, "reference_count"] == Tally(1, 1, 1.0)  # there is none, and none is found


@pytest.mark.parametrize("page", [None, {}, {"cited_by": 3}])
def test_documents_without_such_sections_are_not_scored(page: dict[str, Any] | None) -> None:
    assert page_tallies(page, answered()) == {}
