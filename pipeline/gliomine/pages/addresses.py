"""Read an address: departments, institutions, city and country, from its comma-separated segments.

The country stands at the end, perhaps after a postcode or without a comma; the city is the nearest place name before
it; organisations come first. Segments of streets, boxes and postcodes belong to neither.

Performance: organisations of 309 addresses of 80 article pages F1 0.978 (tests/benchmarks/score_pages.py).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gliomine.pages.gazetteer import gazetteer, place_key
from gliomine.pages.headings import cleaned, decoded
from gliomine.pages.places import STREET, find_city, is_region, take_country
from gliomine.resources import data_text

# An address begins where a word does; saying so keeps the search linear.
_CODE = re.compile(r"[A-Za-z]{2}")
_MAIL = re.compile(r"[.;,]?\s*(?:electronic address\s*:?\s*|(?:e-?mail\s*:?\s*)?(?<!\S))\S+@\S+", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_SEMICOLON = re.compile(r";(?:\s+(?:and\s+)?|$)")
_LONGEST_ENTRY = 4000
_OPEN_LIST = re.compile(
    r"(?:[\w'-]+ ){0,3}(?:departments?|dept\.?|division|school|faculty|institute|college|section|unit|cent(?:er|re)"
    r"|laboratory|chair|service) (?:of|for) ",
    re.IGNORECASE,
)
_NATIONAL = re.compile(r"(?:US |U\.S\. |The )?(?:National|Royal) \w+(?: of \w+)?")
_COMPANY_FORM = re.compile(r"(?:Inc|Ltd|LLC|Corp|GmbH|S\.A|S\.p\.A|Limited|Incorporated|L\.?P|PLC|plc)\.?")
_DEPARTMENT_RANK = 4
_LONG_NAME = 3
_STREET_END = re.compile(
    r"\b(?:street|road|rd|avenue|ave|lane|drive|blvd|boulevard|way|close|parkway|straße|strasse)\.?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says; empty or None where it does not."""

    departments: tuple[str, ...]
    institutions: tuple[str, ...]
    city: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of `data/organisations.toml`; `own_name`: words that a mere item of a list does not have."""

    university: re.Pattern[str]
    organisation: re.Pattern[str]
    school: re.Pattern[str]
    department: re.Pattern[str]
    discipline: re.Pattern[str]
    own_name: re.Pattern[str]


@cache
def _words() -> _Words:
    lists: dict[str, list[str]] = tomllib.loads(data_text("pages/data", "organisations.toml"))
    patterns = {name: "|".join(words) for name, words in lists.items()}
    schools = "|".join(word for word in lists["school"] if not word.endswith("science"))
    own_name = "|".join([patterns["university"], patterns["organisation"], patterns["department"], schools])
    return _Words(
        university=re.compile(patterns["university"], re.IGNORECASE),
        organisation=re.compile(patterns["organisation"], re.IGNORECASE),
        school=re.compile(patterns["school"], re.IGNORECASE),
        department=re.compile(patterns["department"], re.IGNORECASE),
        discipline=re.compile(rf"(?:{patterns['discipline']})\b", re.IGNORECASE),
        own_name=re.compile(own_name, re.IGNORECASE),
    )


def parse_address(text: str) -> Address:
    """Return the parts of an address.

    >>> parse_address("Institute of Physiology, School of Basic Medicine , Soochow University , Suzhou , China")
    ... # doctest: +NORMALIZE_WHITESPACE
    Address(departments=('Institute of Physiology', 'School of Basic Medicine'),
            institutions=('Soochow University',), city='Suzhou', country='CN')
    """
    shown = _MAIL.sub("", decoded(cleaned(text[:4000]))).strip(" .;,")
    segments = _joined(_segments(shown))
    country, segments = take_country(segments, [_is_organisation(segment) for segment in segments])
    cut = _first_place(segments)
    cut += _more_names(segments[cut:])
    city, country = find_city(segments[cut:], country)
    organisations = _organisations(segments, cut, city)
    departments, institutions = _ranked(organisations, names=segments[_first_place(segments) : cut])
    return Address(departments, institutions, city, country)


def country_code(stated: str) -> str | None:
    """Return the code of a country that a source states by name or code, None where nobody knows it.

    >>> country_code("People's Republic of China"), country_code("fr"), country_code("Atlantis")
    ('CN', 'FR', None)
    """
    name = stated.strip(" ,;.")
    known = gazetteer().countries.get(place_key(name)) or parse_address(name).country
    return known or (name.upper() if _CODE.fullmatch(name) else None)


def several_addresses(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the addresses that stand in one text behind semicolons, each with its country.

    >>> text = "A Hospital, Seoul, Korea; B Unit; C University, Osaka, Japan."
    >>> [text[start:end] for start, end in several_addresses(text)]
    ['A Hospital, Seoul, Korea', 'B Unit; C University, Osaka, Japan.']
    """
    if ";" not in text or len(text) > _LONGEST_ENTRY:
        return [(0, len(text))]
    ranges: list[tuple[int, int]] = []
    begin = 0
    ends = [match.start() for match in _SEMICOLON.finditer(text)] + [len(text)]
    for end in ends:
        start = begin + len(text[begin:end]) - len(text[begin:end].lstrip(" ;"))
        shown = _MAIL.sub("", decoded(cleaned(text[start:end]))).strip(" .;,")
        segments = _segments(shown)
        country, rest = take_country(segments, [_is_organisation(segment) for segment in segments])
        if country is not None and len(rest) > 1:
            ranges.append((start, end))
            begin = end
    if not text[begin:].strip(" ;.") or not ranges:
        return ranges or [(0, len(text))]
    # What follows the last country belongs to its address.
    return [*ranges[:-1], (ranges[-1][0], len(text))]


