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
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import open_input
from gliomine.readers.building import record_id
from gliomine.readers.text import in_utf8, marked_encoding

_CHUNK = 1 << 17
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9.]{1,31});")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_NO_TAGS = {"<!--": "-->", "<![CDATA[": "]]>"}  # what stands in these may look like a tag
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_UNBOUND = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_MOST_PREFIXES = 100
_NO_ENCODING = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)

Convert = Callable[[ET.Element, str, int], Document | list[Failure]]
"""Makes a document of a record, given the file's id and the number of the record, from 1; or failures that it names."""


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
    between = _Between()
    with open_input(path) as stream:
        for number, found in enumerate(_cut(stream, tags, between, config), 1):
            if isinstance(found, InputError):
                yield Failure(doc_id, str(path), "read", str(found))
                continue
            try:
                made = convert(_parsed(in_utf8(found, between.encoding), between.namespaces), doc_id, number)
                yield from [made] if isinstance(made, Document) else [replace(item, source=str(path)) for item in made]
            except (InputError, ET.ParseError, RecursionError, ValueError) as error:
                match = own_id.search(found[:20_000])
                identifier = record_id(doc_id, match.group(1) if match else None, number=number)
                yield Failure(identifier, str(path), "read", str(_explained(error, number)))


def with_file_id(found: Iterator[Document | Failure], doc_id: str, *, expected: str) -> Iterator[Document | Failure]:
    """Yield what was read of a file; the only record bears the file's own id.

    Raises:
        InputError: there is none.
    """
    first, second = next(found, None), next(found, None)
    if first is None:
        raise InputError("no article in the file", expected=expected, advice="see --input-format")
    if second is None:
        yield replace(first, doc_id=doc_id)
        return
    yield from (first, second)
    yield from found


_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_FIRST_NAME = re.compile(r"<[A-Za-z_][\w:.-]*")


def _explained(error: Exception, number: int) -> InputError:
    where = f"record {number} of the file"
    if isinstance(error, InputError):
        return InputError(error.what, where=error.where or where, expected=error.expected, advice=error.advice)
    what = "the elements are nested too deeply" if isinstance(error, RecursionError) else f"malformed XML ({error})"
    return InputError(what, where=where, expected="a well-formed record", advice="correct the record; others are read")


def _parsed(record: str, namespaces: dict[str, str]) -> ET.Element:
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
        if error.code != _UNBOUND or not namespaces:
            raise
    # The prefixes were declared further out. Where the record declares some of them itself, those are left out here.
    start = text[: text.index(">")]
    declared = "".join(f" {name}={quoteattr(uri)}" for name, uri in namespaces.items() if f"{name}=" not in start)
    at = re.match(r"<[^\s>/]+", text)
    return ET.fromstring(text[: at.end()] + declared + text[at.end() :] if at else text)


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name in _XML_NAMES else html.entities.html5.get(name + ";", match.group())


def _refused() -> InputError:
    return InputError(
        "the XML declares entities, which could expand without bound or open other files",
        expected="a file without entity declarations",
        advice="remove the declarations from the DOCTYPE",
    )


def _texts(stream: BinaryIO, between: _Between) -> Iterator[str]:
    """Yield the decoded text; a byte that does not fit becomes a lone surrogate, which no real text holds."""
    head = stream.read(_CHUNK)
    between.encoding = _encoding(head)
    decoder = codecs.getincrementaldecoder(between.encoding)("surrogateescape")
    while head:
        yield decoder.decode(head)
        head = stream.read(_CHUNK)
    yield decoder.decode(b"", final=True)


def _encoding(head: bytes) -> str:
    if marked := marked_encoding(head):
        return marked
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
        named = "|".join(names)
        self._tag = re.compile(rf"<(/?)(?:{named})(?=[\s>/])|{others}")
        self.plain = re.compile(rf"<(?:{named})(?=[\s>/])")
        self._until = ""
        self.longest = max(map(len, (*names, *_NO_TAGS))) + 4
        self.at = 0

    def find(self, text: str) -> re.Match[str] | None:
        """Return the next tag; None where the text ends before it, and the search goes on there when it has grown."""
        while True:
            if self._until:
                end = text.find(self._until, self.at)
                if end < 0:
                    self.at = max(self.at, len(text) - len(self._until) + 1)
                    return None
                self.at, self._until = end + len(self._until), ""
            match = self._tag.search(text, self.at)
            if match is None:
                self.at = max(self.at, len(text) - self.longest)
                return None
            self.at = match.end()
            if match.group() not in _NO_TAGS:
                return match
            self._until = _NO_TAGS[match.group()]

    def restart(self, at: int) -> None:
        """Go on here, outside of comments."""
        self.at, self._until = at, ""


