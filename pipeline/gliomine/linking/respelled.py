"""Other spellings of one symbol: `hsa-miR-124-3p` is miR-124, `K-RAS` is KRAS, `p-STAT3` and `c-Met` are STAT3 and MET.

Rules of notation, not of language: they change no word. What they yield is looked up as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MICRO = re.compile(
    r"(?:[a-z]{3}[-_ ])?(?:pre-|pri-|anti-)?(?:mi(?:cro)?-?(?:RNA|R)s?)[-_ ]?(?P<number>\d+)(?P<letter>[a-z]?)"
    r"(?:-(?P<copy>\d))?(?:[-_ ]?[35]p|\*|#)?",
    re.IGNORECASE,
)
_LET = re.compile(
    r"(?:[a-z]{3}[-_ ])?(?:pre-|pri-)?let-?7(?P<letter>[a-k]?)(?:-(?P<copy>\d))?(?:[-_ ]?[35]p|\*)?", re.IGNORECASE
)
_PARTED = re.compile(r"(?P<first>[A-Za-z])-(?P<rest>[A-Za-z]{2,5}\d{0,2})")
_STATE = re.compile(
    r"(?:p-|phospho-|phosphorylated |pan-|total |anti-)(?P<rest>\S.+)|p(?P<glued>[A-Z][A-Z0-9a-z]*\d)", re.IGNORECASE
)
_CELLULAR = re.compile(r"[cv]-(?P<rest>[A-Za-z]{2,5}\d?)")
_SPECIES = re.compile(r"[hmr](?P<rest>[A-Z][A-Z0-9]{2,})")


def symbols(text: str) -> Iterator[str]:
    """Yield other spellings of a symbol of a gene, the likeliest first.

    >>> list(symbols("hsa-miR-124a-3p")), list(symbols("K-Ras")), list(symbols("let-7i-5p"))
    (['miR-124a', 'miR-124'], ['KRas'], ['let-7i'])
    """
    micro = _MICRO.fullmatch(text)
    if micro is not None:
        number, letter = micro["number"], micro["letter"].lower()
        yield f"miR-{number}{letter}"
        if letter:  # "miR-124a" is the old name of miR-124
            yield f"miR-{number}"
        return
    let = _LET.fullmatch(text)
    if let is not None:
        yield f"let-7{let['letter'].lower()}"
        return
    parted = _PARTED.fullmatch(text)
    if parted is not None:
        yield parted["first"] + parted["rest"]
    for pattern in (_STATE, _CELLULAR, _SPECIES):
        found = pattern.fullmatch(text)
        if found is not None:
            rest = next((value for value in found.groupdict().values() if value), "")
            if len(rest) > 2:
                yield rest
