"""Let the knowledge base correct the type of a symbol that it knows in one sense only.

A recogniser goes by the words around a name; where these say little ("growth of U87 was slowed") its type is a guess.
A name of the topic has the type that people gave it, and a name that the whole index knows as a cell line only is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from gliomine.entity_traits import AILMENT, BEING, CERTAIN, COMPOSED, LADEN, LINE, SYMBOL
from gliomine.entity_types import ENTITY_TYPES, naming_of, type_with, types_with
from gliomine.kb.concepts import OWN_SCOPES
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import type_of_concept
from gliomine.mentions.merge import Proposal
from gliomine.mentions.score import known_types
from gliomine.text.normalize import normal_key, singular, without_plural

_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[^\W_][^\s]{1,15}")
_CELLS = re.compile(r"[\s-][Cc]ells?\Z")
_AND = r"(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s|/)"
_CELLS_BEHIND = re.compile(rf"(?:{_AND}[^\s,;()/]+){{0,4}}\)?[\s-](?:[Cc]ells?|[Cc]ell\s[Ll]ines?|lines?)\b")
_LINES_BEFORE = re.compile(rf"\b[Ll]ines?:?\s\(?(?:[^\s,;()/]+{_AND}){{0,4}}\Z")
_BINOMIAL = re.compile(r"[A-Z][a-z]{2,}\s[a-z]{4,}")
_CODED = re.compile(r"\d|[A-Z]{3}")
_SEVERAL = re.compile(r"\d|[A-Z].*[A-Z]")
_OF_GENE = re.compile(r"[a-z][A-Z]+(?:\d|\Z)|[A-Za-z]{2,}-?\d")  # bFGF and IL-6, but no acronym of anything else
_COURSE = re.compile(
    r"(?:(?:acute|chronic|severe|mild|moderate|intermittent|persistent|prolonged|transient|local|systemic|sustained"
    r"|repeated)\s)+",
    re.IGNORECASE,
)
_BLOCKING = re.compile(r"(?:blocker|inhibitor|antagonist|agonist|mimetic)s?\Z")
_GERM = re.compile(r"(?:virus(?:es)?|viridae|phages?|bacteri(?:um|a)|bacilli|mycobacteria)\Z")
# The V is the virus; its disease says so: "HIV infection".
_GERM_IN_SHORT = re.compile(r"[A-Za-z-]*[A-Za-z]V(?:-?\d{1,2})?")
_TYPE_OF_GERM = re.compile(r"\s(?:sero|geno|bio)?types?\s[\dA-Z]{1,3}\Z")
_VECTOR = re.compile(
    r"oncoly|vector|transduc|transgen|recombinant|engineer|virotherap|gene\s(?:therap|transfer|deliver)|carrying|packag"
    r"|pseudotyp",
    re.IGNORECASE,
)
_CARRIER = re.compile(
    r"(?:^|[\W_]|immuno|nano|lipo|proteo)(?P<head>liposome|niosome|micelle|nano-?carrier|nano-?gel|nano-?formulation"
    r"|nano-?vehicle|nano-?particle|NP)s?\Z",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"nano-?particle|NP", re.IGNORECASE)  # of some, as of gold, the substance is meant
_DELIVERY = re.compile(
    r"deliver|encapsul|entrap|[-\u2010-\u2015]loaded|carrier|nanomedic|nano-?formulat", re.IGNORECASE
)
_DOUBT = 0.8  # score below which what the index knows of a symbol speaks against the model
_NAME_DOUBT = 0.9  # score below which a written-out name does, or a symbol of a type that the model rarely takes for it
_NUCLEIC = re.compile(r"[DR]NAs?\Z")  # substances for an index, genes for a reader
_LONGEST_CARRIER = 24
_SHORTEST_BEING = 5  # characters of a name that the index knows as a being alone: AA is mostly another thing
_SHORTEST = 3  # characters of a symbol that is no approved one
_SEEN = 60  # characters before a name that may call it a line
_PIECE = r"[^\sa-zß-ÿ]*[a-zß-ÿ]\S*"  # hyphens part no pieces: were they to, a long name could be read in 2^n ways
_WRITTEN_OUT = re.compile(
    rf"[^\W\d_]?[a-zß-ÿ-]{{7,}}|[^\W\d_][a-zß-ÿ-]{{3,}}(?:['’]s)?(?:-{_PIECE}(?:\s{_PIECE})*|(?:\s{_PIECE})+)"
)


def retyped(
    text: str,
    mentions: Sequence[Proposal],
    *,
    of_topic: Callable[[int, int], str | None],
    kb: KnowledgeBase | None,
    defined: frozenset[str],
) -> Iterator[Proposal]:
    """Yield the mentions, those with a type that their name cannot have under the one that it has.

    Args:
        text: the document.
        mentions: resolved mentions.
        of_topic: the type of a range that is a name of the topic, else None.
        kb: the index; None: only the topic is asked.
        defined: short forms that the document defines, which mean what it says.
    """
    for item in mentions:
        shown = text[item.start : item.end]
        if shown in defined:
            yield item
            continue
        kind, core = of_topic(item.start, item.end), _core(text, item)
        if kind is None and core > item.start:
            kind = of_topic(core, item.end)
        if kind is None and kb is not None:
            kind = _of_line(text, item, kb) or _of_index(shown, item, kb) or _of_name(shown, item, kb)
        if kind is None and kb is not None and _is_germ(text, item, kb):
            kind = type_with(BEING)
        if kind is None and _is_carrier(text, item):
            kind = min(types_with(LADEN) - types_with(COMPOSED), default=None)
        yield replace(item, entity_type=kind) if kind is not None and kind != item.entity_type else item


def _core(text: str, item: Proposal) -> int:
    """Return where a name begins without what is said of its course: "chronic hypoxia" is hypoxia."""
    found = _COURSE.match(text, item.start, item.end)
    return found.end() if found is not None else item.start


def _is_germ(text: str, item: Proposal, kb: KnowledgeBase) -> bool:
    """Tell whether a mention is a germ by its name, or by what the index knows of it: it or its disease bears the name.

    In a document that speaks of vectors the model tells which virus carries something.
    """
    being, ailment = type_with(BEING), type_with(AILMENT)
    shown = text[item.start : item.end]
    if shown.islower() and shown.isalpha() and item.entity_type in types_with(SYMBOL):
        return being in known_types(kb, shown)  # a mink is no MINK
    naming = naming_of(item.entity_type)
    if item.entity_type != ailment and (being not in naming.compatible or not (naming.noted or naming.described)):
        return False  # a germ is taken for an ailment, a substance or a carrier
    if _GERM.search(_TYPE_OF_GERM.sub("", shown)) is None:
        known = known_types(kb, shown)
        others = not known <= {being, ailment} or item.entity_type in known or len(shown) < _SHORTEST_BEING
        if being not in known or (others and not _GERM_IN_SHORT.fullmatch(shown)):
            return False
    carries = item.score >= _NAME_DOUBT or _speaks_of_vectors(text)
    return item.entity_type not in types_with(LADEN) or not carries


def _is_carrier(text: str, item: Proposal) -> bool:
    """Tell whether a substance is what carries one: liposomes; nanoparticles where the document speaks of delivery."""
    if not naming_of(item.entity_type).noted:
        return False
    found = _CARRIER.search(text[max(item.start, item.end - _LONGEST_CARRIER) : item.end])
    return found is not None and (_PARTICLE.fullmatch(found["head"]) is None or _speaks_of_delivery(text))


@lru_cache(maxsize=1)
def _speaks_of_delivery(text: str) -> bool:
    return _DELIVERY.search(text) is not None


@lru_cache(maxsize=1)
def _speaks_of_vectors(text: str) -> bool:
    """Tell whether a document speaks of vectors; asked of each virus in it, read once."""
    return _VECTOR.search(text) is not None


def _of_line(text: str, item: Proposal, kb: KnowledgeBase) -> str | None:
    """Return the type of cell lines for "PC3 cells" and "the lines PC3 and Huh7", if no type of cells bears the name.

    What else bears it does not count.
    """
    shown = text[item.start : item.end]
    bare = _CELLS.sub("", shown)
    if not _SYMBOL.fullmatch(bare) or not _CODED.search(bare):
        return None
    called = bare != shown or _CELLS_BEHIND.match(text, item.end) is not None
    if not called and _LINES_BEFORE.search(text, max(0, item.start - _SEEN), item.start) is None:
        return None
    cells = type_with(COMPOSED)
    known = [posting for key in (bare, f"{bare} cell") for posting in kb.postings(normal_key(key))]
    if any(kb.curie(posting.concept).startswith(ENTITY_TYPES[cells].prefixes[:1]) for posting in known):
        return None
    kinds = {type_of_concept(kb, posting.concept) for posting in known if posting.scope in OWN_SCOPES}
    return min(kinds & types_with(LINE), default=None)


def _of_index(shown: str, item: Proposal, kb: KnowledgeBase) -> str | None:
    """Return the type of a symbol that the index knows as things of one other type only.

    A cell line may have "cells" behind it.
    """
    bare = _CELLS.sub("", shown)
    if not _SYMBOL.fullmatch(bare) or not any(map(str.isupper, bare)):
        return None
    # What is listed in the plural is meant by it: TAMs are cells, whatever TAM is short for.
    listed = list(kb.postings(normal_key(bare)))
    postings = listed or list(kb.postings(normal_key(without_plural(bare))))
    plural = bool(listed) and bare.endswith("s")
    kinds = {type_of_concept(kb, posting.concept) for posting in postings}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind in types_with(LINE):
        return kind if bare.isascii() else None  # N₂ is no line
    if bare != shown or item.entity_type in types_with(LINE) or _NUCLEIC.search(bare):
        return None
    genes = naming_of(kind).members
    approved = [item.concept for item in postings if item.scope == "name" and kb.curie(item.concept).startswith(genes)]
    symbols = [kb.name(place) for place in approved]
    if kind in types_with(SYMBOL) and any(symbol.capitalize() == bare for symbol in symbols if len(bare) > _SHORTEST):
        return kind  # spelled like the symbols of other animals: Nanog
    if item.score >= (_DOUBT if kind in _shared(item.entity_type) else _NAME_DOUBT):
        return None
    if kind in types_with(SYMBOL) and bare in symbols:
        return kind
    own = any(posting.scope in OWN_SCOPES for posting in postings) and len(bare) >= _SHORTEST
    if kind in types_with(SYMBOL):
        return kind if own and item.score < _DOUBT and _OF_GENE.search(bare) else None
    return kind if own and kind in types_with(CERTAIN) and (plural or _SEVERAL.search(bare)) else None


def _of_name(shown: str, item: Proposal, kb: KnowledgeBase) -> str | None:
    """Return the type of a written-out name that the index knows as things of one other type only, in doubt.

    Gangliosides are no disease. Between types whose names are shared, as those of peptides and their genes or of beams
    and their particles, the model chooses.
    """
    binomial = _BINOMIAL.fullmatch(shown) is not None
    if not binomial and (item.score >= _NAME_DOUBT or not _WRITTEN_OUT.fullmatch(shown)):
        return None
    *before, last = normal_key(shown).split(" ")
    keys = dict.fromkeys((normal_key(shown), " ".join([*before, singular(last)])))
    postings = [posting for key in keys for posting in kb.postings(key)]
    if any(item.entity_type in kb.entity_types(posting.concept) for posting in postings):
        return None
    kinds = {type_of_concept(kb, posting.concept) for posting in postings if posting.scope in OWN_SCOPES}
    if binomial and item.score >= _NAME_DOUBT:
        return type_with(BEING) if kinds == {type_with(BEING)} else None
    if item.entity_type in types_with(SYMBOL) and _BLOCKING.search(shown) and kinds <= types_with(CERTAIN):
        return min(kinds, default=None)  # a β-blocker is no gene, though the two share names
    kept = {*_shared(item.entity_type), *types_with(SYMBOL), *types_with(LINE)}
    return kinds.pop() if len(kinds) == 1 and kinds.isdisjoint(kept) else None


def _shared(entity_type: str) -> tuple[str, ...]:
    naming = naming_of(entity_type)
    return naming.compatible if naming.shared is None else naming.shared
