"""Records of the knowledge base, and how names are spelled as against their keys."""

from __future__ import annotations

from dataclasses import dataclass

SCOPES = ("name", "exact", "narrow", "broad", "related", "abbreviation")
"""How a name stands to its concept; the first is the preferred name."""
OWN_SCOPES = ("name", "exact")
"""Of a name that means the concept itself."""
STYLES = ("plain", "capitalised", "title", "upper", "upper_joined", "upper_hyphen", "hyphen", "other")
"""How a name is spelled as against its key."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept.

    Attributes:
        index: its place in the knowledge base.
        curie: identifier, as its vocabulary spells it.
        name: preferred name.
        entity_types: what it can be recognised as, the likeliest first.
        xrefs: the same concept in other vocabularies.
        source: vocabulary that it was taken from.
        priority: rank of the source; the lower is preferred.
    """

    index: int
    curie: str
    name: str
    entity_types: tuple[str, ...]
    xrefs: tuple[str, ...]
    source: str
    priority: int


@dataclass(frozen=True, slots=True)
class Posting:
    """That a key names a concept.

    Attributes:
        concept: index of the concept.
        scope: one of `SCOPES`.
        name: the name as its vocabulary spells it; None where the index does not keep the spelling.
        acronym: whether it is spelled in capitals, so that `SET` is not meant by "set".
        origin: number, from 1, of the concept's cross-reference whose vocabulary holds this name; 0 for none. Who asks
            for MeSH gets the heading that the name stands under, where a concept has several.
    """

    concept: int
    scope: str
    name: str | None
    acronym: bool = False
    origin: int = 0


def styled(key: str, style: int) -> str | None:
    """Return a key in one of the `STYLES`, None for the last of them."""
    match style:
        case 0:
            return key
        case 1:
            return key[:1].upper() + key[1:]
        case 2:
            return " ".join(word[:1].upper() + word[1:] for word in key.split(" "))
        case 3:
            return key.upper()
        case 4:
            return key.upper().replace(" ", "")
        case 5:
            return key.upper().replace(" ", "-")
        case 6:
            return key.replace(" ", "-")
        case _:
            return None
