"""DOCX: title, abstract and headed body by the styles of the paragraphs; tables and references are left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error
from gliomine.pages.heading_form import LONGEST
from gliomine.pages.headings import paper_heading
from gliomine.readers import read_bytes
from gliomine.readers.building import Address, Part, TextBuilder, one_line
from gliomine.readers.grid import RawCell
from gliomine.readers.headed import Block, add_blocks

_LARGEST_RATIO = 100
_FREE_BYTES = 16 * 1024 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_CAPTION = re.compile(r"(?:Fig(?:ure)?\.?|Table|Scheme)\s?S?\d{1,3}[A-Za-z]?\s?[.:|–—-]\s*\S", re.IGNORECASE)
_CITED = re.compile(r"[\d\s,;–—-]+")
_UNIT = re.compile(r"(?:^|[\s/(·\d])(?:[kcmdµμn]?m|ft|in)$")
_LONGEST_TITLE = 300
_LONGEST_FRONT = 300
_BREAKS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the one document that the file is.

    Raises:
        InputError: the file is damaged or no DOCX, unpacks to far more than text does, or holds no text.
    """
    del source
    blocks = list(_blocks(_opened(read_bytes(path, config=config))))
    title, rest = _title(blocks)
    front = _front(rest)
    builder = TextBuilder()
    builder.add_title(title)
    add_blocks(builder, rest[len(front) :])
    if front:
        builder.add_section("authors", [Part((front[0],))])
        builder.add_affiliations(Address(text) for text in front[1:] if "," in text and "@" not in text)
        details = tuple(text for text in front[1:] if "," not in text or "@" in text)
        builder.add_section("correspondence", [Part(details)] if details else [])
    yield builder.document(doc_id, title=title)


def _opened(data: bytes) -> Any:
    # The part that unpacks says its size, so a bomb is known before it is opened.
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size <= max(_FREE_BYTES, _LARGEST_RATIO * len(data)):
            return docx.Document(io.BytesIO(data))
    except Exception as error:
        raise InputError(
            f"the DOCX cannot be read ({describe_error(error)[:200]})",
            expected="an undamaged file of Word 2007 or later, without a password",
            advice="save it anew, or as PDF",
        ) from error
    raise InputError(
        f"the DOCX unpacks to more than {_LARGEST_RATIO} times its size",
        expected="a manuscript",
        advice="save it as PDF if it is what it should be",
    )


def _blocks(document: Any) -> Iterator[Block]:
    """Yield title (a heading of level 0), headings, paragraphs, captions and tables in order."""
    for item in document.iter_inner_content():
        if not hasattr(item, "runs"):
            yield _table(item)
            continue
        text = _text(item)
        if not text:
            continue
        style = str(getattr(item.style, "name", "") or "").lower()
        level = _HEADING.match(style)
        if style == "title":
            yield Block(text, "heading", 0)
        elif level:
            yield Block(text, "heading", int(level.group(1)))
        elif style == "caption" or (_CAPTION.match(text) and len(text) < 2000):
            yield Block(text, "caption")
        else:
            yield Block(text, look=_look(item))


def _look(paragraph: Any) -> str:
    """Return how all runs of a paragraph look, where it is short enough for a heading: b, i, bi or nothing."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    if not runs or sum(len(run.text) for run in runs) > LONGEST:
        return ""
    return "b" * all(run.bold for run in runs) + "i" * all(run.italic for run in runs)


def _table(table: Any) -> Block:
    """Return a table; of cells that are merged downwards the first alone holds text."""
    rows = []
    for row in table._tbl.tr_lst:
        cells = []
        for cell in row.tc_lst:
            lines = ("".join(part.text or "" for part in item.iter(f"{_WORD}t")) for item in cell.p_lst)
            cells.append(RawCell(one_line(" ".join(lines)), columns=cell.grid_span))
        rows.append(tuple(cells))
    return Block("", "table", rows=tuple(rows))


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph, inserted text included; raised citations are left out, powers keep their sign."""
    pieces: list[str] = []
    for run in paragraph._p.iter(f"{_WORD}r"):
        if any(above.tag == f"{_WORD}txbxContent" for above in run.iterancestors()):
            continue
        shown = ""
        for element in run:
            name = str(element.tag).removeprefix(_WORD)
            shown += element.text or "" if name == "t" else _BREAKS.get(name, "")
        raised = run.find(f"{_WORD}rPr/{_WORD}vertAlign")
        if raised is not None and raised.get(f"{_WORD}val") == "superscript" and _CITED.fullmatch(shown):
            before = "".join(pieces[-3:])
            if before[-1:].isdigit():
                shown = "^" + shown
            elif not _UNIT.search(before):
                continue
        pieces.append(shown)
    return one_line("".join(pieces))


def _title(blocks: Sequence[Block]) -> tuple[str, list[Block]]:
    """Return the title and the other blocks: the one of that style, else the first short line before the headings."""
    for number, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 0:
            rest = [item for place, item in enumerate(blocks) if place != number]
            return block.text, [
                Block(item.text) if (item.kind, item.level) == ("heading", 0) else item for item in rest
            ]
    if not blocks:
        return "", []
    first = blocks[0]
    levels = [item.level for item in blocks if item.kind == "heading"]
    alone = first.kind == "heading" and levels.count(first.level) == 1 and len(levels) > 1
    short = first.kind == "text" and len(first.text) <= _LONGEST_TITLE and first.text[-1] not in ".:;"
    if paper_heading(first.text) is None and (alone or (short and len(blocks) > 1)):
        return first.text, list(blocks[1:])
    return "", list(blocks)


def _front(blocks: Sequence[Block]) -> list[str]:
    """Return the short lines between title and first heading: authors and addresses; none where no heading follows."""
    found: list[str] = []
    for block in blocks:
        known = paper_heading(block.text.split(":")[0]) if len(block.text) <= _LONGEST_FRONT else None
        if block.kind == "heading" or (known is not None and not known.weak):
            return found
        if block.kind != "text" or len(block.text) > _LONGEST_FRONT:
            return []
        found.append(block.text)
    return []
