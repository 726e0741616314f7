"""The publication of a tagged record: MEDLINE, RIS, and PubMed's saved text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gliomine.readers.bibliography import Person, person

Tagged = Sequence[tuple[str, str]]

_KINDS = {"JOUR": "journal article", "EJOUR": "journal article", "CONF": "conference paper", "CHAP": "book chapter"}
_HEAD = re.compile(r"\s*\d{1,6}\. (?P<journal>[^\n]+?)\. (?P<date>\d{4}\b[^;.:]*)")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record states of its publication, as `with_facts` takes it."""

    people: tuple[Person, ...] = ()
    facts: dict[str, str | Iterable[str]] = field(default_factory=dict)


def medline_facts(fields: Tagged) -> Stated:
    """Return what a MEDLINE record states; `AUID` and `AD` belong to the author before them, `CN` is a group."""
    full = any(tag == "FAU" for tag, _ in fields)
    people: list[Person] = []
    name, number, addresses = "", "", list[str]()
    for tag, value in [*fields, ("CN", "")]:
        if tag in ("CN", "FAU" if full else "AU"):
            if name:
                people.append(person(name, orcid=number, addresses=addresses))
            name, number, addresses = value, "", []
        elif tag == "AUID" and "ORCID" in value.upper():
            number = value
        elif tag == "AD":
            addresses.append(value)
    dois = [value.removesuffix("[doi]") for value in _all(fields, "AID", "LID") if value.strip().endswith("[doi]")]
    facts: dict[str, str | Iterable[str]] = {
        "pmid": _first(fields, "PMID"),
        "pmcid": _first(fields, "PMC"),
        "doi": next(iter(dois), ""),
        "year": _first(fields, "DP", "DEP"),
        "journal": _first(fields, "JT", "TA"),
        "article_type": _all(fields, "PT"),
    }
    return Stated(tuple(people), facts)


def ris_facts(fields: Tagged) -> Stated:
    """Return what a RIS record states; programs differ in the tags that they use, and keep identifiers in notes."""
    accession, kind = _first(fields, "AN"), _first(fields, "TY")
    shown = " ".join(_all(fields, "DO", "UR", "L3", "N1"))
    facts: dict[str, str | Iterable[str]] = {
        "pmid": accession if not _first(fields, "DB") or "pubmed" in _first(fields, "DB").lower() else "",
        "pmcid": next((value for value in _all(fields, "C2", "U2") if value.upper().startswith("PMC")), ""),
        "doi": _first(fields, "DO") or ("" if "10." not in shown else shown),
        "year": _first(fields, "PY", "Y1", "DA"),
        "journal": _first(fields, "T2", "JO", "JF", "JA", "J2"),
        "article_type": _first(fields, "M3") if "10." not in _first(fields, "M3") else "",
    }
    facts["article_type"] = facts["article_type"] or _KINDS.get(kind, kind.lower())
    names = _all(fields, "AU") or _all(fields, "A1")
    return Stated(tuple(person(name) for name in names), facts)


def saved_facts(record: str, names: Sequence[str]) -> Stated:
    """Return what a record of PubMed's saved text states: its first line, and the identifiers below."""
    head = _HEAD.match(record)
    found = {key.lower(): value for key, value in re.findall(r"^(DOI|PMCID|PMID): (\S+)", record, re.MULTILINE)}
    facts: dict[str, str | Iterable[str]] = dict(found)
    if head is not None:
        facts |= {"journal": head.group("journal"), "year": head.group("date")}
    return Stated(tuple(Person(name) for name in names if name), facts)


def _all(fields: Tagged, *tags: str) -> list[str]:
    return [value for tag, value in fields if tag in tags and value.strip()]


def _first(fields: Tagged, *tags: str) -> str:
    return next((found[0] for tag in tags if (found := _all(fields, tag))), "")
