"""Candidates for the mentions of a document: short forms go through their long forms, and the document decides ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gliomine.abbreviations.uses import Definitions
from gliomine.document import Document, Mention
from gliomine.entity_types import naming_of
from gliomine.linking.agreement import in_context, in_one_sense
from gliomine.linking.candidates import Candidate
from gliomine.linking.causes import laid_to_substances
from gliomine.linking.hosts import of_fitting_species
from gliomine.linking.linker import Linker
from gliomine.text.normalize import normal_key, singular, without_plural

_TOKEN = re.compile(r"[^\W_]+(?:[-/&\u2010-\u2015\u2212][^\W_]+)*|\S")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_SHORT = 6
_INITIALS = 0.96
_WEAK = frozenset({"head", "fuzzy", "part"})
_SAME = frozenset({"exact", "plural", "word_order", "spelling"})
_LONG_FORM = 0.99
_UNSUPPORTED = 0.9
_AGREEING = 0.02
_STEM, _SHORTEST_STEM = 5, 4
_BINOMIAL = re.compile(r"(?P<genus>[A-Z][a-z]{2,}) (?P<species>[a-z-]{3,})\b")
_SHORT_GENUS = re.compile(r"(?P<genus>[A-Z])\.? ?(?P<species>[a-z-]{3,})(?: [A-Z(].*)?")
_PIECE, _PIECES = 4, 2  # letters of a piece, and pieces that two names of one substance have in common
_NUMBER = re.compile(r"\d+[A-Za-z]?\Z")
_VAGUE = 3  # letters up to which a short form mostly has several senses: PCA, but not EDTA
_TURNED = re.compile(
    r"(?P<head>\S+(?:\s\S+){0,2}?)\s(?:(?:derived|secreted|released|shed|produced|isolated|obtained|loaded|coated)\s)?"
    r"(?:from|by|of|with)\s(?P<rest>.+)"
)


def candidates_of(linker: Linker, document: Document) -> list[tuple[Candidate, ...]]:
    """Return the candidates of each mention, best first."""
    definitions = Definitions(document.abbreviations)
    asked = [_Asked.of(mention, definitions) for mention in document.mentions]
    known = {one: _of_mention(linker, one) for one in dict.fromkeys(asked)}
    short = [one for one in known if one.long_form is None and _looks_short(one.text)]
    if short:
        spelt, words = _by_initials(known), _stems(document.text)
        for one in short:
            known[one] = _through_initials(known[one], spelt, one)
            if len(without_plural(one.text)) <= _VAGUE:
                known[one] = _supported(linker, known[one], one, words)
    _spell_out_genera(known)
    _name_long_forms(known)
    found = of_fitting_species(linker, document, in_context(linker, [known[one] for one in asked]))
    found = in_one_sense(document.mentions, found)
    return laid_to_substances(linker, document, found)


def _name_long_forms(known: dict[_Asked, tuple[Candidate, ...]]) -> None:
    """Let a long form that no index knows as a whole be the gene whose symbol the document gives for it."""
    by_symbol = {
        (one.long_form, one.entity_type): found
        for one, found in known.items()
        if one.long_form is not None and naming_of(one.entity_type).symbols and found and found[0].match == "exact"
    }
    for one, own in known.items() if by_symbol else ():
        found = by_symbol.get((one.text, one.entity_type))
        if found is not None and (not own or own[0].match in _WEAK):
            known[one] = tuple(
                replace(item, score=round(item.score * _INITIALS, 4), match="long_form") for item in found
            )


def _spell_out_genera(known: dict[_Asked, tuple[Candidate, ...]]) -> None:
    """Let "P. lobata" be the species of the document whose genus begins so, whatever else is called so."""
    full: dict[tuple[str, str, str], tuple[Candidate, ...]] = {}
    for one, found in known.items():
        name = _BINOMIAL.match(one.text) if found and naming_of(one.entity_type).nested else None
        if name is not None:
            full.setdefault((name["genus"][0], name["species"], one.entity_type), found)
    for one in known if full else ():
        short = _SHORT_GENUS.fullmatch(one.text)
        species = full.get((short["genus"], short["species"], one.entity_type)) if short is not None else None
        if species is not None and species[0] not in known[one]:
            known[one] = tuple(
                replace(item, score=round(item.score * _INITIALS, 4), match="initials") for item in species
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A mention as it is looked up: its text and type, and what its document defines of it.

    Attributes:
        text: the mention, verbatim.
        entity_type: its type.
        long_form: what it is short for, None where its document does not say.
        expanded: its text with short forms within it written out.
    """

    text: str
    entity_type: str
    long_form: str | None
    expanded: str

    @classmethod
    def of(cls, mention: Mention, definitions: Definitions) -> _Asked:
        known = definitions.at(mention.text, mention.start)
        if known is None:
            return cls(mention.text, mention.entity_type, None, _expanded(mention.text, mention.start, definitions))
        # "Group OT (GOT)" is group occupational therapy where OT is defined.
        long_form = _expanded(known.long_form, known.long_start, definitions)
        return cls(mention.text, mention.entity_type, long_form, mention.text)


