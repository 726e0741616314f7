"""From the characters of a PDF page to its lines, in the order in which the file draws them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gliomine.readers.pdf_glyphs import Glyph, Type

HYPHENS = frozenset("-\u2010\u2011\x02\ufffe\u00ad")
_RAISED = 0.2  # of the type size; what stands so much higher and is smaller is a superscript
_SMALLER = 0.87
_WORD_GAP = 0.18  # of the type size, beyond the advance of the letter before
_WIDE_GAP = 1.6
_NUMBER_GAP = 0.9  # likewise, behind a line number
_LONGEST_NUMBER = 4
_FEWEST_NUMBERED = 12  # lines of a page
_CUT = "\t"  # no character of a line is one
_SMALLEST = 3  # points; what is smaller is not meant to be read
_CITED = re.compile(r"[\d*†‡§¶][\d\s,;.*†‡§¶\u2010-\u2015\-\u2212a-d]*|\[[\d\s,;\u2010-\u2015\-]+\]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page, or what of it stands in one column.

    Attributes:
        page: number of the page, from 0.
        x0: left edge in points from the left of the page.
        x1: right edge.
        y: base line in points from the bottom of the page.
        type: that of most of its characters.
        text: its characters, without citations that are superscripts.
        lead: how many characters at its start are set in another weight or slant than its end.
        lead_type: the type of the first character.
        gaps: how many gaps between its words are as wide as those between the cells of a table.
        mixed: whether it is bold in part.
        cuts: where in the text a word stands behind such a gap.
        edges: of each of them, where the gap begins and ends.
    """

    page: int
    x0: float
    x1: float
    y: float
    type: Type
    text: str
    lead: int
    lead_type: Type
    gaps: int
    mixed: bool
    cuts: tuple[int, ...] = ()
    edges: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True)
class _Piece:
    """A run of characters that follow each other on a base line; its place and size are taken once, by `measure`."""

    glyphs: list[Glyph] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0

    def measure(self) -> None:
        """Take place and size of the characters."""
        self.x0 = min(glyph.x0 for glyph in self.glyphs)
        self.x1 = max(glyph.x1 for glyph in self.glyphs)
        self.size = max(glyph.type.size for glyph in self.glyphs)
        least = _SMALLER * self.size
        levels = Counter(round(glyph.y, 1) for glyph in self.glyphs if glyph.type.size >= least)
        self.y = levels.most_common(1)[0][0]


def page_lines(glyphs: Iterable[Glyph | None], page: int) -> list[TextLine]:
    """Return the lines of a page; pieces that stand beside each other with a small gap are one line."""
    lines = []
    for piece in _joined(_without_line_numbers(list(_pieces(glyphs)))):
        line = _line(piece, page)
        if line is not None:
            lines.append(line)
    return lines


def _pieces(glyphs: Iterable[Glyph | None]) -> Iterator[_Piece]:
    piece = _Piece()
    for glyph in glyphs:
        last = piece.glyphs[-1] if piece.glyphs else None
        if glyph is None or (last is not None and _breaks(last, glyph)):
            if piece.glyphs:
                yield piece
            piece = _Piece()
        if glyph is not None and not (glyph.char.isspace() and not piece.glyphs):
            piece.glyphs.append(glyph)
    if piece.glyphs:
        yield piece


def _without_line_numbers(pieces: list[_Piece]) -> list[_Piece]:
    """Return the pieces; numbers beside the lines of a manuscript, near enough to be of one piece with them, cut off.

    Such numbers rise from line to line, and stand at the left of all that has none. The first column of a table is
    no such thing where fewer rows have it, or numbers fall.
    """
    numbered = [(piece, cut) for piece in pieces if (cut := _number_before_gap(piece.glyphs))]
    if len(numbered) < max(_FEWEST_NUMBERED, 0.6 * len(pieces)):
        return pieces
    found = [int("".join(glyph.char for glyph in piece.glyphs[:cut]).strip()) for piece, cut in numbered]
    if any(after <= before for before, after in pairwise(found)):
        return pieces
    for piece, cut in numbered:
        del piece.glyphs[:cut]
        while piece.glyphs and piece.glyphs[0].char.isspace():
            del piece.glyphs[0]
    return [piece for piece in pieces if piece.glyphs]


def _number_before_gap(glyphs: Sequence[Glyph]) -> int:
    """Return how many characters at the begin are a number that a wide gap parts from the rest, else 0."""
    shown = [number for number, glyph in enumerate(glyphs[: _LONGEST_NUMBER + 3]) if not glyph.char.isspace()]
    for before, after in pairwise(shown):
        if not glyphs[before].char.isdigit():
            return 0
        if glyphs[after].x0 - glyphs[before].x1 > _NUMBER_GAP * glyphs[after].type.size:
            return before + 1
    return 0


