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
        "what ails: illnesses and tumours, symptoms, wounds and harms of treatment",
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
        "kinds of cells and groups of them; a cell line that is described without its name",
        "#77AADD",
        ("CL", "MESH"),
        ("Cell", "CellType", "cell_type", "CL"),
    ),
    EntityType(
        "cell_line",
        "cell lines called by their names",
        "#99DDFF",
        ("CVCL", "EFO", "MESH"),
        ("CellLine", "cell_line"),
        Guard(shortest=4, shortest_symbol=4, digit=True, capitals=True),
    ),
    EntityType(
        "vesicle",
        "vesicles that cells release, and products made of them",
        "#EEDD88",
        ("GO", "MESH", "GLIOMINE"),
        ("Vesicle",),
    ),
    EntityType(
        "cellular_component",
        "other parts of cells, and structures between cells",
        "#BBCC33",
        ("GO", "MESH"),
        ("Cellular_component", "CellComponent", "GO_CC"),
    ),
    EntityType(
        "treatment",
        "ways to treat: operations, courses of therapy, irradiation",
        "#EE8866",
        ("MESH", "GLIOMINE"),
        ("Treatment", "Intervention", "INT"),
    ),
    EntityType(
        "chemical",
        "substances: medicines of every kind, ions, extracts with a name, dyes and reagents",
        "#44BB99",
        ("CHEBI", "MESH"),
        ("Chemical", "Simple_chemical", "CHEM", "CHEBI", "Amino_acid", "NonStandardRef"),
    ),
    EntityType(
        "gene",
        "genes and what is read from them: RNAs, proteins, their families and complexes",
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
        "parts of a body: organs, tissues, fluids",
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
        "living beings, and words for people",
        "#AAAA00",
        ("NCBITaxon", "MESH"),
        ("Species", "Organism", "NCBITaxon", "TAXON"),
    ),
    EntityType(
        "delivery_system",
        "what carries an agent to its place: particles, gels, vectors",
        "#F4B6E0",
        ("MESH", "GLIOMINE"),
        ("Delivery_system",),
    ),
    EntityType(
        "process",
        "what goes on in a living thing",
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
