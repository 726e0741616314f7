"""Find the labelled parts of a structured abstract, in whichever of six ways the page shows the labels.

The ways are told apart by the abstract's first label: `Background: text` on lines of their own or running on,
`Background` alone on a line, `BackgroundGlioma` glued to the text, `Background Glioma` with a mere space, and
`Background. Glioma` as a sentence of one word.

Performance: labelled parts of 80 article pages F1 0.993 (tests/benchmarks/score_pages.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from gliomine.document import Label, Section
from gliomine.pages.headings import Line, cleaned, folded, heading_table, lines_of, trimmed

_HIDDEN = "\u200b-\u200d\u2060\ufeff\u00ad"
_WORD = rf"[A-Za-z][A-Za-z{_HIDDEN}'’\-]*"
_GAP = rf"(?:,?[ \u00a0][{_HIDDEN}]*|\s?[/&]\s?)"
_COLON = re.compile(rf"(?:(?<=\s)|(?<=\A))(?P<label>{_WORD}(?:{_GAP}{_WORD}){{0,6}})\s?[:：]")
_COLON_SIGN = re.compile("[:：]")
_WINDOW = 200  # characters before a colon, more than the words of a label take
_BARE = re.compile(rf"{_WORD}(?:{_GAP}{_WORD}){{0,5}}")
_ENDS = ".!?)]”\"'’;:%®"
_LONGEST = 60
_SURE_LENGTH = 6  # a label of so many capitals is not the beginning of another word in capitals

_Found = tuple[int, int, int]
"""Start and end of a label, and where the text after it begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part: its label's range and the range of the text after it."""

    label: str
    label_start: int
    label_end: int
    start: int
    end: int

    def shown(self) -> Label:
        """Return the label as the document keeps it."""
        return Label(self.label_start, self.label_end, self.start, self.end, self.label)


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Tell whether a text is a known label, or known labels joined.

    >>> is_label("Methods and findings"), is_label("Design / Setting"), is_label("Exosomes")
    (True, True, False)
    """
    key = folded(text).rstrip(":：").strip()
    known = heading_table().labels
    if key in known:
        return True
    pieces = [piece.strip() for piece in re.split(r"\s*(?:/|&|,|\band\b)\s*", key)]
    return len(pieces) > 1 and all(piece in known for piece in pieces if piece) and any(pieces)


def labels_of(text: str, sections: Sequence[Section]) -> tuple[Label, ...]:
    """Return the labels that the text shows: those of given parts, or those of abstracts without given parts.

    Args:
        text: the whole text.
        sections: what a reader says of it; a labelled part bears the name of its section as its parent.
    """
    whole = [section for section in sections if section.parent is None]
    starts: dict[str, list[int]] = {}
    for section in sorted(whole, key=lambda item: item.start):
        starts.setdefault(section.name, []).append(section.start)
    found: list[Label] = []
    before = 0
    parts = sorted((item for item in sections if item.parent in starts and item.label), key=lambda item: item.start)
    for part in parts:
        above = starts[part.parent or ""]
        place = bisect_right(above, part.start)
        found += _before(text, max(before, above[place - 1]) if place else part.start, part)
        before = part.end
    if not any(part.parent == "abstract" for part in parts):
        abstracts = (item for item in whole if item.name == "abstract")
        found += [part.shown() for item in abstracts for part in find_parts(text, item.start, item.end)]
    return tuple(found)


def _before(text: str, start: int, part: Section) -> Iterator[Label]:
    """Yield the label in front of a part, if the text shows it; it begins at `start` or later."""
    shown = text[start : part.start].rstrip().rstrip(":：").rstrip()
    wanted = folded(part.label or "").rstrip(":：").strip()
    # A label may hold line breaks and invisible characters, so the displayed one can be longer than the clean one.
    for length in range(len(wanted), min(len(shown), 2 * len(wanted) + 20) + 1):
        if wanted and folded(shown[len(shown) - length :]) == wanted:
            end = start + len(shown)
            yield Label(end - length, end, part.start, part.end, part.label or "")
            return


def find_parts(text: str, start: int, end: int) -> list[Part]:
    """Return the labelled parts of an abstract, in order; an unstructured abstract has none."""
    lines = [line for line in lines_of(text, start, end) if line.start < line.end]
    for labels in (_line_labels(text, lines), _colon_labels(text, start, end), _run_in_labels(text, start, end)):
        if len(labels) >= 2 or (len(labels) == 1 and labels[0][0] == start):
            return _parts(text, labels, end)
    return []


def _parts(text: str, labels: list[_Found], end: int) -> list[Part]:
    bounds = [label[0] for label in labels[1:]] + [end]
    parts = []
    for (label_start, label_end, body), stop in zip(labels, bounds, strict=True):
        begin, finish = trimmed(text, body, stop)
        if begin < finish:
            label = cleaned(text[label_start:label_end]).rstrip(":：").strip()
            parts.append(Part(label, label_start, label_end, begin, finish))
    return parts


def _line_labels(text: str, lines: list[Line]) -> list[_Found]:
    """Labels that stand alone on a line. Once two are known, a line that looks like them counts as well."""
    known = [line for line in lines if line.end - line.start <= _LONGEST and is_label(text[line.start : line.end])]
    if not known or (len(known) == 1 and known[0] is not lines[0]):
        return []
    found = []
    sure = {line.start for line in known}
    colons = all(text[line.end - 1] in ":：" for line in known)
    for number, line in enumerate(lines[:-1]):
        shown = text[line.start : line.end]
        previous = lines[number - 1] if number else None
        if line.start in sure or (len(known) > 1 and _looks_like_label(shown, colons) and _closed(text, previous)):
            found.append((line.start, line.end, line.end))
    return found


def _looks_like_label(shown: str, colons: bool) -> bool:
    if len(shown) > _LONGEST or (colons and shown[-1] not in ":："):
        return False
    core = shown.rstrip(":：").strip()
    return bool(_BARE.fullmatch(core)) and core[0].isupper()


def _closed(text: str, line: Line | None) -> bool:
    return line is None or text[line.end - 1] in _ENDS


def _before_colons(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what may be a label before each colon; only the characters before colons are read."""
    begin = start
    for colon in _COLON_SIGN.finditer(text, start, end):
        for match in _COLON.finditer(text, max(begin, colon.start() - _WINDOW), colon.end()):
            yield match
            begin = match.end()


