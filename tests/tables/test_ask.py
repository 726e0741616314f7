"""Questions with a name: every recipe answers, and what it says is what the tables say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from gliomine.cli.main import app
from gliomine.document import Affiliation, Assertion, Author, Document, Field
from gliomine.errors import ConfigError, InputError
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.ask import ask, parsed, recipe_views, recipes
from gliomine.tables.parquet import write_table
from gliomine.tables.query import query
from gliomine.tables.schema import table_schemas
from gliomine.writers import write_format
from typer.testing import CliRunner

from tests.writers.conftest import make_document, write_run

GLIOMA, GLIOBLASTOMA, DRUG = "MONDO:0021042", "MONDO:0018177", "CHEBI:72564"
ABOVE = [(GLIOBLASTOMA, GLIOBLASTOMA, "glioblastoma", 0), (GLIOBLASTOMA, GLIOMA, "glioma", 1)]
TEXT = "Temozolomide reduced growth of glioblastoma and EGFR in MSC-derived exosomes."


def a_document(doc_id: str, text: str, *, year: int, country: str, status: str = "present") -> Document:
    found = [
        ("Temozolomide", "chemical", DRUG),
        ("glioblastoma", "disease", GLIOBLASTOMA),
        ("EGFR", "gene", "HGNC:3236"),
    ]
    document = make_document(doc_id, text, [*found, ("MSC-derived exosomes", "cellular_component", "GO:0070062")])
    sentence = replace(document.sentences[0], role="results")
    return replace(
        document,
        sentences=(sentence,),
        year=year,
        journal="Neuro",
        assertions=tuple(Assertion(item.mention_id, status) for item in document.mentions),
        affiliations=(Affiliation(0, 1, 1, text[0], institution="A", country=country),),
        authors=(Author(1, "Ann Smith", affiliations="1"), Author(2, "Kay Wu")),
        fields=(Field("arm", "A"), Field("age", "61", 61.0)),
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = [
        a_document("a", TEXT, year=2010, country="DE"),
        a_document("b", TEXT, year=2020, country="CN", status="absent"),
        make_document("c", "Nothing here.", []),
    ]
    folder = write_run(tmp_path_factory.mktemp("ask") / "run", documents)
    write_table(
        "concept_ancestors", [rows_to_arrow("concept_ancestors", ABOVE)], folder / "tables/concept_ancestors.parquet"
    )
    return folder


def answer(run: Path, name: str, **given: str) -> list[tuple[object, ...]]:
    return list(ask(run, name, given).rows)


def test_treatments_of_a_disease_count_what_is_below_it(run: Path) -> None:
    expected = [("temozolomide", "China", "absent", 1, 1), ("temozolomide", "Germany", "present", 1, 1)]
    assert answer(run, "treatments", disease="glioma") == expected
    assert answer(run, "treatments", disease=GLIOBLASTOMA) == expected


def test_genes_of_vesicles(run: Path) -> None:
    assert answer(run, "vesicle-genes") == [("egfr", "HGNC:3236", 2, 2, 1)]
    assert answer(run, "vesicle-genes", origin="astrocyte") == []


def test_families_of_genes_stand_apart(tmp_path: Path) -> None:
    text = "MSC-derived exosomes carry cytokines and zorvase."
    named = [("cytokines", "gene", "MESH:D016207"), ("zorvase", "gene", None)]
    made = make_document("a", text, [("MSC-derived exosomes", "vesicle", "GO:0070062"), *named])
    folder = write_run(tmp_path / "run", [made])
    assert [row[1] for row in answer(folder, "vesicle-genes")] == [None]
    assert [row[1] for row in answer(folder, "vesicle-genes", families="yes")] == ["MESH:D016207", None]


def test_sentences_that_affirm_an_effect(run: Path) -> None:
    assert answer(run, "effects") == [("a", 2010, "results", "temozolomide", "glioblastoma", TEXT)]


def test_by_year_and_country_and_what_changed(run: Path) -> None:
    assert answer(run, "by-year") == [(2010, 1, 1, 100.0), (2020, 1, 1, 100.0), (None, 0, 1, 0.0)]
    assert [row[0] for row in answer(run, "by-country")] == ["China", "Germany"]
    assert answer(run, "by-journal") == [("Neuro", 2, 2010, 2020)]
    changed = {row[1]: row[-1] for row in answer(run, "changes", since="2015")}
    assert changed[GLIOBLASTOMA] == 0.0


def test_what_is_denied_and_where_it_stands(run: Path) -> None:
    assert {row[0] for row in answer(run, "denied")} == {"temozolomide", "glioblastoma", "egfr", "msc-derived exosomes"}
    assert [row[0] for row in answer(run, "sentences", concept="glioma", status="absent")] == ["b"]
    assert answer(run, "papers")[0][:5] == ("b", None, "Ann Smith; Kay Wu", "Neuro", 2020)
    assert "egfr" in {row[0] for row in answer(run, "neighbours", concept="glioma", type="gene")}


@pytest.mark.parametrize("name", [name for name in recipes() if not recipes()[name].needs])
def test_every_recipe_answers_with_its_defaults(run: Path, name: str) -> None:
    assert ask(run, name).columns
    recipe = recipes()[name]
    assert recipe.question.endswith("?")
    assert set(re.findall(r"\$(\w+)", recipe.sql)) == {item.name for item in recipe.parameters}
    assert "ORDER BY" in recipe.sql


@pytest.mark.parametrize("name", [name for name in recipes() if recipes()[name].needs])
def test_a_recipe_on_tables_that_are_not_there_says_so(run: Path, name: str) -> None:
    if set(recipes()[name].needs) <= set(table_schemas()):
        assert ask(run, name).columns
    else:
        with pytest.raises(ConfigError, match="needs the table"):
            ask(run, name)


def test_unknown_names_are_told_with_the_nearest(run: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'treatments'"):
        ask(run, "treatment")
    with pytest.raises(ConfigError, match="did you mean 'disease'"):
        ask(run, "treatments", {"diseas": "x"})
    with pytest.raises(ConfigError, match="did you mean 'glioblastoma'"):
        ask(run, "treatments", {"disease": "glioblastom"})
    with pytest.raises(ConfigError, match="a value too many"):
        parsed("by-year", ["glioma", "mouse"])


def test_values_are_values_and_no_sql(run: Path) -> None:
    with pytest.raises(ConfigError, match="no document of the run mentions"):
        ask(run, "papers", {"concept": "' OR 1=1 --"})
    assert answer(run, "denied", type="' OR 1=1 --") == []


def test_own_fields_and_addresses_of_authors_join(run: Path) -> None:
    rows = list(query(run, "SELECT doc_id, field_arm, field_age + 1 FROM documents_with_fields ORDER BY 1").rows)
    assert rows == [("a", "A", 62.0), ("b", "A", 62.0), ("c", None, None)]
    rows = list(query(run, "SELECT name, country FROM author_affiliations WHERE doc_id = 'a'").rows)
    assert rows == [("Ann Smith", "DE"), ("Kay Wu", None)]


def test_an_unknown_column_is_told_with_those_near(run: Path) -> None:
    with pytest.raises(InputError, match=r"did you mean concept_name \(in .*entities"):
        query(run, "SELECT concept_nam FROM entities")
    with pytest.raises(InputError, match=r"did you mean country \(in affiliations"):
        query(run, "SELECT countr FROM documents")


def test_recipes_are_views_of_the_database(run: Path) -> None:
    (path,) = write_format("duckdb", run)
    with duckdb.connect(str(path), read_only=True) as database:
        for name in recipe_views(table_schemas()):
            database.execute(f"SELECT * FROM {name}").fetchall()
        assert database.execute("SELECT count(*) FROM ask_treatments").fetchone() == (2,)
    path.unlink()


def test_the_command_lists_and_answers(run: Path) -> None:
    shown = CliRunner().invoke(app, ["ask", str(run), "list"]).output
    assert all(f"{name}: " in shown for name in recipes())
    shown = CliRunner().invoke(app, ["ask", str(run), "treatments", "glioma", "--csv"]).output
    assert shown.splitlines()[0] == "treatment,country,status,documents,sentences"


def test_the_documentation_names_every_recipe(root: Path) -> None:
    page = (root / "docs" / "questions.md").read_text(encoding="utf-8")
    assert [name for name in recipes() if f"`{name}`" not in page] == []


@pytest.mark.skipif("claims" not in table_schemas(), reason="this version has no relations")
def test_what_is_said_to_treat_a_disease(tmp_path: Path) -> None:
    from gliomine.document import Relation  # type: ignore[attr-defined,unused-ignore]

    documents = []
    for name, country, status in (("a", "DE", "present"), ("b", "CN", "absent")):
        document = a_document(name, TEXT, year=2010, country=country, status=status)
        ids = {mention.text: mention.mention_id for mention in document.mentions}
        relation = Relation(name, 0, ids["Temozolomide"], "treats", ids["glioblastoma"], status, 0.9)
        documents.append(replace(document, relations=(relation,)))
    folder = write_run(tmp_path / "run", documents)
    write_table(
        "concept_ancestors", [rows_to_arrow("concept_ancestors", ABOVE)], folder / "tables/concept_ancestors.parquet"
    )
    assert answer(folder, "treats", disease="glioma") == [
        ("temozolomide", "glioblastoma", "China", "absent", 1, 1, 0.9),
        ("temozolomide", "glioblastoma", "Germany", "present", 1, 1, 0.9),
    ]
    ((effect, score, role, treatment, disease, document, *_),) = answer(folder, "affirmed", disease="glioma")
    assert (score, role, treatment, disease, document) == (0.9, "results", "temozolomide", "glioblastoma", "a")
    assert effect is True  # "reduced"
    assert answer(folder, "affirmed", disease="glioma", score="0.95") == []


def test_countries_have_the_names_that_people_use(run: Path) -> None:
    names = dict(query(run, "SELECT code, name FROM countries").rows)
    assert (names["TW"], names["KR"], names["CI"]) == ("Taiwan", "South Korea", "Côte d'Ivoire")
    assert len(names) > 240
