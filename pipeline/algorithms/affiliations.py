"""Read an address: departments, institutions, city and country, from its comma-separated segments.

The country stands at the end, perhaps after a postcode or without a comma; the city is the nearest place name before
it; organisations come first. Segments of streets, boxes and postcodes belong to neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.algorithms.gazetteer import gazetteer, place_key
from pipeline.algorithms.headings import cleaned

_MAIL = re.compile(r"[.;,]?\s*(?:(?:e-?mail|electronic address)\s*:?\s*)?\S+@\S+", re.IGNORECASE)
_UNIVERSITY = re.compile(
    r"universi|université|univ\b\.?|\bcollege (?:london|dublin|cork)|hochschule|politecn|polytech|eth z"
    r"|karolinska institut|institute of technology|massachusetts institute|\bMIT\b|\bKU Leuven\b|universitair",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"hospital|hôpital|hôpitaux|hopital|ospedal|krankenhaus|klinik|clínic|clinic\b"
    r"|clinics\b|clinique|infirmary|infirmier|hôtel-dieu"
    r"|medical cent|cancer cent|health cent|research cent|medical research|institut"
    r"|instit\.|academy|academia|akademi|college"
    r"|foundation|fondation|fundaci|fundaç|stiftung|\binc\b|\bltd\b|limited|\bllc\b"
    r"|gmbh|\w\s(?:ag|s\.?a\.?s?|s\.?p\.?a\.?|n\.v\.|b\.v\.)$|corporation|company|\bco\b"
    r"|pharma|therapeutics|biotech|laboratories|\btrust\b|council|ministry|ministère"
    r"|agency|authority|society|association|organi[sz]ation"
    r"|federation|network|consortium|\bbank\b|\bnih\b|\bcnrs\b|inserm|\binra\b"
    r"|\bcsic\b|\bmrc\b|\bcdc\b|\bchu\b|\bnhs\b|programme\b|\bassociates\b|observatory"
    r"|museum|\bcharité\b|mayo|sanatori|national lab|imaging|platform|policlinic|poliklin",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"school|faculty|facult|faculdade|facultad|fakult|facoltà|escola|escuela|école|ecole|centre|center|centro|zentrum"
    r"|centrum|medical science|health science",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"depart|dept|dipartiment|département|abteilung|division|section|\bunits?\b"
    r"|unidad|unité|unità|laborator|laboratoire|\blab\b"
    r"|group|service|serviço|servicio|servizio|programs?\b|chair|ward|branch|office"
    r"|team|bureau|directorate|\bsector\b|core facility|klinikum"
    r"|research and development|\br&d\b|lehrstuhl|cátedra|postgraduate|graduate"
    r"|équipe|equipe|initiative|project|\bstation\b",
    re.IGNORECASE,
)
_DISCIPLINE = re.compile(
    r"(?:\w*(?:ology|iatry|iatrics|surgery|medicine|nursing|sciences?|epidemiology"
    r"|genetics|informatics|biostatistics|statistics"
    r"|psychology|oncology|therapy|anatomy|pharmacy|chemistry|physics|genomics|health"
    r"|anesthesia|rehabilitation|development"
    r"|biology|diagnostics|education|economics|engineering|discovery|neuroscience"
    r"|dentistry|orthopa?edics|research))\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:street|road|avenue|ave|boulevard|blvd|lane|drive|highway|building|bldg"
    r"|floor|suite|room|campus box|straße|strasse|str"
    r"|rue|via|calle|avenida|av|rua|plaza|place|platz|weg|gata|gatan|parkway"
    r"|p\.?\s?o\.?\s?box|box|bp|postbox|postfach|mail ?stop|private bag"
    r"|laan|straat|level|corso|viale|piazza|largo|strada|no|nº|n°|st|rd|dr|sq|square"
    r"|zip|house|tower|block|cedex|km|jalan|marg|nagar|sokak|caddesi|ulica|ul|vei|veg)\b\.?"
    r"|straße|strasse|straat\b|laan\b|gasse\b|allee\b|dreef\b|gatan\b|vägen\b|vej\b|\bweg\b|veien\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}[-\s])?\d{2,3}\s\d{2,3}\b|\b[A-Z]{1,3}-?\s?\d{3,7}\b"
    r"|\b\d{3,7}(?:-\d{3,4})?(?:\s?[A-Z]{2}\b(?=\s\S))?"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?\b|\bcedex(?:\s?\d+)?\b|\b\d+\b"
    r"|〒",
    re.IGNORECASE,
)
_OPEN_LIST = re.compile(
    r"(?:[\w-]+ ){0,2}(?:department|dept\.?|division|school|faculty|institute|college|section|unit) of ", re.IGNORECASE
)
_WITHIN_CHINA = frozenset({"HK", "MO", "TW"})
_WITH_STATES = frozenset({"US", "CA", "AU", "CN", "BR", "IN", "MX", "NG", "MY", "AR"})
_CITY_STATES = frozenset({"US", "CA", "AU"})


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says; empty or None where it does not."""

    departments: tuple[str, ...]
    institutions: tuple[str, ...]
    city: str | None
    country: str | None


