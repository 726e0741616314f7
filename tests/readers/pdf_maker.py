"""Make small PDF files with text at given places, as a typesetter does; shared by the tests of the PDF reader."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

ROMAN, BOLD, ITALIC, ODD = "F1", "F2", "F3", "F4"
_NAMES = {ROMAN: b"Times-Roman", BOLD: b"Times-Bold", ITALIC: b"Times-Italic", ODD: b"Courier"}
# Every letter of the odd font means a private character, as in fonts that were stripped of their names.
_PRIVATE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /P def 1 begincodespacerange <00> <ff>"
    b" endcodespacerange 1 beginbfrange <20> <7e> <e020> endbfrange endcmap end end"
)


@dataclass(frozen=True)
class Shown:
    """A run of text at a place: points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 10.0
    font: str = ROMAN


def column(text: str, *, x: float, y: float, width: int = 48, size: float = 10.0, font: str = ROMAN) -> list[Shown]:
    """Return a paragraph as lines below each other; words of the text may hold `~` where they are broken."""
    lines = text.split("|") if "|" in text else textwrap.wrap(text, width, break_on_hyphens=False)
    return [Shown(x, y - 12 * number, line.strip(), size, font) for number, line in enumerate(lines)]


def make_pdf(*pages: Iterable[Shown], title: str = "") -> bytes:
    """Return a PDF of the pages."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    number = 3
    fonts = b""
    for name, base in _NAMES.items():
        extra = b""
        if name == ODD:
            objects[number + 1] = b"<< /Length %d >> stream\n" % len(_PRIVATE) + _PRIVATE + b"\nendstream"
            extra = b" /ToUnicode %d 0 R" % (number + 1)
        objects[number] = (
            b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /" + base + extra + b" >>"
        )
        fonts += b"/%s %d 0 R " % (name.encode(), number)
        number += 2
    kids = []
    for page in pages:
        content = "\n".join(
            f"BT /{item.font} {item.size} Tf {item.x} {item.y} Td ({_escaped(item.text)}) Tj ET" for item in page
        ).encode("cp1252")
        objects[number] = b"<< /Length %d >> stream\n" % len(content) + content + b"\nendstream"
        objects[number + 1] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << " % number
            + fonts
            + b">> >> >>"
        )
        kids.append(b"%d 0 R" % (number + 1))
        number += 2
    objects[2] = b"<< /Type /Pages /Kids [" + b" ".join(kids) + b"] /Count %d >>" % len(kids)
    objects[number] = b"<< /Title (" + _escaped(title).encode("cp1252") + b") >>"
    return _file(objects, info=number)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: dict[int, bytes], *, info: int) -> bytes:
    made, places = b"%PDF-1.4\n", {}
    for number in sorted(objects):
        places[number] = len(made)
        made += b"%d 0 obj " % number + objects[number] + b" endobj\n"
    size = max(objects) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [b"%010d 00000 n \n" % places[at] if at in places else b"0000000000 00001 f \n" for at in range(1, size)]
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (size, info)
    return made + b"xref\n0 %d\n" % size + b"".join(rows) + trailer + b"startxref\n%d\n%%%%EOF\n" % len(made)
