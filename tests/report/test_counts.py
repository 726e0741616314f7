"""Whole contents of the page's data for a run that is small enough to be counted by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import duckdb
import pytest
from gliomine.config import ReportOptions
from gliomine.document import Affiliation, Document, Funder
from gliomine.report.payload import build
from gliomine.writers import write_format

from tests.report.conftest import make_document, write_run

GLIOMA, TMZ, EXOSOME = "MONDO:0021042", "CHEBI:72564", "GO:0070062"


def address(index: int, country: str | None) -> Affiliation:
    return Affiliation(0, 5, index, "Somewhere", None, "Institute", "Town", country)


def funder(index: int, name: str) -> Funder:
    return Funder(0, 5, index, name, name, "1")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    first = make_document(
        "a", "Glioma",
        [("Temozolomide: temozolomide slows glioma and glioma.", "results"), ("Exosomes of exosomes.", None)],
        concepts={"Temozolomide": ("chemical", TMZ, "temozolomide")},
        affiliations=(address(1, "CN"), address(2, "CN"), address(3, "DE")),
        funders=(funder(1, "NSFC"), funder(2, "NSFC"), funder(3, "DFG")),
    )  # fmt: skip
    second = make_document(
        "b", "exosomes", [("glioma and exosomes with temozolomide.", "results"), ("Rain.", "methods")],
        affiliations=(address(1, "DE"), address(2, None)), funders=(funder(1, "DFG"),),
    )  # fmt: skip
    return write_run(tmp_path_factory.mktemp("counted") / "run", [first, second])


@pytest.fixture(scope="module")
def data(counted: Path) -> dict[str, Any]:
    return build(counted, options=ReportOptions())


def chart(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    (found,) = [item["spec"]["data"]["values"] for item in data["charts"] if item["name"] == name]
    return list(found)


def test_totals(data: dict[str, Any]) -> None:
    assert data["totals"] == {
        "documents": 2, "words": 1 + 6 + 3 + 1 + 5 + 1, "sentences": 6, "mentions": 10, "linked": 10, "concepts": 3,
        "unlinked_names": 0, "failures": 1, "countries": 2, "funders": 2,
    }  # fmt: skip


def test_concepts_stand_by_mentions_and_then_by_documents(data: dict[str, Any]) -> None:
    assert [row[:5] for row in data["concepts"]] == [
        [GLIOMA, "glioma", "disease", 4, 2],
        [TMZ, "temozolomide", "chemical", 3, 2],
        [EXOSOME, "extracellular exosome", "vesicle", 3, 2],
    ]


def test_types_are_counted_in_mentions_concepts_and_documents(data: dict[str, Any]) -> None:
    assert [tuple(row) for row in data["type_counts"]] == [
        ("disease", 4, 1, 2), ("chemical", 3, 1, 2), ("vesicle", 3, 1, 2),
    ]  # fmt: skip


def test_an_address_more_is_no_document_more(data: dict[str, Any], counted: Path) -> None:
    countries = [(row["country" if "country" in row else "name"], row["documents"]) for row in chart(data, "countries")]
    assert countries == [("Germany", 2), ("China", 1)]
    assert [(row["name"], row["documents"]) for row in chart(data, "funders")] == [("DFG", 2), ("NSFC", 1)]
    (path,) = write_format("duckdb", counted)
    with duckdb.connect(str(path), read_only=True) as database:
        assert database.execute("SELECT * FROM affiliations_by_country").fetchall() == [
            ("DE", 2, 2), ("CN", 1, 2), (None, 1, 1),
        ]  # fmt: skip


def test_a_pair_is_two_concepts_in_a_sentence(data: dict[str, Any], counted: Path) -> None:
    rows = chart(data, "cooccurrence")
    assert sorted((row["one"], row["two"], row["sentences"]) for row in rows) == sorted(
        [
            ("glioma", "temozolomide", 2), ("temozolomide", "glioma", 2),
            ("extracellular exosome", "glioma", 1), ("glioma", "extracellular exosome", 1),
            ("extracellular exosome", "temozolomide", 1), ("temozolomide", "extracellular exosome", 1),
        ]
    )  # fmt: skip
    names = {GLIOMA: "glioma", TMZ: "temozolomide", EXOSOME: "extracellular exosome"}
    for row in rows:  # a click opens just the two that the tile shows
        one, _, two = row["route"].removeprefix("#/entity/").partition("?with=")
        opened = {names[one], names[two.replace("%3A", ":")]}
        assert opened == {row["one"], row["two"]}
        assert row["one"] in row["tip"] and row["two"] in row["tip"] and f"{row['sentences']:,} sent" in row["tip"]
    (path,) = write_format("duckdb", counted)
    with duckdb.connect(str(path), read_only=True) as database:
        found = database.execute("SELECT curie_a, curie_b, sentences, documents FROM cooccurrence").fetchall()
        assert found[0] == (TMZ, GLIOMA, 2, 2)
        assert sorted(found[1:]) == [(TMZ, EXOSOME, 1, 1), (EXOSOME, GLIOMA, 1, 1)]


def test_what_charts_open(data: dict[str, Any]) -> None:
    assert [(row["type"], row["mentions"], row["route"]) for row in chart(data, "types")] == [
        ("disease", 4, "#/entities?type=disease"), ("chemical", 3, "#/entities?type=chemical"),
        ("vesicle", 3, "#/entities?type=vesicle"),
    ]  # fmt: skip
    assert {row["concept"]: (row["mentions"], row["route"]) for row in chart(data, "concepts")} == {
        "temozolomide": (3, f"#/entity/{TMZ}"),
        "glioma": (4, f"#/entity/{GLIOMA}"),
        "extracellular exosome": (3, f"#/entity/{EXOSOME}"),
    }
    assert [row["route"] for row in chart(data, "countries")] == ["#/documents?country=DE", "#/documents?country=CN"]


def many(count: int) -> list[Document]:
    return [Document(f"{number:03}", f"text {number}") for number in range(count)]


@pytest.mark.parametrize(("wanted", "shown"), [(199, 199), (200, 200), (201, 201), (210, 210), (400, 215)])
def test_so_many_documents_as_are_asked_for(tmp_path: Path, wanted: int, shown: int) -> None:
    run = write_run(tmp_path / "run", many(215))
    data = build(run, options=dataclasses.replace(ReportOptions(), documents=wanted))
    place = data["keys"]["documents"].index("doc_id")
    found = [entry["documents"][place] for entry in data["documents"]]
    assert found == [f"{number:03}" for number in range(shown)]
    assert data["totals"]["documents"] == 215


def test_the_most_frequent_wordings_are_shown(tmp_path: Path) -> None:
    # The n-th wording stands n times; the rarest is not among the six.
    names = [f"Wording{letter}" for letter in "GFEDCBA"]
    sentences = [(" ".join([name] * number) + ".", None) for number, name in enumerate(names, 1)]
    document = make_document("a", "T", sentences, concepts=dict.fromkeys(names, ("gene", "X:1", "it")))
    data = build(write_run(tmp_path / "run", [document]), options=ReportOptions())
    (row,) = data["concepts"]
    assert (row[0], row[3], row[5]) == ("X:1", 28, list(reversed(names[1:])))
