"""Funder entries: names, award numbers and where entries end."""

from __future__ import annotations

import pytest
from gliomine.pages.funders import funder_ranges, parse_funder
from gliomine.pages.headings import cleaned
from hypothesis import given
from hypothesis import strategies as st

AWARDS = """
National Natural Science Foundation of China (81500606, 81572489) | 81500606 | 81572489
National Natural Science Foundation of China(81500606；81572489) | 81500606 | 81572489
National Institutes of Health (NIH) (R01 CA 123456 and P30-CA008748) | R01 CA 123456 | P30-CA008748
National Institutes of Health, R01 HL 123456, K23 AT006965 | R01 HL 123456 | K23 AT006965
National Institutes of Health (NIH), 1R01CA123456-01A1 | 1R01CA123456-01A1
Deutsche Forschungsgemeinschaft, KFO 325 | KFO 325
Deutsche Forschungsgemeinschaft [SFB 850, Project Z1] | SFB 850 | Project Z1
Deutsche Forschungsgemeinschaft Grant No. EXC 1086 | EXC 1086
Vetenskapsrådet Grant No. 521-2009-2605 | 521-2009-2605
Japan Society Grant Nos. JP15K08938 and JP16K09266 | JP15K08938 | JP16K09266
European Union under grant agreement No 731957 | 731957
European Research Council (grant agreement no. 731957) | 731957
European Commission, Horizon 2020, 634935 | 634935
European Commission, Horizon 2020 |
European Commission (FP7) |
European Regional Development Fund (2014-2020) |
Health Research Council, 2015 |
Ministry of Science and Technology, Taiwan, MOST 106-2314-B-006-001 | MOST 106-2314-B-006-001
Ministry of Health of the Czech Republic, grant nr. 16-31921A | 16-31921A
Medical Research Council: MR/K501311/1; G0601481 | MR/K501311/1 | G0601481
Wellcome Trust 098051 | 098051
Wellcome Trust [098051/Z/12/Z] | 098051/Z/12/Z
NIH R01CA123456 | R01CA123456
NSFC Project #31470844 | 31470844
NSFC [Grant Nos. 81370000 and 81470000] (to X.Y.) | 81370000 | 81470000
Fundação para a Ciência e a Tecnologia, PTDC/DTP-PIC/0769/2012 | PTDC/DTP-PIC/0769/2012
ANR (ANR-11-LABX-0070_TRANSPLANTEX) | ANR-11-LABX-0070_TRANSPLANTEX
Fonds Wetenschappelijk Onderzoek, G.0906.11 | G.0906.11
KU Leuven, PDM/17/197 | PDM/17/197
Guizhou Science and Technology Fund, [2016]1234 | [2016]1234
Guizhou Science and Technology Fund ([2016]1234) | [2016]1234
Shenzhen Fund, JCYJ20170413161350892 | JCYJ20170413161350892
Health and Medical Research Fund (K-ZJHZ) | K-ZJHZ
A professorship (N/A) | N/A
Instituto de Salud Carlos III, PI15/00001 y CB16/12/00273 | PI15/00001 | CB16/12/00273
Bridges programme, International Diabetes Federation (ST10-024) | ST10-024
National Institute for Health Research (NIHR) |
Celgene (US) |
Ministero dell’Istruzione, dell’Università e della Ricerca (IT) |
Grant of research expenses of an association (2016-01) | 2016-01
the National R&D Program for Cancer Control, Ministry of Health and Welfare, Republic of Korea (1631020) | 1631020
Region 4 Health Board |
Hospital No. 5 |
Foundation of Hospital No. 23 Street |
A Trust No. 12345 | 12345
Generalitat Valenciana, grant no. Prometeo II/2014/077 | Prometeo II/2014/077
2nd Hospital of Harbin |
Seventh Framework Programme |
Canada Research Chairs |
Foundation of Wuhan, Hubei Province, China |
973 Program, 2012CB966900 | 2012CB966900
Cancer Council, APP1124174 | APP1124174
"""


@pytest.mark.parametrize("line", AWARDS.strip().splitlines())
def test_award_numbers(line: str) -> None:
    entry, *awards = [item.strip() for item in line.split("|")]
    assert parse_funder(entry)[1] == tuple(award for award in awards if award)


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("NIH (NCI) (R01 CA123456)", "NIH (NCI)"),
        ("the Ministry of Health, Grant No. 12345", "the Ministry of Health"),
        ("Swedish  Research\u00a0Council , 2016-01234", "Swedish Research Council"),
        ("Wellcome Trust.", "Wellcome Trust."),
        ("DFG under grant agreement no. 731957", "DFG"),
    ],
)
def test_names(entry: str, name: str) -> None:
    assert parse_funder(entry)[0] == name


@pytest.mark.parametrize(
    ("section", "entries"),
    [
        ("A Trust (1234; 5678); B Fund", ["A Trust (1234; 5678)", "B Fund"]),
        ("A Trust, R01-1234; R01-5678; B Fund", ["A Trust, R01-1234; R01-5678", "B Fund"]),
        ("1. A Trust\n2. B Fund;\n3. C", ["A Trust", "B Fund", "C"]),
        ("A Trust\n81500606, 81500607\nB Fund", ["A Trust\n81500606, 81500607", "B Fund"]),
        ("the A Trust\r\nthe B Fund", ["the A Trust", "the B Fund"]),
        ("", []),
    ],
)
def test_entries(section: str, entries: list[str]) -> None:
    assert [section[start:end] for start, end in funder_ranges(section, 0, len(section))] == entries


@given(st.text(alphabet="aB1 ,;()[]–No.\u00a0\n#", max_size=80))
def test_awards_stand_in_the_entry(entry: str) -> None:
    name, awards = parse_funder(entry)
    shown = cleaned(entry)
    assert all(award and award in shown for award in awards)
    assert bool(name) == bool(shown) or awards
