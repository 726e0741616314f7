"""Harm that a document lays to a substance: its "dyskinesia" is the drug-induced one where it is "levodopa-induced".

Vocabularies list some disorders apart when a drug brings them about. The document decides: it must say of the very name
that a substance induced it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gliomine.document import Document, Mention
from gliomine.entity_types import ENTITY_TYPES, naming_of
from gliomine.linking.candidates import Candidate
from gliomine.linking.linker import CACHE, SETTLED, Linker
from gliomine.text.normalize import normal_key, singular

_WITHIN = re.compile(r"(?P<cause>[^\s,;]+)[-\u2010-\u2015\s]+induced\s+(?P<name>.+)", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?P<cause>[^\s,;(]+)[-\u2010-\u2015\s]+(?:induced|associated|related)\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE
)
_RIGHT_BEFORE = re.compile(r"(?P<cause>[^\s,;(]+)\s$")
_INDUCED_BY = re.compile(r"\sinduced\sby\s(?P<cause>[^\s,;()]*[^\s,;().])", re.IGNORECASE)
_GIVEN = (
    r"(?:(?:the|an?|oral|intravenous|combination|treatment|therapy|use|administration|ingestion|exposure|ingesting"
    r"|receiving|taking|initiation|introduction|addition|of|with|to)\s){0,4}"
)
_BEHIND = re.compile(
    r"\s(?:reactions?\s|attacks?\s)?(?:caused\sby|due\sto|secondary\sto|related\sto|associated\swith|attributed\sto|following"
    rf"|(?:shortly\s|soon\s)?after|to)\s{_GIVEN}(?P<cause>[^\s,;()]*[^\s,;().])",
    re.IGNORECASE,
)
_DRUG = re.compile(r"\b(?:drug|substance|medication|secondary)", re.IGNORECASE)
_ANY = frozenset({"drug", "medication", "neuroleptic"})
_WINDOW = 60
_SAME = frozenset({"exact", "plural", "spelling", "word_order"})
_BY_CAUSE = 0.97
_AHEAD = 0.06
"""More than what holding the very name weighs (`gliomine.linking.identifiers`)."""


def laid_to_substances(
    linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of the mentions, those of harm that the document lays to a substance before others.

    Args:
        linker: whose knowledge base the candidates come from.
        document: the text and its mentions.
        found: the candidates of each mention, best first.
    """
    harms: dict[tuple[int | str, str], tuple[Candidate, ...]] = {}
    for mention, items in zip(document.mentions, found, strict=True):
        if not naming_of(mention.entity_type).harm:
            continue
        exact = items[0].concept if items and items[0].match in _SAME else None
        harm = _drug_induced(linker, _bare(mention.text), mention.entity_type, exact)
        asked = _meant(linker, mention, items) if harm else None
        if asked is not None and asked not in harms and _is_laid(linker, document.text, mention):
            harms[asked] = harm
    if not harms:
        return list(found)
    return [
        _with_harm(items, harms.get(_meant(linker, mention, items), ()))
        for mention, items in zip(document.mentions, found, strict=True)
    ]


def _meant(linker: Linker, mention: Mention, items: tuple[Candidate, ...]) -> tuple[int | str, str]:
    """Return what a mention means, or its name where that is not known: "dyskinetic" is dyskinesia."""
    bare = _bare(mention.text)
    own = items if bare == mention.text else linker.candidates(bare, mention.entity_type)
    return own[0].concept if own else _key(bare), mention.entity_type


def _is_laid(linker: Linker, text: str, mention: Mention) -> bool:
    return _is_induced(linker, text, mention) or _has_cause(linker, text, mention)


def _is_induced(linker: Linker, text: str, mention: Mention) -> bool:
    """Tell whether the text says that a substance induced what is named."""
    found = (
        _WITHIN.fullmatch(mention.text)
        or _BEFORE.search(text, max(0, mention.start - _WINDOW), mention.start)
        or _INDUCED_BY.match(text, mention.end)
        or _RIGHT_BEFORE.search(text, max(0, mention.start - _WINDOW), mention.start)
    )
    return found is not None and _is_substance(linker, found["cause"])


def _has_cause(linker: Linker, text: str, mention: Mention) -> bool:
    """Tell whether the text says right behind the name that a substance caused it."""
    found = _BEHIND.match(text, mention.end)
    if found is None or singular(normal_key(mention.text).rpartition(" ")[2]) in linker.words.generic:
        return False  # a "disease" that comes after a drug need not come from it
    return _is_substance(linker, found["cause"])


@lru_cache(maxsize=CACHE)
def _drug_induced(linker: Linker, bare: str, entity_type: str, exact: int | None) -> tuple[Candidate, ...]:
    """Return what is named with the drug before it: before the name, its end, or the preferred name of what it means.

    Args:
        linker: whose knowledge base is asked.
        bare: the name of the harm.
        entity_type: its type.
        exact: what bears this very name; None for nothing.
    """
    words = _key(bare).split(" ")
    names = [" ".join(words[place:]) for place in range(len(words) if exact is None else 1)]
    names += [] if exact is None else [_key(linker.kb.name(exact))]
    for name in names:
        for before in ("drug-induced", "drug") if _says_what(name, linker) else ():
            if normal_key(f"{before} {name}") not in linker.kb:
                continue
            known = linker.candidates(f"{before} {name}", entity_type)
            if known and known[0].match in _SAME and _DRUG.search(linker.kb.name(known[0].concept)):
                return tuple(item for item in known if item.match in _SAME)
    return ()


def _says_what(name: str, linker: Linker) -> bool:
    """Tell whether a name is more than a word for harm of any kind."""
    return " " in name or (name not in linker.words.generic and name not in linker.words.weaker)


def _is_substance(linker: Linker, cause: str) -> bool:
    if cause.casefold() in _ANY:
        return True
    if normal_key(cause) not in linker.kb:
        return False
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
    concepts, most = {item.concept for item in first}, first[0].score - _AHEAD
    rest = (replace(item, score=round(min(most, item.score), 4)) for item in own if item.concept not in concepts)
    return (*first, *rest)
