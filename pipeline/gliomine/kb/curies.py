"""Identifiers of concepts: the one table of CURIE prefixes, their packing into 32 bits, and their pages.

The index keeps several hundred thousand identifiers; packed, they cost four bytes each and sort by vocabulary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CurieForm:
    """How one vocabulary spells its identifiers.

    Attributes:
        prefix: all that stands before the number, exactly as written.
        width: digits of the number, with leading zeros; 0 where there are none.
        base: 10, or 36 for the accessions of Cellosaurus.
    """

    prefix: str
    width: int = 0
    base: int = 10


# Appending is safe; the place of a form in this table is its code in every index that was ever built.
FORMS: tuple[CurieForm, ...] = (
    CurieForm("MONDO:", 7),
    CurieForm("CL:", 7),
    CurieForm("CVCL_", 4, 36),
    CurieForm("GO:", 7),
    CurieForm("UBERON:", 7),
    CurieForm("CHEBI:"),
    CurieForm("NCBITaxon:"),
    CurieForm("HGNC:"),
    CurieForm("MESH:D", 6),
    CurieForm("MESH:C", 6),
    CurieForm("MESH:D", 9),
    CurieForm("MESH:C", 9),
    CurieForm("GLIOMINE:", 4),
    CurieForm("DOID:"),
    CurieForm("DOID:", 7),
    CurieForm("OMIM:", 6),
    CurieForm("OMIMPS:", 6),
    CurieForm("EFO:", 7),
    CurieForm("HP:", 7),
    CurieForm("NCBIGene:"),
    CurieForm("MIRBASE:MI", 7),
    CurieForm("UMLS:C", 7),
    CurieForm("NCIT:C"),
    CurieForm("DRUGBANK:DB", 5),
    CurieForm("PR:", 9),
    CurieForm("BTO:", 7),
    CurieForm("SO:", 7),
)
"""Every prefix in its canonical spelling."""

CONCEPT_PAGES: dict[str, str] = {
    "CHEBI": "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:{}",
    "CL": "https://www.ebi.ac.uk/ols4/ontologies/cl/classes?obo_id=CL:{}",
    "CVCL": "https://www.cellosaurus.org/CVCL_{}",
    "DOID": "https://disease-ontology.org/?id=DOID:{}",
    "EFO": "https://www.ebi.ac.uk/ols4/ontologies/efo/classes?obo_id=EFO:{}",
    "GO": "https://amigo.geneontology.org/amigo/term/GO:{}",
    "HGNC": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:{}",
    "HP": "https://hpo.jax.org/browse/term/HP:{}",
    "MESH": "https://meshb.nlm.nih.gov/record/ui?ui={}",
    "MONDO": "https://monarchinitiative.org/MONDO:{}",
    "NCBIGENE": "https://www.ncbi.nlm.nih.gov/gene/{}",
    "NCBITAXON": "https://www.ncbi.nlm.nih.gov/datasets/taxonomy/{}/",
    "OMIM": "https://omim.org/entry/{}",
    "UBERON": "https://www.ebi.ac.uk/ols4/ontologies/uberon/classes?obo_id=UBERON:{}",
}
"""Where concepts have a page of their own: CURIE prefix in upper case -> address with `{}` for the local identifier.

A prefix that is not listed, such as our own, gets no link."""

TEXT_CODE = 255
_SHIFT, _LIMIT = 24, 1 << 24
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS = re.compile(r"^([A-Za-z]+[:_](?:DB|MI|[A-Z](?=\d))?)([0-9A-Z]+)$")
_BY_PREFIX: dict[str, list[tuple[int, CurieForm]]] = {}
for _code, _form in enumerate(FORMS):
    _BY_PREFIX.setdefault(_form.prefix, []).append((_code, _form))


def pack_curie(curie: str) -> int | None:
    """Return the packed form of a CURIE, or None where no form of the table spells it.

    >>> [unpack_curie(pack_curie(curie)) for curie in ("MESH:C000657245", "CVCL_0022", "DOID:4", "CHEBI:72564")]
    ['MESH:C000657245', 'CVCL_0022', 'DOID:4', 'CHEBI:72564']
    """
    parts = _PARTS.match(curie)
    if parts is None:
        return None
    for code, form in _BY_PREFIX.get(parts[1], _BY_PREFIX.get(curie[:5], [])):
        digits = curie[len(form.prefix) :]
        if form.base == 10 and not digits.isdecimal():
            continue
        number = int(digits, form.base)
        if number < _LIMIT and _digits(number, form) == digits:
            return code << _SHIFT | number
    return None


def _digits(number: int, form: CurieForm) -> str:
    if form.base == 10:
        return str(number).zfill(form.width)
    digits = ""
    while number:
        number, rest = divmod(number, form.base)
        digits = _DIGITS[rest] + digits
    return digits.rjust(form.width, "0")


def unpack_curie(packed: int) -> str:
    """Return the CURIE of a packed number whose form stands in the table."""
    form = FORMS[packed >> _SHIFT]
    return form.prefix + _digits(packed & (_LIMIT - 1), form)


def vocabulary_of(curie: str) -> str:
    """Return the vocabulary of a CURIE: what stands before its colon, or before the underscore of Cellosaurus.

    >>> vocabulary_of("MESH:D005910"), vocabulary_of("CVCL_0022")
    ('MESH', 'CVCL')
    """
    return curie.partition(":")[0] if ":" in curie else curie.partition("_")[0]
