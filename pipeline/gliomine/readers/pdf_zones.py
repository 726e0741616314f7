"""Tell the parts of a paper apart by the type and place of its lines: abstract, headings, text, captions, references.

What is neither running text nor a heading, a caption or a known part is left out: labels in figures, cells of tables,
notes at the foot of a page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from gliomine.pages.headings import PaperHeading, paper_heading
from gliomine.readers.pdf_floats import caption_end, caption_label, is_table, table_end
from gliomine.readers.pdf_front import is_kind
from gliomine.readers.pdf_lines import TextLine, whole
from gliomine.readers.pdf_types import Types, heading_number, like_heading, look, stands_out

_ENDED = ".?!:;)]”\"'’"
_KEYWORDS = re.compile(r"(?:key\s?-?words?(?: and phrases)?|index terms)\b\s*[:.—–-]?\s*", re.IGNORECASE)
_ABSTRACT = re.compile(r"(?:abstract|summary)\b\s*(?P<mark>[:.—–|]?)\s*", re.IGNORECASE)
_FRONT_NOTE = re.compile(
    r"(?:received|accepted|revised|published|copyright|©|\(c\)|correspondence|\*\s?correspond|corresponding author|e-?mail|doi\b|https?:"
    r"|academic editor|editor|this is an open[- ]access|cite this|citation|how to cite|to cite|submitted|available online|article history"
    r"|article info|open access|licen[cs]e|background:? this article|handling editor|edited by|reviewed by|specialty section)",
    re.IGNORECASE,
)
_CORE = re.compile(
    r"\W*(?:\d\.?\s+|[ivx]+\.?\s+)?(?:introduction|background|(?:materials?|patients|subjects|participants)?(?: and |\s?&\s?)?methods?|results?"
    r"|(?:results and )?discussions?|conclusions?|case (?:report|presentation)s?|references)\W*",
    re.IGNORECASE,
)
_FEWEST_PROSE = 5
_LONGEST_RUN_IN = 90


@dataclass(slots=True)
class Block:
    """A part of the paper: its kind, the level of a heading, the label of a caption, and its lines.

    The kind is front, abstract, keywords, heading, text, caption, references or another part that is not read.
    """

    kind: str
    lines: list[TextLine] = field(default_factory=list)
    level: int = 0
    label: str = ""
    cut: int = 0  # characters at the start of the first line that are the heading itself


class Zones:
    """Walks through the lines of a paper, from its title on."""

    def __init__(self, lines: Sequence[TextLine], types: Types, title: Sequence[int]) -> None:
        self._lines, self._types, self._title = lines, types, frozenset(title)
        self._blocks: list[Block] = []
        self._state = "front"
        self._text: Block | None = None  # the running text that is open
        self._last: TextLine | None = None  # its last line
        self._ranks: list[tuple[object, ...]] = []
        self._widths = _widths(lines, types)
        known = [number for number, line in enumerate(lines) if self._top(line)]
        self._last_top = known[-1] if known else -1
        self._first_top = known[0] if known else -1

    def blocks(self) -> list[Block]:
        """Return the parts in reading order."""
        number = 0
        while number < len(self._lines):
            number = number + 1 if number in self._title else self._step(number)
        return self._blocks

    def _top(self, line: TextLine) -> bool:
        found = paper_heading(line.text)
        return found is not None and found.top and found.name == "body" and like_heading(line, self._types)

    def _step(self, number: int) -> int:
        line = self._lines[number]
        label = caption_label(self._lines, number, self._types, before=self._last)
        if label is not None and (self._state != "references" or line.lead or line.type.bold):
            return self._caption(number, label)
        if self._state in ("front", "abstract", "after abstract") and (after := self._opening(number)):
            return after
        found = paper_heading(line.text)
        if self._is_heading(number, found):
            return self._heading(number, found)
        if self._run_in_matter(number):
            return number + 1
        if self._state == "body" and self._run_in_heading(number):
            return number + 1
        return self._content(number)

    def _opening(self, number: int) -> int:
        """Open abstract or keywords; 0 if the line does neither."""
        line = self._lines[number]
        spread = paper_heading(line.text)
        if spread is not None and spread.name == "abstract":
            self._open("abstract", line, cut=len(line.text))
            return number + 1
        found = _ABSTRACT.match(line.text)
        if found is not None and self._state == "front" and (line.lead or found.group("mark")):
            self._open("abstract", line, cut=found.end())
            return number + 1
        found = _KEYWORDS.match(line.text)
        if found is None or not (line.lead or found.end() == len(line.text) or found.group().rstrip()[-1] in ":.—–-"):
            return 0
        at = number + 1
        block = Block("keywords", [line], cut=found.end())
        while at < len(self._lines) and self._continues_note(block.lines[-1], self._lines[at]):
            block.lines.append(self._lines[at])
            at += 1
        self._blocks.append(block)
        self._state = "front" if self._state == "front" else "after abstract"
        return at

    def _continues_note(self, last: TextLine, line: TextLine) -> bool:
        near = line.page == last.page and 0 < last.y - line.y < 1.6 * last.type.size
        same = abs(line.type.size - last.type.size) < 0.06 * last.type.size and abs(line.x0 - last.x0) < 12 * last.type.size
        return near and same and paper_heading(line.text) is None and not line.type.bold and not line.lead

    def _open(self, kind: str, line: TextLine, *, cut: int = 0) -> None:
        self._state = kind
        self._text = None
        block = Block(kind, [], cut=cut)
        if cut < len(line.text):
            block.lines.append(line)
        else:
            block.cut = 0
        self._blocks.append(block)
        self._last = line

    def _is_heading(self, number: int, found: PaperHeading | None) -> bool:
        line, types = self._lines[number], self._types
        tail = self._state in ("matter", "references") or (self._state == "body" and number > self._last_top >= 0)
        if tail and found is not None and found.matter and line.text[:1].isupper() and line.text[-1] not in ".,;":
            return True
        if not like_heading(line, types) or (self._state == "front" and is_kind(line.text)):
            return False
        core = found is not None and (_CORE.fullmatch(line.text) is not None)
        if self._state == "front":
            return found is not None and found.name == "body" and (number >= self._first_top)
        if self._state == "abstract":
            return self._ends_abstract(number, found, core)
        if self._state in ("references", "matter"):
            leaves = found is not None and (found.top or found.matter)
            return leaves or (self._state == "matter" and types.levels.get(look(line)) == 1 and self._followed(number))
        if core or (found is not None and found.matter) or look(line) in types.levels:
            return self._context(line, strict=not core) or core
        return self._context(line, strict=True) and self._followed(number)

    def _ends_abstract(self, number: int, found: PaperHeading | None, core: bool) -> bool:
        line, block = self._lines[number], self._blocks[-1]
        if found is None or not (found.top or found.matter):
            return False
        if not block.lines:
            return False
        first = block.lines[0]
        # "Methods" within a structured abstract is followed by lines of the abstract's own type.
        after = self._lines[number + 1] if number + 1 < len(self._lines) else None
        own = look(line) in self._types.levels
        inside = after is not None and after.type.size == first.type.size and not self._types.is_body(after.type)
        if inside and not (own and found.name == "body" and number >= self._first_top and _intro(line.text)):
            return False
        return own or heading_number(line.text) > 0 or _intro(line.text) or not _later(self._lines, number, self._types)

    def _context(self, line: TextLine, *, strict: bool) -> bool:
        """Tell whether the text before allows a heading here: it has ended, or there is a gap."""
        last = self._last
        if last is None or not last.text or last.text[-1] in _ENDED or self._blocks[-1].kind == "heading":
            return True
        if last.page == line.page and abs(last.x0 - line.x0) < 6 * self._types.size and last.y > line.y:
            return last.y - line.y > 1.3 * self._types.leading
        return not strict or self._types.levels.get(look(line)) is not None

    def _followed(self, number: int) -> bool:
        """Tell whether running text or another heading follows in the same column, as it does behind a heading."""
        line = self._lines[number]
        for at in range(number + 1, min(number + 4, len(self._lines))):
            after = self._lines[at]
            if after.page != line.page or after.y > line.y:
                return self._types.is_body(after.type)
            if after.y < line.y - 4 * self._types.leading or after.gaps:
                return False
            if self._types.is_body(after.type):
                return after.x1 - after.x0 > 12 * self._types.size or after.text[-1:] == "."
            if not stands_out(after, self._types):
                return False
        return False

    def _heading(self, number: int, found: PaperHeading | None) -> int:
        line = self._lines[number]
        lines, at = [line], number + 1
        while found is None and at < len(self._lines) and self._same_heading(lines[-1], self._lines[at]):
            lines.append(self._lines[at])
            at += 1
        level = self._level(lines[0], found)
        if found is not None and found.matter and self._leaves_body(number, found, level):
            self._state = "references" if found.name == "references" else "matter"
            self._text = Block(found.name, [], label=line.text)
            self._blocks.append(self._text)
        elif found is not None and found.name in ("keywords", "abstract"):
            self._state, self._text = "matter", Block(found.name)
            self._blocks.append(self._text)
        else:
            self._state, self._text = "body", None
            self._blocks.append(Block("heading", lines, level))
            return self._rest_of_heading(lines, at)
        self._last = lines[-1]
        return at

    def _rest_of_heading(self, lines: list[TextLine], at: int) -> int:
        """Take the end of a heading that runs on into the first line of its text."""
        self._last = last = lines[-1]
        line = self._lines[at] if at < len(self._lines) else None
        if not last.type.italic or not heading_number(lines[0].text):
            return at
        if line is None or not line.lead or line.lead_type != last.type or last.text[-1] in ".:":
            return at
        head, cut = lead_text(line)
        if line.page != last.page or not 0 < last.y - line.y < 1.6 * self._types.leading or self._types.is_body(last.type):
            return at
        lines.append(whole(line, head))
        self._add_text(whole(line, line.text[cut:].lstrip(" .:—–-")))
        return at + 1

    def _leaves_body(self, number: int, found: PaperHeading, level: int) -> bool:
        """Tell whether a part that is not read begins, and not a section of the methods such as an ethics statement."""
        if found.name in ("references", "acknowledgements") or level <= 1:
            return True
        return number > self._last_top or self._state in ("references", "matter")

    def _same_heading(self, last: TextLine, line: TextLine) -> bool:
        near = line.page == last.page and 0 < last.y - line.y < 1.6 * max(last.type.size, self._types.leading / 1.2)
        return near and look(line) == look(last) and paper_heading(line.text) is None and not heading_number(line.text)

    def _level(self, line: TextLine, found: PaperHeading | None) -> int:
        dots = heading_number(line.text)
        if dots > 1:
            return dots
        own = self._types.levels.get(look(line))
        if own is not None:
            return own
        if _CORE.fullmatch(line.text) or not self._types.levels or (dots == 1 and found is not None and found.top):
            return 1
        kind = look(line)
        if kind not in self._ranks:
            self._ranks.append(kind)
        return 2 + self._ranks.index(kind)

    def _run_in_matter(self, number: int) -> bool:
        """Open a part that is not read whose heading stands at the start of its first line: "Funding This work ..."."""
        line = self._lines[number]
        if number < self._last_top or self._state in ("front", "abstract"):
            return False
        head, cut = lead_text(line)
        at = line.text.find(":")
        if not head and 0 < at < 60:
            head, cut = line.text[:at], at + 1
        found = paper_heading(head) if head else None
        if found is None or not found.matter:
            return False
        self._state = "references" if found.name == "references" else "matter"
        self._text = Block(found.name, [line], label=head, cut=cut)
        self._blocks.append(self._text)
        self._last = line
        return True

    def _run_in_heading(self, number: int) -> bool:
        """Open a section whose heading stands at the start of its first line in another weight: "Patients. We asked ..."."""
        line = self._lines[number]
        head, cut = lead_text(line)
        dots = heading_number(line.text)
        rest = line.text[cut:].strip()
        marked = line.text[:cut].rstrip()[-1:] in ".:" or rest[:1] in ".:"
        if not head or not marked or len(head) > _LONGEST_RUN_IN or not head[0].isalnum() or head[0].islower():
            return False
        if not (line.lead_type.bold or dots > 1) or not rest.strip(" .:—–-") or not self._context(line, strict=True):
            return False
        shown = whole(line, head, kind=line.lead_type)
        self._blocks.append(Block("heading", [shown], self._types.levels.get(look(shown), max(dots, 3))))
        self._text = None
        self._add_text(whole(line, rest.lstrip(" .:—–-")))
        return True

    def _caption(self, number: int, label: re.Match[str]) -> int:
        end = caption_end(self._lines, number, self._types)
        self._blocks.append(Block("caption", list(self._lines[number:end]), label=label.group("label")))
        if is_table(label):
            return max(end, table_end(self._lines, end, self._types, widths=self._widths))
        return end

    def _content(self, number: int) -> int:
        line, types = self._lines[number], self._types
        if self._state == "front":
            return self._front(number)
        if self._state == "abstract":
            return self._abstract(number)
        if self._state in ("references", "matter") and not self._run_in_over(line):
            if self._text is not None:
                self._text.lines.append(line)
                self._last = line
            return number + 1
        if types.is_body(line.type) or self._within_text(line):
            self._add_text(line)
            return number + 1
        end = self._small_prose(number)
        for inner in self._lines[number:end]:
            self._add_text(inner)
        return max(end, number + 1)

    def _run_in_over(self, line: TextLine) -> bool:
        """Tell whether a note before the end of the paper is over: text of another size goes on."""
        if self._text is None or not self._text.cut or line.page > 1 or not self._types.is_body(line.type):
            return False
        if self._types.is_body(self._text.lines[0].type):
            return False
        self._state, self._text = "body", None
        return True

    def _front(self, number: int) -> int:
        line = self._lines[number]
        if self._first_top < 0 and self._types.is_body(line.type) and line.page > 0:
            self._state = "body"
            return number
        if not self._blocks or self._blocks[-1].kind != "front":
            self._blocks.append(Block("front"))
        self._blocks[-1].lines.append(line)
        return number + 1

    def _abstract(self, number: int) -> int:
        line = self._lines[number]
        block = self._blocks[-1] if self._blocks[-1].kind == "abstract" else None
        last = block.lines[-1] if block is not None and block.lines else None
        if block is None or (last is not None and self._abstract_ends(block.lines, line)):
            self._state = "after abstract"
            self._last = None
            return number
        block.lines.append(line)
        self._last = line
        return number + 1

    def _abstract_ends(self, lines: Sequence[TextLine], line: TextLine) -> bool:
        last, first = lines[-1], lines[0]
        if line.text[:1] in "©Ó" or (_FRONT_NOTE.match(line.text) and last.text[-1:] in ".?!"):
            return True
        if re.match(r"(?:list of )?abbreviations?\b", line.text, re.IGNORECASE) and line.lead:
            return True
        if abs(line.type.size - last.type.size) > 0.05 * last.type.size and abs(line.type.size - first.type.size) > 0.05 * first.type.size:
            return True
        if line.page != last.page or line.y > last.y:
            # Another column or page: the abstract goes on only in the middle of a sentence.
            same = line.type.size == last.type.size and line.type.font == last.type.font
            if same and (not self._types.is_body(line.type) or self._goes_on(line)):
                return False
            return last.text[-1:] in ".?!" or abs(line.type.size - last.type.size) > 0.2
        return last.y - line.y > 2.4 * max(last.type.size, self._types.leading) and last.text[-1:] in ".?!" and not line.lead

    def _goes_on(self, line: TextLine) -> bool:
        """Tell whether keywords or the introduction stand further on: then the abstract is not over."""
        start = self._lines.index(line)
        for later in self._lines[start + 1 : start + 40]:
            if _KEYWORDS.match(later.text):
                return True
            if later.type.size != line.type.size:
                break
        return any(self._top(later) and _intro(later.text) for later in self._lines[start + 1 : start + 40])

    def _within_text(self, line: TextLine) -> bool:
        """Tell whether a line in another font or weight stands in running text: names of genes, symbols, species."""
        last = self._last
        if last is None or self._text is None or last.page != line.page:
            return False
        near = 0 < last.y - line.y < 1.5 * self._types.leading and abs(line.x0 - last.x0) < 4 * self._types.size
        return near and abs(line.type.size - last.type.size) <= 0.06 * last.type.size and not line.gaps

    def _add_text(self, line: TextLine) -> None:
        if self._text is None or self._text.kind != "text":
            self._text = Block("text")
            self._blocks.append(self._text)
        self._text.lines.append(line)
        self._last = line

    def _small_prose(self, number: int) -> int:
        """Return the end of a section in smaller type that begins here, or the line itself if there is none."""
        first, at = self._lines[number], number + 1
        if first.page == 0 or first.type.size < 0.7 * self._types.size or re.match(r"[*†‡§¶]", first.text):
            return number
        while at < len(self._lines):
            last, line = self._lines[at - 1], self._lines[at]
            near = line.page == last.page and 0 < last.y - line.y < 1.7 * first.type.size
            if not near or line.gaps or abs(line.type.size - first.type.size) > 0.03 * first.type.size:
                break
            at += 1
        run = self._lines[number:at]
        width = max(line.x1 - line.x0 for line in run)
        full = sum(line.x1 - line.x0 > 0.8 * width for line in run)
        words = sum(len(line.text.split()) for line in run)
        prose = len(run) >= _FEWEST_PROSE and full >= 0.6 * len(run) and words >= 6 * len(run)
        return at if prose and _FRONT_NOTE.match(first.text) is None else number


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


def _intro(text: str) -> bool:
    return re.search(r"introduction|background", text, re.IGNORECASE) is not None


def _later(lines: Sequence[TextLine], number: int, types: Types) -> bool:
    """Tell whether an introduction follows on the next lines: then what stands before it belongs to the abstract."""
    return any(_intro(line.text) and like_heading(line, types) for line in lines[number + 1 : number + 120])


def _widths(lines: Sequence[TextLine], types: Types) -> dict[int, float]:
    """Return the usual width of a line of running text on each page."""
    found: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        if types.is_body(line.type):
            found[line.page].append(line.x1 - line.x0)
    return {page: sorted(widths)[int(0.7 * (len(widths) - 1))] for page, widths in found.items()}
