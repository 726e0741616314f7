"""What a source gives before it is indexed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Source:
    """A vocabulary that was read.

    Attributes:
        name: short name, shown with its concepts.
        priority: rank among vocabularies, the lower is preferred.
        version: of the vocabulary, as far as its package tells.
        licence: under which its names may be redistributed.
        origin: package and file that it was read from.
    """

    name: str
    priority: int
    version: str = ""
    licence: str = ""
    origin: str = ""


@dataclass(slots=True)
class Record:
    """A concept while the index is being made.

    Attributes:
        curie: identifier.
        name: preferred name.
        types: entity types, the likeliest first.
        source: name of its `Source`.
        names: synonym -> scope, one of `concepts.SCOPES`; the first scope given stays.
        origins: key of a name -> the cross-reference whose vocabulary holds that name.
        xrefs: identifiers of the same concept elsewhere, in the order of preference.
        parents: identifiers of the concepts directly above.
    """

    curie: str
    name: str
    types: list[str]
    source: str
    names: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    xrefs: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)

    def add_names(self, names: Iterable[str], scope: str = "exact") -> None:
        """Add synonyms of one scope; a name that is there keeps its scope."""
        for name in names:
            name = " ".join(name.split())
            if name and name != self.name:
                self.names.setdefault(name, scope)

    def add_xrefs(self, curies: Iterable[str]) -> None:
        """Add cross-references that are not there yet."""
        for curie in curies:
            if curie != self.curie and curie not in self.xrefs:
                self.xrefs.append(curie)
