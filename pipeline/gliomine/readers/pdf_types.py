"""What the type of a PDF's lines says: which is running text, which are headings and of which level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gliomine.pages.headings import paper_heading
from gliomine.readers.pdf_glyphs import Type
from gliomine.readers.pdf_lines import TextLine

_SAME = 0.05  # of the size: what differs less is the same size
_FONT_SHARE = 0.06
_LONGEST_HEADING = 150
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-H]\.)\s+(?=\S*[^\W\d_])")

Look = tuple[float, str, bool, bool, bool]
"""Size, font, bold, italic, capitals: lines that look alike."""


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a paper.

    Attributes:
        size: of its running text, in points.
        fonts: of its running text.
        leading: usual distance between base lines.
        levels: what headings look like -> level, from 1.
    """

    size: float
    fonts: frozenset[str]
    leading: float
    levels: dict[Look, int]

    def is_body(self, kind: Type) -> bool:
        """Tell whether a type is that of running text, italics included."""
        return abs(kind.size - self.size) <= _SAME * self.size and not kind.bold and kind.font in self.fonts


def look(line: TextLine) -> Look:
    """Return what a line looks like."""
    kind = line.type
    letters = "".join(re.findall(r"[^\W\d_]", line.text))
    return (round(kind.size), kind.font, kind.bold, kind.italic, letters.isupper() and len(letters) > 3)


def find_types(lines: Sequence[TextLine]) -> Types:
    """Return the types of a paper.

    The running text is set in the type of most characters. What headings look like is learned from those that every
    paper has: Introduction, Methods, Results.
    """
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.type.size * 2) / 2] += len(line.text)
    rough = sizes.most_common(1)[0][0] if sizes else 10.0
    exact: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for line in lines:
        if abs(line.type.size - rough) <= 0.3:
            exact[line.type.size] += len(line.text)
            if not line.type.bold:
                fonts[line.type.font] += len(line.text)
    size = exact.most_common(1)[0][0] if exact else rough
    total = sum(fonts.values())
    main = frozenset(font for font, count in fonts.items() if count >= _FONT_SHARE * total)
    types = Types(size, main, _leading(lines, size), {})
    return Types(size, main, types.leading, _levels(lines, types))


def _leading(lines: Sequence[TextLine], size: float) -> float:
    steps: Counter[float] = Counter()
    for before, line in pairwise(lines):
        step = before.y - line.y
        if before.page == line.page and abs(line.x0 - before.x0) < 2 * size and 0.9 * size < step < 3 * size:
            steps[round(step * 2) / 2] += 1
    return steps.most_common(1)[0][0] if steps else 1.2 * size


def stands_out(line: TextLine, types: Types) -> bool:
    """Tell whether a line is set apart from running text by its type alone."""
    kind = line.type
    if kind.size < (0.78 if kind.bold else 0.85) * types.size:
        return False
    if kind.bold or kind.size > (1 + _SAME) * types.size or look(line)[4]:
        return True
    return kind.italic or kind.font not in types.fonts


def _levels(lines: Sequence[TextLine], types: Types) -> dict[Look, int]:
    """Learn the looks of headings; the most frequent look of those that every paper has is the first level."""
    main: Counter[Look] = Counter()
    for line in lines:
        found = paper_heading(line.text)
        if found is not None and found.top and stands_out(line, types):
            main[look(line)] += 1
    if not main:
        return {}
    best = max(main, key=lambda item: (main[item], item[0], item[4]))
    levels = {best: 1}
    for item, count in main.items():
        # The same heading style in another font of the same size, as symbols and small capitals make.
        if item not in levels and count > 1 and item[0] == best[0] and item[2:] == best[2:]:
            levels[item] = 1
    return levels


def heading_number(text: str) -> int:
    """Return how many levels the number before a heading has; 0 for none.

    >>> heading_number("2.3. Cell culture"), heading_number("2 Methods"), heading_number("Methods")
    (2, 1, 0)
    """
    found = _NUMBERED.match(text)
    if found is None:
        return 0
    return len([part for part in found.group().strip().split(".") if part])


def _runs_in(line: TextLine) -> bool:
    """Tell whether a heading in italics ends within the line and text follows."""
    seen = 0
    for at, char in enumerate(line.text):
        seen += not char.isspace()
        if line.lead and seen == line.lead:
            return line.text[at] in ".:" and len(line.text[at + 1 :].split()) > 1
    return False


def like_heading(line: TextLine, types: Types) -> bool:
    """Tell whether a line looks like a heading, wherever it stands."""
    text = line.text
    if len(text) > _LONGEST_HEADING or not re.search(r"[^\W\d_]{2}", text) or line.gaps:
        return False
    known = paper_heading(text)
    if known is not None and (known.top or known.matter):
        return stands_out(line, types) or heading_number(text) > 0 or text.isupper() or not types.levels
    first = text.lstrip("“\"'(")[:1]
    if not (first.isupper() or first.isdigit()) or line.mixed or _runs_in(line):
        return False
    if look(line) in types.levels:
        return True
    if text[-1] in ".,;" and not heading_number(text) and not line.type.bold:
        return False
    return stands_out(line, types)
