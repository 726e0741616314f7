"""Saved pages of papers: what the page is about, without the site around it.

The title and the facts of publication come from the `citation_` fields that publishers and repositories state for
search engines, else from the page. The text is that of the element that holds the article; navigation, forms, boxes of
links and references are left out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.pages.headings import folded
from gliomine.pages.notes import OF_NOTES
from gliomine.pages.rows import is_running
from gliomine.readers import read_bytes
from gliomine.readers.bibliography import Person, with_facts
from gliomine.readers.building import Address, Part, TextBuilder, one_line
from gliomine.readers.headed import Block, add_blocks
from gliomine.readers.html_blocks import html_blocks, shown_line
from gliomine.readers.text import decode, in_utf8

_SITE_HEADINGS = frozenset(
    [
        "similar articles",
        "cited by other articles",
        "related content",
        "related articles",
        "actions",
        "share",
        "resources",
        "cite",
        "metrics",
        "permalink",
        "on this page",
        "links",
        "associated data",
        "navigation",
        "download",
        "sign in",
        "subscribe",
        "recommended articles",
        "you may also like",
        "contents",
        "table of contents",
        "follow us",
        "comments",
        "article metrics",
        "cite this article",
        "citing literature",
        "citing articles",
        "cited by",
        "about this article",
        "recommended reading",
        "outline",
        "explore content",
        "subject areas",
    ]
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)
_TITLES = ("citation_title", "dc.title", "og:title", "eprints.title", "bepress_citation_title")
_LABEL = re.compile(r"(?:Fig(?:ure)?\.?|Table|Scheme|Box)\s?S?\d{1,3}[A-Za-z]?\s?[.:]?", re.IGNORECASE)
_SITE_MARK = re.compile(r"\s+[|–—:-]\s+")
_SHOWN = ("p", "div", "b", "strong", "font", "h2", "h3", "td")
_COUNT = re.compile(r"\s*\(\d+\)")
_FEWEST_WORDS = 20  # of a paragraph before the first heading that is no line of the site


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the page is.

    Raises:
        InputError: the file is no page, its encoding cannot be told, or it holds no running text.
    """
    del source
    root, encoding = _parsed(read_bytes(path, config=config))
    stated = _stated(root)
    content = _content(root)
    title = next((stated[name][0] for name in _TITLES if stated.get(name)), "") or _heading_title(root)
    builder = TextBuilder()
    builder.add_title(title)
    blocks = list(_without_site(html_blocks(content), title))
    if not blocks:
        raise InputError(
            "the page holds no running text",
            expected="a saved page of a paper, with its text in it",
            advice="open it in a browser until its text shows, then save it as a complete page, or as PDF",
        )
    add_blocks(builder, blocks)
    people = stated.get("citation_author") or stated.get("dc.creator") or []
    for name, items in (("authors", people), ("keywords", stated.get("citation_keywords", []))):
        line = "; ".join(item.strip(" ;") for item in items)
        builder.add_section(name, [Part((line,))] if line else [])
    builder.add_affiliations(Address(text) for text in stated.get("citation_author_institution", []))
    made = builder.document(doc_id, title=title, language=root.get("lang"), encoding=encoding)
    yield with_facts(
        made,
        people=[Person(_turned(name)) for name in people],
        doi=_first(stated, "citation_doi", "dc.identifier", "prism.doi"),
        pmid=_first(stated, "citation_pmid"),
        year=_first(stated, "citation_publication_date", "citation_date", "citation_year", "dc.date"),
        journal=_first(stated, "citation_journal_title", "prism.publicationname"),
    )


