"""What a record says of its publication: identifiers, year, journal, licence, authors; cleaned, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gliomine.document import SEPARATOR, Author, Document
from gliomine.readers.building import one_line

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"(?:PMID[:\s]*)?([1-9]\d{0,8})(?:\.0)?", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMCID[:\s]*)?(?:PMC)?([1-9]\d{0,8})(?:\.\d+)?", re.IGNORECASE)
_PMC = re.compile(r"PMC[1-9]\d{2,8}")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])(?![\dX])", re.IGNORECASE)
_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses/([a-z-]+)/(\d(?:\.\d)?)|publicdomain/zero/(\d\.\d))", re.IGNORECASE
)
_LONGEST_LICENSE = 300
_SHORTEST = 9
_OF_DATA = tuple(f"10.{number}/" for number in (17605, 5061, 5281, 6084, 7910, 3886, 17632, 13039, 5256))
"""Beginnings of the DOIs of data, registrations, funders and reviews: OSF, Dryad, Zenodo, figshare, ..."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author as a record has them; `addresses` are texts of affiliations."""

    name: str
    family: str = ""
    given: str = ""
    orcid: str = ""
    addresses: tuple[str, ...] = ()


def with_facts(document: Document, *, people: Sequence[Person] = (), **stated: str | Iterable[str]) -> Document:
    """Return the document with what its record states; what is empty or no such identifier is left out.

    Args:
        document: a document with its affiliations.
        people: its authors, in order.
        stated: `pmid`, `pmcid`, `doi`, `year`, `journal`, `article_type` (one or several) and `license`.
    """
    facts: dict[str, Any] = {}
    for name, value in stated.items():
        shown = one_line(value) if isinstance(value, str) else SEPARATOR.join(filter(None, map(one_line, value)))
        cleaned = _CLEAN[name](shown) if shown else None
        if cleaned is not None:
            facts[name] = cleaned
    if people:
        facts["authors"] = tuple(_authors(document, people))
    return replace(document, **facts)


def _authors(document: Document, people: Sequence[Person]) -> Iterable[Author]:
    places: dict[str, int] = {}
    for item in document.affiliations:
        places.setdefault(_letters(item.text), item.index)
    known = [person for person in people if one_line(person.name)]
    for index, person in enumerate(known, 1):
        found = dict.fromkeys(places[key] for text in person.addresses if (key := _letters(text)) in places)
        yield Author(
            index,
            one_line(person.name),
            one_line(person.family) or None,
            one_line(person.given) or None,
            orcid(person.orcid),
            SEPARATOR.join(map(str, found)) or None,
        )


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def orcid(text: str) -> str | None:
    """Return the ORCID in a text.

    >>> orcid("https://orcid.org/0000-0002-1825-009x"), orcid("ORCID: 000000021825009X"), orcid("12")
    ('0000-0002-1825-009X', '0000-0002-1825-009X', None)
    """
    match = _ORCID.search(text)
    return "-".join(match.groups()).upper() if match else None


def doi(text: str) -> str | None:
    """Return the DOI in a field.

    >>> doi("https://doi.org/10.1186/1471-2407-10-533"), doi("doi:10.1/x")
    ('10.1186/1471-2407-10-533', None)
    """
    match = _DOI.search(text)
    return match.group() if match else None


def pmid(text: str) -> str | None:
    """Return a PubMed identifier.

    >>> pmid("PMID: 20925951"), pmid("x1")
    ('20925951', None)
    """
    match = _PMID.fullmatch(text)
    return match.group(1) if match else None


def pmcid(text: str) -> str | None:
    """Return a PubMed Central identifier.

    >>> pmcid("2958944"), pmcid("PMC2958944.1")
    ('PMC2958944', 'PMC2958944')
    """
    match = _PMCID.fullmatch(text)
    return f"PMC{match.group(1)}" if match else None


def year(text: str) -> int | None:
    """Return the first year in a date.

    >>> year("1998 Dec-1999 Jan"), year("2010-10-06"), year("12345")
    (1998, 2010, None)
    """
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def license_name(text: str) -> str | None:
    """Return a licence: a Creative Commons one by its short name, else the words.

    >>> license_name("http://creativecommons.org/licenses/by-nc/3.0/"), license_name("https://creativecommons.org/publicdomain/zero/1.0/")
    ('CC BY-NC 3.0', 'CC0 1.0')
    """
    match = _COMMONS.search(text)
    if match is None:
        return text[:_LONGEST_LICENSE] or None
    return f"CC {match.group(1).upper()} {match.group(2)}" if match.group(1) else f"CC0 {match.group(3)}"


_WHEN = r"((?:19|20)\d\d)"
_CITED = re.compile(
    rf"(?<![\d(]){_WHEN}\s?[;,]\s?(?:Vol\.?\s?)?\d{{1,4}}\s?[:(,]\s?[\w(]"  # 2010, 10:533; 2020;99:49; 2014, 4, 932
    rf"|\bVolume {_WHEN}, Article"
    rf"|\b\d{{1,4}} ?\({_WHEN}\) ?\d"  # 8 (2017) 263
    rf"|\({_WHEN}\) ?\d{{1,4}}:\d",  # (2015) 16:50
)
_PUBLISHED = re.compile(rf"\bpublished(?: online)?\s?: ?[\w ,.-]{{0,20}}?\b{_WHEN}(?!\d)", re.IGNORECASE)
_COPIED = re.compile(
    rf"(?:\u00a9|\(c\)|\bcopyright)[^\w\n]{{0,5}}(?:the authors?(?:\(s\))?,? )?{_WHEN}(?!\d)", re.IGNORECASE
)
"""How a paper tells its year: as it is cited, the day of its publication, and the right to copy it."""

