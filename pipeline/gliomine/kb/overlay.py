"""One knowledge base of two layers: what people curated, asked first, over the finished index.

Names of the shipped topics are in the index already; here they only say which of several concepts a name means in an
entity type. Names and concepts of a user's own topic are in no index: they are added here, so that a topic is linked
without building anything. A concept of the user's keeps its CURIE; where the index knows the same concept, under this
CURIE or another, its names, parents and cross-references are the user's as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from gliomine.kb.concepts import Concept, Posting
from gliomine.kb.curies import vocabulary_of
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.vocabulary import Row, topic_rows
from gliomine.resources import TOPICS
from gliomine.text.normalize import normal_key, singular

OWN_SOURCE = "topic"
"""Source of the concepts of a user's own topic."""


@dataclass(frozen=True, slots=True)
class CuratedName:
    """A name that people gave a concept.

    Attributes:
        concepts: the concept that it means; two or more where the index cannot tell which.
        curie: identifier under which the vocabulary lists it.
        name: the name as the vocabulary spells it.
        acronym: whether it is spelled in capitals.
    """

    concepts: tuple[int, ...]
    curie: str
    name: str
    acronym: bool


def open_overlay(folder: str | None, vocabularies: Sequence[str] = ()) -> Overlay:
    """Return an index under the names of the shipped topics and of a user's own vocabularies.

    Args:
        folder: folder of the index; None for the shipped one.
        vocabularies: those of a topic; the ones that end in .tsv are the user's own.

    Raises:
        ResourceError: the index or a shipped vocabulary is missing or damaged.
        InputError: a vocabulary of the user's is wrong.
    """
    own = [row for name in vocabularies if name.endswith(".tsv") for row in topic_rows(name)]
    return Overlay(open_knowledge_base(folder), own, shipped=shipped_rows())


def shipped_rows() -> list[Row]:
    """Return the rows of the shipped topics, those of the home topic before the general ones.

    Raises:
        ResourceError: a vocabulary is missing.
    """
    names = sorted((path.stem for path in TOPICS.glob("*.tsv")), key=lambda name: (name == "general", name))
    return [row for name in names for row in topic_rows(name)]


def _by_name(
    rows: Sequence[Row], concepts_of: Callable[[str], tuple[int, ...]]
) -> dict[tuple[str, str], tuple[CuratedName, ...]]:
    """Return (entity type, key) -> names, by the order of the rows."""
    found: dict[tuple[str, str], dict[str, CuratedName]] = {}
    for row in rows:
        for name in row.names:
            acronym = sum(map(str.isupper, name)) > 1 and name.upper() == name
            entry = CuratedName(concepts_of(row.curie), row.curie, name, acronym)
            for key in _keys(name):
                for entity_type in row.entity_types:
                    names = found.setdefault((entity_type, key), {})
                    if row.curie not in names or (names[row.curie].acronym and not acronym):
                        names[row.curie] = entry  # a row that lists "bax" beside BAX says that both spellings mean it
    return {asked: tuple(names.values()) for asked, names in found.items()}


def _without_types(names: Mapping[tuple[str, str], tuple[CuratedName, ...]]) -> dict[str, tuple[CuratedName, ...]]:
    found: dict[str, tuple[CuratedName, ...]] = {}
    for (_, key), entries in names.items():
        found.setdefault(key, entries)
    return found


def _keys(name: str) -> set[str]:
    key = normal_key(name)
    *before, last = key.split(" ")
    return {one for one in (key, " ".join([*before, singular(last)])) if one}


def _beginnings(key: str) -> Iterator[str]:
    """Yield what a key begins with, up to the space behind each of its words but the last."""
    words = key.split(" ")
    return (" ".join(words[:count]) + " " for count in range(1, len(words)))


