"""Cut the documents out of a BioC JSON file, past damage: null members, lost or surplus brackets, cut records."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO

from gliomine.errors import InputError
from gliomine.readers.text import marked_encoding

_CHUNK = 1 << 17
_LISTS = ("documents", "PubTator3")
_LIST = re.compile(rf'"(?:{"|".join(_LISTS)})"\s*:\s*\[')
_PASSAGES = re.compile(r'"passages"\s*:')
_LONGEST_KEY = 64
_BLANK = re.compile(r"[ \t\r\n]*")
_MEMBER = re.compile(r"""\{\s*(?=")""")
_NEXT = re.compile(r",?(?=[ \t\r\n]{0,20}\{)")
_COMMA = re.compile(",")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_LONGEST_WORD = 32  # of JSON outside of a string, as -Infinity: nearer to the end a mistake may only be a cut
_INNER = frozenset({"offset", "text", "locations", "nodes", "node1", "role"})  # keys of what stands in documents
_PARTS = _INNER | {"passages", "sentences", "annotations", "relations"}  # keys that no collection has
_CLOSING = "]}\ufeff\x1e"  # and what parts files that were put together
_FREE = 1 << 20
_MOST_TRIED = 8  # times the text passed over; behind a mistake deep inside, objects are tried no further
_DECODER = json.JSONDecoder()


def members(stream: BinaryIO, *, limit: int) -> Iterator[dict[str, Any] | InputError]:
    """Yield each document of the lists of documents; an error for each member that is none.

    Args:
        stream: the file.
        limit: of the characters of one document.

    Raises:
        InputError: there is no list, the file is cut short, or a stretch without a document is over the limit.
    """
    text, lists = _Text(stream), 0
    while (match := text.seek(_LIST, limit=limit)) is not None:
        text.at, lists = match.end(), lists + 1
        yield from _list(text, limit)
    if not lists:
        raise InputError(
            "no list of documents",
            expected='a BioC collection: an object with "documents"',
            advice="see --input-format",
        )


class _Text:
    """The part of a file that is looked at; it grows at its end and is cut off at its start.

    Attributes:
        buffer: the part.
        at: what lies before it is done with.
        reached: how far the last attempt to parse came.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.buffer, self.at, self.reached = "", 0, 0
        self._stream, self._ended, self._dropped = stream, False, 0
        self._decoder: codecs.IncrementalDecoder | None = None

    def position(self) -> int:
        """Return the number of characters that are done with."""
        return self._dropped + self.at

    def grow(self) -> bool:
        """Drop what is done with and read on; tell whether the text could grow.

        As much is read as waits already, so that what is parsed again is parsed twice on average.
        """
        if self._ended:
            return False
        self._dropped += self.at
        self.buffer, self.at = self.buffer[self.at :], 0
        data = self._stream.read(max(_CHUNK, len(self.buffer)))
        if self._decoder is None:
            encoding = marked_encoding(data)
            # Bytes that are left over at the end of UTF-16 have no surrogates to hide behind.
            errors = "replace" if encoding and encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
            self._decoder = codecs.getincrementaldecoder(encoding or "utf-8")(errors)
        self._ended = not data
        self.buffer += self._decoder.decode(data, final=self._ended)
        return True

    def sign(self) -> str:
        """Move to the next sign that is not blank and return it, empty at the end of the file."""
        while True:
            found = _BLANK.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.grow():
                return ""

    def taken(self, pattern: re.Pattern[str]) -> bool:
        """Move behind a short pattern if it follows, and tell whether it did."""
        if len(self.buffer) - self.at < _LONGEST_KEY:
            self.grow()
        match = pattern.match(self.buffer, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def seek(self, pattern: re.Pattern[str], *, limit: int) -> re.Match[str] | None:
        """Return the next match; None, and everything done with, where there is none.

        Raises:
            InputError: there is none in as many characters as the limit.
        """
        begin = self.position()
        while (match := pattern.search(self.buffer, self.at)) is None:
            self.at = max(self.at, len(self.buffer) - _LONGEST_KEY)
            if self.position() - begin > limit:
                raise _endless(limit)
            if not self.grow():
                self.at = len(self.buffer)
                return None
        return match


def _list(text: _Text, limit: int) -> Iterator[dict[str, Any] | InputError]:
    known: set[str] = set()  # first keys of documents
    while sign := text.sign():
        begin = text.position()
        if sign == "]":
            while text.sign() == "]":
                text.at += 1
            problem = InputError("a bracket ] that closes nothing", expected="documents parted by commas")
            # No list ends before "{" or ", {": an object there would need a name.
            if text.taken(_NEXT):
                yield problem
            elif _is_over(text, known, limit) or not (yield from _past_damage(text, known, limit, problem)):
                return
        elif isinstance(value := _parsed(text, limit), InputError):
            text.at += 1
            if not (yield from _past_damage(text, known, limit, value)):
                return
        elif isinstance(value, dict) and not value.keys().isdisjoint(_LISTS):
            text.at -= text.position() - begin  # a collection among documents: its own list is read
            return
        elif text.sign() in (",", "]", "") or isinstance(value, dict):
            known.update(list(value)[:1] if isinstance(value, dict) else ())
            yield from _judged(value, text, begin)
            if text.sign() not in (",", "]", ""):
                yield InputError("documents without a comma between them", expected="documents parted by commas")
        else:
            problem = InputError("malformed JSON", expected="a BioC document")
            if not (yield from _past_damage(text, known, limit, problem)):
                return
        text.taken(_COMMA)
    raise _cut_short()


def _is_over(text: _Text, known: set[str], limit: int) -> bool:
    """Tell whether only what may stand behind a list follows it, up to the end of the file or to the next list.

    There stand closing brackets, further members of the collection, and other collections. A document, a part of one,
    or a text without its comma means that the list was closed too early; what begins there is not passed.
    """
    before = ""
    while sign := text.sign():
        if sign in _CLOSING or sign in ",:" or (sign == "[" and before != ":"):
            text.at, before = text.at + 1, sign
            continue
        if _leads_to_list(text):
            return True
        start, value = text.position(), _parsed(text, limit)
        begin = text.at - (text.position() - start)
        if isinstance(value, InputError) or (before in _CLOSING and not isinstance(value, dict)):
            return text.seek(_MEMBER, limit=limit) is None  # rubbish at the end of a file hides nothing
        if _LIST.search(text.buffer, begin, text.at):
            text.at = begin
            return True
        part = isinstance(value, dict) and before != ":" and (_is_document(value, known) or _INNER & set(value))
        if part or _PASSAGES.search(text.buffer, begin, text.at):
            text.at = begin
            return False
        if isinstance(value, str) and value in _PARTS and text.sign() == ":":
            return False
        before = "}"
    return True


def _leads_to_list(text: _Text) -> bool:
    """Tell whether a list of documents begins here, or a collection with one; its list is not read."""
    while len(text.buffer) - text.at < _CHUNK and _LIST.search(text.buffer, text.at) is None and text.grow():
        continue
    match = _LIST.search(text.buffer, text.at, text.at + _CHUNK)
    if match is None:
        return False
    head = text.buffer[text.at : match.start()]
    try:
        return not head or (head[0] == "{" and isinstance(json.loads(head + '"":0}'), dict))
    except (RecursionError, ValueError):
        return False


def _parsed(text: _Text, limit: int) -> Any:
    """Return the value that begins here and move behind it; an error, and no move, where there is none."""
    while True:
        try:
            value, end = _DECODER.raw_decode(text.buffer, text.at)
        except json.JSONDecodeError as error:
            text.reached = error.pos
            sure = not error.msg.startswith("Unterminated") and error.pos + _LONGEST_WORD < len(text.buffer)
            if len(text.buffer) - text.at > limit:
                return InputError("a document is too long", expected=f"at most {limit:,} characters")
            if sure or not text.grow():
                return InputError(f"malformed JSON ({error.msg})", expected="a BioC document")
        except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
            text.reached = text.at + 1
            what = "the JSON is nested too deeply" if isinstance(error, RecursionError) else f"malformed JSON ({error})"
            return InputError(what, expected="a BioC document")
        else:
            if isinstance(value, dict) and _holds_documents(value):
                text.reached = text.at + 1
                return InputError("a document without its end", expected="a BioC document")
            text.at = end
            return value


def _holds_documents(value: dict[str, Any]) -> bool:
    """Tell whether a document that lost its end has taken its neighbours in as passages."""
    passages = value.get("passages")
    return isinstance(passages, list) and any(isinstance(item, dict) and "passages" in item for item in passages)


def _judged(value: Any, text: _Text, begin: int) -> Iterator[dict[str, Any] | InputError]:
    start = max(0, text.at - (text.position() - begin))
    if not text.buffer.isascii() and _ESCAPED_BYTE.search(text.buffer, start, text.at):
        yield InputError("bytes that do not fit the encoding", expected="UTF-8 throughout")
    elif isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        # Brackets around documents; each of these is named.
        number = sum(isinstance(item, dict) for item in value)
        yield from [InputError("a list in place of a document", expected="a JSON object")] * max(1, number)
    else:
        kind = "null" if value is None else type(value).__name__
        yield InputError(f"a JSON {kind} in place of a document", expected="a JSON object")


def _past_damage(
    text: _Text, known: set[str], limit: int, problem: InputError
) -> Generator[dict[str, Any] | InputError, None, bool]:
    """Yield the problem and the next object that is a document; return whether there was one before the file ended."""
    begin, spent = text.position(), 0
    while (match := text.seek(_MEMBER, limit=limit)) is not None:
        text.at = match.start()
        start, value = text.position(), _parsed(text, limit)
        if not isinstance(value, InputError):
            if isinstance(value, dict) and _is_document(value, known):
                yield problem
                yield from _judged(value, text, start)
                return True
            continue
        spent += text.reached - text.at
        if spent > _FREE + _MOST_TRIED * (text.position() - begin):
            text.at = text.reached
        text.at += 1
    yield problem if text.buffer.rstrip().endswith("}") else _cut_short()
    return False


def _is_document(value: dict[str, Any], known: set[str]) -> bool:
    return "passages" in value or (bool(known & set(list(value)[:1])) and not _INNER & set(value))


def _cut_short() -> InputError:
    return InputError(
        "the file is cut short",
        expected='a BioC collection: an object with "documents"',
        advice="fetch the file again",
    )


def _endless(limit: int) -> InputError:
    return InputError("a document, or a stretch without one, is too long", expected=f"at most {limit:,} characters")
