"""Names of general medicine: procedures, trainings, care, heads of many words, with near misses beside them."""

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
        # What clinicians say and headings do not.
        ("oxygen therapy", "treatment", "MESH:D010102"),
        ("elective operations", "treatment", "MESH:D017558"),
        ("treadmill training", "treatment", "MESH:D005081"),
        ("supportive treatment", "treatment", "MESH:D010166"),
        ("LABA", "chemical", "MESH:D058666"),
        ("carbohydrate antigen 19-9", "gene", "MESH:D018395"),
        ("deliveries", "process", "GO:0007567"),
        # A name of ours is found under modifiers, before heads that add nothing, and in its parts.
        ("large bone marrow aspirates", "anatomy", "UBERON:0002371"),
        ("lumbar microdiscectomy surgery", "treatment", "MESH:D017586"),
        ("oral supportive care", "treatment", "MESH:D010166"),
        # A head that says the same of a treatment.
        ("kidney graft", "treatment", "MESH:D016030"),
        ("yoga intervention", "treatment", "MESH:D015013"),
        ("musical intervention", "treatment", None),
        # Marks of a brand and what stands behind it.
        ("Nurofen\u00ae forte", "chemical", "CHEBI:5855"),
        ("Nurofenol forte", "chemical", None),
        # An antagonist is one at the receptor.
        ("CB1 antagonists", "chemical", "CHEBI:73416"),
        ("selective CB1 (cannabinoid-1) antagonist", "chemical", "CHEBI:73416"),
        ("ZB9 antagonist", "chemical", None),
        # "X of Y" whose parts have modifiers.
        ("inherited disorder of skeletal muscle", "disease", "MONDO:0020120"),
        ("deficiency of the hepatic enzyme phenylalanine hydroxylase", "disease", "MONDO:0009861"),
        ("cortical tumours of the kidney", "disease", "MONDO:0021163"),
        ("shortage of the hepatic enzyme phenylalanine hydroxylase", "disease", None),
        # The opposite is not the thing.
        ("vertebral fractures", "disease", "MONDO:0005309"),
        ("non-vertebral fractures", "disease", "MONDO:0005315"),
        ("non-specific neck pain", "disease", "MESH:D019547"),
        # Plurals within a name.
        ("allogeneic blood stem cells (BSCs) transplantation", "treatment", "MESH:D033581"),
        # Another time of the same.
        ("acute exacerbation of chronic bronchitis", "disease", "MONDO:0005607"),
        ("arthritis flares", "disease", "MONDO:0005578"),
        ("exacerbation", "disease", None),
        # British spellings.
        ("percutaneous discectomies", "treatment", "MESH:D017587"),
        ("labour onset", "process", "MESH:D007745"),
    ],
)
def test_a_name_of_general_medicine(shipped: Linker, text: str, entity_type: str, curie: str | None) -> None:
    found = shipped.candidates(text, entity_type)
    assert (shipped.kb.curie(found[0].concept) if found else None) == curie