def _parsed(data: bytes) -> tuple[Any, str]:
    from lxml import etree, html

    text, encoding = _decoded(data)
    # A declared encoding is of no use once the text is decoded, and lxml refuses to see one.
    text = re.sub(r"\A\ufeff?\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, remove_comments=True))
    except (etree.ParserError, etree.ParseError, ValueError) as error:
        raise InputError(
            f"the page cannot be read ({one_line(str(error))[:200]})",
            expected="HTML, as a browser saves it",
            advice="save the page anew, or as text",
        ) from error
    return root, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    name = declared.group(1).decode("ascii") if declared else ""
    try:
        # Browsers read as cp1252 what is declared as Latin-1.
        name = "cp1252" if codecs.lookup(name).name in ("iso8859-1", "ascii") else name
        encoding = codecs.lookup(name).name
        shown = data.decode(name) if encoding != "utf-8" else ""
        return (shown, encoding) if shown and in_utf8(shown, name) == shown else decode(data)
    except (LookupError, UnicodeError):
        return decode(data)


def _stated(root: Any) -> dict[str, list[str]]:
    """Return the fields that the page states of itself, names in lower case."""
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        content = one_line(meta.get("content"))
        if name and content and content not in found.setdefault(name, []):
            found[name].append(content)
    return found


def _first(stated: dict[str, list[str]], *names: str) -> str:
    return next((stated[name][0] for name in names if stated.get(name)), "")


def _turned(name: str) -> str:
    """Return a name in the order of speech.

    >>> _turned("Moor, Ada"), _turned("Ben Fenn")
    ('Ada Moor', 'Ben Fenn')
    """
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def _heading_title(root: Any) -> str:
    for element in root.iter("h1"):
        if text := shown_line(element):
            return text
    shown = next((text for element in root.iter("title") if (text := shown_line(element))), "")
    # "Mint in glioma | Fen Press": what the page shows, too, is the title, and the rest the site.
    parts = [shown[: mark.start()] for mark in _SITE_MARK.finditer(shown)]
    return next((part for part in reversed(parts) if any(shown_line(e) == part for e in root.iter(*_SHOWN))), shown)


def _content(root: Any) -> Any:
    """Return the element that holds the article: of the candidates the one with most text in paragraphs."""
    body = root.find("body")
    named = [*root.iter("article"), *root.iter("main"), *root.xpath("//*[@role='main']")]
    sizes = [(_size(element), element) for element in named]
    whole = _size(body) if body is not None else 0
    best = max(sizes, key=lambda item: item[0], default=(0, None))
    # An element that holds a mere part of the text is a box on the page.
    return best[1] if best[1] is not None and 2 * best[0] >= whole else root if body is None else body


def _size(element: Any) -> int:
    return sum(len("".join(item.itertext())) for item in element.iter("p"))


def _is_told(text: str) -> bool:
    """Tell whether a paragraph above the first heading is text of the paper, and no address, licence or site."""
    return len(text.split()) >= _FEWEST_WORDS and (is_running(text, 0, len(text)) or not OF_NOTES.search(text))


def _without_site(blocks: Iterator[Block], title: str) -> Iterator[Block]:
    """Yield the blocks without the title, what stands under headings of the site, and short lines before the first."""
    listed = [block for block in blocks if block.rows or block.text]
    named = next((at for at, block in enumerate(listed) if block.kind == "heading" and block.text == title), 0)
    # What stands above the title is the journal and the way to it.
    found: Sequence[Block] = [block for block in listed[named:] if block.rows or block.text != title]
    first = [block for block in found if block.kind == "heading" and block.level == 1]
    if len(first) == 1:  # the title in other words, or the name of the site
        found = [block for block in found if block is not first[0]]
    headed = any(block.kind == "heading" for block in found)
    seen, site, label = False, 0, None
    last = {block.text: block for block in found if block.kind == "caption"}
    for block in found:
        if block.kind == "caption" and last[block.text] is not block:
            continue  # shown again beside the picture that opens
        if block.kind == "heading" and _LABEL.fullmatch(block.text):
            label = block.text.rstrip(". :")
            continue
        if block.kind == "heading":
            if _COUNT.sub("", folded(block.text)).strip(" :") in _SITE_HEADINGS:
                site = block.level
            elif not site or block.level <= site:
                site, seen = 0, True
        elif label and not block.rows:
            # Above a table stand its number, as a heading, and its caption.
            block, label = Block(block.text, "caption", label=block.label or label), None
        if site or (headed and not seen and block.kind == "text" and not _is_told(block.text)):
            continue
        yield block
