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
from gliomine.pages.headings import (
    Heading,
    Line,
    cleaned,
    heading_of,
    heading_table,
    is_boilerplate,
    lines_of,
    matter_names,
    trimmed,
)
from gliomine.pages.paper_parts import (
    SHORT,
    body_sections,
    heading_of_paper,
    is_prose,
    key,
    opens_body,
    opens_matter,
)

_NUMBER = re.compile(r"(\d{1,3}(?:[,.'’\u00a0\u2009\u202f ]\d{3})+|\d+)\s*([^\W\d_]+)?\s*[.。]?")
_LIKE_LABELS = frozenset({"funders", "subjects", "references", "link", "title", "cited_by"})
_NUMBERED = frozenset({"references", "affiliations", "funders", "authors"})
_ENDED = ".!?。:：)]\"'”’"
_LONGEST_TITLE = 600
_SENTENCE_WORD = re.compile(r"\b(?:was|were|is|are|has|had|have|received|supported|funded|provided|none|study)\b", re.I)
_LABEL_AFTER_SENTENCE = re.compile(r"[.)] (?:Methods|Results|Findings|Conclusions?): ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Block:
    """What a heading opens: section name, heading as displayed, range of the body."""

    name: str
    heading: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A visible line, with the heading that it may be, and whether an empty line or nothing stands before it."""

    line: Line
    heading: Heading | None
    after_blank: bool


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
    for block in _blocks(text):
        start, end = trimmed(text, block.start, block.end)
        if start == end:
            continue
        if block.name == "body":
            sections += body_sections(text, start, end, block.heading)
            continue
        sections.append(Section(start, end, block.name, block.heading))
        if block.name == "abstract":
            for part in find_parts(text, start, end):
                sections.append(Section(part.start, part.end, "abstract", None, "abstract", part.label))
                labels.append(part.shown())
    return sections, labels


def _blocks(text: str) -> list[_Block]:
    rows = _rows(text)
    opened = _openings(text, rows)
    first = opened[0].row if opened else len(rows)
    if any(opening.heading for opening in opened):
        blocks = _preamble(text, rows[:first], {opening.name for opening in opened})
    else:
        blocks = [_Block("body", None, 0, rows[first - 1].line.end)] if first else []
    bounds = [*(rows[opening.row].line.start for opening in opened[1:]), len(text)]
    blocks += [
        _Block(opening.name, opening.heading, min(opening.body, bound), bound)
        for opening, bound in zip(opened, bounds, strict=False)
    ]
    return blocks


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    after_blank = True
    for line in lines_of(text, 0, len(text)):
        if line.start < line.end:
            rows.append(_Row(line, heading_of(text, line) or heading_of_paper(text, line), after_blank))
        after_blank = line.start == line.end
    return rows


def _openings(text: str, rows: Sequence[_Row]) -> list[_Opening]:
    """Return the lines that open a section; text behind the site's own lines opens a `body`."""
    found: list[_Opening] = []
    for number, row in enumerate(rows):
        current = found[-1].name if found else ""
        heading = row.heading
        if is_boilerplate(text, row.line):
            if current != "boilerplate":
                found.append(_Opening(number, "boilerplate", None, row.line.start))
        elif heading is not None and _stands(text, rows, number, found):
            body = row.line.end if heading.body is None else heading.body
            found.append(_Opening(number, heading.name, heading.text, body))
        elif current == "boilerplate" or _ends_short(text, rows, number, found):
            found.append(_Opening(number, "body", None, row.line.start))
    return found


def _stands(text: str, rows: Sequence[_Row], number: int, found: Sequence[_Opening]) -> bool:
    """Tell a heading from an item of a list, a label of a structured abstract and running text."""
    heading, last = rows[number].heading, found[-1] if found else None
    if heading is None:
        return False
    if heading.name == "body" or heading.name in matter_names():
        return _stands_in_paper(text, rows, number, found)
    if last is not None and last.name == "body" and last.heading and heading.name in _LIKE_LABELS:
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
    if _runs_on(text, rows, number, last.row):
        return False
    if heading.name not in _LIKE_LABELS or not is_label(heading.text):
        return True
    return not _is_part(text, rows, number, last.row)


def _stands_in_paper(text: str, rows: Sequence[_Row], number: int, found: Sequence[_Opening]) -> bool:
    """Tell whether a heading of whole papers is one, and not a label of an abstract or a word of running text."""
    row, section = rows[number], found[-1].name if found else ""
    heading = row.heading
    if heading is None:
        return False
    before = rows[number - 1].line if number else None
    # In a text without empty lines a heading stands between the end of a sentence and a line of text.
    apart = row.after_blank or (
        before is not None
        and (text[before.end - 1] in ".!?" or section in SHORT)
        and number + 1 < len(rows)
        and rows[number + 1].line.end - rows[number + 1].line.start > 40
        and heading.text[0].isupper()
    )
    if heading.name != "body":
        return opens_matter(heading, section=section, after_blank=apart)
    labels: list[str] = []
    labelled = False
    if section == "abstract":
        inner = rows[max(found[-1].row + 1, number - 200) : number]
        shown = [_label_of(text, item.line) for item in inner]
        labels = [label for label in shown if label]
        opening = rows[found[-1].row]
        labelled = bool(shown and shown[0]) or bool(_label_of(text, Line(found[-1].body, opening.line.end)))
    return opens_body(heading, section=section, after_blank=apart, labels=labels, labelled=labelled)


def _label_of(text: str, line: Line) -> str:
    """Return the label of a structured abstract with which a line begins, as a key; empty if it begins with none."""
    if line.start >= line.end:
        return ""
    if _stands_alone(text, line):
        return key(text[line.start : line.end])
    at = text.find(":", line.start, min(line.end, line.start + 60))
    return key(text[line.start : at]) if at > line.start and is_label(text[line.start : at]) else ""


def _ends_short(text: str, rows: Sequence[_Row], number: int, found: Sequence[_Opening]) -> bool:
    """Tell whether running text below an empty line ends a short section such as the keywords."""
    if not found or found[-1].name not in SHORT or not found[-1].heading or not rows[number].after_blank:
        return False
    opened = found[-1]
    content = number > opened.row + 1 or opened.body < rows[opened.row].line.end
    return content and is_prose(text, rows[number].line, section=opened.name)


def _runs_on(text: str, rows: Sequence[_Row], number: int, opened: int) -> bool:
    """Tell whether a lower-case line continues the sentence of the line before it: hard-wrapped text."""
    heading = rows[number].heading
    before = rows[number - 1].line
    return (
        heading is not None
        and heading.text[0].islower()
        and not text[rows[opened].line.start].islower()
        and not rows[number].after_blank
        and number - 1 > opened
        and text[before.end - 1] not in _ENDED
    )


def _is_part(text: str, rows: Sequence[_Row], number: int, opened: int) -> bool:
    """Tell whether a heading within an abstract is a label of the abstract."""
    heading = rows[number].heading
    if heading is None or _labels_follow(text, rows, number):
        return True
    if heading.body is not None:
        # "Funding: a trust." within an abstract whose other parts are labelled in the same way.
        return heading.name in ("funders", "references") and _labelled_before(text, rows, number, opened)
    labels = [row.line for row in rows[max(opened + 1, number - 60) : number] if _stands_alone(text, row.line)]
    if not labels:
        return False
    if any(row.heading and row.heading.name == heading.name for row in rows[number + 1 : number + 200]):
        return True
    upper = {text[line.start : line.end].isupper() for line in labels}
    opening_upper = _shown_heading(text, rows[opened]).isupper()
    if len(upper) == 1 and opening_upper not in upper:
        return heading.text.isupper() in upper
    return _reads_like_sentence(text, rows, number)


def _shown_heading(text: str, row: _Row) -> str:
    return row.heading.text if row.heading else text[row.line.start : row.line.end]


def _stands_alone(text: str, line: Line) -> bool:
    return line.end - line.start <= 60 and is_label(text[line.start : line.end])


def _reads_like_sentence(text: str, rows: Sequence[_Row], number: int) -> bool:
    """Tell whether the lines up to the next heading are prose and not a list of names."""
    body: list[Line] = []
    for row in rows[number + 1 : number + 12]:
        if row.heading is not None:
            break
        body.append(row.line)
    if not body or text[body[-1].end - 1] not in ".":
        return False
    return _SENTENCE_WORD.search(text, body[0].start, min(body[-1].end, body[0].start + 2000)) is not None


def _labelled_before(text: str, rows: Sequence[_Row], number: int, opened: int) -> bool:
    for row in reversed(rows[max(opened + 1, number - 60) : number]):
        if _label_with_colon(text, row.line) or _LABEL_AFTER_SENTENCE.search(text, row.line.start, row.line.end):
            return True
    return False


def _label_with_colon(text: str, line: Line) -> bool:
    at = text.find(":", line.start, min(line.end, line.start + 60))
    return at > line.start and is_label(text[line.start : at])


def _labels_follow(text: str, rows: Sequence[_Row], number: int) -> bool:
    """Tell whether a label of an abstract comes before the next sure heading: then this line is a label itself."""
    for row in rows[number + 1 : number + 40]:
        heading = row.heading
        if heading is not None and not (heading.name in _LIKE_LABELS and is_label(heading.text)):
            return False
        if heading is None and (_label_with_colon(text, row.line) or _stands_alone(text, row.line)):
            return True
    return False


def _preamble(text: str, rows: Sequence[_Row], headed: set[str]) -> list[_Block]:
    """Read the lines above the first heading: the title, then the authors, then a body."""
    lines = [row.line for row in rows]
    blocks = []
    if lines and "title" not in headed and lines[0].end - lines[0].start <= _LONGEST_TITLE:
        line = lines.pop(0)
        blocks.append(_Block("title", None, line.start + 2 * text.startswith("# ", line.start), line.end))
    if lines and "authors" not in headed and _looks_like_names(text[lines[0].start : lines[0].end]):
        line = lines.pop(0)
        blocks.append(_Block("authors", None, line.start, line.end))
    if lines:
        blocks.append(_Block("body", None, lines[0].start, lines[-1].end))
    return blocks


def _looks_like_names(shown: str) -> bool:
    if len(shown) > 20_000 or shown.rstrip().endswith(("?", "!")):
        return False
    names = [name.strip() for name in re.split(r"[,;]|\band\b|&", cleaned(shown)) if name.strip()]
    if shown.rstrip().endswith(".") and not re.search(
        r"\b(?:\w|[JS]r|[IV]+|[A-Z][a-z]?|M\.?D|Ph\.?D)\.$", shown.rstrip()
    ):
        return False
    short = sum(
        1 <= len(name.split()) <= 6 and not name[1:].islower() and any(map(str.isupper, name)) for name in names
    )
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
