"""Addresses from many countries: organisations, city and country."""

from __future__ import annotations

import pytest
from gliomine.pages.addresses import parse_address
from hypothesis import given
from hypothesis import strategies as st

PLACES = """
Department of Biology, Example University, Berlin, Germany | Berlin | DE
Institut für Virologie, Universität Beispiel, 35043 Marburg, Deutschland | Marburg | DE
Klinik für Neurologie, Universitätsspital Basel, CH-4031 Basel, Schweiz | Basel | CH
Department of Oncology, Example Hospital, D-69120 Heidelberg, F.R.G. | Heidelberg | DE
Laboratoire de Biologie, Université de Lyon, 69008 Lyon Cedex 08, France | Lyon | FR
INSERM U1234, CHU de Nantes, F-44093 Nantes Cedex 1, France | Nantes | FR
Department of Surgery, University Hospital, Fort-de-France, Martinique | Fort-de-France | MQ
Institut Pasteur de la Guyane, Cayenne, French Guiana | Cayenne | GF
Institut Louis Malardé, Papeete, Tahiti, French Polynesia | Papeete | PF
School of Medicine, University of Puerto Rico, San Juan, PR 00936 | San Juan | PR
Medical Sciences Campus, University of Puerto Rico, San Juan, Puerto Rico | San Juan | PR
Department of Medicine, Example College, Boston, MA 02115 | Boston | US
Department of Medicine, Example College, Boston, Massachusetts | Boston | US
Department of Medicine, Example College, Boston MA 02115, USA | Boston | US
Example Institute, 1 Main Street, Seattle, Washington, 98109, U.S.A. | Seattle | US
Example Institute, Washington, D.C., USA | Washington | US
Example Institute, Washington DC 20007 | Washington | US
Emory University, Atlanta, Georgia | Atlanta | US
Emory University, Atlanta, GA, United States | Atlanta | US
Tbilisi State Medical University, Tbilisi, Georgia | Tbilisi | GE
Department of Chemistry, University of Notre Dame, Notre Dame, Indiana 46556, USA | Notre Dame | US
National Cancer Institute, National Institutes of Health, Bethesda, Maryland 20892 USA | Bethesda | US
Example Center, St. Louis, MO, USA | St. Louis | US
Example Center, Ann Arbor, Mich., USA | Ann Arbor | US
Example Center, New York, New York, USA | New York | US
Example Center, New York, NY 10065, USA | New York | US
Example Center, La Jolla, CA 92037-1000, USA | La Jolla | US
Division of Nephrology, University of Toronto, Toronto, Ontario M5G 2C4, Canada | Toronto | CA
McGill University, Montréal, QC, Canada | Montréal | CA
McGill University, Montreal, Québec H3A 1A1 | Montreal | CA
University of British Columbia, Vancouver, BC V6T 1Z4 Canada | Vancouver | CA
Memorial University, St. John's, NL, Canada | St. John's | CA
The University of Sydney, Camperdown, NSW 2006, Australia | Camperdown | AU
Menzies Institute, University of Tasmania, Hobart, Tasmania, Australia | Hobart | AU
University of Western Australia, Crawley, Western Australia | Crawley | AU
Royal Adelaide Hospital, North Terrace, Adelaide, 5000 South Australia, Australia | Adelaide | AU
University of Miami School of Medicine, Florida 33101 | - | US
Department of Biology, University of North Carolina at Example 27599-7295 | - | US
University of California Example, 94143 | - | US
Cornell University, Ithaca, New York, USA | Ithaca | US
Murdoch University, Perth, Western Australia | Perth | AU
University of Otago, PO Box 56, Dunedin 9054, New Zealand | Dunedin | NZ
University of Auckland, Private Bag 92019, Auckland 1142, Aotearoa New Zealand | Auckland | NZ
University of Glasgow, Glasgow G12 8QQ, Scotland, UK | Glasgow | GB
University of Glasgow, Glasgow, G12 8QQ, U.K. | Glasgow | GB
Swansea University, Swansea, Wales | Swansea | GB
Queen's University Belfast, Belfast, Northern Ireland | Belfast | GB
Queen's University Belfast, Belfast, N. Ireland, United Kingdom | Belfast | GB
University of Oxford, Oxford OX3 9DU, England | Oxford | GB
University of Oxford, Oxford OX3 9DU, UK. someone@ox.example.org | Oxford | GB
University of Oxford, Oxford, UK. Electronic address: someone@ox.example.org. | Oxford | GB
Imperial College London, South Kensington, London SW7 2AZ, UK | London | GB
Trinity College Dublin, Dublin 2, Ireland | Dublin | IE
Trinity College Dublin, Dublin, Republic of Ireland | Dublin | IE
General Hospital, Douglas, Isle of Man | Douglas | IM
General Hospital, St Helier, Jersey, Channel Islands | St Helier | JE
Karolinska Institutet, SE-171 77 Stockholm, Sweden | Stockholm | SE
Lund University, S-221 85 Lund, Sweden | Lund | SE
University of Oslo, N-0316 Oslo, Norway | Oslo | NO
Aarhus University, DK-8000 Aarhus C, Denmark | Aarhus | DK
University of Copenhagen, Blegdamsvej 3, 2200 Copenhagen N, Denmark | Copenhagen | DK
University of Helsinki, FI-00014 Helsinki, Finland | Helsinki | FI
National Hospital, Tórshavn, Faroe Islands | Tórshavn | FO
Landspitali University Hospital, Reykjavík, Iceland | Reykjavík | IS
Radboud University, PO Box 9101, 6500 HB Nijmegen, the Netherlands | Nijmegen | NL
University of Amsterdam, 1105 AZ Amsterdam, The Netherlands | Amsterdam | NL
KU Leuven, Herestraat 49, B-3000 Leuven, Belgium | Leuven | BE
Université Libre de Bruxelles, 1070 Brussels, Belgique | Brussels | BE
University of Luxembourg, Esch-sur-Alzette, Luxembourg | Esch-sur-Alzette | LU
Università di Bologna, via Massarenti 9, 40138 Bologna, Italia | Bologna | IT
Università degli Studi di Milano, I-20122 Milano, Italy | Milano | IT
Universidad de Sevilla, 41009 Sevilla, España | Sevilla | ES
Hospital de la Santa Creu i Sant Pau, 08025 Barcelona, Spain | Barcelona | ES
Universidade do Porto, 4200-319 Porto, Portugal | Porto | PT
National and Kapodistrian University of Athens, 115 27 Athens, Greece | Athens | GR
University of Nicosia, Nicosia, Cyprus | Nicosia | CY
Medical University of Vienna, A-1090 Vienna, Austria | Vienna | AT
Charles University, 128 08 Prague 2, Czech Republic | Prague | CZ
Masaryk University, Brno, Czechia | Brno | CZ
Comenius University, Bratislava, Slovak Republic | Bratislava | SK
Semmelweis University, H-1085 Budapest, Hungary | Budapest | HU
Jagiellonian University, 31-501 Kraków, Poland | Kraków | PL
Medical University of Łódź, Łódź, Polska | Łódź | PL
University of Ljubljana, SI-1000 Ljubljana, Slovenia | Ljubljana | SI
University of Zagreb, HR-10000 Zagreb, Croatia | Zagreb | HR
University of Belgrade, 11000 Belgrade, Republic of Serbia | Belgrade | RS
University of Prishtina, Pristina, Kosovo | Pristina | XK
Ss. Cyril and Methodius University, Skopje, Republic of North Macedonia | Skopje | MK
Moscow State University, 119991 Moscow, Russian Federation | Moscow | RU
Kyiv Medical Institute, Kyiv, Ukraine | Kyiv | UA
Tartu University, 50411 Tartu, Estonia | Tartu | EE
Hacettepe University, 06100 Ankara, Türkiye | Ankara | TR
Ege University, Bornova, İzmir, Turkey | İzmir | TR
Tel Aviv University, Tel Aviv 69978, Israel | Tel Aviv | IL
Birzeit University, Ramallah, Palestine | Ramallah | PS
American University of Beirut, Beirut, Lebanon | Beirut | LB
Tehran University of Medical Sciences, Tehran, Islamic Republic of Iran | Tehran | IR
Tehran University of Medical Sciences, Tehran, Iran (Islamic Republic of) | Tehran | IR
King Saud University, Riyadh 11461, Kingdom of Saudi Arabia | Riyadh | SA
King Saud University, Riyadh, KSA | Riyadh | SA
Khalifa University, Abu Dhabi, UAE | Abu Dhabi | AE
Cairo University, Giza, Egypt | Giza | EG
Makerere University, P.O. Box 7072, Kampala, Uganda | Kampala | UG
University of Cape Town, Observatory 7925, Cape Town, South Africa | Cape Town | ZA
University of Ibadan, Ibadan, Oyo State, Nigeria | Ibadan | NG
Noguchi Memorial Institute, University of Ghana, Legon, Accra, Ghana | Accra | GH
Centre Suisse de Recherches Scientifiques, Abidjan, Côte d’Ivoire | Abidjan | CI
University of Kinshasa, Kinshasa, Democratic Republic of the Congo | Kinshasa | CD
Université Marien Ngouabi, Brazzaville, Republic of Congo | Brazzaville | CG
MRC Unit, Fajara, The Gambia | Fajara | GM
Centre Muraz, Bobo-Dioulasso, Burkina Faso | Bobo-Dioulasso | BF
Peking University, Beijing 100871, People's Republic of China | Beijing | CN
Fudan University, Shanghai, P. R. China | Shanghai | CN
Fudan University, Shanghai 200032, PR China | Shanghai | CN
Lanzhou University, Lanzhou, Gansu Province, China | Lanzhou | CN
West China Hospital, Sichuan University, Chengdu, Sichuan, 610041, P.R.China | Chengdu | CN
Sichuan University, Chengdu, China. | Chengdu | CN
The Chinese University of Hong Kong, Pokfulam Campus, Shatin, Hong Kong | Shatin | HK
The University of Hong Kong, Pokfulam, Hong Kong | Pokfulam | HK
University of Macau, Macau SAR, China | Macau | MO
National Taiwan University, Taipei 100, Taiwan, R.O.C. | Taipei | TW
National Taiwan University, Taipei, Taiwan (R.O.C.) | Taipei | TW
Kyoto University, Sakyo-ku, Kyoto 606-8501, Japan | Kyoto | JP
The University of Tokyo, 7-3-1 Hongo, Bunkyo-ku, Tokyo 113-8655, JAPAN | Tokyo | JP
Nagoya University, Nagoya, Aichi, Japan | Nagoya | JP
Seoul National University, Seoul 03080, Republic of Korea | Seoul | KR
Yonsei University, Seoul, South Korea | Seoul | KR
Pusan National University, Yangsan, Korea | Yangsan | KR
National University of Singapore, Singapore 119228, Singapore | Singapore | SG
University of Malaya, 50603 Kuala Lumpur, Malaysia | Kuala Lumpur | MY
Universitas Gadjah Mada, Yogyakarta 55281, Indonesia | Yogyakarta | ID
Mahidol University, Bangkok 10400, Thailand | Bangkok | TH
Hanoi Medical University, Hanoi, Viet Nam | Hanoi | VN
Institut Pasteur du Laos, Vientiane, Lao PDR | Vientiane | LA
University of the Philippines, Manila, the Philippines | Manila | PH
All India Institute of Medical Sciences, New Delhi-110029, India | New Delhi | IN
Christian Medical College, Vellore 632004, Tamil Nadu, India | Vellore | IN
Aga Khan University, Stadium Road, P.O. Box 3500, Karachi 74800, Pakistan | Karachi | PK
icddr,b, Mohakhali, Dhaka 1212, Bangladesh | Dhaka | BD
University of Colombo, Colombo 8, Sri Lanka | Colombo | LK
Universidade de São Paulo, São Paulo, SP, Brasil | São Paulo | BR
Universidade Federal do Rio de Janeiro, Rio de Janeiro - RJ, Brazil | Rio de Janeiro | BR
Universidad de Buenos Aires, C1121ABG Buenos Aires, Argentina | Buenos Aires | AR
Pontificia Universidad Católica de Chile, Santiago, Chile | Santiago | CL
Universidad de Antioquia, Medellín, Colombia | Medellín | CO
Universidad Peruana Cayetano Heredia, Lima, Perú | Lima | PE
Universidad Nacional Autónoma de México, 04510 Ciudad de México, Mexico | Ciudad de México | MX
University of the West Indies, Kingston 7, Jamaica, West Indies | Kingston | JM
Hospital Hermanos Ameijeiras, La Habana, Cuba | La Habana | CU
Hangang Hospital, Yeongdeungpo-gu Seoul 150-719, Republic of Korea | Seoul | KR
Northwest A&F University, Yangling, Shaanxi Province, China | Yangling | CN
University of Exeter, Devon, United Kingdom | - | GB
University of Bristol, UK | - | GB
Cardiff University, Wales, UK | - | GB
University of Puerto Rico, San Juan, PR, USA | San Juan | PR
CHU de La Réunion, Saint-Denis, La Réunion, France | Saint-Denis | RE
Department of Neurology, Example Hospital | - | -
Example Ltd., London | London | -
"""

