"""The rules that every document keeps, whatever its text: checked after each stage in tests and once in each run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise

from gliomine.document import READ_SECTIONS, RECORD_TYPES, Document, Mention, Section, Span
from gliomine.errors import InvariantError


def _with_field(field: str) -> tuple[str, ...]:
    return tuple(name for name, record in RECORD_TYPES.items() if field in {item.name for item in fields(record)})


_SPANS = tuple(name for name, record in RECORD_TYPES.items() if issubclass(record, Span))
_TEXTS = tuple(name for name in _with_field("text") if name in _SPANS)
_OF_MENTIONS = tuple(name for name in _with_field("mention_id") if RECORD_TYPES[name] is not Mention)


def validate(document: Document) -> None:
    """Check the invariants of a document.

    Raises:
        InvariantError: an offset outside the text, a text that is not its slice, overlapping sentences, a record that
            points at no mention, or an id that occurs twice.
    """
    for name in _SPANS:
        _check_spans(document, name, getattr(document, name))
    for name in _TEXTS:
        _check_texts(document, name, getattr(document, name))
    _check_abbreviations(document)
    _check_apart(document, "sections", [item for item in document.sections if item.parent is None])
    _check_apart(document, "sentences", document.sentences)
    _check_mentions(document)
    _check_relations(document)
    for cue in document.cues:
        if not 0 <= cue.scope_start <= cue.start < cue.end <= cue.scope_end <= len(document.text):
            raise _fail(document, f"cues: {cue.text!r} lies outside its scope", expected="a cue inside its scope")


def _fail(document: Document, what: str, *, expected: str) -> InvariantError:
    return InvariantError(
        what, where=document.doc_id, expected=expected, advice="this is a bug: please report it with the file"
    )


def _check_spans(document: Document, name: str, spans: Iterable[Span]) -> None:
    for span in spans:
        if not 0 <= span.start <= span.end <= len(document.text):
            raise _fail(
                document, f"{name}: {span.start}-{span.end} lies outside the text", expected=f"0-{len(document.text)}"
            )


def _check_texts(document: Document, name: str, spans: Iterable[Span]) -> None:
    for span in spans:
        there = document.text[span.start : span.end]
        if getattr(span, "text", None) != there:
            raise _fail(document, f"{name}: the text at {span.start}-{span.end} is another", expected=repr(there))


def _check_abbreviations(document: Document) -> None:
    for item in document.abbreviations:
        if not 0 <= item.long_start <= item.long_end <= len(document.text):
            raise _fail(document, f"abbreviations: long form of {item.short_form} lies outside", expected="inside")
        if document.text[item.long_start : item.long_end] != item.long_form:
            raise _fail(document, f"abbreviations: long form of {item.short_form} is not its slice", expected="a slice")
        if document.text[item.start : item.end] != item.short_form:
            raise _fail(document, f"abbreviations: {item.short_form} is not its slice", expected="a slice")


def _check_apart(document: Document, name: str, spans: Sequence[Span] | Sequence[Section]) -> None:
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise _fail(
                document, f"{name}: {after.start} lies in {before.start}-{before.end}", expected="sorted, no overlap"
            )


def _check_relations(document: Document) -> None:
    known = {item.mention_id for item in document.mentions}
    for item in document.relations:
        if item.subject_id not in known or (item.object_id is not None and item.object_id not in known):
            raise _fail(document, f"relations: no mention of {item.relation_id}", expected="the ids of mentions")
        if (item.object_id is None) == (item.inner_start is None):
            raise _fail(document, f"relations: {item.relation_id}", expected="an object, or a part of the name")
    ids = [item.relation_id for item in document.relations]
    if len(set(ids)) != len(ids):
        raise _fail(document, "relations: an id occurs twice", expected="one relation for two mentions and a predicate")


def _check_mentions(document: Document) -> None:
    known = {item.mention_id for item in document.mentions}
    if len(known) != len(document.mentions):
        raise _fail(document, "mentions: an id occurs twice", expected="one mention for a span and type")
    read = [item for item in document.sections if item.name in READ_SECTIONS and item.parent is None]
    for item in document.mentions:
        if item.start == item.end or not 0 <= item.score <= 1:
            raise _fail(document, f"mentions: {item.text!r} is empty or has the score {item.score}", expected="0 to 1")
        if read and not any(part.start <= item.start and item.end <= part.end for part in read):
            raise _fail(document, f"mentions: {item.text!r} lies outside the read sections", expected="title, abstract")
    for name in _OF_MENTIONS:
        for record in getattr(document, name):
            if record.mention_id not in known:
                raise _fail(document, f"{name}: no mention {record.mention_id}", expected="the id of a mention")
    keys = [(item.mention_id, item.rank) for item in document.links]
    if len(set(keys)) != len(keys):
        raise _fail(document, "links: a rank occurs twice for a mention", expected="ranks 1, 2, 3, ...")
