"""Give a variant its identifier: the number of dbSNP that it is, or its gene and its change in the words of HGVS.

`rs113488022` is `DBSNP:rs113488022`. "BRAF V600E" is `HGVS:BRAF:p.Val600Glu`: the symbol of the gene that stands right
beside it, and the change as HGVS writes it (den Dunnen et al. 2016, doi:10.1002/humu.22981), with three letters for an
amino acid. Deviation: HGVS names a reference sequence where we have the gene. A change without a gene beside it is no
identifier, and "C228T", which can be bases or amino acids, keeps its spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gliomine.document import Document, Link, Mention, containing
from gliomine.entity_traits import NOTATION, SYMBOL
from gliomine.entity_types import types_with

NOTATION_MATCH = "notation"
"""Match of a link that is read off the mention itself."""

SCORE = 0.95

_LETTERS = dict(
    zip(
        "ARNDCQEGHILKMFPSTWYV*X",
        (
            *("Ala", "Arg", "Asn", "Asp", "Cys", "Gln", "Glu", "Gly", "His", "Ile", "Leu"),
            *("Lys", "Met", "Phe", "Pro", "Ser", "Thr", "Trp", "Tyr", "Val", "Ter", "Ter"),
        ),
        strict=True,
    )
)
_AMINO = rf"(?:{'|'.join(sorted(set(_LETTERS.values()) - {'Ter'}))})"
_RS = re.compile(r"rs\s?(\d+)")
_PROTEIN = re.compile(
    rf"(?:(?P<histone>H3(?:\.\d[AB]?)?)\s?)?(?P<prefix>p\.\s?)?\(?(?P<old>{_AMINO}|[A-Z])-?(?P<at>\d+)-?"
    rf"(?P<new>{_AMINO}|Ter|[A-Z*]|del|dup)?(?P<shift>fs(?:\*|X|Ter)?\d*)?\)?"
)
_BASES = re.compile(r"[cgmnr]\.\s?\S.*|[-\d+_ ]+[ACGT]\s?(?:-{0,2}>|→)\s?[ACGT]|\d+\s?(?:del|ins|dup)[ACGT]+")
_ARROW = re.compile(r"\s?(?:-{0,2}>|→)\s?")
_BEFORE = re.compile(r"[\s:(\-–]{0,3}(?:(?:gene|protein|kinase|mutations?|mutants?|variants?)?[\s:(]{1,2})?")
_BEHIND = re.compile(r"\s?(?:[-(]|\s(?:mutations?|mutants?|variants?|substitutions?)?\s?(?:in|of)?\s?(?:the\s)?)")
_LIST = re.compile(r"\s?(?:,|/|and|or|, and|, or)\s?")


def variant_links(document: Document, links: Sequence[Link]) -> Iterator[Link]:
    """Yield the links of a document's variants.

    Args:
        document: with mentions and sentences.
        links: the links of its other mentions, which tell the symbol of a gene.
    """
    kinds, genes = types_with(NOTATION), types_with(SYMBOL)
    symbols = {link.mention_id: link.name for link in links if link.rank == 1 and link.curie.startswith("HGNC:")}
    beside: tuple[Mention, str] | None = None  # the variant before, and its gene
    for place, item in enumerate(document.mentions):
        if item.entity_type not in kinds:
            continue
        number = _RS.fullmatch(item.text)
        if number is not None:
            name = f"rs{number[1]}"
            yield Link(item.mention_id, 1, f"DBSNP:{name}", name, SCORE, NOTATION_MATCH)
            continue
        gene = _gene(document, place, genes, symbols)
        if gene is None and beside is not None and _LIST.fullmatch(document.text, beside[0].end, item.start):
            gene = beside[1]
        beside = None if gene is None else (item, gene)
        change, histone = change_of(item.text)
        gene = histone or gene
        if gene is not None:
            yield Link(item.mention_id, 1, f"HGVS:{gene}:{change}", f"{gene} {change}", SCORE, NOTATION_MATCH)


def _gene(document: Document, place: int, genes: frozenset[str], symbols: Mapping[str, str]) -> str | None:
    """Return the symbol of the gene right before a variant, or else right behind it, in its sentence."""
    text, mentions, item = document.text, document.mentions, document.mentions[place]
    where = containing(document.sentences, item.start)
    if place and mentions[place - 1].entity_type in genes:
        before = mentions[place - 1]
        same = containing(document.sentences, before.start) == where
        if same and _BEFORE.fullmatch(text, before.end, item.start):
            return symbols.get(before.mention_id, before.text)
    if place + 1 < len(mentions) and mentions[place + 1].entity_type in genes:
        after = mentions[place + 1]
        same = containing(document.sentences, after.start) == where
        if same and _BEHIND.fullmatch(text, item.end, after.start):
            return symbols.get(after.mention_id, after.text)
    return None


def change_of(shown: str) -> tuple[str, str | None]:
    """Return a change as HGVS writes it, and the histone that its name begins with.

    >>> change_of("V600E")[0], change_of("p.(Arg132His)")[0], change_of("c.35 delG")[0], change_of("C228T")[0]
    ('p.Val600Glu', 'p.Arg132His', 'c.35delG', 'C228T')
    >>> change_of("H3.3K27M")
    ('p.Lys27Met', 'H3.3')
    """
    match = _PROTEIN.fullmatch(shown)
    if match is not None and (match["new"] or match["shift"]):
        old, new = match["old"], match["new"] or ""
        bases = old in "ACGT" and new in "ACGT" and bool(new)
        if match["prefix"] or match["histone"] or not bases:
            spelt = f"p.{_LETTERS.get(old, old)}{match['at']}{_LETTERS.get(new, new)}{match['shift'] or ''}"
            return spelt, match["histone"]
    if _BASES.fullmatch(shown):
        return _ARROW.sub(">", shown).replace(" ", ""), None
    return " ".join(shown.split()), None
