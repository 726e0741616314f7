"""Scores of links that mean what they say: of links with a score of 0.8, eight in ten are right.

The linker ranks by a product of rules, which says what is better but not how good it is. So the last word on the score
is a logistic model over how the name was found, of what type it is and how near the next candidate came (Platt 1999).
It is fitted on annotated abstracts: see `gliomine.training.links`. The order of the candidates stays.

Performance: docs/linking.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

from gliomine.linking.identifiers import Identified
from gliomine.linking.linker import Linker
from gliomine.mentions.score import Calibration, read_weights
from gliomine.resources import data_text
from gliomine.text.normalize import normal_key, without_plural

_LEAST, _MOST = 0.05, 0.97
_RIVAL = 0.03
"""A candidate this near to another might as well be it."""
_SHORT = 4
_LESS_SAID = frozenset({"head", "part", "head_changed"})
"""Matches that leave out some of what a name says."""


@cache
def load_chances() -> Calibration:
    """Read the weights from the package's data.

    Raises:
        ResourceError: they are missing.
    """
    return Calibration(read_weights(data_text("linking/data", "scores.toml")))


def chances(
    answers: Sequence[Identified], shown: str, entity_type: str, *, vague: Callable[[int], bool]
) -> list[float]:
    """Return the chance that each candidate of a mention is right, in (0, 1); arguments as for `features_of`."""
    model = load_chances()
    return [round(model.chance(features), 4) for features in features_of(answers, shown, entity_type, vague=vague)]


def says_little(linker: Linker, shown: str, concept: int) -> bool:
    """Tell whether a concept, one of the widest, lacks what a name says of its kind: surgery, of "middle ear surgery".

    "Postoperative chemotherapy" says when, not of what kind. A short form says nothing of what it leaves out.
    """
    if linker.ancestors(concept):
        return False
    *before, _ = normal_key(shown).split(" ")
    return shown.isupper() or not linker.words.light.issuperset(before)


def features_of(
    answers: Sequence[Identified], shown: str, entity_type: str, *, vague: Callable[[int], bool]
) -> list[dict[str, float]]:
    """Return what speaks for and against each candidate of a mention.

    Args:
        answers: the candidates, best first, with the scores of the rules.
        shown: the mention.
        entity_type: its type.
        vague: tells whether a concept says little of the mention: see `says_little`.
    """
    rivals = {item.concept for item in answers if answers[0].score - item.score < _RIVAL}
    bare = without_plural(shown)
    found = []
    for place, item in enumerate(answers):
        score = min(max(item.score, _LEAST), _MOST)
        features = {"always": 1.0, "odds": math.log(score / (1 - score))}
        if place:
            features["later, near" if item.concept in rivals else "later"] = 1.0
        else:
            features[f"match:{item.match}"] = 1.0
            features[f"type:{entity_type}"] = 1.0
            # Surgery is what is left of "middle ear surgery", and of a hundred others that have concepts of their own.
            if item.match in _LESS_SAID and vague(item.concept):
                features["less said, wide"] = 1.0
            if len(rivals) > 1:
                features["rival"] = 1.0
            if len(bare) <= _SHORT and bare.isupper() and item.match not in _LESS_SAID:
                features["short"] = 1.0
        found.append(features)
    return found
