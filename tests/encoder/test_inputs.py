from __future__ import annotations

import numpy as np
from gliomine.encoder.inputs import SHAPES, letter_marks, shapes, word_spans
from hypothesis import given
from hypothesis import strategies as st


def shape_of(text: str, start: int, end: int) -> int:
    return int(shapes(text, np.array([start]), np.array([end]))[0])


def test_letter_case_has_five_kinds() -> None:
    kinds = ["glioma", "Glioma", "MGMT", "K", "mRNA"]
    assert [shape_of(word, 0, len(word)) for word in kinds] == [0, 1, 2, 3, 4]


def test_touching_the_character_before_is_seen() -> None:
    assert shape_of("anti-EGFR", 5, 9) == 2 + 5
    assert shape_of("anti EGFR", 5, 9) == 2


@given(st.text(max_size=40), st.data())
def test_every_span_of_every_text_has_a_shape(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert 0 <= shape_of(text, start, end) < SHAPES


def test_pieces_join_to_words() -> None:
    firsts, spans = word_spans([None, 0, 0, 1, None], [(0, 0), (0, 4), (4, 7), (8, 9), (0, 0)])
    assert (firsts, spans) == ([1, 3], [(0, 7), (8, 9)])


@given(st.text(max_size=40))
def test_letters_are_counted_as_python_does(text: str) -> None:
    upper, letter, space = letter_marks(text)
    assert np.diff(upper).tolist() == [character.isupper() for character in text]
    assert np.diff(letter).tolist() == [character.isalpha() for character in text]
    assert space.tolist() == [character.isspace() for character in text]