ORGANISATIONS = """
Department of Informatics, Bioengineering, Robotics and Systems Engineering / University of Genoa ; Genoa, Italy
Department of Chemistry, Biology & Biotechnology / University of Perugia ; 06123 Perugia, Italy
Hematology, Oncology and Rheumatology / University Hospital Mainz ; Mainz, Germany
School of Mathematical, Physical, and Computational Sciences / University of Reading ; Reading, UK
Institute of Physical Education, Health and Leisure Studies / National Cheng Kung University ; Tainan, Taiwan
Department of Maternal, Newborn, Child and Adolescent Health (MCA) / World Health Organization ; Geneva, Switzerland
Department of Surgery / Faculty of Medicine and Health / Example University ; Leeds, UK
Department of Anatomy / Institute of Biomedicine and Ecology / Example University ; Turku, Finland
Department of Anatomy / Physiology and Genetics Unit / Example University ; Turku, Finland
Division of Allergy, Immunology and Rheumatology / Department of Pediatrics / Example College ; Houston, TX, USA
Department of Obstetrics, Gynecology and Reproductive Sciences / University of Manitoba ; Winnipeg, Canada
The First Clinical Medical College / Lanzhou University ; Lanzhou, China
The Second Hospital & Clinical Medical School / Lanzhou University ; Lanzhou, China
Oncoscience AG ; Wedel, Germany
AstraZeneca ; Gothenburg, Sweden
Example Pharmaceuticals Co., Ltd. ; Osaka, Japan
National Heart, Lung and Blood Institute ; Bethesda, MD, USA
Department of Medical Oncology / Deventer Ziekenhuis ; Deventer, The Netherlands
KU Leuven ; Leuven, Belgium
INSERM U-1061 ; Montpellier, France
Makerere University / School of Public Health ; P.O Box 7072, Kampala, Uganda
Servicio de Neurología / Hospital Clínico Universitario ; Valladolid, España
Klinik für Neurochirurgie / Universitätsklinikum Beispiel ; Hauptstraße 1, 79106 Freiburg, Germany
Dipartimento di Medicina / Università di Padova ; via Giustiniani 2, 35128 Padova, Italy
Team 4 "Glia" / Institut du Cerveau ; 47 boulevard de l'Hôpital, 75013 Paris, France
"""


