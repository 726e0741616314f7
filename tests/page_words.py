"""Words for `page_factory`: invented sentences, and addresses and funders with what a reader should find in them."""

from __future__ import annotations

SENTENCES = (
    "Exosomes of mesenchymal stem cells (MSCs) crossed the barrier within 24 h.",
    "Glioma cells were treated with 5 µM temozolomide vs. vehicle (p < 0.05).",
    "E. coli was not found in any of the 12 cultures.",
    "The funding of early trials is discussed in the abstract of each reference.",
    "Subjects with a body mass index above 30 kg/m2 were excluded.",
    "We asked whether subjects who keep references at hand cite others more often.",
    "Survival was 14.2 months (95% CI 11.0–17.3) and did not differ between the arms.",
    "Affiliation with a university hospital was associated with earlier surgery.",
    "Keywords of the title were searched in three databases; the publisher was asked for data.",
    "No toxicity was seen in mice given 10 mg/kg i.v. twice a week.",
    "A link between IDH1 and the response to radiotherapy has been suspected since 2009.",
    "Summary measures were cited by 14 of the 20 reports.",
    "The authors saw three outcomes: death, relapse and cure.",
    "Expression of CD44 rose 2.5-fold, whereas TNF-α remained unchanged.",
    "It is unclear if miR-21 acts upstream of PTEN.",
)

LABEL_SETS = (
    ("Background", "Methods", "Results", "Conclusions"),
    ("Objective", "Design", "Setting", "Participants", "Main outcome measures", "Results", "Conclusion"),
    ("Introduction", "Material and methods", "Results and discussion", "Conclusions"),
    ("Background", "Methods/Design", "Discussion", "Trial registration"),
    ("Aims", "Patients and methods", "Findings", "Interpretation"),
    ("Purpose", "Methods", "Results", "Conclusion", "Electronic supplementary material"),
    ("Context", "Objectives", "Data sources", "Study selection", "Results", "Limitations"),
    ("Background & Aims", "Methods", "Results", "Significance"),
)

TRAP_LABELS = (
    ("Background", "Methods", "Findings", "Interpretation", "Funding"),
    ("Purpose", "Subjects", "Methods", "Results", "Conclusions"),
    ("Objective", "Methods", "Subjects", "Results", "Conclusion"),
    ("Background", "Methods", "References", "Results"),
    ("Aim", "Subjects and methods", "Results", "Conclusion", "Funding"),
)

NAMES = (
    "Ana Ribeiro", "Jan van der Meer", "Xiao-Ling Zhou", "M. K. Osei", "Peter O'Brien Jr.", "Zoë Müller", "Li Na",
    "Abd El-Rahman Saleh", "Søren Ågård", "Renée C. Dubois", "Ngozi Okafor",
)  # fmt: skip

KEYWORDS = (
    "glioma", "mesenchymal stem cells", "exosomes", "drug delivery", "Survival Analysis", "miR-21", "IL-6",
    "cost-effectiveness", "Funding of research", "Quality of life",
)  # fmt: skip

SUBJECTS = ("Medicine and Health Sciences", "Oncology", "Public and Occupational Health", "Cell Biology", "Virology")

PUBLISHERS = ("Meadow Science", "Public Health Press of the North", "Frontier Letters S.A.", "Elm & Oak Ltd")

FUNDERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("National Natural Science Foundation of China", ("81599906", "81599989")),
    ("Deutsche Forschungsgemeinschaft", ("KFO 9925",)),
    ("Swedish Research Council", ("2016-99123",)),
    ("National Institutes of Health (NIH)", ("R01 CA 999999", "P30-CA999871", "1K23HL999001-01A1")),
    ("Link Foundation", ()),
    ("Reference Laboratory Fund of the State of Victoria", ()),
    ("Wellcome Trust", ("099999/Z/14/Z",)),
    ("European Commission, Horizon 2020", ("999123",)),
    ("Ministry of Science and Technology, Taiwan", ("MOST 109-2314-B-999-001",)),
    ("Instituto de Salud Carlos III", ("PI19/99001", "CB16/12/99999")),
    ("Natural Science Foundation of Hubei Province, China", ()),
    ("Fundação para a Ciência e a Tecnologia", ("UIDB/99565/2020", "PTDC/MED-ONC/99999/2017")),
    ("Japan Society for the Promotion of Science", ("JP16K99266",)),
    ("Agence Nationale de la Recherche", ("ANR-11-LABX-9970_TRANS",)),
    ("the “Blue Lake” Planning Project of a Provincial Hospital", ()),
    ("Medical Research Council", ("MR/N999994/1", "G0999999")),
    ("Research Fund for the Control of Infectious Diseases", ("[2016]999",)),
    ("Department of Health | State Government", ()),
    ("Bundesministerium für Bildung und Forschung", ("BMBF 01EO9999",)),
)

_ADDRESSES = """
Department of Neurosurgery + Faculty of Medicine + Uppsala University / Uppsala, Sweden / Uppsala / SE
Affiliated Hospital of Jilin University / Changchun, China / Changchun / CN
School of Public Health + Brown University / Providence, RI 02912, USA / Providence / US
Clinical Trials Unit + Keele University / Keele, Staffordshire ST5 5BG, England / Keele / GB
Institute of Virology + University Hospital Bonn / Sigmund-Freud-Str. 25, 53127 Bonn, Germany / Bonn / DE
Department of Physiology + Kyoto University / Sakyo-ku, Kyoto 606-8501, Japan / Kyoto / JP
Institute of Medical Genetics + Cardiff University / Cardiff, Wales, UK / Cardiff / GB
Hematology, Oncology and Rheumatology + University Hospital Mainz / Mainz, Germany / Mainz / DE
Department of Chemistry, Biology and Biotechnology + University of Perugia / 06123 Perugia, Italy / Perugia / IT
Ifakara Health Institute / P.O. Box 78373, Dar es Salaam, Tanzania / Dar es Salaam / TZ
Hospital de Clínicas de Porto Alegre / Porto Alegre, RS, Brazil / Porto Alegre / BR
School of Biomedical Sciences + The University of Hong Kong / Hong Kong, P.R. China / Hong Kong / HK
Department of Pathology + Seoul National University / Seoul, Republic of Korea / Seoul / KR
Monash University / 246 Clayton Road, Clayton, VIC 3168 Australia / Clayton / AU
"""


def _address(line: str) -> tuple[str, tuple[str, ...], str, str]:
    organisations, rest, city, country = line.split(" / ")
    return organisations.replace(" + ", ", ") + ", " + rest, tuple(organisations.split(" + ")), city, country


ADDRESSES = tuple(_address(line) for line in _ADDRESSES.strip().splitlines())
"""Address, its organisations, city and country."""
