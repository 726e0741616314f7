"""JATS XML (PubMed Central `.nxml`, publishers' `.xml`): title, abstracts, body, affiliations and funding.

A file holds one article, or an article set with many. Captions of figures and tables are sections of their own, behind
the part in which they stand; what stands behind the body is shown and not read. Cells of tables, formulas, references
and superscript citations are left out.
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
from gliomine.readers.building import Part, TextBuilder, record_id
from gliomine.readers.jats_body import add_body, add_floats, add_matter, heading, loose_floats, parts
from gliomine.readers.jats_front import addresses, grants, is_author, statements
from gliomine.readers.jats_text import local, plain, without_namespaces
from gliomine.readers.xml_records import read_records

_OWN_ID = re.compile(r'pub-id-type="pmc[a-z]*"[^>]*>\s*([A-Za-z0-9.]+)')
_ID_TYPES = ("pmc", "pmcid", "pmid", "doi", "publisher-id")
_NOT_READ = frozenset({"graphical", "toc", "teaser", "key-points", "web-summary", "short"})
_NOTES = frozenset({"xref", "fn"})
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
    title = _title(meta)
    language = (article.get(_LANGUAGE) or "").lower()
    builder = TextBuilder()
    builder.add_title(title)
    for abstract in meta.findall("abstract"):
        if abstract.get("abstract-type") not in _NOT_READ:
            builder.add_section("abstract", _abstract(abstract), heading=heading(abstract))
    if language and not language.startswith("en"):
        _add_english(builder, meta)
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
    return builder.document(
        record_id(file_id, _own_id(meta), number=number),
        title=title,
        language=article.get(_LANGUAGE),
        reference_count=_reference_count(meta),
    )


def _title(meta: ET.Element) -> str:
    """Return the title with its subtitle, without the marks of notes on them."""
    shown = []
    for name in ("article-title", "subtitle"):
        for element in meta.findall(f"title-group/{name}"):
            text = re.sub(r"[\s*†‡§¶]+$", "", plain(element, skipped=_NOTES))
            if text:
                shown.append(text)
    title = shown[0] if shown else ""
    for text in shown[1:]:
        title += f" {text}" if title[-1] in ".:?!—–-" else f": {text}"
    return title


def _abstract(abstract: ET.Element) -> list[Part]:
    if any(local(child) in ("p", "sec", "list", "title") for child in abstract):
        return list(parts(abstract))
    text = plain(abstract)
    return [Part((text,))] if text else []


def _add_english(builder: TextBuilder, meta: ET.Element) -> None:
    """Add title and abstract in English of an article in another language."""
    for group in meta.findall("title-group/trans-title-group"):
        title = group.find("trans-title")
        if title is not None and (group.get(_LANGUAGE) or "").lower().startswith("en") and plain(title):
            builder.add_section("title", [Part((plain(title, skipped=_NOTES),))])
    for abstract in meta.findall("trans-abstract"):
        if (abstract.get(_LANGUAGE) or "").lower().startswith("en") and abstract.get("abstract-type") not in _NOT_READ:
            builder.add_section("abstract", _abstract(abstract), heading=heading(abstract))


def _own_id(meta: ET.Element) -> str | None:
    ids = {element.get("pub-id-type"): plain(element) for element in meta.findall("article-id")}
    return next((ids[kind] for kind in _ID_TYPES if ids.get(kind)), None)


def _add_lists(builder: TextBuilder, meta: ET.Element) -> None:
    authors = [_author(element) for element in meta.iterfind("contrib-group/contrib") if is_author(element)]
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