class Overlay:
    """A knowledge base with curated names; it answers as the index does, and `curated` before it."""

    def __init__(self, base: KnowledgeBase, own: Sequence[Row] = (), *, shipped: Sequence[Row] = ()) -> None:
        """Lay names over an index.

        Args:
            base: the index.
            own: rows of the user's own topic; of two rows with one CURIE the first gives the preferred name.
            shipped: rows of the shipped topics, in the order in which they count.
        """
        self.base = base
        self._own: list[Concept] = []
        self._places: dict[str, int] = {}
        self._twins: dict[int, int] = {}
        self._twin_of: dict[int, int] = {}
        for row in own:
            self._add_concept(row)
        self._first = _by_name(own, lambda curie: (self._places[curie],))
        self._any_type = _without_types(self._first)
        self._shipped = shipped
        self._beginnings = frozenset(part for _, key in self._first for part in _beginnings(key))

    # Read when first asked for: the end of a run looks up concepts alone.
    @cached_property
    def _second(self) -> dict[tuple[str, str], tuple[CuratedName, ...]]:
        return _by_name(self._shipped, cache(self._concept_of))

    @cached_property
    def _words(self) -> frozenset[str]:
        keys = [key for names in (self._first, self._second) for _, key in names]
        return frozenset(word for key in keys for word in key.split(" "))

    def curated(self, entity_type: str, key: str) -> tuple[CuratedName, ...]:
        """Return what people say that a name means in a type; what the user says of it in any type goes before."""
        own = self._first.get((entity_type, key)) or self._any_type.get(key)
        return own or self._second.get((entity_type, key), ())

    def is_word(self, word: str) -> bool:
        """Tell whether a curated name holds a word."""
        return word in self._words

    def vocabularies(self) -> frozenset[str]:
        """Return the prefixes of all identifiers, as their vocabularies write them."""
        spelled = [curie for concept in self._own for curie in (concept.curie, *concept.xrefs)]
        return self.base.vocabularies() | frozenset(map(vocabulary_of, spelled))

    def concept(self, index: int) -> Concept:
        """Return the concept at a place."""
        return self._own[index - len(self.base)] if index >= len(self.base) else self.base.concept(index)

    def curie(self, index: int) -> str:
        """Return the identifier of a concept."""
        return self._own[index - len(self.base)].curie if index >= len(self.base) else self.base.curie(index)

    def name(self, index: int) -> str:
        """Return the preferred name of a concept."""
        return self._own[index - len(self.base)].name if index >= len(self.base) else self.base.name(index)

    def entity_types(self, index: int) -> tuple[str, ...]:
        """Return the types of a concept."""
        if index >= len(self.base):
            return self._own[index - len(self.base)].entity_types
        return self.base.entity_types(index)

    def priority(self, index: int) -> int:
        """Return the rank of a concept's vocabulary; the lower is preferred, the user's is 0."""
        return 0 if index >= len(self.base) else self.base.priority(index)

    def xrefs(self, index: int) -> tuple[str, ...]:
        """Return the identifiers of the same concept elsewhere."""
        return self._own[index - len(self.base)].xrefs if index >= len(self.base) else self.base.xrefs(index)

    def find(self, curie: str) -> Concept | None:
        """Return the concept with an identifier of its own vocabulary."""
        place = self._places.get(curie)
        found = self.concept(place) if place is not None else self.base.find(curie)
        return found if found is None or found.index not in self._twins else self.concept(self._twins[found.index])

    def by_xref(self, curie: str) -> tuple[int, ...]:
        """Return the concepts that name an identifier as a cross-reference."""
        own = [place for place in self._places.values() if curie in self.xrefs(place)]
        return tuple(dict.fromkeys([*own, *(self._twins.get(place, place) for place in self.base.by_xref(curie))]))

    def __contains__(self, key: str) -> bool:
        return key in self.base or key in self._any_type

    def begins(self, beginning: str) -> bool:
        """Tell whether some key begins so."""
        return self.base.begins(beginning) or beginning in self._beginnings

    def postings(self, key: str) -> tuple[Posting, ...]:
        """Return what a key names in the index."""
        found = self.base.postings(key)
        if not self._twins:
            return found
        return tuple(replace(item, concept=self._twins.get(item.concept, item.concept)) for item in found)

    def parents(self, index: int) -> tuple[int, ...]:
        """Return the direct parents of a concept."""
        asked = self._twin_of.get(index, index)
        found = self.base.parents(asked) if asked < len(self.base) else ()
        return tuple(self._twins.get(place, place) for place in found)

    def ancestors(self, index: int) -> frozenset[int]:
        """Return all concepts above one, without itself."""
        asked = self._twin_of.get(index, index)
        found = self.base.ancestors(asked) if asked < len(self.base) else frozenset()
        return frozenset(self._twins.get(place, place) for place in found) if self._twins else found

    def fuzzy(
        self, key: str, *, limit: int = 10, types: tuple[str, ...] = (), least: float = 0.0, same_start: bool = False
    ) -> list[tuple[str, float]]:
        """Return keys of the index that are spelled nearly alike; see `KnowledgeBase.fuzzy`."""
        return self.base.fuzzy(key, limit=limit, types=types, least=least, same_start=same_start)

    def _add_concept(self, row: Row) -> None:
        if row.curie in self._places:
            return
        place = len(self.base) + len(self._own)
        self._places[row.curie] = place
        known = next(iter((*self._concept_in_base(row.curie), *self._same_in_base(row))), None)
        types, xrefs = row.entity_types, row.xrefs
        if known is not None and known not in self._twins:
            twin = self.base.concept(known)
            self._twins[known], self._twin_of[place] = place, known
            # Cross-references keep their places: postings tell by number which of them holds a name.
            types, xrefs = (*types, *twin.entity_types), (*twin.xrefs, twin.curie, *xrefs)
            types = tuple(dict.fromkeys(types))
            if twin.curie == row.curie:
                xrefs = (*twin.xrefs, *row.xrefs)
        self._own.append(Concept(place, row.curie, row.name, types, xrefs, OWN_SOURCE, 0))

    def _same_in_base(self, row: Row) -> Iterator[int]:
        """Yield the concepts that a row refers to and shares a name with."""
        named = {posting.concept for name in row.names for key in _keys(name) for posting in self.base.postings(key)}
        for curie in row.xrefs:
            found = self.base.find(curie)
            if found is not None and found.index in named:
                yield found.index

    def _concept_of(self, curie: str) -> tuple[int, ...]:
        return tuple(self._twins.get(place, place) for place in self._concept_in_base(curie))

    def _concept_in_base(self, curie: str) -> tuple[int, ...]:
        """Return the concept with an identifier, or else the one that it is the nearest cross-reference of."""
        known = self.base.find(curie)
        if known:
            return (known.index,)
        owners = self.base.by_xref(curie)
        return owners if len(owners) < 2 else (min(owners, key=lambda place: self.base.xrefs(place).index(curie)),)
