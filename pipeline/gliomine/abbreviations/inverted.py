"""Read definitions whose short form turns the long form round: `exosomes from glioma stem cells (GSC-Exos)`.

The last part of the short form stands for the head of the phrase, the others for what stands behind its preposition.
The long form is the whole phrase, so that the vesicle is not taken for the cell that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gliomine.abbreviations.align import Window
from gliomine.abbreviations.pairs import Pair, bar
from gliomine.abbreviations.short_forms import is_short_form
from gliomine.abbreviations.uses import other_number

_PARTS = re.compile(r"(?P<rest>\S*[^\W_])[-‐-―](?P<head>[^\W\d_]{1,9})")
_LINK = re.compile(
    r"\s(?:(?:derived|secreted|released|shed|produced|isolated|obtained|harvested|prepared|collected|purified|loaded|"
    r"coated|functionali[sz]ed|conjugated|modified|engineered)\s)?(?:from|by|of|with|carrying|containing)\s"
    r"(?P<of>the\s|human\s|mouse\s|rat\s)?"
)
_MOST_HEAD_WORDS = 3
_SURE = 10.0  # before any definition that takes a part of the phrase for the whole
_PLURAL = re.compile(r"(?<=\A[A-Z])[A-Z]s\Z")
_TRAILING = re.compile(r"\s(?:cells?|tissues?|cell\slines?)\Z")


def inverted(text: str, short: tuple[int, int], start: int, long_end: int) -> Iterator[Pair]:
    """Yield the definition of a short form in brackets whose parts stand in the other order in the text before.

    Args:
        text: the document.
        short: range of the short form.
        start: where its sentence begins.
        long_end: where the text before the bracket ends.
    """
    parts = _PARTS.fullmatch(text, *short)
    if parts is None or not is_short_form(text[slice(*short)]):
        return
    links = list(_LINK.finditer(text, max(start, long_end - 200), long_end))
    for link in reversed(links):
        starts = dict.fromkeys((link.end(), link.end() - len(link["of"] or "")))
        if not any(_means(text, begin, long_end, parts["rest"]) for begin in starts):
            continue
        words = [match.start() for match in re.finditer(r"\S+", text[start : link.start()])][-_MOST_HEAD_WORDS:]
        if not words:
            return
        window = Window(text, start + words[0], link.start())
        # "Vesicles of ... (X-EVs)": the first letter may stand for a word that is left out.
        for head in (parts["head"], *_PLURAL.findall(parts["head"])):
            fit = window.align(head)
            if fit is not None and fit.score >= bar(head):
                yield Pair(*short, fit.start, long_end, fit.score + _SURE)
                return


def _means(text: str, start: int, end: int, part: str) -> bool:
    """Tell whether a phrase is spelled like a part of a short form, or is what its letters stand for."""
    phrase = text[start:end]
    if phrase in (part, other_number(part)):
        return True
    bare = _TRAILING.search(phrase)
    ends = [end, start + bare.start()] if bare else [end]
    for stop in ends:
        fit = Window(text, start, stop).align(part) if start < stop else None
        if fit is not None and fit.start == start and fit.score >= bar(part):
            return True
    return False
