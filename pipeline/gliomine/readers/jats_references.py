"""The list of references of a JATS article: a record each, none of it in the text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gliomine.readers.bibliography import doi, pmid, year
from gliomine.readers.building import one_line
from gliomine.readers.jats_text import local, loose_text, plain
from gliomine.records import Reference

_CITATIONS = frozenset({"mixed-citation", "element-citation", "citation", "nlm-citation", "citation-alternatives"})
_PERSONS = frozenset({"name", "string-name", "collab"})
_IDENTIFIERS = frozenset({"pub-id", "object-id", "ext-link", "uri"})
_LINK = "{http://www.w3.org/1999/xlink}href"
_TITLES = ("article-title", "chapter-title", "data-title", "part-title")
_MOST = 20_000


def references(article: ET.Element) -> tuple[Reference, ...]:
    """Return the references of an article, in order; an entry that holds several works gives one for each."""
    found: list[Reference] = []
    for entry in article.iterfind("back//ref"):
        label = plain(element).strip(" .[]()") or None if (element := entry.find("label")) is not None else None
        for citation in _citations(entry):
            if len(found) < _MOST and (text := _shown(citation)):
                found.append(_reference(len(found) + 1, label, text, citation))
    return tuple(found)


def _citations(entry: ET.Element) -> Iterator[ET.Element]:
    for child in entry:
        if local(child) == "citation-alternatives":
            yield from list(child)[:1]
        elif local(child) in _CITATIONS:
            yield child


def _reference(index: int, label: str | None, text: str, citation: ET.Element) -> Reference:
    ids: dict[str, str] = {}
    for element in citation.iter():
        if local(element) in _IDENTIFIERS:
            kind = element.get("pub-id-type") or element.get("ext-link-type") or ""
            shown = one_line("".join(element.itertext()))
            ids.setdefault(kind, shown)
            if "doi.org/" in (link := element.get(_LINK) or shown):
                ids.setdefault("doi", link)
    stated = next((plain(item) for name in _TITLES if (item := citation.find(f".//{name}")) is not None), "")
    dated = citation.find(".//year")
    own = doi(ids.get("doi", "")) or doi(text)
    return Reference(
        index,
        text,
        label,
        pmid(ids.get("pmid", "")),
        own.rstrip(".,;)") if own else None,
        year("" if dated is None else plain(dated)),
        stated.rstrip(".") or None,
    )


def _shown(citation: ET.Element) -> str:
    """Return an entry as displayed, or where it is mere fields these, joined as the journals do."""
    if loose_text(citation):
        return plain(citation)
    pieces = [text for child in citation if local(child) not in _IDENTIFIERS and (text := _field(child))]
    return ". ".join(piece.rstrip(".") for piece in pieces if piece)


def _field(element: ET.Element) -> str:
    if local(element) == "person-group":
        return ", ".join(text for child in element if (text := _field(child)))
    if local(element) in _PERSONS and len(element):
        return " ".join(text for child in element if (text := plain(child)))
    return plain(element)
