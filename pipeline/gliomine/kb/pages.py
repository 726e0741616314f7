"""Where concepts have a page of their own: CURIE prefix -> address with `{}` for the local identifier."""

from __future__ import annotations

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
"""Prefixes in upper case. A prefix that is not listed, such as our own, gets no link."""
