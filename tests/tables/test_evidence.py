"""Claims and evidence: relations made readable, and counted over the documents of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gliomine.document import Abbreviation, Document, Sentence
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.evidence import evidence_chunks
from gliomine.tables.naming import folded_name
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas

from tests.writers.conftest import make_document, related

DRUG, TUMOUR = ("temozolomide", "chemical", "CHEBI:72564"), ("glioma", "disease", "MONDO:0021042")


def found(name: str, documents: list[Document]) -> list[dict[str, Any]]:
    columns = [item.name for item in table_schemas()[name].columns]
    return [dict(zip(columns, row, strict=True)) for row in rows(name, documents)]


def said(doc_id: str, status: str, *, role: str | None = None, score: float = 0.8, text: str = "") -> Document:
    made = related(
        make_document(doc_id, text or "temozolomide in glioma", [DRUG, TUMOUR]), (0, "treats", 1, status), score=score
    )
    return replace(made, sentences=tuple(replace(item, role=role) for item in made.sentences))


def test_a_claim_has_concepts_names_places_and_sentence() -> None:
    (row,) = found("claims", [said("a", "possible", role="results")])
    assert (row["subject"], row["predicate"], row["object"]) == ("CHEBI:72564", "treats", "MONDO:0021042")
    assert (row["subject_type"], row["object_type"], row["status"]) == ("chemical", "disease", "possible")
    assert row["sentence"][row["object_start"] - row["sentence_start"] :].startswith("glioma")
    assert (row["section"], row["sentence_role"], row["year"]) == ("abstract", "results", None)


def test_an_unlinked_name_is_its_own_key_and_an_abbreviation_that_of_its_long_form() -> None:
    text = "umbilical cord vesicles (UCVs) carry miR-21 and UCVs carry glioma"
    made = make_document("a", text, [("UCVs", "vesicle", None), ("miR-21", "gene", None), ("UCVs", "vesicle", None)])
    made = replace(made, abbreviations=(Abbreviation(25, 29, "UCVs", "umbilical cord vesicles", 0, 23),))
    (row,) = found("claims", [related(made, (0, "carries", 1, "present"))])
    assert (row["subject"], row["subject_name"]) == ("umbilical cord vesicle", "umbilical cord vesicles")
    assert (row["object"], row["object_name"]) == (folded_name("miR21"), "miR-21")


def test_a_part_of_a_name_is_what_the_document_calls_so() -> None:
    text = "MSC-derived exosomes of MSCs and curcumin-loaded exosomes"
    made = make_document(
        "a",
        text,
        [
            ("MSC-derived exosomes", "vesicle", "GO:1"),
            ("MSCs", "cell_type", "CL:1"),
            ("curcumin-loaded exosomes", "vesicle", None),
        ],
    )
    first, second = found(
        "claims", [related(made, (0, "derived_from", "MSC", "present"), (2, "carries", "curcumin", "present"))]
    )
    assert (first["object"], first["object_text"], first["object_type"]) == ("CL:1", "MSC", "cell_type")
    assert (second["object"], second["object_type"]) == ("curcumin", None)


def test_what_holds_both_ways_stands_together_whichever_comes_first() -> None:
    one = related(make_document("a", "temozolomide in glioma", [DRUG, TUMOUR]), (0, "associated_with", 1, "present"))
    two = related(make_document("b", "glioma and temozolomide", [TUMOUR, DRUG]), (0, "associated_with", 1, "present"))
    (row,) = found("evidence", [one, two])
    assert (row["subject"], row["object"], row["documents"]) == ("CHEBI:72564", "MONDO:0021042", 2)


def test_evidence_counts_documents_sentences_statuses_and_conclusions() -> None:
    documents = [
        said("a", "present", role="results", score=0.5),
        said("b", "absent", role="conclusions", score=0.9),
        said("c", "present", role="background", score=0.8),
        said("d", "possible"),
        related(make_document("e", "glioma of mice", [TUMOUR]), (0, "derived_from", "glio", "present")),
    ]
    row, other = found("evidence", documents)
    assert (row["documents"], row["sentences"]) == (4, 4)
    assert (row["present"], row["absent"], row["possible"], row["concluded"], row["affirmed"]) == (2, 1, 1, 2, 1)
    assert row["best_score"] == 0.9
    assert row["combined_score"] == pytest.approx(1 - 0.5 * 0.1 * 0.2 * 0.2)
    # Most say so, and of those the results say it.
    assert (row["status"], row["doc_id"], row["sentence"]) == ("present", "a", "temozolomide in glioma")
    assert row["sentence"][row["object_start"] - row["start"] : row["object_end"] - row["start"]] == "glioma"
    assert (other["object"], other["documents"]) == ("glio", 1)


def test_a_sentence_counts_once_however_often_it_names_the_two() -> None:
    text = "temozolomide, temozolomide in glioma"
    made = make_document("a", text, [DRUG, DRUG, TUMOUR])
    (row,) = found("evidence", [related(made, (0, "treats", 2, "present"), (1, "treats", 2, "present"))])
    assert (row["documents"], row["sentences"], row["present"]) == (1, 1, 1)


def test_a_long_sentence_is_cut_around_the_claim() -> None:
    text = "x " * 5000 + "temozolomide in glioma" + " y" * 5000
    (row,) = found("claims", [said("a", "present", text=text)])
    assert len(row["sentence"]) <= 4000
    start = row["subject_start"] - row["sentence_start"]
    assert row["sentence"][start:].startswith("temozolomide in glioma")
    (evidence,) = found("evidence", [said("a", "present", text=text)])
    assert text[evidence["start"] : evidence["end"]] == evidence["sentence"]


def test_equal_claims_give_equal_bytes_in_any_order(tmp_path: Path) -> None:
    documents = [said(f"d{number}", "present", score=0.1 + number / 700) for number in range(400)]
    bytes_ = []
    for place, order in (("a", documents), ("b", list(reversed(documents)))):
        (tmp_path / place).mkdir()
        write_table("claims", [rows_to_arrow("claims", rows("claims", order))], tmp_path / place / "claims.parquet")
        write_table("evidence", evidence_chunks(tmp_path / place / "claims.parquet"), tmp_path / place / "e.parquet")
        bytes_.append((tmp_path / place / "e.parquet").read_bytes())
    assert bytes_[0] == bytes_[1]


def test_a_document_without_relations_gives_nothing() -> None:
    plain = Document("a", "x", sentences=(Sentence(0, 1, 0, "body", "x"),))
    assert found("claims", [plain]) == found("evidence", [plain]) == []


def test_what_is_claimed_of_a_concept_and_itself_is_no_evidence() -> None:
    made = make_document("a", "glioma in gliomas", [TUMOUR, ("gliomas", "disease", "MONDO:0021042")])
    made = related(made, (0, "associated_with", 1, "present"))
    assert len(found("claims", [made])) == 1 and found("evidence", [made]) == []


def test_a_part_that_is_no_mention_has_the_concept_that_it_names() -> None:
    made = make_document("a", "BMSC-derived exosomes", [("BMSC-derived exosomes", "vesicle", "GO:1")])
    made = related(made, (0, "derived_from", "BMSC", "present"))
    linked = replace(made.relations[0], inner_curie="CL:2", inner_name="bone marrow cell", inner_type="cell_type")
    (row,) = found("claims", [replace(made, relations=(linked,))])
    assert (row["object"], row["object_name"], row["object_type"]) == ("CL:2", "bone marrow cell", "cell_type")
    named = make_document(
        "a",
        "BMSC-derived exosomes of BMSCs",
        [("BMSC-derived exosomes", "vesicle", None), ("BMSCs", "cell_type", "CL:9")],
    )
    named = replace(named, relations=(replace(linked, subject_id=named.mentions[0].mention_id),))
    assert found("claims", [named])[0]["object"] == "CL:9", "what the document calls so comes first"


def test_years_are_those_of_the_documents() -> None:
    documents = [replace(said(name, "present"), year=year) for name, year in (("a", 2019), ("b", None), ("c", 2008))]
    assert [row["year"] for row in found("claims", documents)] == [2019, None, 2008]
    (row,) = found("evidence", documents)
    assert (row["first_year"], row["last_year"]) == (2008, 2019)
    (row,) = found("evidence", [said("a", "present")])
    assert (row["first_year"], row["last_year"]) == (None, None)
