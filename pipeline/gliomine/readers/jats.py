"""JATS XML (PubMed Central `.nxml`, publishers' `.xml`): title, abstracts, body, affiliations and funding.

A file holds one article, or an article set with many. Captions and tables are sections of their own, behind the part
in which they stand; what stands behind the body is shown and not read. References are records and no text. Formulas and
superscript citations are left out.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.bibliography_xml import with_jats
from gliomine.readers.building import Part, TextBuilder, record_id
from gliomine.readers.jats_body import add_body, add_floats, add_matter, heading, loose_floats, parts
from gliomine.readers.jats_front import (
    LANGUAGE,
    addresses,
    collaboration,
    grants,
    identifiers,
    is_author,
    name_of,
    statements,
)
from gliomine.readers.jats_references import references
from gliomine.readers.jats_text import plain, without_namespaces
from gliomine.readers.xml_records import read_records

_OWN_ID = re.compile(r'pub-id-type="(?:pmc[a-z]*|pmid|doi)"[^>]*>\s*([A-Za-z0-9./()_-]+)')
_ID_TYPES = ("pmc", "pmcid", "pmid", "doi", "publisher-id")
_HIGHLIGHTS = frozenset({"toc", "teaser", "key-points", "web-summary", "short"})
_GRAPHICAL = "graphical"
_NOTES = frozenset({"xref", "fn"})
_NOTE_SIGNS = re.compile(r"[\s*†‡§¶]+$")
_NAME_PARTS = ("given-names", "surname", "suffix")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the articles of a file; the only one bears the file's own id."""
    del source
    waiting: Document | Failure | None = None
    several = False
    for found in read_records(
        path, doc_id=doc_id, config=config, tags=("article",), own_id=_OWN_ID, convert=document_of
    ):
        if waiting is not None:
            several = True
            yield waiting
        waiting = found
    if waiting is None:
        raise InputError("no article in the file", expected="a JATS <article>", advice="see --input-format")
    yield waiting if several else replace(waiting, doc_id=doc_id)


def document_of(article: ET.Element, file_id: str, number: int) -> Document:
    """Return the document of an article.

    Args:
        article: parsed.
        file_id: of the file that holds it.
        number: of the article in the file, from 1.

    Raises:
        InputError: it has no front matter or no text.
    """
    without_namespaces(article)
    front = article.find("front")
    meta = article.find("front/article-meta")
    if front is None or meta is None:
        raise InputError("an article without its front matter", expected="front/article-meta in the article")
    title = _title(meta.find("title-group"), "article-title", "subtitle")
    builder = TextBuilder()
    builder.add_title(title)
    foreign = not (article.get(LANGUAGE) or "en").lower().startswith("en")
    for group in meta.findall("title-group/trans-title-group") if foreign else ():
        if _is_english(group) and (english := _title(group, "trans-title", "trans-subtitle")):
            builder.add_section("title", [Part((english,))])
    _add_abstracts(builder, meta, foreign=foreign)
    body = article.find("body")
    if body is not None:
        add_body(builder, body)
    floats = article.find("floats-group")
    if floats is not None:
        add_floats(builder, loose_floats(floats))
    _add_lists(builder, meta)
    builder.add_affiliations(addresses(front))
    found = list(grants(meta))
    builder.add_grants(found)
    if not found:
        builder.add_section("funders", [Part((text,)) for text in dict.fromkeys(statements(article))])
    back = article.find("back")
    if back is not None:
        add_matter(builder, back)
    document = builder.document(
        record_id(file_id, _own_id(meta), number=number),
        title=title,
        language=article.get(LANGUAGE),
        reference_count=_reference_count(meta),
    )
    return with_jats(replace(document, bibliography=references(article)), article, shown=_author)


def _add_abstracts(builder: TextBuilder, meta: ET.Element, *, foreign: bool) -> None:
    """Add the abstracts, that of a picture last; those in other languages and mere highlights are shown, not read."""
    apart: list[tuple[str, ET.Element]] = []
    for abstract in (*meta.findall("abstract"), *meta.findall("trans-abstract")):
        kind = abstract.get("abstract-type")
        translated = abstract.tag == "trans-abstract" and not (foreign and _is_english(abstract))
        if translated or kind in _HIGHLIGHTS:
            apart.append(("translated_abstract" if translated else "highlights", abstract))
        elif kind == _GRAPHICAL:
            apart.append(("graphical_abstract", abstract))
        else:
            builder.add_section("abstract", list(parts(abstract)), heading=heading(abstract))
    for name, abstract in apart:
        builder.add_section(name, list(parts(abstract)), heading=heading(abstract))


def _title(group: ET.Element | None, name: str, below: str) -> str:
    """Return the title and, behind a colon, the subtitles of a group."""
    if group is None:
        return ""
    found = (*group.findall(name)[:1], *group.findall(below))
    shown = [_NOTE_SIGNS.sub("", plain(element, skipped=_NOTES)) for element in found]
    title = ""
    for text in filter(None, shown):
        title += text if not title else f"{' ' if title[-1] in ':?!.' else ': '}{text}"
    return title


def _is_english(element: ET.Element) -> bool:
    return (element.get(LANGUAGE) or "").lower().startswith("en")


def _own_id(meta: ET.Element) -> str | None:
    ids = identifiers(meta)
    return next((ids[kind] for kind in _ID_TYPES if ids.get(kind)), None)


def _add_lists(builder: TextBuilder, meta: ET.Element) -> None:
    authors = [_author(element) for element in meta.iterfind("contrib-group/contrib") if is_author(element)]
    keywords = [plain(element) for element in meta.iterfind("kwd-group//kwd")]
    for name, items in (("authors", authors), ("keywords", keywords)):
        line = "; ".join(item for item in items if item)
        builder.add_section(name, [Part((line,))] if line else [])


def _author(contributor: ET.Element) -> str:
    group = collaboration(contributor)
    if group is not None:
        # The members of a group may be listed within its name.
        return plain(group, skipped=frozenset({"contrib-group"})).strip(" ,;")
    name = name_of(contributor)
    if name is None:
        return ""
    parts = [plain(found) for part in _NAME_PARTS if (found := name.find(part)) is not None]
    return " ".join(part for part in parts if part) or plain(name)


def _reference_count(meta: ET.Element) -> int | None:
    element = meta.find("counts/ref-count")
    shown = "" if element is None else element.get("count", "")
    return int(shown) if re.fullmatch(r"[0-9]{1,6}", shown) and int(shown) else None
