"""Where a note ends in a paper that was copied with its line breaks: Received, doi, Correspondence, Keywords.

Such a text has no empty lines. A note of the first page, or one below a column, stands between two lines of running
text, and the text goes on below it without a heading. A note is over where several lines read like sentences and hold
no word of notes. Notes that are sentences themselves (funding, conflicts) may stand behind the paper, too, where
nothing goes on: they are over only above the discussion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.pages.headings import matter_names
from gliomine.pages.rows import NEAR, Row, column_width, is_running

_LISTS = frozenset(
    {
        *("keywords", "link", "cited_by", "publisher", "subjects"),
        *("authors", "affiliations", "correspondence", "abbreviations"),
    }
)
_LINES = 3  # of running text end a note that is a list
_MORE_LINES = 6  # and one that holds sentences
_WHOLE = 0.65  # of the width of the column: a line that is filled
OF_NOTES = re.compile(
    r"\bauthors?\b|\bgrants?\b|\bfund|creative commons|\blicen[cs]|copyright|©|open[- ]access|\bdistribut"
    r"|\bpermission|\breprint|\bpublish|\baccepted\b|\breceived\b|e-?mail|@|https?:|www\.|\buniversit|\bdepartment"
    r"|\binstitut|correspond|\backnowledg|\bthank|\bconceived\b|\bmanuscript|\bpeer[- ]review|\bavailability\b"
    r"|\bcompeting\b|conflict|\binterests?\b|\bto cite\b|\bcitation\b|\bjournal\b|\beditor|\bsponsor"
    r"|\bsupporting information|\bdisclos|\bdeclare",
    re.IGNORECASE,
)
"""Words of licences, dates, addresses, thanks and statements, which running text of a paper hardly holds."""
_TOLD = re.compile(r"\b(?:discussion|conclusions?|concluding|results)\b", re.IGNORECASE)
_PARAGRAPH = 160


def may_end(name: str, *, alone: bool, told: bool) -> bool:
    """Tell whether running text may end a section.

    Args:
        name: of the section.
        alone: whether its heading stands alone on its line.
        told: whether a heading of results or of what follows stood before.
    """
    if name in _LISTS:
        return name != "correspondence" or not (alone and told)
    return (name == "funders" or name in matter_names()) and not told


def tells(heading: str | None) -> bool:
    """Tell whether a heading of a body is that of results or of what stands behind them."""
    return heading is not None and _TOLD.search(heading) is not None


def is_over(text: str, rows: Sequence[Row], number: int, *, name: str) -> bool:
    """Tell whether running text that is no part of a note begins with a line."""
    most = _LINES if name in _LISTS else _MORE_LINES
    ahead = rows[number : number + most]
    if any(row.heading is not None for row in ahead):
        return False
    line = rows[number].line
    if line.end - line.start >= _PARAGRAPH:
        ahead = ahead[:1]
    elif len(ahead) < most:
        return False
    else:
        first = max(0, number - NEAR)
        width = column_width([row.line for row in rows[first : number + NEAR]], number - first)
        if any(row.line.end - row.line.start < _WHOLE * width for row in ahead[:-1]):
            return False
    start, end = ahead[0].line.start, ahead[-1].line.end
    return is_running(text, start, end) and OF_NOTES.search(text, start, end) is None
