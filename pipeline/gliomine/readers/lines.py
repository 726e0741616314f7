"""Read text files line by line: decoded, in bounded memory, and past a damaged line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.errors import InputError
from gliomine.readers import open_input
from gliomine.readers.text import decode, marked_encoding

_CHUNK = 1 << 17
_ESCAPED_BYTE = re.compile("[\udc80-\udcff\x00]")
_MOST_ZEROS = 0.01  # of the bytes: with more a file is no text


def read_lines(path: Path, *, config: ReadConfig) -> Iterator[str]:
    """Yield the lines of a file, each with its newline; a byte that does not fit becomes a lone surrogate.

    Where the first lines end as those of an old Macintosh do, in a carriage return alone, this is the newline.

    Raises:
        InputError: the file is not text, or a line is longer than `max_bytes`.
    """
    for text in _long_pieces(path, config):
        yield from text.splitlines(keepends=True) if text.isascii() and not _odd(text) else _split(text)


def check_line(line: str) -> None:
    """Check that all bytes of a line fitted the encoding of the file, and that none is zero.

    Raises:
        InputError: some did not.
    """
    found = _ESCAPED_BYTE.search(line)
    if found and found.group() == "\x00":
        raise InputError("NUL bytes", expected="text", advice="take them out of the record")
    if found:
        raise InputError(
            "bytes that do not fit the encoding of the file",
            expected="one encoding throughout, best UTF-8",
            advice="convert the record to the encoding of the file",
        )


def _odd(text: str) -> bool:
    # splitlines() also breaks at these, which are part of a line here.
    return any(mark in text for mark in "\r\v\f\x1c\x1d\x1e")


def _split(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _long_pieces(path: Path, config: ReadConfig) -> Iterator[str]:
    """Yield pieces that hold whole lines."""
    with open_input(path) as stream:
        head = stream.read(_CHUNK)
        decoder = codecs.getincrementaldecoder(_encoding(head))("surrogateescape")
        carriage: bool | None = None
        waiting: list[str] = []
        size = 0
        while head:
            text = decoder.decode(head)
            if carriage is None:
                carriage = "\r" in text and "\n" not in text
            if carriage:
                text = text.replace("\r", "\n")
            cut = text.rfind("\n") + 1
            if cut:
                yield "".join(waiting) + text[:cut]
                waiting, size, text = [], 0, text[cut:]
            waiting.append(text)
            size += len(text)
            if size > config.max_bytes:
                raise InputError(
                    "a line is too long",
                    expected=f"at most {config.max_bytes:,} characters",
                    advice="raise max_bytes in the [read] table of the configuration",
                )
            head = stream.read(_CHUNK)
        rest = "".join(waiting) + decoder.decode(b"", final=True)
        if rest:
            yield rest


def _encoding(head: bytes) -> str:
    """Return the encoding that the first lines show; where they show none it is UTF-8, and lines that do not fit fail.

    Raises:
        InputError: the file is not text.
    """
    cut = len(head) if len(head) < _CHUNK else head.rfind(b"\n") + 1 or len(head)
    if marked := marked_encoding(head):
        return marked
    # A zero byte costs its line; the rest of the file still shows what it is.
    shown = head[:cut]
    if 0 < shown.count(0) <= max(1, _MOST_ZEROS * len(shown)):
        shown = shown.replace(b"\x00", b" ")
    try:
        return decode(shown)[1]
    except InputError as error:
        if "encoding" in error.what or "not valid" in error.what:
            return "utf-8"
        raise
