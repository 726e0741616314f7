"""Which word says what a claim says."""

from __future__ import annotations

import pytest
from gliomine.predicates import PREDICATES
from gliomine.relations.claim_words import predicate_classes, trigger_of, word_classes

from tests.relations.test_shape import marked, shaped


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("[chemical TMZ] inhibits growth of [cell_line U87]", "decreases", "inhibits"),
        ("[chemical TMZ] inhibits and reduces [cell_line U87]", "decreases", "reduces"),  # what governs the second
        ("[chemical TMZ] and [chemical CCNU] combined", "combined_with", "combined"),  # behind
        ("combination of [chemical TMZ] with [treatment surgery]", "combined_with", "combination"),  # before
        ("[chemical TMZ] inhibits [cell_line U87]", "increases", None),  # a word of another predicate
        ("[vesicle exosomes] from [cell_type MSCs]", "derived_from", None),  # too small a word
        ("[chemical TMZ] of [gene MGMT] inhibits [cell_line U87]", "decreases", "inhibits"),
    ],
)
def test_the_trigger_of_a_claim(text: str, predicate: str, expected: str | None) -> None:
    plain, mentions = marked(text)
    shape, _ = shaped(text)
    places = sorted((shape.place[0], shape.place[len(mentions) - 1]))
    found = trigger_of(shape.tokens, places[0], places[1], predicate)
    assert (None if found is None else plain[slice(*found)]) == expected


def test_a_word_behind_another_mention_is_no_trigger() -> None:
    shape, _ = shaped("[chemical TMZ] and [disease glioma] , [gene MET] reduces")
    assert trigger_of(shape.tokens, 0, 2, "decreases") is None


def test_each_predicate_has_its_words() -> None:
    assert set(predicate_classes()) == set(PREDICATES)
    assert all(word == word.lower() and len(set(names)) == len(names) for word, names in word_classes().items())
