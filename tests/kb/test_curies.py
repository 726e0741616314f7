"""The table of prefixes: every index that was ever built is read by it, and by the place of each form in it."""

from __future__ import annotations

import pytest
from gliomine.kb.curies import FORMS, pack_curie, unpack_curie

WRITTEN = [  # one of each form, in the order of the table: the lowest number with all its zeros
    *("MONDO:0000001", "CL:0000001", "CVCL_0001", "GO:0000001", "UBERON:0000001", "CHEBI:1", "NCBITaxon:1", "HGNC:1"),
    *("MESH:D000001", "MESH:C000001", "MESH:D000000001", "MESH:C000000001", "GLIOMINE:0001", "DOID:1", "DOID:0000001"),
    *("OMIM:000001", "OMIMPS:000001", "EFO:0000001", "HP:0000001", "NCBIGene:1", "MIRBASE:MI0000001", "UMLS:C0000001"),
    *("NCIT:C1", "DRUGBANK:DB00001", "PR:000000001", "BTO:0000001", "SO:0000001"),
]


def test_every_form_writes_its_numbers_as_its_vocabulary_does() -> None:
    assert [unpack_curie(code << 24 | 1) for code in range(len(WRITTEN))] == WRITTEN
    for code, form in enumerate(FORMS):
        for number in (1, 35, 999, (1 << 24) - 1):
            curie = unpack_curie(code << 24 | number)
            packed = pack_curie(curie)
            assert packed is not None and unpack_curie(packed) == curie
            assert len(curie) >= len(form.prefix) + form.width


@pytest.mark.parametrize("curie", ["", "MONDO:", "MONDO:12", "mondo:0000001", "LAB:1", "MESH:X1", "CHEBI:16777216"])
def test_what_no_form_writes_is_not_packed(curie: str) -> None:
    assert pack_curie(curie) is None