def parse_address(text: str) -> Address:
    """Return the parts of an address.

    >>> parse_address("Institute of Genetics, School of Basic Medical Sciences , Lanzhou University , Lanzhou , China")
    ... # doctest: +NORMALIZE_WHITESPACE
    Address(departments=('Institute of Genetics', 'School of Basic Medical Sciences'),
            institutions=('Lanzhou University',), city='Lanzhou', country='CN')
    """
    shown = _MAIL.sub("", cleaned(text[:4000])).strip(" .;,")
    segments = _segments(shown)
    country, segments = _take_country(segments)
    if country == "CN":
        # "Hong Kong, PR China": places with a code of their own keep it.
        named = (gazetteer().countries.get(place_key(segment)) for segment in segments[-2:])
        country = next((code for code in named if code in _WITHIN_CHINA), country)
    cut = _first_place(segments)
    city, country = _city(segments, cut, country)
    organisations = _organisations(segments, cut, city)
    departments, institutions = _ranked(organisations)
    return Address(departments, institutions, city, country)


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


def _opens_list(segment: str, number: int) -> bool:
    if " and " in segment or "&" in segment:
        return False
    discipline = number == 0 and _DISCIPLINE.search(segment) and len(segment.split()) <= 3
    plain = discipline and not (_UNIVERSITY.search(segment) or _ORGANISATION.search(segment) or _SCHOOL.search(segment))
    return bool(_OPEN_LIST.match(segment) or plain)


def _ends_abbreviated(piece: str) -> bool:
    return bool(re.search(r"\b(?:Inc|Ltd|Co|Corp|St|U\.S\.A|U\.K)\.$", piece.strip()))


def _take_country(segments: list[str]) -> tuple[str | None, list[str]]:
    """Return the country named at the end and the segments without it."""
    places = gazetteer()
    for back in range(1, min(4, len(segments)) + 1):
        segment = segments[-back]
        bare = " ".join(_POSTCODE.sub(" ", segment).split()).strip(" -–.")
        for shown in (segment, bare):
            code = places.countries.get(place_key(shown))
            if code is not None and not _is_us_state(code, segments, back):
                return code, segments[:-back] + segments[len(segments) - back + 1 :]
        words = bare.split()
        if _is_organisation(segment) and not re.search(r"\d", segment):
            if back == 1 and (tail := _country_tail(words)) is not None:
                return tail[0], [*segments[:-1], " ".join(words[: -tail[1]])]
            break
        tail = _country_tail(words)
        if tail is not None:
            rest = re.sub(r"\s*" + r"\W*\s*".join(map(re.escape, words[-tail[1] :])) + r"\W*$", "", segment).strip()
            kept = [rest] if rest else []
            return tail[0], [*segments[:-back], *kept, *segments[len(segments) - back + 1 :]]
    return _country_of_region(segments), segments


def _is_us_state(code: str, segments: list[str], back: int) -> bool:
    # "Atlanta, Georgia": the state, unless it stands behind a Georgian city.
    if code != "GE" or back + 1 > len(segments):
        return False
    before = place_key(_POSTCODE.sub(" ", segments[-back - 1]))
    return before not in gazetteer().cities.get("GE", frozenset()) and before in gazetteer().cities["US"]


def _country_tail(words: list[str]) -> tuple[str, int] | None:
    """Return code and number of words of a country name that ends a segment behind something else."""
    places = gazetteer()
    for count in range(min(places.longest, len(words) - 1), 0, -1):
        tail = " ".join(words[-count:])
        code = places.countries.get(place_key(tail))
        if (
            code is None
            or not (tail[0].isupper() or tail[0] in "(")
            or words[-count - 1].casefold() in ("of", "de", "the", "and", "new", "south", "north")
        ):
            continue
        return code, count
    return None


def _country_of_region(segments: list[str]) -> str | None:
    """Return the country whose state or province ends an address that names no country."""
    places = gazetteer()
    for segment in reversed(segments[-3:]):
        bare = " ".join(re.sub(r"\b[\d-]{4,10}\b", " ", segment).split())
        for shown in (bare, " ".join(_POSTCODE.sub(" ", segment).split()), bare.split()[-1] if bare.split() else ""):
            key = place_key(shown)
            if not key:
                continue
            if (len(shown) <= 3 and shown.isupper()) or "." in shown:
                for code in ("US", "CA", "AU"):
                    if key in places.regions[code]:
                        return code
            elif key in places.regions["US"] or key in places.regions["CA"]:
                return "US" if key in places.regions["US"] else "CA"
            elif key in places.region_of:
                return places.region_of[key]
    return None