def _cut(stream: BinaryIO, names: tuple[str, ...], between: _Between, config: ReadConfig) -> Iterator[str | InputError]:
    """Yield the text of each record, and an error for what cannot be a record.

    A record ends with its end tag, or where the next begins: without its end tag it costs only itself.
    """
    cutter = _Cutter(_Tags(names), between)
    for text in _texts(stream, between):
        cutter.buffer += text
        yield from cutter.records()
        if cutter.waiting() > config.max_bytes:
            yield from cutter.without_comments()
            if cutter.waiting() > config.max_bytes:
                raise _endless(config)
        yield from between.problems()
    yield from cutter.without_comments()
    if cutter.inside:
        yield InputError("the file ends within a record", expected="a complete file", advice="fetch the file again")
    else:
        between.feed(cutter.buffer)
        between.close()
    yield from between.problems()


class _Cutter:
    """The text that is not cut into records yet; within a record it begins with the record."""

    def __init__(self, tags: _Tags, between: _Between) -> None:
        self.buffer, self.inside = "", False
        self._tags, self._between, self._passed = tags, between, 0

    def waiting(self) -> int:
        """Return the number of characters since the last record began or ended."""
        return max(self._passed, len(self.buffer))

    def records(self) -> Iterator[str | InputError]:
        """Yield the records that are complete."""
        while (match := self._tags.find(self.buffer)) is not None:
            end = self.buffer.find(">", match.start())
            if end < 0:
                # Seen again when the tag is complete.
                self._tags.at = match.start()
                break
            closing, closed = bool(match.group(1)), self.buffer[end - 1] == "/"
            if self.inside and closing:
                yield self._taken(end + 1)
            elif closing:
                self._between.feed(self.buffer[: match.start()])
                self.buffer, self._tags.at = self.buffer[end + 1 :], 0
                yield InputError("an end tag whose record has no start", expected="a start tag for every record")
            else:
                if self.inside:
                    yield self._taken(match.start())
                else:
                    self._between.feed(self.buffer[: match.start()])
                    self.buffer = self.buffer[match.start() :]
                self._tags.at, self.inside, self._passed = 1, True, 0
                if closed:
                    yield self._taken(end - match.start() + 1)
        if not self.inside:
            keep = max(0, min(self._tags.at, len(self.buffer) - self._tags.longest))
            self._between.feed(self.buffer[:keep])
            self._passed += keep
            self.buffer, self._tags.at = self.buffer[keep:], self._tags.at - keep

    def without_comments(self) -> Iterator[str | InputError]:
        """Yield the records behind one that never ends, perhaps as a comment in it is never closed."""
        while self.inside and (match := self._tags.plain.search(self.buffer, 1)):
            yield self._taken(match.start())
            self._tags.restart(0)
            yield from self.records()

    def _taken(self, end: int) -> str:
        record, self.buffer = self.buffer[:end], self.buffer[end:]
        self._between.feed("<r/>")
        self._tags.at, self.inside, self._passed = 0, False, 0
        return record


def _endless(config: ReadConfig) -> InputError:
    return InputError(
        "a record, or a stretch without a record, is too long",
        expected=f"at most {config.max_bytes:,} characters",
        advice="raise max_bytes in the [read] table of the configuration",
    )


class _Between:
    """Checks what lies between the records; every record is replaced by an empty element.

    Attributes:
        namespaces: the prefixes that wrappers of records declare, as attributes.
        encoding: that the file declares.
    """

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate("utf-8")
        self._parser.EntityDeclHandler = _refuse
        self._parser.StartElementHandler = self._element
        self.namespaces: dict[str, str] = {}
        self.encoding = "utf-8"
        self._problems: list[InputError] = []

    def feed(self, text: str) -> None:
        """Take a piece of the file, in order."""
        self._parse(text, final=False)

    def _element(self, _: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name.startswith("xmlns:") and len(self.namespaces) < _MOST_PREFIXES:
                self.namespaces[name] = value

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
