"""PubTator: `id|t|title` and `id|a|abstract` lines; annotation lines are passed over.

A title or abstract may go on over several lines, and an empty line may stand within a record: what belongs together is
told by the ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure, Section
from gliomine.errors import InputError
from gliomine.readers.bibliography import of_identifier
from gliomine.readers.building import record_id
from gliomine.readers.lines import check_line, read_lines

_LINE_COST = 64  # what a line costs beside its characters
# Ids are as long as paths can be, as our own writer makes them of these.
_LINE = re.compile(r"([^|\t]{1,4500})\|([ta])\|(.*)", re.DOTALL)


@dataclass(slots=True)
class _Record:
    """The lines of a record.

    Attributes:
        first: number of its first line.
        own: its id.
        parts: texts of title (`t`) and abstract (`a`), each in lines.
        problem: why it cannot be read.
    """

    first: int
    own: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    problem: str = ""
    last: str = ""
    size: int = 0

    def take(self, line: str) -> None:
        """Take a line that belongs to the record."""
        self.size += len(line) + _LINE_COST
        match = _LINE.fullmatch(line)
        try:
            check_line(line)
        except InputError as error:
            self.problem = self.problem or error.what
        if match:
            self.last = match.group(2)
            if self.last in self.parts:
                self.problem = "a record with two titles or two abstracts"
            self.parts[self.last] = [match.group(3)]
        elif _is_annotation(line):
            self.last = ""
        elif self.last:
            self.parts[self.last].append(line)
        else:
            self.problem = self.problem or "a line that is no title, abstract or annotation"


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield a document or a failure for every record."""
    for number, record in enumerate(_records(path, config), 1):
        identifier = record_id(doc_id, record.own, number=number)
        if record.problem or not record.parts:
            problem = InputError(
                record.problem or "not a PubTator record",
                where=f"line {record.first}",
                expected="the lines id|t|title and id|a|abstract",
                advice="part the records by empty lines, each with an id of its own",
            )
            yield Failure(identifier, source, "read", str(problem))
        else:
            yield _document(identifier, record)


def _records(path: Path, config: ReadConfig) -> Iterator[_Record]:
    """Yield the records; a title, another id, or an empty line opens the next."""
    record: _Record | None = None
    parted = False  # an empty line was the last
    for number, line in enumerate(read_lines(path, config=config), 1):
        shown = line.rstrip("\r\n")
        if not shown.strip():
            parted = True
            continue
        if record is None or not _goes_on(record, shown, parted=parted):
            if record is not None:
                yield record
            match = _LINE.fullmatch(shown)
            record = _Record(number, (match.group(1) if match else shown.split("\t")[0]).strip())
        record.take(shown)
        parted = False
        if record.size > config.max_bytes:
            raise InputError(
                "a record is too long",
                where=f"line {record.first}",
                expected=f"at most {config.max_bytes:,} characters, and empty lines between records",
                advice="part the records by empty lines",
            )
    if record is not None:
        yield record


def _goes_on(record: _Record, line: str, *, parted: bool) -> bool:
    """Tell whether a line belongs to the record before it."""
    match = _LINE.fullmatch(line)
    if match:
        own, kind = match.group(1).strip(), match.group(2)
        # A new title opens a record also where the empty line is missing; its abstract may stand behind one. Where the
        # abstract stands first, its title is the next line.
        if own != record.own or (parted and kind in (*record.parts, "t")):
            return False
        return kind == "a" or list(record.parts) == ["a"]
    if "\t" in line and line.split("\t", 1)[0].strip() == record.own:
        return True
    return not parted


def _is_annotation(line: str) -> bool:
    return line.count("\t") >= 2


def _document(doc_id: str, record: _Record) -> Document:
    title, abstract = ("\n".join(record.parts.get(kind, [""])) for kind in ("t", "a"))
    text = f"{title}\n{abstract}"
    spans = (("title", 0, len(title)), ("abstract", len(title) + 1, len(text)))
    sections = tuple(Section(start, end, name) for name, start, end in spans if text[start:end].strip())
    shown = " ".join(title.split())
    return of_identifier(Document(doc_id, text, layout="structured", title=shown or None, sections=sections))
