"""Draws article pages with known parses: every heading style, abstract layout, list style and trap, from one seed."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.page_words import (
    ADDRESSES,
    FUNDERS,
    KEYWORDS,
    LABEL_SETS,
    NAMES,
    PUBLISHERS,
    SENTENCES,
    SUBJECTS,
    TRAP_LABELS,
)

HEADINGS = {
    "title": ("Title",),
    "authors": ("Author", "Authors"),
    "affiliations": ("Affiliation", "Affiliations", "Author affiliations"),
    "abstract": ("Abstract",),
    "keywords": ("Keyword", "Keywords", "Key words"),
    "funders": ("Funder", "Funders", "Funding"),
    "publisher": ("Publisher",),
    "subjects": ("Subject", "Subjects"),
    "link": ("Link",),
    "references": ("Reference", "References"),
    "cited_by": ("Cited by",),
}
BOILERPLATE = (
    "订阅此论文施引文献",
    "订阅此论文施引文献,注册后可以免费订阅5篇论文的施引文献,订阅后可以查看论文全部施引文献",
)


@dataclass
class Page:
    """A page and its gold parse; spans are (start, end)."""

    text: str = ""
    sections: list[tuple[str, int, int]] = field(default_factory=list)
    parts: list[tuple[str, int, int]] = field(default_factory=list)
    affiliations: list[tuple[int, int, tuple[str, ...], str, str]] = field(default_factory=list)
    funders: list[tuple[int, int, str, tuple[str, ...]]] = field(default_factory=list)
    cited_by: int | None = None
    references: int | None = None


class _Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.page = Page()
        self.newline = self.random.choice(["\n", "\n", "\n", "\r\n"])
        self.trailing = self.random.choice(["", "", "", "  "])
        self.blank_lines = self.random.random() < 0.3
        self.noise = self.random.choice(["", "", "", "nbsp", "zero"])
        self.case: Callable[[str], str] = self.random.choice([str, str, str, str.upper, str.lower])

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def add(self, text: str) -> tuple[int, int]:
        start = len(self.page.text)
        self.page.text += text
        return start, len(self.page.text)

    def line_end(self) -> None:
        self.page.text += self.trailing + self.newline

    def noisy(self, text: str) -> str:
        """Put a no-break space or an invisible character into the text, never at its ends."""
        places = [n for n, character in enumerate(text) if character == " "]
        if not self.noise or not places:
            return text
        place = self.random.choice(places)
        if self.noise == "nbsp":
            return text[:place] + "\u00a0" + text[place + 1 :]
        return (
            text[:place] + self.random.choice(["\u200b", "\ufeff", "\u2060", " \u200d"]) + text[place:].lstrip("\u200d")
        )

    def heading(self, name: str, *, colon: bool | None = None) -> None:
        self.add(self.case(self.random.choice(HEADINGS[name])))
        if self.chance(0.4) if colon is None else colon:
            self.add(":")

    def block(self, name: str, lines: list[str], *, inline: bool = False) -> list[tuple[int, int]]:
        """Write a heading and its body of these lines; return the ranges of the lines."""
        self.heading(name, colon=True if inline else None)
        if inline:
            self.add(" ")
        else:
            self.line_end()
        spans = []
        for line in lines:
            spans.append(self.add(line))
            self.line_end()
        self.page.sections.append((name, spans[0][0], spans[-1][1]))
        if self.blank_lines:
            self.line_end()
        return spans


def _sentences(writer: _Writer, count: int) -> str:
    return writer.noisy(" ".join(writer.random.sample(SENTENCES, count)))


def _title(writer: _Writer) -> None:
    style = writer.random.choice(["none", "block", "inline", "unheaded"])
    title = "Exosomes and the funding of glioma: a summary of 12 trials"
    if style in ("block", "inline"):
        writer.block("title", [title], inline=style == "inline")
    elif style == "unheaded":
        writer.page.sections.append(("title", *writer.add(title)))
        writer.line_end()
    names = writer.random.sample(NAMES, writer.random.randint(1, 6))
    joined = writer.random.choice([", ", "; ", " , "]).join(names)
    if style == "unheaded" and writer.chance(0.5):
        writer.page.sections.append(("authors", *writer.add(joined)))
        writer.line_end()
    elif writer.chance(0.4):
        lines = [joined]
        if writer.chance(0.3):
            lines = [f"{number}. {name}" for number, name in enumerate(names, 1)] if writer.chance(0.5) else names
        writer.block("authors", lines, inline=len(lines) == 1 and writer.chance(0.5))


def _affiliations(writer: _Writer) -> None:
    chosen = writer.random.sample(ADDRESSES, writer.random.randint(1, 6))
    mark = writer.random.choice(["{}. ", "{}. ", "[{}] ", "({}) ", "{}) ", "{}.", ""])
    spaced = writer.chance(0.4)
    texts = [writer.noisy(address.replace(",", " ,") if spaced else address) for address, *_ in chosen]
    marks = [mark.format(number) for number in range(1, len(texts) + 1)]
    inline = len(texts) == 1 and not mark and writer.chance(0.7)
    spans = writer.block("affiliations", [m + text for m, text in zip(marks, texts, strict=True)], inline=inline)
    for (start, end), m, (_, organisations, city, country) in zip(spans, marks, chosen, strict=True):
        writer.page.affiliations.append((start + len(m), end, organisations, city, country))


def _part_layouts(writer: _Writer, labels: tuple[str, ...]) -> None:
    layout = writer.random.choice(["line", "one_line", "alone", "spaced", "glued"])
    label_case: Callable[[str], str] = writer.random.choice([str, str.upper])
    colon = ":" if writer.chance(0.5) else ""
    begin = len(writer.page.text)
    for number, label in enumerate(labels):
        if number and layout in ("one_line", "spaced", "glued"):
            writer.add(" ")
        elif number:
            writer.line_end()
        writer.add(label_case(label))
        if layout == "alone":
            writer.add(colon)
            writer.line_end()
        else:
            writer.add({"line": ": ", "one_line": ": ", "spaced": " ", "glued": ""}[layout])
        body = _sentences(writer, writer.random.randint(1, 3))
        writer.page.parts.append((label_case(label), *writer.add(body)))
    writer.page.sections.append(("abstract", begin, len(writer.page.text)))
    writer.line_end()


def _abstract(writer: _Writer) -> None:
    writer.heading("abstract")
    writer.line_end()
    if writer.chance(0.6):
        if writer.chance(0.3):
            writer.line_end()
        writer.heading("abstract")
        writer.line_end()
    if writer.chance(0.5):
        _part_layouts(writer, writer.random.choice(TRAP_LABELS if writer.chance(0.3) else LABEL_SETS))
    else:
        paragraphs = [_sentences(writer, writer.random.randint(2, 6)) for _ in range(writer.random.choice([1, 1, 2]))]
        if writer.chance(0.4):
            width = writer.random.randint(30, 90)
            paragraphs = [line for text in paragraphs for line in textwrap.wrap(text, width, break_on_hyphens=False)]
        begin = len(writer.page.text)
        for number, line in enumerate(paragraphs):
            if number:
                writer.line_end()
            end = writer.add(line)[1]
        writer.page.sections.append(("abstract", begin, end))
        writer.line_end()
    if writer.blank_lines:
        writer.line_end()


def _funders(writer: _Writer) -> None:
    chosen = writer.random.sample(FUNDERS, writer.random.randint(1, 4))
    style = writer.random.choice([" ({})", ", {}", " Grant No. {}", " [{}]", ""])
    entries = [(name, awards if style else ()) for name, awards in chosen]
    texts = [name + (style.format(", ".join(awards)) if awards else "") for name, awards in entries]
    if writer.chance(0.3):
        ((start, _),) = writer.block("funders", ["; ".join(texts)])
        spans = []
        for text in texts:
            spans.append((start, start + len(text)))
            start += len(text) + 2
    else:
        mark = writer.random.choice(["", "", "{}. "])
        marks = [mark.format(number) for number in range(1, len(texts) + 1)]
        found = writer.block("funders", [m + text for m, text in zip(marks, texts, strict=True)])
        spans = [(start + len(m), end) for (start, end), m in zip(found, marks, strict=True)]
    for (start, end), (name, awards) in zip(spans, entries, strict=True):
        writer.page.funders.append((start, end, name, awards))


def _list(writer: _Writer, name: str, words: tuple[str, ...]) -> None:
    chosen = writer.random.sample(words, writer.random.randint(1, 4))
    layout = writer.random.choice(["inline", "line", "lines"])
    lines = chosen if layout == "lines" else [", ".join(chosen)]
    writer.block(name, [writer.noisy(line) for line in lines], inline=layout == "inline")


def _references(writer: _Writer) -> None:
    lines = []
    if writer.chance(0.7):
        writer.page.references = writer.random.randint(1, 300)
        lines.append(f"{writer.page.references} articles.")
    if not lines or writer.chance(0.5):
        lines += [f"{n}. Osei MK, Zhou XL. {SENTENCES[n][:-1]}. Tumor Lett. 2014;{n}:1-9." for n in range(1, 6)]
        lines.append("6. Abstract: a short history. Publisher: Elm & Oak; 1999.")
    writer.block("references", lines)


def _cited_by(writer: _Writer) -> None:
    count = writer.random.choice([0, 1, writer.random.randint(2, 99), writer.random.randint(1000, 99999)])
    writer.page.cited_by = count
    shown = f"{count:,}" if writer.chance(0.7) else str(count)
    writer.block("cited_by", [f"{shown} article{'' if count == 1 else 's'}."])
    if writer.chance(0.6):
        start, end = writer.add(BOILERPLATE[0])
        writer.line_end()
        if writer.chance(0.7):
            end = writer.add(BOILERPLATE[1])[1]
            writer.line_end()
        writer.page.sections.append(("boilerplate", start, end))


def make_page(seed: int) -> Page:
    """Return the page of a seed."""
    writer = _Writer(seed)
    if writer.chance(0.1):
        writer.add("\ufeff")
    _title(writer)
    blocks: list[Callable[[_Writer], None]] = [_affiliations, _abstract]
    optional: list[Callable[[_Writer], None]] = [
        lambda w: _list(w, "keywords", KEYWORDS),
        lambda w: _list(w, "subjects", SUBJECTS),
        _funders,
        lambda w: w.block("publisher", [w.random.choice(PUBLISHERS)]) and None,
        lambda w: w.block("link", ["https://doi.org/10.0000/x.2020.1"], inline=w.chance(0.5)) and None,
        _references,
        _cited_by,
    ]
    blocks += [write for write in optional if writer.chance(0.5)]
    if writer.chance(0.15):
        writer.random.shuffle(blocks)
    for write in blocks:
        write(writer)
    if writer.chance(0.4):
        writer.page.text = writer.page.text.rstrip()
    return writer.page