def divided(units: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divide names into departments and institutions; what is neither for sure is an institution."""
    departments = [unit for unit in units if _words().department.match(unit) and _rank(unit) == _DEPARTMENT_RANK]
    return departments, [unit for unit in units if unit not in departments]


def _segments(shown: str) -> list[str]:
    """Split at commas and semicolons outside brackets."""
    pieces, depth, begin = [], 0, 0
    for position, character in enumerate(shown):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif character in ",;" and depth == 0:
            pieces.append(shown[begin:position])
            begin = position + 1
    pieces.append(shown[begin:])
    return [
        piece.strip(" .") if not _ends_abbreviated(piece) else piece.strip() for piece in pieces if piece.strip(" .")
    ]


def _joined(segments: list[str]) -> list[str]:
    """Join what a comma divides within a name: "Informatics, Robotics and Systems Engineering", "Co., Ltd."."""
    joined: list[str] = []
    number = 0
    while number < len(segments):
        end = _list_end(segments, number)
        joined.append(", ".join(segments[number:end]))
        number = end
    return joined


def _list_end(segments: list[str], number: int) -> int:
    """Return the index behind the name that begins with a segment."""
    if number + 1 < len(segments) and _COMPANY_FORM.fullmatch(segments[number + 1]):
        return number + 2
    if number + 1 < len(segments) and _NATIONAL.fullmatch(segments[number]) and " and " in segments[number + 1]:
        return number + 2  # "National Heart, Lung and Blood Institute"
    if not _opens_list(segments[number], number):
        return number + 1
    for end in range(number + 1, min(number + 6, len(segments))):
        segment = segments[end]
        if _words().own_name.search(segment) or re.search(r"\d", segment) or _is_known_place(segment):
            break
        if re.search(r"(?:^|\s)(?:and|&)\s", segment):
            return end + 1
    return number + 1


def _opens_list(segment: str, number: int) -> bool:
    if " and " in segment or "&" in segment:
        return False
    plain = (
        number == 0
        and _words().discipline.search(segment)
        and len(segment.split()) <= 3
        and not _words().own_name.search(segment)
    )
    return bool(plain or _OPEN_LIST.match(segment))


def _is_known_place(segment: str) -> bool:
    places, key = gazetteer(), place_key(segment)
    return key in places.countries or key in places.region_of or any(key in cities for cities in places.cities.values())


def _ends_abbreviated(piece: str) -> bool:
    return bool(re.search(r"\b(?:Inc|Ltd|Co|Corp|St|U\.S\.A|U\.K)\.$", piece.strip()))


def _is_organisation(segment: str) -> bool:
    return any(
        pattern.search(segment)
        for pattern in (_words().university, _words().organisation, _words().school, _words().department)
    )


def _is_street(segment: str) -> bool:
    if _STREET_END.search(segment):
        return True
    if re.search(r"\d", segment) and not _is_organisation(segment):
        return True
    return bool(STREET.search(segment)) and not (
        _words().university.search(segment) or _words().department.search(segment)
    )


def _first_place(segments: list[str]) -> int:
    """Return the index after the last organisation segment."""
    last = -1
    for number, segment in enumerate(segments):
        if _is_organisation(segment) and not (_is_street(segment) and re.match(r"\d", segment)):
            last = number
    return last + 1 if last >= 0 else min(1, len(segments))


def _more_names(segments: list[str]) -> int:
    """Return how many segments behind the organisations are names too, though no word in them says so.

    These are names of several words; no place, street or postcode looks like them, and a city has to be left.
    """
    count = 0
    for segment in segments[:-1]:
        words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", _BRACKETS.sub("", segment)) if word[0].isupper()]
        odd = re.search(r"[\d\"“„«]", segment) or _is_street(segment) or _is_known_place(segment) or is_region(segment)
        if len(words) < _LONG_NAME or odd:
            break
        count += 1
    return count


def _organisations(segments: list[str], cut: int, city: str | None) -> list[str]:
    kept: list[str] = []
    behind = _first_place(segments)
    for number, segment in enumerate(segments[:cut]):
        named = _is_organisation(segment) and not _STREET_END.search(segment)
        if (
            _is_street(segment)
            and not _words().department.search(segment)
            and not (named and not re.match(r"\d", segment))
        ):
            continue
        leading = number == 0 or (not kept[1:] and _words().discipline.search(segment))
        long = number >= behind
        if named or leading or long or _words().discipline.search(segment):
            kept.append(segment)
    if not kept and segments and segments[0] != city:
        kept.append(segments[0])
    return kept


def _ranked(organisations: list[str], *, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide the organisations into departments and the institutions that they belong to; `names` are of the latter."""
    ranks = [_rank(segment) for segment in organisations]
    top = min([*ranks, _DEPARTMENT_RANK - 1])
    ranks = [top if item in names else rank for item, rank in zip(organisations, ranks, strict=True)]
    best = min([*ranks, _DEPARTMENT_RANK - 1])
    institutions = tuple(item for item, rank in zip(organisations, ranks, strict=True) if rank == best)
    departments = tuple(item for item, rank in zip(organisations, ranks, strict=True) if rank != best)
    return departments, institutions


def _rank(segment: str) -> int:
    """Return 0 for universities, 1 for hospitals, institutes and firms, 2 for schools, 3 for other names."""
    # "Department of Clinical Sciences at Danderyds Hospital" is a department, whatever it names further on.
    if _words().department.match(segment):
        return _DEPARTMENT_RANK
    if re.match(r"(?:Faculty|School|College) of\b", segment):
        return 2
    for rank, pattern in enumerate((_words().university, _words().organisation, _words().school)):
        if pattern.search(segment):
            return rank
    return _DEPARTMENT_RANK if _words().department.search(segment) or _words().discipline.search(segment) else 3
