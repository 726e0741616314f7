"""Tell what may be a short form by its shape."""

from __future__ import annotations

import re

from gliomine.text.greek import GREEK

_BAD = re.compile(
    r"(?:[ivx]{1,4}|[IVX]{2,4}|see|and|or|the|for|not|but|both|all|fig\.?|figs\.?|ref\.?|refs\.?|vs\.?|versus|e\.g\.?|i\.e\.?|"
    r"table|figure|et al\.?|mean|range|ie|eg|cf\.?|data|age|men|women|male|female|total|per|day|days|min|years?|yes|no|"
    r"left|right|high|low|old|new|text|Table.*|Fig.*|Figure.*)"
)
_UNIT = re.compile(
    r"(?:[munpfkµμ]?g|[munpµμd]?[lL]|[mcnpµμ]m|[munpfµμ]M|[munpµμ]?mol|kDa|k?Hz|k?cal|kJ|mm ?Hg|m?IU)(?:/\S+)?"
)
"""Units of measurement as they are spelled: "Manganese (mg)" heads a row of a table and defines nothing."""

_SHAPE = re.compile(r"[\[.\-]?[^\W_][^\s]*(?:\s[^\s]+){0,2}")
_PREFIXES = frozenset({*GREEK.values(), "anti"})
_LONGEST_SHORT = 14


def is_short_form(candidate: str) -> bool:
    """Tell whether a text has the shape of a short form.

    >>> [is_short_form(item) for item in ("MSCs", "p53", "n = 12", "see Table 1", "IL-6", "12%", "mg")]
    [True, True, False, False, True, False, False]
    """
    if candidate.endswith(" n"):  # "(ASA I n=34)"
        return False
    if not 1 <= len(candidate) <= _LONGEST_SHORT + candidate.count(" ") or not _SHAPE.fullmatch(candidate):
        return False
    if _BAD.fullmatch(candidate) or _UNIT.fullmatch(candidate) or not any(item.isalpha() for item in candidate):
        return False
    if any(item in candidate for item in "=<>%;:±~") or (candidate[0] in ".-" and len(candidate) > 6):
        return False
    if candidate.count(" ") and not any(item.isupper() or item.isdigit() for item in candidate):
        return False
    words = candidate.split()
    if re.fullmatch(r"[A-Z]\.\s[a-z]{3,}", candidate):
        return True
    if len(words) > 1 and (words[0].islower() and words[0].isalpha() and words[0] not in _PREFIXES):
        return False
    if len(words) > 1 and words[0][0].isdigit():
        return False
    if len(words) > 1 and any(len(word) > 6 and word.islower() for word in words):
        return False
    if len(words) == 1 and candidate.islower() and candidate.isalpha() and len(candidate) > 5:
        return False
    if re.fullmatch(r"[A-Z]?[a-z]{7,}", candidate):
        return False
    return not re.fullmatch(r"\d+(?:\.\d+)?\s?[a-zA-Zµμ]{1,3}", candidate) or candidate[-1].isupper()
