"""Reader `text`: one page or plain text a file, decoded and otherwise left as it is."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import read_bytes

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet file"),
)

_TAR_MAGIC = slice(257, 262)
_SAMPLE = 65_536
_MAX_CHAOS = 0.12
_MIN_COHERENCE = 0.2
_MARGIN = 0.05
_MAX_ODD = 0.02
_MULTI_BYTE = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_CANDIDATES = ("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", *_MULTI_BYTE)
_SIGNS = frozenset("°±µ×·–—‘’“”•…®©")
_SYMBOLS = frozenset("¡¢£¤¥¦§¨©ª«¬®¯°±²³´¶¸¹º»¼½¾¿×÷ˆ‰‹›€‚„†‡…")
_CONTROL = frozenset(range(32)) - {9, 10, 11, 12, 13}
_MAX_CONTROL = 0.1


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is; its text is the decoded file, byte-order mark and newlines kept.

    Raises:
        InputError: the file is not text, or its encoding cannot be told.
    """
    text, encoding = decode(read_bytes(path, config=config))
    yield Document(doc_id=doc_id, text=text, source=source, encoding=encoding)


def marked_encoding(head: bytes) -> str | None:
    """Return the UTF encoding that the first bytes show: by a mark, or by zero bytes beside an ASCII sign; else None.

    >>> marked_encoding(b"<\\x00r\\x00"), marked_encoding(b"\\x00{\\x00}"), marked_encoding(b"<r/>")
    ('utf-16-le', 'utf-16-be', None)
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding[:6]  # the codec without an order reads the mark and drops it
    zeros = [byte == 0 for byte in head[:4]]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False, True, False] else None


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Tried in this order: a UTF-32 or UTF-16 byte-order mark, UTF-8, then detection, which has to be confident.

    >>> decode("Gliome à cellules".encode("utf-16"))
    ('\\ufeffGliome à cellules', 'utf-16-le')

    Raises:
        InputError: the bytes are not text, or their encoding cannot be told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    _check_is_text(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _detected(data)
        return _strict(data, encoding), encoding
    return text, "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"the bytes are not valid {encoding} (at byte {error.start})",
            expected="text in one encoding from start to end",
            advice="save the file as UTF-8",
        ) from error
    if "\x00" in text:
        raise _binary("it holds NUL characters")
    return text


def _check_is_text(data: bytes) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise _binary(f"it is {kind}")
    if data[_TAR_MAGIC] == b"ustar":
        raise _binary("it is a tar archive")
    if b"\x00" in data:
        raise _binary("it holds NUL bytes")
    sample = data[:_SAMPLE]
    if sample and sum(byte in _CONTROL for byte in sample) > _MAX_CONTROL * len(sample):
        raise _binary("more than a tenth of it is control characters")


def _binary(reason: str) -> InputError:
    return InputError(
        f"the file is not text: {reason}",
        expected="plain text, or a suffix that says what the file is",
        advice="convert the file, or name its format with --input-format",
    )


def _detected(data: bytes) -> str:
    found = _confident(_sample(data))
    if found is None:
        raise InputError(
            "the encoding cannot be told with confidence",
            expected="UTF-8, UTF-16 with a byte-order mark, or text that shows its encoding clearly",
            advice="save the file as UTF-8",
        )
    return found


def _confident(sample: bytes) -> str | None:
    """Return the encoding when one candidate is clearly the best, else None.

    The library ranks the candidates; on top of that a candidate that puts symbols or capitals inside words is out, an
    unknown language is not believed for single-byte encodings, and a rival that reads differently has to be worse.
    """
    from charset_normalizer import from_bytes

    if _only_signs(sample):
        return "cp1252"
    matches = [
        match
        for match in from_bytes(sample, cp_isolation=list(_CANDIDATES))
        if match.chaos <= _MAX_CHAOS and _clean(str(match))
    ]
    matches = [match for match in matches if match.encoding in _MULTI_BYTE or match.coherence >= _MIN_COHERENCE]
    if not matches:
        return None
    best = max(matches, key=lambda match: (round(match.coherence - match.chaos, 3), "cp1252" in _same(match)))
    if best.encoding not in _MULTI_BYTE:
        margin = 0.0 if "cp1252" in _same(best) else _MARGIN
        for rival in matches:
            different = str(rival) != str(best)
            if different and rival.coherence - rival.chaos > best.coherence - best.chaos - margin:
                return None
    encoding = "cp1252" if "cp1252" in _same(best) else best.encoding
    return encoding.replace("_", "-")


def _only_signs(sample: bytes) -> bool:
    """Tell whether everything beyond ASCII is a sign of measurement or typography, as in English scientific prose."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(char.isascii() or char in _SIGNS for char in text) and _clean(text)


def _same(match: CharsetMatch) -> list[str]:
    return [match.encoding, *match.could_be_from_charset]


def _clean(text: str) -> bool:
    """Tell whether characters beyond ASCII look right where they stand: no symbol and no capital inside a word."""
    high = odd = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char.isascii():
            continue
        high += 1
        inside = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
        wrong = char in _SYMBOLS or (char.isupper() and before.islower() and after.islower())
        odd += (inside and wrong) or unicodedata.category(char) in ("Cc", "Co", "Cn")
    return odd <= _MAX_ODD * high


def _sample(data: bytes) -> bytes:
    """Return whole lines around the bytes that are not ASCII: these alone tell encodings apart, and time is bounded."""
    if len(data) <= _SAMPLE:
        return data
    first = next((index for index in range(0, len(data), 4096) if not data[index : index + 4096].isascii()), 0)
    begin = max(0, data.rfind(b"\n", 0, first) + 1) if first else 0
    begin = begin if first - begin < _SAMPLE else first
    chunk = data[begin : begin + _SAMPLE]
    cut = max(chunk.rfind(b"\n"), chunk.rfind(b" "))
    return chunk[:cut] if cut > _SAMPLE // 2 else chunk