def _breaks(last: Glyph, glyph: Glyph) -> bool:
    """Tell whether a character begins another piece than the one before it."""
    if glyph.char.isspace():
        return False
    size = max(last.type.size, glyph.type.size)
    return abs(glyph.y - last.y) > 0.62 * size or glyph.x0 < last.x0 - 0.6 * size or glyph.x0 > last.x1 + 3 * size


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Put together the pieces of one line that the file draws apart, such as a word and its superscript."""
    made: list[_Piece] = []
    rows: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if not any(not glyph.char.isspace() for glyph in piece.glyphs):
            continue
        piece.measure()
        row = round(piece.y / 6)
        target = next(
            (other for near in (row, row - 1, row + 1) for other in rows.get(near, ()) if _beside(other, piece)), None
        )
        if target is None:
            made.append(piece)
            rows.setdefault(row, []).append(piece)
            continue
        target.glyphs = [glyph for unit in sorted(_units(target, piece), key=_left) for glyph in unit]
        target.measure()
    return made


def _units(*pieces: _Piece) -> Iterator[list[Glyph]]:
    """Yield the visible characters, each with the spaces before it, whose own places say little."""
    for piece in pieces:
        unit: list[Glyph] = []
        for glyph in piece.glyphs:
            unit.append(glyph)
            if not glyph.char.isspace():
                yield unit
                unit = []


def _left(unit: Sequence[Glyph]) -> float:
    return unit[-1].x0


def _beside(one: _Piece, other: _Piece) -> bool:
    size = max(one.size, other.size)
    small = min(one.size, other.size)
    lift = one.y - other.y if one.size < other.size else other.y - one.y
    level = abs(lift) <= 0.25 * size or (small < _SMALLER * size and -0.35 * size < lift < 0.6 * size)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return level and -0.3 * small < gap < 0.45 * size


def _line(piece: _Piece, page: int) -> TextLine | None:
    glyphs = [glyph for glyph in piece.glyphs if glyph.char not in "\t" or glyph.char == " "]
    while glyphs and glyphs[-1].char.isspace():
        glyphs.pop()
    while glyphs and glyphs[0].char.isspace():
        glyphs.pop(0)
    if not glyphs or max(glyph.type.size for glyph in glyphs) < _SMALLEST:
        return None
    shown = [glyph for glyph in glyphs if not glyph.char.isspace()]
    main = Counter(glyph.type for glyph in shown).most_common(1)[0][0]
    base = Counter(round(glyph.y, 1) for glyph in shown if glyph.type.size >= _SMALLER * main.size).most_common(1)
    y = base[0][0] if base else shown[0].y
    text, gaps, cuts, edges = _text(glyphs, main, y)
    return TextLine(
        page,
        min(glyph.x0 for glyph in shown),
        max(glyph.x1 for glyph in shown),
        y,
        main,
        text,
        _lead(shown),
        shown[0].type,
        gaps,
        0.08 < sum(glyph.type.bold for glyph in shown) / len(shown) < 0.92,
        cuts,
        edges,
    )


def _lead(shown: Sequence[Glyph]) -> int:
    """Return how many visible characters at the start are set otherwise than the end of the line; 0 for none."""
    first, last = shown[0].type, shown[-1].type
    if (first.bold, first.italic, first.font) == (last.bold, last.italic, last.font) or not shown[0].char.isalnum():
        return 0
    for number, glyph in enumerate(shown):
        if (glyph.type.bold, glyph.type.italic, glyph.type.font) != (first.bold, first.italic, first.font):
            return number
    return 0


def _text(
    glyphs: Sequence[Glyph], main: Type, y: float
) -> tuple[str, int, tuple[int, ...], tuple[tuple[float, float], ...]]:
    """Return the text of a line, with spaces where the gaps are, the number of wide gaps, and where words follow.

    The last are the places in the text, and where on the page the gap before each begins and ends.
    """
    made: list[str] = []
    gaps = 0
    wide: list[tuple[float, float]] = []
    raised = ""  # the superscript that is being read
    for number, glyph in enumerate(glyphs):
        before = glyphs[number - 1] if number else None
        if before is not None:
            gap = glyph.x0 - before.x1
            if before.char.isspace() and number > 1:
                gap = glyph.x0 - glyphs[number - 2].x1
            if gap > _WIDE_GAP * main.size:
                gaps += 1
                made.append(_CUT)
                wide.append((glyph.x0 - gap, glyph.x0))
            if gap > _WORD_GAP * main.size and not before.char.isspace() and not glyph.char.isspace():
                made.append(" ")
        high = glyph.type.size < _SMALLER * main.size and glyph.y > y + _RAISED * main.size
        if not high:
            made += [" "] * (raised == "citation" and glyph.char.isalnum())
            raised = ""
        elif not raised:
            cited = _starts_citation(glyphs, number, made, main, y)
            raised = "citation" if cited else "power"
            while cited and made and made[-1] == " ":
                made.pop()
        if raised != "citation":
            made.append(" " if glyph.char.isspace() else glyph.char)
    pieces = [" ".join(piece.split()) for piece in "".join(made).split(_CUT)]
    cuts, edges, text = [], [], pieces[0]
    for piece, edge in zip(pieces[1:], wide, strict=True):
        if piece:
            text += " " * bool(text) + piece
            cuts.append(len(text) - len(piece))
            edges.append(edge)
    return text, gaps, tuple(cuts), tuple(edges)


def _starts_citation(glyphs: Sequence[Glyph], number: int, made: Sequence[str], main: Type, y: float) -> bool:
    """Tell whether a superscript is a citation: numbers behind a word or a full stop, and no power or charge."""
    run = []
    for glyph in glyphs[number:]:
        if not (glyph.type.size < _SMALLER * main.size and glyph.y > y + _RAISED * main.size):
            break
        run.append(glyph.char)
    before = "".join(made[-6:]).rstrip()
    if not before or not _CITED.fullmatch("".join(run).strip()):
        return False
    word = re.search(r"[^\W\d_]+$", before)
    return before[-1] in ".,;:)]”’\"'" or (word is not None and len(word.group()) >= 3) or "," in run


def whole(line: TextLine, text: str, *, kind: Type | None = None) -> TextLine:
    """Return the line with another text, which is set in the type given."""
    return replace(line, text=text, type=kind or line.type, mixed=False, cuts=(), edges=())
