"""The linker's tables of words: what may be turned, dropped or exchanged when a name is not found as it stands.

They hold for all entity types; what differs from type to type stands in `EntityType.naming`.
"""

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
        light: words before a name that can be dropped at little cost.
        generic: heads that say too little by themselves.
        altered: what rises and falls -> what a low and a high one is called; empty where there is no name.
        harms: heads that say that a part of the body is harmed, beside those of `weaker`.
        harm_heads: heads of what harm of a part of the body is one of.
        rays: what a treatment with rays is named after.
        rays_means: what a treatment with rays is.
        rays_heads: what treatments with rays end with.
        rays_named: ray -> the treatment that has a name of its own.
    """

    nouns: dict[str, tuple[str, ...]]
    adjectives: dict[str, tuple[str, ...]]
    weaker: dict[str, tuple[str, ...]]
    light: frozenset[str]
    generic: frozenset[str]
    altered: dict[str, tuple[str, str]]
    harms: frozenset[str]
    harm_heads: tuple[str, ...]
    rays: frozenset[str]
    rays_means: str
    rays_heads: frozenset[str]
    rays_named: dict[str, str]

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
        light=frozenset(values["light"]["words"]),
        generic=frozenset(values["generic"]["words"]),
        altered={measure: (low, high) for measure, (low, high) in values["altered"].items()},
        harms=frozenset(values["harms"]["words"]),
        harm_heads=tuple(values["harms"]["heads"]),
        rays=frozenset(values["rays"]["words"]),
        rays_means=values["rays"]["means"],
        rays_heads=frozenset(values["rays"]["heads"]),
        rays_named=dict(values["rays"]["named"]),
    )
