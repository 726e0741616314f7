"""Names written in other words than those of the shipped index, and what they are linked to, with near misses."""

from __future__ import annotations

import pytest
from gliomine.config import Config
from gliomine.linking.linker import Linker
from gliomine.linking.stage import knowledge_base_of


@pytest.fixture(scope="module")
def shipped() -> Linker:
    return Linker(knowledge_base_of(Config()))


@pytest.mark.parametrize(
    ("text", "entity_type", "curie"),
    [
        # Preferred names whose words stand in another order.
        ("left ventricular dysfunction", "disease", "MESH:D018487"),
        # What brought it about may be anything; acronyms before a head, too.
        ("iohexol-induced nephropathy", "disease", "MONDO:0005240"),
        ("CSF neutrophilia", "disease", "HP:0011897"),
        ("type C hepatitis", "disease", "MONDO:0005231"),
        ("infection with hepatitis C virus", "disease", "MESH:D006526"),
        ("QT interval prolongation", "disease", "MONDO:0002442"),
        ("shortened QT interval", "disease", "HP:0012232"),
        ("migraineurs", "disease", "MONDO:0005277"),
        ("anginal", "disease", "MESH:D000787"),
        # Less, more, and how cells come to be.
        ("hyperphosphorylation", "process", "GO:0016310"),
        ("hypertension", "disease", "MONDO:0005044"),
        ("osteoblastogenesis", "process", "GO:0001649"),
        # Formulas.
        ("NH4Ac", "chemical", "CHEBI:62947"),
        ("KOH", "chemical", "CHEBI:32035"),
        ("NH3", "chemical", "CHEBI:16134"),
        ("Fe3O4", "chemical", "CHEBI:50821"),
        # A Latin letter for a Greek one.
        ("b-catenin", "gene", "HGNC:2514"),
        ("b-actin", "gene", "HGNC:132"),
        ("transforming growth factor-b", "gene", "HGNC:11766"),
        # What is said of a being before its name.
        ("nontypeable Haemophilus influenzae", "organism", "NCBITaxon:727"),
        ("wound-colonizing bacteria", "organism", "NCBITaxon:2"),
        ("NOD/SCID mice", "organism", "NCBITaxon:10090"),
        ("deer mice", "organism", None),
        ("gripping beasts", "organism", None),
        # Heads that say too little.
        ("seasonal illness", "disease", None),
        ("oncogene", "gene", "MESH:D009857"),
        ("beta-adrenergic blocking drugs", "chemical", "CHEBI:35530"),
    ],
)
def test_a_name_in_other_words(shipped: Linker, text: str, entity_type: str, curie: str | None) -> None:
    found = shipped.candidates(text, entity_type)
    assert (shipped.kb.curie(found[0].concept) if found else None) == curie
