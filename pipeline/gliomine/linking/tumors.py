"""Cells of a tumour, its growth, and cell lines that are named with what they are.

No vocabulary lists the cells of each tumour: "melanoma cells" and "medulloblastoma cells" are neoplastic cells, their
lines tumour cell lines. Growth of a tumour is no concept: neither the growth of a body nor the course of a disease.
"MCF-7 breast cancer cells" are the line MCF-7, whatever stands between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.entity_traits import AILMENT, COMPOSED
from gliomine.entity_types import type_with
from gliomine.kb.overlay import Overlay
from gliomine.text.normalize import singular

FACTOR = 0.8
_NEOPLASM = "MONDO:0005070"
_CELL, _LINE = "neoplastic cell", "tumor cell line"
_GROWTH = ("growth", "regrowth")
_MOST_WORDS = 6
_NAMED = re.compile(r"(?=\S*[A-Z\d])(?P<name>\S+(?:\s[A-Z]{2})?)(?:\s[^\s,;()]+){1,4}?\s(?:cells?|(?:cell\s)?lines?)")


def line_of(text: str) -> tuple[str, ...]:
    """Return what a line that is told with its tumour may be called, the longer name first.

    >>> line_of("MCF-7 breast cancer cells"), line_of("U373 MG astrocytoma cells"), line_of("human glioma cells")
    (('MCF-7',), ('U373 MG', 'U373'), ())
    """
    found = _NAMED.fullmatch(text)
    if found is None:
        return ()
    return tuple(dict.fromkeys((found["name"], found["name"].partition(" ")[0])))


def tumor_cells(key: str, entity_type: str, kb: Overlay) -> str:
    """Return what cells of a tumour are, and lines of them; empty for other cells.

    Args:
        key: the folded mention.
        entity_type: its type.
        kb: where tumours are.
    """
    *before, last = key.split(" ")
    line = singular(last) == "line"
    if (
        entity_type != type_with(COMPOSED)
        or not 0 < len(before) <= _MOST_WORDS
        or not (line or singular(last) == "cell")
    ):
        return ""
    if line and singular(before[-1]) == "cell":
        before = before[:-1]
    if not _end_in_tumor(before, kb):
        return ""
    return _LINE if line else _CELL


def is_growth(key: str, entity_type: str, kb: Overlay) -> bool:
    """Tell whether a process is the growth of a tumour.

    Args:
        key: the folded mention.
        entity_type: its type.
        kb: where tumours are.
    """
    rest, _, last = key.rpartition(" ")
    if last not in _GROWTH or entity_type == type_with(AILMENT):
        return False
    before = rest.split(" ")
    return len(before) <= _MOST_WORDS and _end_in_tumor(before, kb)


def _end_in_tumor(words: Sequence[str], kb: Overlay) -> bool:
    return any(_is_tumor(" ".join(words[place:]), kb) for place in range(len(words)))


def _is_tumor(name: str, kb: Overlay) -> bool:
    root = kb.find(_NEOPLASM)
    if root is None or not name:
        return False
    found = [item.concept for item in kb.postings(name) if type_with(AILMENT) in kb.entity_types(item.concept)[:1]]
    return bool(found) and (found[0] == root.index or root.index in kb.ancestors(found[0]))
