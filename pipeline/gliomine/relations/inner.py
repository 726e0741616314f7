"""Names that hold a relation inside: "hBMSC-derived exosomes" come from hBMSC, "curcumin-loaded liposomes" carry it.

Each pattern is a kind of name, not a name: a word of derivation or load, a short form before a vesicle's head word, a
tissue before stem cells, a disease before "cell line", a plant before "extract".

Performance: docs/relations.md, "Names that hold a relation inside".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DASH = r"[-‐‑–—−]"
_LOAD = r"(?:loaded|laden|encapsulating|containing|carrying|bearing|enriched|labell?ed|conjugated|overexpressing)"
_ORIGIN = r"(?:derived|secreted|released|sourced|originat(?:ed|ing))"
_VESICLES = (
    r"(?:(?:exosome|vesicle)s?(?:{d}|\s)like\s+)?(?:small\s+|large\s+)?(?:extracellular\s+(?:nano)?vesicles?|"
    r"exosom(?:es?|al)|(?:nano|micro)vesicles?|microparticles|apoptotic\s+bodies|s?EVs?|Exos?|EXO|exos?|DE?N?Vs|DENs|E?LNs|EVLPs)"
).replace("{d}", _DASH)
_TISSUES = (
    r"(?:(?:human|mouse|murine|rat|porcine|bovine|canine|equine|rabbit)\s+)?"
    r"(?:bone{d}?\s?marrow|umbilical\s+cord(?:\s+(?:blood|tissue))?|cord\s+blood|peripheral\s+blood|menstrual\s+blood|"
    r"adipose(?:\s+tissue)?|(?:joint\s+)?cartilage|dental\s+pulp|placenta|amnio(?:n|tic\s+(?:fluid|membrane))|fetal\s+membrane|"
    r"Wharton's\s+jelly|synovium|skin|periosteum|endometrium|h?r?m?(?:BM|UCB|UC|AT|AD|FM|DP|WJ|PB))"
).replace("{d}", _DASH)
_CELLS = (
    r"(?:(?:mesenchymal|multipotent|hematopoietic|haematopoietic|neural|endothelial|mononuclear)\s+)?"
    r"(?:(?:stem|stromal|progenitor|precursor|mononuclear)\s+)*(?:cells?|h?MSCs?|SCs?|MNCs?|EPCs?|HSCs?|CPCs?)"
)
_VAGUE = frozenset(
    [
        "cell",
        "small",
        "large",
        "medium",
        "isolated",
        "purified",
        "circulating",
        "engineered",
        "modified",
        "synthetic",
        "serum",
        "plasma",
        "tumor",
        "tumour",
        "human",
        "natural",
        "native",
        "free",
        "empty",
        "membrane",
        "single",
        "artificial",
        "biological",
        "functional",
        "therapeutic",
        "hybrid",
        "urinary",
        "secreted",
        "these",
        "those",
        "autologous",
        "allogeneic",
        "multiple",
        "various",
        "different",
        "other",
        "extracellular",
        "pure",
        "fresh",
        "targeted",
        "novel",
        "immortalized",
        "continuous",
        "established",
        "stable",
        "parental",
        "compounds",
        "exosome-like",
        "photon-resistant",
        "dual-domain",
        "enterogenous",
        "multivesicular",
        "polymer",
        "cells",
        "resistant",
        "sensitive",
        "normal",
        "control",
        "the",
        "a",
    ]
)
_LEADS = re.compile(
    r"^(?:(?:autologous|allogeneic|activated|hypoxic|normoxic|cultured|preconditioned|engineered|modified|isolated|"
    r"purified|primary|Hx|Nx|exosome-like|small|\S+-resistant|\S+-sensitive|resistant)(?:,?\s+(?:\([^)]*\)\s*)?|\s*))+",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\s+\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Inner:
    """A relation of a mention with a part of its own name; start and end are counted over the name."""

    start: int
    end: int
    predicate: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of name: the group `part` is the object."""

    types: frozenset[str]
    predicate: str
    form: re.Pattern[str]


