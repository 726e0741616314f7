"""What stands above the concepts of a run: in the knowledge base, and for composed concepts by their parts.

Exosomes of bone marrow stem cells stand below exosomes of stem cells, where the run has these, and below exosomes.
"""

from __future__ import annotations

from collections.abc import Iterable

from gliomine.kb.overlay import Overlay
from gliomine.tables.naming import parts_of


class Hierarchy:
    """The concepts of a run and all above them, by the identifiers under which the run knows them."""

    def __init__(self, kb: Overlay, curies: Iterable[str]) -> None:
        """Take the knowledge base and the identifiers of the run's concepts."""
        self._kb = kb
        self._composed: dict[str, dict[str, str]] = {}  # head -> origin -> identifier
        self._index: dict[str, int | None] = {}
        self._shown: dict[int, str] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        for curie in curies:
            parts = parts_of(curie)
            if parts is not None:
                self._composed.setdefault(parts[0], {})[parts[2]] = curie
                continue
            index = self._place(curie)
            if index is not None and (index not in self._shown or kb.curie(index) == curie):
                self._shown[index] = curie

    def name(self, curie: str) -> str:
        """Return the preferred name of a concept above one of the run; its identifier where nothing is known of it."""
        index = self._place(curie)
        return curie if index is None else self._kb.name(index)

    def parents(self, curie: str) -> tuple[str, ...]:
        """Return the identifiers directly above one, sorted."""
        found = self._known.get(curie)
        if found is None:
            parts = parts_of(curie)
            found = self._plain(curie) if parts is None else self._of_composed(curie, parts[0], parts[2])
            self._known[curie] = found
        return found

    def distances(self, curie: str) -> dict[str, int]:
        """Return each concept above one, with the fewest steps up to it."""
        found: dict[str, int] = {}
        level, steps = {curie}, 0
        while level:
            steps += 1
            level = {parent for one in level for parent in self.parents(one)} - found.keys() - {curie}
            found |= dict.fromkeys(level, steps)
        return found

    def _place(self, curie: str) -> int | None:
        """Return the place of a concept; where another vocabulary's identifiers stand first, by one of its others."""
        if curie not in self._index:
            concept = self._kb.find(curie)
            index = next(iter(self._kb.by_xref(curie)), None) if concept is None else concept.index
            self._index[curie] = index
        return self._index[curie]

    def _plain(self, curie: str) -> tuple[str, ...]:
        index = self._place(curie)
        above = () if index is None else self._kb.parents(index)
        return tuple(sorted({self._spelled(parent) for parent in above}))

    def _spelled(self, index: int) -> str:
        found = self._shown.get(index)
        if found is None:
            found = self._kb.curie(index)
            self._index.setdefault(found, index)
        return found

    def _of_composed(self, curie: str, head: str, origin: str) -> tuple[str, ...]:
        above = self._wider(curie, head, origin)
        nearest = above - {wider for one in above for wider in self._wider(one, *_ends(one))}
        own_head = set() if any(_ends(one)[0] == head for one in nearest) else {head}
        return tuple(sorted(nearest | own_head))

    def _wider(self, curie: str, head: str, origin: str) -> set[str]:
        """Return the composed concepts of the run whose parts are the same or wider."""
        origins = {origin, *self.distances(origin)}
        heads = {head, *self.distances(head)} & self._composed.keys()
        found = {self._composed[one][other] for one in heads for other in self._composed[one].keys() & origins}
        return found - {curie}


def _ends(curie: str) -> tuple[str, str]:
    parts = parts_of(curie)
    return (curie, curie) if parts is None else (parts[0], parts[2])
