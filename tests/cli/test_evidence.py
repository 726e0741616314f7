"""`gliomine evidence`: names, synonyms, identifiers, everything below a concept; readable, and for machines."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.cli.main import app
from gliomine.document import Relation
from gliomine.kb.knowledge_base import KB_VARIABLE, KnowledgeBase
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import table_schemas
from typer.testing import CliRunner

from tests.writers.conftest import make_document, related, write_run

DRUG, GLIOMA = ("temozolomide", "chemical", "CHEBI:72564"), ("glioma", "disease", "MONDO:0021042")
GBM, MADE_UP = ("glioblastoma", "disease", "MONDO:0018177"), ("zorvaquine", "chemical", None)


@pytest.fixture
def run(tmp_path: Path, tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(KB_VARIABLE, str(tiny_kb.folder))
    stored = [
        related(make_document("a", "temozolomide in glioblastoma", [DRUG, GBM]), (0, "treats", 1, "present")),
        related(make_document("b", "temozolomide in glioblastoma", [DRUG, GBM]), (0, "treats", 1, "absent")),
        related(make_document("c", "temozolomide in glioma", [DRUG, GLIOMA]), (0, "treats", 1, "possible")),
        related(
            make_document("d", "Zorvaquine\n" + "zorvaquine, temozolomide " * 12, [MADE_UP, DRUG]),
            (0, "combined_with", 1, "present"),
        ),
        related(
            make_document("e", "glioma [b]of[/b] \x1b[31m temozolomide", [GLIOMA, DRUG]),
            (1, "causes", 0, "present"),
            score=0.4,
        ),
    ]
    return write_run(tmp_path / "run", stored)


def call(run: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["evidence", str(run), *arguments])
    shown = result.output + (str(result.exception) if code else "")
    assert result.exit_code == code, shown
    return shown


def pairs(run: Path, *arguments: str) -> list[tuple[str, str, str, int]]:
    rows = map(json.loads, call(run, *arguments, "--format", "jsonl").splitlines())
    return [(row["subject"], row["predicate"], row["object"], row["documents"]) for row in rows]


@pytest.mark.parametrize(
    "asked", ["glioblastoma", "Glioblastomas", "GLIOBLASTOMA multiforme", "MONDO:0018177", "MESH:D005909"]
)
def test_a_name_a_synonym_and_an_identifier_find_the_same(run: Path, asked: str) -> None:
    assert pairs(run, "--object", asked) == [("CHEBI:72564", "treats", "MONDO:0018177", 2)]


def test_broader_counts_what_lies_below(run: Path) -> None:
    narrow = pairs(run, "--predicate", "treats", "--object", "glioma")
    broad = pairs(run, "--predicate", "treats", "--object", "glioma", "--broader")
    assert [row[2] for row in narrow] == ["MONDO:0021042"]
    assert [row[2] for row in broad] == ["MONDO:0018177", "MONDO:0021042"]
    assert pairs(run, "--object", "glioblastoma", "--broader")[0][2] == "MONDO:0018177"


def test_what_holds_both_ways_is_found_from_either_side(run: Path) -> None:
    expected = [("CHEBI:72564", "combined_with", "zorvaquine", 1)]
    assert pairs(run, "--subject", "Zorvaquines") == pairs(run, "--object", "zorvaquine") == expected
    assert pairs(run, "--subject", "temozolomide", "--predicate", "combined_with") == expected


def test_scores_and_formats(run: Path) -> None:
    assert len(pairs(run)) == 4 and len(pairs(run, "--min-score", "0.5")) == 3
    rows = list(csv.DictReader(io.StringIO(call(run, "--format", "csv"))))
    assert (rows[0]["present"], rows[0]["absent"], rows[0]["doc_id"]) == ("1", "1", "a")
    assert call(run, "-f", "tsv").startswith("subject\tsubject_name\t")
    assert json.loads(call(run, "-f", "json"))[0] == json.loads(call(run, "-f", "jsonl").splitlines()[0])
    assert json.loads(call(run, "-f", "json", "--min-score", "1")) == []


def test_the_table_fits_eighty_columns_and_shows_where_it_stands(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = call(run)
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "   2    1    1    0   0.96  temozolomide treats glioblastoma" in shown
    assert "temozolomide in glioblastoma (a 0-28)" in shown and "(possible, c 0-22)" in shown
    assert "[b]of[/b] \\x1b[31m" in shown, "texts are shown as they are, and harmless"
    assert "1 claim; --limit 0 shows 3 more" in call(run, "--limit", "1")


def test_unknown_names_are_told(run: Path) -> None:
    assert "did you mean 'treats'?" in call(run, "--predicate", "treat", code=1)
    assert "did you mean 'zorvaquine'?" in call(run, "--subject", "zorvaqine", code=1)
    assert "did you mean 'jsonl'?" in call(run, "--format", "jsonlines", code=1)


def test_what_has_only_narrower_claims_says_so(
    tmp_path: Path, tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KB_VARIABLE, str(tiny_kb.folder))
    made = related(make_document("a", "temozolomide in glioblastoma", [DRUG, GBM]), (0, "treats", 1, "present"))
    run = write_run(tmp_path / "run", [made])
    assert "with --broader, 1 concepts below it count" in call(run, "--object", "glial tumor", code=1)
    assert len(pairs(run, "--object", "glial tumor", "--broader")) == 1


def test_broader_goes_by_the_table_of_the_run_where_it_has_one(run: Path) -> None:
    # A user's own concept, which no knowledge base knows.
    columns = table_schemas()["concept_ancestors"].columns
    row = dict.fromkeys((item.name for item in columns), "x") | {
        "curie": "CHEBI:72564",
        "ancestor": "MINE:1",
        "distance": 1,
    }
    table = rows_to_arrow("concept_ancestors", [tuple(row[item.name] for item in columns)])
    write_table("concept_ancestors", [table], run / "tables" / "concept_ancestors.parquet")
    assert len(pairs(run, "--subject", "MINE:1", "--broader")) == 4
    assert "with --broader, 1 concepts below it count" in call(run, "--subject", "MINE:1", code=1)


def test_the_wording_of_a_composed_concept_finds_it_and_its_head_does_not(
    tmp_path: Path, tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KB_VARIABLE, str(tiny_kb.folder))
    text = "MSC exosomes and exosomes in glioma"
    vesicles = [("MSC exosomes", "vesicle", "GO:0070062"), ("exosomes", "vesicle", "GO:0070062")]
    made = make_document("a", text, [*vesicles, GLIOMA])
    made = related(made, (0, "treats", 2, "present"), (1, "treats", 2, "absent"))
    inner = Relation(
        "r", made.relations[0].sentence_index, made.mentions[0].mention_id, "derived_from", None, "present", 0.9,
        inner_start=0, inner_end=3, inner_curie="CL:0000134", inner_name="mesenchymal stem cell",
    )  # fmt: skip
    links = tuple(
        replace(link, name="extracellular exosome") if link.curie == "GO:0070062" else link for link in made.links
    )
    stored = write_run(tmp_path / "composed", [replace(made, links=links, relations=(*made.relations, inner))])
    composed = "GO:0070062~derived_from~CL:0000134"
    assert [row[0] for row in pairs(stored, "--subject", "MSC exosome", "--predicate", "treats")] == [composed]
    assert [row[0] for row in pairs(stored, "--subject", composed)] == [composed]
    assert [row[0] for row in pairs(stored, "--subject", "GO:0070062", "--predicate", "treats")] == ["GO:0070062"]
