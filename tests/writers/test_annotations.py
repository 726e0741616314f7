"""BioC, PubTator, brat and spaCy: what the field's libraries read is what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from bioc import biocjson, pubtator
from gliomine.predicates import PREDICATES
from gliomine.writers import write_format
from gliomine.writers.brat import file_name

from tests.writers.conftest import documents, make_document, related, write_run
from tests.writers.round_trips import check_bioc, check_brat, check_pubtator, check_spacy


@pytest.mark.parametrize("name", ["bioc-xml", "bioc-json"])
def test_bioc_reads_the_same_spans(run: Path, name: str) -> None:
    (path,) = write_format(name, run)
    first = path.read_bytes()
    infons = check_bioc(path, documents()).documents[0].passages[0].annotations[0].infons
    assert (infons["identifier"], infons["assertion"]) == ("MONDO:1", "absent")
    assert write_format(name, run)[0].read_bytes() == first


def test_two_readers_of_pubtator_find_every_mention(run: Path) -> None:
    (path,) = write_format("pubtator", run)
    own = check_pubtator(path, documents())
    assert [row[5] for row in own["a/one.txt"][1]] == ["MONDO:1", "CL:1", "GO:1", "-", "CL:1", "-"]


def test_bioc_reads_brat(run: Path) -> None:
    made = write_format("brat", run)
    assert made[-1].name == "annotation.conf"
    check_brat(run / "brat", documents())
    lines = (run / "brat" / "a%2Fone.ann").read_text(encoding="utf-8").split("\n")
    assert "N1\tReference T1 MONDO:1\tglioma" in lines
    assert "A1\tNegated T1" in lines
    assert any(re.fullmatch(r"T5\tcell \d+ \d+;\d+ \d+\tmesenchymal stem cells", line) for line in lines)


def test_pubtator_has_what_a_document_claims_of_identifiers(run: Path) -> None:
    (path,) = write_format("pubtator", run)
    with path.open(encoding="utf-8") as stream:
        read = pubtator.load(stream)
    found = [(item.pmid, item.type, item.id1, item.id2, item.neg) for document in read for item in document.relations]
    # miR-21 is linked to nothing; "mesenchymal stem" is a part of a name that no other mention has.
    assert found == [
        ("a/one.txt", "delivered_to", "GO:1", "CL:1", "possible"),
        ("NA", "carries", "GO:1", "HGNC:1", "absent"),
        ("NA", "delivered_to", "GO:1", "MONDO:1", None),
    ]


def test_pubtator_relates_only_what_has_a_line(tmp_path: Path) -> None:
    made = make_document("a", "MSC exosomes", [("MSC exosomes", "vesicle", "GO:1")])
    made = related(made, (0, "derived_from", "MSC", "present"))
    inner = replace(made.relations[0], inner_curie="CL:1", inner_name="msc", inner_type="cell_type")
    (path,) = write_format("pubtator", write_run(tmp_path / "run", [replace(made, relations=(inner,))]))
    assert "derived_from" not in path.read_text(encoding="utf-8")
    check_pubtator(path, [made])


def test_brat_knows_which_relations_there_are(run: Path) -> None:
    write_format("brat", run)
    lines = (run / "brat" / "annotation.conf").read_text(encoding="utf-8").splitlines()
    within = lines[lines.index("[relations]") + 1 : lines.index("[events]")]
    assert {line.split("\t")[0] for line in within if line} == {*PREDICATES, "<OVERLAP>"}
    assert any(line.startswith("binds\t") and line.endswith("<REL-TYPE>:symmetric") for line in within)
    lines = (run / "brat" / "a%2Fone.ann").read_text(encoding="utf-8").splitlines()
    assert "R2\tdelivered_to Arg1:T3 Arg2:T5" in lines and "#1\tAnnotatorNotes R2\tpossible" in lines
    assert "#2\tAnnotatorNotes T5\tderived_from mesenchymal stem" in lines


def test_brat_file_names_stay_short_and_apart() -> None:
    long = "x" * 300
    assert file_name(long + "a") != file_name(long + "b")
    assert len(file_name("é" * 300)) < 255
    assert not file_name(".hidden").startswith(".")


def test_spacy_reads_the_same_entities(run: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    (path,) = write_format("spacy", run)
    first = path.read_bytes()
    check_spacy(path, documents())
    read = next(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    assert read.ents[0].kb_id_ == "MONDO:1"
    assert write_format("spacy", run)[0].read_bytes() == first


def test_many_documents_are_written_one_by_one(tmp_path: Path) -> None:
    many = [
        make_document(f"d{number}", f"glioma {number}", [("glioma", "disease", "MONDO:1")]) for number in range(600)
    ]
    run = write_run(tmp_path / "many", many)
    (path,) = write_format("bioc-json", run)
    with path.open(encoding="utf-8") as stream:
        assert [item.id for item in biocjson.load(stream).documents] == [item.doc_id for item in many]


def test_brat_files_of_a_page_are_called_like_the_page(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [make_document(name, "glioma", []) for name in ("page", "page.txt", "x.txt")])
    names = {path.name for path in write_format("brat", run)}
    assert names == {"page.txt", "page.ann", "page.txt.txt", "page.txt.ann", "x.txt", "x.ann", "annotation.conf"}
