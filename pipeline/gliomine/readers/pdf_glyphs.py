"""The characters of a PDF page with place and type, as pdfium reports them."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import Any

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u0000")
_BREAKS = frozenset("\x02\ufffe\u00ad")
_ACCENTS = {"¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "ˇ": "\u030c"}
_BOLD = re.compile(r"bold|black|heavy|semibd|demi|bd(?:cn|it)?\b|\.b(?:i)?\b|-bd|medi\b", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|[-.]b?i\b|-it\b|-mediit|kursiv", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FORCE_BOLD = 1 << 18
_SLANTED = 1 << 6
_HEAVY = 600


@dataclass(frozen=True, slots=True)
class Type:
    """How a run of characters is set.

    Attributes:
        size: in points on the page, to a tenth.
        font: name without the mark of a subset.
        bold: whether the font is a heavy one.
        italic: whether it is slanted.
    """

    size: float
    font: str
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on the page: left and right edge and base line, in points from the lower left corner."""

    char: str
    x0: float
    x1: float
    y: float
    type: Type


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """What a page shows.

    Attributes:
        glyphs: in the order in which pdfium gives them; a line break is None.
        width: of the page as it is read, in points.
        height: likewise.
        unknown: how many characters have no meaning: their font does not say which letters they are.
    """

    glyphs: tuple[Glyph | None, ...]
    width: float
    height: float
    unknown: int


def page_glyphs(page: Any) -> PageGlyphs:
    """Return the characters of a page that stand in its main direction of reading; those turned aside are left out."""
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        runs = _Runs(raw, text.raw)
        found = [runs.glyph(number) for number in range(text.count_chars())]
    finally:
        text.close()
    main = Counter(turn for item in found if item is not None for turn in (item[1],)).most_common(1)
    width, height = page.get_size()
    if not main:
        return PageGlyphs((), width, height, 0)
    turn = main[0][0]
    glyphs = [None if item is None else item[0] for item in found if item is None or item[1] == turn]
    unknown = sum(item is not None and _is_unknown(item.char) for item in glyphs)
    return PageGlyphs(tuple(_mended(glyphs)), width, height, unknown)


def _char(code: int) -> str:
    """Return a character; halves of surrogate pairs, which no file can store, are of no known meaning."""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _is_unknown(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn") or (char < " " and char not in _BREAKS)


class _Runs:
    """Asks pdfium for characters; what holds for a whole run of text is asked once."""

    def __init__(self, raw: Any, text: Any) -> None:
        self._raw, self._text = raw, text
        self._x, self._y, self._box, self._matrix = (
            ctypes.c_double(),
            ctypes.c_double(),
            raw.FS_RECTF(),
            raw.FS_MATRIX(),
        )
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._types: dict[tuple[float, str, bool, bool], Type] = {}
        self._run: Any = None
        self._type = Type(0.0, "", False, False)
        self._turn = 0

    def glyph(self, number: int) -> tuple[Glyph, int] | None:
        """Return a character and the quarter of a turn in which it stands; None for a line break."""
        raw, text = self._raw, self._text
        char = _char(raw.FPDFText_GetUnicode(text, number))
        if char in "\r\n":
            return None
        run = ctypes.cast(raw.FPDFText_GetTextObject(text, number), ctypes.c_void_p).value
        if run is not None and run != self._run:
            self._run = run
            self._set_run(number)
        raw.FPDFText_GetCharOrigin(text, number, self._x, self._y)
        raw.FPDFText_GetLooseCharBox(text, number, self._box)
        box, x, y = self._box, self._x.value, self._y.value
        if self._turn == 0:
            edges = (box.left, box.right, y)
        elif self._turn == 1:
            edges = (box.bottom, box.top, -x)
        elif self._turn == 2:
            edges = (-box.right, -box.left, -y)
        else:
            edges = (-box.top, -box.bottom, x)
        return Glyph(char, *edges, self._type), self._turn

    def _set_run(self, number: int) -> None:
        raw, text, matrix = self._raw, self._text, self._matrix
        raw.FPDFText_GetMatrix(text, number, matrix)
        size = round(raw.FPDFText_GetFontSize(text, number) * (hypot(matrix.c, matrix.d) or 1.0), 1)
        length = raw.FPDFText_GetFontInfo(text, number, self._name, 128, self._flags)
        font = _SUBSET.sub("", self._name.raw[: max(0, min(length, 128) - 1)].decode("utf-8", "replace"))
        flags, weight = self._flags.value, raw.FPDFText_GetFontWeight(text, number)
        bold = weight >= _HEAVY or bool(flags & _FORCE_BOLD) or _BOLD.search(font) is not None
        italic = bool(flags & _SLANTED) or _ITALIC.search(font) is not None
        key = (size, font, bold, italic)
        self._type = self._types.setdefault(key, Type(*key))
        if abs(matrix.a) >= abs(matrix.b):
            self._turn = 0 if matrix.a >= 0 else 2
        else:
            self._turn = 1 if matrix.b > 0 else 3


def _mended(glyphs: list[Glyph | None]) -> list[Glyph | None]:
    """Take ligatures apart and put accents that were drawn by themselves on their letters."""
    made: list[Glyph | None] = []
    for glyph in glyphs:
        if glyph is None:
            made.append(None)
            continue
        char = _LIGATURES.get(glyph.char, glyph.char)
        if char in _DROPPED:
            continue
        before = made[-1] if made else None
        if before is not None and (joined := _accented(before, glyph)):
            made[-1] = joined
        else:
            made.append(Glyph(char, glyph.x0, glyph.x1, glyph.y, glyph.type) if char != glyph.char else glyph)
    return made


def _accented(before: Glyph, glyph: Glyph) -> Glyph | None:
    """Return letter and accent as one where they are drawn over each other."""
    shared = min(before.x1, glyph.x1) - max(before.x0, glyph.x0)
    if shared <= 0.3 * min(before.x1 - before.x0, glyph.x1 - glyph.x0):
        return None
    for letter, accent in ((before, glyph), (glyph, before)):
        mark = _ACCENTS.get(accent.char)
        if mark and letter.char.isalpha():
            char = unicodedata.normalize("NFC", ("i" if letter.char == "ı" else letter.char) + mark)
            if len(char) == 1:
                return Glyph(char, letter.x0, letter.x1, letter.y, letter.type)
    return None
