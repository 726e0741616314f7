"""The document and its record types: flat, frozen, with absolute offsets.

Every offset is a half-open range of code points into `Document.text`, which is never edited after reading. A record
plus its `doc_id` is one row of the table that bears the field's name; the text in `column(...)` is the meaning that the
documentation of the tables prints.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gliomine.records import Cell, Reference, column
from gliomine.records import Span as Span

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

_NOTEBOOK = "gliomine.notebook"  # a face; records know nothing of it, nor of tables, until somebody looks

SEPARATOR = " | "
"""Joins several values in one cell."""


PATH = " > "
"""Joins the headings of a path."""


@dataclass(frozen=True, slots=True)
class Section(Span):
    """A part of a page or paper, without its heading; or a headed part within it."""

    name: str = column("normalised name: title, authors, affiliations, abstract, ...")
    heading: str | None = column("the heading as displayed, null where there is none", default=None)
    parent: str | None = column("`abstract` or `body` for a headed part within one, else null", default=None)
    label: str | None = column("the label of that part, or of a figure or table, as displayed", default=None)
    level: int | None = column("of a heading of the body: 1 for a main one, 2 for one below; else null", default=None)
    path: str | None = column("that heading behind those above it; of a caption or table those above it", default=None)
    place: str = column("text, caption or table", default="text")


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """A sentence of a section that is read for entities."""

    index: int = column("position in the document, from 0")
    section: str = column("name of the section that holds it")
    text: str = column("the sentence, verbatim")
    role: str | None = column("background, objective, methods, results or conclusions; null if not known", default=None)
    role_score: float | None = column("probability of the role, 0 to 1; null where the author titled it", default=None)


@dataclass(frozen=True, slots=True)
class Abbreviation(Span):
    """A definition of a short form; start and end are those of the short form where it is defined."""

    short_form: str = column("short form, verbatim")
    long_form: str = column("long form, verbatim")
    long_start: int = column("first character of the long form")
    long_end: int = column("one past the last character of the long form")


@dataclass(frozen=True, slots=True)
class Mention(Span):
    """A recognised entity mention."""

    mention_id: str = column("identifier made of document, position and type; the same in every run")
    text: str = column("the mention, verbatim")
    entity_type: str = column("one of the entity types")
    score: float = column("confidence of the recogniser, 0 to 1")
    source: str = column("who found it: a model head, dictionary, abbreviation, or the name of a plugged-in model")


@dataclass(frozen=True, slots=True)
class Link:
    """A candidate concept of a mention."""

    mention_id: str = column("the mention that is linked")
    rank: int = column("1 is the best candidate")
    curie: str = column("identifier of the concept, prefix:identifier")
    name: str = column("preferred name of the concept")
    score: float = column("confidence of the link, 0 to 1")
    match: str = column("why it was linked: exact, case, plural, long_form, head, fuzzy, ...")
    xrefs: str | None = column("the same concept in other vocabularies, joined by ` | `", default=None)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What the sentence says of a mention (i2b2 2010 words)."""

    mention_id: str = column("the mention concerned")
    status: str = column("present, absent or possible")
    cue: str | None = column("the words that say so, null for present", default=None)
    cue_start: int | None = column("first character of the cue", default=None)
    cue_end: int | None = column("one past the last character of the cue", default=None)
    scope_start: int | None = column("first character of what the cue negates or hedges", default=None)
    scope_end: int | None = column("one past the last character of it", default=None)


