"""Take off what stands around the text of PDF pages: running heads, page numbers and line numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from gliomine.readers.pdf_lines import TextLine

_TOP, _BOTTOM = 0.88, 0.12
_NUMBER = re.compile(
    r"\W*(?:page|p\.?)?\W*(?:[A-Za-z]{0,2}\d{1,6}|[ivxl]{1,5})\W*(?:(?:of|/)\W*\d{1,5}\W*)?", re.IGNORECASE
)
_RUNNING = re.compile(
    r"\bet al\b|\bdoi\b|doi\.org|https?:|www\.|©|\bvol(?:ume)?\.? ?\d|\b(?:19|20)\d\d\b.*\d|\bISSN\b"
    r"|\bpage \d+ of \d+\b|\bdownloaded from\b|\blicen[cs]e[de]?\b|\bavailable (?:online )?at\b",
    re.IGNORECASE,
)
_FEWEST_NUMBERED = 12


def without_margins(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float]
) -> tuple[list[list[TextLine]], list[str]]:
    """Return the lines of each page that belong to the paper, and the texts of those that do not."""
    pages = [_without_line_numbers(page) for page in pages]
    heads = _repeated(pages, heights)
    kept: list[list[TextLine]] = []
    dropped: list[str] = []
    for page, height in zip(pages, heights, strict=True):
        margins = [_is_margin(line, page, height, heads) for line in page]
        kept.append([line for line, margin in zip(page, margins, strict=True) if not margin])
        dropped += [line.text for line, margin in zip(page, margins, strict=True) if margin]
    return kept, dropped


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split())).casefold()


def _outer(line: TextLine, height: float) -> bool:
    return line.y > _TOP * height or line.y < _BOTTOM * height


def _repeated(pages: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> set[str]:
    """Return the keys of what stands near the edge of several pages; on papers of two pages, of both."""
    counts: Counter[str] = Counter()
    for page, height in zip(pages, heights, strict=True):
        counts.update({_key(line.text) for line in page if _outer(line, height)})
    return {key for key, count in counts.items() if count >= max(2, min(3, len(pages) // 3))}


def _is_margin(line: TextLine, page: Sequence[TextLine], height: float, heads: set[str]) -> bool:
    if not _outer(line, height):
        return False
    if _key(line.text) in heads or _NUMBER.fullmatch(line.text):
        return True
    if not _RUNNING.search(line.text) or len(line.text) > 160:
        return False
    # The outermost row of the page, set apart from the text.
    rows = sorted({round(other.y) for other in page})
    place = rows.index(round(line.y))
    if line.y < _BOTTOM * height:
        return line.page > 0 and place == 0 and (len(rows) < 2 or rows[1] - rows[0] > 1.6 * line.type.size)
    return place == len(rows) - 1 and (len(rows) < 2 or rows[-1] - rows[-2] > 1.6 * line.type.size)


def _without_line_numbers(page: Sequence[TextLine]) -> list[TextLine]:
    """Drop the numbers that manuscripts show beside each line."""
    numbers = [line for line in page if re.fullmatch(r"\d{1,4}", line.text)]
    if len(numbers) < _FEWEST_NUMBERED:
        return list(page)
    left = min((line.x0 for line in page if line not in numbers), default=0.0)
    right = max((line.x1 for line in page if line not in numbers), default=0.0)
    beside = [line for line in numbers if line.x1 <= left + 2 or line.x0 >= right - 2]
    ordered = [int(line.text) for line in sorted(beside, key=lambda line: -line.y)]
    rising = sum(after > before for before, after in pairwise(ordered))
    if len(beside) < _FEWEST_NUMBERED or rising < 0.9 * (len(ordered) - 1):
        return list(page)
    return [line for line in page if line not in beside]
