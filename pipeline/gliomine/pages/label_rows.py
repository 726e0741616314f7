"""Tell a heading within an abstract from a label of the abstract, such as Methods or Funding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.pages.abstract_parts import is_label
from gliomine.pages.headings import Line
from gliomine.pages.paper_parts import key
from gliomine.pages.rows import Row

LIKE_LABELS = frozenset({"funders", "subjects", "references", "link", "title", "cited_by"})
"""Sections whose headings are labels of structured abstracts as well."""
_ENDED = ".!?。:：)]\"'”’"
_SENTENCE_WORD = re.compile(r"\b(?:was|were|is|are|has|had|have|received|supported|funded|provided|none|study)\b", re.I)
_LABEL_AFTER_SENTENCE = re.compile(r"[.)] (?:Methods|Results|Findings|Conclusions?): ", re.IGNORECASE)


def label_of(text: str, line: Line) -> str:
    """Return the label of a structured abstract with which a line begins, as a key; empty if it begins with none."""
    if line.start >= line.end:
        return ""
    if _stands_alone(text, line):
        return key(text[line.start : line.end])
    label = _before_colon(text, line)
    return key(label) if label else ""


def runs_on(text: str, rows: Sequence[Row], number: int) -> bool:
    """Tell whether a lower-case line continues the sentence of the line before it: hard-wrapped text."""
    heading = rows[number].heading
    before = rows[number - 1].line
    return (
        heading is not None
        and heading.text[0].islower()
        and not rows[number].after_blank
        and text[before.end - 1] not in _ENDED
    )


def is_part(text: str, rows: Sequence[Row], number: int, opened: int) -> bool:
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


def _shown_heading(text: str, row: Row) -> str:
    return row.heading.text if row.heading else text[row.line.start : row.line.end]


def _stands_alone(text: str, line: Line) -> bool:
    return line.end - line.start <= 60 and is_label(text[line.start : line.end])


def _reads_like_sentence(text: str, rows: Sequence[Row], number: int) -> bool:
    """Tell whether the lines up to the next heading are prose and not a list of names."""
    body: list[Line] = []
    for row in rows[number + 1 : number + 12]:
        if row.heading is not None:
            break
        body.append(row.line)
    if not body or text[body[-1].end - 1] not in ".":
        return False
    return _SENTENCE_WORD.search(text, body[0].start, min(body[-1].end, body[0].start + 2000)) is not None


def _labelled_before(text: str, rows: Sequence[Row], number: int, opened: int) -> bool:
    for row in reversed(rows[max(opened + 1, number - 60) : number]):
        if _before_colon(text, row.line) or _LABEL_AFTER_SENTENCE.search(text, row.line.start, row.line.end):
            return True
    return False


def _before_colon(text: str, line: Line) -> str:
    """Return the label before a colon with which a line begins; empty if it begins with none."""
    label = text[line.start : max(line.start, text.find(":", line.start, min(line.end, line.start + 60)))]
    return label if label and is_label(label) else ""


def _labels_follow(text: str, rows: Sequence[Row], number: int) -> bool:
    """Tell whether a label of an abstract comes before the next sure heading: then this line is a label itself."""
    for row in rows[number + 1 : number + 40]:
        heading = row.heading
        if heading is not None and not (heading.name in LIKE_LABELS and is_label(heading.text)):
            return False
        if heading is None and (_before_colon(text, row.line) or _stands_alone(text, row.line)):
            return True
    return False
