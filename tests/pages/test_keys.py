"""Names of organisations in one spelling."""

from __future__ import annotations

import pytest
from gliomine.pages.keys import _aliases, organisation_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University Hospital of Heidelberg", "Univ. Hosp. Heidelberg"),
        ("Università Cattolica del Sacro Cuore", "UNIVERSITA CATTOLICA DEL SACRO CUORE"),
        ("London School of Hygiene & Tropical Medicine", "London School of Hygiene and Tropical Medicine"),
        ("Mesoblast Ltd.", "Mesoblast"),
        ("National Health and Medical Research Council (AU)", "NHMRC"),
        ("NIH/NCCIH", "National Center for Complementary and Integrative Health"),
        ("Deutsche Forschungsgemeinschaft (DFG)", "German Research Foundation"),
        ("The National Natural Science Foundation of China", "NSFC"),
        ("Cancer Centre Rotterdam", "Cancer Center Rotterdam"),
    ],
)
def test_names_of_one_organisation(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Washington", "Washington University"),
        ("National Science Foundation", "National Natural Science Foundation of China"),
        ("Natural Science Foundation of Jiangsu Province", "Natural Science Foundation of China"),
        ("Medical Research Council", "National Health and Medical Research Council"),
        ("National Cancer Institute", "National Cancer Center"),
        ("Ministry of Science and Technology", "Ministry of Science and Technology, Taiwan"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)


def test_a_name_of_nothing_but_small_words_or_brackets_keeps_them() -> None:
    assert organisation_key("(WHO)") == organisation_key("World Health Organization")
    assert organisation_key("The Company") == "the company"
    assert organisation_key("研究所") == "研究所"


def test_no_alias_stands_for_two_organisations_or_leads_on() -> None:
    usual = set(_aliases().values())
    assert not [alias for alias, name in _aliases().items() if alias in usual and alias != name]
