"""The running text of JATS elements: inline mark-up flattened, blocks as paragraphs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gliomine.readers.building import one_line

_SILENT = frozenset(
    {
        "fn",
        "table",
        "graphic",
        "media",
        "inline-graphic",
        "tex-math",
        "annotation",
        "annotation-xml",
        "object-id",
        "institution-id",
        "inline-supplementary-material",
        "disp-formula",
        "disp-formula-group",
        "table-wrap-foot",
        "ref-list",
        "permissions",
        "processing-meta",
        "email-alternatives",
        "private-char",
    }
)
_CITED = re.compile(r"[\d\s,;.\[\]()*†‡\u2010-\u2015\u2212a-f-]*")
_BLOCKS = frozenset(
    {
        "list",
        "def-list",
        "disp-quote",
        "boxed-text",
        "fig",
        "fig-group",
        "table-wrap",
        "table-wrap-group",
        "statement",
        "verse-group",
        "p",
        "sec",
        "disp-formula",
        "supplementary-material",
        "speech",
        "table",
    }
)
_INLINE = frozenset(
    {
        "abbrev",
        "alternatives",
        "bold",
        "break",
        "email",
        "ext-link",
        "inline-formula",
        "italic",
        "math",
        "monospace",
        "named-content",
        "overline",
        "roman",
        "sans-serif",
        "sc",
        "strike",
        "styled-content",
        "sub",
        "sup",
        "underline",
        "uri",
        "xref",
    }
)
_NOTES = frozenset({"fn", "author-notes", "corresp", "table-fn", "aff", "contrib"})
_NOTE_SIGN = re.compile("[*∗†‡§¶‖#]+")
_LONGEST_MARK = 3
_IDENTIFIER = re.compile(r"(?:^|[-_ ])(?:id|identifier|doi|grid|ror|isni|ringgold)$", re.IGNORECASE)
_POWER = re.compile(r"[-+−–]?\d[\d.,/]*|[-−–]\s?[A-Za-zΔ][\w Δ-]*")
_CAPTIONED = frozenset({"fig", "table-wrap", "fig-group", "table-wrap-group", "supplementary-material"})


def local(element: ET.Element) -> str:
    """Return the name of an element without its namespace.

    >>> local(ET.fromstring("<m:math xmlns:m='http://x'/>"))
    'math'
    """
    return element.tag.rpartition("}")[2]


def without_namespaces(article: ET.Element) -> None:
    """Drop the namespaces of the element names of a parsed article, so that paths find them in any of its versions."""
    for element in article.iter():
        if "}" in element.tag:
            element.tag = local(element)


def plain(element: ET.Element, *, skipped: frozenset[str] = frozenset()) -> str:
    """Return the text of an element on one line, without footnotes, TeX, graphics and what is skipped.

    A raised number behind a digit is a power and keeps its sign, as in 10^6; raised citations, which would stick to the
    word before or begin the next sentence, and marks of notes are left out; citations in brackets stay, as in "[3, 5]".

    >>> plain(ET.fromstring("<p>CD<sup>4</sup> cells<sup><xref ref-type='bibr'>3</xref></sup>, <i>E.\\n coli</i></p>"))
    'CD4 cells, E. coli'
    >>> plain(ET.fromstring("<p>10<sup>6</sup> cells, 10<sup>-3</sup> M, CD4<sup>+</sup>, m<sup>2</sup></p>"))
    '10^6 cells, 10^-3 M, CD4+, m2'
    >>> plain(ET.fromstring("<p>Seen [<xref ref-type='bibr'>3</xref>, 5] in ref. <xref ref-type='bibr'>6</xref>.</p>"))
    'Seen [3, 5] in ref. 6.'
    """
    if not len(element):
        return one_line(element.text)
    pieces: list[str] = []
    try:
        _flatten(element, pieces, skipped)
    except RecursionError:  # thousands of elements within each other, which say nothing
        pieces = list(element.itertext())
    return one_line("".join(pieces))


def paragraphs(element: ET.Element, *, floats: list[ET.Element] | None = None) -> list[str]:
    """Return the paragraphs of a block, those of lists and boxes included, in order.

    Args:
        element: the block.
        floats: takes the figures and tables in it; where it is None, their captions stand among the paragraphs.
    """
    found: list[str] = []
    _blocks(element, found, floats)
    return [text for text in found if text]


def loose_text(element: ET.Element) -> bool:
    """Tell whether text stands in an element itself, beside or without paragraphs."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _flatten(element: ET.Element, pieces: list[str], skipped: frozenset[str]) -> None:
    if element.text:
        pieces.append(element.text)
    previous = ""
    for child in element:
        previous = _inline(child, pieces, skipped, previous, raised=local(element) == "sup")
        if child.tail:
            pieces.append(child.tail)
            previous = ""


