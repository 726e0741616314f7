"""Genes and individuals of the document's organisms: a gene of a plant, a bacterium or a parasite is no human gene.

Mothers, individuals and adults are people, unless the document names animals and no person. Symbols of other animals
take the human gene's identifier, as the mouse's do. Where a document names plants, bacteria or parasites and no animal
or person, no organ, cell or cell line, none of its genes is linked to a human one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gliomine.document import Document
from gliomine.entity_traits import PLACE
from gliomine.entity_types import naming_of, types_with
from gliomine.linking.candidates import Candidate
from gliomine.linking.linker import SETTLED, Linker
from gliomine.text.normalize import normal_key, singular

_FAR = tuple(f"NCBITaxon:{number}" for number in (33090, 2, 2157, 5794, 33682, 5719, 5738, 554915, 6178, 6199))
"""Plants, bacteria, archaea, Apicomplexa, Euglenozoa, Parabasalia, diplomonads, amoebae, flukes and tapeworms."""


_ANIMALS, _PEOPLE = "NCBITaxon:33208", "NCBITaxon:9606"
_OF_BOTH = frozenset(
    {
        *("individual", "subject", "adult", "male", "female", "newborn", "neonate", "infant", "twin", "couple"),
        *("mother", "father", "parent", "sibling", "donor", "recipient", "survivor", "visitor"),
        *("resident", "migrant", "inhabitant"),
    }
)
"""Words that animals are called, too."""


def of_fitting_species(
    linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of the mentions, without people and human genes where the document is about none.

    Args:
        linker: whose knowledge base the candidates come from.
        document: the text and its mentions.
        found: the candidates of each mention, best first.
    """
    found = _without_people(linker, document, found)
    if not _is_far(linker, document, found):
        return list(found)
    answers = []
    for mention, items in zip(document.mentions, found, strict=True):
        naming = naming_of(mention.entity_type)
        human = naming.members if naming.symbols else ()
        answers.append(
            tuple(item for item in items if not human or not linker.kb.curie(item.concept).startswith(human))
        )
    return answers


def _without_people(
    linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]
) -> Sequence[tuple[Candidate, ...]]:
    """Take words that animals are called, too, for no people where a document names animals and no person."""
    people, animals = linker.kb.find(_PEOPLE), linker.kb.find(_ANIMALS)
    if people is None or animals is None:
        return found
    both, other = set(), False
    for place, (mention, items) in enumerate(zip(document.mentions, found, strict=True)):
        if not items or not naming_of(mention.entity_type).nested:
            continue
        if any(item.concept == people.index for item in items):
            if not _OF_BOTH.issuperset(map(singular, normal_key(mention.text).split(" ")[-1:])):
                return found
            both.add(place)
        else:
            other = other or animals.index in linker.ancestors(items[0].concept)
    return [() if other and place in both else items for place, items in enumerate(found)] if both else found


def _is_far(linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]) -> bool:
    """Tell whether a document names organisms, all of them far from animals."""
    is_far, places, far = False, types_with(PLACE), _far_concepts(linker)
    for mention, items in zip(document.mentions, found, strict=True):
        if not items or items[0].score < SETTLED or mention.entity_type not in places:
            continue
        concept = items[0].concept
        if not naming_of(mention.entity_type).nested or (concept not in far and not linker.ancestors(concept) & far):
            return False
        is_far = True
    return is_far


@lru_cache(maxsize=4)
def _far_concepts(linker: Linker) -> frozenset[int]:
    """Return the places of the far groups in the linker's knowledge base."""
    known = (linker.kb.find(curie) for curie in _FAR)
    return frozenset(concept.index for concept in known if concept is not None)
