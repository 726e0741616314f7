"""Scores of what a page's sections hold: addresses, funders, award numbers and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from gliomine.document import SEPARATOR
from gliomine.evaluate.answers import Prediction
from gliomine.evaluate.scoring import Tally
from gliomine.pages.headings import cleaned

MODE = "value"
"""Mode of these scores: the value is right or it is not."""


def page_tallies(page: dict[str, Any] | None, answer: Prediction) -> dict[tuple[str, str], Tally]:
    """Return (mode, name) -> counts of the values of a page; a value that is not known in the gold is not scored."""
    if page is None or "affiliations" not in page:
        return {}
    found: dict[str, Tally] = {
        "affiliation text": _shared(_places(page["affiliations"]), ((a.start, a.end) for a in answer.affiliations)),
        "funder text": _shared(_places(page["funders"]), ((f.start, f.end) for f in answer.funders)),
        "funder name": _shared((cleaned(f["name"]) for f in page["funders"]), (f.name for f in answer.funders)),
        "award ids": _shared(
            (award for funder in page["funders"] for award in funder["award_ids"]),
            (award for funder in answer.funders for award in _values(funder.award_ids)),
        ),
        "institution": _institutions(page["affiliations"], answer),
        **_addresses(page["affiliations"], answer),
    }
    for name in ("cited_by", "reference_count"):
        found[name] = Tally(1, 1, float(page[name] == answer.counts.get(name)))
    return {(MODE, name): tally for name, tally in found.items()}


def _places(items: Iterable[dict[str, Any]]) -> Iterable[tuple[int, int]]:
    return ((item["start"], item["end"]) for item in items)


def _shared(gold: Iterable[Any], predicted: Iterable[Any]) -> Tally:
    wanted, found = Counter(gold), Counter(predicted)
    return Tally(wanted.total(), found.total(), (wanted & found).total())


def _values(cell: str | None) -> list[str]:
    return [] if cell is None else cell.split(SEPARATOR)


def _institutions(affiliations: list[dict[str, Any]], answer: Prediction) -> Tally:
    # Departments are organisations too in the gold, so both columns count; only addresses found at their place do.
    by_place = {(item.start, item.end): item for item in answer.affiliations}
    total = Tally()
    for gold in affiliations:
        if gold.get("institution_source") != "unknown":
            found = by_place.get((gold["start"], gold["end"]))
            named = [] if found is None else [*_values(found.department), *_values(found.institution)]
            total += _shared((cleaned(name) for name in gold["institution"]), named)
    return total


def _addresses(affiliations: list[dict[str, Any]], answer: Prediction) -> dict[str, Tally]:
    by_place = {(item.start, item.end): item for item in answer.affiliations}
    totals = {"city": Tally(), "country": Tally()}
    for gold in affiliations:
        found = by_place.get((gold["start"], gold["end"]))
        for name in totals:
            if gold[name] is not None:
                value = None if found is None else getattr(found, name)
                totals[name] += Tally(1, int(value is not None), float(value == cleaned(gold[name])))
    return totals
