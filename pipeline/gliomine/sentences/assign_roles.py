"""Give the sentences of a document their roles: as the author titled them, else as the classifier reads them.

In a body the headings decide (`heading_roles`); a body without any is read as an abstract where it is as short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from gliomine.document import Document, Section, Sentence
from gliomine.sentences.heading_roles import roles_by_heading
from gliomine.sentences.roles import ROLES, Weights, posteriors, posteriors_alone, roles_of_label

_LONGEST_BODY = 30
"""A text without headings and with at most so many sentences is read as an abstract."""

_LONGEST_ABSTRACT = 200


@dataclass(frozen=True, slots=True)
class _Titled:
    """A titled part of an abstract: its range and the roles that the title allows; None where it says nothing."""

    start: int
    end: int
    roles: tuple[str, ...] | None


def assign_roles(document: Document, sentences: Sequence[Sentence], *, weights: Weights) -> tuple[Sentence, ...]:
    """Return the sentences with their roles; those of titles and of parts whose heading names none keep none."""
    found = _headed(document, sentences, weights=weights)
    names = {sentence.section for sentence in sentences}
    section = "abstract" if "abstract" in names else "body"
    chosen = [item for item in sentences if item.section == section]
    longest = _LONGEST_ABSTRACT if section == "abstract" else _LONGEST_BODY
    # A body with headings of a paper is no abstract, however short.
    if 0 < len(chosen) <= longest and not (section == "body" and found):
        found |= _abstract(document, section, chosen, weights=weights)
    done = (found.get(item.index, item) for item in sentences)
    return tuple(item if item.role else replace(item, role=None) for item in done)


def _abstract(document: Document, section: str, chosen: Sequence[Sentence], *, weights: Weights) -> dict[int, Sentence]:
    parts = _titled_parts(document, section)
    allowed = [_allowed(sentence, parts) for sentence in chosen]
    if all(names is not None and len(names) < 2 for names in allowed):
        return {
            item.index: replace(item, role="".join(names or ())) for item, names in zip(chosen, allowed, strict=True)
        }
    return _classified(document.text, chosen, allowed, weights=weights)


def _headed(document: Document, sentences: Sequence[Sentence], *, weights: Weights) -> dict[int, Sentence]:
    """Return the sentences of the body with the roles that their headings give; index -> sentence."""
    allowed = roles_by_heading(document, sentences)
    chosen = [item for item in sentences if len(allowed.get(item.index, ())) > 1]
    found = {item.index: replace(item, role=allowed[item.index][0]) for item in sentences if item.index in allowed}
    if chosen:
        mask = np.array([[float(role in allowed[item.index]) for role in ROLES] for item in chosen])
        shares = posteriors_alone(weights, [item.text for item in chosen], mask)
        for item, row in zip(chosen, shares, strict=True):
            best = int(row.argmax())
            found[item.index] = replace(item, role=ROLES[best], role_score=round(float(row[best]), 4))
    return found


def _classified(
    text: str, chosen: Sequence[Sentence], allowed: Sequence[tuple[str, ...] | None], *, weights: Weights
) -> dict[int, Sentence]:
    mask = np.array([[1.0 if not names or role in names else 0.0 for role in ROLES] for names in allowed])
    shares = posteriors(weights, [item.text for item in chosen], line_openings(text, chosen), mask)
    found = {}
    for sentence, names, row in zip(chosen, allowed, shares, strict=True):
        if names is not None and len(names) < 2:
            found[sentence.index] = replace(sentence, role="".join(names))
            continue
        best = int(row.argmax())
        found[sentence.index] = replace(sentence, role=ROLES[best], role_score=round(float(row[best]), 4))
    return found


def _titled_parts(document: Document, section: str) -> list[_Titled]:
    parts = [item for item in document.sections if item.parent == section and item.label]
    if parts:
        return [_Titled(item.start, item.end, roles_of_label(item.label or "")) for item in parts]
    whole: list[Section] = [item for item in document.sections if item.parent is None and item.name == section]
    return [
        _Titled(label.start, label.part_end, roles_of_label(label.label))
        for label in document.labels
        if section == "abstract" and any(item.start <= label.start and label.part_end <= item.end for item in whole)
    ]


def _allowed(sentence: Sentence, parts: Sequence[_Titled]) -> tuple[str, ...] | None:
    best, size = None, 0
    for part in parts:
        shared = min(sentence.end, part.end) - max(sentence.start, part.start)
        if shared > size:
            best, size = part.roles, shared
    return best


def line_openings(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Return for each sentence whether it opens a new line.

    In a wrapped text, where lines break within sentences, and in a text with one sentence a line, the breaks mean
    nothing: then none does.
    """
    breaks = ["\n" in text[before.end : after.start] for before, after in pairwise(sentences)]
    opens = [False, *breaks]
    if all(breaks) or any("\n" in item.text for item in sentences):
        return [False] * len(sentences)
    return opens
