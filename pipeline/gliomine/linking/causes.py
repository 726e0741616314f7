"""Harm that a document lays to a substance: its "dyskinesia" is the drug-induced one where it is "levodopa-induced".

Vocabularies list some disorders apart when a drug brings them about. The document decides: it must say of the very name
that a substance induced it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gliomine.document import Document, Mention
from gliomine.entity_types import ENTITY_TYPES, naming_of
from gliomine.linking.linker import SETTLED, Candidate, Linker
from gliomine.text.normalize import normal_key, singular

_WITHIN = re.compile(r"(?P<cause>[^\s,;]+)[-\u2010-\u2015\s]+induced\s+(?P<name>.+)", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<cause>[^\s,;(]+)[-\u2010-\u2015\s]+induced\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s(?:reactions?\s)?(?:(?:induced|caused)\sby|due\sto|secondary\sto|to)\s(?P<cause>[^\s,;()]*[^\s,;().])",
    re.IGNORECASE,
)
_ANY = frozenset({"drug", "medication", "neuroleptic"})
_WINDOW = 60
_SAME = frozenset({"exact", "plural", "spelling", "word_order"})
_BY_CAUSE = 0.97


def laid_to_substances(
    linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of the mentions, those of harm that the document lays to a substance before others.

    Args:
        linker: whose knowledge base the candidates come from.
        document: the text and its mentions.
        found: the candidates of each mention, best first.
    """
    everywhere: dict[tuple[str, str], tuple[Candidate, ...]] = {}
    here: dict[str, tuple[Candidate, ...]] = {}
    for mention in document.mentions:
        if not naming_of(mention.entity_type).caused:
            continue
        asked = _key(_bare(mention.text)), mention.entity_type
        if _is_induced(linker, document.text, mention):
            everywhere[asked] = _drug_induced(linker, *asked)
        elif _has_cause(linker, document.text, mention):
            here[mention.mention_id] = _drug_induced(linker, *asked)
    if not any(everywhere.values()) and not any(here.values()):
        return list(found)
    answers = []
    for mention, items in zip(document.mentions, found, strict=True):
        asked = _key(_bare(mention.text)), mention.entity_type
        answers.append(_with_harm(items, here.get(mention.mention_id) or everywhere.get(asked, ())))
    return answers


def _is_induced(linker: Linker, text: str, mention: Mention) -> bool:
    """Tell whether a substance stands before "induced" before the name."""
    found = _WITHIN.fullmatch(mention.text) or _BEFORE.search(text, max(0, mention.start - _WINDOW), mention.start)
    return found is not None and _is_substance(linker, found["cause"])


def _has_cause(linker: Linker, text: str, mention: Mention) -> bool:
    """Tell whether the text says right behind the name that a substance caused it."""
    found = _BEHIND.match(text, mention.end)
    return found is not None and _is_substance(linker, found["cause"])


def _drug_induced(linker: Linker, name: str, entity_type: str) -> tuple[Candidate, ...]:
    """Return the concepts that bear the name with the drug before it."""
    for before in ("drug-induced", "drug"):
        known = linker.candidates(f"{before} {name}", entity_type)
        if known and known[0].match in _SAME:
            return tuple(item for item in known if item.match in _SAME)
    return ()


def _is_substance(linker: Linker, cause: str) -> bool:
    if cause.casefold() in _ANY:
        return True
    kind = next(name for name, entry in ENTITY_TYPES.items() if entry.naming.noted)
    known = linker.candidates(cause, kind)
    return bool(known) and known[0].score >= SETTLED and kind in linker.kb.entity_types(known[0].concept)


def _bare(text: str) -> str:
    within = _WITHIN.fullmatch(text)
    return within["name"] if within is not None else text


def _key(name: str) -> str:
    *before, last = normal_key(name).split(" ")
    return " ".join([*before, singular(last)])


def _with_harm(own: tuple[Candidate, ...], harm: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    if not harm or (own and own[0].concept == harm[0].concept):
        return own
    best = max((item.score for item in own), default=0.0)
    # They keep their distance from each other, and stand before the rest.
    shift = max(0.0, best - harm[0].score * _BY_CAUSE)
    first = [replace(item, score=round(min(1.0, item.score * _BY_CAUSE + shift), 4)) for item in harm]
    concepts = {item.concept for item in first}
    rest = (replace(item, score=round(item.score * _BY_CAUSE, 4)) for item in own if item.concept not in concepts)
    return (*first, *rest)
