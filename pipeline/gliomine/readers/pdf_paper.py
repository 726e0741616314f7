"""From the parts of a PDF to the text of a document with its sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gliomine.document import Document
from gliomine.pages.abstract_parts import find_parts
from gliomine.readers.building import Address, Part, TextBuilder
from gliomine.readers.pdf_authors import affiliations, author_line
from gliomine.readers.pdf_front import title_lines, title_text
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_tables import add_float
from gliomine.readers.pdf_types import Types, find_types
from gliomine.readers.pdf_words import join_lines, vocabulary
from gliomine.readers.pdf_zones import Block, Zones

_COLUMN = 20.0  # points: left edges that differ by less are those of one column
_SOFT = str.maketrans({"\x02": "-", "\ufffe": "-", "\u00ad": "-"})
_LAST_FRONT = 1  # number of the last page on which authors and addresses are looked for
_MOST_ABOVE = 400  # words in the type of the text above a title: a cover of a repository has fewer
_FEWEST_ABSTRACT = 60  # words of a paragraph before the introduction that is the abstract without a heading


def paper(doc_id: str, lines: Sequence[TextLine], *, stated_title: str, heads: Sequence[str]) -> Document:
    """Return the document of a paper.

    Args:
        doc_id: of the document.
        lines: of the paper, in order.
        stated_title: the title in the file's own data.
        heads: what stood at the edges of the pages.
    """
    types = find_types(lines)
    title = title_lines(lines, types, stated=stated_title, heads=heads)
    lines, title = _from_title(lines, title, types)
    blocks = Zones(lines, types, title).blocks()
    one_type = len({(line.type.size, line.type.bold) for line in lines}) == 1
    if one_type or not any(block.kind in ("abstract", "heading", "text") for block in blocks):
        # No typeset paper: a page that was printed, a note. Its headed parts are looked for as in a text file.
        return Document(doc_id, _as_shown(lines, types))
    words = vocabulary(line.text for line in lines)
    shown = title_text(join_lines([lines[number].text for number in title], words))
    front = [
        line for block in blocks if block.kind == "front" and block.lines[0].page <= _LAST_FRONT for line in block.lines
    ]
    builder = TextBuilder()
    builder.add_title(shown)
    _add_abstract(builder, blocks, words, types)
    _add_body(builder, blocks, words, types)
    authors = author_line(front, lines[title[-1]] if title else None, words)
    builder.add_section("authors", [Part((authors,))] if authors else [])
    details = [line for block in blocks if block.kind == "correspondence" for line in block.lines]
    found = affiliations(front, words) or affiliations(details, words)
    builder.add_affiliations(Address(text) for text in found)
    _add_others(builder, blocks, words)
    return builder.document(doc_id, title=shown)


def _as_shown(lines: Sequence[TextLine], types: Types) -> str:
    """Return the lines as they stand on the pages, with an empty line where a gap is."""
    made: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        apart = before is not None and (before.page != line.page or abs(before.y - line.y) > 1.5 * types.leading)
        made.append(("\n\n" if apart else "\n") * bool(made) + line.text.translate(_SOFT))
    return "".join(made)


def _from_title(lines: Sequence[TextLine], title: Sequence[int], types: Types) -> tuple[list[TextLine], list[int]]:
    """Leave out the banner above the title, wherever the file draws it; where much text stands there, it is none."""
    if not title:
        return list(lines), []
    first = lines[title[0]]
    top = first.y + 0.5 * first.type.size
    kept = [
        number
        for number, line in enumerate(lines)
        if line.page > first.page or (line.page == first.page and line.y <= top)
    ]
    above = set(range(len(lines))) - set(kept)
    if sum(len(lines[number].text.split()) for number in above if types.is_body(lines[number].type)) > _MOST_ABOVE:
        return list(lines), []
    places = {number: place for place, number in enumerate(kept)}
    return [lines[number] for number in kept], [places[number] for number in title]


def _texts(block: Block) -> list[str]:
    texts = [line.text for line in block.lines]
    if texts and block.cut:
        texts[0] = texts[0][block.cut :].lstrip(" :.—–-")
    return [text for text in texts if text]


def _add_abstract(builder: TextBuilder, blocks: Sequence[Block], words: frozenset[str], types: Types) -> None:
    found = [block for block in blocks if block.kind == "abstract" and block.lines]
    paragraphs = [text for block in found for text in _paragraphs(block.lines, words, types, cut=block.cut)]
    if not paragraphs:
        paragraphs = _unheaded_abstract(blocks, words)
    if not paragraphs:
        return
    text = "\n\n".join(paragraphs)
    parts = find_parts(text, 0, len(text))
    made = [Part((part_text(text, part.start, part.end),), part.label) for part in parts]
    if parts and (before := text[: parts[0].label_start].strip()):
        made.insert(0, Part((before,)))
    builder.add_section("abstract", made or [Part(tuple(paragraphs))], heading="Abstract")


def part_text(text: str, start: int, end: int) -> str:
    """Return a part of the abstract on one line."""
    return " ".join(text[start:end].split())


def _unheaded_abstract(blocks: Sequence[Block], words: frozenset[str]) -> list[str]:
    runs: list[list[TextLine]] = []
    for block in blocks:
        if block.kind != "front":
            continue
        for line in block.lines:
            last = runs[-1][-1] if runs else None
            same = last is not None and last.page == line.page and abs(last.type.size - line.type.size) < 0.3
            if same and last is not None and 0 < last.y - line.y < 1.5 * line.type.size:
                runs[-1].append(line)
            else:
                runs.append([line])
    best = max(runs, key=lambda run: sum(len(line.text.split()) for line in run), default=[])
    for run in runs[runs.index(best) + 1 :] if best else []:
        # The abstract goes on in the next column or on the next page.
        if best[-1].text[-1] not in ".?!" and run[0].type == best[-1].type:
            best = best + run
    text = join_lines([line.text for line in best], words)
    return [text] if len(text.split()) >= _FEWEST_ABSTRACT else []


def _paragraphs(lines: Sequence[TextLine], words: frozenset[str], types: Types, *, cut: int = 0) -> list[str]:
    groups: list[list[str]] = []
    last: TextLine | None = None
    edges = _edges(lines)
    for line in lines:
        text = line.text[cut:].lstrip(" :.—–-") if last is None and cut else line.text
        if last is None or _new_paragraph(last, line, edges, types):
            groups.append([text])
        else:
            groups[-1].append(text)
        last = line
    return [text for group in groups if (text := join_lines(group, words).strip())]


def _new_paragraph(last: TextLine, line: TextLine, edges: dict[tuple[int, int], float], types: Types) -> bool:
    if last.text[-1] not in '.?!:”")]' or line.text[:1].islower():
        return False
    right = edges[(last.page, round(last.x0 / _COLUMN))]
    if last.page != line.page or line.y > last.y:
        return last.x1 < right - 3 * types.size
    if last.y - line.y > 1.45 * max(types.leading, line.type.size):
        return True
    return line.x0 > last.x0 + 0.7 * types.size or last.x1 < right - 4 * types.size


def _edges(lines: Iterable[TextLine]) -> dict[tuple[int, int], float]:
    """Return the right edge of each column: page and rough left edge -> largest right edge of a line."""
    found: dict[tuple[int, int], float] = {}
    for line in lines:
        for near in (-1, 0, 1):
            place = (line.page, round(line.x0 / _COLUMN) + near)
            found[place] = max(found.get(place, 0.0), line.x1)
    return found


def _add_body(builder: TextBuilder, blocks: Sequence[Block], words: frozenset[str], types: Types) -> None:
    heading: str | None = None
    parts: list[Part] = []
    floats: list[tuple[Block, str]] = []
    path: str | None = None
    trail: tuple[tuple[int, str], ...] = ()  # level and text of the headings below the main one

    def close() -> None:
        if heading or parts:
            builder.add_section("body", list(parts), heading=heading)
        for block, text in floats:
            add_float(builder, block, text, path=path)
        parts.clear()
        floats.clear()

    for block in blocks:
        if block.kind == "heading":
            shown = join_lines([line.text for line in block.lines], words)
            if block.level <= 1:
                close()
                heading = path = shown
                trail = ()
            else:
                trail = (*[item for item in trail if item[0] < block.level], (block.level, shown))
                parts.append(Part((), shown, tuple(text for _, text in trail)))
        elif block.kind == "text":
            paragraphs = tuple(_paragraphs(block.lines, words, types))
            if parts and not parts[-1].paragraphs:
                parts[-1] = replace(parts[-1], paragraphs=paragraphs)
            elif paragraphs:
                parts.append(Part(paragraphs))
        elif block.kind in ("caption", "table"):
            floats.append((block, join_lines([line.text for line in block.lines], words)))
    close()


_UNSHOWN = frozenset({"front", "abstract", "heading", "text", "caption", "table", "keywords", "references"})


def _add_others(builder: TextBuilder, blocks: Sequence[Block], words: frozenset[str]) -> None:
    """Add what is not read: keywords, then the parts behind the paper in their order."""
    texts = [text for block in blocks if block.kind == "keywords" for text in _joined(block, words)]
    builder.add_section("keywords", [Part(tuple(texts))] if texts else [])
    for block in blocks:
        if block.kind not in _UNSHOWN:
            text = tuple(_joined(block, words))
            builder.add_section(block.kind, [Part(text)] if text else [], heading=block.label)


def _joined(block: Block, words: frozenset[str]) -> Iterator[str]:
    text = join_lines(_texts(block), words).strip()
    if text:
        yield text
