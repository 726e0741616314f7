"""Cut a raw article page into its headed sections.

The headings are data; what is decided here is whether a line that reads like a heading is one. It is not when it stands
in running text, in a numbered list of references, or among the labels of a structured abstract ("Subjects", "Funding").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gliomine.document import Label, Section
from gliomine.pages.abstract_parts import find_parts, is_label
from gliomine.pages.front import Block, preamble, wrapped_preamble
from gliomine.pages.heading_form import reads_like_one
from gliomine.pages.headings import (
    Line,
    cleaned,
    heading_table,
    is_boilerplate,
    lines_of,
    matter_names,
    trimmed,
)
from gliomine.pages.label_rows import LIKE_LABELS, is_part, label_of, runs_on
from gliomine.pages.notes import is_over, may_end, tells
from gliomine.pages.paper_parts import SHORT, body_sections, is_prose, opens_body, opens_matter
from gliomine.pages.rows import Row, is_running, is_wrapped, rows_of, running_heads

_NUMBER = re.compile(r"(\d{1,3}(?:[,.'’\u00a0\u2009\u202f ]\d{3})+|\d+)\s*([^\W\d_]+)?\s*[.。]?")
_ENDED = '.!?)]"”'
_NUMBERED = frozenset({"references", "affiliations", "funders", "authors"})


@dataclass(frozen=True, slots=True)
class _Opening:
    """A line that opens a section: its row number, section name, heading and first character of the body."""

    row: int
    name: str
    heading: str | None
    body: int


def segment(text: str) -> list[Section]:
    """Return the sections of a page in page order, each followed by the labelled parts of a structured abstract.

    Spans cover the body alone, trimmed. Visible text before the first heading is
    the title and the authors; a text without any heading is one section `body`.
    """
    return segment_with_labels(text)[0]


def segment_with_labels(text: str) -> tuple[list[Section], list[Label]]:
    """Return the sections of a page as `segment` does, and the labels that stand before the parts of its abstract."""
    sections: list[Section] = []
    labels: list[Label] = []
    above: str | None = None
    heads = running_heads(text, list(lines_of(text, 0, len(text))))
    for block in _blocks(text):
        start, end = trimmed(text, block.start, block.end)
        if block.name == "body" and block.heading:
            above = block.heading
        if start == end:
            continue
        if block.name == "body":
            sections += body_sections(text, start, end, block.heading, above=above, heads=heads)
            continue
        sections.append(Section(start, end, block.name, block.heading))
        if block.name == "abstract":
            for part in find_parts(text, start, end):
                sections.append(Section(part.start, part.end, "abstract", None, "abstract", part.label))
                labels.append(part.shown())
    return sections, labels


def _blocks(text: str) -> list[Block]:
    rows = rows_of(text)
    wrapped = is_wrapped(text, [row.line for row in rows])
    opened = _openings(text, rows, wrapped=wrapped)
    first = opened[0].row if opened else len(rows)
    if any(opening.heading for opening in opened):
        read = (
            wrapped_preamble
            if wrapped and any(opening.name in ("body", "abstract") for opening in opened)
            else preamble
        )
        blocks = read(text, rows[:first], {opening.name for opening in opened})
    else:
        blocks = [Block("body", None, 0, rows[first - 1].line.end)] if first else []
    bounds = [*(rows[opening.row].line.start for opening in opened[1:]), len(text)]
    blocks += [
        Block(opening.name, opening.heading, min(opening.body, bound), bound)
        for opening, bound in zip(opened, bounds, strict=False)
    ]
    return blocks


def _openings(text: str, rows: Sequence[Row], *, wrapped: bool) -> list[_Opening]:
    """Return the lines that open a section; text behind the site's own lines or behind a note opens a `body`."""
    found: list[_Opening] = []
    told = in_body = False
    for number, row in enumerate(rows):
        current = found[-1].name if found else ""
        heading = row.heading
        if is_boilerplate(text, row.line):
            if current != "boilerplate":
                found.append(_Opening(number, "boilerplate", None, row.line.start))
        elif heading is not None and _stands(text, rows, number, found, wrapped=wrapped):
            body = row.line.end if heading.body is None else heading.body
            found.append(_Opening(number, heading.name, heading.text, body))
            in_body = in_body or heading.name == "body"
            told = told or (heading.name == "body" and tells(heading.text))
        elif (
            current == "boilerplate"
            or (in_body and not told and current in matter_names() and _inner_heading(text, rows, number, found[-1]))
            or _ends_short(text, rows, number, found)
            or (found and _goes_on(text, rows, number, found[-1], told=told, wrapped=wrapped))
        ):
            found.append(_Opening(number, "body", None, row.line.start))
    return found