@dataclass(frozen=True, slots=True)
class Cue(Span):
    """Words that negate or hedge a part of their sentence."""

    text: str = column("the cue, verbatim")
    kind: str = column("negation or speculation")
    scope_start: int = column("first character of what the cue negates or hedges; the cue is part of it")
    scope_end: int = column("one past the last character of it")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a sentence says of two mentions, or of a mention and a part of its own name."""

    relation_id: str = column("identifier made of document, mentions and predicate; the same in every run")
    sentence_index: int = column("the sentence that says so")
    subject_id: str = column("the mention that acts, is carried from or is compared")
    predicate: str = column("one of the predicates")
    object_id: str | None = column("the mention acted on; null where the object is a part of the subject's name")
    status: str = column("present, absent or possible")
    score: float = column("share of relations with such a score that are right, 0 to 1")
    trigger: str | None = column(
        "the word that says it, or that the network heeded most; null if it is a name, mark or function word",
        default=None,
    )
    trigger_start: int | None = column("first character of it", default=None)
    trigger_end: int | None = column("one past the last character of it", default=None)
    inner_start: int | None = column(
        "first character of the part of the subject's name that is the object", default=None
    )
    inner_end: int | None = column("one past the last character of that part", default=None)
    inner_curie: str | None = column("identifier of what that part names, null if not linked", default=None)
    inner_name: str | None = column("preferred name of that concept", default=None)
    inner_type: str | None = column("entity type of that concept", default=None)


@dataclass(frozen=True, slots=True)
class Affiliation(Span):
    """One address of the affiliations section."""

    index: int = column("position in the list, from 1")
    text: str = column("the address, verbatim, without its list number")
    department: str | None = column("departments and other parts of an organisation", default=None)
    institution: str | None = column("organisations, in page order", default=None)
    city: str | None = column("city or town", default=None)
    country: str | None = column("ISO 3166-1 alpha-2 code", default=None)
    institution_key: str | None = column("`institution` in one spelling, to count by", default=None)


@dataclass(frozen=True, slots=True)
class Funder(Span):
    """One entry of the funders section."""

    index: int = column("position in the list, from 1")
    text: str = column("the entry, verbatim, award numbers included")
    name: str = column("the funder without award numbers")
    award_ids: str | None = column("award or grant numbers as displayed", default=None)
    key: str | None = column("the name in one spelling, to count by", default=None)


@dataclass(frozen=True, slots=True)
class Author:
    """One author, as the source lists them."""

    index: int = column("position in the list, from 1")
    name: str = column("name as shown: given names, family name, suffix; or the name of a group")
    family: str | None = column("family name, null where the source does not tell it apart", default=None)
    given: str | None = column("given names or initials", default=None)
    orcid: str | None = column("ORCID, as 0000-0000-0000-0000", default=None)
    affiliations: str | None = column("`index` of the author's rows of `affiliations`, joined by ` | `", default=None)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the user's own table that is no text, title or identifier."""

    name: str = column("name of the column or field in the input")
    value: str = column("the cell as it is")
    number: float | None = column("the same as a number, null where it is none", default=None)


@dataclass(frozen=True, slots=True)
class Label(Span):
    """The label in front of a part of an abstract, where the text shows it; from stage to stage, not into a table."""

    part_start: int = column("first character of the part that is labelled")
    part_end: int = column("one past the last character of that part")
    label: str = column("the label without its colon")


