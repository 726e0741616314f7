"""Candidates for the mentions of a document: short forms go through their long forms, and the document decides ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from gliomine.document import Document
from gliomine.linking.linker import Candidate, Linker, in_context
from gliomine.text.normalize import numbers_of, singular, without_plural

_TOKEN = re.compile(r"[^\W_]+(?:[-/&][^\W_]+)*|\S")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_SHORT = 6
_INITIALS = 0.96
_WEAK = frozenset({"head", "fuzzy", "part"})
_LONG_FORM = 0.99
_UNSUPPORTED = 0.9
_AGREEING = 0.02


def candidates_of(linker: Linker, document: Document) -> list[tuple[Candidate, ...]]:
    """Return the candidates of each mention, best first."""
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    asked = [(mention.text, mention.entity_type) for mention in document.mentions]
    known = {one: _of_mention(linker, *one, long_forms) for one in dict.fromkeys(asked)}
    for text, entity_type in known:
        if _looks_short(text) and _long_form(text, long_forms) is None:
            known[text, entity_type] = _through_initials(known, text, entity_type)
    return in_context(linker, [known[one] for one in asked])


def _looks_short(text: str) -> bool:
    bare = without_plural(text)
    return 2 <= len(bare) <= _LONGEST_SHORT and bare.isalpha() and bare.isupper()


def _through_initials(
    known: Mapping[tuple[str, str], tuple[Candidate, ...]], short: str, entity_type: str
) -> tuple[Candidate, ...]:
    """Return what another mention means whose words begin with the letters of a short form that is not defined."""
    own = known[short, entity_type]
    for (text, other_type), found in known.items():
        if other_type == entity_type and found and _stands_for(without_plural(short), text):
            if own and own[0].concept == found[0].concept:
                return own
            return tuple(replace(item, score=round(item.score * _INITIALS, 4), match="initials") for item in found)
    return own


def _stands_for(short: str, text: str) -> bool:
    """Tell whether a short form is made of the initials of a name, also in another order: DM of myotonic dystrophy.

    >>> _stands_for("AS", "Angelman syndrome"), _stands_for("DM", "myotonic dystrophy"), _stands_for("AS", "asthma")
    (True, True, False)
    """
    initials = [word[0].upper() for word in _WORD.findall(text)]
    return len(initials) > 1 and (initials == list(short) or (len(short) == 2 and sorted(initials) == sorted(short)))


def _of_mention(linker: Linker, text: str, entity_type: str, long_forms: Mapping[str, str]) -> tuple[Candidate, ...]:
    long_form = _long_form(text, long_forms)
    own = linker.candidates(text, entity_type)
    if long_form is not None:
        return _through_long_form(linker, linker.candidates(long_form, entity_type), own)
    expanded = _expanded(text, long_forms)
    if expanded == text:
        return own
    full = linker.candidates(expanded, entity_type)
    best = max((item.score for item in own), default=0.0)
    return full if full and full[0].score >= best else own


def _through_long_form(
    linker: Linker, long: tuple[Candidate, ...], short: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    if not long or (short and long[0].match in _WEAK and long[0].score < short[0].score * _UNSUPPORTED):
        return tuple(replace(item, score=round(item.score * _UNSUPPORTED, 4)) for item in short)
    also = {item.concept for item in short}
    return linker.ranked(
        replace(
            item,
            score=round(min(1.0, item.score * _LONG_FORM + (_AGREEING if item.concept in also else 0.0)), 4),
            match="long_form" if item.match in {"exact", "plural", "word_order", "spelling"} else item.match,
        )
        for item in long
    )


def _long_form(text: str, long_forms: Mapping[str, str]) -> str | None:
    """Return the long form of a short form, also of its plural."""
    for short in numbers_of(text):
        if short in long_forms:
            return long_forms[short]
    return None


def _expanded(text: str, long_forms: Mapping[str, str]) -> str:
    """Return a name with its defined short forms written out, a doubled head written once."""
    if not long_forms:
        return text
    pieces, position = [], 0
    for match in _TOKEN.finditer(text):
        long = _long_form(match[0], long_forms)
        if long is not None and len(match[0]) > 1 and match[0] != text:
            following = text[match.end() :].split()
            if following and singular(following[0].lower()) == singular(long.split()[-1].lower()):
                long = " ".join(long.split()[:-1])
            pieces += [text[position : match.start()], long]
            position = match.end()
    return " ".join("".join([*pieces, text[position:]]).split()) if pieces else text
