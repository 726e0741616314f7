"""What stands above the first heading of a page or paper: its title, its authors, a body or an abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gliomine.pages.headings import Line, cleaned
from gliomine.pages.notes import OF_NOTES
from gliomine.pages.rows import Row, is_running

_LONGEST_TITLE = 600
_MOST_TITLE_LINES = 6
_MOST_LINES_BEFORE = 25
_ABSTRACT_LINES = 3
_KIND = re.compile(
    r"(?:(?:original|research|review|short|brief|full|regular|mini|clinical|systematic|invited|case|study|technical|open)[\s-]*)*"
    r"(?:articles?|papers?|reviews?|reports?|communications?|letters?|editorial|protocol|studies|study|trial|access"
    r"|research|commentary|perspective|primer|method|database)(?:\s+open access)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:university|department|institute|faculty|hospital|school of|college)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"https?:|www\.|\bdoi\b|\bissn\b|\bisbn\b|©|copyright|\bpages? \d|\A\S+\.\S+\.\S+\Z|page number|volume \d"
    r"|\bvol\. ?\d|open access|\b(?:19|20)\d\d[,;:(]|\(\d{4}\)|available online|\breceived\b|\baccepted\b|@"
    r"|creative commons|contents lists|journal (?:of|homepage)|" + _ADDRESS.pattern,
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"(?:d[aeiou]|dos|de[lrn]|l[ae]|v[ao]n|bin|ibn|[ae]l|u[lr]|te[rn]|af|zu|y|e)")
_MARKS = re.compile(
    r"[\d*†‡§¶#∗⁎✉⁰¹²³⁴-⁹]+|,\s*(?:Ph\.?D|M\.?D|M\.?Sc?|B\.?Sc?|MB|MA|BA|MPH|RN|DVM|DDS)\.?[a-f]?\b"
    r"|\s[a-f](?=\s*[,*∗]|\s*\Z)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """What a heading opens: section name, heading as displayed, range of the body."""

    name: str
    heading: str | None
    start: int
    end: int


def preamble(text: str, rows: Sequence[Row], headed: set[str]) -> list[Block]:
    """Read the lines above the first heading: the title, then the authors, then a body."""
    lines = [row.line for row in rows]
    blocks = []
    if lines and "title" not in headed and lines[0].end - lines[0].start <= _LONGEST_TITLE:
        line = lines.pop(0)
        blocks.append(Block("title", None, line.start + 2 * text.startswith("# ", line.start), line.end))
    if lines and "authors" not in headed and _looks_like_names(text[lines[0].start : lines[0].end]):
        line = lines.pop(0)
        blocks.append(Block("authors", None, line.start, line.end))
    if lines:
        blocks.append(Block("body", None, lines[0].start, lines[-1].end))
    return blocks


def wrapped_preamble(text: str, rows: Sequence[Row], headed: set[str]) -> list[Block]:
    """Read what stands above the first heading of a paper that was copied with its line breaks.

    Lines of the journal, the kind of article and addresses are sections of their own, and not read. Running text is the
    abstract, where the paper shows no other.
    """
    lines = [row.line for row in rows]
    first, stop = _title_lines(text, lines)
    blocks: list[Block] = []
    if first:
        blocks.append(Block("boilerplate", None, lines[0].start, lines[first - 1].end))
    if stop > first:
        blocks.append(Block("title", None, lines[first].start, lines[stop - 1].end))
    body = _first_running(text, lines, stop)
    names = stop
    while names < body and _are_names(text, lines[names]):
        names += 1
    if names > stop:
        blocks.append(Block("authors", None, lines[stop].start, lines[names - 1].end))
    if body > names:
        blocks.append(Block("correspondence", None, lines[names].start, lines[body - 1].end))
    if body < len(lines):
        name = "body" if "abstract" in headed else "abstract"
        blocks.append(Block(name, None, lines[body].start, lines[-1].end))
    return blocks


def _title_lines(text: str, lines: Sequence[Line]) -> tuple[int, int]:
    """Return the numbers of the first line of the title and of the one behind its last."""
    ahead = lines[:_MOST_LINES_BEFORE]
    named = (at for at in range(1, len(ahead)) if _are_names(text, ahead[at]) or _is_author(text, ahead, at))
    names = next(named, None)
    about = [_is_about(text, line) for line in ahead]
    if names is None:
        first = next((at for at, told in enumerate(about) if not told), 0)
        stop = first + 1
        while stop < len(ahead) and stop - first < _MOST_TITLE_LINES and _continues(text, ahead[stop - 1], ahead[stop]):
            stop += 1
        return first, min(stop, len(lines))
    first = 1 + max((at for at in range(names) if about[at]), default=-1)
    # What only seems to tell of the journal, right above the names, is the title.
    return max(first if first < names else names - 1, names - _MOST_TITLE_LINES), names


def _is_about(text: str, line: Line) -> bool:
    """Tell whether a line above the authors says what kind of paper it is or where it appeared."""
    shown = text[line.start : line.end]
    return _AROUND.search(shown) is not None or bool(shown[0].isupper() and _KIND.fullmatch(_closed_up(shown)))


def _continues(text: str, line: Line, below: Line) -> bool:
    shown = text[below.start : below.end]
    return shown[0].islower() or (shown.isupper() and text[line.start : line.end].isupper())


def _first_running(text: str, lines: Sequence[Line], start: int) -> int:
    """Return the number of the first of several lines that read like sentences; that behind the last if none does."""
    for at in range(start, len(lines) - _ABSTRACT_LINES + 1):
        start, end = lines[at].start, lines[at + _ABSTRACT_LINES - 1].end
        anew = is_running(text, start, lines[at].end) or text[lines[at - 1].end - 1] in ".!?)"
        if anew and OF_NOTES.search(text, start, end) is None and is_running(text, start, end):
            return at
    return len(lines)


def _closed_up(shown: str) -> str:
    """Return a line in one spelling: letters that were set apart ("S TUD Y P RO TOCO L") closed up."""
    words = shown.split()
    if len(words) > 4 and sum(len(word) <= 3 for word in words) >= 0.6 * len(words) and words[0].isupper():
        upper = "".join(word for word in words if word.isupper())
        return re.sub(r"(STUDY|RESEARCH|REVIEW|ORIGINAL|CASE|SHORT)(?=[A-Z])", r"\1 ", upper)
    return " ".join(words)


def _are_names(text: str, line: Line) -> bool:
    """Tell whether a line lists authors, their marks aside: several names, or one with a mark behind it."""
    shown = text[line.start : line.end]
    if _AROUND.search(shown) or shown.endswith(("?", "!", ":")) or _KIND.fullmatch(shown):
        return False
    bare, marks = _MARKS.subn(" , ", shown)
    pieces = [piece.strip(" .") for piece in re.split(r"[,;&]|\band\b", bare)]
    pieces = [piece for piece in pieces if len(piece) > 2]
    named = sum(_is_name(piece) for piece in pieces)
    # Titles in capitals are joined by "and", too.
    listed = marks > 0 or "," in shown.strip(",") or "&" in shown
    return bool(pieces) and named >= 0.7 * len(pieces) and listed


def _is_author(text: str, lines: Sequence[Line], number: int) -> bool:
    """Tell whether a line names one author, or two joined by a word, without a mark: an address follows it."""
    shown = text[lines[number].start : lines[number].end]
    below = lines[number + 1] if number + 1 < len(lines) else None
    if below is None or not all(_is_name(piece.strip()) for piece in re.split(r"\band\b|&", shown)):
        return False
    return text[below.start].isdigit() or _ADDRESS.search(text, below.start, below.end) is not None


def _is_name(piece: str) -> bool:
    words = piece.replace(".", ". ").split()
    if _ADDRESS.search(piece) or not 2 <= len(words) <= 5:
        return False
    return all(_PARTICLE.fullmatch(word) or word[0].isupper() for word in words) and any(
        len(word) > 2 for word in words
    )


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
