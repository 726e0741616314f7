"""Headings and paragraphs in the order of a file, to the sections of a document: for HTML, DOCX and TEI alike.

What a heading stands over is told by its words: an abstract, a part of the body, or what is shown and not read. The
references are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gliomine.document import PATH
from gliomine.pages.headings import paper_heading
from gliomine.readers.building import Part, TextBuilder
from gliomine.readers.grid import RawCell, laid_out

_LABEL = re.compile(
    r"((?:Supplementary\s|Supplemental\s|Extended\sData\s)?(?:Fig(?:ure)?\.?|Table|Scheme|Box|Chart|Plate)"
    r"\s?S?\d{1,3}[A-Za-z]?)(?:\s?[.:|–—-]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_RUN_IN = 45
_OWN_LINE = ("keywords", "funders")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a caption or a table.

    Attributes:
        text: on one line.
        kind: heading, text, caption or table.
        level: of a heading, from 1; the smallest of a file is its main one.
        label: of a figure or table, where the file tells it apart.
        rows: of a table, whose text is empty.
        head: how many of them are headings, 0 where the file does not say.
    """

    text: str
    kind: str = "text"
    level: int = 0
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
    trail: tuple[tuple[int, str], ...] = ()


def add_blocks(builder: TextBuilder, blocks: Iterable[Block]) -> None:
    """Add the sections that headings, paragraphs and captions make."""
    ready = [item for item in blocks if item.text or item.rows]
    top = min((item.level for item in ready if item.kind == "heading"), default=1)
    part = _Open()
    for block in _with_run_in(ready, top):
        if block.kind == "heading":
            part = _headed(builder, part, block, top)
        elif block.kind in ("caption", "table"):
            above = [part.heading] if part.heading and part.name == "body" else []
            part.floats.append((block, PATH.join([*above, *(text for _, text in part.trail)]) or None))
        else:
            _add_paragraph(part, block.text)
    _close(builder, part)


def _with_run_in(blocks: Sequence[Block], top: int) -> Iterator[Block]:
    """Yield the blocks; a paragraph that is or opens with a heading as a heading and what follows it."""
    for block in blocks:
        if block.kind != "text":
            yield block
            continue
        known = paper_heading(block.text) if len(block.text) <= _RUN_IN else None
        if known is not None and not known.weak:
            yield Block(block.text, "heading", top)
            continue
        at = block.text.find(":", 0, _RUN_IN)
        known = paper_heading(block.text[:at]) if at > 0 else None
        if known is not None and not known.weak and (known.matter or known.name in _OWN_LINE):
            yield Block(block.text[:at], "heading", top)
            yield Block(block.text[at + 1 :].strip())
        else:
            yield block


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


def _add_floats(builder: TextBuilder, floats: Sequence[tuple[Block, str | None]]) -> None:
    """Add captions and tables, each as a section; manuscripts have theirs behind the references."""
    label, text = None, ""
    for block, path in floats:
        if block.kind == "table":
            builder.add_table(laid_out(block.rows, heading_rows=block.head), label=label, caption=text, path=path)
            label, text = None, ""
            continue
        label, text = block.label, block.text
        match = _LABEL.match(text)
        if match:
            label, text = label or match.group(1), text[match.end() :]
        builder.add_section("body", [Part((text,))], label=label, place="caption", path=path)
        if label and not label.casefold().startswith("tab"):
            label, text = None, ""