@dataclass(frozen=True, slots=True)
class Vote(Span):
    """What the recogniser says of words that negate or hedge; it goes from stage to stage, not into a table."""

    kind: str = column(
        "negation or speculation for a cue, negation_scope or speculation_scope for what one reaches over"
    )


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """The words of a sentence with what the encoder's pass says of them, for later stages; no table holds it.

    Attributes:
        starts: first character of each word in the document's text.
        ends: one past its last character.
        values: words x size, half precision.
    """

    starts: NDArray[Any]
    ends: NDArray[Any]
    values: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or document that could not be processed."""

    doc_id: str = column("identifier the document has or would have had")
    source: str = column("input path as given")
    stage: str = column("where it failed: read, a stage, timeout, worker")
    error: str = column("what went wrong, where, what was expected, what to do")


@dataclass(frozen=True, slots=True)
class Document:
    """One input text and everything that was found in it."""

    doc_id: str = column("path of the file relative to its input folder; plus # and the record's id in record files")
    text: str = column("the text that every offset refers to, unedited")
    source: str = column("input path as given", default="")
    input_format: str = column("name of the reader", default="text")
    encoding: str | None = column("character encoding of the file", default=None)
    # A reader may leave it `unknown`; the sections stage then decides between page and abstract.
    layout: str = column("page (headed blocks), abstract (title, newline, abstract) or structured", default="page")
    title: str | None = column("title as displayed, null if there is none", default=None)
    language: str | None = column("language code as stated by the source, null if not stated", default=None)
    cited_by_count: int | None = column("number of citing articles displayed on the page", default=None)
    reference_count: int | None = column("number of references displayed on the page", default=None)
    unread_pages: int | None = column("pages of a PDF without text to be read; null for other formats", default=None)
    pmid: str | None = column("PubMed identifier, digits", default=None)
    pmcid: str | None = column("PubMed Central identifier, with PMC before its digits", default=None)
    doi: str | None = column("DOI, without the address of its resolver", default=None)
    year: int | None = column("year of the issue, else of the first publication", default=None)
    journal: str | None = column("journal as the source names it", default=None)
    article_type: str | None = column("kinds of publication as the source states them", default=None)
    license: str | None = column("licence as stated, a Creative Commons one by its short name", default=None)
    authors: tuple[Author, ...] = ()
    fields: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Cell, ...] = ()
    bibliography: tuple[Reference, ...] = ()
    labels: tuple[Label, ...] = ()  # from the sections stage, for the sentences stage
    affiliations: tuple[Affiliation, ...] = ()
    funders: tuple[Funder, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    links: tuple[Link, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    cues: tuple[Cue, ...] = ()
    relations: tuple[Relation, ...] = ()
    votes: tuple[tuple[Vote, ...], ...] = ()  # for each sentence; empty where no recogniser was asked
    words: tuple[WordVectors, ...] = field(default=(), compare=False, repr=False)  # by sentence, until `relations`

    def to_frame(self, table: str = "entities") -> pandas.DataFrame:
        """Return the rows that the document gives to a table, as a data frame.

        Raises:
            ConfigError: there is no such table.
        """
        frame: pandas.DataFrame = import_module(_NOTEBOOK).to_frame(self, table)
        return frame

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the text with its mentions marked."""
        return str(import_module(_NOTEBOOK).as_html(self))


RECORD_TYPES: dict[str, type] = {
    "sections": Section,
    "tables": Cell,
    "bibliography": Reference,
    "authors": Author,
    "affiliations": Affiliation,
    "funders": Funder,
    "fields": Field,
    "sentences": Sentence,
    "abbreviations": Abbreviation,
    "mentions": Mention,
    "links": Link,
    "assertions": Assertion,
    "cues": Cue,
    "relations": Relation,
}
"""Field of Document -> its record type; also the name of its table."""

READ_SECTIONS = ("title", "abstract", "body")
"""The sections that are read for sentences, abbreviations and entities."""


def text_digest(text: str) -> str:
    """Return what stands for a text where the text itself is not kept: 16 hexadecimal digits of its SHA-256.

    >>> text_digest("Glioma.")
    '13a14951343fd524'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def mention_id(doc_id: str, start: int, end: int, *, entity_type: str) -> str:
    """Return the identifier of a mention: 16 hexadecimal digits of a digest of its place and type.

    >>> mention_id("a.txt", 0, 7, entity_type="disease")
    'ed9819964a658118'
    """
    key = f"{doc_id}\x1f{start}\x1f{end}\x1f{entity_type}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(key).hexdigest()[:16]


def relation_id(subject_id: str, predicate: str, object_: str) -> str:
    """Return the identifier of a relation: 16 hexadecimal digits of a digest of its mentions and predicate.

    Args:
        object_: the mention's id, or the place of an inner part, as `start-end`.
    """
    return hashlib.sha256(f"{subject_id}\x1f{predicate}\x1f{object_}".encode()).hexdigest()[:16]


def containing(spans: Sequence[Sentence] | Sequence[Section], start: int) -> int | None:
    """Return the index of the span that holds a position, or None; spans are sorted and do not overlap."""
    index = bisect_right(spans, start, key=lambda span: span.start) - 1
    return index if index >= 0 and start < spans[index].end else None


def best_links(document: Document) -> dict[str, Link]:
    """Return mention id -> the concept that comes first."""
    return {link.mention_id: link for link in document.links if link.rank == 1}


def asserted(document: Document) -> dict[str, Assertion]:
    """Return mention id -> what the document says of the mention."""
    return {item.mention_id: item for item in document.assertions}
