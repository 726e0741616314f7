"""The roles that the headings of a body give its sentences: what stands under Materials and methods is methods.

The deepest heading that papers share decides (`Case 2 > Discussion` is a discussion), else the topmost that names a
role in words of its own (`Simulation methods`). A discussion says what was known, what was found and what follows:
among these three the classifier chooses by the words of each sentence, and its sentences bear a score. The same holds
where a heading names several roles, such as Results and discussion. The classifier was made for abstracts: its weights
for the place of a sentence are left out, and how well it does in a discussion has not been measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gliomine.document import PATH, Document, Section, Sentence, containing
from gliomine.pages.headings import cleaned, paper_heading
from gliomine.sentences.roles import roles_of_label

_DISCUSSED = ("background", "results", "conclusions")
_FOUND_AND_DISCUSSED = ("results", "conclusions")
_SUBJECTS = frozenset({"treatment", "theory", "comparison", "comments", "comment", "summary"})
"""Labels of abstracts that in a body are what the paper is about, or say nothing."""

_OWN_WORDS = re.compile(
    r"(?:[^\W\d_][\w-]*\s){0,3}(?:introduction|background|methods|methodology|procedures|results|findings|discussion"
    r"|conclusions?)(?:\s?(?:[,&/:]|and\b)\s?[\w\s-]{3,40})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^[#*_\s]*(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[A-H])[.)]?\s+)?|[\s:：*_.]+$")


def roles_by_heading(document: Document, sentences: Sequence[Sentence]) -> dict[int, tuple[str, ...]]:
    """Return index of sentence -> the roles that the headings above it allow; only for those where they name any."""
    # Bodies of sections that lie within a part are flat, so the inner one is looked for first, then its part.
    headed = [item for item in document.sections if item.name == "body" and (item.path or item.heading)]
    inner = sorted((item for item in headed if item.parent is not None), key=lambda item: item.start)
    outer = sorted((item for item in headed if item.parent is None), key=lambda item: item.start)
    found = {}
    for sentence in sentences:
        if sentence.section == "body":
            section = _holding(inner, sentence.start) or _holding(outer, sentence.start)
            roles = roles_of_path(section.path or section.heading or "") if section is not None else None
            if roles:
                found[sentence.index] = roles
    return found


def _holding(sections: Sequence[Section], place: int) -> Section | None:
    number = containing(sections, place)
    return None if number is None else sections[number]


@cache
def roles_of_path(path: str) -> tuple[str, ...] | None:
    """Return the roles that a heading allows, given behind those above it; None where none of them names a role.

    >>> roles_of_path("2. Materials and methods > 2.1. Results of a pilot study"), roles_of_path("Case 2 > Conclusions")
    (('methods',), ('conclusions',))
    >>> roles_of_path("Results and discussion"), roles_of_path("Exosomes in glioma")
    (('results', 'conclusions'), None)
    """
    headings = path.split(PATH)
    for heading in reversed(headings):
        known = paper_heading(heading)
        if known is not None and known.name == "body" and not known.weak and (roles := _roles(heading)):
            return roles
    for heading in headings:
        shown = _NUMBER.sub("", cleaned(heading))
        known = paper_heading(heading)
        if known is not None and known.name == "body" and shown.casefold() not in _SUBJECTS:
            if roles := _roles(shown):
                return roles
        elif _OWN_WORDS.fullmatch(shown) and (roles := _roles(shown)):
            return roles
    return None


def _roles(heading: str) -> tuple[str, ...] | None:
    words = set(re.findall(r"[a-z]+", heading.lower()))
    if words & {"discussion", "discussions"}:
        return _FOUND_AND_DISCUSSED if words & {"results", "result", "findings"} else _DISCUSSED
    return roles_of_label(heading)
