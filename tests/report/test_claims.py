"""What the report is given of relations, of groups and of background words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReportOptions
from gliomine.errors import InputError
from gliomine.predicates import PREDICATES
from gliomine.report.payload import build
from gliomine.report.summary import background

from tests.report.claims import EXOSOME, GLIOBLASTOMA, GLIOMA, MSC, TEMOZOLOMIDE, claim_documents, write_claims_run
from tests.report.conftest import HOSTILE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_claims_run(tmp_path_factory.mktemp("claims") / "run", claim_documents())


@pytest.fixture(scope="module")
def data(run: Path) -> dict[str, Any]:
    return build(run, options=ReportOptions())


def claims_of(data: dict[str, Any]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    nodes = [row[0] for row in data["claims"]["nodes"]]
    return {(nodes[row[0]], row[1], nodes[row[2]]): tuple(row[3:]) for row in data["claims"]["claims"]}


def test_claims_are_counted_over_the_run(data: dict[str, Any]) -> None:
    found = claims_of(data)
    # Sentences, documents, present, absent, possible, in results or conclusions, scores, years.
    assert found[TEMOZOLOMIDE, "treats", GLIOMA] == (2, 2, 2, 0, 0, 2, 0.9, 0.99, 2019, 2020)
    assert found[TEMOZOLOMIDE, "treats", GLIOBLASTOMA] == (2, 2, 0, 0, 2, 2, 0.6, 0.84, 2019, 2020)
    assert found[EXOSOME, "treats", GLIOMA] == (2, 2, 0, 2, 0, 2, 0.7, 0.91, 2019, 2020)
    assert data["claims"]["total"] == len(found) == 8


def test_a_name_without_identifier_leads_to_its_entity(data: dict[str, Any]) -> None:
    nodes = {row[0]: row for row in data["claims"]["nodes"]}
    name, kind, curie, number, background = nodes["oddase"][1:]
    assert (name, kind, curie, background) == ("oddase", "gene", None, False)
    assert data["concepts"][number][:3] == [None, "oddase", "gene"]
    assert list(nodes["msc"]) == ["msc", "MSC", None, None, -1, False]  # a part of a name, nothing in the list
    assert claims_of(data)[MSC, "binds", "oddase"][:2] == (2, 2)  # said twice in each sentence


def test_every_claim_has_its_sentences_with_exact_places(data: dict[str, Any]) -> None:
    claims = data["claims"]
    keys = [row[0] for row in claims["nodes"]]
    seen = set()
    for place, index, status, score, role, *at in claims["supports"]:
        subject, predicate, object_ = (claims["claims"][place][part] for part in range(3))
        seen.add(place)
        _, start, text = claims["sentences"][index]
        words = [
            text[low - start : high - start] for low, high in zip(at[::2], at[1::2], strict=True) if low is not None
        ]
        if (keys[subject], predicate, keys[object_]) == (TEMOZOLOMIDE, "treats", GLIOMA):
            assert words == ["temozolomide", "glioma", "slowed"] and (status, score, role) == (0, 0.9, "results")
    assert seen == set(range(len(claims["claims"])))
    first = dict(zip(claims["paper_keys"], claims["papers"][1], strict=True))
    assert first["doc_id"] == "e/one.txt" and first["doi"] == "10.1000/a<b>" and first["year"] == 2020


def test_predicates_are_explained_where_they_are_known(data: dict[str, Any]) -> None:
    """Those of the claims alone: first the known ones, with definition and whether they hold both ways."""
    *known, unknown = data["claims"]["predicates"]
    assert known == [
        [name, PREDICATES[name].definition, name == "binds"] for name in ("treats", "derived_from", "binds")
    ]
    assert unknown == [HOSTILE[1], None, False]


def test_claims_and_their_sentences_are_capped(run: Path) -> None:
    options = dataclasses.replace(ReportOptions(), claims=2, claim_sentences=1)
    claims = build(run, options=options)["claims"]
    assert len(claims["claims"]) == 2 and claims["total"] == 8
    assert len(claims["supports"]) == 2 and claims["claims"][0][4] > 1


def test_people_are_background(data: dict[str, Any]) -> None:
    assert {row[0] for row in data["concepts"] if row[9]} == {"NCBITaxon:9606"}
    assert {row[0] for row in data["claims"]["nodes"] if row[5]} == {"NCBITaxon:9606"}
    charts = {chart["name"]: chart["spec"]["data"]["values"] for chart in data["charts"]}
    assert [row["concept"] for row in charts["concepts"] if row["background"]] == ["Homo sapiens"]
    assert not any("Homo sapiens" in (row["one"], row["two"]) for row in charts["cooccurrence"])


def test_background_words_stand_once_and_in_lower_case() -> None:
    words = background()
    assert len(words) == len(set(words)) > 50
    assert all(":" in word or word == word.lower() for word in words)


def test_groups_count_what_is_below(data: dict[str, Any]) -> None:
    groups = {row[0]: row for row in data["groups"]}
    assert set(groups) == {GLIOMA, "MONDO:1"}  # neither a disease as such nor what has things of two types below it
    listed = {row[0]: row for row in data["concepts"]}
    number = {row[0]: place for place, row in enumerate(data["concepts"])}
    below = [GLIOBLASTOMA, "MONDO:0019781"]
    _, name, own, mentions, documents, members, children, above = groups[GLIOMA]
    assert (name, own, sorted(members)) == ("glioma", number[GLIOMA], sorted(number[curie] for curie in below))
    assert mentions == sum(listed[curie][3] for curie in (GLIOMA, *below))
    assert documents == 5 and children == [number[GLIOBLASTOMA]] and data["groups"][above][0] == "MONDO:1"
    assert groups["MONDO:1"][2] == -1


def test_a_run_without_ancestors_has_no_groups(tmp_path: Path) -> None:
    run = write_claims_run(tmp_path / "run", claim_documents(), ancestors=False)
    assert build(run, options=ReportOptions())["groups"] == []


def test_routes_of_charts_are_identifiers(data: dict[str, Any]) -> None:
    charts = {chart["name"]: chart["spec"]["data"]["values"] for chart in data["charts"]}
    routes = {row["concept"]: row["route"] for row in charts["concepts"]}
    assert routes["glioma"] == "#/entity/MONDO:0021042"
    assert all(not character.isspace() and character not in "<>\"'" for route in routes.values() for character in route)
    assert any(row["route"] == f"#/entity/{GLIOMA}?with=CHEBI%3A72564" for row in charts["cooccurrence"])
    assert HOSTILE[1] not in str(routes.values())


def test_a_run_of_an_earlier_version_has_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = write_claims_run(tmp_path / "run", claim_documents())
    (run / "tables" / "cues.parquet").unlink()
    with pytest.raises(InputError, match="lost tables: cues"):
        build(run, options=ReportOptions())
    monkeypatch.setattr("gliomine.tables.stored.SCHEMA_VERSION", "9.9")
    data = build(run, options=ReportOptions())
    assert data["totals"]["documents"] == 6 and data["claims"]["total"] == 8
