"""Records as rows: one generic function, and the tables whose rows are put together from several records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from gliomine.document import (
    READ_SECTIONS,
    Document,
    Failure,
    Mention,
    Section,
    Sentence,
    asserted,
    best_links,
    containing,
)
from gliomine.tables.claims import LONGEST_SENTENCE, claim_rows
from gliomine.tables.evidence import evidence_rows
from gliomine.tables.naming import Naming
from gliomine.tables.schema import JOINED, Row, record_columns, table_schemas
from gliomine.text.normalize import numbers_of


def rows(name: str, documents: Iterable[Document]) -> Iterator[Row]:
    """Yield the rows of a table, in document order and in each document by position.

    Of a table that is made of a run, that is of evidence, and none of those that need more than documents.
    """
    if name == "evidence":
        yield from evidence_rows(rows("claims", documents))
    if name in JOINED:
        return
    make = _SPECIAL.get(name)
    if make is not None:
        for document in documents:
            yield from make(document)
        return
    values = attrgetter(*(item.name for item in table_schemas()[name].columns[1:]))
    for document in documents:
        for record in getattr(document, name):
            yield (document.doc_id, *values(record))


def _document_rows(document: Document) -> Iterator[Row]:
    scalars = [item.name for item in record_columns(Document) if item.name not in ("doc_id", "text")]
    words = sum(len(sentence.text.split()) for sentence in document.sentences)
    authors = "; ".join(author.name for author in document.authors) or None
    counts = (
        authors,
        len(document.text),
        words,
        _read_share(document),
        len(document.sentences),
        len(document.mentions),
    )
    yield (document.doc_id, *(getattr(document, name) for name in scalars), *counts, document.text)


def _read_share(document: Document) -> float:
    read = sum(
        item.end - item.start for item in document.sections if item.parent is None and item.name in READ_SECTIONS
    )
    return round(read / max(1, len(document.text.strip())), 4)


def _shown(sentence: Sentence, mention: Mention) -> str:
    if len(sentence.text) <= LONGEST_SENTENCE:
        return sentence.text
    begin = max(0, mention.start - sentence.start - LONGEST_SENTENCE // 2)
    return sentence.text[begin : begin + LONGEST_SENTENCE]


def _entity_rows(document: Document) -> Iterator[Row]:
    sections = [section for section in document.sections if section.parent is None]
    inner = sorted((section for section in document.sections if section.parent is not None), key=attrgetter("start"))
    best, said, naming = best_links(document), asserted(document), Naming(document)
    title = None if document.title is None else document.title[:LONGEST_SENTENCE]
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    for mention in document.mentions:
        at = containing(sections, mention.start)
        where = containing(document.sentences, mention.start)
        sentence = None if where is None else document.sentences[where]
        link, assertion = best.get(mention.mention_id), said.get(mention.mention_id)
        long_form = next((long_forms[short] for short in numbers_of(mention.text) if short in long_forms), None)
        yield (
            document.doc_id,
            title,
            None if at is None else sections[at].name,
            *_place(mention, None if at is None else sections[at], inner),
            *((sentence.index, _shown(sentence, mention), sentence.role) if sentence else (None, None, None)),
            mention.start,
            mention.end,
            mention.text,
            mention.entity_type,
            mention.score,
            *((link.curie, link.name, link.score, link.match, link.xrefs) if link else (None,) * 5),
            *naming.concept(mention),
            long_form,
            *((assertion.status, assertion.cue) if assertion else (None, None)),
            mention.source,
        )


def _place(
    mention: Mention, section: Section | None, inner: Sequence[Section]
) -> tuple[str | None, str | None, str | None]:
    """Return heading, path and place of the smallest part that holds a mention."""
    if section is None:
        return None, None, None
    at = bisect_right(inner, mention.start, key=attrgetter("start")) - 1
    part = inner[at] if at >= 0 and mention.start < inner[at].end else None
    heading = section.heading if part is None else part.heading or part.label or section.heading
    return heading, section.path if part is None else part.path, section.place


_SPECIAL: dict[str, Callable[[Document], Iterator[Row]]] = {
    "documents": _document_rows,
    "entities": _entity_rows,
    "claims": claim_rows,
}


def failure_row(failure: Failure) -> Row:
    """Return the row of a failure."""
    return failure.doc_id, failure.source, failure.stage, failure.error
