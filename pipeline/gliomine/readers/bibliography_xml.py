"""The publication of a PubMed record and of a JATS article."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

from gliomine.document import Document
from gliomine.readers.bibliography import Person, with_facts
from gliomine.readers.building import one_line
from gliomine.readers.jats_front import collaboration, identifiers, is_author, name_of, shown_address

_LINK = "{http://www.w3.org/1999/xlink}href"
_LICENSE_REF = re.compile(r"creativecommons\.org/\S+")
_DATES = ("collection", "ppub", "epub-ppub", "epub", "pub")
"""Kinds of dates, the one of the issue first."""
_PUBLISHED_IN = ("Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle")
"""Where a PubMed record tells what it was published in; its own tables call the column Journal/Book."""


def with_pubmed(document: Document, record: ET.Element, *, shown: Callable[[ET.Element], str]) -> Document:
    """Return the document with what its PubMed record states.

    Args:
        document: with its affiliations.
        record: the whole PubmedArticle or PubmedBookArticle.
        shown: gives the name of an author.
    """
    citation = next((item for item in record if item.tag in ("MedlineCitation", "BookDocument")), record)
    found = citation.find("Article")
    article = citation if found is None else found
    ids = {item.get("IdType"): _text(item) for item in record.iterfind("*/ArticleIdList/ArticleId")}
    places = [
        item for item in article.iterfind("ELocationID") if item.get("EIdType") == "doi" and item.get("ValidYN") != "N"
    ]
    dates = ("Journal/JournalIssue/PubDate", "Book/PubDate", "ArticleDate")
    return with_facts(
        document,
        people=[
            _pubmed_person(item, shown) for item in article.iterfind("AuthorList/Author") if _writes(article, item)
        ],
        pmid=_text(citation.find("PMID")),
        pmcid=ids.get("pmc", ""),
        doi=ids.get("doi") or (_text(places[0]) if places else ""),
        year=next((date for path in dates if (date := _date(article.find(path)))), ""),
        journal=next((text for path in _PUBLISHED_IN if (text := _text(article.find(path)))), ""),
        article_type=[_text(item) for item in article.iterfind("PublicationTypeList/PublicationType")]
        or [_text(item) for item in article.iterfind("PublicationType")],
    )


def _writes(article: ET.Element, author: ET.Element) -> bool:
    lists = article.findall("AuthorList")
    if not any(item.get("Type") != "editors" for item in lists):
        return True
    return any(item.get("Type") != "editors" and author in list(item) for item in lists)


def _pubmed_person(author: ET.Element, shown: Callable[[ET.Element], str]) -> Person:
    identifiers = [_text(item) for item in author.iterfind("Identifier") if item.get("Source") == "ORCID"]
    return Person(
        shown(author),
        _text(author.find("LastName")),
        _text(author.find("ForeName")) or _text(author.find("Initials")),
        next(iter(identifiers), ""),
        tuple(_text(item) for item in author.iter("Affiliation")),
    )


def _date(element: ET.Element | None) -> str:
    if element is None:
        return ""
    return _text(element.find("Year")) or _text(element.find("MedlineDate"))


def _text(element: ET.Element | None) -> str:
    return "" if element is None else one_line("".join(element.itertext()))


def with_jats(document: Document, article: ET.Element, *, shown: Callable[[ET.Element], str]) -> Document:
    """Return the document with what its JATS front matter states.

    Args:
        document: with its affiliations.
        article: the whole article, names without namespaces.
        shown: gives the name of a contributor.
    """
    meta = article.find("front/article-meta")
    if meta is None:
        return document
    ids = identifiers(meta)
    journal = article.find("front/journal-meta")
    titles = ("journal-title-group/journal-title", "journal-title", "journal-title-group/abbrev-journal-title")
    return with_facts(
        document,
        people=list(_contributors(meta, shown)),
        pmid=ids.get("pmid", ""),
        pmcid=ids.get("pmc") or ids.get("pmcid") or "",
        doi=ids.get("doi", ""),
        year=_year(meta),
        journal=next((text for path in titles if journal is not None and (text := _text(journal.find(path)))), ""),
        article_type=article.get("article-type") or "",
        license=_license(meta),
    )


def _year(meta: ET.Element) -> str:
    dates = {
        item.get("pub-type") or item.get("date-type") or "": item.findtext("year") or ""
        for item in meta.iterfind("pub-date")
    }
    kinds = [*_DATES, *(kind for kind in dates if kind not in (*_DATES, "pmc-release", "nihms-submitted"))]
    return next((dates[kind] for kind in kinds if dates.get(kind)), "") or next(iter(dates.values()), "")


def _license(meta: ET.Element) -> str:
    """Return the address of a licence, else its words; of a Creative Commons one an address in its words."""
    for element in meta.iterfind("permissions/license"):
        addresses = [element.get(_LINK) or "", *(item.get(_LINK) or _text(item) for item in element.iter())]
        for text in (*addresses, _text(element)):
            if match := _LICENSE_REF.search(text):
                return match.group()
        return next(iter(filter(None, addresses[:1])), "") or _text(element)
    return next((text for item in meta.iterfind("permissions/*") if (text := _text(item)) and "icense" in text), "")


def _contributors(meta: ET.Element, shown: Callable[[ET.Element], str]) -> Iterator[Person]:
    texts = {key: shown_address(item) for item in meta.iter("aff") if (key := item.get("id"))}
    for group in meta.iter("aff-alternatives"):
        first = group.find("aff")
        if first is not None:
            texts |= {key: shown_address(first) for item in (group, *group) if (key := item.get("id"))}
    every = list(meta.iter("aff"))
    for group in meta.iterfind("contrib-group"):
        cited = any(item.get("ref-type") == "aff" for item in group.iter("xref"))
        common = list(group.findall("aff")) or (every if len(every) == 1 else [])
        for item in group.iterfind("contrib"):
            if not is_author(item):
                continue
            keys = [
                key
                for ref in item.iterfind("xref")
                if ref.get("ref-type") == "aff"
                for key in (ref.get("rid") or "").split()
            ]
            own = [texts[key] for key in keys if key in texts] + [shown_address(one) for one in item.iterfind("aff")]
            if not own and not cited:
                own = [shown_address(one) for one in common]
            yield _jats_person(item, shown(item), own)


def _jats_person(contributor: ET.Element, name: str, addresses: list[str]) -> Person:
    orcids = [
        _text(item)
        for item in contributor.iterfind("contrib-id")
        if "orcid" in (item.get("contrib-id-type") or "orcid")
    ]
    orcids += [item.get(_LINK) or "" for item in contributor.iterfind("uri") if "orcid" in (item.get(_LINK) or "")]
    named = name_of(contributor)
    if named is None or collaboration(contributor) is not None:
        return Person(name, orcid=next(iter(orcids), ""), addresses=tuple(addresses))
    family, given = _text(named.find("surname")), _text(named.find("given-names"))
    return Person(name, family, given, next(iter(orcids), ""), tuple(addresses))
