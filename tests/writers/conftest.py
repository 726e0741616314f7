"""A finished run of hand-made documents with nasty text, for the tests of all writers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.document import (
    Affiliation,
    Assertion,
    Document,
    Failure,
    Funder,
    Link,
    Mention,
    Relation,
    Section,
    Sentence,
    containing,
    mention_id,
    relation_id,
)
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import failure_row, rows
from gliomine.tables.schema import table_schemas

FORMULA = "=HYPERLINK(0)"


def make_document(doc_id: str, text: str, found: list[tuple[str, str, str | None]], *, title: str = "") -> Document:
    """Return a document: first line title, rest abstract; mentions are (text, type, curie), searched from the left."""
    cut = len(title)
    sections = [Section(0, cut, "title")] if title else []
    start = cut + (len(text[cut:]) - len(text[cut:].lstrip()))
    sections.append(Section(start, len(text), "abstract"))
    sentences = tuple(
        Sentence(item.start, item.end, number, item.name, text[item.start : item.end])
        for number, item in enumerate(sections)
    )
    mentions, links, at = [], [], 0
    for shown, kind, curie in found:
        begin = text.index(shown, at)
        at = begin + 1
        identifier = mention_id(doc_id, begin, begin + len(shown), entity_type=kind)
        mentions.append(Mention(begin, begin + len(shown), identifier, shown, kind, 0.5, "dictionary"))
        if curie:
            links.append(Link(identifier, 1, curie, shown.lower(), 0.9, "exact"))
            links.append(Link(identifier, 2, curie + "9", "other", 0.1, "fuzzy"))
    assertions = (Assertion(mentions[0].mention_id, "absent", "no", 0, 2),) if mentions else ()
    return Document(
        doc_id,
        text,
        source="in",
        title=title or None,
        sections=tuple(sections),
        sentences=sentences,
        mentions=tuple(mentions),
        links=tuple(links),
        assertions=assertions,
        affiliations=(Affiliation(0, 1, 1, text[0], institution="@SUM(1)", country="CN"),),
        funders=(Funder(0, 1, 1, text[0], "-1+1", "NA"),),
    )


def related(document: Document, *claims: tuple[int, str, int | str, str], score: float = 0.8) -> Document:
    """Return a document with relations: (subject, predicate, object or a part of the subject's name, status)."""
    made = []
    for number, predicate, other, status in claims:
        subject = document.mentions[number]
        at = containing(document.sentences, subject.start)
        assert at is not None
        inner: tuple[int | None, int | None] = (None, None)
        object_id, key = None, ""
        if isinstance(other, str):
            start = subject.start + subject.text.index(other)
            inner, key = (start, start + len(other)), f"{start}-{start + len(other)}"
        else:
            object_id = key = document.mentions[other].mention_id
        trigger = document.text.find("carries")
        word = ("carries", trigger, trigger + 7) if trigger >= 0 else (None, None, None)
        identifier = relation_id(subject.mention_id, predicate, key)
        made.append(Relation(identifier, at, subject.mention_id, predicate, object_id, status, score, *word, *inner))
    return replace(document, relations=tuple(made))


def documents() -> list[Document]:
    """Return documents that hold what formats stumble over."""
    first, second, *others = plain_documents()
    return [
        related(
            first,
            (2, "carries", 3, "present"),
            (2, "delivered_to", 4, "possible"),
            (3, "associated_with", 2, "present"),
            (4, "derived_from", "mesenchymal stem", "present"),
        ),
        related(second, (0, "carries", 2, "absent"), (0, "delivered_to", 1, "present"), score=0.5),
        *others,
    ]


def plain_documents() -> list[Document]:
    """Return the same without relations."""
    return [
        make_document(
            "a/one.txt",
            "No glioma in MSCs\r\n\r\nThe exosome 😀 carries\r\nmiR-21 <b>& \x01 |t| to mesenchymal stem\ncells.",
            [
                ("glioma", "disease", "MONDO:1"),
                ("MSCs", "cell", "CL:1"),
                ("exosome", "cell_part", "GO:1"),
                ("miR-21", "gene", None),
                ("mesenchymal stem\ncells", "cell", "CL:1"),
                ("stem\ncells", "cell", None),
            ],
            title="No glioma in MSCs",
        ),
        make_document(
            "NA",
            f"{FORMULA}\u2028 exosome\tand glioma\rin CD4+cells",
            [("exosome", "cell_part", "GO:1"), ("glioma", "disease", "MONDO:1"), ("CD4", "gene", "HGNC:1")],
        ),
        make_document("007", "Nothing here", []),
        make_document("z.xml#1~2", "glioma", [("glioma", "disease", "MONDO:1")], title="glioma"),
    ]


def write_run(folder: Path, stored: list[Document]) -> Path:
    """Write the tables of a run."""
    (folder / "tables").mkdir(parents=True)
    for name in table_schemas():
        path = folder / "tables" / f"{name}.parquet"
        failures = [Failure("bad.txt", "+bad.txt", "read", FORMULA)]
        write_table(
            name,
            [
                rows_to_arrow("failures", map(failure_row, failures))
                if name == "failures"
                else rows_to_arrow(name, rows(name, stored))
            ],
            path,
        )
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a finished run."""
    return write_run(tmp_path / "run", documents())
