"""Candidates for the mentions of a document: short forms go through their long forms, and the document decides ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.algorithms.linking import Candidate, Linker, in_context
from pipeline.document import Document
from pipeline.normalize import singular

_TOKEN = re.compile(r"[^\W_]+(?:[-/&][^\W_]+)*|\S")
_LONG_FORM = 0.99
_UNSUPPORTED = 0.9
_AGREEING = 0.02


def candidates_of(linker: Linker, document: Document) -> list[tuple[Candidate, ...]]:
    """Return the candidates of each mention, best first."""
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    known: dict[tuple[str, str], tuple[Candidate, ...]] = {}
    found = []
    for mention in document.mentions:
        asked = (mention.text, mention.entity_type)
        if asked not in known:
            known[asked] = _of_mention(linker, *asked, long_forms)
        found.append(known[asked])
    return in_context(linker, found)


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
    if not long:
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
    for short in (text, text.removesuffix("s"), text + "s"):
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
