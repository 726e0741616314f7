"""Authors and affiliations of a PDF, where the lines below its title tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_words import join_lines

_ORGANISATION = re.compile(
    r"\b(?:universit|universid|université|institut|hospital|hôpital|hopital|klinik|clinics?\b|clínica"
    r"|department|dept|school|college|faculty|facult|centre|center"
    r"|laborator|academy|academ|division|ministry|foundation|council|museum|agency|inserm|cnrs"
    r"|research unit|section of|unit of|inc\b|ltd\b|gmbh)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:\*?\W*correspond|received|accepted|revised|published|copyright|©|e-?mails?\b|edited by"
    r"|reviewed by|academic editor|editor\b|cite|citation"
    r"|to cite|how to cite|abstract|keywords?|key words|open access|article (?:history|info)"
    r"|available online|doi\b|https?:|www\.|full list of"
    r"|these authors|this article|tel\b|fax\b|phone|funding|conflict|competing|data availability|abbreviations|\*\S+@)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\b(?:e-?mails?|tel|fax|phone)\b\W|\S+@\S+", re.IGNORECASE)
_MARKS = ([str(number) for number in range(1, 60)], list("abcdefghijklmnopqrstuvwxyz"), ["*", "†", "‡", "§", "¶", "||"])
_MOST_CHARS = 600
_REFERENCE = re.compile(r"\s*[\d*†‡§¶#∗‖✉][\d,\s*†‡§¶#∗‖✉a-e]*(?=,|;|\s|$)")


def affiliations(lines: Sequence[TextLine], words: frozenset[str]) -> list[str]:
    """Return the addresses among the lines around a title, each without its mark."""
    found: list[str] = []
    for run in _runs(lines):
        if not any(_ORGANISATION.search(line.text) for line in run[:3]):
            continue
        for text in _split(join_lines([line.text for line in run], words)):
            text = re.sub(r"^(?:author )?(?:address|affiliation)e?s?:?\s*", "", text, flags=re.IGNORECASE).strip(" ,;.")
            text = _CONTACT.split(text, maxsplit=1)[0].strip(" ,;.(")
            if (
                8 < len(text) <= _MOST_CHARS
                and _ORGANISATION.search(text)
                and not text[0].islower()
                and text not in found
            ):
                found.append(text)
    return found


def author_line(lines: Sequence[TextLine], title: TextLine | None, words: frozenset[str]) -> str:
    """Return the names below the title without the marks of their addresses; empty if they cannot be told."""
    if title is None:
        return ""
    below = [line for line in lines if line.page == title.page and line.y < title.y]
    below.sort(key=lambda line: -line.y)
    first = next((line for line in below[:6] if _names(line.text)), None)
    if first is None:
        return ""
    near = [line for line in below if abs(line.type.size - first.type.size) <= 0.5 and line.y <= first.y]
    run: list[TextLine] = []
    for line in near:
        if (run and run[-1].y - line.y > 1.9 * first.type.size) or not _names(line.text):
            break
        run.append(line)
    shown = _REFERENCE.sub(",", join_lines([line.text for line in run], words))
    return re.sub(r"\s*,[\s,]*", ", ", shown).strip(" ,;")


def _names(text: str) -> bool:
    capitals = re.findall(r"\b[^\W\d_]\S*", text)
    upper = sum(word[0].isupper() for word in capitals)
    return (
        _ORGANISATION.search(text) is None
        and _NOTE.match(text) is None
        and len(capitals) >= 2
        and upper >= 0.7 * len(capitals)
        and ":" not in text
    )


def _runs(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    run: list[TextLine] = []
    for line in lines:
        last = run[-1] if run else None
        near = (
            last is not None
            and last.page == line.page
            and 0 < last.y - line.y < 2.0 * last.type.size
            and abs(last.type.size - line.type.size) <= 0.12 * last.type.size
        )
        note = _NOTE.match(line.text) is not None
        if run and (note or not near):
            yield run
            run = []
        if not note and (
            run or _ORGANISATION.search(line.text) or re.match(r"(?:\d{1,2}|[a-z]\b|[*†‡§¶])\W?\s*[A-Z]", line.text)
        ):
            run.append(line)
    if run:
        yield run


def _split(text: str) -> list[str]:
    """Cut a list of addresses at its marks, which follow each other: 1, 2, 3 or a, b, c."""
    for marks in _MARKS:
        places: list[tuple[int, int]] = []
        at = 0
        for mark in marks:
            gap = r"\s+" if mark.isalpha() else r"[.)]?\s*"
            found = re.compile(rf"(?:^|(?<=[\s.,;])){re.escape(mark)}{gap}(?=[^\W\d_])").search(text, at)
            if found is None:
                break
            places.append(found.span())
            at = found.end()
        if len(places) > 1 or (places and places[0][0] == 0):
            stops = [start for start, _ in places[1:]] + [len(text)]
            return [text[begin:stop] for (_, begin), stop in zip(places, stops, strict=True)]
    return [text]
