"""The text of a BioC document from its passages, with the offsets that the file states where they are sound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gliomine.document import PATH, Document, Section
from gliomine.errors import InputError
from gliomine.pages.headings import matter_names
from gliomine.readers.bibliography import Person, of_identifier, with_facts, with_named
from gliomine.readers.bioc_tables import cells_of, label_of, reference_of
from gliomine.records import Cell, Reference

_NAMES = frozenset(
    {
        "title",
        "authors",
        "affiliations",
        "abstract",
        "keywords",
        "funders",
        "publisher",
        "subjects",
        "link",
        "references",
        "cited_by",
        "boilerplate",
        "body",
        *matter_names(),
    }
)
_SECTION_TYPES = {
    "TITLE": "title",
    "ABSTRACT": "abstract",
    "KEYWORD": "keywords",
    "REF": "references",
    "ACK_FUND": "acknowledgements",
    "AUTH_CONT": "contributions",
    "COMP_INT": "conflicts",
    "APPENDIX": "supplement",
    "SUPPL": "supplement",
    "ABBR": "abbreviations",
}
_TYPES = {"front": "title", "ref": "references", "footnote": "boilerplate"}
_LEVEL = re.compile(r"(?:abstract_)?title_(\d)")
_WIDEST_GAP = 2000
_MOST_FILLING = 4  # characters for one of text: stated offsets are filled up, and would fill memory
_FREE_FILLING = 100_000
_FARTHEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the file has it."""

    offset: int
    text: str
    infons: Mapping[str, str]


def document_of(doc_id: str, passages: Sequence[Passage]) -> Document:
    """Return the document: passages become sections, those that hold a heading head the section that follows.

    Offsets of the file hold in the text where passages follow each other with small gaps; else passages are joined by
    line breaks.

    Raises:
        InputError: no passage holds text.
    """
    passages = [passage for passage in passages if passage.text.strip()]
    if not passages:
        raise InputError("the document holds no text", expected="passages with text")
    text, starts = _placed(passages)
    made = _Made()
    for passage, start in zip(passages, starts, strict=True):
        made.add(passage, start)
    title = next((text[item.start : item.end] for item in made.sections if item.name == "title"), None)
    document = Document(
        doc_id,
        text,
        layout="structured",
        title=title,
        sections=tuple(made.sections),
        tables=tuple(made.cells),
        bibliography=tuple(made.references),
    )
    return of_identifier(_with_infons(document, passages))


@dataclass(slots=True)
class _Made:
    """The records of a document, made passage by passage, and the headings that are open."""

    sections: list[Section] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    _heading: str | None = None
    _trail: list[tuple[int, str]] = field(default_factory=list)
    _caption: tuple[str, str] = ("", "")
    _tables: int = 0

    def add(self, passage: Passage, start: int) -> None:
        """Add a passage whose text begins at a place of the document's text."""
        shown = passage.text.strip()
        name, is_heading = _name(passage.infons)
        kind = passage.infons.get("type", "").lower()
        if is_heading:
            self._heading = shown
            level = int(found[1]) if (found := _LEVEL.match(kind)) else 1
            self._trail = [item for item in self._trail if item[0] < level] + [(level, shown)] * (name == "body")
            return
        path = PATH.join(text for _, text in self._trail) or None if name == "body" else None
        place = _place(passage.infons)
        begin = start + len(passage.text) - len(passage.text.lstrip())
        end = begin + len(shown)
        if place != "text":
            self._add_float(passage, start, (begin, end), path, place)
            return
        if name == "references":
            self.references.append(reference_of(len(self.references) + 1, shown, passage.infons))
        shown_level = self._trail[-1][0] if path and self._heading else None
        self.sections.append(Section(begin, end, name, self._heading, None, None, shown_level, path))
        self._heading = None

    def _add_float(self, passage: Passage, start: int, span: tuple[int, int], path: str | None, place: str) -> None:
        shown, own = passage.text.strip(), passage.infons.get("id") or passage.infons.get("file", "")
        label = (
            label_of(shown) if place == "caption" else label_of(self._caption[1]) if own == self._caption[0] else None
        )
        if place == "caption" and own != self._caption[0]:
            self._caption = own, shown
        if place == "table" and passage.infons.get("type", "").lower() == "table":
            self._tables += 1
            caption = self._caption[1] if own == self._caption[0] else None
            xml = passage.infons.get("xml")
            self.cells += cells_of(passage.text, start, xml, table=self._tables, label=label, caption=caption)
        self.sections.append(Section(*span, "body", None, None, label, None, path, place))


