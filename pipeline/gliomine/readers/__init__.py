"""Readers: from a file to documents. `READERS` lists them; `read_documents` reads a file with the right one."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error, unknown_name

HEAD_BYTES = 8192
"""How much of a file is looked at to tell formats with the same suffix apart."""

_LARGEST_RATIO = 100
_FREE_BYTES = 16 * 1024 * 1024
_MOST_FAILURES = 10_000  # in a row: then the file is of another format, or a bomb
_NO_INK = ("Cc", "Cf", "Zs", "Zl", "Zp", "Cn")
_BLANK = "\u115f\u1160\u3164\u2800"  # Hangul fillers and the empty Braille pattern

_ABOUT = frozenset({"readme.md", "changelog.md", "license.md", "contributing.md"})  # of a folder, and no papers

_PUBTATOR = re.compile(rb"[^|\t\r\n]{1,200}\|t\|[^\n]*\n\s*[^|\t\r\n]{1,200}\|a\|")
_XML = re.compile(
    rb"<(?:\?xml|!DOCTYPE|PubmedArticle|PubmedBookArticle|article|art|TEI|pmc-articleset|collection)[\s>S]"
)
_COLLECTION = re.compile(rb'"(?:documents|PubTator3)"\s*:\s*\[')
_HTML = re.compile(rb"(?i)<(?:!doctype\s+html|html)[\s>]")
_LINES = re.compile(rb'\{\s*"(?:[^"\r\n]{1,99}"\s*:[^\r\n]*?,\s*")?(?:text|abstract)"\s*:\s*"')
_LONE = re.compile("[\ud800-\udfff]")

Read = Callable[..., Iterator[Document | Failure]]


@dataclass(frozen=True, slots=True)
class Reader:
    """An input format.

    Attributes:
        name: what `--input-format` takes.
        suffixes: of the file name, lower case; each may be followed by `.gz`.
        module: its `read(path, *, doc_id, source, config)` yields documents and failures, one at a time.
        meaning: one line for listings.
        marks: byte strings of which one stands in the first kilobytes of such a file; only for readers that share a
            suffix, in which case the first reader with a mark present is taken.
        begins: pattern of how such a file begins, white space aside; a file that fits goes to this reader.
        records: whether a file holds many records and is streamed, so that the limit on a file's size does not apply.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    meaning: str
    marks: tuple[bytes, ...] = ()
    records: bool = False
    begins: bytes | None = None


_PUBMED = (b"<PubmedArticle", b"<PubmedBookArticle", b"<DeleteCitation")
# "1. J Neurooncol. 2020 Jan;1(1):1-9. doi: ...", an empty line, and further down the id.
_SAVED = rb"(?s)\d{1,6}\. [^\r\n]{4,300}?(?:19|20)\d\d[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n.*\nPMID: \d"
_NBIB = rb"PMID ?- ?\d"
_RIS = rb"TY  ?- "
_ALL = (
    Reader("text", (".txt", ".text"), "gliomine.readers.text", "one page or plain text a file"),
    Reader(
        "pubmed-text", (".txt",), "gliomine.readers.pubmed_text", "PubMed's saved text", records=True, begins=_SAVED
    ),
    Reader(
        "medline", (".nbib", ".medline", ".txt"), "gliomine.readers.medline", "MEDLINE text", records=True, begins=_NBIB
    ),
    Reader("ris", (".ris", ".txt"), "gliomine.readers.ris", "RIS references", records=True, begins=_RIS),
    Reader("pubmed", (".xml",), "gliomine.readers.pubmed", "PubMed and MEDLINE XML", _PUBMED, records=True),
    Reader("bioc-xml", (".xml",), "gliomine.readers.bioc_xml", "BioC in XML", (b"<collection",), records=True),
    Reader("tei", (".tei", ".xml"), "gliomine.readers.tei", "TEI of GROBID", (b"<TEI",), records=True),
    Reader("bmc", (".xml",), "gliomine.readers.bmc", "articles of BioMed Central (art)", (b"<art>",), records=True),
    Reader("jats", (".nxml", ".xml"), "gliomine.readers.jats", "JATS articles", (b"<article", b"<pmc-"), records=True),
    Reader("bioc-json", (".json",), "gliomine.readers.bioc_json", "BioC in JSON", records=True),
    Reader("pubtator", (".pubtator",), "gliomine.readers.pubtator", "PubTator", records=True),
    Reader("jsonl", (".jsonl", ".ndjson"), "gliomine.readers.jsonl", "JSON lines with a text field", records=True),
    Reader("csv", (".csv",), "gliomine.readers.csv", "CSV with a text column", records=True),
    Reader("tsv", (".tsv", ".tab"), "gliomine.readers.csv", "TSV with a text column", records=True),
    Reader("pdf", (".pdf",), "gliomine.readers.pdf", "the text of a PDF, as best effort"),
    Reader("html", (".html", ".htm", ".xhtml"), "gliomine.readers.html", "a saved page of a paper"),
    Reader("docx", (".docx",), "gliomine.readers.docx", "a manuscript of Word"),
    Reader("markdown", (".md", ".markdown"), "gliomine.readers.markdown", "a paper in Markdown"),
    Reader("pmc-package", (".tar", ".tgz"), "gliomine.readers.package", "PMC's .tar.gz of an article", records=True),
)

