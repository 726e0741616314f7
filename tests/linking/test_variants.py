"""Variants get the gene beside them and the change in the words of HGVS."""

from __future__ import annotations

import pytest
from gliomine.document import Document, Link, Mention, Sentence, mention_id
from gliomine.linking.variants import change_of, variant_links

from tests.markup import parse


def identifiers(marked: str) -> list[str]:
    document, _ = parse(marked)
    given = [
        Link(item.mention_id, 1, "HGNC:1", {"B-Raf": "BRAF", "Jak2": "JAK2"}.get(item.text, item.text), 1.0, "exact")
        for item in document.mentions
        if item.entity_type == "gene"
    ]
    return [link.curie for link in variant_links(document, given)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("<m type=gene>B-Raf</m> <m type=variant>V600K</m>", ["HGVS:BRAF:p.Val600Lys"]),
        ("<m type=gene>Jak2</m>-<m type=variant>V617F</m>", ["HGVS:JAK2:p.Val617Phe"]),
        ("<m type=gene>Jak2</m> (<m type=variant>p.Val617Phe</m>)", ["HGVS:JAK2:p.Val617Phe"]),
        ("<m type=variant>V617F</m> mutation in <m type=gene>Jak2</m>", ["HGVS:JAK2:p.Val617Phe"]),
        (
            "<m type=gene>KRAS</m> <m type=variant>G13D</m>, <m type=variant>Q61H</m> and <m type=variant>A59E</m>",
            ["HGVS:KRAS:p.Gly13Asp", "HGVS:KRAS:p.Gln61His", "HGVS:KRAS:p.Ala59Glu"],
        ),
        ("<m type=variant>H3.3K36M</m> <m type=disease>glioma</m>", ["HGVS:H3.3:p.Lys36Met"]),
        ("<m type=variant>rs 1799853</m> of <m type=gene>CYP2C9</m>", ["DBSNP:rs1799853"]),
        ("<m type=gene>GJB2</m> <m type=variant>c.35 delG</m>", ["HGVS:GJB2:c.35delG"]),
        ("a <m type=variant>V617F</m> mutation", []),
        ("<m type=gene>Jak2</m> was low, and <m type=variant>V617F</m> was found", []),
        ("<m type=gene>Jak2</m> <m type=cell_line>T98G</m>", []),
    ],
)
def test_gene_and_change(marked: str, expected: list[str]) -> None:
    assert identifiers(marked) == expected


@pytest.mark.parametrize(
    ("shown", "change"),
    [
        ("W1282X", "p.Trp1282Ter"),
        ("R213*", "p.Arg213Ter"),
        ("F508del", "p.Phe508del"),
        ("p.Q61RfsX12", "p.Gln61ArgfsX12"),
        ("c.211G-->A", "c.211G>A"),
        ("G1691A", "G1691A"),
        ("p.G1691A", "p.Gly1691Ala"),
        ("IVS2+1G>A", "IVS2+1G>A"),
    ],
)
def test_changes(shown: str, change: str) -> None:
    assert change_of(shown)[0] == change


def test_a_gene_of_another_sentence_is_not_the_variants() -> None:
    text = "We typed JAK2\nV617F was found"
    spans = ((9, 13, "gene"), (14, 19, "variant"))
    mentions = tuple(
        Mention(start, end, mention_id("a", start, end, entity_type=kind), text[start:end], kind, 1.0, "gold")
        for start, end, kind in spans
    )
    sentences = (Sentence(0, 13, 0, "title", text[:13]), Sentence(14, len(text), 1, "abstract", text[14:]))
    assert list(variant_links(Document("a", text, mentions=mentions, sentences=sentences), [])) == []
