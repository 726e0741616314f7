"""BioC, PubTator, brat and spaCy: what the field's libraries read is what was found."""

from __future__ import annotations

import re
from pathlib import Path

import bioc
import pytest
from bioc import biocjson, biocxml, brat, pubtator

from pipeline.document import Document
from pipeline.writers import write_format
from pipeline.writers.brat import file_name
from tests.writers.conftest import documents, make_document, write_run


def spans(document: Document) -> list[tuple[int, int, str]]:
    """Return start, end and type of every mention, by position."""
    found = [(item.start, item.end, item.entity_type) for item in document.mentions]
    return sorted(found, key=lambda item: (item[0], -item[1]))


@pytest.mark.parametrize("name", ["bioc-xml", "bioc-json"])
def test_bioc_reads_the_same_spans(run: Path, name: str) -> None:
    (path,) = write_format(name, run)
    first = path.read_bytes()
    if name == "bioc-xml":
        with path.open("rb") as stream:
            collection = biocxml.load(stream)
    else:
        with path.open(encoding="utf-8") as stream:
            collection = biocjson.load(stream)
    bioc.validate(collection)
    assert [item.id for item in collection.documents] == [item.doc_id for item in documents()]
    for read, document in zip(collection.documents, documents(), strict=True):
        held = document.text if name == "bioc-json" else document.text.replace("\x01", "\ufffd")
        annotations = [item for passage in read.passages for item in passage.annotations]
        places = [(item.total_span.offset, item.total_span.end, item.infons["type"]) for item in annotations]
        assert places == spans(document)
        assert [item.text for item in annotations] == [held[start:end] for start, end, _ in places]
        for passage in read.passages:
            assert held[passage.offset : passage.offset + len(passage.text)] == passage.text
    infons = collection.documents[0].passages[0].annotations[0].infons
    assert (infons["identifier"], infons["assertion"]) == ("MONDO:1", "absent")
    assert write_format(name, run)[0].read_bytes() == first


def parse_pubtator(text: str) -> dict[str, tuple[str, list[list[str]]]]:
    """Read PubTator by its definition: id -> title, one character, abstract; and the cells of its annotations."""
    found = {}
    for block in text.strip("\n").split("\n\n"):
        lines = block.split("\n")
        (doc_id, title), (again, abstract) = lines[0].split("|t|", 1), lines[1].split("|a|", 1)
        assert doc_id == again
        found[doc_id] = (f"{title} {abstract}", [line.split("\t") for line in lines[2:]])
    return found


def test_two_readers_of_pubtator_find_every_mention(run: Path) -> None:
    (path,) = write_format("pubtator", run)
    own = parse_pubtator(path.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8") as stream:
        library = pubtator.load(stream)
    assert [item.pmid for item in library] == [item.doc_id for item in documents()]
    for read, document in zip(library, documents(), strict=True):
        pubtator.validate(read)
        shown = [re.sub(r"\s", " ", document.text[start:end]) for start, end, _ in spans(document)]
        assert [item.text for item in read.annotations] == shown
        text, cells = own[document.doc_id]
        assert [text[int(row[1]) : int(row[2])] for row in cells] == shown
        assert [row[4] for row in cells] == [kind for _, _, kind in spans(document)]
    assert [row[5] for row in own["a/one.txt"][1]] == ["MONDO:1", "CL:1", "GO:1", "-", "CL:1", "-"]


def test_bioc_reads_brat(run: Path) -> None:
    made = write_format("brat", run)
    assert made[-1].name == "annotation.conf"
    for document in documents():
        name = file_name(document.doc_id)
        # Opened as anybody would: with newlines translated.
        with (run / "brat" / f"{name}.txt").open(encoding="utf-8") as text:
            read = brat.load(text, (run / "brat" / f"{name}.ann").open(encoding="utf-8"))
        assert len(read.text) == len(document.text)
        for entity, mention in zip(read.entities, document.mentions, strict=True):
            assert (*entity.total_span, entity.type) == (mention.start, mention.end, mention.entity_type)
            assert entity.text.split() == mention.text.split()
    lines = (run / "brat" / "a%2Fone.txt.ann").read_text(encoding="utf-8").split("\n")
    assert "N1\tReference T1 MONDO:1\tglioma" in lines
    assert "A1\tNegated T1" in lines
    assert any(re.fullmatch(r"T5\tcell \d+ \d+;\d+ \d+\tmesenchymal stem cells", line) for line in lines)


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
    read = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    for doc, document in zip(read, documents(), strict=True):
        assert (doc.text, doc.user_data["doc_id"]) == (document.text, document.doc_id)
        assert [(item.start_char, item.end_char, item.label_) for item in doc.spans["gliomine"]] == [
            (item.start, item.end, item.entity_type) for item in document.mentions
        ]
        nested = [item for item in spans(document) if item[0] == document.text.find("stem\ncells") >= 0]
        assert [(item.start_char, item.end_char, item.label_) for item in doc.ents] == [
            item for item in spans(document) if item not in nested
        ]
    assert read[0].ents[0].kb_id_ == "MONDO:1"
    assert write_format("spacy", run)[0].read_bytes() == first


def test_many_documents_are_written_one_by_one(tmp_path: Path) -> None:
    many = [
        make_document(f"d{number}", f"glioma {number}", [("glioma", "disease", "MONDO:1")]) for number in range(600)
    ]
    run = write_run(tmp_path / "many", many)
    (path,) = write_format("bioc-json", run)
    with path.open(encoding="utf-8") as stream:
        assert [item.id for item in biocjson.load(stream).documents] == [item.doc_id for item in many]