def _is_organisation(segment: str) -> bool:
    return any(pattern.search(segment) for pattern in (_UNIVERSITY, _ORGANISATION, _SCHOOL, _DEPARTMENT))


def _is_street(segment: str) -> bool:
    if re.search(r"\d", segment) and not _is_organisation(segment):
        return True
    return bool(_STREET.search(segment)) and not (_UNIVERSITY.search(segment) or _DEPARTMENT.search(segment))


def _first_place(segments: list[str]) -> int:
    """Return the index after the last organisation segment."""
    last = -1
    for number, segment in enumerate(segments):
        if _is_organisation(segment) and not (_is_street(segment) and re.match(r"\d", segment)):
            last = number
    return last + 1 if last >= 0 else min(1, len(segments))


def _city(segments: list[str], cut: int, country: str | None) -> tuple[str | None, str | None]:
    """Return the city and the country, which a well-known city may settle."""
    places = gazetteer()
    candidates = [name for segment in segments[cut:] if (name := _place_name(segment, country))]
    if not candidates:
        return None, country
    if country is None:
        return candidates[-1] if len(candidates) == 1 else candidates[0], None
    regions, cities = places.regions.get(country, frozenset()), places.cities.get(country, frozenset())
    keys = [place_key(name) for name in candidates]
    plain = [n for n, key in enumerate(keys) if key not in regions]
    known = [n for n in range(len(keys)) if keys[n] in cities and (country not in _WITH_STATES or n in plain)]
    if known:
        return candidates[known[-1]], country
    if country in _CITY_STATES and plain:
        return candidates[plain[-1]], country
    known = [n for n in range(len(keys)) if keys[n] in cities]
    if known:
        return candidates[known[-1]], country
    return (candidates[plain[-1]] if plain else candidates[-1]), country


def _place_name(segment: str, country: str | None) -> str | None:
    """Return the place that a segment names, without postcodes and state abbreviations; None if it names none."""
    bare = segment
    if country in ("US", "CA", "AU"):
        bare = re.sub(
            r"\b(?:[A-Z]{2,3}|[A-Z]\.[A-Z]\.)\s*(?=[\dA-Z]{3,}|$)",
            lambda m: "" if m.start() or m.end() < len(bare) else m.group(),
            bare,
        )
    bare = " ".join(_POSTCODE.sub(" ", bare).split()).strip(" -–.()/")
    words = bare.split()
    if country in ("US", "CA", "AU"):
        regions = gazetteer().regions[country]
        while len(words) > 1 and place_key(words[-1]) in regions and words[-1].isupper():
            words.pop()
    name = " ".join(words)
    if not name or len(words) > 5 or not name[0].isalpha() or not name[0].isupper() or len(name) < 2:
        return None
    if re.search(r"\d", segment) and _STREET.search(bare):
        return None
    if _STREET.search(name) and not re.match(r"(?:St|Saint|Fort|Mount)\b", name):
        return None
    if country in ("US", "CA", "AU") and name.isupper() and len(name) <= 3:
        return None
    return name


def _organisations(segments: list[str], cut: int, city: str | None) -> list[str]:
    kept: list[str] = []
    for number, segment in enumerate(segments[:cut]):
        named = _is_organisation(segment)
        if _is_street(segment) and not _DEPARTMENT.search(segment) and not (named and not re.match(r"\d", segment)):
            continue
        leading = number == 0 or (not kept[1:] and _DISCIPLINE.search(segment))
        if named or leading or _DISCIPLINE.search(segment):
            kept.append(segment)
    if not kept and segments and segments[0] != city:
        kept.append(segments[0])
    return kept


def _ranked(organisations: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide the organisations into departments and the institutions that they belong to."""
    ranks = [_rank(segment) for segment in organisations]
    best = min(ranks, default=3)
    institutions = tuple(item for item, rank in zip(organisations, ranks, strict=True) if rank == best)
    departments = tuple(item for item, rank in zip(organisations, ranks, strict=True) if rank != best)
    return departments, institutions


def _rank(segment: str) -> int:
    # "Department of Clinical Sciences at Danderyds Hospital" is a department, whatever it names further on.
    head = _DEPARTMENT.match(segment) or re.match(r"(?:Faculty|School|College) of\b", segment)
    if head is not None:
        return 2 if head.re is not _DEPARTMENT else 3
    for rank, pattern in enumerate((_UNIVERSITY, _ORGANISATION, _SCHOOL)):
        if pattern.search(segment):
            return rank
    return 3
