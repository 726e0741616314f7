"""PubTator: title and abstract lines, then a line a mention, then a line for each thing that the document claims.

The format knows two texts a record, so title, abstract and body are laid out anew: the title in the `t` line, the rest
in the `a` line, parts joined by a space. Offsets count in title, one character, and that line. White space of any kind
becomes a space, one for one.

A relation of the format is of the identifiers of two lines, so what is linked to none has no part in it. Where a claim
is never stated as true, a fifth cell says absent or possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.document import READ_SECTIONS, Document, Section, best_links
from gliomine.files import whole
from gliomine.tables.claims import claim_rows
from gliomine.tables.naming import head_of
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import stored_documents
from gliomine.writers.layout import mentions_in, shown_sections

_LINE_BREAKS = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARKER = re.compile(r"\|(?=[ta]\|)")
_NO_ID = "-"
_COLUMNS = tuple(item.name for item in table_schemas()["claims"].columns)


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `documents.pubtator`."""
    del options
    target = run / "documents.pubtator"
    with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        for document in stored_documents(run):
            stream.write("\n".join(_lines(document)) + "\n\n")
    return [target]


def _lines(document: Document) -> Iterator[str]:
    sections = [_trimmed(document.text, item) for item in shown_sections(document, READ_SECTIONS)]
    first = sections[0] if sections[0].name == "title" else None
    rest = sections if first is None else sections[1:]
    doc_id = _one_line(document.doc_id).replace("|", "%7C")
    title = "" if first is None else document.text[first.start : first.end]
    yield f"{doc_id}|t|{_one_line(title)}"
    yield f"{doc_id}|a|{_one_line(' '.join(document.text[item.start : item.end] for item in rest))}"
    links, position = best_links(document), 0
    for section in [*([] if first is None else [first]), *rest]:
        if first is None and position == 0:
            position = 1
        shift = position - section.start
        for mention in mentions_in(document, section):
            link = links.get(mention.mention_id)
            cells = (
                doc_id,
                str(mention.start + shift),
                str(mention.end + shift),
                _one_line(mention.text),
                mention.entity_type,
                link.curie if link else _NO_ID,
            )
            yield "\t".join(cells)
        position += section.end - section.start + 1
    for (predicate, subject, object_), said in _claims(document).items():
        status = next((item for item in ("absent", "possible") if item in said), "") if "present" not in said else ""
        yield "\t".join([doc_id, predicate, subject, object_, *([status] if status else [])])


def _claims(document: Document) -> dict[tuple[str, str, str], set[str]]:
    """Return predicate and the two identifiers -> what is said of it."""
    found: dict[tuple[str, str, str], set[str]] = {}
    known = {link.curie for link in best_links(document).values()}
    for row in claim_rows(document):
        values = dict(zip(_COLUMNS, row, strict=True))
        ends = head_of(values["subject"]), head_of(values["object"])
        if known >= set(ends):
            key = values["predicate"], *ends
            found.setdefault(key, set()).add(values["status"])
    return found


def _trimmed(text: str, section: Section) -> Section:
    """Return a section without the white space at its ends: readers strip lines, which would move what follows."""
    shown = text[section.start : section.end]
    start = section.start + len(shown) - len(shown.lstrip())
    return replace(section, start=start, end=start + len(shown.strip()))


def _one_line(text: str) -> str:
    # `|t|` and `|a|` within a text would be taken for the start of a line's text.
    return _MARKER.sub("¦", _LINE_BREAKS.sub(" ", text))
