"""Captions and tables among the lines of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_types import Types, like_heading

_LABEL = re.compile(
    r"(?P<label>(?:(?:supplementa(?:ry|l)|additional|extended data)\s+)?"
    r"(?P<kind>fig(?:ure|s|\.)?|table|tab\.|scheme|chart|plate|box|panel|video|movie|map|algorithm)\.?\s*"
    r"(?P<number>[A-Z]?\d{1,3}[A-Za-z]?|[IVX]{1,5}))"
    r"(?P<end>\s*[.:|–—\-]?(?=\s|$|[A-Z]))",
    re.IGNORECASE,
)
_TABLES = ("tab", "box")
_SENTENCE_WORD = re.compile(
    r"^(?:and|shows?|summari[sz]es?|lists?|presents?|illustrates?|depicts?|gives?|provides?|displays?"
    r"|describes?|reports?|contains?"
    r"|demonstrates?|indicates?|compares?|reveals?|represents?|in|is|are|was|were|for|of|to|we|that"
    r"|which|also|above|below|details)\b"
)


def caption_label(
    lines: Sequence[TextLine], number: int, types: Types, *, before: TextLine | None
) -> re.Match[str] | None:
    """Return the label if a caption begins with this line, None if it is text such as "Figure 2 shows".

    Args:
        lines: of the paper.
        number: of the line.
        types: of the paper.
        before: the line of running text that was read last.
    """
    line = lines[number]
    found = _LABEL.match(line.text)
    if found is None:
        return None
    rest = line.text[found.end() :].strip()
    marked = bool(found.group("end").strip())
    if rest and _SENTENCE_WORD.match(rest):
        return None
    own = line.lead > 0 or line.type.bold or line.lead_type.bold or not types.is_body(line.type)
    if own:
        return found
    running = before is not None and before.page == line.page and before.text[-1:] not in ".:;?!)"
    if running and before is not None and 0 < before.y - line.y < 1.6 * types.leading:
        return None
    return found if marked or not rest else None


def is_table(label: re.Match[str]) -> bool:
    """Tell whether a label is that of a table."""
    return label.group("kind").casefold().startswith(_TABLES)


def caption_end(lines: Sequence[TextLine], number: int, types: Types) -> int:
    """Return the number of the first line behind a caption."""
    first = lines[number]
    body = types.is_body(first.type) and types.is_body(lines[number].lead_type)
    size = first.type.size
    if number + 1 < len(lines) and len(first.text) < 40 and first.lead_type == first.type:
        size = lines[number + 1].type.size  # the label stands on a line of its own
    last, at = first, number + 1
    while at < len(lines):
        line = lines[at]
        near = line.page == last.page and -0.3 * size < last.y - line.y < 1.9 * max(size, last.type.size)
        same = abs(line.type.size - size) <= 0.08 * size
        beside = line.x0 < last.x1 and line.x1 > first.x0 - 4 * size
        if not (near and same and beside) or line.gaps or (_LABEL.match(line.text) and line.lead):
            break
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after is not None and after.page == line.page and abs(after.y - line.y) < 2 and after.x0 > line.x1:
            break  # a row of cells
        if types.is_body(line.type) and not body:
            break
        if like_heading(line, types) and not types.is_body(line.type) and line.type.bold and not first.type.bold:
            break
        if body and last.text[-1] in ".?!" and last.x1 < first.x1 - 3 * size:
            break
        last, at = line, at + 1
    return at


def table_end(lines: Sequence[TextLine], number: int, types: Types, *, widths: dict[int, float]) -> int:
    """Return the number of the first line behind the rows of a table that begin with this line."""
    at = number
    while at < len(lines):
        line = lines[at]
        if line.page != lines[number - 1].page:
            break
        if types.is_body(line.type) and not line.gaps and line.x1 - line.x0 >= 0.8 * widths.get(line.page, 1e9):
            break
        if types.is_body(line.type) and not line.gaps and _prose(lines, at, types):
            break
        if like_heading(line, types) and at + 1 < len(lines) and _prose(lines, at + 1, types):
            break
        if _LABEL.match(line.text) and (line.lead or line.type.bold):
            break
        at += 1
    return at


def _prose(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether running text begins here: three lines of its type below each other, of nearly the same width."""
    run = lines[number : number + 3]
    if len(run) < 2 or any(not types.is_body(line.type) or line.gaps for line in run):
        return False
    widths = [line.x1 - line.x0 for line in run[:2]]
    close = all(0 < one.y - other.y < 1.7 * types.leading for one, other in pairwise(run))
    return close and min(widths) > 16 * types.size and min(widths) > 0.8 * max(widths)
