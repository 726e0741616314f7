"""What the lines of a PDF look like side by side: where running text begins, where an abstract or a note ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from gliomine.pages.headings import paper_heading
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_types import Types, heading_number, like_heading, look, stands_out

ENDED = ".?!:;)]”\"'’"
KEYWORDS = re.compile(r"(?:key\s?-?words?(?: and phrases)?|index terms)\b\s*[:.—–-]?\s*", re.IGNORECASE)
ABSTRACT = re.compile(r"(?:abstract|summary)\b\s*(?P<mark>[:.—–|]?)\s*", re.IGNORECASE)
_FRONT_NOTE = re.compile(
    r"(?:received|accepted|revised|published|copyright|©|\(c\)|correspondence|\*\s?correspond"
    r"|corresponding author|e-?mail|doi\b|https?:"
    r"|academic editor|editor|this is an open[- ]access|cite this|citation|how to cite|to cite"
    r"|submitted|available online|article history"
    r"|article info|open access|licen[cs]e|background:? this article|handling editor|edited by"
    r"|reviewed by|specialty section)",
    re.IGNORECASE,
)
CORE = re.compile(
    r"\W*(?:\d\.?\s+|[ivx]+\.?\s+)?(?:introduction|background|(?:materials?|patients|subjects"
    r"|participants)?(?: and |\s?&\s?)?methods?|results?"
    r"|(?:results and )?discussions?|conclusions?|case (?:report|presentation)s?|references)\W*",
    re.IGNORECASE,
)
_FEWEST_PROSE = 5


def is_top(line: TextLine, types: Types) -> bool:
    """Tell whether a line is one of the main headings of papers, such as Methods."""
    found = paper_heading(line.text)
    return found is not None and found.top and found.name == "body" and like_heading(line, types)


def lead_text(line: TextLine) -> tuple[str, int]:
    """Return what is set in another weight at the start of a line, and where it ends in the text."""
    seen = 0
    if not line.lead:
        return "", 0
    for at, char in enumerate(line.text):
        seen += not char.isspace()
        if seen == line.lead:
            return line.text[: at + 1].strip(" :.—–"), at + 1
    return "", 0


def opens_text(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether running text begins here on the first page of a paper without the usual headings."""
    run = lines[number : number + _FEWEST_PROSE]
    ahead = lines[number : number + 60]
    if len(run) < _FEWEST_PROSE or any(ABSTRACT.match(line.text) and len(line.text) < 12 for line in ahead):
        return False
    close = all(0 < one.y - other.y < 1.7 * types.leading for one, other in pairwise(run))
    words = sum(len(line.text.split()) for line in run)
    return close and words >= 6 * len(run) and all(types.is_body(line.type) for line in run)


def small_prose(lines: Sequence[TextLine], number: int, types: Types) -> int:
    """Return the end of a section in smaller type that begins here, or the line itself if there is none."""
    first, at = lines[number], number + 1
    if first.page == 0 or first.type.size < 0.7 * types.size or re.match(r"[*†‡§¶]", first.text):
        return number
    while at < len(lines):
        last, line = lines[at - 1], lines[at]
        near = line.page == last.page and 0 < last.y - line.y < 1.7 * first.type.size
        if not near or line.gaps or abs(line.type.size - first.type.size) > 0.03 * first.type.size:
            break
        at += 1
    run = lines[number:at]
    width = max(line.x1 - line.x0 for line in run)
    full = sum(line.x1 - line.x0 > 0.8 * width for line in run)
    words = sum(len(line.text.split()) for line in run)
    if sum(line.text.count(" = ") for line in run) > len(run):
        return number  # a key to short forms below a table
    prose = len(run) >= _FEWEST_PROSE and full >= 0.6 * len(run) and words >= 6 * len(run)
    return at if prose and _FRONT_NOTE.match(first.text) is None else number


def followed(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether running text or another heading follows in the same column, as it does behind a heading."""
    line = lines[number]
    for at in range(number + 1, min(number + 4, len(lines))):
        after = lines[at]
        if after.page != line.page or after.y > line.y:
            return types.is_body(after.type)
        if after.y < line.y - 4 * types.leading or after.gaps:
            return False
        if types.is_body(after.type):
            return after.x1 - after.x0 > 12 * types.size or after.text[-1:] == "."
        if not stands_out(after, types):
            return False
    return False


def same_heading(last: TextLine, line: TextLine, types: Types) -> bool:
    """Tell whether a line goes on with the heading on the line before it."""
    near = line.page == last.page and 0 < last.y - line.y < 1.6 * max(last.type.size, types.leading / 1.2)
    return near and look(line) == look(last) and paper_heading(line.text) is None and not heading_number(line.text)


def continues_note(last: TextLine, line: TextLine) -> bool:
    """Tell whether a line goes on with a short note such as keywords."""
    near = line.page == last.page and 0 < last.y - line.y < 1.6 * last.type.size
    same = abs(line.type.size - last.type.size) < 0.06 * last.type.size and abs(line.x0 - last.x0) < 12 * last.type.size
    return near and same and paper_heading(line.text) is None and not line.type.bold and not line.lead


def abstract_ends(block: Sequence[TextLine], lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether an abstract, of which some lines were read, ends before this line."""
    line, last, first = lines[number], block[-1], block[0]
    if line.text[:1] in "©Ó" or (_FRONT_NOTE.match(line.text) and last.text[-1:] in ".?!"):
        return True
    if re.match(r"(?:list of )?abbreviations?\b", line.text, re.IGNORECASE) and line.lead:
        return True
    if (
        abs(line.type.size - last.type.size) > 0.05 * last.type.size
        and abs(line.type.size - first.type.size) > 0.05 * first.type.size
    ):
        return True
    if line.page != last.page or line.y > last.y:
        # Another column or page: the abstract goes on only in the middle of a sentence.
        same = line.type.size == last.type.size and line.type.font == last.type.font
        if same and (not types.is_body(line.type) or _goes_on(lines, number, types)):
            return False
        return last.text[-1:] in ".?!" or abs(line.type.size - last.type.size) > 0.2
    return last.y - line.y > 2.4 * max(last.type.size, types.leading) and last.text[-1:] in ".?!" and not line.lead


def _goes_on(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether keywords or the introduction stand further on: then the abstract is not over."""
    line, ahead = lines[number], lines[number + 1 : number + 40]
    for later in ahead:
        if KEYWORDS.match(later.text):
            return True
        if later.type.size != line.type.size:
            break
    return any(is_top(later, types) and is_intro(later.text) for later in ahead)


def is_intro(text: str) -> bool:
    """Tell whether a heading is that of an introduction."""
    return re.search(r"introduction|background", text, re.IGNORECASE) is not None


def intro_follows(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether an introduction follows on the next lines: then what stands before it belongs to the abstract."""
    return any(is_intro(line.text) and like_heading(line, types) for line in lines[number + 1 : number + 120])


def page_widths(lines: Sequence[TextLine], types: Types) -> dict[int, float]:
    """Return the usual width of a line of running text on each page."""
    found: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        if types.is_body(line.type):
            found[line.page].append(line.x1 - line.x0)
    return {page: sorted(widths)[int(0.7 * (len(widths) - 1))] for page, widths in found.items()}
