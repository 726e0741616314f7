"""Our knowledge base as a linker of scispaCy, offline.

After `import gliomine.scispacy_linker`, `nlp.add_pipe("scispacy_linker", config={"linker_name": "gliomine"})` works.
scispaCy finds a linker's parts in two tables by its name, and asks them for the nearest names of a mention, then for
the concepts of each name; the import puts ours into these tables. The index is opened when the pipe is made.

Candidates and scores are those of our linker without a type and without a document, best first. An entity of
`linker.kb.cui_to_entity` has name, types and an empty definition; the index does not list the names of a concept, so
that its `aliases` are empty (`gliomine kb export` writes them all).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.overlay import open_overlay
from gliomine.linking.linker import Linker
from gliomine.text.normalize import normal_key

try:
    from scispacy import candidate_generation
    from scispacy.linking import EntityLinker
    from scispacy.linking_utils import Entity
except ImportError as error:
    raise ResourceError(
        f"scispaCy cannot be imported ({error})",
        where="gliomine.scispacy_linker",
        expected="scispacy, on a Python before 3.13",
        advice='`pip install scispacy`, or use our own component: `nlp.add_pipe("gliomine")` links too',
    ) from error

__all__ = ["NAME", "EntityLinker", "register"]

NAME = "gliomine"
_STEP = 1e-6  # scispaCy orders equal scores by identifier; so much less a place keeps our order


class MatchedName(str):
    """A name that a mention matched, and the one concept that is meant by it here."""

    __slots__ = ("curie",)
    curie: str


class Concepts(Mapping[str, Any]):
    """Identifier -> scispaCy's record of the concept."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def __getitem__(self, curie: str) -> Any:
        """Return the record of a concept."""
        concept = self._kb.find(curie)
        if concept is None:
            raise KeyError(curie)
        return Entity(concept.curie, concept.name, [], list(concept.entity_types), "")

    def __iter__(self) -> Iterator[str]:
        return map(self._kb.curie, range(len(self._kb)))

    def __len__(self) -> int:
        return len(self._kb)


class ConceptsOfNames(Mapping[str, set[str]]):
    """Name -> identifiers of what bears it; of a matched name the one that matched."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def __getitem__(self, name: str) -> set[str]:
        """Return the identifiers of a name."""
        if isinstance(name, MatchedName):
            return {name.curie}
        found = {self._kb.curie(posting.concept) for posting in self._kb.postings(normal_key(name))}
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kb.names())

    def __len__(self) -> int:
        return sum(1 for _ in self)


class NamedConcepts:
    """Our index in the form of scispaCy's `KnowledgeBase`."""

    def __init__(self) -> None:
        kb = open_knowledge_base(None)
        self.cui_to_entity, self.alias_to_cuis = Concepts(kb), ConceptsOfNames(kb)


class NearestNames:
    """Our linker, in place of scispaCy's vectoriser, its index of vectors and the list of the names in it."""

    @cached_property
    def _linker(self) -> Linker:
        return Linker(open_overlay(None))

    def get_tfidf_vectorizer(self) -> NearestNames:
        """Return what turns mentions into rows."""
        return self

    def get_ann_index(self, *, ef_search: int = 200) -> NearestNames:
        """Return what answers rows; `ef_search` is of no use here."""
        del ef_search
        return self

    def get_concept_aliases(self) -> NearestNames:
        """Return what tells the name of an answer."""
        return self

    def transform(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return one row a mention: its candidates, or 0 where there is none, which scispaCy then leaves out."""
        rows = np.zeros((len(texts), 1), dtype=object)
        for row, text in enumerate(texts):
            rows[row, 0] = self._linker.candidates(text, "") or 0
        return rows

    def knnQueryBatch(self, rows: NDArray[Any], k: int) -> list[tuple[NDArray[Any], NDArray[Any]]]:  # noqa: N802
        """Return for each row at most k names and how far each is from the mention, 0 to 1."""
        return [self._answer(candidates[:k]) for candidates in rows[:, 0]]

    def __getitem__(self, name: MatchedName) -> MatchedName:
        return name

    def _answer(self, candidates: Sequence[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        names, distances = np.empty(len(candidates), dtype=object), np.zeros(len(candidates))
        least = math.inf
        for place, item in enumerate(candidates):
            names[place] = MatchedName(item.name)
            names[place].curie = self._linker.kb.curie(item.concept)
            least = min(item.score, least - _STEP)
            distances[place] = 1.0 - least
        return names, distances


def register() -> None:
    """Make our knowledge base known to scispaCy; more than once changes nothing."""
    candidate_generation.DEFAULT_PATHS.setdefault(NAME, NearestNames())
    candidate_generation.DEFAULT_KNOWLEDGE_BASES.setdefault(NAME, NamedConcepts)


register()
