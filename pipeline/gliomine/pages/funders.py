"""Read funder entries: the funder's name and its award numbers.

Award numbers stand in brackets, behind a word such as "Grant No.", behind a comma, or at the end. A piece of text may
be an award number if it holds a digit and no ordinary words; years and "Horizon 2020" are none.

Performance: award numbers of 80 article pages F1 0.97 (tests/benchmarks/score_pages.py).
"""

from __future__ import annotations

import re

from gliomine.pages.headings import cleaned, decoded
from gliomine.pages.lists import list_items

_GRANT = r"(?:grants?|awards?|contracts?|projects?|programs?|programmes?|agreements?|fellowships?|funds?|references?)"
_NUMBER_WORD = r"(?:(?:numbers?|nos?|nr|ids?|codes?)(?![^\W_]|-)[.:]{0,2}|#|n[°º]|№)"
_KEYWORD = re.compile(
    rf"[\s,;:–-]*(?<!\w)(?:under\s+)?(?:(?:{_GRANT}\s+){{0,2}}{_GRANT}\s*(?:{_NUMBER_WORD}\s*:?\s*|[:#]\s*)"
    rf"|(?P<bare>{_NUMBER_WORD})\s*:?\s*|grants?\s+(?=[^\s,;]*\d))(?P<ids>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKET = re.compile(
    r"(?<![\d)\]])\s*[(\[（](?P<ids>[^()\[\]（）]*(?:[(\[][^()\[\]]*[)\]][^()\[\]（）]*)*)[)\]）](?=[\s.,;]|$)"
)
_LEAD = re.compile(
    rf"^(?:(?:{_GRANT}\s+){{0,2}}{_GRANT}\s*)?(?:{_NUMBER_WORD}\s*:?\s*|{_GRANT}\s*:?\s+(?=\S*\d))", re.IGNORECASE
)
_RECIPIENT = re.compile(r"\s*(?:\((?:awarded )?to [^()]*\)|,? (?:awarded )?to [A-Z][\w. ,&-]*)$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)\d\d)?$")
_PROGRAMME = re.compile(r"(?:horizon|h)\s?2020$|fp\s?[5-9]$", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w./-])[^\W\d_]*[^\W\d_A-Z][^\W\d_]{2,}(?![\w/-])")
_NONE = frozenset({"N/A", "NA"})
_LONGEST = 5000


def funder_ranges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges of the entries of a funders section; award numbers alone belong to the entry before them."""
    entries: list[tuple[int, int]] = []
    for first, last in list_items(text, start, end, semicolons=True):
        if entries and last - first < 80 and all(_may_be_award(item) for item in _pieces(cleaned(text[first:last]))):
            entries[-1] = (entries[-1][0], last)
        else:
            entries.append((first, last))
    return entries


def parse_funder(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the funder's name and its award numbers as displayed.

    >>> parse_funder("National Natural Science Foundation of China (81500606, 81572489)")
    ('National Natural Science Foundation of China', ('81500606', '81572489'))
    >>> parse_funder("Fonds Wetenschappelijk Onderzoek, G.0906.11")
    ('Fonds Wetenschappelijk Onderzoek', ('G.0906.11',))
    """
    shown = decoded(cleaned(text))
    if len(shown) > _LONGEST:
        return shown, ()
    entry = _RECIPIENT.sub("", shown.rstrip(" ."))
    for read in (_in_brackets, _after_keyword, _after_comma, _at_end):
        found = read(entry)
        if found is not None:
            return found
    return shown, ()


def _in_brackets(entry: str) -> tuple[str, tuple[str, ...]] | None:
    """Read every bracket that holds award numbers; other brackets, such as "(NIH)", stay in the name."""
    ids: list[str] = []
    name, position = "", 0
    for match in _BRACKET.finditer(entry):
        found = _bracketed(match.group("ids").strip())
        if match.start() > 0 and found:
            ids += found
            name += entry[position : match.start()]
            position = match.end()
    if not ids:
        return None
    return (name + entry[position:]).strip(" ,;:"), tuple(ids)


def _bracketed(inner: str) -> list[str]:
    lead = _LEAD.match(inner)
    ids = _pieces(inner[lead.end() :] if lead else inner)
    codes = len(ids) == 1 and re.fullmatch(r"[A-Z]+-[A-Z-]+", ids[0])  # "K-ZJHZ"; but "(NIH)" is an acronym
    if not ids or codes or inner.upper() in _NONE:
        return ids
    if not all(re.search(r"\d", item) for item in ids) or all(_YEAR.match(item) for item in ids):
        return []
    return ids if lead or all(_may_be_award(item, words=2) for item in ids) else []


def _after_keyword(entry: str) -> tuple[str, tuple[str, ...]] | None:
    position = 1
    while (match := _KEYWORD.search(entry, position)) is not None:
        ids = _pieces(match.group("ids").rstrip(" .)]") if "(" not in match.group("ids") else match.group("ids"))
        bare = match.group("bare") is not None  # "Hospital No. 5 Foundation"
        if ids and all(_may_be_award(item, words=0 if bare else 1) and len(item) > 2 * bare for item in ids):
            return entry[: match.start()].strip(" ,;:(["), tuple(ids)
        position = match.start("ids")
    return None


def _after_comma(entry: str) -> tuple[str, tuple[str, ...]] | None:
    pieces = list(re.finditer(r"\s*[,:;]\s+|\s+[-–—]\s+", entry))
    ids: list[str] = []
    cut = len(entry)
    for mark in reversed(pieces):
        found = _pieces(entry[mark.end() : cut])
        if mark.start() == 0 or not found or not all(_may_be_award(item) for item in found):
            break
        ids, cut = [*found, *ids], mark.start()
    return (entry[:cut].rstrip(" ,;:"), tuple(ids)) if ids else None


def _at_end(entry: str) -> tuple[str, tuple[str, ...]] | None:
    """Read a number of five digits or more that ends the entry: "NSFC 81500606"."""
    match = re.search(r"\s((?:[A-Z]\d\d\s)?(?:[A-Z]{2}\s?)?[A-Z\d][\w./-]*)$", entry)
    if match is None or len(re.sub(r"\D", "", match.group(1))) < 5 or not _may_be_award(match.group(1)):
        return None
    return entry[: match.start()].rstrip(" ,;:"), (match.group(1),)


def _pieces(text: str) -> list[str]:
    pieces = re.split(r"\s*[,;，；、]\s*(?:(?:and|&)\s+)?|\s+(?:and|&|et|y|e|und)\s+", text.strip())
    return [piece.strip(" .") for piece in pieces if piece.strip(" .")]


def _may_be_award(item: str, *, words: int = 0) -> bool:
    """Tell whether a piece of text has the shape of an award number, with at most so many ordinary words."""
    if item.upper() in _NONE:
        return True
    if not re.search(r"\d", item) or _YEAR.match(item) or _PROGRAMME.match(item) or len(item.split()) > 6:
        return False
    return len(_WORD.findall(item)) <= words
