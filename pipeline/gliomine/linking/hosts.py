"""Genes of the document's organisms: one of a plant, a bacterium or a parasite is no human gene.

Symbols of other animals take the human gene's identifier, as the mouse's do. Where a document names plants, bacteria or
parasites and no animal or person, no organ, cell or cell line, none of its genes is linked to a human one.
"""

from __future__ import annotations

from collections.abc import Sequence

from gliomine.document import Document
from gliomine.entity_traits import PLACE
from gliomine.entity_types import naming_of, types_with
from gliomine.linking.linker import SETTLED, Candidate, Linker

_FAR = frozenset(f"NCBITaxon:{number}" for number in (33090, 2, 2157, 5794, 33682, 5719, 5738, 554915, 6178, 6199))
"""Plants, bacteria, archaea, Apicomplexa, Euglenozoa, Parabasalia, diplomonads, amoebae, flukes and tapeworms."""


def of_fitting_species(
    linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of the mentions, without human genes where the document is about no animal.

    Args:
        linker: whose knowledge base the candidates come from.
        document: the text and its mentions.
        found: the candidates of each mention, best first.
    """
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


def _is_far(linker: Linker, document: Document, found: Sequence[tuple[Candidate, ...]]) -> bool:
    """Tell whether a document names organisms, all of them far from animals."""
    far, places = False, types_with(PLACE)
    for mention, items in zip(document.mentions, found, strict=True):
        if not items or items[0].score < SETTLED or mention.entity_type not in places:
            continue
        if not naming_of(mention.entity_type).nested or not _lineage(linker, items[0].concept) & _FAR:
            return False
        far = True
    return far


def _lineage(linker: Linker, concept: int) -> frozenset[str]:
    kb = linker.kb
    own = (kb.curie(concept), *kb.xrefs(concept))
    return frozenset((*own, *(kb.curie(above) for above in linker.ancestors(concept))))
