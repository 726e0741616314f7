"""Read XML files record by record: safely, in bounded memory, and past a damaged record.

The decoded text is cut at the tags of the records. Each record is parsed on its own, so a damaged one costs only
itself; what lies between the records (prolog, root, wrappers) goes through one parser, which sees to it that the file
as a whole is well formed. Declarations of entities are refused, external ones never opened, and a record cannot
declare any.
"""

from __future__ import annotations

import codecs
import html.entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import open_input
from gliomine.readers.building import record_id

_CHUNK = 1 << 17
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9.]{1,31});")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_NO_TAGS = {"<!--": "-->", "<![CDATA[": "]]>"}  # what stands in these may look like a tag
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_ENCODING = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)

Convert = Callable[[ET.Element, str, int], Document]
"""Makes a document of a record, given the file's id and the number of the record, from 1."""


def read_records(
    path: Path, *, doc_id: str, config: ReadConfig, tags: tuple[str, ...], own_id: re.Pattern[str], convert: Convert
) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every record of a file.

    Args:
        path: the file, perhaps gzip.
        doc_id: the file's id.
        config: `max_bytes` limits a record and what lies between two.
        tags: names of the elements that are records.
        own_id: finds the id of a record that cannot be parsed; its first group is the id.
        convert: makes the document.

    Raises:
        InputError: the file declares entities, or what follows cannot be read at all.
    """
    with open_input(path) as stream:
        for number, found in enumerate(_cut(stream, tags, config), 1):
            if isinstance(found, InputError):
                yield Failure(doc_id, str(path), "read", str(found))
                continue
            try:
                yield convert(_parsed(found), doc_id, number)
            except (InputError, ET.ParseError, RecursionError) as error:
                match = own_id.search(found[:20_000])
                identifier = record_id(doc_id, match.group(1) if match else None, number=number)
                yield Failure(identifier, str(path), "read", str(_explained(error, number)))


_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_FIRST_NAME = re.compile(r"<[A-Za-z_][\w:.-]*")


def _explained(error: Exception, number: int) -> InputError:
    where = f"record {number} of the file"
    if isinstance(error, InputError):
        return InputError(error.what, where=error.where or where, expected=error.expected, advice=error.advice)
    what = "the elements are nested too deeply" if isinstance(error, RecursionError) else f"malformed XML ({error})"
    return InputError(what, where=where, expected="a well-formed record", advice="correct the record; others are read")


def _parsed(record: str) -> ET.Element:
    if _ESCAPED_BYTE.search(record):
        raise InputError(
            "bytes that do not fit the encoding of the file",
            expected="one encoding throughout, the declared one or UTF-8",
            advice="convert the record to the encoding of the file",
        )
    if "<!ENTITY" in record or "<!DOCTYPE" in record:
        raise _refused()
    # The character names of the JATS and HTML entity sets stand in the files without their external declarations.
    text = _REFERENCE.sub(_character, record)
    try:
        return ET.fromstring(text)
    except ET.ParseError as error:
        if error.code != expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]:
            raise
    # The prefixes are declared on the element around the records.
    used = sorted(set(_PREFIX.findall(text)) - {"xml", "xmlns"})
    declared = "".join(f' xmlns:{name}="urn:prefix:{name}"' for name in used if f"xmlns:{name}=" not in text)
    return ET.fromstring(_FIRST_NAME.sub(rf"\g<0>{declared}", text, count=1))


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name in _XML_NAMES else html.entities.html5.get(name + ";", match.group())


def _refused() -> InputError:
    return InputError(
        "the XML declares entities, which could expand without bound or open other files",
        expected="a file without entity declarations",
        advice="remove the declarations from the DOCTYPE",
    )


def _texts(stream: BinaryIO) -> Iterator[str]:
    """Yield the decoded text; a byte that does not fit becomes a lone surrogate, which no real text holds."""
    head = stream.read(_CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(head))("surrogateescape")
    while head:
        yield decoder.decode(head)
        head = stream.read(_CHUNK)
    yield decoder.decode(b"", final=True)


def _encoding(head: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    declared = _DECLARED.match(head.lstrip()[:300])
    if declared is None:
        return "utf-8"
    name = declared.group(1).decode("ascii").lower()
    try:
        found = codecs.lookup(name)
        known = bool(b"<".decode(found.name)) and found.name.replace("_", "-") not in _NO_ENCODING
    except (LookupError, ValueError):
        known = False
    if not known:
        raise InputError(f"the XML declares the encoding '{name}'", expected="a known text encoding such as UTF-8")
    return name


class _Tags:
    """Finds the tags of records in a growing text, past comments and CDATA."""

    def __init__(self, names: tuple[str, ...]) -> None:
        others = "|".join(map(re.escape, _NO_TAGS))
        self._opening = re.compile(rf"<(?:{'|'.join(names)})(?=[\s>/])|{others}")
        self._closing = re.compile(rf"</(?:{'|'.join(names)})\s*>|{others}")
        self._until = ""
        self.longest = max(map(len, (*names, *_NO_TAGS))) + 3
        self.at = 0

    def find(self, text: str, *, closing: bool) -> re.Match[str] | None:
        """Return the next tag; None where the text ends before it, and the search goes on there when it has grown."""
        while True:
            if self._until:
                end = text.find(self._until, self.at)
                if end < 0:
                    self.at = max(self.at, len(text) - len(self._until) + 1)
                    return None
                self.at, self._until = end + len(self._until), ""
            match = (self._closing if closing else self._opening).search(text, self.at)
            if match is None:
                self.at = max(self.at, len(text) - self.longest)
                return None
            self.at = match.end()
            if match.group() not in _NO_TAGS:
                return match
            self._until = _NO_TAGS[match.group()]


def _cut(stream: BinaryIO, names: tuple[str, ...], config: ReadConfig) -> Iterator[str | InputError]:
    """Yield the text of each record, and an error for what cannot be a record."""
    tags, between, buffer, inside, passed = _Tags(names), _Between(), "", False, 0
    for text in _texts(stream):
        buffer += text
        while (match := tags.find(buffer, closing=inside)) is not None:
            if inside:
                yield buffer[: match.end()]
                between.feed("<r/>")
                buffer, tags.at, inside = buffer[match.end() :], 0, False
            else:
                between.feed(buffer[: match.start()])
                buffer, tags.at, inside, passed = buffer[match.start() :], 1, True, 0
        if not inside:
            keep = max(0, len(buffer) - tags.longest)
            between.feed(buffer[:keep])
            passed += keep
            buffer, tags.at = buffer[keep:], tags.at - keep
        if max(passed, len(buffer)) > config.max_bytes:
            raise _endless(config)
        yield from between.problems()
    if inside:
        yield InputError("the file ends within a record", expected="a complete file", advice="fetch the file again")
    else:
        between.feed(buffer)
        between.close()
    yield from between.problems()


def _endless(config: ReadConfig) -> InputError:
    return InputError(
        "a record, or a stretch without a record, is too long",
        expected=f"at most {config.max_bytes:,} characters",
        advice="raise max_bytes in the [read] table of the configuration",
    )


class _Between:
    """Checks what lies between the records; every record is replaced by an empty element."""

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate("utf-8")
        self._parser.EntityDeclHandler = _refuse
        self._problems: list[InputError] = []

    def feed(self, text: str) -> None:
        """Take a piece of the file, in order."""
        self._parse(text, final=False)

    def close(self) -> None:
        """Take the end of the file."""
        self._parse("", final=True)

    def problems(self) -> Iterator[InputError]:
        """Yield what was found wrong since the last call; after the first error the check ends."""
        yield from self._problems
        self._problems.clear()

    def _parse(self, text: str, *, final: bool) -> None:
        if self._parser is None:
            return
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), final)
        except expat.ExpatError as error:
            self._parser = None
            message = expat.ErrorString(error.code)
            cut = final and error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
            self._problems.append(
                InputError(
                    "the file is cut short" if cut else f"malformed XML outside the records ({message})",
                    expected="a well-formed file",
                    advice="fetch the file again; the records that could be found were read",
                )
            )


def _refuse(*_: object) -> None:
    raise _refused()
