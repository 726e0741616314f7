"""Names that the recogniser nearly found and the index knows."""

from __future__ import annotations

import numpy as np
import pytest
from gliomine.encoder.tags import BEGIN, END, PARTS, SINGLE, Tagged
from gliomine.mentions.consistency import WordsSeen
from gliomine.mentions.dictionary import read_vocabulary
from gliomine.mentions.known import MORE_WORDS, ONE_WORD, SEEN, known_names

LABELS = ("disease", "organism")
NAMES = read_vocabulary([("newborn", "organism"), ("dry eye", "disease"), ("eye", "organism")])


def seen(text: str, odds: dict[str, float], *, border: int = 99) -> WordsSeen:
    """Return words whose log-odds of being (a part of) a mention of a type are given."""
    words, at, spans = text.split(" "), 0, []
    scores = np.full((len(words), PARTS * len(LABELS) + 1), -20.0)
    scores[:, 0] = 0.0
    for place, word in enumerate(words):
        spans.append((at, at + len(word)))
        at += len(word) + 1
        for kind, label in enumerate(LABELS):
            value = odds.get(f"{word} {label}", -20.0)
            scores[place, [PARTS * kind + part for part in (BEGIN, END, SINGLE)]] = value
    return WordsSeen(text, spans, [int(place >= border) for place in range(len(words))], scores)


def shown(words: WordsSeen, *found: Tagged) -> list[tuple[str, str]]:
    names = known_names(words, found, labels=LABELS, names=NAMES)
    return [
        (words.text[words.spans[item.first][0] : words.spans[item.last - 1][1]], LABELS[item.kind]) for item in names
    ]


@pytest.mark.parametrize(("odds", "expected"), [(ONE_WORD + 0.1, 1), (ONE_WORD - 0.1, 0), (SEEN - 1, 0)])
def test_a_known_word_needs_some_belief(odds: float, expected: int) -> None:
    assert len(shown(seen("each newborn slept", {"newborn organism": odds}))) == expected


def test_less_is_asked_of_several_words() -> None:
    odds = (ONE_WORD + MORE_WORDS) / 2
    assert shown(seen("a dry eye", {"dry disease": odds, "eye disease": odds})) == [("dry eye", "disease")]


def test_unknown_words_and_other_types_are_not_added() -> None:
    assert shown(seen("a gadget", {"gadget organism": 0.0})) == []
    assert shown(seen("each newborn slept", {"newborn disease": 0.0})) == []


def test_what_was_found_stays_and_no_name_crosses_a_sentence() -> None:
    odds = {"dry disease": 0.0, "eye disease": 0.0}
    assert shown(seen("a dry eye", odds), Tagged(2, 3, 1, 0.9)) == []
    assert shown(seen("so dry eye drops", odds, border=2)) == []
