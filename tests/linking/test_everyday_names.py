"""Names written in other words than those of the shipped index, and what they are linked to, with near misses."""

from __future__ import annotations

import pytest
from gliomine.config import Config
from gliomine.document import Abbreviation, Document, Mention
from gliomine.linking.context import candidates_of
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
        # Not what a list means by an identifier of MeSH, but the concept that is called so.
        ("attention-deficit/hyperactivity disorder", "disease", "MONDO:0007743"),
        ("ADHD", "disease", "MONDO:0007743"),
        ("severe combined immunodeficiency", "disease", "MONDO:0015974"),
        ("quetiapine", "chemical", "CHEBI:8707"),
        ("rosuvastatin", "chemical", "CHEBI:38545"),
        ("octogenarians", "organism", "MESH:D000087742"),
        ("alcohol", "chemical", "CHEBI:16236"),  # in medicine one of the alcohols
        ("NAC", "chemical", "CHEBI:22198"),  # letters name many things
        # Germs by their short names.
        ("H. pylori infection", "disease", "MONDO:0006781"),
        ("M. tuberculosis infections", "disease", "MONDO:0018076"),
        ("vertebral fractures", "disease", "MONDO:0005309"),
        ("rib fracture", "disease", "MESH:D012253"),
        # Heads that say too little.
        ("seasonal illness", "disease", None),
        ("oncogene", "gene", "MESH:D009857"),
        ("beta-adrenergic blocking drugs", "chemical", "CHEBI:35530"),
        ("transcription activator", "gene", None),
        ("immune imbalance", "process", None),
        ("M1 phenotype", "process", None),
        ("malignant phenotype", "process", None),
        # Cells and lines of any tumour; other cells are none.
        ("seminoma cells", "cell_type", "CL:0001063"),
        ("human hepatoma cell lines", "cell_type", "MESH:D045744"),
        ("lymphoma-infiltrating T cells", "cell_type", "CL:0000084"),
        ("gastric cells", "cell_type", None),
        ("MCF-7 breast cancer cells", "cell_line", "CVCL_0031"),
        ("Breast cancer cells", "cell_line", "CL:0001063"),
        # A tumour's growth is no concept; that of a cell is.
        ("glioma growth", "process", None),
        ("hepatic tumour regrowth", "process", None),
        ("cell growth", "process", "GO:0016049"),
        # Rays with a treatment of their own, and others.
        ("conformal proton radiation therapy", "treatment", "MESH:D061766"),
        ("silicon ion therapy", "treatment", "MESH:D063193"),
        ("photon beam radiotherapy", "treatment", "MESH:D011878"),
        # A substance by a short name, given as a treatment.
        ("TMZ treatment", "treatment", "MESH:D004358"),
        ("cold treatment", "treatment", "MESH:D017679"),
        ("blue treatment", "treatment", None),
        # A modifier in the middle.
        ("adjuvant postoperative radiotherapy", "treatment", "MESH:D018714"),
        # Inner words in the plural.
        ("mesenchymal stem cells transplantation", "treatment", "MESH:D045164"),
        # No part of a body is an animal.
        ("liver cancer tissue", "anatomy", None),
        # The state of a protein; small letters that people listed, and those that they did not.
        ("phosphorylated-4E-BP1", "gene", "HGNC:3288"),
        ("bax", "gene", "HGNC:959"),
        ("cat", "gene", None),
        # A prefix before a known word is a known word.
        ("radioresistant sarcomas", "disease", "MONDO:0005089"),
        ("zorbiresistant sarcomas", "disease", None),
    ],
)
def test_a_name_in_other_words(shipped: Linker, text: str, entity_type: str, curie: str | None) -> None:
    found = shipped.candidates(text, entity_type)
    assert (shipped.kb.curie(found[0].concept) if found else None) == curie


@pytest.mark.parametrize(
    ("text", "entity_type", "curie"),
    [
        ("tuberous sclerosis complex 2", "gene", "HGNC:12363"),
        ("mTORC2", "gene", "MESH:D000076225"),
        ("protein kinase R-like endoplasmic reticulum kinase", "gene", "HGNC:3255"),
        ("ALP", "gene", "MESH:D000469"),
        ("lung inflammation", "disease", "MONDO:0043905"),
        ("cerebral ischemic injury", "disease", "MONDO:0005299"),
        ("adjuvant radiotherapy", "treatment", "MESH:D018714"),
        ("glioblastoma cell line", "cell_type", "MESH:D045744"),
        ("convection-enhanced delivery", "treatment", "MESH:D016503"),
        ("iPSCs", "cell_type", "MESH:D057026"),
        ("necrosis", "process", "MESH:D009336"),
        ("vascular permeability", "process", "MESH:D002199"),
    ],
)
def test_a_name_of_the_home_topic(shipped: Linker, text: str, entity_type: str, curie: str) -> None:
    first = shipped.candidates(text, entity_type)[0]
    assert curie in (first.curated, shipped.kb.curie(first.concept))


@pytest.mark.parametrize(
    ("long", "short", "curie"),
    [
        # The long form is spelled as no index has it: the symbol, which is that of one gene, says what is meant.
        ("death-bringing ligand of the necrosis family", "TRAIL", "HGNC:11925"),
        ("stress kinase of the reticulum", "PERK", "HGNC:3255"),
        # Three letters are a chance.
        ("brown tissue protein", "BTP", None),
        # What the long form is called wins.
        ("caspase 3", "PERK", "HGNC:1504"),
    ],
)
def test_a_symbol_whose_long_form_nobody_knows(shipped: Linker, long: str, short: str, curie: str | None) -> None:
    text = f"The {long} ({short}) fell."
    start = text.index(f"({short})") + 1
    document = Document(
        "a",
        text,
        mentions=(Mention(start, start + len(short), "m", short, "gene", 0.9, "test"),),
        abbreviations=(Abbreviation(start, start + len(short), short, long, 4, 0),),
    )
    (found,) = candidates_of(shipped, document)
    assert (shipped.kb.curie(found[0].concept) if found else None) == curie


@pytest.mark.parametrize(
    ("long", "short", "curie"),
    [
        ("heparin-binding epidermal growth factor (EGF)-like growth factor", "HBEGF", "HGNC:3059"),
        ("matrix metalloproteases-9", "MMP-9", "HGNC:7176"),
        # What the long form is called wins, and a symbol that no gene bears says nothing.
        ("caspase 3", "MMP-9", "HGNC:1504"),
        ("zorbin-like growth factor", "ZLGFX", None),
    ],
)
def test_a_long_form_is_what_its_symbol_says(shipped: Linker, long: str, short: str, curie: str | None) -> None:
    text = f"The {long} ({short}) fell."
    start = text.index(f"({short})") + 1
    document = Document(
        "a",
        text,
        mentions=(
            Mention(4, 4 + len(long), "l", long, "gene", 0.9, "test"),
            Mention(start, start + len(short), "s", short, "gene", 0.9, "test"),
        ),
        abbreviations=(Abbreviation(start, start + len(short), short, long, 4, 0),),
    )
    found, _ = candidates_of(shipped, document)
    assert (shipped.kb.curie(found[0].concept) if found else None) == curie