@pytest.mark.parametrize("line", PLACES.strip().splitlines())
def test_places(line: str) -> None:
    address, city, country = [item.strip() for item in line.split("|")]
    found = parse_address(address)
    assert (found.city or "-", found.country or "-") == (city, country)


@pytest.mark.parametrize("line", ORGANISATIONS.strip().splitlines())
def test_organisations(line: str) -> None:
    left, _, rest = line.partition(" ; ")
    organisations = left.split(" / ")
    found = parse_address(", ".join(organisations) + ", " + rest)
    assert sorted(found.departments + found.institutions) == sorted(organisations)


def test_the_institution_is_what_the_departments_belong_to() -> None:
    found = parse_address("Institute of Physiology, School of Basic Medicine , Soochow University , Suzhou , China")
    assert found.institutions == ("Soochow University",)
    assert found.departments == ("Institute of Physiology", "School of Basic Medicine")


def test_a_department_alone_is_no_institution() -> None:
    found = parse_address("Department of Anesthesiology, Nijmegen, The Netherlands")
    assert (found.departments, found.institutions) == (("Department of Anesthesiology",), ())
    assert parse_address("AstraZeneca, Gothenburg, Sweden").institutions == ("AstraZeneca",)


@given(st.text(alphabet="ABab1 ,;()[].-–@é\u00a0\n", max_size=100))
def test_parts_stand_in_the_address(text: str) -> None:
    found = parse_address(text)
    assert all(part and part == part.strip() for part in (*found.departments, *found.institutions))
    assert found.city != ""
