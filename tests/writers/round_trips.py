"""What the field's libraries read of our annotation files, compared with what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import bioc
from bioc import biocjson, biocxml, brat, pubtator
from gliomine.document import Document
from gliomine.writers.brat import file_name

Span = tuple[int, int, str]


def spans(document: Document) -> list[Span]:
    """Return start, end and type of every mention, by position."""
    found = [(item.start, item.end, item.entity_type) for item in document.mentions]
    return sorted(found, key=lambda item: (item[0], -item[1], item[2]))


def check_bioc(path: Path, documents: Sequence[Document]) -> bioc.BioCCollection:
    """Load BioC XML or JSON and compare passages and annotations; return the collection."""
    in_json = path.suffix == ".json"
    if in_json:
        with path.open(encoding="utf-8") as stream:
            collection = biocjson.load(stream)
    else:
        with path.open("rb") as stream:
            collection = biocxml.load(stream)
    bioc.validate(collection)
    assert [item.id for item in collection.documents] == [item.doc_id for item in documents]
    for read, document in zip(collection.documents, documents, strict=True):
        held = document.text if in_json else document.text.replace("\x01", "\ufffd")
        annotations = [item for passage in read.passages for item in passage.annotations]
        places = [(item.total_span.offset, item.total_span.end, item.infons["type"]) for item in annotations]
        assert places == spans(document)
        assert [item.text for item in annotations] == [held[start:end] for start, end, _ in places]
        for passage in read.passages:
            assert held[passage.offset : passage.offset + len(passage.text)] == passage.text
        relations = [
            (
                item.infons["type"],
                item.infons["status"],
                float(item.infons["score"]),
                {n.role: n.refid for n in item.nodes},
            )
            for item in read.relations
        ]
        ends = [{"Subject": one.subject_id, "Object": one.object_id} for one in document.relations]
        assert relations == [
            (one.predicate, one.status, one.score, {role: refid for role, refid in end.items() if refid})
            for one, end in zip(document.relations, ends, strict=True)
        ]
        parts = [
            held[int(item.infons["object_offset"]) :][: int(item.infons["object_length"])]
            for item in read.relations
            if "object_offset" in item.infons
        ]
        assert parts == [item.infons["object_text"] for item in read.relations if "object_text" in item.infons]
        assert len(parts) == sum(one.object_id is None for one in document.relations)
    return collection


def parse_pubtator(text: str) -> dict[str, tuple[str, list[list[str]]]]:
    """Read PubTator by its definition: id -> title, one character, abstract; and the cells of its annotations."""
    found = {}
    for block in text.strip("\n").split("\n\n"):
        lines = block.split("\n")
        (doc_id, title), (again, abstract) = lines[0].split("|t|", 1), lines[1].split("|a|", 1)
        assert doc_id == again
        rows = [line.split("\t") for line in lines[2:]]
        found[doc_id] = (f"{title} {abstract}", [row for row in rows if len(row) == 6])
    return found


def check_pubtator(path: Path, documents: Sequence[Document]) -> dict[str, tuple[str, list[list[str]]]]:
    """Load PubTator with the library and by its definition, and compare both; return the latter."""
    own = parse_pubtator(path.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8") as stream:
        library = pubtator.load(stream)
    assert [item.pmid for item in library] == list(own) == [item.doc_id for item in documents]
    for read, document in zip(library, documents, strict=True):
        pubtator.validate(read)
        shown = [re.sub(r"\s", " ", document.text[start:end]) for start, end, _ in spans(document)]
        assert [item.text for item in read.annotations] == shown
        text, cells = own[document.doc_id]
        assert [text[int(row[1]) : int(row[2])] for row in cells] == shown
        assert [row[4] for row in cells] == [kind for _, _, kind in spans(document)]
    return own


def check_brat(folder: Path, documents: Sequence[Document]) -> None:
    """Load brat files as anybody would, with newlines translated, and compare."""
    for document in documents:
        name = file_name(document.doc_id)
        with (folder / f"{name}.txt").open(encoding="utf-8") as text, (folder / f"{name}.ann").open("rb") as lines:
            read = brat.load(text, lines.read().decode("utf-8").splitlines(keepends=True))
        assert len(read.text) == len(document.text)
        for entity, mention in zip(read.entities, document.mentions, strict=True):
            assert (*entity.total_span, entity.type) == (mention.start, mention.end, mention.entity_type)
            assert entity.text.split() == mention.text.split()
        names = {f"T{number}": mention.mention_id for number, mention in enumerate(document.mentions, 1)}
        ends = [(item.type, *(names[item.arguments[role]] for role in ("Arg1", "Arg2"))) for item in read.relations]
        whole = [item for item in document.relations if item.object_id is not None]
        assert ends == [(item.predicate, item.subject_id, item.object_id) for item in whole]
        notes = {item.refid: item.text for item in read.notes}
        said = [notes.get(item.id, "present") for item in read.relations]
        assert said == [item.status for item in whole]


def check_spacy(path: Path, documents: Sequence[Document]) -> None:
    """Load the DocBin and compare: every mention in `spans`, of overlapping ones that of most tokens in `ents`."""
    import spacy
    from spacy.tokens import DocBin

    read = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    for doc, document in zip(read, documents, strict=True):
        assert (doc.text, doc.user_data["doc_id"]) == (document.text, document.doc_id)
        assert [(item.start_char, item.end_char, item.label_) for item in doc.spans["gliomine"]] == [
            (item.start, item.end, item.entity_type) for item in document.mentions
        ]
        flat: list[Span] = []
        lengths = {span: len(doc.char_span(*span[:2])) for span in spans(document)}
        for span in sorted(lengths, key=lambda item: (-lengths[item], item)):
            if all(span[1] <= other[0] or other[1] <= span[0] for other in flat):
                flat.append(span)
        assert [(item.start_char, item.end_char) for item in doc.ents] == [span[:2] for span in sorted(flat)]
