"""Reader `text`: one page or plain text a file, decoded and otherwise left as it is."""

from __future__ import annotations

import codecs
import re
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

_SEEN = 32  # bytes of a file without a mark that tell its encoding
_TAR_MAGIC = slice(257, 262)
_SAMPLE = 65_536
_MAX_CHAOS = 0.12
_MIN_COHERENCE = 0.2
_MARGIN = 0.05
_MAX_ODD = 0.02
_MULTI_BYTE = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_CANDIDATES = ("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", *_MULTI_BYTE)
_LATIN_END = 0x250
_BESIDE = frozenset("-/")
_SIGNS = frozenset("°±µ×·–—‘’“”•…®©")
_SYMBOLS = frozenset("¡¢£¤¥¦§¨©ª«¬®¯°±²³´¶¸¹º»¼½¾¿×÷ˆ‰‹›€‚„†‡…")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MIN_UTF8 = 0.1  # of the bytes beyond ASCII
_MIN_HIRAGANA = 20
_JAPANESE = 0.2
_FEW = 40
_VERY_FEW = 8
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
    """Return the UTF encoding that the first bytes show: by a mark, or by zero bytes beside ASCII signs; else None.

    >>> marked_encoding(b"<\\x00r\\x00"), marked_encoding(b"\\x00{\\x00}"), marked_encoding(b"<r/>")
    ('utf-16-le', 'utf-16-be', None)
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding[:6]  # the codec without an order reads the mark and drops it
    # The first two signs are ASCII, and most of those behind them: a damaged file may begin with zero bytes.
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = head[first:_SEEN:2], head[1 - first : _SEEN : 2]
        if min(len(high), len(low)) > 1 and not any(high[:2]) and all(low[:2]) and 4 * high.count(0) >= 3 * len(high):
            return encoding
    return None


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


def in_utf8(text: str, encoding: str) -> str:
    """Return a text whose bytes are UTF-8 though another encoding was declared as UTF-8, any other as it is.

    What was converted often keeps the old declaration. Text in a single-byte encoding is UTF-8 by chance next to never.

    >>> in_utf8("TNF-Î±", "cp1252"), in_utf8("café", "cp1252")
    ('TNF-α', 'café')
    """
    if text.isascii():
        return text
    try:
        data = text.encode(encoding, "surrogateescape")
        return data.decode("utf-8") if len(data) == len(text) else text
    except UnicodeError:
        return text


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
    if japanese := _japanese(sample):
        return japanese
    mixed = _holds_utf8(sample)
    matches = [
        match
        for match in from_bytes(sample, cp_isolation=list(_CANDIDATES))
        if match.chaos <= _MAX_CHAOS and _clean(str(match))
    ]
    matches = [
        match for match in matches if match.encoding in _MULTI_BYTE or (match.coherence >= _MIN_COHERENCE and not mixed)
    ]
    if not matches:
        return None
    best = max(matches, key=lambda match: (round(match.coherence - match.chaos, 3), "cp1252" in _same(match)))
    if best.encoding not in _MULTI_BYTE:
        margin = 0.0 if "cp1252" in _same(best) else _MARGIN
        for rival in matches:
            different = str(rival) != str(best)
            if different and rival.coherence - rival.chaos > best.coherence - best.chaos - margin:
                return None
    elif _few(sample, best):
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


def _japanese(sample: bytes) -> str | None:
    """Return the encoding of Japanese prose, whose hiragana stand at places of their own in each."""
    for encoding in ("euc_jp", "shift_jis", "cp932"):
        try:
            # The sample may end within a character.
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        high = [char for char in text if not char.isascii()]
        hiragana = sum("\u3041" <= char <= "\u309f" for char in high)
        narrow = sum("\uff61" <= char <= "\uff9f" for char in high)
        if hiragana >= _MIN_HIRAGANA and hiragana >= _JAPANESE * len(high) and narrow <= _MAX_ODD * len(high):
            return encoding.replace("_", "-")
    return None


def _few(sample: bytes, best: CharsetMatch) -> bool:
    """Tell whether so little is beyond ASCII that another encoding of several bytes may as well be meant."""
    text = str(best)
    high = [char for char in text if not char.isascii()]
    if sum("\uff61" <= char <= "\uff9f" for char in high) > _MAX_ODD * len(high):
        return True  # narrow katakana, which nobody has written for decades
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if len(high) >= min(_FEW, latin):
        return False
    return len(high) < _VERY_FEW or any(_reads_otherwise(sample, other, text) for other in _MULTI_BYTE)


def _reads_otherwise(sample: bytes, encoding: str, text: str) -> bool:
    try:
        return sample.decode(encoding) != text
    except UnicodeDecodeError:
        return False


def _holds_utf8(sample: bytes) -> bool:
    """Tell whether so many bytes are sequences of UTF-8 that some of the text is in it, though not all is."""
    found = sum(len(match.group()) for match in _UTF8.finditer(sample))
    return found >= _MIN_UTF8 * sum(byte > 127 for byte in sample)


def _same(match: CharsetMatch) -> list[str]:
    return [match.encoding, *match.could_be_from_charset]


def _clean(text: str) -> bool:
    """Tell whether characters beyond ASCII look right where they stand.

    Wrong are a symbol or a capital inside a word, a capital behind a small letter, and a letter alone beside a hyphen,
    a digit or a symbol: so look Greek letters, quotes and degrees of another encoding (TNF-a, patient's, 37 degrees).
    """
    high = odd = 0
    padded = f" {text} "
    for at, char in enumerate(text, 1):
        if char.isascii():
            continue
        high += 1
        before, after = padded[at - 1], padded[at + 1]
        odd += _is_odd(before, char, after) or unicodedata.category(char) in ("Cc", "Co", "Cn")
    return odd <= _MAX_ODD * high


def _is_odd(before: str, char: str, after: str) -> bool:
    if char in _SYMBOLS:
        inside = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
        return inside or (char == "¡" and (before.isdigit() or after.isspace()))
    if ord(char) >= _LATIN_END or not char.isalpha():
        return False
    if char.isupper() and before.islower():
        return True
    alone = not (before.isalpha() and before not in _SYMBOLS) and not (after.islower() and after not in _SYMBOLS)
    return alone and any(beside in _BESIDE or beside.isdigit() or beside in _SYMBOLS for beside in (before, after))


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
