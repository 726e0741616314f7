"""What a page shows of its publication: DOI and PubMed identifiers, and the names in its line of authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gliomine.document import SEPARATOR, Author, Document, Section
from gliomine.pages.headings import cleaned

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|]+")
# The line break is left out of what may stand before: every empty line would be tried to the end of the empty lines.
_OWN_DOI = re.compile(
    r"^[^\w\n]*(?:Link\W+)?(?:doi\s*(?::\s*)?)?(?:https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s\"<>|]+)\s*$"
    r"|(?:online\sversion\sof|supplementary\smaterial\sfor)\sthis\sarticle\s\((?:doi:\s*)?(10\.\d{4,9}/[^\s\"<>|]+)",
    re.IGNORECASE | re.MULTILINE,
)
_PMID = re.compile(
    r"\bPMID:?\s*([1-9]\d{3,8})\b|(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([1-9]\d{3,8})\b"
)
_PMCID = re.compile(r"\bPMCID:?\s*(PMC[1-9]\d{2,8})\b|ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC[1-9]\d{2,8})\b")
_OF_OTHERS = ("references", "cited_by")
# A name and the marks of its addresses. The name's length is bounded: marks tried from every place of a long text would
# take the square of its length.
_MARKED = re.compile(r"(.{0,80}?)(?:[\s,]*(?:[*†‡§¶#]|\d{1,2}\b|[⁰¹²³⁴-⁹]|\([a-z\d,]{1,3}\)))*", re.DOTALL)
# MD, PhD, M.Sc., also with the mark of an address behind; and such a mark alone.
_DEGREE = re.compile(r"(?:[A-Z]{1,2}\.?[a-z]{0,2}\.?){2,4}[a-z]?|[a-z]")
_NUMBERED = re.compile(r"^\d{1,3}[.)]\s+")
_LONGEST_NAME = 60


def publication(document: Document, sections: Sequence[Section]) -> dict[str, Any]:
    """Return the facts that the page shows and that its reader did not state, as fields of Document.

    Identifiers are those of the page's link, or stand on a line of their own outside the references; the DOI of a trial
    or of a cited article within a sentence is none.
    """
    found: dict[str, Any] = {}
    own = [(item.start, item.end) for item in sections if item.name == "link"]
    shown = _without(document.text, [item for item in sections if item.name in _OF_OTHERS])
    links = "\n".join(document.text[start:end] for start, end in own)
    if document.doi is None:
        match = _DOI.search(links)
        stated = match.group() if match else _first(_OWN_DOI, shown)
        if stated:
            found["doi"] = _closed(stated)
    for name, pattern in (("pmid", _PMID), ("pmcid", _PMCID)):
        stated = _first(pattern, links) or _first(pattern, shown)
        if stated and getattr(document, name) is None:
            found[name] = stated
    return found


def authors_of(document: Document, places: Sequence[int]) -> tuple[Author, ...]:
    """Return the authors: those of the record with the rows of their addresses, else the names that the page shows.

    Args:
        document: with its sections.
        places: for each address, the number that the reader gave the entry it is of; an entry may hold several.
    """
    if document.authors:
        return tuple(replace(author, affiliations=_rows(author, places)) for author in document.authors)
    own = (item for item in document.sections if item.name == "authors" and item.parent is None)
    names = [name for item in own for name in names_of(document.text[item.start : item.end])]
    return tuple(Author(index, name) for index, name in enumerate(names, 1))


def _rows(author: Author, places: Sequence[int]) -> str | None:
    wanted = (author.affiliations or "").split(SEPARATOR)
    return SEPARATOR.join(str(row) for row, place in enumerate(places, 1) if str(place) in wanted) or None


def _without(text: str, sections: Sequence[Section]) -> str:
    pieces, at = [], 0
    for item in sorted(sections, key=lambda item: item.start):
        pieces.append(text[at : item.start])
        at = max(at, item.end)
    return "\n".join([*pieces, text[at:]])


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next(filter(None, match.groups()), None) if match else None


def _closed(doi: str) -> str:
    """Return a DOI without the punctuation that follows it in a sentence.

    >>> _closed("10.1186/s13075-017-1391-0)."), _closed("10.1016/S0140-6736(09)61460-4")
    ('10.1186/s13075-017-1391-0', '10.1016/S0140-6736(09)61460-4')
    """
    doi = doi.rstrip(".,;:")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def names_of(line: str) -> list[str]:
    """Return the names of a line of authors, without the marks of their addresses.

    >>> names_of("Ona McCarthy 1,2 , Irrfan Ahamed* and Caroline Free")
    ['Ona McCarthy', 'Irrfan Ahamed', 'Caroline Free']
    >>> names_of("Li Wu, MD, PhDa, b, Jo Bo, M.Sc.")
    ['Li Wu', 'Jo Bo']
    """
    parts = re.split(r";|\n", line) if ";" in line else re.split(r",|\n|\sand\s|\s&\s", line)
    matches = (_MARKED.fullmatch(_NUMBERED.sub("", cleaned(part))) for part in parts)
    names = [match.group(1).strip(" ,.*") for match in matches if match]
    kept = [name.removeprefix("and ") for name in names if len(name) <= _LONGEST_NAME]
    return [name for name in kept if any(char.isalpha() for char in name) and not _DEGREE.fullmatch(name)]
