"""TEI as GROBID makes it of PDF files: title, abstract, headed body, captions, addresses, what stands behind."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import SEPARATOR, Document, Failure
from gliomine.errors import InputError
from gliomine.pages.headings import paper_heading
from gliomine.readers.bibliography import Person, with_facts
from gliomine.readers.building import Address, Part, TextBuilder, one_line, record_id
from gliomine.readers.grid import RawCell, span
from gliomine.readers.headed import Block, add_blocks
from gliomine.readers.jats_text import without_namespaces
from gliomine.readers.xml_records import read_records

_OWN_ID = re.compile(r'<idno type="DOI">\s*([^<\s]{1,200})')
_SILENT = frozenset({"formula", "figure", "table", "note", "graphic", "listBibl", "back"})
_BARE_NUMBERS = re.compile(r"[\d\s,;–-]+")
_NAMES = {"acknowledgement": "Acknowledgements", "availability": "Data availability", "funding": "Funding"}


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the papers of a file; the only one bears the file's own id."""
    del source
    found = list(read_records(path, doc_id=doc_id, config=config, tags=("TEI",), own_id=_OWN_ID, convert=_document))
    if not found:
        raise InputError("no paper in the file", expected="a <TEI> element", advice="see --input-format")
    yield from found if len(found) > 1 else [replace(found[0], doc_id=doc_id)]


def _document(tei: ET.Element, file_id: str, number: int) -> Document:
    without_namespaces(tei)
    header = tei.find("teiHeader")
    if header is None:
        raise InputError("a paper without its header", expected="teiHeader in TEI")
    source = header.find("fileDesc/sourceDesc/biblStruct")
    title = _text(header.find("fileDesc/titleStmt/title"))
    doi = None if source is None else _text(source.find(".//idno[@type='DOI']")) or None
    builder = TextBuilder()
    builder.add_title(title)
    abstract = header.find("profileDesc/abstract")
    blocks = [] if abstract is None else list(_blocks(abstract))
    if blocks:
        add_blocks(builder, [Block("Abstract", "heading", 1), *(_below(block) for block in blocks)])
    body = tei.find("text/body")
    if body is not None:
        add_blocks(builder, _blocks(body))
    found: list[Address] = []
    authors = [] if source is None else [name for item in source.iterfind("analytic/author") if (name := _name(item))]
    keywords = [_text(item) for item in header.iterfind("profileDesc/textClass/keywords//term")]
    for name, items in (("authors", authors), ("keywords", keywords)):
        line = "; ".join(item for item in items if item)
        builder.add_section(name, [Part((line,))] if line else [])
    for author in [] if source is None else source.findall("analytic/author"):
        found += _addresses(author)
    builder.add_affiliations(found)
    for part in tei.iterfind("text/back/div"):
        _add_matter(builder, part)
    language = tei.find("text")
    made = builder.document(
        record_id(file_id, doi, number=number),
        title=title,
        language=None if language is None else language.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    return made if source is None else _with_facts(made, source, doi or "")


def _with_facts(made: Document, source: ET.Element, doi: str) -> Document:
    date = source.find("monogr/imprint/date")
    authors = source.findall("analytic/author")
    return with_facts(
        made,
        people=[Person(_name(item), addresses=tuple(one.text for one in _addresses(item))) for item in authors],
        doi=doi,
        pmid=_text(source.find(".//idno[@type='PMID']")),
        year="" if date is None else date.get("when") or _text(date),
        journal=_text(source.find("monogr/title[@level='j']")),
    )


def _below(block: Block) -> Block:
    return replace(block, level=2) if block.kind == "heading" else block


def _blocks(part: ET.Element) -> Iterator[Block]:
    """Yield what a body holds; GROBID does not nest its parts, so the number before a heading says its level."""
    main = False
    waiting = [part]
    while waiting:
        element = waiting.pop()
        if element.tag == "head":
            number = (element.get("n") or "").strip(" .")
            text = _text(element)
            known = paper_heading(text)
            top = known is not None and (not known.weak or known.matter)
            level = number.count(".") + 1 if number else 1 if top or not main else 2
            main = main or top
            yield Block(f"{number}. {text}" if number else text, "heading", level)
        elif element.tag in ("p", "item"):
            yield Block(_text(element))
        elif element.tag == "figure":
            label = _text(element.find("head")) or _text(element.find("label"))
            text = _text(element.find("figDesc"))
            yield Block(text if not text or text.startswith(label) else f"{label} {text}", "caption")
            yield from (_table(item) for item in element.iter("table"))
        elif element.tag not in _SILENT or element is part:
            waiting += reversed(element)
    if not len(part):
        yield Block(one_line(part.text))


def _table(table: ET.Element) -> Block:
    return Block("", "table", rows=tuple(tuple(map(_cell, row, repeat(row.get("role")))) for row in table.iter("row")))


def _cell(cell: ET.Element, role: str | None) -> RawCell:
    return RawCell(_text(cell), role == "label", span(cell.get("rows")), span(cell.get("cols")))


def _text(element: ET.Element | None) -> str:
    """Return the text of an element on one line, without formulas, notes and citations that are mere numbers."""
    if element is None:
        return ""
    pieces: list[str] = []
    _collect(element, pieces)
    return re.sub(r"\s+([,.;:)])", r"\1", one_line("".join(pieces)))


def _collect(element: ET.Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        cited = (
            child.tag == "ref" and child.get("type") == "bibr" and _BARE_NUMBERS.fullmatch("".join(child.itertext()))
        )
        if child.tag not in _SILENT and not cited:
            _collect(child, pieces)
        pieces.append(child.tail or "")


def _name(author: ET.Element) -> str:
    name = author.find("persName")
    if name is None:
        return ""
    return one_line(" ".join(_text(item) for tag in ("forename", "surname") for item in name.findall(tag)))


def _addresses(author: ET.Element) -> Iterator[Address]:
    for item in author.iterfind("affiliation"):
        units = [_text(one) for one in item.findall("orgName[@type='department']")]
        names = [_text(one) for one in item.findall("orgName[@type='institution']")]
        place = [_text(item.find(f"address/{tag}")) for tag in ("settlement", "country")]
        raw = re.sub(r"^[\d*†‡§,\s]+(?=[^\W\d_])", "", _text(item.find("note[@type='raw_affiliation']")))
        shown = raw or ", ".join(filter(None, [*units, *names, *place]))
        if shown:
            yield Address(
                shown,
                SEPARATOR.join(units) or None,
                SEPARATOR.join(names) or None,
                place[0] or None,
                place[1] or None,
            )


def _add_matter(builder: TextBuilder, part: ET.Element) -> None:
    """Add what stands behind the body: its type says what it is, else its heading; references are left out."""
    if part.get("type") == "references":
        return
    blocks = list(_blocks(part))
    kind = _NAMES.get(part.get("type") or "")
    if kind and not (blocks and blocks[0].kind == "heading"):
        blocks.insert(0, Block(kind, "heading", 1))
    named = [number for number, item in enumerate(blocks) if item.kind == "heading" and _is_matter(item.text)]
    if named:
        add_blocks(builder, blocks[named[0] :])


def _is_matter(heading: str) -> bool:
    known = paper_heading(heading)
    return known is not None and known.matter