def _place(infons: Mapping[str, str]) -> str:
    """Return where a passage stands: text, caption or table."""
    kind = infons.get("type", "").lower()
    if kind == "table" or kind.startswith("table_foot"):
        return "table"
    if kind.startswith("fig") or (kind.startswith("table") and ("caption" in kind or "title" in kind)):
        return "caption"
    return "text"


def _with_infons(document: Document, passages: Sequence[Passage]) -> Document:
    """Return the document with what its first passages state of it; the authors of PMC's files are parted by fields."""
    stated: dict[str, str] = {}
    for passage in passages:
        if _name(passage.infons)[0] != "references":
            stated = {**passage.infons, **stated}
    names = [stated[name] for name in sorted(stated, key=_place_of) if name.startswith("name_")]
    listed = [dict(part.partition(":")[::2] for part in name.split(";")) for name in names]
    people = [
        Person(
            " ".join(filter(None, (item.get("given-names"), item["surname"]))),
            item["surname"],
            item.get("given-names", ""),
        )
        for item in listed
        if item.get("surname")
    ]
    document = with_named(document, stated)
    return with_facts(document, people=people) if people else document


def _place_of(name: str) -> int:
    shown = name.rpartition("_")[2]
    return int(shown) if shown.isdecimal() else 0


def of_sentences(offset: int, sentences: Sequence[tuple[int, str]]) -> str:
    """Return the text of a passage that stands in its sentences, which are given with the offsets that they state.

    >>> of_sentences(10, [(10, "One."), (15, "Two."), (999_999, "Three.")])
    'One. Two. Three.'

    Raises:
        InputError: a sentence stands farther from its passage than a text is long.
    """
    if far := next((begin for begin, _ in sentences if abs(begin - offset) > _FARTHEST), None):
        raise InputError(f"the offset {far} of a sentence of a passage at {offset}", expected="offsets in the document")
    ends = [offset, *(begin + len(text) for begin, text in sentences)]
    gaps = _gaps([begin for begin, _ in sentences], ends, size=sum(len(text) for _, text in sentences))
    if gaps is None:
        return " ".join(text for _, text in sentences if text)
    return "".join(" " * gap + text for gap, (_, text) in zip(gaps, sentences, strict=True))


def _gaps(begins: Sequence[int], ends: Sequence[int], *, size: int) -> list[int] | None:
    """Return the room before each piece, None where the stated offsets are not sound."""
    gaps = [begin - end for begin, end in zip(begins, ends, strict=False)]
    sound = all(0 <= gap <= _WIDEST_GAP for gap in gaps) and sum(gaps) <= _FREE_FILLING + _MOST_FILLING * size
    return gaps if sound else None


def _placed(passages: Sequence[Passage]) -> tuple[str, list[int]]:
    ends = [0, *(passage.offset + len(passage.text) for passage in passages)]
    size = sum(len(passage.text) for passage in passages)
    gaps = _gaps([passage.offset for passage in passages], ends, size=size) or [0] + [1] * (len(passages) - 1)
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for passage, gap in zip(passages, gaps, strict=True):
        pieces += ["\n" * gap, passage.text]
        starts.append(length + gap)
        length += gap + len(passage.text)
    return "".join(pieces), starts


def _name(infons: Mapping[str, str]) -> tuple[str, bool]:
    """Return the name of a passage's section and whether the passage is a heading."""
    kind = infons.get("type", "").lower()
    section = infons.get("section_type", infons.get("section", ""))
    name = _SECTION_TYPES.get(section.upper()) or _TYPES.get(kind)
    if name is None:
        name = next((item for item in (kind, section.lower()) if item in _NAMES), "body")
    heading = kind.startswith(("title_", "abstract_title")) or (kind == "title" and name not in ("title",))
    return name, heading
