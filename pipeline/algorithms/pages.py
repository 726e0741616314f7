"""Cut a raw article page into its headed sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.algorithms.headings import (
    Heading,
    Line,
    cleaned,
    heading_of,
    heading_table,
    is_boilerplate,
    lines_of,
    trimmed,
)
from pipeline.algorithms.structured_abstracts import find_parts, is_label
from pipeline.document import Section

_NUMBER = re.compile(r"(\d{1,3}(?:[,.\u00a0\u2009\u202f ]\d{3})+|\d+)\s*([^\W\d_]+)?\s*[.。]?")
_LIKE_LABELS = frozenset({"funders", "subjects", "references", "abstract", "link", "title", "cited_by"})


@dataclass(frozen=True, slots=True)
class _Block:
    """What a heading opens: section name, heading as displayed, first character of the body."""

    name: str
    heading: str | None
    start: int
    end: int


def segment(text: str) -> list[Section]:
    """Return the sections of a page in page order, each followed by the labelled parts of a structured abstract.

    Spans cover the body alone, trimmed. Visible text before the first heading is
    the title and the authors; a text without any heading is one section `body`.
    """
    sections: list[Section] = []
    for block in _blocks(text):
        start, end = trimmed(text, block.start, block.end)
        if start == end:
            continue
        sections.append(Section(start, end, block.name, block.heading))
        if block.name == "abstract":
            sections += [
                Section(part.start, part.end, "abstract", None, "abstract", part.label)
                for part in find_parts(text, start, end)
            ]
    return sections


def _blocks(text: str) -> list[_Block]:
    lines = list(lines_of(text, 0, len(text)))
    opened = _openings(text, lines)
    if not opened:
        start, end = trimmed(text, 0, len(text))
        return [_Block("body", None, start, end)]
    blocks = _preamble(text, lines[: opened[0][0]], opened)
    bounds = [lines[number].start for number, _, _, _ in opened[1:]] + [len(text)]
    for (_, name, heading, body), bound in zip(opened, bounds, strict=True):
        if blocks and blocks[-1].name == name and _empty(text, blocks[-1]) and name != "boilerplate":
            blocks.pop()  # a doubled heading
        blocks.append(_Block(name, heading, min(body, bound), bound))
    return blocks


def _empty(text: str, block: _Block) -> bool:
    start, end = trimmed(text, block.start, block.end)
    return start == end


def _openings(text: str, lines: Sequence[Line]) -> list[tuple[int, str, str | None, int]]:
    """Return line number, section name, heading and start of the body of every line that opens a section."""
    found: list[tuple[int, str, str | None, int]] = []
    current = ""
    in_boilerplate = False
    for number, line in enumerate(lines):
        if line.start == line.end:
            continue
        if is_boilerplate(text, line):
            if not in_boilerplate:
                found.append((number, "boilerplate", None, line.start))
            in_boilerplate, current = True, "boilerplate"
            continue
        heading = heading_of(text, line)
        if heading is None and in_boilerplate:
            # Unheaded text after the site's own lines belongs to no section of the article.
            in_boilerplate = False
            found.append((number, "body", None, line.start))
            current = "body"
            continue
        if heading is None or not _stands(text, lines, number, heading, current):
            continue
        in_boilerplate = False
        found.append((number, heading.name, heading.text, line.end if heading.body is None else heading.body))
        current = heading.name
    return found


def _stands(text: str, lines: Sequence[Line], number: int, heading: Heading, current: str) -> bool:
    """Tell a heading from a label of a structured abstract and from running text."""
    if current != "abstract" or heading.name not in _LIKE_LABELS:
        return True
    if heading.name == "abstract":
        return heading.body is None or _only_blank_since_heading(text, lines, number)
    if not is_label(heading.text):
        return True
    if heading.body is not None and heading.name in ("funders", "references"):
        # "Funding: a trust." within an abstract whose other parts are labelled in the same way.
        return not _labelled_before(text, lines, number)
    return not _labels_follow(text, lines, number)


def _only_blank_since_heading(text: str, lines: Sequence[Line], number: int) -> bool:
    previous = next((line for line in reversed(lines[:number]) if line.start < line.end), None)
    found = None if previous is None else heading_of(text, previous)
    return found is not None and found.name == "abstract"


def _label_with_colon(text: str, line: Line) -> bool:
    head = text[line.start : min(line.end, line.start + 60)]
    at = head.find(":")
    return at > 0 and is_label(head[:at])


def _labelled_before(text: str, lines: Sequence[Line], number: int) -> bool:
    for line in reversed(lines[max(0, number - 60) : number]):
        if line.start == line.end:
            continue
        heading = heading_of(text, line)
        if heading is not None and heading.name == "abstract":
            return False
        if _label_with_colon(text, line) or re.search(
            r"[.)] (?:Methods|Results|Findings|Conclusions?|METHODS|RESULTS|FINDINGS|CONCLUSIONS?): ",
            text[line.start : line.end],
        ):
            return True
    return False


def _labels_follow(text: str, lines: Sequence[Line], number: int) -> bool:
    """Tell whether a label of an abstract comes before the next sure heading: then this line is a label itself."""
    for line in lines[number + 1 : number + 40]:
        if line.start == line.end:
            continue
        heading = heading_of(text, line)
        if heading is not None and not (heading.name in _LIKE_LABELS and is_label(heading.text)):
            return False
        shown = text[line.start : line.end]
        if _label_with_colon(text, line) or (len(shown) <= 60 and heading is None and is_label(shown)):
            return True
    return False


def _preamble(text: str, lines: Sequence[Line], opened: Sequence[tuple[int, str, str | None, int]]) -> list[_Block]:
    """Read the lines above the first heading: the title, then the authors."""
    visible = [line for line in lines if line.start < line.end]
    if not visible:
        return []
    headed = {name for _, name, _, _ in opened}
    blocks = []
    if "title" not in headed:
        blocks.append(_Block("title", None, visible[0].start, visible[0].end))
        visible = visible[1:]
    if visible and "authors" not in headed and _looks_like_names(text[visible[0].start : visible[0].end]):
        blocks.append(_Block("authors", None, visible[0].start, visible[0].end))
        visible = visible[1:]
    if visible:
        blocks.append(_Block("body", None, visible[0].start, visible[-1].end))
    return blocks


def _looks_like_names(shown: str) -> bool:
    if len(shown) > 5000 or shown.rstrip().endswith((".", "?", "!")):
        return False
    names = [name.strip() for name in re.split(r"[,;]|\band\b|&", cleaned(shown)) if name.strip()]
    short = sum(1 <= len(name.split()) <= 6 and name[0].isupper() for name in names)
    return bool(names) and short >= 0.8 * len(names)


def displayed_count(text: str, section: Section | None) -> int | None:
    """Return the integer that a section displays ("1,242 articles."), or None if it displays none.

    >>> displayed_count("1,242 articles.", Section(0, 15, "cited_by"))
    1242
    """
    if section is None:
        return None
    first = next(lines_of(text, section.start, section.end), None)
    if first is None or first.end - first.start > 60:
        return None
    match = _NUMBER.fullmatch(cleaned(text[first.start : first.end]))
    if match is None:
        return None
    noun = match.group(2)
    if noun is None and first.end != section.end:
        return None  # a bare number above a list may be its first list number
    if noun is not None and noun.casefold() not in heading_table().nouns:
        return None
    digits = re.sub(r"\D", "", match.group(1))
    return int(digits) if len(digits) <= 15 else None
