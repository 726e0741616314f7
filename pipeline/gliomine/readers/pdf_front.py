"""The title of a PDF and what stands around it: by type size on the first page with text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.pages.headings import paper_heading
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_types import Types

_KIND = re.compile(
    r"(?:open access|(?:original|clinical|basic|regular|full|brief|short|rapid|case|systematic|review"
    r"|research|technical|study|invited"
    r"|mini|meta|scientific|special|data|clinical trial)?[\s-]*"
    r"(?:research|review|article|articles|paper|report|reports|communication|communications|letter"
    r"|letters|note|editorial|study|studies|protocol"
    r"|commentary|perspective|analysis|investigation|contribution|case report|case reports|original"
    r"|correspondence|opinion|trial|protocol|method)s?"
    r"(?:[\s-]*(?:article|paper|report|protocol|open access))?)[.:]?",
    re.IGNORECASE,
)
_SITE = re.compile(r"www\.|https?:|@|\bISSN\b|\bdoi\b|journal homepage|contents lists? available|©", re.IGNORECASE)
_JOURNAL = re.compile(r"\bjournal\b|\bannals of\b|\barchives of\b|\bacta\b", re.IGNORECASE)
_LONGEST_JOURNAL = 8
_STATUS = re.compile(r"\s*\[\s*v(?:ersion)? ?\d.*$", re.IGNORECASE)
_FEWEST_WORDS = 3
_SEARCHED_PAGES = 3


def title_lines(lines: Sequence[TextLine], types: Types, *, stated: str, heads: Sequence[str] = ()) -> list[int]:
    """Return the numbers of the lines that are the title, empty if none stands out.

    Args:
        lines: of the paper, in order.
        types: of the paper.
        stated: the title in the file's own data, which is often missing or another one; it decides where it is shown.
        heads: what stood at the edges of the pages; a journal is named there in front of volume and year.
    """
    near = [number for number, line in enumerate(lines) if line.page < _SEARCHED_PAGES]
    groups = list(_groups(lines, near))
    shown = [group for group in groups if _is_title(lines, group, types) and not _is_journal(lines, group, heads)]
    if not shown:
        return []
    wanted = _squashed(stated)
    if len(wanted) > 20:
        for group in shown:
            have = _squashed(" ".join(lines[number].text for number in group))
            if wanted.startswith(have[:40]) or have.startswith(wanted[:40]):
                return group
    first = min(lines[group[0]].page for group in shown)
    return max((group for group in shown if lines[group[0]].page == first), key=lambda group: _weight(lines, group))


def _is_journal(lines: Sequence[TextLine], group: Sequence[int], heads: Sequence[str]) -> bool:
    name = _squashed(" ".join(lines[number].text for number in group))
    for head in heads:
        shown = _squashed(head)
        if (
            shown.startswith(name)
            and (shown == name or shown[len(name)].isdigit())
            and any(char.isdigit() for char in shown)
        ):
            return True
    return False


def title_text(text: str) -> str:
    """Return a title without the status of a version and a mark of a footnote behind it."""
    return re.sub(r"\s*[*†‡§¶]+$", "", _STATUS.sub("", text)).strip()


def _squashed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _groups(lines: Sequence[TextLine], near: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for number in near:
        line = lines[number]
        last = lines[groups[-1][-1]] if groups else None
        follows = (
            last is not None
            and last.page == line.page
            and abs(last.type.size - line.type.size) <= 0.06 * line.type.size
            and last.type.bold in (line.type.bold, line.lead_type.bold)
            and 0 < last.y - line.y < 1.75 * line.type.size
            and not _KIND.fullmatch(last.text)
        )
        if follows:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _is_title(lines: Sequence[TextLine], group: Sequence[int], types: Types) -> bool:
    text = " ".join(lines[number].text for number in group)
    first = lines[group[0]]
    known = paper_heading(text)
    if known is not None and not known.weak:
        return False  # of a part of a paper without its first page
    words = re.findall(r"[^\W\d_]{2,}", text)
    large = first.type.size >= 1.12 * types.size or (first.type.bold and first.page == 0)
    return (
        large
        and len(words) >= _FEWEST_WORDS
        and len(text) <= 400
        and not _KIND.fullmatch(text)
        and _SITE.search(text) is None
        and not (_JOURNAL.search(text) and len(words) <= _LONGEST_JOURNAL)
    )


def _weight(lines: Sequence[TextLine], group: Sequence[int]) -> tuple[float, float]:
    line = lines[group[0]]
    words = len(" ".join(lines[number].text for number in group).split())
    return line.type.size * min(1.0, words / 5), line.y


def is_kind(text: str) -> bool:
    """Tell whether a line names a kind of article.

    >>> is_kind("Research Article"), is_kind("CASE REPORT"), is_kind("Glioma")
    (True, True, False)
    """
    return _KIND.fullmatch(text) is not None
