"""Scores that mean what they say: of mentions with a score of 0.8, eight in ten are right in span and type.

A recogniser is too sure of itself on texts unlike those that it learnt from, and what merging and voting add is scored
by other rules. So the last word is a logistic model over what is known of a mention when all that is done (Platt 1999;
for why networks need it: Guo et al. 2017, arXiv:1706.04599). It is fitted on annotated abstracts that the recogniser
has not seen; those of the home topic and those of general medicine weigh the same: see `gliomine.training.scores`.

Performance: models/MODEL_CARD.md.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gliomine.errors import ResourceError
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.merge import Proposal
from gliomine.resources import listed_file, manifest
from gliomine.text.normalize import normal_key, singular, without_plural

PART = "scores"
"""The table of the manifest that lists the weights."""

_LEAST = 1e-4  # scores are rounded to four digits
_SURE = 4.0  # log-odds from where the recogniser's words count less
_SHORT = re.compile(r"[^\W_][\w+-]{0,6}s?")
_MOST_REPEATS, _MOST_WORDS = 5, 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights of the features; a feature without a weight does not count."""

    weights: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """Return the chance that a mention is right, in (0, 1)."""
        total = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def load_calibration(folder: Path) -> Calibration | None:
    """Read the weights from a models folder; None where it lists none: scores stay as they are.

    Raises:
        ResourceError: the file is missing, damaged or not a table of weights.
    """
    if PART not in manifest(folder):
        return None
    path = listed_file(folder, PART, what="weights of scores")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))["weights"]
        return Calibration({str(name): float(value) for name, value in values.items()})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResourceError(f"not a table of weights ({error!r})", where=str(path), expected="[weights]") from error


def is_known(kb: KnowledgeBase, shown: str, entity_type: str) -> bool:
    """Tell whether the index holds a name, in singular or plural, for something of a type."""
    return any(
        entity_type in kb.entity_types(posting.concept)
        for key in dict.fromkeys((normal_key(shown), normal_key(without_plural(shown)), _one(normal_key(shown))))
        for posting in kb.postings(key)
    )


def _one(key: str) -> str:
    *before, last = key.split(" ")
    return " ".join([*before, singular(last)])


def features_of(item: Proposal, shown: str, *, repeats: int, defined: bool, known: bool) -> dict[str, float]:
    """Return what speaks for and against a mention.

    Args:
        item: the mention, with the score that it has so far.
        shown: its text.
        repeats: how often the document has a mention with this text.
        defined: whether the document defines it as a short form.
        known: whether the index knows the name as one of this type.
    """
    score = min(max(item.score, _LEAST), 1 - _LEAST)
    odds = math.log(score / (1 - score))
    short = _SHORT.fullmatch(shown) is not None and sum(map(str.isupper, shown)) > 1
    found = {
        "always": 1.0,
        "odds": odds,
        "sure": max(0.0, odds - _SURE),
        f"type:{item.entity_type}": 1.0,
        f"source:{item.source.partition(':')[0]}": 1.0,
        "repeats": min(repeats, _MOST_REPEATS) / _MOST_REPEATS,
        "words": min(len(shown.split()), _MOST_WORDS) / _MOST_WORDS,
    }
    if known:
        found["known"] = 1.0
    if short:
        found["short, defined" if defined else "short"] = 1.0
    elif shown[:1].isupper():
        found["capital"] = 1.0
    return found


def calibrated(
    text: str,
    mentions: Sequence[Proposal],
    calibration: Calibration | None,
    *,
    defined: Collection[str],
    kb: KnowledgeBase,
) -> Iterator[Proposal]:
    """Yield the mentions of a document with the chance that each is right; a type without weights keeps its own score.

    Args:
        text: the document.
        mentions: all its mentions, merged.
        calibration: the weights; None: scores stay.
        defined: short forms that the document defines.
        kb: the index.
    """
    if calibration is None:
        yield from mentions
        return
    shown = [text[item.start : item.end] for item in mentions]
    counts = Counter(shown)
    for item, name in zip(mentions, shown, strict=True):
        if f"type:{item.entity_type}" not in calibration.weights:
            yield item  # of a type that the annotated abstracts do not have
            continue
        known = is_known(kb, name, item.entity_type)
        features = features_of(item, name, repeats=counts[name], defined=name in defined, known=known)
        yield replace(item, score=calibration.chance(features))
