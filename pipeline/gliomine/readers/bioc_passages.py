"""The text of a BioC document from its passages, with the offsets that the file states where they are sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gliomine.document import Document, Section
from gliomine.errors import InputError
from gliomine.readers.bibliography import Person, of_identifier, with_facts, with_named

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
    }
)
_SECTION_TYPES = {
    "TITLE": "title",
    "ABSTRACT": "abstract",
    "KEYWORD": "keywords",
    "REF": "references",
    "ACK_FUND": "boilerplate",
    "AUTH_CONT": "boilerplate",
    "COMP_INT": "boilerplate",
    "APPENDIX": "boilerplate",
    "SUPPL": "boilerplate",
    "ABBR": "boilerplate",
}
_TYPES = {"front": "title", "ref": "references", "footnote": "boilerplate", "table": "boilerplate"}
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
    sections: list[Section] = []
    heading: str | None = None
    for passage, start in zip(passages, starts, strict=True):
        shown = passage.text.strip()
        begin = start + len(passage.text) - len(passage.text.lstrip())
        name, is_heading = _name(passage.infons)
        if is_heading:
            heading = shown
            continue
        sections.append(Section(begin, begin + len(shown), name, heading))
        heading = None
    title = next((text[item.start : item.end] for item in sections if item.name == "title"), None)
    document = Document(doc_id, text, layout="structured", title=title, sections=tuple(sections))
    return of_identifier(_with_infons(document, passages))


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