LONGEST_NAME = 200
"""Characters of a name that is looked into; what is longer is no name."""


def _pattern(types: str, predicate: str, form: str, flags: re.RegexFlag = re.IGNORECASE) -> Pattern:
    return Pattern(frozenset(types.split()), predicate, re.compile(form, flags))


_ALL = "vesicle cell_type cell_line delivery_system chemical"
PATTERNS = (
    _pattern(_ALL, "carries", rf"^(?P<part>.+?)(?:{_DASH}|\s){_LOAD}\b"),
    _pattern(_ALL, "carries", rf"(?:{_DASH}|\s)encapsulated\s+(?P<part>\S.+)$"),
    _pattern(
        _ALL,
        "derived_from",
        rf"^(?:\S*{_DASH}{_LOAD}\s+)?(?P<part>.+?)(?:\s?{_DASH}\s?|\s){_ORIGIN}\b",
    ),
    _pattern(
        "vesicle",
        "derived_from",
        rf"^(?:\S*{_DASH}{_LOAD}\s+)?(?P<part>(?!\S*{_LOAD})\S+?(?:\s(?!\S*{_LOAD})\S+?)*?)(?:{_DASH}|\s)"
        rf"{_VESICLES}(?:\s|$)",
    ),
    _pattern("vesicle", "derived_from", r"^(?P<part>[A-Z][A-Za-z]*?[A-Z]?)(?:EVs|DENs|DNVs|ELNs)$", re.RegexFlag(0)),
    _pattern(
        "cell_type cell_line", "derived_from", rf"(?:^|\s)(?P<part>{_TISSUES})(?:\s*\([^)]*\))?(?:{_DASH}|\s)?{_CELLS}$"
    ),
    _pattern("cell_type cell_line", "derived_from", r"^(?P<part>\S.*?)(?:\s+cell)?\s+lines?$"),
    _pattern(
        "chemical",
        "derived_from",
        r"^(?P<part>[A-Z][a-z]+\s[a-z]+)\s+(?i:extracts?|polysaccharides?|glycopeptides?|oil)$",
        re.RegexFlag(0),
    ),
    _pattern("chemical", "derived_from", r"^(?P<part>.+?)\s+(?:extracts?|lysates?|releasates?)$"),
    _pattern("delivery_system", "carries", r"^(?P<part>\S+(?:\s+acid)?)\s+(?:nano)?(?:liposomes?|wafers?)$"),
    _pattern(
        "delivery_system",
        "derived_from",
        r"^(?P<part>.*(?:polymers?|PLGA|gelatin|collagen|chitosan|alginate|silica|gold|hydroxyapatite|albumin|acid\)))\s+"
        r"(?:(?:nano|micro|µ)?(?:particles?|spheres?|gels?|fibers?|fibres?)|scaffolds?|biomaterials?|implants?|wafers?)$",
    ),
    _pattern("delivery_system", "derived_from", rf"^(?P<part>.+?){_DASH}based\b"),
)


def inner_relations(name: str, entity_type: str) -> Iterator[Inner]:
    """Yield what a name says of its own parts.

    >>> [(item.start, item.end, item.predicate) for item in inner_relations("hBMSC-derived exosomes", "vesicle")]
    [(0, 5, 'derived_from')]
    """
    seen: set[str] = set()
    for pattern in PATTERNS:
        if entity_type in pattern.types and pattern.predicate not in seen:
            match = pattern.form.search(name) if len(name) <= LONGEST_NAME else None
            if match is not None and (part := _trimmed(name, *match.span("part"))) is not None:
                seen.add(pattern.predicate)
                yield Inner(*part, pattern.predicate)


def _trimmed(name: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the part without what only qualifies it, or None where nothing is left that is an origin or a load."""
    end = start + len(_SHORT.sub("", name[start:end]).rstrip())
    lead = _LEADS.match(name[start:end])
    if lead is not None and lead.end() < end - start:
        start += lead.end()
    part = name[start:end]
    if len(part) < 2 or part.casefold() in _VAGUE or not any(character.isalpha() for character in part):
        return None
    return start, end
