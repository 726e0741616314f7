"""Annotate the example pages: `python tests/baselines/make_gold.py` writes gold.jsonl beside this file.

The mentions of each page are given as words with a type and the identifiers that fit; every occurrence in the title and
abstract is one mention, longer words first. By hand, following the definitions of `pipeline/gliomine/entity_types.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"

MSC = "CL:0000134 MESH:D059630"
EXOSOME = "GO:0070062 MESH:D055354"
VESICLE = "GO:1903561 MESH:D000067128"
GLIOMA = "MONDO:0021042 MESH:D005910"
GBM = "MONDO:0018177 MESH:D005909"
TUMOUR = "MONDO:0005070 MESH:D009369"
RADIOTHERAPY = "MESH:D011878"
MICE = "NCBITaxon:10090 NCBITaxon:10088 MESH:D051379"
PATIENT = "NCBITaxon:9606 MESH:D010361"
TMZ = "CHEBI:72564 MESH:D000077204"

Words = dict[str, str]
"""Words -> type, then the identifiers that fit."""

PAGES: dict[str, tuple[str, str, Words]] = {
    "glioma-exosome-temozolomide.txt": (
        "Exosomes from bone marrow",
        "\nKeywords",
        {
            "bone marrow mesenchymal stem cells": f"cell_type {MSC}",
            "human bone marrow MSCs": f"cell_type {MSC}",
            "Mesenchymal stem cells": f"cell_type {MSC}",
            "MSCs": f"cell_type {MSC}",
            "MSC-derived exosomes": f"vesicle {EXOSOME}",
            "MSC exosomes": f"vesicle {EXOSOME}",
            "Exosomes": f"vesicle {EXOSOME}",
            "exosomes": f"vesicle {EXOSOME}",
            "carriers": "delivery_system MESH:D004337",
            "miR-124": "gene HGNC:31502 MESH:C000655327",
            "small RNAs": "gene MESH:D058727",
            "glioblastoma": f"disease {GBM}",
            "Glioblastoma": f"disease {GBM}",
            "GBM": f"disease {GBM}",
            "malignant brain tumor": "disease MONDO:0001657 MESH:D001932",
            "intracranial U87 tumors": f"disease {TUMOUR} MESH:D001932",
            "tumors": f"disease {TUMOUR}",
            "tumor": f"disease {TUMOUR}",
            "tumor growth": "process",
            "inflammation of the meninges": "disease MONDO:0005108 MESH:D008580 MESH:D008581",
            "temozolomide": f"chemical {TMZ}",
            "Temozolomide": f"chemical {TMZ}",
            "TMZ": f"chemical {TMZ}",
            "O6-methylguanine-DNA methyltransferase": "gene HGNC:7059 MESH:D020659",
            "MGMT": "gene HGNC:7059 MESH:D020659",
            "blood-brain barrier": "anatomy UBERON:0000120 MESH:D001812",
            "BBB": "anatomy UBERON:0000120 MESH:D001812",
            "patients": f"organism {PATIENT}",
            "adults": "organism NCBITaxon:9606 MESH:D000328",
            "Nude mice": f"organism {MICE} MESH:D008819",
            "animals": "organism NCBITaxon:33208 MESH:D000818",
            "CD9": "gene HGNC:1709",
            "CD63": "gene HGNC:1692",
            "CD81": "gene HGNC:1701",
            "SOX2": "gene HGNC:11195",
            "EZH2": "gene HGNC:3527",
            "U87": "cell_line CVCL_0022",
            "T98G": "cell_line CVCL_0556",
        },
    ),
    "msc-vesicles-glioma-review.txt": (
        "Gliomas grow",
        "\nFunder",
        {
            "Gliomas": f"disease {GLIOMA}",
            "gliomas": f"disease {GLIOMA}",
            "glioma": f"disease {GLIOMA}",
            "vessels": "anatomy UBERON:0001981 MESH:D001808",
            "nerve fibers": "anatomy MESH:D009412 UBERON:0006134",
            "surgery": "treatment MESH:D013514",
            "Radiotherapy": f"treatment {RADIOTHERAPY}",
            "chemotherapy": "treatment MESH:D004358",
            "blood-brain barrier": "anatomy UBERON:0000120 MESH:D001812",
            "glioma stem cells": "cell_type MESH:D014411",
            "GSCs": "cell_type MESH:D014411",
            "Mesenchymal stem cells": f"cell_type {MSC}",
            "MSCs": f"cell_type {MSC}",
            "lung": "anatomy UBERON:0002048 MESH:D008168",
            "tumor angiogenesis": "process GO:0001525 MESH:D009389",
            "Extracellular vesicles": f"vesicle {VESICLE}",
            "EVs": f"vesicle {VESICLE}",
            "exosomes": f"vesicle {EXOSOME}",
            "MSC-derived Exo": f"vesicle {EXOSOME}",
            "MSC Exo": f"vesicle {EXOSOME}",
            "Exo": f"vesicle {EXOSOME}",
            "doxorubicin": "chemical CHEBI:28748 MESH:D004317",
            "paclitaxel": "chemical CHEBI:45863 MESH:D017239",
            "curcumin": "chemical CHEBI:3962 MESH:D003474",
            "small interfering RNA": "gene MESH:D034741",
            "bone marrow": "anatomy UBERON:0002371 MESH:D001853",
            "adipose tissue": "anatomy UBERON:0001013 MESH:D000273",
            "umbilical cord": "anatomy UBERON:0002331 MESH:D014470",
            "drug delivery systems": "delivery_system MESH:D016503",
            "drug carrier": "delivery_system MESH:D004337",
            "animal": "organism NCBITaxon:33208 MESH:D000818",
            "adipose-derived stem cells": "cell_type CL:0002570 MESH:D059630",
            "astrocytes": "cell_type CL:0000127 MESH:D001253",
            "patients": f"organism {PATIENT}",
        },
    ),
    "glioma-lab-note.txt": (
        "Exosomes were",
        "",
        {
            "Exosomes": f"vesicle {EXOSOME}",
            "exosomes": f"vesicle {EXOSOME}",
            "umbilical cord MSCs": "cell_type CL:0002568 CL:0000134 MESH:D059630",
            "CD63": "gene HGNC:1692",
            "TSG101": "gene HGNC:15971",
            "calnexin": "gene HGNC:1473",
            "integrin beta 1": "gene HGNC:6153",
            "paclitaxel": "chemical CHEBI:45863 MESH:D017239",
            "PTX": "chemical CHEBI:45863 MESH:D017239",
            "Doxorubicin": "chemical CHEBI:28748 MESH:D004317",
            "DOX": "chemical CHEBI:28748 MESH:D004317",
            "DOX-loaded exosomes": f"vesicle {EXOSOME}",
            "U251 glioma cells": "cell_line CVCL_0021",
            "U251": "cell_line CVCL_0021",
            "human astrocytes": "cell_type CL:0000127 MESH:D001253",
            "astrocytes": "cell_type CL:0000127 MESH:D001253",
            "mice": f"organism {MICE}",
            "radiotherapy": f"treatment {RADIOTHERAPY}",
        },
    ),
    "ucmsc-radiation-brain-injury.txt": (
        "Vesicles of umbilical",
        "\nKeywords",
        {
            "umbilical cord mesenchymal stem cells": "cell_type CL:0002568 CL:0000134 MESH:D059630",
            "human umbilical cord mesenchymal stem cells": "cell_type CL:0002568 CL:0000134 MESH:D059630",
            "UC-MSCs": "cell_type CL:0002568 CL:0000134 MESH:D059630",
            "UC-MSC vesicles": f"vesicle {VESICLE}",
            "extracellular vesicles": f"vesicle {VESICLE}",
            "Vesicles": f"vesicle {VESICLE}",
            "EVs": f"vesicle {VESICLE}",
            "cognitive decline": "disease MESH:D060825 MESH:D003072",
            "memory loss": "disease MESH:D008569",
            "whole-brain irradiation": "treatment MESH:D011878",
            "Whole-brain irradiation": "treatment MESH:D011878",
            "brain metastases": "disease MONDO:0024625 MESH:D001932",
            "glioma": f"disease {GLIOMA}",
            "glioma cells": "cell_type CL:0001064 MESH:D045744",
            "radiation-induced brain injury": "disease MONDO:0043510 MESH:D001930 MESH:D011832",
            "tumors": f"disease {TUMOUR}",
            "pulmonary embolism": "disease MONDO:0005279 MESH:D011655",
            "weight loss": "disease MESH:D015431",
            "C57BL/6 mice": f"organism {MICE} MESH:D008810",
            "mice": f"organism {MICE}",
            "Mice": f"organism {MICE}",
            "patients": f"organism {PATIENT}",
            "tail vein": "anatomy UBERON:0001638 MESH:D014680",
            "hippocampus": "anatomy UBERON:0002421 UBERON:0001954 MESH:D006624",
            "neurogenesis": "process GO:0022008 MESH:D055495",
            "microglia": "cell_type CL:0000129 MESH:D017628",
            "doublecortin-positive neurons": "cell_type CL:0000540 MESH:D009474",
            "fibroblasts": "cell_type CL:0000057 MESH:D005347",
            "Iba1": "gene HGNC:352",
            "CD68": "gene HGNC:1693",
            "doublecortin": "gene HGNC:2714",
            "brain-derived neurotrophic factor": "gene HGNC:1033 MESH:D019208",
            "BDNF": "gene HGNC:1033 MESH:D019208",
            "miR-146a": "gene HGNC:31533",
            "NF-κB": "gene HGNC:7794 MESH:D016328",
        },
    ),
    "curcumin-exosomes-nasal-delivery.txt": (
        "Nose-to-brain",
        "\nKey words",
        {
            "curcumin": "chemical CHEBI:3962 MESH:D003474",
            "Curcumin": "chemical CHEBI:3962 MESH:D003474",
            "stem cell exosomes": f"vesicle {EXOSOME}",
            "ADSC exosomes": f"vesicle {EXOSOME}",
            "Exosomes": f"vesicle {EXOSOME}",
            "curcumin-loaded EXOs": f"vesicle {EXOSOME}",
            "Cur-EXOs": f"vesicle {EXOSOME}",
            "EXOs": f"vesicle {EXOSOME}",
            "adipose-derived mesenchymal stem cells": "cell_type CL:0002570 CL:0000134 MESH:D059630",
            "ADSCs": "cell_type CL:0002570 CL:0000134 MESH:D059630",
            "orthotopic glioma": f"disease {GLIOMA}",
            "glioma": f"disease {GLIOMA}",
            "C6 glioma cells": "cell_line CVCL_0194",
            "glioma cells": "cell_type CL:0001064 MESH:D045744",
            "carrier": "delivery_system MESH:D004337",
            "saline": "chemical MESH:D012965 MESH:D000077330",
            "Nose": "anatomy UBERON:0000004 MESH:D009666",
            "gut": "anatomy UBERON:0001555 MESH:D041981",
            "nose": "anatomy UBERON:0000004 MESH:D009666",
            "brain": "anatomy UBERON:0000955 MESH:D001921",
            "striatum": "anatomy UBERON:0002435 MESH:D003342",
            "serum": "anatomy UBERON:0001977 MESH:D044967",
            "nasal mucosa": "anatomy UBERON:0001826 MESH:D009297",
            "rats": "organism NCBITaxon:10116 MESH:D051381",
            "Wistar rats": "organism NCBITaxon:10116 MESH:D017208",
            "rat": "organism NCBITaxon:10116 MESH:D051381",
            "animals": "organism NCBITaxon:33208 MESH:D000818",
            "patients": f"organism {PATIENT}",
            "tumor": f"disease {TUMOUR}",
            "Tumor": f"disease {TUMOUR}",
            "tumor necrosis factor alpha": "gene HGNC:11892 MESH:D014409",
            "TNF-α": "gene HGNC:11892 MESH:D014409",
            "interleukin 6": "gene HGNC:6018 MESH:D015850",
            "IL-6": "gene HGNC:6018 MESH:D015850",
            "apoptosis": "process GO:0006915 MESH:D017209",
            "caspase-3": "gene HGNC:1504 MESH:D053148",
            "seizure": "disease MESH:D012640",
            "epilepsy": "disease MONDO:0005027 MESH:D004827",
            "surgery": "treatment MESH:D013514",
        },
    ),
    "idh-mutant-astrocytoma-cell-model.txt": (
        "Purpose",
        "\nAffiliation",
        {
            "astrocytomas": "disease MONDO:0019781 MONDO:0021636 MESH:D001254",
            "IDH-mutant astrocytoma": "disease MONDO:0019781 MONDO:0021636 MESH:D001254",
            "anaplastic astrocytoma": "disease MONDO:0016684 MESH:D001254",
            "tumors": f"disease {TUMOUR}",
            "IDH1": "gene HGNC:5382",
            "ATRX": "gene HGNC:886",
            "TP53": "gene HGNC:11998",
            "LU-AA3": "cell_line",
            "U251": "cell_line CVCL_0021",
            "vorasidenib": "chemical MESH:C000709254",
            "Vorasidenib": "chemical MESH:C000709254",
            "olaparib": "chemical CHEBI:83766 MESH:C531550",
            "Olaparib": "chemical CHEBI:83766 MESH:C531550",
            "poly(ADP-ribose) polymerase": "gene HGNC:270 MESH:D011065",
            "PARP": "gene HGNC:270 MESH:D011065",
            "mesenchymal stromal cells": f"cell_type {MSC}",
            "MSCs": f"cell_type {MSC}",
            "epidermal growth factor": "gene HGNC:3229 MESH:D004815",
            "EGF": "gene HGNC:3229 MESH:D004815",
            "fibroblast growth factor 2": "gene HGNC:3676 MESH:D016222",
            "FGF2": "gene HGNC:3676 MESH:D016222",
            "D-2-hydroxyglutarate": "chemical CHEBI:15801",
            "2-HG": "chemical CHEBI:15801",
            "exosomes": f"vesicle {EXOSOME}",
            "Exosomes": f"vesicle {EXOSOME}",
            "proliferation": "process GO:0008283 MESH:D049109",
            "mycoplasma": "organism NCBITaxon:2093 MESH:D009174",
        },
    ),
}
"""Page -> first words, what follows the last, and the mentions between."""

PAIRS: dict[str, dict[str, str]] = {
    "glioma-exosome-temozolomide.txt": {
        "GBM": "Glioblastoma",
        "TMZ": "Temozolomide",
        "MGMT": "O6-methylguanine-DNA methyltransferase",
        "MSCs": "Mesenchymal stem cells",
        "BBB": "blood-brain barrier",
    },
    "msc-vesicles-glioma-review.txt": {
        "GSCs": "glioma stem cells",
        "MSCs": "Mesenchymal stem cells",
        "EVs": "Extracellular vesicles",
        "Exo": "exosomes",
    },
    "glioma-lab-note.txt": {"PTX": "paclitaxel", "DOX": "Doxorubicin"},
    "ucmsc-radiation-brain-injury.txt": {
        "EVs": "extracellular vesicles",
        "UC-MSCs": "umbilical cord mesenchymal stem cells",
        "BDNF": "brain-derived neurotrophic factor",
    },
    "curcumin-exosomes-nasal-delivery.txt": {
        "EXOs": "Exosomes",
        "ADSCs": "adipose-derived mesenchymal stem cells",
        "Cur-EXOs": "curcumin-loaded EXOs",
        "MRI": "magnetic resonance imaging",
        "TNF-α": "tumor necrosis factor alpha",
        "IL-6": "interleukin 6",
    },
    "idh-mutant-astrocytoma-cell-model.txt": {
        "PARP": "poly(ADP-ribose) polymerase",
        "MSCs": "mesenchymal stromal cells",
        "EGF": "epidermal growth factor",
        "FGF2": "fibroblast growth\nfactor 2",
        "2-HG": "D-2-hydroxyglutarate",
    },
}
"""Page -> short form -> long form, as they stand in the page."""


def main() -> None:
    """Write gold.jsonl."""
    rows = []
    for name, (first, last, words) in PAGES.items():
        text = (SEEDS / name).read_bytes().decode("utf-8")
        begin = text.index(first)
        end = text.index(last, begin) if last else len(text)
        pairs = [[short, long] for short, long in PAIRS[name].items()]
        found = mentions(text, begin, end, words)
        rows.append({"doc_id": name, "layout": "page", "text": text, "entities": found, "pairs": pairs})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (HERE / "gold.jsonl").write_text(lines, encoding="utf-8", newline="\n")


def mentions(text: str, begin: int, end: int, words: Words) -> list[dict[str, object]]:
    """Return every occurrence of the words, longer ones first, none inside another."""
    taken = [False] * len(text)
    found: list[dict[str, object]] = []
    for surface in sorted(words, key=lambda item: (-len(item), item)):
        kind, *ids = words[surface].split()
        # A glued heading (`BackgroundCurcumin`) may stand before a word that begins with a capital letter.
        before = r"(?<![a-z0-9α-ω])" if not surface[0].isupper() else r"(?<![A-Z0-9-])"
        pattern = before + r"\s+".join(map(re.escape, surface.split())) + r"(?!\w)"
        hits = [match.span() for match in re.finditer(pattern, text) if begin <= match.start() < end]
        if not hits:
            raise ValueError(f"{surface!r} is not in the page")
        for start, stop in hits:
            if not any(taken[start:stop]):
                taken[start:stop] = [True] * (stop - start)
                found.append({"start": start, "end": stop, "text": text[start:stop], "type": kind, "ids": ids})
    return sorted(found, key=lambda item: str(item["start"]).zfill(8))


if __name__ == "__main__":
    main()
