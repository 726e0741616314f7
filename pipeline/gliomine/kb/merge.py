"""Merge concepts that several vocabularies hold into one, the preferred vocabulary's, with cross-references."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from gliomine.kb.records import Record
from gliomine.text.normalize import normal_key, singular

_SAME_NAME, _SHARED_NAME, _XREF_ONLY = 4, 2, 1
_HEADS = (("cell_type", "cell"), ("chemical", "atom"))
"""Heads that the preferred vocabulary gives names: MeSH's Phosphorus-32 is ChEBI's phosphorus-32 atom."""
_SYMBOLS = "HGNC:"
_WORD = re.compile(r"[a-z]{6}")
_LONG_WORD = re.compile(r"[^\W\d]{5,}")
_SAYS_LITTLE = frozenset({"protein", "receptor", "factor", "antigen", "kinase", "member", "family", "group", "subunit"})


def base_key(name: str) -> str:
    """Return the key of a name in the singular."""
    words = normal_key(name).split()
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""


def _words(names: Iterable[str]) -> set[str]:
    """Return the words of names that say something of a protein."""
    return {word for name in names for word in _LONG_WORD.findall(base_key(name))} - _SAYS_LITTLE


class Names:
    """Which records hold a name, by its key in the singular."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Index preferred and exact names."""
        self.preferred: dict[str, set[str]] = {}
        self.all: dict[str, set[str]] = {}
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Index one more record."""
        self.preferred.setdefault(base_key(record.name), set()).add(record.curie)
        for name, scope in [(record.name, "name"), *record.names.items()]:
            if scope in {"name", "exact"}:
                self.all.setdefault(base_key(name), set()).add(record.curie)


class Merger:
    """Preferred records, and what has been taken into them.

    Attributes:
        records: CURIE -> record.
        taken: CURIE of a record that was taken in -> CURIE of the one that holds its names now.
    """

    def __init__(self, records: dict[str, Record]) -> None:
        """Start with the records of the preferred vocabularies."""
        self.records = records
        self.taken: dict[str, str] = {}
        self._names = Names(records.values())

    def find(self, curie: str) -> Record | None:
        """Return the record that stands for a CURIE."""
        return self.records.get(self.taken.get(curie, curie))

    def add_all(
        self, others: Iterable[Record], mapped: Mapping[str, set[str]], *, families: Collection[str] = ()
    ) -> None:
        """Take in records of another vocabulary, or let them stand by themselves.

        Args:
            others: its records.
            mapped: their CURIEs -> preferred CURIEs that some source calls the same.
            families: keys in the singular of names that families of genes bear; what bears one is no single gene.
        """
        others = list(others)
        above = {parent for other in others if "gene" in other.types for parent in other.parents}
        chosen: dict[str, list[tuple[int, Record]]] = {}
        for other in others:
            score, curie = self._best(other, mapped.get(other.curie, set()))
            if not curie and "gene" in other.types and other.curie not in above:
                score, curie = self._gene(other, families)
            chosen.setdefault(curie, []).append((score, other))
        for other in (other for _, other in chosen.pop("", [])):
            self.records[other.curie] = other
        for curie, found in chosen.items():
            # The best becomes one with the preferred concept; weaker ones stay apart and are cross-references only.
            found.sort(key=lambda item: (-item[0], item[1].curie))
            for place, (score, other) in enumerate(found):
                if place == 0 or score >= _XREF_ONLY + _SHARED_NAME:
                    self._take(self.records[curie], other)
                else:
                    self.records[other.curie] = other
                    self.records[curie].add_xrefs([other.curie])

    def _best(self, other: Record, mapped: set[str]) -> tuple[int, str]:
        mapped = {curie for curie in mapped if curie in self.records}
        key = base_key(other.name)
        keys = [key, *(f"{key} {head}" for kind, head in _HEADS if kind in other.types)]
        own = {base_key(name) for name in (other.name, *other.names)}
        same = self._agreeing(self._names.preferred, keys, other)
        named = self._agreeing(self._names.all, keys, other)
        scores: dict[str, int] = {}
        for curie in mapped | same | named:
            record = self.records[curie]
            shares = curie in named or any(base_key(name) in own for name in (record.name, *record.names))
            # A cross-reference alone joins no diseases: MONDO points from subtypes at broader headings.
            if shares or curie in same or "disease" not in record.types:
                scores[curie] = (curie in same) * _SAME_NAME + shares * _SHARED_NAME + (curie in mapped) * _XREF_ONLY
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return 0, ""
        # Two equally good ones: no way to tell, unless they are the same in name.
        if len(ranked) > 1 and ranked[0][1] == ranked[1][1] and ranked[0][1] < _SAME_NAME:
            return 0, ""
        return ranked[0][1], ranked[0][0]

    def _gene(self, other: Record, families: Collection[str]) -> tuple[int, str]:
        """Return the one gene whose symbol or full name a protein bears, where no name of it is that of a family."""
        keys = {base_key(name): name for name in (other.name, *other.names)}
        keys |= {key.removesuffix(" antigen").removesuffix(" protein"): name for key, name in keys.items()}
        if not keys.keys().isdisjoint(families):
            return 0, ""
        words, found = _words([other.name]), set()
        for key, name in keys.items():
            for curie in self._names.all.get(key, ()):
                gene = self.records[curie]
                if (curie.startswith(_SYMBOLS) and key == base_key(gene.name)) or (
                    curie.startswith(_SYMBOLS) and _WORD.search(name) and words & _words(gene.names)
                ):  # its symbol
                    found.add(curie)
        return (_SHARED_NAME, found.pop()) if len(found) == 1 else (0, "")

    def _agreeing(self, names: Mapping[str, set[str]], keys: Iterable[str], other: Record) -> set[str]:
        found = {curie for key in keys for curie in names.get(key, ())}
        return {curie for curie in found if not set(other.types).isdisjoint(self.records[curie].types)}

    def _take(self, record: Record, other: Record) -> None:
        record.add_names([other.name, *other.names])
        for name in (other.name, *other.names):
            record.origins.setdefault(normal_key(name), other.curie)
        record.types += [name for name in other.types if name not in record.types]
        before = [curie for curie in record.xrefs if curie != other.curie]
        taken = [curie for curie in before if curie in self.taken]
        record.xrefs = [*taken, other.curie, *(curie for curie in before if curie not in taken)]
        record.add_xrefs(other.xrefs)
        record.parents += [parent for parent in other.parents if parent not in record.parents]
        self.taken[other.curie] = record.curie

    def take_xrefs(self, record: Record) -> None:
        """Take in concepts of other vocabularies that a curated record refers to and shares a name with."""
        own = {base_key(name) for name in (record.name, *record.names)}
        for curie in list(record.xrefs):
            other = self.records.get(curie)
            if other is None or other is record or set(other.types).isdisjoint(record.types):
                continue
            if any(base_key(name) in own for name in (other.name, *other.names)):
                self._take(record, self.records.pop(curie))

    def redirect_parents(self) -> None:
        """Point parents at the records that stand for them now, and drop the unknown."""
        for record in self.records.values():
            parents = {self.taken.get(parent, parent) for parent in record.parents}
            record.parents = sorted(parent for parent in parents - {record.curie} if parent in self.records)
