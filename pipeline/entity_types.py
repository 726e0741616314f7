"""The one table of entity types: definition, colour, vocabularies, and the labels of other people's models.

Adding a type is adding an entry here; no code asks for a type by name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """What a name of a large vocabulary must look like before the dictionary takes it for an entity of a type.

    Attributes:
        shortest: fewest characters.
        shortest_symbol: fewest characters of a name in capitals.
        digit: whether it needs a digit.
        capitals: whether it needs a capital letter.
        everyday: whether everyday words (`cat`, `lead`) count.
        prefixes: vocabularies whose names are recognised; empty: all.
    """

    shortest: int = 4
    shortest_symbol: int = 3
    digit: bool = False
    capitals: bool = False
    everyday: bool = False
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityType:
    """One kind of thing that is recognised.

    Attributes:
        name: lower case, singular.
        definition: what belongs to it, as in the annotation guideline.
        colour: sRGB background for highlighting; the set is told apart with colour-blind vision (Okabe and Ito 2008,
            Tol 2021), always beside the written type name.
        prefixes: CURIE prefixes of its vocabularies, the preferred one first.
        labels: names under which corpora and models know it, compared without case.
        guard: what the dictionary asks of a name.
    """

    name: str
    definition: str
    colour: str
    prefixes: tuple[str, ...]
    labels: tuple[str, ...]
    guard: Guard = Guard()


_TYPES = (
    EntityType(
        "disease",
        "diseases, tumours, syndromes, symptoms, injuries, adverse events; inflammation as a condition",
        "#FFAABB",
        ("MONDO", "MESH", "DOID", "OMIM"),
        (
            "Disease",
            "SpecificDisease",
            "Modifier",
            "DiseaseClass",
            "CompositeMention",
            "DISO",
            "Cancer",
            "Pathological_formation",
            "MONDO",
            "PROBLEM",
        ),
    ),
    EntityType(
        "cell_type",
        "types or populations of cells, also a described but unnamed cell line",
        "#77AADD",
        ("CL", "MESH"),
        ("Cell", "CellType", "cell_type", "CL"),
    ),
    EntityType(
        "cell_line",
        "named cell lines",
        "#99DDFF",
        ("CVCL", "EFO", "MESH"),
        ("CellLine", "cell_line"),
        Guard(shortest=4, shortest_symbol=4, digit=True, capitals=True),
    ),
    EntityType(
        "vesicle",
        "extracellular vesicles of any kind, also product names of vesicle preparations",
        "#EEDD88",
        ("GO", "MESH", "GLIOMINE"),
        ("Vesicle",),
    ),
    EntityType(
        "cellular_component",
        "other subcellular and extracellular structures",
        "#BBCC33",
        ("GO", "MESH"),
        ("Cellular_component", "CellComponent", "GO_CC"),
    ),
    EntityType(
        "treatment",
        "therapeutic procedures, regimens and modalities, including radiation used to treat or irradiate",
        "#EE8866",
        ("MESH", "GLIOMINE"),
        ("Treatment", "Intervention", "INT"),
    ),
    EntityType(
        "chemical",
        "drugs, small molecules, ions, biologic drugs, named extracts, labels and reagents with a chemical identity",
        "#44BB99",
        ("CHEBI", "MESH"),
        ("Chemical", "Simple_chemical", "CHEM", "CHEBI", "Amino_acid", "NonStandardRef"),
    ),
    EntityType(
        "gene",
        "genes, proteins, families, complexes, receptors, cytokines, mRNAs, miRNAs, lncRNAs",
        "#CCB3E6",
        ("HGNC", "MESH"),
        (
            "Gene",
            "Gene_or_gene_product",
            "protein",
            "DNA",
            "RNA",
            "PR",
            "GGP",
            "FamilyName",
            "DomainMotif",
            "GeneProtein",
            "Complex",
            "Two-component-system",
            "Regulon-operon",
        ),
    ),
    EntityType(
        "anatomy",
        "organs, tissues, body parts, body fluids, anatomical structures",
        "#D9C2A7",
        ("UBERON", "MESH"),
        (
            "Anatomy",
            "UBERON",
            "Organ",
            "Tissue",
            "Multi-tissue_structure",
            "Organism_substance",
            "Organism_subdivision",
            "Anatomical_system",
            "Immaterial_anatomical_entity",
            "Developing_anatomical_structure",
        ),
    ),
    EntityType(
        "organism",
        "species, kinds of organism, people words",
        "#AAAA00",
        ("NCBITaxon", "MESH"),
        ("Species", "Organism", "NCBITaxon", "TAXON"),
    ),
    EntityType(
        "delivery_system",
        "carriers for delivery: particles, gels and scaffolds used to deliver, vectors",
        "#F4B6E0",
        ("MESH", "GLIOMINE"),
        ("Delivery_system",),
    ),
    EntityType(
        "process",
        "biological processes and phenotypes; hypoxia",
        "#C9C9D6",
        ("GO", "MESH"),
        ("Process", "GO_BP"),
    ),
)

ENTITY_TYPES: dict[str, EntityType] = {entry.name: entry for entry in _TYPES}
"""Name -> entry, in the order in which types are listed and coloured."""

_BY_LABEL = {label.casefold(): entry.name for entry in _TYPES for label in (entry.name, *entry.labels)}


def type_of_label(label: str) -> str | None:
    """Return our type for a label of a corpus or model, or None where we have no counterpart.

    >>> type_of_label("SIMPLE_CHEMICAL"), type_of_label("Variant")
    ('chemical', None)
    """
    return _BY_LABEL.get(label.casefold())
