"""Tell the parts of a paper apart by the type and place of its lines: abstract, headings, text, captions, references.

What is neither running text nor a heading, a caption or a known part is left out: labels in figures,
notes at the foot of a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gliomine.pages.headings import PaperHeading, paper_heading
from gliomine.readers.pdf_floats import caption_end, caption_label, is_table, table_end
from gliomine.readers.pdf_front import is_kind
from gliomine.readers.pdf_lines import TextLine, whole
from gliomine.readers.pdf_prose import (
    ABSTRACT,
    CORE,
    ENDED,
    KEYWORDS,
    abstract_ends,
    continues_note,
    followed,
    intro_follows,
    is_intro,
    is_top,
    lead_text,
    opens_text,
    page_widths,
    same_heading,
    small_prose,
)
from gliomine.readers.pdf_types import Types, heading_number, like_heading, look

_LONGEST_RUN_IN = 90


@dataclass(slots=True)
class Block:
    """A part of the paper: its kind, the level of a heading, the label of a caption, and its lines.

    The kind is front, abstract, keywords, heading, text, caption, table, references or another part that is not read.
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
        self._widths = page_widths(lines, types)
        known = [number for number, line in enumerate(lines) if is_top(line, types)]
        self._last_top = known[-1] if known else -1
        self._first_top = known[0] if known else -1

    def blocks(self) -> list[Block]:
        """Return the parts in reading order."""
        number = 0
        while number < len(self._lines):
            number = number + 1 if number in self._title else self._step(number)
        return self._blocks

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
        found = ABSTRACT.match(line.text)
        if found is not None and self._state == "front" and (line.lead or found.group("mark")):
            self._open("abstract", line, cut=found.end())
            return number + 1
        found = KEYWORDS.match(line.text)
        if found is None or not (line.lead or found.end() == len(line.text) or found.group().rstrip()[-1] in ":.—–-"):
            return 0
        at = number + 1
        block = Block("keywords", [line], cut=found.end())
        while at < len(self._lines) and continues_note(block.lines[-1], self._lines[at]):
            block.lines.append(self._lines[at])
            at += 1
        self._blocks.append(block)
        self._state = "front" if self._state == "front" else "after abstract"
        return at

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
        if not like_heading(line, types) or (
            self._state == "front" and is_kind(line.text) and look(line) not in types.levels
        ):
            return False
        core = found is not None and (CORE.fullmatch(line.text) is not None)
        if self._state == "front":
            return found is not None and found.name == "body" and (number >= self._first_top)
        if self._state == "abstract":
            return self._ends_abstract(number, found)
        if self._state in ("references", "matter"):
            leaves = found is not None and (found.top or found.matter)
            return leaves or (
                self._state == "matter" and types.levels.get(look(line)) == 1 and followed(self._lines, number, types)
            )
        if core or (found is not None and found.matter) or look(line) in types.levels:
            return self._context(line, strict=not core) or core
        return self._context(line, strict=True) and followed(self._lines, number, types)

    def _ends_abstract(self, number: int, found: PaperHeading | None) -> bool:
        line, block = self._lines[number], self._blocks[-1]
        if found is None or not (found.top or found.matter) or not block.lines:
            return False
        first = block.lines[0]
        # "Methods" within a structured abstract is followed by lines of the abstract's own type.
        after = self._lines[number + 1] if number + 1 < len(self._lines) else None
        own = look(line) in self._types.levels
        inside = after is not None and after.type.size == first.type.size and not self._types.is_body(after.type)
        if inside and not (own and found.name == "body" and number >= self._first_top and is_intro(line.text)):
            return False
        return (
            own
            or heading_number(line.text) > 0
            or is_intro(line.text)
            or not intro_follows(self._lines, number, self._types)
        )

    def _context(self, line: TextLine, *, strict: bool) -> bool:
        """Tell whether the text before allows a heading here: it has ended, or there is a gap."""
        last = self._last
        if last is None or not last.text or last.text[-1] in ENDED or self._blocks[-1].kind == "heading":
            return True
        if last.page == line.page and abs(last.x0 - line.x0) < 6 * self._types.size and last.y > line.y:
            return last.y - line.y > 1.3 * self._types.leading
        return not strict or self._types.levels.get(look(line)) is not None

    def _heading(self, number: int, found: PaperHeading | None) -> int:
        line = self._lines[number]
        lines, at = [line], number + 1
        while found is None and at < len(self._lines) and same_heading(lines[-1], self._lines[at], self._types):
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
        if (
            line.page != last.page
            or not 0 < last.y - line.y < 1.6 * self._types.leading
            or self._types.is_body(last.type)
        ):
            return at
        lines.append(whole(line, head))
        self._add_text(whole(line, line.text[cut:].lstrip(" .:—–-")))
        return at + 1

    def _leaves_body(self, number: int, found: PaperHeading, level: int) -> bool:
        """Tell whether a part that is not read begins, and not a section of the methods such as an ethics statement."""
        if found.name in ("references", "acknowledgements") or level <= 1:
            return True
        return number > self._last_top or self._state in ("references", "matter")

    def _level(self, line: TextLine, found: PaperHeading | None) -> int:
        dots = heading_number(line.text)
        if dots > 1:
            return dots
        own = self._types.levels.get(look(line))
        if own is not None:
            return own
        if CORE.fullmatch(line.text) or not self._types.levels or (dots == 1 and found is not None and found.top):
            return 1
        kind = look(line)
        if kind not in self._ranks:
            self._ranks.append(kind)
        return 2 + self._ranks.index(kind)

    def _run_in_matter(self, number: int) -> bool:
        """Open a part that is not read whose heading stands at the start of its first line: "Funding This work ..."."""
        line = self._lines[number]
        early = self._state == "after abstract" and number < self._first_top
        if (number < self._last_top and not early) or self._state in ("front", "abstract"):
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
        """Open a section whose heading stands at the start of its first line in bold: "Patients. We asked ..."."""
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
            rows_end = max(end, table_end(self._lines, end, self._types, widths=self._widths))
            self._blocks.append(Block("table", list(self._lines[end:rows_end]), label=label.group("label")))
            return rows_end
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
        end = small_prose(self._lines, number, types)
        for inner in self._lines[number:end]:
            self._add_text(inner)
        return max(end, number + 1)

    def _run_in_over(self, line: TextLine) -> bool:
        """Tell whether a note before the end of the paper is over: text of another size goes on."""
        if self._text is None or not self._text.cut or line.page > 1 or not self._types.is_body(line.type):
            return False
        last = self._text.lines[-1]
        near = last.page == line.page and 0 < last.y - line.y < 1.5 * last.type.size
        if self._types.is_body(self._text.lines[0].type) and (near or last.text[-1] not in ".?!"):
            return False
        self._state, self._text = "body", None
        return True

    def _front(self, number: int) -> int:
        line = self._lines[number]
        if (
            self._first_top < 0
            and self._types.is_body(line.type)
            and (line.page > 0 or opens_text(self._lines, number, self._types))
        ):
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
        if block is None or (last is not None and abstract_ends(block.lines, self._lines, number, self._types)):
            self._state = "after abstract"
            self._last = None
            return number
        block.lines.append(line)
        self._last = line
        return number + 1

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