READERS: dict[str, Reader] = {reader.name: reader for reader in _ALL}


def claimed(name: str) -> bool:
    """Tell whether a file of this name is read when it is found in a folder.

    >>> claimed("a.TXT"), claimed("a.txt.gz"), claimed("a.jpeg"), claimed("README.md")
    (True, True, False, False)
    """
    plain = name.lower().removesuffix(".gz")
    suffixes = tuple(chain.from_iterable(reader.suffixes for reader in READERS.values()))
    return plain.endswith(suffixes) and not plain.startswith(".") and plain not in _ABOUT


def _has_suffix(name: str, reader: Reader) -> bool:
    plain = name.lower().removesuffix(".gz")
    return plain.endswith(reader.suffixes) and not plain.startswith(".")


def holds_records(name: str) -> bool:
    """Tell whether a file of this name may hold many documents.

    >>> holds_records("a.jsonl.gz"), holds_records("a.txt")
    (True, False)
    """
    found = [reader for reader in READERS.values() if _has_suffix(name, reader)]
    return bool(found) and found[0].records and not any(not reader.records for reader in found)


def check_format(name: str | None) -> None:
    """Check the name of an input format; None is every format.

    Raises:
        ConfigError: there is no such reader.
    """
    if name is not None and name not in READERS:
        raise unknown_name("input format", name, READERS)


def choose_reader(path: Path, *, name: str, config: ReadConfig) -> Reader:
    """Return the reader of a file: the one that is asked for, else by suffix, else by suffix and content.

    A file that was named by the user and has a suffix that no reader claims is read as text.

    Raises:
        InputError: several readers claim the suffix and the content is that of none.
    """
    if config.input_format is not None:
        check_format(config.input_format)
        return READERS[config.input_format]
    candidates = [reader for reader in READERS.values() if _has_suffix(name, reader)]
    if not candidates or READERS["text"] in candidates:
        return _inside(_head(path), name) or READERS["text"]
    if len(candidates) == 1:
        return candidates[0]
    head = _head(path)
    for reader in candidates:
        if any(mark in head for mark in reader.marks):
            return reader
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for reader in candidates:
        if reader.begins is not None and re.match(reader.begins, start):
            return reader
    for reader in candidates:
        if not reader.marks and reader.begins is None:
            return reader
    raise InputError(
        "the content fits none of the formats with this suffix",
        where=name,
        expected="one of " + ", ".join(reader.name for reader in candidates),
        advice="name the format with --input-format",
    )


def _head(path: Path) -> bytes:
    """Return the first kilobytes of a file; in UTF-8 where they show that they are in UTF-16 or UTF-32."""
    from gliomine.readers.text import marked_encoding

    with open_input(path) as stream:
        head = stream.read(HEAD_BYTES)
    encoding = marked_encoding(head)
    return head if encoding is None else head.decode(encoding, "ignore").encode("utf-8", "ignore")


def _inside(head: bytes, name: str) -> Reader | None:
    """Return the reader of what a file of text holds where this is another format; None where it is text.

    Raises:
        InputError: it is a format that is not read.
    """
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PUBTATOR.match(begin):
        return READERS["pubtator"]
    if begin[:1] == b"<" and _XML.match(begin):
        marked = [reader for reader in READERS.values() if any(mark in head for mark in reader.marks)]
        if marked:
            return marked[0]
        if begin.startswith(b"<?xml"):
            raise _other_xml(name)
    if begin[:1] in (b"{", b"[") and _COLLECTION.search(begin):
        return READERS["bioc-json"]
    for pattern, reader in ((_HTML, "html"), (_LINES, "jsonl")):
        if pattern.match(begin):
            return READERS[reader]
    return next((reader for reader in READERS.values() if reader.begins and re.match(reader.begins, begin)), None)


def _other_xml(name: str) -> InputError:
    return InputError(
        "the file is named as text, but holds XML",
        where=name,
        expected="a page or plain text, or one of the formats of --input-format",
        advice="convert the file, or read it as it is with --input-format text",
    )


