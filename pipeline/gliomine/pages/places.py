"""Find the country and the city in the comma-separated segments of an address.

The country stands at the end, perhaps behind a postcode or without a comma; where none is named, a state or province at
the end tells it. The city is the place nearest to the country that is no region, district or street; a place that the
gazetteer knows goes before one that it does not.

Performance: country 1.00 and city 1.00 of the addresses of 80 article pages (tests/benchmarks/score_pages.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gliomine.pages.gazetteer import gazetteer, place_key

STREET = re.compile(
    r"\b(?:street|road|avenue|ave|boulevard|blvd|lane|drive|highway|building|bldg"
    r"|floor|suite|room|campus box|straße|strasse|str"
    r"|rue|via|calle|avenida|av|rua|plaza|place|platz|weg|gata|gatan|parkway"
    r"|p\.?\s?o\.?\s?box|box|bp|postbox|postfach|mail ?stop|private bag"
    r"|laan|straat|level|corso|viale|piazza|largo|strada|no|nº|n°|st|rd|dr|sq|square"
    r"|zip|house|tower|block|cedex|km|jalan|marg|nagar|sokak|caddesi|ulica|ul|vei|veg)\b\.?"
    r"|straße|strasse|straat\b|laan\b|gasse\b|allee\b|dreef\b|gatan\b|vägen\b|vej\b|\bweg\b|veien\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}[-\s])?\d{2,3}\s\d{2,3}\b|\b[A-Z]{1,3}-?\s?\d{3,7}\b"
    r"|\b\d{3,7}(?:-\d{3,4})?(?:\s?[A-Z]{2}\b(?=\s\S))?"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|\b[A-Z]\d{4}[A-Z]{3}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\b|\bcedex(?:\s?\d+)?\b|\b\d+\b"
    r"|〒",
    re.IGNORECASE,
)
_ZIP = re.compile(r"\b\d{5}(?:-\d{4})?$")
_OWN_CODES = {
    "CN": ("HK", "MO", "TW"),
    "US": ("PR", "GU", "VI"),
    "FR": ("GP", "MQ", "RE", "GF", "YT", "NC", "PF"),
    "NL": ("AW", "CW", "SX"),
}
_WITH_STATES = frozenset({"US", "CA", "AU", "CN", "BR", "IN", "MX", "NG", "MY", "AR"})
_CITY_STATES = frozenset({"US", "CA", "AU"})
_NO_NAMESAKES = frozenset({"GB", "IE", "US", "CA", "AU"})
_REGION_WORD = re.compile(
    r"\b(?:province|prov|state|county|district|region|prefecture|oblast|governorate|municipality|shire|regency|canton"
    r"|island|islands|territories)\b\.?|-(?:ku|gu|dong|do|cho|machi|ro)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+(?:SAR|D\.?\s?F\.?)$")
_STATE_CODE = re.compile(r"\s*[-–/]\s*[A-Z]{2}$|\s[A-Z]{2}$")
_JOINERS = frozenset({"of", "de", "the", "and", "new", "south", "north", "du", "da", "do", "del", "di", "et"})


def take_country(segments: list[str], is_name: Sequence[bool]) -> tuple[str | None, list[str]]:
    """Return the country (ISO 3166-1 alpha-2) named at the end, and the segments without its name.

    Args:
        segments: the parts of an address.
        is_name: for each part, whether it is an organisation's name.
    """
    places = gazetteer()
    for back in range(1, min(4, len(segments)) + 1):
        segment = segments[-back]
        bare = " ".join(POSTCODE.sub(" ", segment).split()).strip(" -–.")
        for shown in (segment, bare):
            code = places.countries.get(place_key(shown))
            if code is not None and not _is_us_state(code, segments, back):
                return _own_code(code, segments[:-back] + segments[len(segments) - back + 1 :])
        words = bare.split()
        tail = _country_tail(words)
        if is_name[-back] and not re.search(r"\d", segment):
            if back == 1 and tail is not None:
                return tail[0], [*segments[:-1], " ".join(words[: -tail[1]])]
            break
        if tail is not None and place_key(bare) in places.regions.get(tail[0], frozenset()):
            return tail[0], segments  # "Western Australia"
        if tail is not None:
            rest = re.sub(r"\s*" + r"\W*\s*".join(map(re.escape, words[-tail[1] :])) + r"\W*$", "", segment).strip()
            kept = [rest] if rest else []
            return _own_code(tail[0], [*segments[:-back], *kept, *segments[len(segments) - back + 1 :]])
    return _country_of_region(segments) or _country_of_zip(segments), segments


def _own_code(code: str, segments: list[str]) -> tuple[str, list[str]]:
    """Give places that have a code of their own that code: "Hong Kong, PR China", "San Juan, PR, USA"."""
    places = gazetteer()
    for segment in segments[-2:]:
        key = place_key(POSTCODE.sub("", segment))
        for own in _OWN_CODES.get(code, ()):
            if places.countries.get(key) == own or key in places.regions.get(own, frozenset()):
                return own, segments
    return code, segments


def _is_us_state(code: str, segments: list[str], back: int) -> bool:
    # "Atlanta, Georgia": the state, unless it stands behind a Georgian city.
    if code != "GE" or back + 1 > len(segments):
        return False
    before = place_key(POSTCODE.sub(" ", segments[-back - 1]))
    return before not in gazetteer().cities.get("GE", frozenset()) and before in gazetteer().cities["US"]


def _country_tail(words: list[str]) -> tuple[str, int] | None:
    """Return code and number of words of a country name that ends a segment behind something else."""
    places = gazetteer()
    for count in range(min(places.longest, len(words) - 1), 0, -1):
        tail = " ".join(words[-count:])
        code = places.countries.get(place_key(tail))
        if code is not None and (tail[0].isupper() or tail[0] == "(") and words[-count - 1].casefold() not in _JOINERS:
            return code, count
    return None


def _country_of_region(segments: list[str]) -> str | None:
    """Return the country whose state or province ends an address that names no country."""
    for segment in reversed(segments[-3:]):
        bare = " ".join(re.sub(r"\b[\d-]{4,10}\b", " ", segment).split())
        for shown in (bare, " ".join(POSTCODE.sub(" ", segment).split()), bare.split()[-1] if bare.split() else ""):
            code = _region_country(shown)
            if code is not None:
                return code
    return None


def _country_of_zip(segments: list[str]) -> str | None:
    """Return US where a postcode ends an address and a state stands before it: "University of Iowa 52242"."""
    shown = " ".join(segments[-2:])
    if not _ZIP.search(shown):
        return None
    words = place_key(shown).split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    # Two letters are also words: or, in, me.
    states = {name for name in gazetteer().regions["US"] if len(name) > 3}
    return "US" if not states.isdisjoint([*words, *pairs]) else None


def _region_country(shown: str) -> str | None:
    places, key = gazetteer(), place_key(shown)
    if not key:
        return None
    if (len(shown) <= 3 and shown.isupper()) or "." in shown:
        return next((code for code in ("PR", "US", "CA", "AU") if key in places.regions[code]), None)
    return next((code for code in ("US", "CA") if key in places.regions[code]), places.region_of.get(key))


def find_city(segments: Sequence[str], country: str | None) -> tuple[str | None, str | None]:
    """Return the city among the segments behind the organisations, and the country, which a city may settle.

    Args:
        segments: the parts of an address behind its last organisation, without the country.
        country: its code; None where the address names none.
    """
    places = gazetteer()
    candidates = [name for segment in segments if (name := _place_name(segment, country))]
    if not candidates:
        return None, country
    if country is None:
        owners = [code for code, cities in places.cities.items() if place_key(candidates[-1]) in cities]
        return candidates[-1], owners[0] if len(owners) == 1 else None
    cities = places.cities.get(country, frozenset())
    keys = [place_key(name) for name in candidates]
    plain = [n for n, name in enumerate(candidates) if not _is_region(name, country)]
    known = [n for n, key in enumerate(keys) if key in cities]
    plainly_known = [n for n in known if country not in _WITH_STATES or n in plain]
    # "Padova, Italy": many a region is called after its chief city, but not in these countries.
    namesakes = [
        n for n, name in enumerate(candidates) if country not in _NO_NAMESAKES and not _REGION_WORD.search(name)
    ]
    for choice in (plainly_known, plain if country in _CITY_STATES else [], known, plain, namesakes):
        if choice:
            return candidates[choice[-1]], country
    return None, country


def _is_region(name: str, country: str) -> bool:
    key = place_key(name)
    regions = gazetteer().regions.get(country, frozenset())
    return key in regions or key in gazetteer().countries or _REGION_WORD.search(name) is not None


def is_region(segment: str) -> bool:
    """Tell whether a segment says that it is a region, a district or an island."""
    return _REGION_WORD.search(segment) is not None


def _place_name(segment: str, country: str | None) -> str | None:
    """Return the place that a segment names, without postcodes and state abbreviations; None if it names none."""
    bare = segment
    if country in _CITY_STATES:
        bare = re.sub(
            r"\b(?:[A-Z]{2,3}|[A-Z]\.[A-Z]\.)\s*(?=[\dA-Z]{3,}|$)",
            lambda m: "" if m.start() or m.end() < len(bare) else m.group(),
            bare,
        )
    bare = " ".join(POSTCODE.sub(" ", bare).split()).strip(" -–.()/")
    name = _without_codes(_TAIL.sub("", bare), country)
    if len(name) < 2 or len(name.split()) > 5 or not name[0].isalpha() or not name[0].isupper():
        return None
    known = country is not None and place_key(name) in gazetteer().cities.get(country, frozenset())
    if STREET.search(name) and not known and not re.match(r"(?:St|Saint|Fort|Mount)\b", name):
        return None
    if re.search(r"\d", segment) and STREET.search(bare) and not known:
        return None
    if country in _CITY_STATES and name.isupper() and len(name) <= 3:
        return None
    return name


def _without_codes(name: str, country: str | None) -> str:
    """Remove the code of a state or a postal district from the end of a city: "Boston MA", "Aarhus C"."""
    if country == "BR":
        return _STATE_CODE.sub("", name)
    words = name.split()
    if country in ("KR", "JP", "TW"):
        words = [word for word in words if not _REGION_WORD.search(word)] or words  # "Yeongdeungpo-gu Seoul"
    if country == "DK" and len(words) > 1 and len(words[-1]) == 1:
        words.pop()
    if country in _CITY_STATES:
        regions = gazetteer().regions[country]
        while len(words) > 1 and place_key(words[-1]) in regions and words[-1].isupper():
            words.pop()
    return " ".join(words)
