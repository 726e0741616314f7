"""PubTator: `id|t|title` and `id|a|abstract` lines; annotation lines are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure, Section
from gliomine.errors import InputError
from gliomine.readers.bibliography import of_identifier
from gliomine.readers.building import record_id
from gliomine.readers.lines import check_line, read_lines

_LINE_COST = 64  # what a line costs beside its characters
_LINE = re.compile(r"([^|\t]{1,200})\|([ta])\|(.*)")


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every block of lines; empty lines part the blocks."""
    for number, (first, block) in enumerate(_blocks(path, config), 1):
        found = [match for line in block if (match := _LINE.fullmatch(line))]
        own = found[0].group(1).strip() if found else block[0].split("\t")[0]
        identifier = record_id(doc_id, own, number=number)
        try:
            yield _document(identifier, block, found)
        except InputError as error:
            problem = InputError(error.what, where=f"line {first}", expected=error.expected, advice=error.advice)
            yield Failure(identifier, source, "read", str(problem))


def _blocks(path: Path, config: ReadConfig) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    first, size = 1, 0
    for number, line in enumerate(read_lines(path, config=config), 1):
        shown = line.rstrip("\r\n")
        match = _LINE.fullmatch(shown)
        # A new title opens a record also where the empty line is missing.
        if block and (not shown.strip() or (match and match.group(2) == "t")):
            yield first, block
            block = []
        if shown.strip():
            first, size = (first, size + len(shown)) if block else (number, len(shown))
            block.append(shown)
            if size + _LINE_COST * len(block) > config.max_bytes:
                raise InputError(
                    "a record is too long",
                    where=f"line {first}",
                    expected=f"at most {config.max_bytes:,} characters, and empty lines between records",
                    advice="part the records by empty lines",
                )
    if block:
        yield first, block


def _document(doc_id: str, block: list[str], found: list[re.Match[str]]) -> Document:
    for line in block:
        check_line(line)
    parts = {match.group(2): match.group(3) for match in found}
    if not found or len(parts) < len(found):
        raise InputError(
            "not a PubTator record" if not found else "a record with two titles or two abstracts",
            expected="the lines id|t|title and id|a|abstract",
            advice="part the records by empty lines",
        )
    title, abstract = parts.get("t", ""), parts.get("a", "")
    text = f"{title}\n{abstract}"
    spans = (("title", 0, len(title)), ("abstract", len(title) + 1, len(text)))
    sections = tuple(Section(start, end, name) for name, start, end in spans if text[start:end].strip())
    return of_identifier(Document(doc_id, text, layout="structured", title=title.strip() or None, sections=sections))
