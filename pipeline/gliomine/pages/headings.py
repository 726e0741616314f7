"""Recognise the heading lines of an article page; the words are data in `data/headings.toml`."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gliomine.resources import data_text

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_LONGEST_HEADING = 60
_DECORATED = re.compile(
    r"(?:#{1,6}\s+|[*_]{1,3}|\d{1,2}[.)]\s+|[■●▪•]\s*|={2,}\s*)?(.*?)(?:[*_]{1,3}|\s*={2,}|\s*#+)?", re.DOTALL
)


def cleaned(text: str) -> str:
    """Return text for comparison: no invisible characters, single spaces, straight quotes, no space before a comma.

    >>> cleaned("Lan\\u200bzhou  University , China")
    'Lanzhou University, China'
    """
    text = " ".join(text.translate(_INVISIBLE).split())
    text = text.replace("\u2018", "'").replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    return text.replace(" ,", ",")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without white space and byte-order marks at its ends; empty ranges collapse to their start."""
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
        end -= 1
    return start, end


REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""An HTML character reference; its semicolon parts nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its visible range, with the line break and outer white space left out."""

    start: int
    end: int


def lines_of(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of a range; an empty line has start == end."""
    for match in _LINE.finditer(text, start, end):
        yield Line(*trimmed(text, *match.span()))


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that reads like a heading.

    Attributes:
        name: the section that it opens.
        text: the heading as displayed.
        body: where the body on its own line begins; None where it stands alone.
        numbered: whether a list number stands before it.
        weak: whether it is a common word as well, which takes a colon or an empty line before it.
    """

    name: str
    text: str
    body: int | None
    numbered: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class HeadingTable:
    """The parsed headings file.

    Attributes:
        sections: folded heading -> section name.
        weak: folded headings that are common words as well.
        boilerplate: parts of lines that the site adds.
        asks, about: what asks a reader for an account, and what for.
        nouns: words after a displayed number.
        labels: folded labels of structured abstracts.
    """

    sections: dict[str, str]
    weak: frozenset[str]
    boilerplate: tuple[str, ...]
    asks: tuple[str, ...]
    about: tuple[str, ...]
    nouns: frozenset[str]
    labels: frozenset[str]


@cache
def heading_table() -> HeadingTable:
    """Return the headings file, parsed once."""
    values = tomllib.loads(data_text("pages/data", "headings.toml"))
    entries = values["sections"].items()
    weak = {folded(heading): name for name, entry in entries for heading in entry.get("weak", ())}
    strong = {folded(heading): name for name, entry in entries for heading in entry["headings"]}
    return HeadingTable(
        {**weak, **strong},
        frozenset(weak),
        tuple(values["boilerplate"]["contains"]),
        tuple(values["boilerplate"]["asks"]),
        tuple(values["boilerplate"]["about"]),
        frozenset(values["counts"]["nouns"]),
        frozenset(folded(label) for label in values["labels"]["known"]),
    )


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """What a heading of a whole paper stands over.

    Attributes:
        name: `body`, or the section: `references`, `acknowledgements`, `abstract`, ...
        top: whether it is one of the main headings of papers, such as Methods.
        matter: whether what it stands over is not read: references, acknowledgements, ethics, ...
        weak: whether it is a common word as well, such as Comments.
    """

    name: str
    top: bool
    matter: bool
    weak: bool = False


@cache
def matter_names() -> frozenset[str]:
    """Return the names of the sections of papers that are not read: acknowledgements, ethics, ..."""
    return frozenset(tomllib.loads(data_text("pages/data", "headings.toml"))["matter"])


@cache
def _paper_headings() -> dict[str, PaperHeading]:
    values = tomllib.loads(data_text("pages/data", "headings.toml"))
    found = {}
    for name in ("references", "funders", "keywords", "abstract"):
        unread = name in ("references", "funders")
        for heading in values["sections"][name]["headings"]:
            found[folded(heading)] = PaperHeading(name, name == "references", unread)
    for name, entry in values["matter"].items():
        for heading in entry["headings"]:
            found[folded(heading)] = PaperHeading(name, False, True)
    for heading in values["body"]["weak"]:
        found[folded(heading)] = PaperHeading("body", True, False, True)
    for heading in values["body"]["headings"]:
        found[folded(heading)] = PaperHeading("body", True, False)
    return found


_HEADING_NUMBER = re.compile(
    r"(?:#{1,6}\s+|[*_]{1,3}|[■●▪•]\s*)?(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[A-H])[.)]?\s+|[IVX]{1,4}\.)?"
)
_SPREAD = re.compile(r"(?:[A-Za-z] ){4,}[A-Za-z]\W*")


def paper_heading(text: str) -> PaperHeading | None:
    """Return what a line stands over if it is a heading that papers share, None if it is not.

    >>> paper_heading("2. MATERIALS AND METHODS").name, paper_heading("Acknowledgments").name
    ('body', 'acknowledgements')
    >>> paper_heading("Cell culture")
    """
    if len(text) > 2 * _LONGEST_HEADING:
        return None
    shown = cleaned(text)
    if _SPREAD.fullmatch(shown):
        shown = shown.replace(" ", "")
    start = _HEADING_NUMBER.match(shown)
    key = folded(shown[start.end() :] if start else shown).strip(" .:：*_#■●▪•")
    known = _paper_headings()
    if key in known:
        return known[key]
    pieces = [piece.strip() for piece in re.split(r"\s*(?:/|&|,|\band\b)\s*", key)]
    if len(pieces) > 1 and all(piece in known and known[piece].top for piece in pieces):
        return known[pieces[0]]
    return None


def folded(text: str) -> str:
    """Return a heading as a key: cleaned, lower case."""
    return cleaned(text).casefold()


def heading_of(text: str, line: Line) -> Heading | None:
    """Return the heading that a line is or begins with, or None."""
    if line.start == line.end:
        return None
    shown = text[line.start : min(line.end, line.start + _LONGEST_HEADING + 1)]
    if len(shown) <= _LONGEST_HEADING and (found := _known(shown, body=None)):
        return found
    at = min((place for mark in ":：" if (place := shown.find(mark)) > 0), default=-1)
    return None if at < 0 else _known(shown[: at + 1], body=trimmed(text, line.start + at + 1, line.end)[0])


def _known(shown: str, *, body: int | None) -> Heading | None:
    match = _DECORATED.fullmatch(cleaned(shown))
    key = folded(match.group(1) if match else shown).rstrip(":：*_").rstrip()
    name = heading_table().sections.get(key)
    if name is None:
        return None
    return Heading(name, shown, body, shown.lstrip()[:1].isdigit(), key in heading_table().weak)


_LONGEST_REQUEST = 80


def is_boilerplate(text: str, line: Line) -> bool:
    """Tell whether a line was added by the site around the article."""
    if line.start == line.end or line.end - line.start > 400:
        return False
    shown = cleaned(text[line.start : line.end])
    table = heading_table()
    if any(part in shown for part in table.boilerplate):
        return True
    if len(shown) > _LONGEST_REQUEST or shown[-1:] in tuple(".。"):
        return False
    lower = shown.lower()
    return any(part in lower for part in table.asks) and any(part in lower for part in table.about)


def decoded(text: str) -> str:
    """Return a text with its HTML character references as characters, for a value that is read from it.

    >>> decoded("Universit&auml;t Z&uuml;rich, R&amp;D; AT&T")
    'Universität Zürich, R&D; AT&T'
    """
    return REFERENCE.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text
