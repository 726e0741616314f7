"""The XML of BioMed Central's own archive (`art`), written as JATS and read as such.

The elements stand for the same things under other names, so that there is one reading of articles, not two.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.building import one_line
from gliomine.readers.jats import document_of
from gliomine.readers.xml_records import read_records, with_file_id

_OWN_ID = re.compile(r"<ui>\s*([A-Za-z0-9./()_-]{1,100})")
_NAMES = {
    "it": "italic",
    "b": "bold",
    "ul": "underline",
    "st": "title",
    "suppl": "supplementary-material",
    "tblr": "xref",
    "figr": "xref",
    "supplr": "xref",
    "url": "uri",
    "indent": "disp-quote",
    "tgroup": "table",
    "row": "tr",
    "entry": "td",
    "tblbdy": "table",
    "r": "tr",
    "c": "td",
}
_FLOATS = {"fig": "fig", "tbl": "table-wrap", "table": "table-wrap", "suppl": "supplementary-material"}
_IDS = {"doi": "doi", "pmpid": "pmid", "pmcid": "pmc"}
_CITED = "[{}]"


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the articles of a file; the only one bears the file's own id."""
    del source
    found = read_records(path, doc_id=doc_id, config=config, tags=("art",), own_id=_OWN_ID, convert=_document)
    yield from with_file_id(found, doc_id, expected="an <art> element")


def _document(art: ET.Element, file_id: str, number: int) -> Document:
    if art.find("fm/bibl") is None:
        raise InputError("an article without its front matter", expected="fm/bibl in the article")
    article = ET.Element("article", {"article-type": _text(art.find("fm/dochead")).lower()})
    article.append(_front(art))
    for name, part in (("body", art.find("bdy")), ("back", art.find("bm"))):
        if part is not None:
            made = _converted(part, name)
            article.append(made)
    return document_of(article, file_id, number)


def _front(art: ET.Element) -> ET.Element:
    bibl = art.find("fm/bibl")
    front = ET.Element("front")
    journal = ET.SubElement(front, "journal-meta")
    _add(journal, "journal-title", bibl.find("source") if bibl is not None else None)
    meta = ET.SubElement(front, "article-meta")
    if bibl is None:
        return front
    _add_ids(meta, bibl, "article-id")
    title = bibl.find("title")
    if title is not None:
        group = ET.SubElement(meta, "title-group")
        group.append(_flat(title, "article-title"))
    _add_people(ET.SubElement(meta, "contrib-group"), bibl)
    _add(ET.SubElement(meta, "pub-date", {"pub-type": "collection"}), "year", bibl.find("pubdate"))
    abstract = art.find("fm/abs")
    if abstract is not None:
        inner = abstract.find("sec") if len(abstract.findall("sec")) == 1 else None
        meta.append(_converted(abstract if inner is None else inner, "abstract"))
    keywords = ET.SubElement(meta, "kwd-group")
    keywords.extend(_flat(item, "kwd") for item in art.iterfind("fm/kwdg/kwd"))
    return front


def _add_people(group: ET.Element, bibl: ET.Element) -> None:
    for author in bibl.iterfind("aug/au"):
        person = ET.SubElement(group, "contrib", {"contrib-type": "author"})
        name = ET.SubElement(person, "name")
        _add(name, "surname", author.find("snm"))
        given = " ".join(filter(None, (_text(author.find("fnm")), _text(author.find("mi")))))
        ET.SubElement(name, "given-names").text = given
        for link in author.iterfind("insr"):
            ET.SubElement(person, "xref", {"ref-type": "aff", "rid": link.get("iid", "")})
    for address in bibl.iterfind("insg/ins"):
        ET.SubElement(group, "aff", {"id": address.get("id", "")}).text = _text(address)


def _add_ids(parent: ET.Element, bibl: ET.Element, name: str) -> None:
    for item in bibl.iterfind("xrefbib//pubid"):
        if kind := _IDS.get(item.get("idtype", "")):
            ET.SubElement(parent, name, {"pub-id-type": kind}).text = _text(item)


def _add(parent: ET.Element, name: str, found: ET.Element | None) -> None:
    if text := _text(found):
        ET.SubElement(parent, name).text = text


def _text(element: ET.Element | None) -> str:
    return "" if element is None else one_line("".join(element.itertext()))


def _flat(element: ET.Element, name: str) -> ET.Element:
    """Return a title or keyword, whose paragraphs are no lines of their own, under another name."""
    made = _converted(element, name)
    for part in made.iter("p"):
        part.tag = "named-content"
    return made


def _converted(element: ET.Element, name: str) -> ET.Element:
    """Return an element and all in it under the names of JATS."""
    made = ET.Element(name)
    made.text = element.text
    for child in element:
        inner = _inner(child)
        inner.tail = child.tail
        made.append(inner)
    return made


def _inner(child: ET.Element) -> ET.Element:
    if child.tag == "abbrgrp":
        cited = ET.Element("xref", {"ref-type": "bibr"})
        cited.text = _CITED.format(", ".join(_text(item) for item in child))
        return cited
    if child.tag in _FLOATS:
        return _float(child)
    if child.tag == "refgrp":
        references = ET.Element("ref-list")
        for number, item in enumerate(child.iterfind("bibl"), 1):
            references.append(_reference(item, number))
        return references
    if child.tag == "st":
        return _flat(child, "title")
    return _converted(child, _NAMES.get(child.tag, child.tag))


def _float(element: ET.Element) -> ET.Element:
    """Return a figure or table: what is called its title is the label, caption and text are the caption."""
    made = ET.Element(_FLOATS[element.tag])
    caption = ET.Element("caption")
    for child in element:
        if child.tag == "title":
            made.append(_flat(child, "label"))
        elif child.tag in ("caption", "text"):
            caption.extend(_converted(part, "p") for part in child if part.tag == "p")
        elif child.tag in ("tgroup", "tblbdy"):
            made.append(caption)
            made.append(_converted(child, "table"))
        elif child.tag in ("tblfn", "tfoot"):
            made.append(_converted(child, "table-wrap-foot"))
    if caption not in list(made):
        made.append(caption)
    return made


def _reference(bibl: ET.Element, number: int) -> ET.Element:
    entry = ET.Element("ref")
    ET.SubElement(entry, "label").text = str(number)
    citation = ET.SubElement(entry, "element-citation")
    people = ET.SubElement(citation, "person-group")
    for author in bibl.iterfind("aug/au"):
        name = ET.SubElement(people, "name")
        _add(name, "surname", author.find("snm"))
        _add(name, "given-names", author.find("fnm"))
    for own, other in (("article-title", "title"), ("source", "source"), ("year", "pubdate"), ("volume", "volume")):
        _add(citation, own, bibl.find(other))
    _add_ids(citation, bibl, "pub-id")
    return entry
