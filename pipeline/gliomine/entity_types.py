"""The one table of entity types: definition, colour, vocabularies, and the labels of other people's models.

Adding a type is adding an entry here; no code asks for a type by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gliomine.entity_traits import (
    AGENT,
    AILMENT,
    BACKGROUND,
    BEING,
    CERTAIN,
    COMPOSED,
    DEPRIVED,
    HEAD,
    HEDGED_NAME,
    LADEN,
    LINE,
    NOTATION,
    PAIRED,
    PLACE,
    SIGNED,
    SYMBOL,
    Guard,
    Naming,
    listed,
)

_UNGUARDED, _AS_IT_STANDS, _UNTYPED = Guard(), Naming(), Naming(exact_spelling=True)


@dataclass(frozen=True, slots=True)
class EntityType:
    """One kind of thing that is recognised.

    Attributes:
        name: lower case, singular.
        definition: what belongs to it, as in the annotation guideline.
        colour: sRGB background for highlighting, told apart with colour-blind vision (Okabe and Ito 2008, Tol 2021).
        prefixes: CURIE prefixes of its vocabularies, the preferred one first.
        labels: names under which corpora and models know it, compared without case.
        guard: what the dictionary asks of a name.
        naming: how its names vary.
        hedged: what a hedged sentence says of it: `AGENT` ("MSC therapy may help": possible), `HEAD` (an agent as the
            head of a subject only: "MSCs may", not "the function of podocytes may") or `BACKGROUND` (only the place,
            or the thing treated: it stays present).
        biolink: category of the Biolink Model.
        traits: what else holds of it, in the words of `gliomine.entity_traits`.
    """

    name: str
    definition: str
    colour: str
    prefixes: tuple[str, ...]
    labels: tuple[str, ...]
    guard: Guard = _UNGUARDED
    naming: Naming = _AS_IT_STANDS
    hedged: str = AGENT
    biolink: str = "biolink:NamedThing"
    traits: tuple[str, ...] = ()


_TYPES = (
    EntityType(
        "disease",
        "what ails: illnesses and tumours, symptoms, wounds and harms of treatment",
        "#FFAABB",
        ("MONDO", "MESH", "DOID", "OMIM", "HP"),
        listed(
            "Disease | SpecificDisease | Modifier | DiseaseClass | CompositeMention | DISO | Cancer | "
            "Pathological_formation | MONDO | PROBLEM"
        ),
        naming=Naming(
            heads=("syndrome", "disease", "deficiency", "infection"),
            trailing=listed(
                "patient | case | disease | disorder | syndrome | tumor | cancer | episode | symptom | attack | "
                "phenotype | state | condition | event | family | gene | mutation | development | formation | flare | "
                "lesion | process | exacerbation | relapse | recurrence"
            ),
            compatible=("process",),
            shared=(),
            eponyms=True,
            harm=True,
        ),
        hedged=BACKGROUND,
        biolink="biolink:Disease",
        traits=(DEPRIVED, PAIRED, HEDGED_NAME, AILMENT),
    ),
    EntityType(
        "cell_type",
        "kinds of cells and groups of them; a cell line that is described without its name",
        "#77AADD",
        ("CL", "MESH"),
        ("Cell", "CellType", "cell_type", "CL"),
        naming=Naming(
            heads=("cell",),
            trailing=listed("population | line | lineage | culture | type | precursor | body"),
            compatible=("cell_line", "anatomy"),
            described=True,
        ),
        hedged=HEAD,
        biolink="biolink:Cell",
        traits=(COMPOSED, PAIRED, PLACE, CERTAIN),
    ),
    EntityType(
        "cell_line",
        "cell lines called by their names",
        "#99DDFF",
        ("CVCL", "EFO", "MESH"),
        ("CellLine", "cell_line"),
        Guard(shortest=4, shortest_symbol=4, digit=True, capitals=True),
        naming=Naming(
            trailing=listed("cell | cells | cell line | xenograft | tumor | model"),
            compatible=("cell_type",),
            shared=("cell_type", "disease", "gene"),
            exact_spelling=True,
            numbered=True,
        ),
        hedged=BACKGROUND,
        biolink="biolink:CellLine",
        traits=(COMPOSED, PLACE, LINE),
    ),
    EntityType(
        "vesicle",
        "vesicles that cells release, and products made of them",
        "#EEDD88",
        ("GO", "MESH", "GLIOMINE"),
        ("Vesicle",),
        naming=Naming(
            trailing=listed("preparation | cargo | secretion | treatment"),
            compatible=("cellular_component", "delivery_system", "cell_type"),
            shared=("cellular_component", "delivery_system"),
            described=True,
        ),
        biolink="biolink:CellularComponent",
        traits=(COMPOSED, LADEN),
    ),
    EntityType(
        "cellular_component",
        "other parts of cells, and structures between cells",
        "#BBCC33",
        ("GO", "MESH"),
        ("Cellular_component", "CellComponent", "GO_CC"),
        naming=Naming(
            heads=("complex", "membrane", "part of cell", "vesicle"),
            trailing=listed("structure | compartment | fraction | region | part | protein"),
            compatible=("vesicle", "anatomy", "gene"),
        ),
        hedged=BACKGROUND,
        biolink="biolink:CellularComponent",
        traits=(CERTAIN,),
    ),
    EntityType(
        "treatment",
        "ways to treat: operations, courses of therapy, irradiation",
        "#EE8866",
        ("MESH", "GLIOMINE"),
        ("Treatment", "Intervention", "INT"),
        naming=Naming(
            heads=("therapy",),
            trailing=listed("treatment | therapy | regimen | procedure | protocol | administration | course | surgery"),
            compatible=("chemical", "process", "cell_type", "vesicle", "delivery_system"),
            shared=("chemical", "process", "disease", "delivery_system"),
            described=True,
            means="drug therapy",
        ),
        biolink="biolink:Procedure",
    ),
    EntityType(
        "chemical",
        "substances: medicines of every kind, ions, extracts with a name, dyes and reagents",
        "#44BB99",
        ("CHEBI", "MESH"),
        ("Chemical", "Simple_chemical", "CHEM", "CHEBI", "Amino_acid", "NonStandardRef"),
        naming=Naming(
            trailing=listed(
                "hydrochloride | hcl | dihydrochloride | hydrobromide | sodium | disodium | potassium | calcium | "
                "sulfate | acetate | mesylate | maleate | tartrate | citrate | phosphate | succinate | fumarate | "
                "bromide | chloride | besylate | nitrate | hydrate | monohydrate | salt | ion | molecule | compound | "
                "derivative | analog | treatment | solution | residue | anion | dye | drug | agent | infusion | gel | "
                "therapy | medication | supplement | supplementation | preparation | tablet | capsule | cream | "
                "ointment | spray | injection | monotherapy | intake | dihydrate | trihydrate | lactate | iodide | "
                "oxalate | tosylate | pamoate | extract | formulation | forte | extra | plus | retard | depot"
            ),
            compatible=("gene", "treatment", "delivery_system", "vesicle", "organism"),
            exact_spelling=True,
            noted=True,
        ),
        biolink="biolink:ChemicalEntity",
        traits=(DEPRIVED, CERTAIN),
    ),
    EntityType(
        "gene",
        "genes and what is read from them: RNAs, proteins, their families and complexes",
        "#CCB3E6",
        ("HGNC", "MESH"),
        listed(
            "Gene | Gene_or_gene_product | protein | DNA | RNA | PR | GGP | FamilyName | DomainMotif | "
            "GeneProtein | Complex | Two-component-system | Regulon-operon"
        ),
        naming=Naming(
            trailing=listed(
                "protein | gene | mrna | receptor | signaling | family | molecule | antibody | expression | subunit | "
                "cytokine"
            ),
            compatible=("chemical", "cellular_component"),
            shared=("chemical", "cellular_component", "process"),
            exact_spelling=True,
            symbols=True,
            members=("HGNC:",),
        ),
        biolink="biolink:Gene",
        traits=(SIGNED, DEPRIVED, SYMBOL),
    ),
    EntityType(
        "variant",
        "changes of a sequence: mutations and polymorphisms by their names",
        "#FFD6B0",
        ("DBSNP",),
        listed(
            "Variant | Mutation | DNAMutation | ProteinMutation | SNP | DNAAllele | ProteinAllele | AcidChange | "
            "OtherMutation"
        ),
        naming=Naming(exact_spelling=True),
        biolink="biolink:SequenceVariant",
        traits=(NOTATION,),
    ),
    EntityType(
        "anatomy",
        "parts of a body: organs, tissues, fluids",
        "#D9C2A7",
        ("UBERON", "MESH"),
        listed(
            "Anatomy | UBERON | Organ | Tissue | Multi-tissue_structure | Organism_substance | "
            "Organism_subdivision | Anatomical_system | Immaterial_anatomical_entity | "
            "Developing_anatomical_structure"
        ),
        naming=Naming(
            heads=("tissue", "structure", "system"),
            trailing=listed(
                "tissue | region | area | structure | zone | sample | specimen | surface | wall | organ | system"
            ),
            compatible=("cellular_component", "cell_type", "organism", "process"),
            shared=("cellular_component", "cell_type", "process"),
        ),
        hedged=BACKGROUND,
        biolink="biolink:AnatomicalEntity",
        traits=(COMPOSED, PLACE),
    ),
    EntityType(
        "organism",
        "living beings, and words for people",
        "#AAAA00",
        ("NCBITaxon", "MESH"),
        ("Species", "Organism", "NCBITaxon", "TAXON"),
        naming=Naming(
            trailing=listed(
                "strain | species | animal | model | pup | embryo | fetus | genome | line | patient | genus | mosquito"
            ),
            compatible=("anatomy", "disease"),
            shared=("disease",),
            fixed=True,
            exact_spelling=True,
            nested=True,
        ),
        hedged=BACKGROUND,
        biolink="biolink:OrganismTaxon",
        traits=(DEPRIVED, PLACE, CERTAIN, BEING),
    ),
    EntityType(
        "delivery_system",
        "what carries an agent to its place: particles, gels, vectors",
        "#F4B6E0",
        ("MESH", "GLIOMINE"),
        ("Delivery_system",),
        naming=Naming(
            trailing=listed("system | carrier | formulation | platform | vehicle"),
            compatible=("chemical", "vesicle", "treatment", "organism"),
            described=True,
        ),
        traits=(PAIRED, LADEN),
    ),
    EntityType(
        "process",
        "what goes on in a living thing",
        "#C9C9D6",
        ("GO", "MESH"),
        ("Process", "GO_BP"),
        naming=Naming(
            trailing=listed(
                "process | activity | ability | capacity | pathway | effect | event | phenotype | rate | function | "
                "functioning | performance | response | reaction"
            ),
            compatible=("disease", "treatment"),
        ),
        biolink="biolink:BiologicalProcess",
    ),
)

ENTITY_TYPES: dict[str, EntityType] = {entry.name: entry for entry in _TYPES}
"""Name -> entry, in the order in which types are listed and coloured."""


def type_of_label(label: str) -> str | None:
    """Return our type for a label of a corpus or model, or None where we have no counterpart.

    >>> type_of_label("SIMPLE_CHEMICAL"), type_of_label("Thing")
    ('chemical', None)
    """
    return _labels(tuple(ENTITY_TYPES.values())).get(label.casefold())


def is_agent(entity_type: str, *, head: bool = False) -> bool:
    """Tell whether a thing of a type acts in a sentence.

    Args:
        entity_type: one of ours; a thing without a type acts.
        head: whether the mention is the head of its phrase.
    """
    entry = ENTITY_TYPES.get(entity_type)
    return entry is None or entry.hedged == AGENT or (head and entry.hedged == HEAD)


def types_with(trait: str) -> frozenset[str]:
    """Return the types that have a trait.

    >>> sorted(types_with(LINE))
    ['cell_line']
    """
    return frozenset(entry.name for entry in ENTITY_TYPES.values() if trait in entry.traits)


def type_with(trait: str) -> str:
    """Return the first type that has a trait; an empty text where none has."""
    return min(types_with(trait), key=list(ENTITY_TYPES).index, default="")


def naming_of(entity_type: str) -> Naming:
    """Return how things of a type are named; of a thing without a type the fewest changes are made."""
    entry = ENTITY_TYPES.get(entity_type)
    return entry.naming if entry is not None else _UNTYPED


@lru_cache(maxsize=4)
def _labels(types: tuple[EntityType, ...]) -> dict[str, str]:
    return {label.casefold(): entry.name for entry in types for label in (entry.name, *entry.labels)}
