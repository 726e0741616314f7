"""Real PubMed records and JATS articles, against XPath on the same files with another parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document
from gliomine.pages.headings import matter_names
from gliomine.pages.stages import affiliations
from gliomine.readers import read_documents
from lxml import etree

from tests.readers.conftest import parts

pytestmark = pytest.mark.slow


def one_line(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without white space and the commas that stand between fields without one."""
    return re.sub(r"[\s,;.]", "", text)


def cases(folder: Path) -> Iterator[tuple[Any, Document]]:
    """Yield the root element and the document of every file."""
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    process = affiliations(Config())
    for path in sorted(folder.iterdir()):
        root = etree.parse(str(path), parser).getroot()
        found = list(read_documents(path, doc_id=path.name, source=path.name, config=ReadConfig()))
        assert all(isinstance(item, Document) for item in found), found
        (document,) = process(found)  # type: ignore[arg-type]
        yield root, document


def test_pubmed_records_are_as_their_xml_says(shared: Path) -> None:
    countries = 0
    for root, document in cases(shared / "xml" / "pubmed"):
        assert document.title == one_line(root.xpath("string(//ArticleTitle)"))
        abstract = "\n\n".join(one_line(item.xpath("string()")) for item in root.xpath("//Abstract/AbstractText"))
        assert parts(document, "abstract") == [(None, abstract)]
        addresses = [one_line(item.xpath("string()")) for item in root.xpath("//Affiliation")]
        assert [item.text for item in document.affiliations] == list(dict.fromkeys(addresses))
        assert all(item.country for item in document.affiliations), document.affiliations
        countries += len(document.affiliations)
        grants = [(item.findtext("Agency"), item.findtext("GrantID")) for item in root.xpath("//Grant")]
        assert [(item.name, item.award_ids) for item in document.funders] == list(dict.fromkeys(grants))
        assert document.language == root.xpath("string(//Language)")
        names = [
            " ".join(item.xpath("ForeName/text()|LastName/text()|Suffix/text()")) for item in root.xpath("//Author")
        ]
        shown = [sorted(name.split()) for name in names]
        ((_, authors),) = parts(document, "authors")
        assert [sorted(name.split()) for name in authors.split("; ")] == shown
        subjects = [one_line(item) for item in root.xpath("//MeshHeading/DescriptorName/text()")]
        assert parts(document, "subjects") == [(None, "; ".join(subjects))]
    assert countries > 50


def test_jats_articles_are_as_their_xml_says(shared: Path) -> None:
    for root, document in cases(shared / "xml" / "jats"):
        meta = root.find("front/article-meta")
        assert document.title == one_line(meta.xpath("string(title-group/article-title)"))
        (abstract,) = meta.findall("abstract")
        whole = [text for label, text in parts(document, "abstract") if not str(label).startswith(">")]
        assert squeezed(abstract.xpath("string()")) == squeezed("".join(whole)).replace("^", "")
        labels = [label for label, _ in parts(document, "abstract") if str(label).startswith(">")]
        assert labels == [">" + one_line(item.xpath("string()")) for item in abstract.xpath(".//sec/title")]
        named = {"body"} | matter_names()
        body = [
            f">{item.label}" if item.parent else item.heading or ""
            for item in document.sections
            if item.name in named and item.place == "text"
        ]
        headings = [one_line(item.xpath("string()")) for item in root.xpath("body//sec/title")]
        shown = [label.removeprefix(">") for label in body if label]
        assert shown[: len(headings)] == headings  # behind them stands what is not read
        top = [one_line(item.xpath("string()")) for item in root.xpath("body/sec/title")]
        assert [label for label in body if label and not label.startswith(">")][: len(top)] == top
        _same_addresses(root, document)
        _same_paragraphs(root, document)


def _same_addresses(root: Any, document: Document) -> None:
    addresses = []
    authors = set(" ".join(root.xpath("//contrib[@contrib-type='author']//xref/@rid")).split())
    others = set(" ".join(root.xpath("//contrib[not(@contrib-type='author')]//xref/@rid")).split())
    for item in root.xpath("front//aff"):
        if item.get("id") in others - authors:
            continue  # of an editor
        pieces = item.xpath(".//text()[not(ancestor::label or ancestor::institution-id)]")
        addresses.append(re.sub(r"^[^A-Za-z]{0,3}", "", squeezed("".join(pieces))))
    assert [squeezed(item.text) for item in document.affiliations] == list(dict.fromkeys(addresses))
    assert all(item.country for item in document.affiliations if item.text != "Lay member"), document.affiliations


def _same_paragraphs(root: Any, document: Document) -> None:
    held = squeezed(document.text).replace("^", "")
    unread = "ancestor::table-wrap-foot or ancestor::table or ancestor::fn or ancestor::supplementary-material"
    for item in root.xpath(f"//body//p[not({unread})]|//floats-group//caption//p"):
        own = squeezed("".join(item.xpath("text()[1]")))
        assert own[:200] in held