def _looks_short(text: str) -> bool:
    bare = without_plural(text)
    return 2 <= len(bare) <= _LONGEST_SHORT and bare.isalpha() and bare.isupper()


_Spelt = Mapping[tuple[str, str], tuple[Candidate, ...]]


def _by_initials(known: Mapping[_Asked, tuple[Candidate, ...]]) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    """Return initials and entity type -> what the first name of several words with these initials means."""
    spelt: dict[tuple[str, str], tuple[Candidate, ...]] = {}
    for one, found in known.items():
        for initials in _initials(one.text) if found else ():
            spelt.setdefault((initials, one.entity_type), found)
    return spelt


def _through_initials(own: tuple[Candidate, ...], spelt: _Spelt, one: _Asked) -> tuple[Candidate, ...]:
    """Return what another mention means whose words begin with the letters of a short form that is not defined."""
    found = spelt.get((without_plural(one.text), one.entity_type))
    if found is None or (own and own[0].concept == found[0].concept):
        return own
    return tuple(replace(item, score=round(item.score * _INITIALS, 4), match="initials") for item in found)


def _supported(
    linker: Linker, found: tuple[Candidate, ...], one: _Asked, words: frozenset[str]
) -> tuple[Candidate, ...]:
    """Keep what an undefined short form may mean.

    That is a curated name, a preferred one, what the document speaks of, and what alone bears the name.
    """
    alone = len({posting.concept for posting in linker.kb.postings(normal_key(one.text))}) == 1
    return tuple(
        item
        for item in found
        if item.match == "initials"
        or item.curated
        or item.status == "name"
        or (alone and item.match == "exact")
        or naming_of(one.entity_type).symbols
        or not words.isdisjoint(_stems(linker.kb.name(item.concept)))
    )


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a text, in small letters."""
    return frozenset(word[:_STEM].lower() for word in _WORD.findall(text) if len(word) >= _SHORTEST_STEM)


def _initials(text: str) -> list[str]:
    """Return the short forms that the initials of a name make, of two also in another order: DM of myotonic dystrophy.

    >>> _initials("Angelman syndrome"), _initials("myotonic dystrophy"), _initials("asthma")
    (['AS', 'SA'], ['MD', 'DM'], [])
    """
    initials = "".join(word[0].upper() for word in _WORD.findall(text))
    return [] if len(initials) < 2 else [initials] if len(initials) != 2 else [initials, initials[::-1]]


def _of_mention(linker: Linker, one: _Asked) -> tuple[Candidate, ...]:
    own = linker.candidates(one.text, one.entity_type)
    if one.long_form is not None:
        # What is short for a list is none of it: CMF is no fluorouracil.
        found = linker.candidates(_head_of(one.long_form, one.text), one.entity_type)
        long = tuple(item for item in found if item.match != "part")
        return _member(linker, own, one) or _through_long_form(linker, long, own, one)
    if one.expanded == one.text:
        return own
    full = linker.candidates(one.expanded, one.entity_type)
    best = max((item.score for item in own), default=0.0)
    return full if full and full[0].score >= best else own


def _member(linker: Linker, short: tuple[Candidate, ...], one: _Asked) -> tuple[Candidate, ...]:
    """Return the gene that a short form is the symbol of, where its long form is the family's: "caspase (CASP3)".

    It is where the family's name with the number of the symbol is a name of the gene too.
    """
    number = _number_of(one)
    numbered = linker.candidates(f"{one.long_form} {number}", one.entity_type)[:1] if number else ()
    if not numbered or numbered[0].match in _WEAK or numbered[0].concept not in _exactly(short):
        return ()
    return tuple(replace(item, match="long_form") for item in numbered)


def _head_of(long_form: str, short_form: str) -> str:
    """Return a long form with its head last: "MSCs exosomes" for "exosomes from MSCs", which MSC-Exos are short for."""
    if not re.search(r"[-‐-―]", short_form):
        return long_form
    found = _TURNED.fullmatch(long_form)
    return f"{found['rest']} {found['head']}" if found is not None else long_form


def _through_long_form(
    linker: Linker, long: tuple[Candidate, ...], short: tuple[Candidate, ...], one: _Asked
) -> tuple[Candidate, ...]:
    """Return what the long form means; what the letters mean only where a name of it agrees with the long form."""
    # NKCC1 and 4E-BP1 are spelled as no chance spells them, whatever their long form is called; of a symbol without a
    # number (PERK, GM-CSF) the long form must be one that no index knows.
    odd = _number_of(one) != "" or (naming_of(one.entity_type).symbols and not long)
    alone = len(_exactly(short)) == 1 and len(one.text) > _VAGUE and odd
    agreeing = tuple(item for item in short if _agrees(linker, item, one) or (alone and item.match == "exact"))
    if not long or (agreeing and long[0].match in _WEAK and long[0].score < agreeing[0].score * _UNSUPPORTED):
        return tuple(replace(item, score=round(item.score * _UNSUPPORTED, 4)) for item in agreeing)
    also = {item.concept for item in short}
    if long[0].status == "name" and long[0].match in _SAME:
        also &= {long[0].concept}  # where the long form is what a concept is called, the letters decide nothing
    return linker.ranked(
        replace(
            item,
            score=round(min(1.0, item.score * _LONG_FORM + (_AGREEING if item.concept in also else 0.0)), 4),
            match="long_form" if item.match in _SAME else item.match,
        )
        for item in long
    )


def _number_of(one: _Asked) -> str:
    """Return the number with which a symbol ends; empty for what is none."""
    number = _NUMBER.search(one.text) if naming_of(one.entity_type).symbols else None
    return "" if number is None else number[0]


def _exactly(found: tuple[Candidate, ...]) -> set[int]:
    """Return the concepts that bear the very name."""
    return {item.concept for item in found if item.match == "exact"}


def _agrees(linker: Linker, item: Candidate, one: _Asked) -> bool:
    """Tell whether a concept that bears a short form as a name may be what the document defines it as."""
    if item.status == "name" and (naming_of(one.entity_type).symbols or len(one.text) > _VAGUE + 1):
        return True  # a preferred name that is no chance, for a long form that spells it in another way
    wanted = _stems(one.long_form or "")
    if not wanted.isdisjoint(_stems(linker.kb.name(item.concept)) | _stems(item.name)):
        return True
    return naming_of(one.entity_type).noted and _sound_alike(one.long_form or "", linker.kb.name(item.concept))


def _sound_alike(one: str, other: str) -> bool:
    """Tell whether two names of a substance are made of the same pieces: azidothymidine, zidovudine.

    >>> _sound_alike("azidothymidine", "zidovudine"), _sound_alike("phosphate-buffered saline", "phenobarbital")
    (True, False)
    """
    pieces = [{name[at : at + _PIECE] for at in range(len(name) - _PIECE + 1)} for name in (one.lower(), other.lower())]
    return len(pieces[0] & pieces[1]) >= _PIECES


def _expanded(text: str, start: int, definitions: Definitions) -> str:
    """Return a name that stands at a place with its defined short forms written out, a doubled head written once."""
    if not definitions.forms:
        return text
    pieces, position = [], 0
    for match in _TOKEN.finditer(text):
        known = definitions.at(match[0], start + match.start())
        if known is not None and len(match[0]) > 1 and match[0] != text:
            long = known.long_form
            following = text[match.end() :].split()
            if following and singular(following[0].lower()) == singular(long.split()[-1].lower()):
                long = " ".join(long.split()[:-1])
            pieces += [text[position : match.start()], long]
            position = match.end()
    return " ".join("".join([*pieces, text[position:]]).split()) if pieces else text
