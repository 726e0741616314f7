"""Find the labelled parts of a structured abstract, in whichever of five ways the page shows the labels.

The ways are told apart by the abstract's first label: `Background: text` on lines of their own or running on,
`Background` alone on a line, `BackgroundGlioma` glued to the text, and `Background Glioma` with a mere space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.algorithms.headings import Line, cleaned, folded, heading_table, lines_of, trimmed
from pipeline.document import Section

_WORD = r"[A-Za-z][A-Za-z'’\-]*"
_COLON = re.compile(rf"(?:(?<=\s)|(?<=\A))(?P<label>{_WORD}(?:(?:\s?[/&]\s?|,?[ \u00a0]){_WORD}){{0,6}})\s?[:：]")
_BARE = re.compile(rf"{_WORD}(?:(?:[ \u00a0]|\s?/\s?|\s&\s){_WORD}){{0,5}}")
_ENDS = ".!?)]”\"'’;:%®"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part: its label's range and the range of the text after it."""

    label: str
    label_start: int
    start: int
    end: int


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
    return len(pieces) > 1 and all(piece in known for piece in pieces if piece)


def label_start(text: str, start: int, part: Section) -> int:
    """Return where the label in front of a part begins, or the start of the part if the text does not show the label.

    Args:
        text: the whole text.
        start: the label begins here or later.
        part: a labelled part.
    """
    shown = text[start : part.start].rstrip().rstrip(":：").rstrip()
    wanted = folded(part.label or "").rstrip(":：").strip()
    # A label may hold line breaks and invisible characters, so the displayed one can be longer than the clean one.
    for length in range(len(wanted), min(len(shown), 2 * len(wanted) + 20) + 1):
        if wanted and folded(shown[len(shown) - length :]) == wanted:
            return start + len(shown) - length
    return part.start


def find_parts(text: str, start: int, end: int) -> list[Part]:
    """Return the labelled parts of an abstract, in order; an unstructured abstract has none."""
    lines = [line for line in lines_of(text, start, end) if line.start < line.end]
    for labels in (_line_labels(text, lines), _colon_labels(text, start, end), _run_in_labels(text, start, end)):
        if len(labels) >= 2 or (len(labels) == 1 and labels[0][0] == start):
            return _parts(text, labels, end)
    return []


def _parts(text: str, labels: list[tuple[int, int, int]], end: int) -> list[Part]:
    bounds = [label[0] for label in labels[1:]] + [end]
    parts = []
    for (label_start, label_end, body), stop in zip(labels, bounds, strict=True):
        begin, finish = trimmed(text, body, stop)
        if begin < finish:
            label = cleaned(text[label_start:label_end]).rstrip(":：").strip()
            parts.append(Part(label, label_start, begin, finish))
    return parts


def _line_labels(text: str, lines: list[Line]) -> list[tuple[int, int, int]]:
    """Labels that stand alone on a line. Once two are known, a line that looks like them counts as well."""
    known = [line for line in lines if line.end - line.start <= _LONGEST and is_label(text[line.start : line.end])]
    if not known or (len(known) == 1 and known[0] is not lines[0]):
        return []
    found = []
    colons = all(text[line.end - 1] in ":：" for line in known)
    for number, line in enumerate(lines[:-1]):
        shown = text[line.start : line.end]
        previous = lines[number - 1] if number else None
        if line in known or (len(known) > 1 and _looks_like_label(shown, colons) and _closed(text, previous)):
            found.append((line.start, line.end, line.end))
    return found


def _looks_like_label(shown: str, colons: bool) -> bool:
    if len(shown) > _LONGEST or (colons and shown[-1] not in ":："):
        return False
    core = shown.rstrip(":：").strip()
    return bool(_BARE.fullmatch(core)) and core[0].isupper()


def _closed(text: str, line: Line | None) -> bool:
    return line is None or text[line.end - 1] in _ENDS


def _colon_labels(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Labels with a colon, at the start of a line or after the end of a sentence."""
    found, known, unsure = [], 0, []
    for match in _COLON.finditer(text, start, end):
        label_start, label_end = match.span("label")
        if label_end - label_start > _LONGEST:
            continue
        label = text[label_start:label_end]
        if not label[0].isupper():
            continue
        known_label = is_label(label)
        opens = _opens(text, label_start, start, wrapped=known_label)
        if opens and known_label:
            known += 1
            found.append((label_start, label_end, match.end()))
        elif opens == "line":
            unsure.append((label_start, label_end, match.end()))
    if known < 1 or (known == 1 and found[0][0] != start):
        return []
    lines_only = known > 1 and all(_opens(text, item[0], start, wrapped=True) == "line" for item in found)
    return sorted(found + unsure) if lines_only else found


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


@dataclass(frozen=True, slots=True)
class _RunIn:
    glued: re.Pattern[str]
    spaced: re.Pattern[str]


def _run_in_patterns() -> _RunIn:
    known = sorted(heading_table().labels, key=lambda label: (-len(label), label))
    words = "|".join(re.escape(label).replace(r"\ ", r"[\s\u00a0]") for label in known)
    joined = rf"(?:{words})(?:[\s\u00a0]?(?:/|&|,|and)[\s\u00a0]?(?:{words}))?"
    lead = r"(?:\A|(?<=[.!?)\]”\"'’;:%®])\s?|(?<=\s))"
    return _RunIn(
        re.compile(rf"{lead}(?P<label>(?i:{joined}))(?=[A-Z0-9\"“(][a-z0-9\s\-A-Z])"),
        re.compile(rf"{lead}(?P<label>(?i:{joined}))(?=[\s\u00a0]+[A-Z0-9\"“(\u0391-\u03a9])"),
    )


_PATTERNS: list[_RunIn] = []


def _run_in_labels(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Labels without a colon, glued to the text or before a space; the abstract has to begin with one."""
    if not _PATTERNS:
        _PATTERNS.append(_run_in_patterns())
    for pattern in (_PATTERNS[0].glued, _PATTERNS[0].spaced):
        first = pattern.match(text, start, min(end, start + 200))
        if first is None or not text[first.start("label")].isupper():
            continue
        if not is_label(first.group("label")):
            continue
        upper = first.group("label").isupper()
        found = []
        for match in pattern.finditer(text, start, end):
            label, place = match.group("label"), match.start("label")
            if upper and pattern is _PATTERNS[0].glued and not text[match.end() + 1 : match.end() + 2].islower():
                continue  # the beginning of a longer word in capitals
            if label[0].isupper() and label.isupper() == upper and (place == start or _opens(text, place, start)):
                found.append((place, match.end("label"), match.end("label")))
        if len(found) >= 2 and found[0][0] == start:
            return found
    return []
