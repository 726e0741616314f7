"""PubMed and MEDLINE XML: `PubmedArticleSet` files, one document a citation."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers.bibliography_xml import with_pubmed
from gliomine.readers.building import Address, Grant, Part, TextBuilder, one_line, record_id
from gliomine.readers.jats_front import without_identifier
from gliomine.readers.jats_text import plain
from gliomine.readers.xml_records import read_records

_DELETED = "DeleteCitation"
_TAGS = ("PubmedArticle", "PubmedBookArticle", _DELETED)
_NO_TITLE = re.compile(r"\[?(?:not available|in process citation)\]?\.?\]?", re.IGNORECASE)
_OWN_ID = re.compile(r"<PMID[^>]*>\s*(\d+)")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the citations of a file."""
    del source
    return read_records(path, doc_id=doc_id, config=config, tags=_TAGS, own_id=_OWN_ID, convert=_converted)


def _converted(record: ET.Element, file_id: str, number: int) -> Document | list[Failure]:
    if record.tag != _DELETED:
        return _document(record, file_id, number)
    # Part of the update files; what was read of these before, or stands in another file, is no longer to be used.
    problem = str(InputError("the record was deleted by PubMed", expected="nothing", advice="leave its document out"))
    return [
        Failure(record_id(file_id, plain(element), number=number), "", "read", problem)
        for element in record.iter("PMID")
    ]


def _document(record: ET.Element, file_id: str, number: int) -> Document:
    citation = record.find("MedlineCitation") if record.tag == "PubmedArticle" else record.find("BookDocument")
    if citation is None:
        raise InputError(f"a {record.tag} without a citation", expected="MedlineCitation or BookDocument in it")
    found = citation.find("Article")
    article = citation if found is None else found
    title = _text(article, "ArticleTitle") or _text(article, "Book/BookTitle")
    vernacular = _text(article, "VernacularTitle") or _text(citation, "VernacularTitle")
    # A stand-in, where nobody translated the title.
    title = vernacular if vernacular and (not title or _NO_TITLE.fullmatch(title)) else title
    builder = TextBuilder()
    builder.add_title(title)
    builder.add_section("abstract", list(_abstract(citation, article)), after_label=": ")
    _add_lists(builder, citation, article)
    builder.add_affiliations(Address(text) for element in article.iter("Affiliation") if (text := plain(element)))
    builder.add_grants(_grants(article))
    document = builder.document(
        record_id(file_id, _text(citation, "PMID"), number=number),
        title=title,
        language=_text(article, "Language"),
        reference_count=_count(citation),
    )
    return with_pubmed(document, record, shown=_author)


def _text(element: ET.Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else plain(found)


def _abstract(citation: ET.Element, article: ET.Element) -> Iterator[Part]:
    own = article.findall("Abstract/AbstractText")
    for element in own or _other_abstract(citation):
        text = plain(element)
        label = one_line(element.get("Label"))
        if text:
            # UNLABELLED is what PubMed writes where an abstract has no label.
            yield Part((text,), label if label.upper() != "UNLABELLED" else None)


def _other_abstract(citation: ET.Element) -> list[ET.Element]:
    """Return the texts of the first English abstract that stands in place of the journal's own."""
    others = [item for item in citation.findall("OtherAbstract") if item.get("Language", "eng") == "eng"]
    return others[0].findall("AbstractText") if others else []


def _add_lists(builder: TextBuilder, citation: ET.Element, article: ET.Element) -> None:
    lists = {
        "authors": [_author(element) for element in article.findall("AuthorList/Author")],
        "keywords": [plain(element) for element in citation.iter("Keyword")],
        "subjects": [_text(element, "DescriptorName") for element in citation.findall("MeshHeadingList/MeshHeading")],
    }
    for name, items in lists.items():
        shown = "; ".join(item for item in items if item)
        builder.add_section(name, [Part((shown,))] if shown else [])


def _author(element: ET.Element) -> str:
    names = [_text(element, name) for name in ("ForeName", "LastName", "Suffix")]
    return " ".join(name for name in names if name) or _text(element, "CollectiveName")


def _grants(article: ET.Element) -> Iterator[Grant]:
    for element in article.findall("GrantList/Grant"):
        award = _text(element, "GrantID")
        funder = _text(element, "Agency") or _text(element, "Acronym") or _text(element, "Country")
        funder = without_identifier(funder)
        if funder or award:
            yield Grant(funder or award, (award,) if award and funder else ())


def _count(citation: ET.Element) -> int | None:
    shown = _text(citation, "NumberOfReferences")
    return int(shown) if re.fullmatch(r"[0-9]{1,6}", shown) and int(shown) else None