_CLEAN = {
    "pmid": pmid,
    "pmcid": pmcid,
    "doi": doi,
    "year": year,
    "journal": lambda text: text,
    "article_type": lambda text: text,
    "license": license_name,
}


def shown_doi(lines: Iterable[str]) -> str | None:
    """Return the DOI that the lines of a title page show of their own paper: the one that is shown most, else first.

    >>> shown_doi(["BMC Cancer 2010, 10:533", "doi:10.1186/1471-2407-10-533."])
    '10.1186/1471-2407-10-533'
    """
    shown = [match.group().rstrip(".,;:)]") for line in lines for match in _DOI.finditer(line)]
    found = Counter(doi for doi in shown if len(doi) > _SHORTEST and not doi.startswith(_OF_DATA))
    return max(found, key=lambda item: found[item], default=None)


def shown_year(lines: Iterable[str], *, heads: Iterable[str]) -> int | None:
    """Return the year of its publication that a paper shows, None where it shows none.

    The year in which it is cited is that of the issue. In the margins its own citation stands; on the first page one of
    the references may stand, and counts only within a year of the day of publication or of the right to copy.

    Args:
        lines: of the first page.
        heads: what stands in the margins of the pages.

    >>> shown_year(["Holm et al. Tests 2015, 16:1", "Published: 3 December 2014"], heads=[])
    2015
    >>> shown_year(["1. Holm P. Tests 2003;12:45", "(c) 2014 The Authors"], heads=[])
    2014
    """
    first, margins = list(lines), list(heads)
    told = _most(_PUBLISHED, first + margins) or _most(_COPIED, first + margins)
    cited = _most(_CITED, first)
    return _most(_CITED, margins) or (cited if told and cited and abs(cited - told) <= 1 else told)


def _most(pattern: re.Pattern[str], lines: Iterable[str]) -> int | None:
    """Return the year that a pattern finds most often, the later of two that it finds as often."""
    found = Counter(int(next(filter(None, match.groups()))) for line in lines for match in pattern.finditer(line))
    return max(found, key=lambda year: (found[year], year), default=None)


_NAMES = {
    "pmid": ("pmid", "pubmed id", "pubmed_id", "article-id_pmid", "accession number"),
    "pmcid": ("pmcid", "pmc", "pmc id", "article-id_pmc", "article-id_pmcid"),
    "doi": ("doi", "article-id_doi"),
    "year": ("year", "publication year", "pub_year", "publication_year", "pub year", "publication date", "date"),
    "journal": ("journal", "journal/book", "publication title", "source title", "journal_title", "journal title"),
    "article_type": ("article_type", "publication type", "publication types", "item type", "document type"),
    "license": ("license", "licence", "rights"),
    "authors": ("authors", "author", "author full names"),
}
"""Fact -> names of the columns or fields that hold it in exports of PubMed, Zotero, Scopus and BioC, in lower case."""


def with_named(document: Document, values: Mapping[str, str]) -> Document:
    """Return the document with what the cells of a record state under the names that common exports use."""
    lower = {name.strip().lower(): value for name, value in values.items() if value and value.strip()}
    stated = {fact: next((lower[name] for name in names if name in lower), "") for fact, names in _NAMES.items()}
    people = [Person(*_parted(name)) for name in named_people(stated.pop("authors"))]
    return with_facts(document, people=people, **stated)


def named_people(cell: str) -> list[str]:
    """Return the names of a cell: parted by semicolons or bars, else by commas where each part is a whole name.

    >>> named_people("Smith, J.; Wu, K."), named_people("Smith JA, Wu K."), named_people("Smith, John")
    (['Smith, J.', 'Wu, K.'], ['Smith JA', 'Wu K'], ['Smith, John'])
    """
    cell = one_line(cell)
    for mark in (";", "|"):
        if mark in cell:
            return [name for part in cell.split(mark) if (name := part.strip())]
    parts = [part.strip() for part in cell.rstrip(". ").split(",")]
    if len(parts) > 1 and all(" " in part for part in parts):
        return parts
    return [cell] if cell else []


def _parted(name: str) -> tuple[str, str, str]:
    """Return the name as shown, the family name and the given names."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return (f"{given} {family}", family, given) if comma and given else (name, "", "")


def person(name: str, *, orcid: str = "", addresses: Sequence[str] = ()) -> Person:
    """Return an author whose name may stand as `Family, Given`."""
    return Person(*_parted(one_line(name)), orcid, tuple(addresses))


def of_identifier(document: Document) -> Document:
    """Return the document with the PubMed or PubMed Central identifier that its record is called by."""
    own = document.doc_id.rpartition("#")[2] if "#" in document.doc_id else ""
    if _PMC.fullmatch(own):
        return replace(document, pmcid=document.pmcid or own)
    if re.fullmatch(r"[1-9]\d{3,8}", own):
        return replace(document, pmid=document.pmid or own)
    return document
