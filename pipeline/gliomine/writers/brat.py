"""brat standoff: a folder with a `.txt` and an `.ann` file a document, and `annotation.conf`.

brat knows no attributes of relations, and no relation of a mention with a part of itself: a note holds the status of a
relation that is not present, and a note of the mention the relation that its name holds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from gliomine.config import WriteOptions
from gliomine.document import Document, asserted, best_links
from gliomine.entity_types import ENTITY_TYPES
from gliomine.files import whole
from gliomine.predicates import Predicate
from gliomine.tables.said import predicates_of
from gliomine.tables.stored import stored_documents

_LINE = re.compile(r"[^\n\r]+")
_LONGEST_NAME = 200
_ASSERTIONS = {"absent": "Negated", "possible": "Speculated"}


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write the folder `brat`."""
    del options
    folder = run / "brat"
    made = []
    names: set[str] = set()
    for document in stored_documents(run):
        name = file_name(document.doc_id, taken=names)
        names.add(name)
        # Programs that read text files turn CRLF into LF, which would move every offset behind it.
        made.append(_write(folder / f"{name}.txt", document.text.replace("\r\n", " \n").replace("\r", "\n")))
        made.append(_write(folder / f"{name}.ann", "".join(line + "\n" for line in _lines(document))))
    made.append(_write(folder / "annotation.conf", _configuration(predicates_of(run).values())))
    return made


def file_name(doc_id: str, *, taken: Collection[str] = ()) -> str:
    """Return the name of a document's two files, without their suffixes.

    It is the id with slashes and the like escaped, shortened where it is too long. Of `page.txt` come `page.txt` and
    `page.ann`, unless a document `page` has these.

    >>> file_name("2020/a b.txt"), file_name("b.txt", taken={"b"})
    ('2020%2Fa b', 'b.txt')
    """
    plain = doc_id.removesuffix(".txt")
    if plain and plain != doc_id and (name := _escaped(plain)) not in taken:
        return name
    return _escaped(doc_id)


def _escaped(doc_id: str) -> str:
    name = quote(doc_id, safe=" #()+,;=@[]{}~")
    if len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME] + "-" + hashlib.sha256(doc_id.encode()).hexdigest()[:12]
    return "%2E" + name[1:] if name.startswith(".") else name


def _write(path: Path, text: str) -> Path:
    with whole(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))
    return path


def _lines(document: Document) -> Iterator[str]:
    links, said = best_links(document), asserted(document)
    for number, mention in enumerate(document.mentions, 1):
        # A mention over a line break is written as fragments, as the format asks.
        pieces = [(match.start(), match.end()) for match in _LINE.finditer(document.text, mention.start, mention.end)]
        place = ";".join(f"{start} {end}" for start, end in pieces)
        shown = " ".join(document.text[start:end] for start, end in pieces).replace("\t", " ")
        yield f"T{number}\t{mention.entity_type} {place}\t{shown}"
        link = links.get(mention.mention_id)
        if link is not None:
            yield f"N{number}\tReference T{number} {link.curie}\t{' '.join(link.name.split())}"
        assertion = said.get(mention.mention_id)
        if assertion is not None and assertion.status in _ASSERTIONS:
            yield f"A{number}\t{_ASSERTIONS[assertion.status]} T{number}"
    yield from _relation_lines(document)


def _relation_lines(document: Document) -> Iterator[str]:
    numbers = {mention.mention_id: number for number, mention in enumerate(document.mentions, 1)}
    relations, notes = 0, 0
    for relation in document.relations:
        subject = f"T{numbers[relation.subject_id]}"
        if relation.object_id is not None:
            relations += 1
            yield f"R{relations}\t{relation.predicate} Arg1:{subject} Arg2:T{numbers[relation.object_id]}"
            note = (f"R{relations}", relation.status) if relation.status != "present" else None
        else:
            part = " ".join(document.text[relation.inner_start : relation.inner_end].split())
            note = (subject, f"{relation.predicate} {part}")
        if note is not None:
            notes += 1
            yield f"#{notes}\tAnnotatorNotes {note[0]}\t{note[1]}"


def _configuration(predicates: Iterable[Predicate]) -> str:
    lines = ["[entities]", *ENTITY_TYPES, "", "[relations]"]
    for predicate in predicates:
        ends = f"Arg1:{'|'.join(predicate.subjects)}, Arg2:{'|'.join(predicate.objects)}"
        lines.append(f"{predicate.name}\t{ends}" + (", <REL-TYPE>:symmetric" if predicate.symmetric else ""))
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    lines += [f"{name}\tArg:<ENTITY>" for name in _ASSERTIONS.values()]
    return "\n".join(lines) + "\n"