def _goes_on(text: str, rows: Sequence[Row], number: int, last: _Opening, *, told: bool, wrapped: bool) -> bool:
    """Tell whether the running text of a paper without empty lines goes on below a note."""
    if last.heading is None or number == last.row or (not wrapped and last.name not in SHORT):
        return False
    on_line = last.body < rows[last.row].line.end
    if not (on_line or number > last.row + 1) or not may_end(last.name, alone=not on_line, told=told):
        return False
    return is_over(text, rows, number, name=last.name)


def _inner_heading(text: str, rows: Sequence[Row], number: int, last: _Opening) -> bool:
    """Tell whether a line is a heading of a body that goes on behind a part such as Ethics within its methods."""
    line, before = rows[number].line, rows[number - 1].line
    if number < last.row + 2:
        return False
    if not reads_like_one(text[line.start : line.end]) or text[before.end - 1] not in _ENDED:
        return False
    below = rows[number + 1].line if number + 1 < len(rows) else line
    return rows[number].heading is None and is_running(text, below.start, min(below.end, below.start + 300))


def _stands(text: str, rows: Sequence[Row], number: int, found: Sequence[_Opening], *, wrapped: bool) -> bool:
    """Tell a heading from an item of a list, a label of a structured abstract and running text."""
    heading, last = rows[number].heading, found[-1] if found else None
    if heading is None:
        return False
    in_paper = wrapped and last is not None and (last.name == "body" or last.name in matter_names())
    if in_paper and runs_on(text, rows, number):
        return False
    if in_paper and last is not None and last.name == "body" and heading.name == "link":
        return False  # "doi: 10.1000/x.g001" stands below each figure of some journals
    if heading.name == "body" or heading.name in matter_names():
        return _stands_in_paper(text, rows, number, found)
    if last is not None and last.name == "body" and last.heading and heading.name in LIKE_LABELS:
        # "Subjects" within the methods of a paper.
        after = rows[number + 1].line if number + 1 < len(rows) else None
        if heading.name != "references" and after is not None and is_prose(text, after, section=heading.name):
            return False
    if heading.weak and heading.body is None and not (rows[number].after_blank or heading.text[-1] in ":："):
        return False
    if last is None:
        return True
    if last.name == heading.name:
        # A heading shown twice: both lie outside the body. Below a body it is a line of that body.
        return (
            number == last.row + 1 and trimmed(text, last.body, rows[last.row].line.end)[0] >= rows[last.row].line.end
        )
    if heading.numbered and (last.name == "references" or (heading.body is not None and last.name in _NUMBERED)):
        return False
    if last.name != "abstract":
        return True
    if number - 1 > last.row and not text[rows[last.row].line.start].islower() and runs_on(text, rows, number):
        return False
    if heading.name not in LIKE_LABELS or not is_label(heading.text):
        return True
    return not is_part(text, rows, number, last.row)


def _stands_in_paper(text: str, rows: Sequence[Row], number: int, found: Sequence[_Opening]) -> bool:
    """Tell whether a heading of whole papers is one, and not a label of an abstract or a word of running text."""
    row, section = rows[number], found[-1].name if found else ""
    heading = row.heading
    if heading is None:
        return False
    before = rows[number - 1].line if number else None
    # In a text without empty lines a heading stands between the end of a sentence and a line of text.
    apart = row.after_blank or (
        before is not None
        and (text[before.end - 1] in _ENDED or section in SHORT or section == "correspondence")
        and any(following.line.end - following.line.start > 40 for following in rows[number + 1 : number + 3])
        and heading.text.lstrip("#*0123456789. ")[:1].isupper()
    )
    if heading.name != "body":
        return opens_matter(heading, section=section, after_blank=apart)
    labels: list[str] = []
    labelled, length = False, 0
    if section == "abstract":
        inner = rows[max(found[-1].row + 1, number - 200) : number]
        shown = [label_of(text, item.line) for item in inner]
        labels = [label for label in shown if label]
        opening = rows[found[-1].row]
        length = row.line.start - found[-1].body
        labelled = bool(shown and shown[0]) or bool(label_of(text, Line(found[-1].body, opening.line.end)))
    return opens_body(heading, section=section, after_blank=apart, labels=labels, labelled=labelled, length=length)


def _ends_short(text: str, rows: Sequence[Row], number: int, found: Sequence[_Opening]) -> bool:
    """Tell whether running text below an empty line ends a short section such as the keywords."""
    if not found or found[-1].name not in SHORT or not found[-1].heading or not rows[number].after_blank:
        return False
    opened = found[-1]
    content = number > opened.row + 1 or opened.body < rows[opened.row].line.end
    return content and is_prose(text, rows[number].line, section=opened.name)


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
