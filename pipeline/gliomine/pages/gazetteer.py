"""Look up countries, their regions and their larger cities; the names are data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from gliomine.resources import data_text

_NO_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names of places.

    Attributes:
        countries: folded name -> ISO 3166-1 alpha-2 code.
        regions: code -> folded names of states and provinces.
        region_of: folded region name -> code, where only one country has it.
        cities: code -> folded names of cities.
        longest: words in the longest country name.
    """

    countries: dict[str, str]
    regions: dict[str, frozenset[str]]
    region_of: dict[str, str]
    cities: dict[str, frozenset[str]]
    longest: int


def place_key(name: str) -> str:
    """Return a place name as a key: no accents, case, stops or hyphens.

    >>> place_key("P. R. China"), place_key("São-Paulo")
    ('p r china', 'sao paulo')
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = name.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
    return _NO_LETTERS.sub(" ", name.casefold()).strip()


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read once."""
    countries = {place_key(name): code for code, names in _table("countries.tsv") for name in names}
    regions = {code: frozenset(map(place_key, names)) for code, names in _table("regions.tsv")}
    cities = {code: frozenset(map(place_key, names)) for code, names in _table("cities.tsv")}
    owners: dict[str, set[str]] = {}
    for code, names in regions.items():
        for name in names:
            owners.setdefault(name, set()).add(code)
    region_of = {name: min(codes) for name, codes in owners.items() if len(codes) == 1}
    return Gazetteer(countries, regions, region_of, cities, max(len(name.split()) for name in countries))


def _table(name: str) -> list[tuple[str, list[str]]]:
    lines = data_text("pages/data", name).splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(code, names.split("|")) for code, names in rows]