def _inline(child: ET.Element, pieces: list[str], skipped: frozenset[str], previous: str, *, raised: bool) -> str:
    """Add the text of an element within a line; return its name if it was shown, else that of the one before."""
    name = local(child)
    if name == "break":
        pieces.append(" ")
        return previous
    if name in _SILENT or name in skipped or _is_mark(child, name, raised=raised) or is_identifier(child, name):
        return previous
    shown = child if name != "alternatives" else _first_shown(child)
    before = pieces[-1][-1] if pieces else ""
    if _is_citation(child, name):
        return previous
    if name == previous == "xref":
        pieces.append(" ")
    if shown is not None:
        at = len(pieces)
        _flatten(shown, pieces, skipped)
        if name == "sup" and before.isdigit() and _POWER.fullmatch("".join(pieces[at:]).strip()):
            pieces.insert(at, "^")
    return name


def _is_mark(element: ET.Element, name: str, *, raised: bool) -> bool:
    """Tell whether an element is the mark of a note: a link to it, or a raised sign."""
    if name == "sup" and not len(element):
        return bool(_NOTE_SIGN.fullmatch((element.text or "").strip()))
    if name != "xref":
        return False
    kind = element.get("ref-type")
    if kind in _NOTES:
        return True
    text = "".join(element.itertext()).strip()
    lifted = raised or any(local(child) == "sup" for child in element) or bool(_NOTE_SIGN.fullmatch(text))
    return kind == "other" and lifted and len(text) <= _LONGEST_MARK


def is_identifier(element: ET.Element, name: str) -> bool:
    """Tell whether an element holds an identifier of what stands beside it."""
    return name == "named-content" and bool(_IDENTIFIER.search(element.get("content-type") or ""))


def _first_shown(alternatives: ET.Element) -> ET.Element | None:
    """Return the first of several forms that is text: not TeX, not a picture."""
    return next((child for child in alternatives if local(child) not in _SILENT), None)


def _is_citation(element: ET.Element, name: str) -> bool:
    """Tell whether an element is a citation that stands as a superscript."""
    if name == "sup":
        cited = any(local(child) == "xref" and child.get("ref-type") == "bibr" for child in element)
        return cited and _CITED.fullmatch("".join(element.itertext())) is not None
    return name == "xref" and element.get("ref-type") == "bibr" and any(local(child) == "sup" for child in element)


def _blocks(element: ET.Element, found: list[str], floats: list[ET.Element] | None) -> None:
    name = local(element)
    if floats is not None and (name in _CAPTIONED or name == "table"):
        floats.append(element)
        return
    if name in _SILENT:
        return
    if name in ("p", "title", "term", "attrib"):
        pieces: list[str] = []
        _flatten(element, pieces, _BLOCKS)
        found.append(one_line("".join(pieces)))
        for block in _outermost(element):
            _blocks(block, found, floats)
    elif name in _CAPTIONED:
        for child in element:
            if local(child) in ("caption", *_CAPTIONED):
                _blocks(child, found, floats)
    else:
        _mixed(element, found, floats)


def _mixed(element: ET.Element, found: list[str], floats: list[ET.Element] | None) -> None:
    """Add what an element holds: blocks, and as paragraphs the lines of text beside or without them."""
    pieces, previous = [element.text] if element.text else [], ""
    for child in element:
        name = local(child)
        if name in _INLINE:
            previous = _inline(child, pieces, _BLOCKS, previous, raised=False)
        else:
            found.append(one_line("".join(pieces)))
            pieces, previous = [], ""
            if name != "label":
                _blocks(child, found, floats)
        if child.tail:
            pieces.append(child.tail)
            previous = ""
    found.append(one_line("".join(pieces)))


def _outermost(paragraph: ET.Element) -> Iterator[ET.Element]:
    """Yield the blocks within a paragraph that lie in no other block of it, in order; those of a footnote are none."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if local(element) in _BLOCKS:
            yield element
        elif local(element) not in _SILENT:
            waiting.extend(reversed(element))
