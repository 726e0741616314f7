"""A sentence as the encoder reads it: what a typesetter put into words is left out, and every place leads back."""

from __future__ import annotations

import pytest
from gliomine.encoder.reading import as_read
from gliomine.text.normalize import lookup_keys, unbroken
from hypothesis import given
from hypothesis import strategies as st

_KNOWN = {"temozolomide", "angiogenesis", "oligodendrocytes"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("given temozo-\nlomide by mouth", "given temozolomide by mouth"),
        ("given temozo- \r\n lomide by mouth", "given temozolomide by mouth"),
        ("from marrow-\nderived cells", "from marrow-\nderived cells"),
        ("TGF-\nβ1 rose", "TGF-\nβ1 rose"),
        ("angio-\ngenesis-\nlike growth", "angio-\ngenesis-\nlike growth"),
        ("angio-genesis", "angio-genesis"),
        ("an\u00adgio\u200bgenesis", "angiogenesis"),
        ("TGF−β1 and IL−6", "TGF-β1 and IL-6"),
        ("CD34− cells at −80 °C", "CD34− cells at −80 °C"),
        ("10−6 M, 3 − 4", "10−6 M, 3 − 4"),
    ],
)
def test_what_the_encoder_reads(text: str, expected: str) -> None:
    shown, places = as_read(text, _KNOWN.__contains__)
    assert shown == expected
    if places is not None:
        assert [text[place] for place in places[:-1]] == list(shown)
        assert places[-1] == len(text)


def test_broken_words_stay_where_nobody_knows_words() -> None:
    assert as_read("temozo-\nlomide") == ("temozo-\nlomide", None)


@given(st.text(alphabet="ab-−\n \u00ad\u200bA1", max_size=30))
def test_places_lead_back_to_the_text(text: str) -> None:
    shown, places = as_read(text, lambda word: len(word) % 2 == 0)
    if places is None:
        assert len(shown) == len(text)
    else:
        assert places == sorted(set(places)) and len(places) == len(shown) + 1
        assert all(text[place] in (sign, "−") for place, sign in zip(places, shown, strict=False))


def test_a_broken_name_is_looked_up_whole() -> None:
    assert ("angiogenesis", "spelling") in lookup_keys("angio-\ngenesis")
    assert unbroken("bone-\nMarrow x-\ny") == "bone-\nMarrow x-\ny"
