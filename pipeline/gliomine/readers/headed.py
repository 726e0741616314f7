"""Headings and paragraphs in the order of a file, to the sections of a document: for HTML, DOCX and TEI alike.

What a heading stands over is told by its words: an abstract, a part of the body, or what is shown and not read. The
references are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from gliomine.document import PATH
from gliomine.pages.heading_form import reads_like_one
from gliomine.pages.headings import paper_heading
from gliomine.readers.building import Part, TextBuilder
from gliomine.readers.grid import RawCell, laid_out

_LABEL = re.compile(
    r"((?:Supplementary\s|Supplemental\s|Extended\sData\s)?(?:Fig(?:ure)?\.?|Table|Scheme|Box|Chart|Plate)"
    r"\s?S?\d{1,3}[A-Za-z]?)(?:\s?[.:|–—-]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_RUN_IN = 45
_ABSTRACT = paper_heading("Abstract")
_FEWEST_WORDS = 20  # of each paragraph of an abstract without a heading
_MOST_WORDS = 600  # of all of it
_OWN_LINE = ("keywords", "funders")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a caption, a table or a note below one.

    Attributes:
        text: on one line.
        kind: heading, text, caption, table or note.
        level: of a heading, from 1; the smallest of a file is its main one.
        look: of a paragraph that is bold (`b`), italic (`i`) or both from end to end, as a heading without a style is.
        label: of a figure or table, where the file tells it apart.
        rows: of a table, whose text is empty.
        head: how many of them are headings, 0 where the file does not say.
    """

    text: str
    kind: str = "text"
    level: int = 0
    look: str = ""
    label: str | None = None
    rows: tuple[tuple[RawCell, ...], ...] = ()
    head: int = 0


@dataclass(slots=True)
class _Growing:
    """A part that paragraphs are still added to."""

    label: str | None = None
    trail: tuple[str, ...] = ()
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """The part that is being collected."""

    name: str = "body"
    heading: str | None = None
    parts: list[_Growing] = field(default_factory=list)
    floats: list[tuple[Block, str | None]] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)
    trail: tuple[tuple[int, str], ...] = ()


def add_blocks(builder: TextBuilder, blocks: Iterable[Block]) -> None:
    """Add the sections that headings, paragraphs and captions make."""
    ready = _with_notes([item for item in blocks if item.text or item.rows])
    top = min((item.level for item in ready if item.kind == "heading"), default=1)
    part = _Open()
    blocks = list(_with_looks(list(_with_run_in(ready, top)), top))
    headed = any(paper_heading(item.text) == _ABSTRACT for item in blocks if item.kind == "heading")
    last = max((at for at, block in enumerate(blocks) if _is_main(block)), default=0)
    for number, block in enumerate(blocks):
        if block.kind == "run-in" and part.name == "body" and number < last:
            part.asides.append(block)  # the body goes on behind its one paragraph
        elif block.kind == "run-in":
            part = _headed(builder, part, Block(block.label or "", "heading", top), top)
            _add_paragraph(part, block.text)
        elif block.kind == "heading":
            if not headed and part.heading is None and part.name == "body" and _opens_body(block):
                part.name = "abstract" if _is_abstract(part) else "body"
            part = _headed(builder, part, block, top)
        elif block.kind in ("caption", "table", "note"):
            above = [part.heading] if part.heading and part.name == "body" else []
            part.floats.append((block, PATH.join([*above, *(text for _, text in part.trail)]) or None))
        else:
            _add_paragraph(part, block.text)
    _close(builder, part)


