"""The linker's tables of words: what may be turned, dropped or exchanged when a name is not found as it stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from gliomine.resources import data_text

_ENDINGS = (
    ("emic", "emia"),
    ("uric", "uria"),
    ("itic", "itis"),
    ("otic", "osis"),
    ("plegic", "plegia"),
    ("pathic", "pathy"),
    ("trophic", "trophy"),
    ("penic", "penia"),
    ("algic", "algia"),
    ("tensive", "tension"),
    ("plastic", "plasia"),
    ("phrenic", "phrenia"),
    ("toxic", "toxicity"),
    ("static", "stasis"),
    ("emias", "emia"),
    ("ectatic", "ectasia"),
    ("genic", "genesis"),
)
"""Adjectives of diseases and processes and their nouns; the words of `adjectives.tsv` go before."""
_ALL_ENDINGS = tuple(ending for ending, _ in _ENDINGS)


@dataclass(frozen=True, slots=True)
class Words:
    """The tables, with keys and words folded as `normal_key` folds them.

    Attributes:
        nouns: adjective -> nouns, the likeliest first.
        adjectives: noun -> adjectives, the likeliest first.
        weaker: head -> heads that say the same or less.
        missing_heads: entity type -> heads that a bare name may lack.
        eponyms: entity types of which only a name with a capital may lack its head.
        fixed: entity types whose names lose light modifiers only.
        described: entity types whose names are descriptions with any modifier.
        trailing: entity type -> words behind a name that add nothing.
        light: words before a name that can be dropped at little cost.
        generic: heads that say too little by themselves.
        compatible: entity type -> types whose concepts may answer too.
    """

    nouns: dict[str, tuple[str, ...]]
    adjectives: dict[str, tuple[str, ...]]
    weaker: dict[str, tuple[str, ...]]
    missing_heads: dict[str, tuple[str, ...]]
    eponyms: frozenset[str]
    fixed: frozenset[str]
    described: frozenset[str]
    trailing: dict[str, frozenset[str]]
    light: frozenset[str]
    generic: frozenset[str]
    compatible: dict[str, frozenset[str]]

    def nouns_of(self, adjective: str) -> tuple[str, ...]:
        """Return the nouns of an adjective, from the table or by its ending; none where it looks like no adjective.

        >>> load_words().nouns_of("renal"), load_words().nouns_of("hyperuricemic")
        (('kidney',), ('hyperuricemia',))
        """
        known = self.nouns.get(adjective)
        if known:
            return known
        if not adjective.endswith(_ALL_ENDINGS):
            return ()
        for ending, noun in _ENDINGS:
            if adjective.endswith(ending) and len(adjective) > len(ending) + 2:
                return (adjective.removesuffix(ending) + noun,)
        return ()


@cache
def load_words() -> Words:
    """Read the tables from the package's data.

    Raises:
        ResourceError: a table is missing.
    """
    values = tomllib.loads(data_text("linking/data", "words.toml"))
    nouns: dict[str, list[str]] = {}
    adjectives: dict[str, list[str]] = {}
    for line in data_text("linking/data", "adjectives.tsv").splitlines()[1:]:
        adjective, noun = line.split("\t")
        nouns.setdefault(adjective, []).append(noun)
        adjectives.setdefault(noun, []).append(adjective)
    return Words(
        nouns={adjective: tuple(found) for adjective, found in nouns.items()},
        adjectives={noun: tuple(found) for noun, found in adjectives.items()},
        weaker={head: tuple(others) for head, others in values["weaker"].items()},
        missing_heads={name: tuple(heads) for name, heads in values["missing_heads"].items()},
        eponyms=frozenset(values["eponyms"]["types"]),
        fixed=frozenset(values["fixed"]["types"]),
        described=frozenset(values["described"]["types"]),
        trailing={name: frozenset(words) for name, words in values["trailing"].items()},
        light=frozenset(values["light"]["words"]),
        generic=frozenset(values["generic"]["words"]),
        compatible={name: frozenset(others) for name, others in values["compatible"].items()},
    )
