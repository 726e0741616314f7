"""The part of a name that is an origin or a load, linked to its concept: `hBMSC` of "hBMSC-derived exosomes".

The part is no mention and has no type, so it is asked for as each type that the predicate's object can have. Only names
that are known as they stand count. Two letters mean too much to be linked by themselves; the document's own long form
is asked for instead. A species before a tissue is left out where the whole is not known.

Performance: docs/relations.md, "Names that hold a relation inside".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from gliomine.linking.linker import Linker
from gliomine.predicates import PREDICATES
from gliomine.text.normalize import numbers_of

_KNOWN = frozenset({"exact", "case", "plural", "spelling", "word_order", "derived", "previous"})
_LEAST = 0.85
_SHORTEST = 3
_SPECIES = re.compile(r"(?:human|mouse|murine|rat|porcine|bovine|canine|equine|rabbit)\s+", re.IGNORECASE)


class InnerConcept(NamedTuple):
    """What a part of a name is."""

    curie: str
    name: str
    entity_type: str


class InnerLinker:
    """Links parts of names; keeps what it has found for repeated ones."""

    def __init__(self, linker: Linker) -> None:
        """Take a linker with its knowledge base."""
        self._linker = linker
        self._known = lru_cache(maxsize=8192)(self._find)

    def find(self, part: str, predicate: str, *, long_forms: Mapping[str, str]) -> InnerConcept | None:
        """Return the concept of a part of a name, None where it is not known.

        Args:
            part: as it stands.
            predicate: says what its object can be.
            long_forms: short form -> long form of the document.
        """
        text = next((long_forms[short] for short in numbers_of(part) if short in long_forms), part)
        return self._known(text, predicate) or self._known(_SPECIES.sub("", text, count=1), predicate)

    def _find(self, text: str, predicate: str) -> InnerConcept | None:
        if len(text) < _SHORTEST or predicate not in PREDICATES:
            return None
        types = PREDICATES[predicate].objects
        found = [
            (-item.score, item.status != "curated", order, item.concept)
            for order, entity_type in enumerate(types)
            for item in self._linker.candidates(text, entity_type)[:1]
            if item.match in _KNOWN and item.score >= _LEAST
        ]
        if not found:
            return None
        kb, (*_, order, concept) = self._linker.kb, min(found)
        own = [name for name in kb.entity_types(concept) if name in types]
        return InnerConcept(kb.curie(concept), kb.name(concept), own[0] if own else types[order])