def open_input(path: Path) -> BinaryIO:
    """Open a file for reading bytes; a gzip file (by its first two bytes) is unpacked on the way."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b" and path.name.lower().endswith(".gz")
    return cast(BinaryIO, _Unpacked(path)) if packed else path.open("rb")


class _Unpacked(gzip.GzipFile):
    """A gzip file that stops where it unpacks to far more than text does: a bomb."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._most = max(_FREE_BYTES, _LARGEST_RATIO * path.stat().st_size)
        self._seen = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return up to so many unpacked bytes.

        Raises:
            InputError: the file unpacks to more than a hundred times its size.
        """
        data = super().read(size)
        self._seen += len(data)
        if self._seen > self._most:
            raise InputError(
                f"the gzip data unpack to more than {_LARGEST_RATIO} times their size",
                expected="text, which packs to a tenth or so",
                advice="unpack the file yourself if it is what it should be",
            )
        return data


def read_bytes(path: Path, *, config: ReadConfig) -> bytes:
    """Return the content of a file that holds one document, unpacked if it is gzip.

    Raises:
        InputError: it is longer than the limit, also where only the unpacked content is.
    """
    with open_input(path) as stream:
        data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        raise too_large(config)
    return data


def too_large(config: ReadConfig) -> InputError:
    """Return the error for a file over the size limit."""
    return InputError(
        "the file is too large",
        expected=f"at most {config.max_bytes:,} bytes",
        advice="raise max_bytes in the [read] table of the configuration, or split the file",
    )


def read_documents(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield what a file holds, one document or failure at a time; never raises for what the file contains.

    Here, for every reader alike: ids of repeated records get `~2`, `~3`; texts that are over the limit, hold nothing
    visible or cannot be stored become failures.
    """
    seen: Counter[str] = Counter()
    failed = 0
    try:
        reader = choose_reader(path, name=doc_id, config=config)
        if not reader.records and path.stat().st_size > config.max_bytes:
            raise too_large(config)
        read: Read = import_module(reader.module).read
        for found in read(path, doc_id=doc_id, source=source, config=config):
            found = _storable(found, source)
            seen[found.doc_id] += 1
            if seen[found.doc_id] > 1:
                found = replace(found, doc_id=f"{found.doc_id}~{seen[found.doc_id]}")
            if isinstance(found, Document):
                problem = text_problem(found.text, config=config)
                if problem is None:
                    found = replace(found, source=source, input_format=reader.name)
                else:
                    found = Failure(found.doc_id, source, "read", problem)
            failed = failed + 1 if isinstance(found, Failure) else 0
            yield found
            if failed >= _MOST_FAILURES:
                raise _hopeless()
        if not seen:
            yield Failure(doc_id, source, "read", "the file holds no document")
    except Exception as error:
        seen[doc_id] += 1
        identifier = doc_id if seen[doc_id] == 1 else f"{doc_id}~{seen[doc_id]}"
        yield Failure(identifier, source, "read", describe_error(error))


def _storable(found: Document | Failure, source: str) -> Document | Failure:
    """Return a failure for a record whose id or other values cannot be stored; no failure holds such characters."""
    if isinstance(found, Document):
        texts = (found.doc_id, found.title, found.language)
        if all(text is None or text.isascii() or not _LONE.search(text) for text in texts):
            return found
        problem = "half of a surrogate pair, or a byte that does not fit the encoding, in the id or title"
        return Failure(_LONE.sub("\ufffd", found.doc_id), source, "read", f"{problem}; what to do: correct the source")
    if _LONE.search(found.doc_id + found.error):
        doc_id, error = _LONE.sub("\ufffd", found.doc_id), _LONE.sub("\ufffd", found.error)
        return replace(found, doc_id=doc_id, error=error)
    return found


def _hopeless() -> InputError:
    return InputError(
        f"{_MOST_FAILURES:,} records in a row cannot be read; the rest of the file was left out",
        expected="a file of the format that its name says",
        advice="look at the failures before this one; name the format with --input-format",
    )


def text_problem(text: str, *, config: ReadConfig) -> str | None:
    """Return why a text cannot be a document, None if it can."""
    if len(text) > config.max_chars:
        return (
            f"the text has {len(text):,} characters; expected: at most {config.max_chars:,}; "
            "what to do: raise max_chars in the [read] table of the configuration, or split the text"
        )
    if not any(is_visible(char) for char in text):
        return "the text holds nothing visible (empty, white space, zero-width or control characters only)"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "the text holds half of a surrogate pair, which no file can store; what to do: correct the source"
    if "\x00" in text:
        return "the text holds NUL characters, which are in no text; what to do: correct the source"
    return None


def is_visible(char: str) -> bool:
    """Tell whether a character leaves ink.

    >>> is_visible("a"), is_visible(chr(0x200B)), is_visible(chr(0xFEFF)), is_visible(" ")
    (True, False, False, False)
    """
    return unicodedata.category(char) not in _NO_INK and char not in _BLANK
