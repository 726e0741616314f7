"""The headings of whole papers in text: Introduction, 2.3. Cell culture, ## Results, Acknowledgements.

A page shows an abstract, lists and links; a pasted paper goes on with its body. What is decided here is whether a line
that reads like a heading of a paper is one, where the sub-headings of a body stand, and where a short section such as
the keywords is over because running text begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gliomine.document import PATH, Section
from gliomine.pages.abstract_parts import is_label
from gliomine.pages.heading_form import has_form
from gliomine.pages.headings import Heading, Line, cleaned, lines_of, paper_heading, trimmed

_LONGEST = 60
_LONGEST_NUMBERED = 110
_MARKDOWN = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+[^\W\d_]")
_FIRST = re.compile(r"(?:#{1,6}\s+)?(?:(?:\d{1,2}|[IVX]{1,4})[.)]?\s+)?(?:introduction|background)\b", re.IGNORECASE)
_LONGEST_ABSTRACT = 2500  # characters; behind so many the body has begun without a heading
_WITH_BRACKET = re.compile(r"(\d{1,2}\.? [A-Z][^(]{3,40}) \([^()]{3,60}\)")  # "1. Introduction (why mint?)"
_RUN_IN = 45
_ENDED = ".!?。:：)]\"'”’"
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|been|can|may|we|shows?|showed|found|remains?|causes?"
    r"|plays?|becomes?|does|did)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:fund|grant|support|sponsor|financ|award|no role in|study design|scholarship|fellowship|acknowledg|paid)",
    re.IGNORECASE,
)
SHORT = frozenset(
    {"title", "authors", "affiliations", "keywords", "subjects", "link", "publisher", "cited_by", "funders"}
)
"""Sections that are over where running text begins below an empty line."""


@dataclass(frozen=True, slots=True)
class SubHeading:
    """A heading within a body: the range of its line, its level from 2, and where its text begins."""

    start: int
    end: int
    level: int


def heading_of_paper(text: str, line: Line) -> Heading | None:
    """Return the heading of a paper that a line is; one of what is not read may have its text behind a colon."""
    if line.start == line.end:
        return None
    shown = text[line.start : min(line.end, line.start + 2 * _LONGEST)]
    if line.end - line.start <= _LONGEST + 8 and (found := paper_heading(shown)) is not None:
        if shown[-1:] in ".;," and not found.matter:
            return None
        return Heading(found.name, shown, None, shown.lstrip("# *")[:1].isdigit(), found.weak)
    asked = _WITH_BRACKET.fullmatch(shown)
    if asked is not None and (found := paper_heading(asked[1])) is not None and found.name == "body":
        return Heading("body", shown, None, numbered=True)
    at = min((place for mark in ":：" if (place := shown.find(mark, 0, _RUN_IN)) > 0), default=-1)
    found = paper_heading(shown[:at]) if at > 0 else None
    if found is None or not found.matter:
        return None
    return Heading(found.name, shown[: at + 1], trimmed(text, line.start + at + 1, line.end)[0])


def opens_body(
    heading: Heading,
    *,
    section: str,
    after_blank: bool,
    labels: Sequence[str] = (),
    labelled: bool = False,
    length: int = 0,
) -> bool:
    """Tell whether a heading of a paper opens a part of its body.

    Args:
        heading: stands alone on its line.
        section: that is open; empty before the first.
        after_blank: whether an empty line or nothing stands before it.
        labels: the lines of the open abstract that are labels of structured abstracts, folded.
        labelled: whether the abstract begins with a label.
        length: of the open abstract so far, in characters.
    """
    if heading.body is not None:
        return False
    marked = heading.numbered or heading.text.lstrip().startswith("#")
    if heading.weak:
        below = heading.text.lstrip()[:2] in ("##", "# ") or _NUMBERED.match(heading.text) is not None
        return section == "body" and marked and not below
    if section == "abstract":
        # "Background" and "Methods" are labels of a structured abstract until one of them comes a second time, or an
        # introduction follows an abstract that had begun without a label or had reached its results.
        again = key(heading.text) in labels
        first = _FIRST.match(heading.text) is not None
        over = any(label.startswith(("result", "conclusion", "finding", "discussion")) for label in labels)
        if not labels and not labelled and length > _LONGEST_ABSTRACT:
            return after_blank or marked
        return marked or again or (first and after_blank and (not labelled or over))
    if section == "references":
        return after_blank and not heading.numbered
    return after_blank or marked or heading.text.isupper()


def opens_matter(heading: Heading, *, section: str, after_blank: bool) -> bool:
    """Tell whether a heading opens a part that is not read."""
    if section == "abstract" and (is_label(heading.text.rstrip(":：")) or not after_blank):
        return False
    if section == "references":
        return after_blank and heading.body is None and not heading.numbered
    return after_blank or heading.body is not None or section not in ("body", "")


def key(text: str) -> str:
    """Return a heading without number and mark-up, in lower case.

    >>> key("## 2. Methods"), key("METHODS:")
    ('methods', 'methods')
    """
    return re.sub(r"^(?:[#*_\s]*)(?:\d{1,2}[.)]?\s+)?|[\s:：*_.]+$", "", cleaned(text)).casefold()


def is_prose(text: str, line: Line, *, section: str) -> bool:
    """Tell whether a line below an empty line is running text, which ends a short section."""
    shown = text[line.start : line.end]
    if len(shown) < _LONGEST or len(shown.split()) < 10 or _VERB.search(shown) is None:
        return False
    if shown[-1] not in ".!?)" and len(shown) < 200:
        return False
    return section != "funders" or _PAID.search(shown) is None


def body_sections(
    text: str,
    start: int,
    end: int,
    heading: str | None,
    *,
    above: str | None = None,
    heads: frozenset[int] = frozenset(),
) -> list[Section]:
    """Return a part of a body and the headed parts within it.

    Args:
        text: the document's text.
        start: first character of the part.
        end: one past its last.
        heading: of the part, if it begins with one.
        above: the last main heading, also of a part that goes on behind a note.
        heads: starts of lines that are no text: running heads and page numbers.
    """
    shown = heading or above
    top = _shown(shown) if shown else None
    level = None if heading is None else 1
    sections = [Section(start, end, "body", heading, level=level, path=top)]
    found = list(sub_headings(text, [line for line in lines_of(text, start, end) if line.start not in heads]))
    path: list[tuple[int, str]] = [(1, top)] if top else []
    stops = [item.start for item in found[1:]] + [end]
    for item, stop in zip(found, stops, strict=False):
        shown = text[item.start : item.end]
        path = [*(above for above in path if above[0] < item.level), (item.level, _shown(shown))]
        begin, finish = trimmed(text, item.end, stop)
        if begin < finish:
            joined = PATH.join(name for _, name in path)
            sections.append(Section(begin, finish, "body", shown, "body", shown, item.level, joined))
    return sections


def _shown(heading: str) -> str:
    """Return a heading without its mark-up and colon."""
    return re.sub(r"^[#*_\s]+|[\s:：*_]+$", "", cleaned(heading))


def sub_headings(text: str, lines: Sequence[Line]) -> Iterator[SubHeading]:
    """Yield the numbered, Markdown and known headings of a body, and others by their form, each with its level."""
    above = 1  # the level of the numbered heading that stands over what has no number
    for number, line in enumerate(lines):
        shown = text[line.start : line.end]
        before = lines[number - 1] if number else None
        level = _level(shown) or 2 * _is_common(shown, before)
        if level and (before is None or before.start == before.end or text[before.end - 1] in _ENDED):
            above = level if _NUMBERED.match(shown) else above
            yield SubHeading(line.start, line.end, level)
        elif not level and has_form(text, lines, number):
            yield SubHeading(line.start, line.end, above + 1)


def _is_common(shown: str, before: Line | None) -> bool:
    """Tell whether a line below an empty one is a common heading within a section, such as Statistical analysis."""
    if not 0 < len(shown) <= _LONGEST or shown[-1] in ".;," or not (before is None or before.start == before.end):
        return False
    found = paper_heading(shown)
    return found is not None and found.weak


def _level(shown: str) -> int:
    if not shown or len(shown) > _LONGEST_NUMBERED or shown[-1] in ";,":
        return 0
    if (mark := _MARKDOWN.match(shown)) is not None:
        return max(2, len(mark.group(1)))
    number = _NUMBERED.match(shown)
    if number is None or shown[-1] in ".!?":
        return 0
    first = shown[number.end() - 1]
    return number.group(1).count(".") + 1 if first.isupper() else 0