def _colon_labels(text: str, start: int, end: int) -> list[_Found]:
    """Labels with a colon, at the start of a line or after the end of a sentence.

    Once two are known, a phrase with a colon counts as well if it stands where they stand: at the start of a line
    if all do, or after a sentence if all are in capitals.
    """
    found: list[_Found] = []
    unsure: list[tuple[_Found, str]] = []
    places: set[str] = set()
    for match in _before_colons(text, start, end):
        label_start, label_end = match.span("label")
        label = text[label_start:label_end]
        if label_end - label_start > _LONGEST or not label[0].isupper():
            continue
        known = is_label(label)
        opens = _opens(text, label_start, start, wrapped=known)
        if opens and known:
            found.append((label_start, label_end, match.end()))
            places.add(opens)
        elif opens:
            unsure.append(((label_start, label_end, match.end()), opens))
    if not found or (len(found) == 1 and found[0][0] != start):
        return []
    if len(found) > 1:
        capitals = all(text[item[0] : item[1]].isupper() for item in found)
        found += [
            item
            for item, opens in unsure
            if (opens == "line" and places == {"line"}) or (capitals and _in_capitals(text[item[0] : item[1]]))
        ]
    return sorted(found)


def _in_capitals(label: str) -> bool:
    return label.isupper() and any(len(word) > 3 for word in label.split())


def _opens(text: str, position: int, start: int, *, wrapped: bool = False) -> str:
    """Return `line` at the start of a line, `sentence` after the end of a sentence, else an empty string.

    A hard-wrapped line may begin with any word: unless `wrapped`, the line before has to end a sentence.
    """
    before = position - 1
    while before >= start and text[before].isspace() and text[before] not in "\r\n":
        before -= 1
    if before < start:
        return "line"
    if text[before] in "\r\n":
        if wrapped:
            return "line"
        while before >= start and text[before].isspace():
            before -= 1
        return "line" if before < start or text[before] in _ENDS else ""
    return "sentence" if text[before] in _ENDS and before < position - 1 else ""


@cache
def _run_in_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of labels glued to the text, before a mere space, and before a full stop and a space."""
    known = sorted(heading_table().labels, key=lambda label: (-len(label), label))
    words = "|".join(re.escape(label).replace(r"\ ", r"[\s\u00a0]") for label in known)
    joined = rf"(?:{words})(?:[\s\u00a0]?(?:/|&|,|and)[\s\u00a0]?(?:{words}))?"
    label = rf"(?:\A|(?<=[{re.escape(_ENDS)}\s]))(?P<label>(?i:{joined}))"
    begins = r"[A-Z0-9\"“‘(\[<>≥≤±À-ÖØ-ÞΑ-Ωα-ω]"
    spaced = rf"(?=[\s\u00a0]+{begins})"
    return re.compile(rf"{label}(?={begins})"), re.compile(label + spaced), re.compile(rf"{label}\.{spaced}")


def _run_in_labels(text: str, start: int, end: int) -> list[_Found]:
    """Labels without a colon, glued to the text, before a space or a full stop; the abstract has to begin with one."""
    for pattern in _run_in_patterns():
        first = pattern.match(text, start, min(end, start + 200))
        if first is None or not text[start].isupper():
            continue
        upper = first.group("label").isupper()
        found = [
            (*match.span("label"), match.end())
            for match in pattern.finditer(text, start, end)
            if _is_run_in(text, match, start, upper)
        ]
        if len(found) >= 2 and found[0][0] == start:
            return found
    return []


def _is_run_in(text: str, match: re.Match[str], start: int, upper: bool) -> bool:
    label, place, stop = match.group("label"), match.start("label"), match.end()
    if not label[0].isupper() or label.isupper() != upper:
        return False
    if upper and len(label) < _SURE_LENGTH and text[stop : stop + 2].isalpha() and text[stop : stop + 2].isupper():
        return False  # the beginning of a longer word in capitals
    if upper and text[stop] == "S" and not text[stop + 1 : stop + 2].islower() and is_label(label + "S"):
        return False  # "METHOD" of "METHODS A group ..."
    glued = not text[stop].isspace() and text[place - 1] in _ENDS
    return place == start or glued or bool(_opens(text, place, start))
