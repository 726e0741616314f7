"""The charts of a report: names in full, on as many lines as they need, and steps that are counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.config import ReportOptions
from gliomine.document import Funder
from gliomine.pages.keys import organisation_key
from gliomine.report.charts import Chart, chart_specs
from gliomine.report.payload import country_names
from gliomine.report.summary import summarise

from tests.report.conftest import make_document, write_run

SHORT, MIDDLE = "Cancer Society", "National Foundation for the Study of Everything"
LONG = "Ministry of Education, Culture, Sports, Science and Technology of the Northern and of the Southern Islands"
WORD = "N" * 60


def charts_of(folder: Path, *funders: str) -> dict[str, Chart]:
    found = tuple(
        Funder(0, 5, number, name, name, None, organisation_key(name)) for number, name in enumerate(funders, 1)
    )
    document = make_document("a.txt", "Glioma", [("MSCs reach glioma.", "results")], funders=found)
    run = write_run(folder, [document])
    specs = chart_specs(summarise(run, options=ReportOptions()), countries=country_names())
    return {chart.name: chart for chart in specs}


def lines_of(chart: Chart) -> dict[str, list[str]]:
    (found,) = (item["value"] for item in chart.spec["params"] if item["name"] == "names")
    return dict(found)


def test_names_of_funders_are_never_cut(tmp_path: Path) -> None:
    lines = lines_of(charts_of(tmp_path / "run", SHORT, MIDDLE, LONG, WORD)["funders"])
    assert lines[SHORT] == [SHORT]
    assert lines[MIDDLE] == ["National Foundation for", "the Study of Everything"]
    assert [len(lines[name]) for name in (LONG, WORD)] == [3, 2]
    for name, shown in lines.items():
        assert "".join(shown).replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize(("funder", "step"), [(SHORT, 22), (MIDDLE, 26), (LONG, 38)])
def test_bars_stand_apart_as_far_as_their_names_need(tmp_path: Path, funder: str, step: int) -> None:
    chart = charts_of(tmp_path / "run", funder)["funders"]
    assert chart.spec["height"] == {"step": step}
    for layer in chart.spec["layer"]:
        assert "names[datum.label]" in layer["encoding"]["y"]["axis"]["labelExpr"]


def test_the_variants_of_a_funder_are_one_bar(tmp_path: Path) -> None:
    variants = ("National Science Fund (SE)", "National Science Fund", "The National Science Fund")
    (row,) = charts_of(tmp_path / "one", *variants)["funders"].spec["data"]["values"]
    assert (row["name"], row["documents"]) == ("National Science Fund", 1)
    apart = charts_of(tmp_path / "two", "National Science Fund", "National Art Fund")["funders"].spec["data"]["values"]
    assert [row["name"] for row in apart] == ["National Art Fund", "National Science Fund"]
