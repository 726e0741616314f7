"""Read a funder entry: the funder's name and its award numbers."""

from __future__ import annotations

import re

from pipeline.algorithms.headings import cleaned

_GRANT = r"(?:grants?|awards?|contracts?|projects?|programs?|programmes?|agreements?|fellowships?|funds?)"
_NUMBER_WORD = r"(?:(?:numbers?|nos?|nr|ids?)(?![^\W_]|-)[.:]{0,2}|#|n°|№)"
_KEYWORD = re.compile(
    rf"[\s,;:–-]*(?<![\w])(?:(?:under\s+)?{_GRANT}\s*(?:{_NUMBER_WORD}\s*:?\s*|[:#]\s*)|{_NUMBER_WORD}\s*:?\s*)(?P<ids>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKET = re.compile(
    r"\s*[(\[（](?P<ids>[^()\[\]（）]*(?:[(\[][^()\[\]]*[)\]][^()\[\]（）]*)*)[)\]）]\s*[.]?$", re.DOTALL
)
_LEAD = re.compile(rf"^(?:{_GRANT}\s*)?(?:{_NUMBER_WORD}\s*:?\s*|{_GRANT}\s*:?\s+)", re.IGNORECASE)
_AWARD = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][\w./\-–‐:+#]*(?:\s[\w./\-–:]*\d[\w./\-–:]*)*$")
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d$")


def parse_funder(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the funder's name and its award numbers as displayed.

    >>> parse_funder("National Natural Science Foundation of China (81500606, 81572489)")
    ('National Natural Science Foundation of China', ('81500606', '81572489'))
    >>> parse_funder("Fonds Wetenschappelijk Onderzoek, G.0906.11")
    ('Fonds Wetenschappelijk Onderzoek', ('G.0906.11',))
    """
    shown = cleaned(text)
    for read in (_in_brackets, _after_keyword, _after_comma):
        found = read(shown)
        if found is not None:
            return found
    return shown, ()


def _in_brackets(shown: str) -> tuple[str, tuple[str, ...]] | None:
    match = _BRACKET.search(shown)
    if match is None or match.start() == 0:
        return None
    inner = match.group("ids").strip()
    lead = _LEAD.match(inner)
    ids = _award_list(inner[lead.end() :] if lead else inner)
    sure = lead is not None or any(re.search(r"\d", item) for item in ids) or inner.upper() in ("N/A", "NA", "NONE")
    sure = sure or (len(ids) == 1 and _may_be_award(ids[0]))
    if not ids or not sure or not all(_may_be_award(item) for item in ids):
        return None
    return shown[: match.start()].strip(" ,;:"), tuple(ids)


def _after_keyword(shown: str) -> tuple[str, tuple[str, ...]] | None:
    match = _KEYWORD.search(shown)
    if match is None or match.start() == 0:
        return None
    ids = _award_list(match.group("ids").rstrip(" .)]"))
    if not ids or not any(re.search(r"\d", item) for item in ids):
        return None
    return shown[: match.start()].strip(" ,;:(["), tuple(ids)


def _after_comma(shown: str) -> tuple[str, tuple[str, ...]] | None:
    pieces = re.split(r"\s*[,:;]\s+", shown)
    ids: list[str] = []
    while len(pieces) > 1 and _AWARD.match(pieces[-1].rstrip(".")) and not _PLAIN_YEAR.match(pieces[-1]):
        ids.insert(0, pieces.pop().rstrip("."))
    if not ids:
        return None
    cut = shown.rfind(ids[0]) if len(ids) == 1 else shown.find(ids[0], len(pieces[0]))
    return shown[:cut].rstrip(" ,;:"), tuple(ids)


def _award_list(text: str) -> list[str]:
    pieces = re.split(r"\s*[,;，；]\s*(?:and\s+)?|\s+(?:and|&)\s+", text.strip())
    return [piece.strip(" .") for piece in pieces if piece.strip(" .")]


def _may_be_award(item: str) -> bool:
    # A bracket may also hold an acronym ("(NIH)") or a place; award numbers have a digit or a code's shape.
    words = item.split()
    return (
        bool(re.search(r"\d", item))
        or item.upper() in ("N/A", "NA")
        or (len(words) == 1 and "-" in item and item.isupper())
    )
