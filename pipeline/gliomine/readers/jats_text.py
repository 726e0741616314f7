"""The running text of JATS elements: inline mark-up flattened, blocks as paragraphs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

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
    }
)
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
    """Return the text of an element on one line, without footnotes, superscript citations, TeX, graphics and what is skipped.

    >>> plain(ET.fromstring("<p>CD<sup>4</sup> cells<sup><xref ref-type='bibr'>3</xref></sup>, <i>E.\\n coli</i></p>"))
    'CD4 cells, E. coli'
    """
    pieces: list[str] = []
    _flatten(element, pieces, skipped)
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


def _flatten(element: ET.Element, pieces: list[str], skipped: frozenset[str]) -> None:
    pieces.append(element.text or "")
    previous = ""
    for child in element:
        name = local(child)
        if name == "break":
            pieces.append(" ")
        elif name not in _SILENT and name not in skipped and not (name == "xref" and child.get("ref-type") == "fn"):
            if name == previous == "xref" and not pieces[-1]:
                pieces.append(" ")
            shown = child if name != "alternatives" else _first_shown(child)
            if shown is not None and not _is_citation(child, name):
                _flatten(shown, pieces, skipped)
            previous = name
        pieces.append(child.tail or "")


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
    if name in _SILENT:
        return
    if name in ("p", "title", "term", "attrib"):
        pieces: list[str] = []
        _flatten(element, pieces, _BLOCKS)
        found.append(one_line("".join(pieces)))
        for inner in element.iter():
            # Blocks directly within this paragraph; what they hold is reached through them.
            if inner is not element and local(inner) in _BLOCKS and not _is_within(element, inner):
                _blocks(inner, found, floats)
    elif name in _CAPTIONED and floats is not None:
        floats.append(element)
    elif name in _CAPTIONED:
        for child in element:
            if local(child) in ("caption", *_CAPTIONED):
                _blocks(child, found, floats)
    else:
        if not len(element):
            found.append(one_line(element.text))
        for child in element:
            if local(child) != "label":
                _blocks(child, found, floats)


def _is_within(paragraph: ET.Element, block: ET.Element) -> bool:
    """Tell whether a block lies within another block of the paragraph."""
    return any(
        block is not other
        and local(other) in _BLOCKS
        and other is not paragraph
        and any(x is block for x in other.iter())
        for other in paragraph.iter()
    )
