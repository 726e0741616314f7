"""Keys: what must fall together, and what must not."""

from __future__ import annotations

import pytest
from gliomine.text.normalize import key_words, lookup_keys, normal_key, singular
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "names",
    [
        ("IL-6", "IL6", "il 6", "IL–6"),
        ("TNF-α", "TNFα", "TNF alpha", "tnf-Alpha", "TNFalpha"),
        ("type II diabetes", "Type 2 Diabetes", "type-II diabetes"),
        ("grade IV glioma", "grade 4 glioma"),
        ("Parkinson's disease", "Parkinson’s Disease", "Parkinson disease"),
        ("tumour", "tumor"),
        ("oedema", "edema"),
        ("haemorrhage", "hemorrhage"),
        ("leukaemia", "leukemia"),
        ("oesophagus", "esophagus"),
        ("U-87 MG", "U87MG", "U87-MG"),
        ("CD4+ T-cell", "CD4+ T cell"),
        ("naïve T cell", "naive T cell"),
        ("miR-21", "mir 21", "miR21"),
        ("Alzheimer's", "ALZHEIMER'S"),
        ("ﬁbrosis", "fibrosis"),
    ],
)
def test_spellings_fall_together(names: tuple[str, ...]) -> None:
    assert len({normal_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CD4+", "CD4"),
        ("fragile X", "fragile 10"),
        ("chromosome X", "chromosome 10"),
        ("IL-6", "IL-8"),
        ("glia", "glioma"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert normal_key(one) != normal_key(other)


@given(st.text(max_size=40))
def test_words_make_the_key_and_lie_in_the_text(text: str) -> None:
    words = key_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    joined = " ".join(word.word for word in words)
    assert normal_key(text) in {joined, ""}


@given(st.text(alphabet="abeims IVX-'’αβ+,0123", max_size=30))
def test_a_key_is_its_own_key_or_a_numeral(text: str) -> None:
    key = normal_key(text)
    assert normal_key(key) == normal_key(normal_key(key))
    assert all(found == found.strip() and found for found, _ in lookup_keys(text))


def test_singulars() -> None:
    plurals = ["metastases", "diagnoses", "cells", "bodies", "matrices", "bacteria", "carcinomata", "viruses", "women"]
    singulars = ["metastasis", "diagnosis", "cell", "body", "matrix", "bacterium", "carcinoma", "virus", "woman"]
    assert [singular(word) for word in plurals] == singulars
    assert [singular(word) for word in ("diabetes", "sepsis", "mass", "pus", "as")] == [
        "diabetes",
        "sepsis",
        "mass",
        "pus",
        "as",
    ]


def test_no_spelling_is_missed_by_the_quick_look_for_one() -> None:
    text = """tumour oedema haemorrhage anaemia oesophagus oestrogen diarrhoea apnoea coeliac foetal faecal caecal
    anaesthesia paediatric gynaecology caesarean homoeostasis leucocyte sulphate aluminium colour behaviour fibre centre
    grey ionised crystallising antitumour noncancer antidiabetic nonneoplastic"""
    assert all(normal_key(word) != word for word in text.split())
