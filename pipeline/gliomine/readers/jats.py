"""JATS XML (PubMed Central `.nxml`, publishers' `.xml`): title, abstracts, body, affiliations and funding.

A file holds one article, or an article set with many. Tables, formulas, references and back matter are left out;
captions of figures and tables stay. A superscript citation is set apart by a space, or it would stick to a word.
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
from gliomine.readers.jats_front import addresses, grants, statements
from gliomine.readers.jats_text import local, paragraphs, plain, without_namespaces
from gliomine.readers.xml_records import read_records

_OWN_ID = re.compile(r'pub-id-type="pmc[a-z]*"[^>]*>\s*([A-Za-z0-9.]+)')
_ID_TYPES = ("pmc", "pmcid", "pmid", "doi", "publisher-id")
_NOT_READ = frozenset({"graphical", "toc", "teaser", "key-points", "web-summary", "short"})
_NAME_PARTS = ("given-names", "surname", "suffix")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the articles of a file; the only one bears the file's own id."""
    del source
    waiting: Document | Failure | None = None
    several = False
    for found in read_records(path, doc_id=doc_id, config=config, tags=("article",), own_id=_OWN_ID, convert=_document):
        if waiting is not None:
            several = True
            yield waiting
        waiting = found
    if waiting is None:
        raise InputError("no article in the file", expected="a JATS <article>", advice="see --input-format")
    yield waiting if several else replace(waiting, doc_id=doc_id)


def _document(article: ET.Element, file_id: str, number: int) -> Document:
    without_namespaces(article)
    front = article.find("front")
    meta = article.find("front/article-meta")
    if front is None or meta is None:
        raise InputError("an article without its front matter", expected="front/article-meta in the article")
    heading = meta.find("title-group/article-title")
    title = "" if heading is None else plain(heading)
    builder = TextBuilder()
    builder.add_title(title)
    for abstract in meta.findall("abstract"):
        if abstract.get("abstract-type") not in _NOT_READ:
            builder.add_section("abstract", list(_parts(abstract)), heading=_heading(abstract))
    body = article.find("body")
    if body is not None:
        _add_body(builder, body)
    floats = article.find("floats-group")
    if floats is not None:
        # Figures and tables that stand behind the text; their captions are read like those within it.
        _add_loose(builder, paragraphs(floats))
    _add_lists(builder, meta)
    builder.add_affiliations(addresses(front))
    found = list(grants(meta))
    builder.add_grants(found)
    if not found:
        builder.add_section("funders", [Part((text,)) for text in dict.fromkeys(statements(article))])
    document = builder.document(
        record_id(file_id, _own_id(meta), number=number),
        title=title,
        language=article.get(_LANGUAGE),
        reference_count=_reference_count(meta),
    )
    return with_jats(document, article, shown=_author)


def _own_id(meta: ET.Element) -> str | None:
    ids = {element.get("pub-id-type"): plain(element) for element in meta.findall("article-id")}
    return next((ids[kind] for kind in _ID_TYPES if ids.get(kind)), None)


def _heading(element: ET.Element) -> str | None:
    title = element.find("title")
    return None if title is None else plain(title) or None


def _parts(section: ET.Element) -> Iterator[Part]:
    """Yield the paragraphs of a section and, with their titles as labels, those of the sections in it."""
    own: list[str] = []
    for child in section:
        if local(child) == "sec":
            if own:
                yield Part(tuple(own))
                own = []
            label, parts = _heading(child), list(_parts(child))
            if parts and parts[0].label is None:
                yield replace(parts.pop(0), label=label)
            elif label:
                yield Part((), label)
            yield from parts
        elif local(child) not in ("title", "label", "sec-meta"):
            own += paragraphs(child)
    if own:
        yield Part(tuple(own))


def _add_body(builder: TextBuilder, body: ET.Element) -> None:
    loose: list[str] = []
    for child in body:
        if local(child) == "sec":
            _add_loose(builder, loose)
            builder.add_section("body", list(_parts(child)), heading=_heading(child))
        else:
            loose += paragraphs(child)
    _add_loose(builder, loose)


def _add_loose(builder: TextBuilder, loose: list[str]) -> None:
    if loose:
        builder.add_section("body", [Part(tuple(loose))])
        loose.clear()


def _add_lists(builder: TextBuilder, meta: ET.Element) -> None:
    authors = [_author(element) for element in meta.iterfind("contrib-group/contrib")]
    keywords = [plain(element) for element in meta.iterfind("kwd-group//kwd")]
    for name, items in (("authors", authors), ("keywords", keywords)):
        line = "; ".join(item for item in items if item)
        builder.add_section(name, [Part((line,))] if line else [])


def _author(contributor: ET.Element) -> str:
    group = contributor.find("collab")
    if group is None:
        group = contributor.find("collab-alternatives/collab")
    if group is not None:
        # The members of a group may be listed within its name.
        return plain(group, skipped=frozenset({"contrib-group"})).strip(" ,;")
    name = next((item for item in contributor.iter() if item.tag in ("name", "string-name")), None)
    if name is None:
        return ""
    parts = [plain(found) for part in _NAME_PARTS if (found := name.find(part)) is not None]
    return " ".join(part for part in parts if part) or plain(name)


def _reference_count(meta: ET.Element) -> int | None:
    element = meta.find("counts/ref-count")
    shown = "" if element is None else element.get("count", "")
    return int(shown) if re.fullmatch(r"[0-9]{1,6}", shown) and int(shown) else None
