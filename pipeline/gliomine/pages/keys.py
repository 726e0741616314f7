"""One spelling for the names of an organisation, so that what it pays for, and who works there, can be counted.

Words are folded as concept names are (case, accents, plurals); short words, legal forms and brackets are left out,
usual abbreviations written out. The order of the words stays: the University of Washington is not that of Saint Louis.
`organisations.tsv` adds short and foreign names of some that are met everywhere. No register of organisations is
shipped: those of ROR and Crossref have more than a hundred thousand names, and we know of no package that carries them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from gliomine.resources import data_text
from gliomine.text.normalize import normal_key, singular

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_DROPPED = re.compile(
    r"of|and|for|in|at|on|to|by|the|an?|de|la|les?|du|des|di|del|della|dei|da|dos?|der|die|das|dem|den|und|et|[yei]|och|og"
    r"|f[uo]r|ltd|limited|inc|incorporated|llc|gmbh|ag|plc|corp|corporation|co|company|sa|srl|spa|bv|nv|kg"
)
_WRITTEN_OUT = {
    "univ": "university",
    "inst": "institute",
    "hosp": "hospital",
    "natl": "national",
    "nat": "national",
    "dept": "department",
    "ctr": "center",
    "centre": "center",
    "med": "medical",
    "sci": "science",
    "technol": "technology",
    "intl": "international",
    "fdn": "foundation",
    "acad": "academy",
    "coll": "college",
    "programme": "program",
    "organisation": "organization",
}


@lru_cache(maxsize=1 << 14)
def organisation_key(name: str) -> str:
    """Return the key of an organisation's name.

    >>> organisation_key("University Hospital of Heidelberg"), organisation_key("Univ. Hosp. Heidelberg")
    ('university hospital heidelberg', 'university hospital heidelberg')
    >>> organisation_key("NIH"), organisation_key("the National Institutes of Health (US)")
    ('national institute health', 'national institute health')
    """
    key = _folded(name)
    return _aliases().get(key, key)


def _folded(name: str) -> str:
    bare = _BRACKETS.sub(" ", name)
    key = normal_key(bare if bare.strip(" .,;") else name)
    words = [_WRITTEN_OUT.get(word, word) for word in key.split()]
    kept = [singular(word) for word in words if not _DROPPED.fullmatch(word)]
    return " ".join(kept or words)


@cache
def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in data_text("pages/data", "organisations.tsv").splitlines():
        if line and not line.startswith("#"):
            usual, others = line.split("\t")
            found |= {_folded(other): _folded(usual) for other in others.split(" | ")}
    return found
