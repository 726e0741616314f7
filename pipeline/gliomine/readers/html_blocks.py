"""The headings, paragraphs and captions of an HTML page, without navigation, forms and boxes of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gliomine.pages.headings import paper_heading
from gliomine.readers.building import one_line
from gliomine.readers.grid import RawCell, span
from gliomine.readers.headed import Block

_DROPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "aside",
        "button",
        "svg",
        "noscript",
        "iframe",
        "template",
        "select",
        "input",
        "textarea",
        "object",
        "video",
        "audio",
        "canvas",
        "map",
        "math",
        "annotation",
        "head",
        "dialog",
    ]
)
_AROUND = frozenset({"header", "footer"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"})
_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|breadcrumbs?|cookies?|banner|share|sharing|social|sidebar|toolbar|toc|menu|modal|popup"
    r"|newsletter|advert(?:isement)?|ads?|related|recommend(?:ed|ations)?|usa-|skip|sr-only|visually-hidden|metrics"
    r"|altmetrics?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"(?:^|[\s_-])(?:ref-?list|references?|bibliography|citation-list)(?:$|[\s_-])", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "dd",
        "dt",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "section",
        "article",
        "main",
        "ul",
        "ol",
        "dl",
        "table",
        "figure",
        "figcaption",
        "header",
        "footer",
        "body",
        "details",
        "summary",
        "address",
        "hr",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "caption",
    ]
)
_CITED = re.compile(r"[\d\s,;–—-]+|\[[\d\s,;–—-]+\]")
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|figure|table|tbl)?-?captions?(?:$|\s)|(?:^|\s)(?:figuredesc|html-(?:fig|table_wrap)_di?escription)(?:$|\s)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:^|\s)(?:(?:tw|tblfn|table(?:-wrap)?|html-table|article-section__table)[-_]?foot(?:notes?|er)?|legend|tblfn)(?:$|\s)",
    re.IGNORECASE,
)
_LINK_WORDS = 8  # of a paragraph that is a link: Open in a new tab
_MOST_PARAGRAPHS = 3  # in a table of data


def _is_dropped(element: Any, tag: str) -> bool:
    return tag in _DROPPED or (_is_of_site(element, tag) and not _holds_paper(element))


def _is_of_site(element: Any, tag: str) -> bool:
    if tag == "form" or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("role") in _ROLES or (
        tag in _AROUND and element.find(".//p") is None and not _CAPTION.search(element.get("class") or "")
    ):
        return True
    if tag in ("body", "main", "article"):
        return False
    if _CAPTION.search(element.get("class") or ""):
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _SITE.search(marks):
        return True
    return tag in ("ol", "ul", "section", "div") and _REFERENCES.search(marks) is not None and _is_list(element)


def _holds_paper(element: Any) -> bool:
    """Tell whether an element holds headings of a paper: a class such as `has-sidebar` speaks of the whole page."""
    for heading in element.iter("h1", "h2", "h3", "h4"):
        known = paper_heading(one_line("".join(heading.itertext())))
        if known is not None and not known.weak and known.name in ("abstract", "body"):
            return True
    return False


def _is_list(element: Any) -> bool:
    return element.tag in ("ol", "ul") or element.find(".//li") is not None


def html_blocks(root: Any) -> Iterator[Block]:
    """Yield the headings, paragraphs, captions and tables of an element in order."""
    waiting: list[Any] = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element, _Loose):
            if text := one_line(element.text):
                yield Block(text)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or _is_dropped(element, tag):
            continue
        if _NOTE.search(element.get("class") or ""):
            yield from (Block(block.text, "note") for block in _leaves(element))
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            yield Block(shown_line(element), "heading", int(tag[1]))
        elif tag == "figure" or (tag == "table" and not _is_frame(element)):
            captions = _caption(element)
            label = next((text for item in element.iter("h3", "h4", "h5", "h6") if (text := shown_line(item))), None)
            yield Block(captions, "caption", label=label.rstrip(". :") if label else None)
            yield from (_table(item) for item in element.iter("table") if not _is_frame(item))
        elif tag in ("figcaption", "caption") or _CAPTION.search(element.get("class") or ""):
            yield Block(shown_line(element), "caption")
        elif any(_is_block(child) for child in element):
            waiting.extend(reversed(list(_inside(element))))
        elif tag == "li" or not _is_link(element):
            yield Block(shown_line(element), look=_look(element))


def _leaves(element: Any) -> Iterator[Block]:
    """Yield the paragraphs of the notes below a table."""
    if not any(_is_block(child) for child in element):
        yield Block(shown_line(element))
        return
    for child in _inside(element):
        yield from [Block(one_line(child.text))] if isinstance(child, _Loose) else _leaves(child)


def _is_link(element: Any) -> bool:
    """Tell whether a short paragraph is nothing but links: Open in a new tab."""
    if element.find(".//a") is None or len(shown_line(element).split()) > _LINK_WORDS:
        return False
    linked = "".join("".join(item.itertext()) for item in element.iter("a"))
    return sum(map(str.isalnum, linked)) >= sum(map(str.isalnum, "".join(element.itertext())))


def _caption(element: Any) -> str:
    """Return the caption of a figure or table: what is marked as one, and paragraphs of a figure outside of it."""
    found = [item for item in element.iter("figcaption", "caption", "p") if not _is_within(item, element)]
    return " ".join(filter(None, map(shown_line, found)))


def _is_within(item: Any, outer: Any) -> bool:
    """Tell whether an element stands within a caption or table of an outer one, or holds no words but of a link."""
    if item.tag == "p" and item.find(".//a") is not None and len(shown_line(item).split()) <= _LINK_WORDS:
        return True
    above = item.getparent()
    while above is not None and above is not outer:
        if above.tag in ("figcaption", "caption", "table"):
            return bool(item.tag == "p" or above.tag != "table")
        above = above.getparent()
    return bool(item.tag == "p" and outer.tag == "table")


def _look(element: Any) -> str:
    """Return how all of a short paragraph looks: b for bold, i for italic, bi for both; else nothing."""
    look, inner = "", element
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
        mark = {"b": "b", "strong": "b", "i": "i", "em": "i"}.get(inner.tag if isinstance(inner.tag, str) else "", "")
        look += mark if mark not in look else ""
    return "".join(sorted(look))


def _table(table: Any) -> Block:
    rows, head = [], 0
    for row in table.iter("tr"):
        found = [item for item in row if item.tag in ("td", "th")]
        rows.append(tuple(RawCell(shown_line(item), item.tag == "th", *_spans(item)) for item in found))
        head = len(rows) if head == len(rows) - 1 and row.getparent().tag == "thead" else head
    return Block("", "table", rows=tuple(rows), head=head)


def _spans(cell: Any) -> tuple[int, int]:
    return span(cell.get("rowspan")), span(cell.get("colspan"))


def _is_block(element: Any) -> bool:
    """Tell whether an element stands on lines of its own: by its name, or by what is in it."""
    return isinstance(element.tag, str) and next(element.iter(*_BLOCKS), None) is not None


def _is_frame(table: Any) -> bool:
    """Tell whether a table lays out the page and holds its text, as old pages do."""
    return next(table.iter("h1", "h2", "h3"), None) is not None or sum(1 for _ in table.iter("p")) > _MOST_PARAGRAPHS


@dataclass(frozen=True, slots=True)
class _Loose:
    """Text beside blocks, in no element of its own."""

    text: str


def _inside(element: Any) -> Iterator[Any]:
    pieces = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if _is_block(child):
            yield _Loose("".join(pieces))
            pieces = []
            yield child
        elif tag and not _is_dropped(child, tag):
            _collect(child, pieces)
        pieces.append(child.tail or "")
    yield _Loose("".join(pieces))


def shown_line(element: Any) -> str:
    """Return the text of an element on one line."""
    pieces: list[str] = []
    _collect(element, pieces)
    return one_line("".join(pieces))


def _collect(element: Any, pieces: list[str]) -> None:
    """Add the text of an element; raised citations are left out, raised numbers behind a digit keep their sign."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or _is_dropped(element, tag):
        return
    if tag == "br":
        pieces.append(" ")
    elif tag == "sup":
        shown = "".join(element.itertext()).strip()
        before = "".join(pieces[-2:])
        if _CITED.fullmatch(shown) and (element.find(".//a") is not None or not before[-1:].isalnum()):
            return
        pieces.append("^" if shown.lstrip("+-−–").isdigit() and before[-1:].isdigit() else "")
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            pieces.append(" ")
        _collect(child, pieces)
        pieces.append(child.tail or "")
