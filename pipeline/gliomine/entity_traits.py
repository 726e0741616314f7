"""The words in which the table of entity types says how things of a type are named and spoken of."""

from __future__ import annotations

from dataclasses import dataclass

SIGNED, DEPRIVED, COMPOSED, PAIRED = "signed", "deprived", "composed", "paired"
PLACE, HEDGED_NAME, LINE, SYMBOL, NOTATION = "place", "hedged_name", "line", "symbol", "notation"
CERTAIN, AILMENT, BEING = "certain", "ailment", "being"
LADEN = "laden"
"""What the code may ask of a type, one word each (`EntityType.traits`).

`SIGNED`: a sign behind a name denies it ("CD34-", "negative for CD34"). `DEPRIVED`: "-free" and "non-" deny it.
`COMPOSED`: a genotype may begin its names ("Pten-null cells"). `PAIRED`: it is named in elliptical pairs ("B and NK
cells"). `PLACE`: it is where something happens, so a negated subject leaves it present. `HEDGED_NAME`: "suspected"
before a name is no part of it. `LINE`: what the index knows as this alone is this. `SYMBOL`: its approved symbols
speak against a doubtful other type. `NOTATION`: it is found by its notation. `CERTAIN`: a written-out name that the
index knows as this alone is this, where a model is in doubt. `AILMENT` and `BEING`: a germ is never the one, but the
other. `LADEN`: what is loaded with something is still one ("DOX-loaded exosomes").
"""

AGENT, HEAD, BACKGROUND = "agent", "head", "background"
"""What a hedged sentence says of a thing; see `EntityType.hedged`."""

_SEPARATOR = " | "


def listed(text: str) -> tuple[str, ...]:
    """Return the words or phrases of a list parted by ` | `."""
    return tuple(text.split(_SEPARATOR))


@dataclass(frozen=True, slots=True)
class Guard:
    """What a name of a large vocabulary must look like before the dictionary takes it for an entity of a type.

    Attributes:
        shortest: fewest characters.
        shortest_symbol: fewest characters of a name in capitals.
        digit: whether it needs a digit.
        capitals: whether it needs a capital letter.
        everyday: whether everyday words (`cat`, `lead`) count.
        prefixes: vocabularies whose names are recognised; empty: all.
    """

    shortest: int = 4
    shortest_symbol: int = 3
    digit: bool = False
    capitals: bool = False
    everyday: bool = False
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """How things of a type are named in texts; the linker goes by it when a name is not found as it stands.

    Attributes:
        heads: words that a bare name may lack: "Lesch-Nyhan", "embryonic stem".
        trailing: words behind a name that add nothing to it: "galantamine hydrobromide".
        compatible: types that are close enough for their concepts to answer a mention of this one.
        shared: types with which it shares names, so that of a name that the index knows as one of these alone the model
            says what it is: particles are chemicals, and beams of them treatments. None: the compatible ones.
        eponyms: whether only a capitalised name ("Gaucher") may lack its head, and only a preferred one.
        fixed: whether only modifiers that are known to be light may go: the second word of a species is no head.
        described: whether any modifier may stand before a head; else one that nobody knows may be part of a name that
            nobody knows.
        exact_spelling: whether names are so much alike that a near spelling is mostly another thing.
        symbols: whether names are symbols with a notation of their own: "hsa-miR-21-5p", "p-STAT3".
        members: CURIE prefixes of single things, of which a name less a modifier never is another one.
        numbered: whether "cells" behind a name adds nothing: "MCF-7 cells".
        harm: whether its name may say what has changed ("decrease in blood pressure"), and a substance may bring it
            about ("drug-induced" before a name makes it another thing).
        means: what a thing of the type that is done with a known substance is in general: "drug therapy".
        noted: whether a name may be a symbol of the periodic table, with or without a mass: "Na", "(225)Ac".
        nested: whether things of the type bear the name of the wider group: "mouse" is the genus before a species.
    """

    heads: tuple[str, ...] = ()
    trailing: tuple[str, ...] = ()
    compatible: tuple[str, ...] = ()
    shared: tuple[str, ...] | None = None
    eponyms: bool = False
    fixed: bool = False
    described: bool = False
    exact_spelling: bool = False
    symbols: bool = False
    members: tuple[str, ...] = ("~",)
    numbered: bool = False
    nested: bool = False
    harm: bool = False
    means: str = ""
    noted: bool = False
