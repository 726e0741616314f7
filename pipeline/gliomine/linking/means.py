"""What a mention is of which only the substance or the source is known.

"Oral rapamycin therapy" is drug therapy, "neutron therapy" radiotherapy, "ginkgo leaf extract" a plant extract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gliomine.entity_traits import BEING
from gliomine.entity_types import naming_of, type_with
from gliomine.kb.overlay import Overlay
from gliomine.linking.words import Words
from gliomine.text.normalize import singular

FACTOR = 0.75
_PLANTS = "NCBITaxon:33090"
_EXTRACT, _PLANT_EXTRACT = "extract", "plant extract"


def means_of(key: str, entity_type: str, *, words: Words, kinds: Iterable[str], is_plant: Callable[[str], bool]) -> str:
    """Return the name of what a mention is by its means; empty where that cannot be told.

    Args:
        key: the folded mention.
        entity_type: its type.
        words: the linker's tables.
        kinds: types of what was found for a part of the mention.
        is_plant: whether a folded name is that of a plant.
    """
    naming, (rest, _, last) = naming_of(entity_type), key.rpartition(" ")
    if naming.means and rest and singular(last) in naming.trailing:
        if singular(rest.rpartition(" ")[2]) in words.rays:
            return words.rays_means
        if words.light.issuperset(rest.split(" ")):
            return ""  # as "adjuvant treatment"
        return naming.means if any(naming_of(kind).noted for kind in kinds) else ""
    if naming.noted and singular(last) == _EXTRACT:
        return _PLANT_EXTRACT if any(map(is_plant, _beginnings(rest))) else ""
    head, of, source = key.partition(" of ")
    if naming.noted and of and singular(head.rpartition(" ")[2]) == _EXTRACT:
        return _PLANT_EXTRACT if any(map(is_plant, _beginnings(source))) else ""
    return ""


def rays_of(key: str, entity_type: str, *, words: Words) -> str:
    """Return the name of the treatment with rays of a kind, where it has one; empty for others.

    >>> from gliomine.linking.words import load_words
    >>> rays_of("conformal proton radiation therapy", "treatment", words=load_words())
    'proton therapy'
    """
    *before, last = key.split(" ")
    if not naming_of(entity_type).means or singular(last) not in words.rays_heads:
        return ""
    return next((words.rays_named[word] for word in map(singular, before) if word in words.rays_named), "")


def plants_of(kb: Overlay, name: str) -> bool:
    """Tell whether a folded name is that of a plant and of nothing else alive."""
    kind = type_with(BEING)
    found = [item.concept for item in kb.postings(name) if kind in kb.entity_types(item.concept)]
    plants = kb.find(_PLANTS)
    return bool(found) and plants is not None and all(plants.index in kb.ancestors(one) for one in found)


def _beginnings(name: str) -> list[str]:
    """Return the runs of words that a name begins with, and the same without its first word.

    >>> _beginnings("broccoli sprout")
    ['broccoli sprout', 'broccoli', 'sprout']
    """
    words = name.split(" ")
    return [" ".join(words[begin:end]) for begin in (0, 1) for end in range(len(words), begin, -1)]
