"""What our curated vocabularies say that a name means in an entity type; the linker lets this decide between equals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gliomine.resources import TOPICS, data_text
from gliomine.text.normalize import normal_key, singular


@dataclass(frozen=True, slots=True)
class CuratedName:
    """A name of a concept.

    Attributes:
        curie: the concept.
        name: the name as the vocabulary spells it.
        acronym: whether it is spelled in capitals.
    """

    curie: str
    name: str
    acronym: bool


@cache
def load_curated() -> dict[tuple[str, str], tuple[CuratedName, ...]]:
    """Return (entity type, key) -> curated names, those of the home topic's vocabulary first.

    Raises:
        ResourceError: a vocabulary is missing.
    """
    found: dict[tuple[str, str], dict[str, CuratedName]] = {}
    paths = sorted(TOPICS.glob("*.tsv"), key=lambda path: (path.stem == "general", path.stem))
    for path in paths:
        for line in data_text("data/topics", path.name).splitlines()[1:]:
            curie, entity_type, name, synonyms, *_ = line.split("\t")
            for one in (name, *synonyms.split(" | ")):
                entry = CuratedName(curie, one, sum(map(str.isupper, one)) > 1 and one.upper() == one)
                for key in _keys(one):
                    found.setdefault((entity_type, key), {}).setdefault(curie, entry)
    return {asked: tuple(names.values()) for asked, names in found.items()}


def _keys(name: str) -> set[str]:
    key = normal_key(name)
    *before, last = key.split(" ")
    return {one for one in (key, " ".join([*before, singular(last)])) if one}


@cache
def curated_words() -> frozenset[str]:
    """Return every word of the keys of the curated names."""
    return frozenset(word for _, key in load_curated() for word in key.split(" "))
