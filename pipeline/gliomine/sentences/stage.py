"""Stage `sentences`: the sentences of title, abstract and body, and what each does in the abstract.

Labels and headings are never inside a sentence. Roles come from the author's titles, else from the role classifier.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from gliomine.config import Config
from gliomine.document import READ_SECTIONS, Document, Section, Sentence
from gliomine.pages.abstract_parts import is_label
from gliomine.pages.headings import lines_of
from gliomine.pages.rows import running_heads
from gliomine.pages.units import unit_starts, without_number
from gliomine.resources import models_folder
from gliomine.sentences.assign_roles import assign_roles
from gliomine.sentences.roles import Weights, load_weights
from gliomine.sentences.split import split_sentences

_LONGEST_LABEL = 60
_LONGEST_HEADING = 250
_WORD = re.compile(r"[^\W\d_]{3}|[^\W\d_]-?\d|[A-Z]{2}|[a-z][A-Z]")


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the role classifier and return the stage.

    Raises:
        ResourceError: the classifier is missing or damaged.
    """
    weights = load_weights(models_folder())
    cells = config.read.table_cells
    return lambda documents: [_with_sentences(document, weights, cells=cells) for document in documents]


def _with_sentences(document: Document, weights: Weights, *, cells: int) -> Document:
    text = document.text
    parts = _parts_by_section(document)
    heads = running_heads(text, list(lines_of(text, 0, len(text)))) if document.layout == "page" else frozenset()
    labels = _sub_headings(document) | {item.part_start: item.start for item in document.labels}
    spans = [
        (start, end, section.name)
        for section in document.sections
        if section.parent is None and section.name in READ_SECTIONS
        for low, high in (
            _of_table(document, section, cells)
            if section.place == "table"
            else _of_text(text, section, _parts_in(parts.get(section.name, ()), section), labels, heads)
        )
        for start, end in split_sentences(text, low, high)
    ]
    found = tuple(Sentence(start, end, index, name, text[start:end]) for index, (start, end, name) in enumerate(spans))
    return replace(document, sentences=assign_roles(document, found, weights=weights), labels=())


def _of_text(
    text: str, section: Section, parts: Iterator[Section], labels: Mapping[int, int], heads: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a section that no sentence reaches over."""
    units = _units(text, section)
    for begin, stop in _running_text(text, section, parts, labels):
        for low, high in _without_heads(text, begin, stop, heads) if heads else ((begin, stop),):
            yield from _cut(low, high, units)


def _without_heads(text: str, start: int, end: int, heads: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges between the running heads and page numbers of a text that was copied page by page."""
    begin = start
    for line in lines_of(text, start, end):
        if line.start in heads:
            yield begin, line.start
            begin = line.end
    yield begin, end


def _of_table(document: Document, section: Section, most: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of a table that hold words, each for itself, and the paragraphs of its notes.

    Numbers name nothing, and a table of very many rows would cost more than its paper.
    """
    cells = document.tables
    low = bisect_left(cells, section.start, key=lambda item: item.start)
    high = bisect_left(cells, section.end, key=lambda item: item.start)
    for item in cells[low : min(high, most)]:
        if _WORD.search(item.cell):
            yield item.start, item.end
    notes = cells[high - 1].end if high > low else section.start
    yield from ((line.start, line.end) for line in lines_of(document.text, notes, section.end))


def _sub_headings(document: Document) -> dict[int, int]:
    """Return where a headed part within a body begins -> where its heading begins."""
    text, found = document.text, {}
    for part in document.sections:
        if part.parent == "body" and part.heading:
            at = text.rfind(part.heading, max(0, part.start - 2 * _LONGEST_HEADING), part.start)
            if at >= 0 and not text[at + len(part.heading) : part.start].strip():
                found[part.start] = at
    return found


def _parts_by_section(document: Document) -> dict[str, list[Section]]:
    """Return the labelled parts below the name of their section, by position."""
    found: dict[str, list[Section]] = {}
    for part in sorted(document.sections, key=lambda item: item.start):
        if part.parent is not None:
            found.setdefault(part.parent, []).append(part)
    return found


def _parts_in(parts: Sequence[Section], section: Section) -> Iterator[Section]:
    # A page of nothing but headings has as many parts as sections, so the parts are looked up and not walked through.
    for number in range(bisect_left(parts, section.start, key=lambda item: item.start), len(parts)):
        if parts[number].start >= section.end:
            return
        if parts[number].end <= section.end:
            yield parts[number]


def _running_text(
    text: str, section: Section, parts: Iterator[Section], labels: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a section that hold sentences: its parts without their labels, and what no part holds."""
    position = section.start
    for part in parts:
        yield from _without_label_lines(text, position, max(position, labels.get(part.start, part.start)))
        yield part.start, part.end
        position = part.end
    if section.name == "title":
        yield position, section.end
    else:
        yield from _without_label_lines(text, position, section.end)


def _units(text: str, section: Section) -> list[int]:
    """Return where lines begin that no sentence reaches over: headings, list items, what follows them."""
    # A title may take several lines, and one of them may be short.
    return [] if section.name == "title" else unit_starts(text, section.start, section.end)


def _cut(start: int, end: int, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    inside = places[bisect_left(places, start + 1) : bisect_left(places, end)]
    yield from zip([start, *inside], [*inside, end], strict=True)


def _without_label_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between the lines that hold nothing but a known label, such as `Methods`."""
    begin = start
    for line in lines_of(text, start, end):
        shown = text[line.start : line.end]
        if 0 < len(shown) <= _LONGEST_LABEL and is_label(without_number(shown)):
            yield begin, line.start
            begin = line.end
    yield begin, end
