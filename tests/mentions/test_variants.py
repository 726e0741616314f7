"""Variants and what looks like them."""

from __future__ import annotations

import pytest
from gliomine.mentions.merge import Proposal
from gliomine.mentions.variants import find_variants, names_like_variants, with_variants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JAK2 V617F was found", ["V617F"]),
        ("the V617F mutation", ["V617F"]),
        ("p.V617F, p.Val617Phe and p.(Val617Phe)", ["p.V617F", "p.Val617Phe", "p.(Val617Phe)"]),
        ("(p.V44M)", ["p.V44M"]),
        ("Val617Phe carriers", ["Val617Phe"]),
        ("H3K27M and H3.3K27M gliomas", ["H3K27M", "H3.3K27M"]),
        ("c.1849G>T, c.35delG and c.76_78del", ["c.1849G>T", "c.35delG", "c.76_78del"]),
        ("the 35delG allele", ["35delG"]),
        ("promoter C250T", ["C250T"]),
        ("rs77375493 was typed", ["rs77375493"]),
        ("W1282X, F508del and IVS2+1G>A", ["W1282X", "F508del", "IVS2+1G>A"]),
        ("the -627A>C polymorphism and 3849+10C>T", ["-627A>C", "3849+10C>T"]),
        ("c.211G-->A and c.76 C > T", ["c.211G-->A", "c.76 C > T"]),
        ("KRAS-G13D and JAK2-V617F", ["G13D", "V617F"]),
        ("p.(Gly12Asp), p.Lys76_Gln78delinsGlu", ["p.(Gly12Asp)", "p.Lys76_Gln78delinsGlu"]),
        ("CCR2Δ64 is none, Δ64 is", ["Δ64"]),
        ("arginine to leucine at codon 249", ["arginine to leucine at codon 249"]),
        ("p.Q61RfsX12; next", ["p.Q61RfsX12"]),
        ("1278insTATC and 1494del6", ["1278insTATC", "1494del6"]),
        ("S2 cells, H3, T4 and C57BL/6 mice", []),
        ("U87, L1210 and P388 cells", []),
        ("grants R01CA123456, U54CA210 and K08", []),
        ("anti-T200A antibodies", []),
        ("T98G cells and T47D", []),
        ("S100A was low", []),
        ("A549, H1299 and U87 MG", []),
        ("CD4 T cells at 37C", []),
        ("see rs of 12", []),
    ],
)
def test_variants_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_variants(text, 0, len(text))] == expected


def test_a_gene_keeps_its_part_of_a_mention() -> None:
    text = "JAK2 V617F and V617F mice"
    given = [Proposal(0, 10, "gene", 0.9, "model"), Proposal(15, 20, "cell_line", 0.6, "model")]
    found = [(text[item.start : item.end], item.entity_type) for item in with_variants(text, [(0, len(text))], given)]
    assert found == [("JAK2", "gene"), ("V617F", "variant"), ("V617F", "variant")]


@pytest.mark.parametrize(
    ("text", "shown", "kept"),
    [
        ("AKT (Ser473) rose", "Ser473", False),
        ("STAT3 at Tyr705 was active", "Tyr705", False),
        ("phosphorylated at T308 only", "T308", False),
        ("AKT (pS473) and AKT (S473)", "S473", False),
        ("we grew S2 here", "S2", True),
        ("at S200 cells", "S200", True),
        ("the T24 line", "T24", True),
    ],
)
def test_places_in_a_protein_are_no_entities(text: str, shown: str, kept: bool) -> None:
    start = text.rindex(shown)
    given = [Proposal(start, start + len(shown), "cell_line", 0.6, "model")]
    assert bool(with_variants(text, [(0, len(text))], given)) == kept


def test_names_like_variants_would_be_taken_for_variants() -> None:
    for name in names_like_variants():
        assert list(find_variants(f"{name} x", 0, len(name) + 2)) == []