def _with_notes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; a note that stands below no table as a paragraph."""
    made: list[Block] = []
    for block in blocks:
        below = made and made[-1].kind in ("table", "note")
        made.append(block if block.kind != "note" or below else Block(block.text))
    return made


def _is_main(block: Block) -> bool:
    known = paper_heading(block.text) if block.kind == "heading" else None
    return known is not None and known.name == "body" and not known.weak


def _with_run_in(blocks: Sequence[Block], top: int) -> Iterator[Block]:
    """Yield the blocks; a paragraph that is a heading as one, one that opens with a heading as `run-in`."""
    for block in blocks:
        if block.kind != "text":
            yield block
            continue
        known = paper_heading(block.text) if len(block.text) <= _RUN_IN else None
        if known is not None and not known.weak:
            yield Block(block.text, "heading", top, block.look)
            continue
        at = block.text.find(":", 0, _RUN_IN)
        known = paper_heading(block.text[:at]) if at > 0 else None
        if known is not None and not known.weak and (known.matter or known.name in _OWN_LINE):
            yield Block(block.text[at + 1 :].strip(), "run-in", label=block.text[:at])
        else:
            yield block


def _with_looks(blocks: Sequence[Block], top: int) -> Iterator[Block]:
    """Yield the blocks; a short paragraph in another look than the text, above a paragraph, as a heading.

    One that looks as the known headings of the file do is a main one, others stand below these.
    """
    stated = [block.level for block in blocks if block.kind == "heading" and not block.look]
    looks = {_shown_look(block) for block in blocks if block.kind == "heading" and block.look}
    for number, block in enumerate(blocks):
        below = blocks[number + 1] if number + 1 < len(blocks) else None
        alone = block.kind == "text" and block.look and reads_like_one(block.text)
        if (
            alone
            and below is not None
            and (below.kind == "heading" or (below.kind == "text" and _is_longer(below, block)))
        ):
            main = _shown_look(block) in looks and not stated
            yield Block(block.text, "heading", top if main else max(stated, default=top) + 1, block.look)
        else:
            yield block


def _shown_look(block: Block) -> str:
    return block.look + "c" * block.text.isupper()


def _is_longer(below: Block, block: Block) -> bool:
    return len(below.text) > len(block.text) or bool(below.look)


def _opens_body(block: Block) -> bool:
    return re.fullmatch(r"(?:[\dI]+[.)]?\s+)?(?:introduction|background)", block.text, re.IGNORECASE) is not None


def _is_abstract(part: _Open) -> bool:
    """Tell whether what stands above an introduction is an abstract that has no heading."""
    words = [len(text.split()) for item in part.parts for text in item.paragraphs]
    return bool(words) and min(words) >= _FEWEST_WORDS and sum(words) <= _MOST_WORDS and len(part.parts) == 1


def _headed(builder: TextBuilder, part: _Open, block: Block, top: int) -> _Open:
    known = paper_heading(block.text)
    apart = known is not None and not known.weak and (known.matter or known.name != "body")
    if block.level > top and not apart and (part.heading is not None or part.name != "body"):
        above = tuple(item for item in part.trail if item[0] < block.level)
        part.trail = (*above, (block.level, block.text))
        part.parts.append(_Growing(block.text, tuple(text for _, text in part.trail)))
        return part
    _close(builder, part)
    return _Open(known.name if known is not None and apart else "body", block.text)


def _add_paragraph(part: _Open, text: str) -> None:
    if not part.parts:
        part.parts.append(_Growing())
    part.parts[-1].paragraphs.append(text)


def _close(builder: TextBuilder, part: _Open) -> None:
    # A heading over nothing of what is not read says nothing.
    if part.name != "references" and (part.parts or (part.heading and part.name == "body")):
        parts = [Part(tuple(item.paragraphs), item.label, item.trail) for item in part.parts]
        builder.add_section(part.name, parts, heading=part.heading)
    _add_floats(builder, part.floats)
    for block in part.asides:
        known = paper_heading(block.label or "")
        if known is not None and known.name != "references" and block.text:
            builder.add_section(known.name, [Part((block.text,))], heading=block.label)


def _add_floats(builder: TextBuilder, floats: Sequence[tuple[Block, str | None]]) -> None:
    """Add captions and tables, each as a section; manuscripts have theirs behind the references."""
    label, text = None, ""
    for number, (block, path) in enumerate(floats):
        if block.kind == "note":
            continue
        if block.kind == "table":
            behind = takewhile(lambda item: item[0].kind == "note", floats[number + 1 :])
            notes = [note.text for note, _ in behind]
            rows = laid_out(block.rows, heading_rows=block.head)
            builder.add_table(rows, label=label, caption=text, path=path, notes=notes)
            label, text = None, ""
            continue
        label, text = block.label, block.text
        match = _LABEL.match(text)
        if match:
            label, text = label or match.group(1), text[match.end() :]
        builder.add_section("body", [Part((text,))], label=label, place="caption", path=path)
        if label and not label.casefold().startswith("tab"):
            label, text = None, ""
