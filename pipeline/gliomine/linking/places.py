"""Harm of a part of the body, and infection with an organism, whose own concepts no vocabulary lists.

"Lesion of the inferior colliculus" is a disease of the brain, "hippocampal injury" a brain injury, "Proteus mirabilis
infection" an infection with Proteus: the nearest part or taxon above whose disease is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gliomine.entity_traits import PLACE
from gliomine.entity_types import naming_of, types_with
from gliomine.kb.concepts import OWN_SCOPES
from gliomine.kb.overlay import Overlay
from gliomine.linking.words import Words
from gliomine.text.normalize import normal_key, singular

FACTOR = 0.8
_INFECTION = "infection"
_LEVELS = 4
_MOST_WORDS = 6
_SHORT_GENUS = re.compile(r"[a-z] [a-z-]{3,}")
_SPREAD = "metastasis"
"""What has spread to a part is no tumour of it."""


def harmed(key: str, *, kb: Overlay, words: Words) -> Iterator[str]:
    """Yield the names of the diseases that harm of a place is one of, the closest first.

    Args:
        key: a folded name of harm.
        kb: where parts of the body, organisms and diseases are.
        words: the linker's tables.
    """
    *modifiers, last = _turned(key).split(" ")
    head = singular(last)
    if (
        head == _SPREAD
        or not 0 < len(modifiers) <= _MOST_WORDS
        or (head not in words.harms and head not in words.weaker)
    ):
        return
    living = {kind for kind in types_with(PLACE) if naming_of(kind).nested}
    heads = tuple(dict.fromkeys((head, *words.weaker.get(head, ()), *words.harm_heads)))
    parts = types_with(PLACE) - living - {kind for kind in types_with(PLACE) if naming_of(kind).described}
    for place in range(len(modifiers)):
        for name in _nouns(modifiers[place:], words):
            if head != _INFECTION and (part := _concepts(kb, name, parts)):
                yield from _listed(kb, name, part, heads)
                return
            if head == _INFECTION and (taxon := _concepts(kb, name, living) or _of_short_genus(kb, name)):
                yield from _listed(kb, name, taxon, (_INFECTION,))
                return


def _turned(key: str) -> str:
    """Return "inferior colliculus lesion" for "lesion of the inferior colliculus"."""
    for of in (" of the ", " in the ", " to the ", " of ", " in ", " to "):
        head, found, rest = key.partition(of)
        if found and " " not in head:
            return f"{rest} {head}"
    return key


def _nouns(modifiers: list[str], words: Words) -> Iterator[str]:
    *before, last = modifiers
    for noun in (last, *words.nouns_of(last), singular(last)):
        yield " ".join([*before, noun])


def _concepts(kb: Overlay, name: str, types: Iterable[str]) -> list[int]:
    wanted = set(types)
    found = [item.concept for item in kb.postings(name) if item.scope in OWN_SCOPES]
    return [concept for concept in found if wanted & set(kb.entity_types(concept)[:1])]


def _of_short_genus(kb: Overlay, name: str) -> list[int]:
    """Return the species that a name like "h pylori" is short for, if it is one."""
    found = [item.concept for item in kb.postings(name) if item.scope == "abbreviation"]
    species = [one for one in found if _SHORT_GENUS.fullmatch(name) and naming_of(kb.entity_types(one)[0]).nested]
    return species if len(species) == 1 else []


def _listed(kb: Overlay, name: str, concepts: list[int], heads: tuple[str, ...]) -> Iterator[str]:
    level, names = concepts, [name, *(normal_key(kb.name(one)) for one in concepts)]
    for _ in range(_LEVELS):
        for head in heads:
            for one in names:
                if f"{one} {head}" in kb:
                    yield f"{one} {head}"
        level = list(dict.fromkeys(above for one in level for above in kb.parents(one)))
        names = [normal_key(kb.name(one)) for one in level]
