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
from functools import lru_cache
from pathlib import Path

from gliomine.errors import ResourceError
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.merge import Proposal
from gliomine.mentions.variants import SOURCE
from gliomine.resources import listed_file, manifest
from gliomine.text.normalize import normal_key, singular, unbroken, without_plural

PART = "scores"
"""The table of the manifest that lists the weights."""

CACHE = 1 << 14  # names whose types are kept: a document has the same ones many times

_LEAST = 1e-4  # scores are rounded to four digits
_SURE = 4.0  # log-odds from where the recogniser's words count less
_SHORT = re.compile(r"[^\W_][\w+-]{0,6}s?")
_MOST_REPEATS, _MOST_WORDS = 5, 4
_DENSE = 0.25  # mentions a word: few texts have more, and texts of other fields have next to none
_SEEN = 12  # characters of a word before a mention that say whether it ends like an adjective
_WHOLE = 3  # words from which a name that the index knows lacks none before it
_CELLS = re.compile(r" cells?\Z")
_PART = re.compile(r"[\s\-\u2010-\u2015]+")
_HEAD_PARTS = 2  # words of the longest head that is looked up
_SMALL = (
    r"and|or|nor|in|of|to|for|with|without|was|were|is|are|had|has|have|by|at|on|from|as|than|the|that|which|who|may|can|"
    r"could|did|does|do|after|during|before|compared|versus|alone|using|via|into|but|through|between|among|under|when|not|"
    r"plus|minus|per|within|upon|against|towards?|across|along|despite|because|since|while|whereas|although|though|if|"
    r"where|whose|then|also|both|either|will|would|should|might|must|been|being|its|their|these|those|this|only|often|"
    r"even|still|thus|such|due|there|until|above|below|near|over|around|following|including|like"
)
_HEAD_BEHIND = re.compile(
    rf" (?!(?:{_SMALL}|[a-z]+(?:ly|[^e]ed))\b)[a-z]{{3,}}"
)  # "pain" of "pain processing" may be part of a longer name; "reduced" and "often" behind it are none
LOADED = (
    r"[-\u2010-\u2015](?:(?:co-?)?loaded|laden|encapsulated|encapsulating|entrapped|filled|impregnated|coated|decorated|"
    r"modified|functionali[sz]ed|conjugated|grafted|enriched|doped)\s"
)
"""What stands between a carrier and what it holds or is covered with."""
_BEFORE_CORE = re.compile(
    rf"\S+{LOADED}|(?:[Hh]uman|[Mm]ouse|[Mm]urine|[Rr]at|[Pp]orcine|[Bb]ovine|[Cc]anine|[Oo]vine|[Ee]quine|[Rr]abbit)\s"
)
_VERBS = (
    *("received", "showed", "developed", "reduced", "used", "caused", "carried", "expressed", "decreased", "increased"),
    *("inhibited", "prevented", "included", "released", "secreted", "improved", "produced"),
)
_ADJECTIVE_BEFORE = re.compile(rf"(?:al|ic|ive|ous|ary|ed|ar|ent|ant){''.join(f'(?<!{verb})' for verb in _VERBS)} \Z")


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
        return Calibration(read_weights(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResourceError(f"not a table of weights ({error!r})", where=str(path), expected="[weights]") from error


def read_weights(text: str) -> dict[str, float]:
    """Return the weights of a TOML table `[weights]`."""
    return {str(name): float(value) for name, value in tomllib.loads(text)["weights"].items()}


@lru_cache(maxsize=CACHE)
def known_types(kb: KnowledgeBase, shown: str) -> frozenset[str]:
    """Return the types of what the index has under a name, in singular or plural, with "cells" behind it or not."""
    return frozenset(
        entity_type
        for name in dict.fromkeys((shown, unbroken(shown), _CELLS.sub("", shown)))
        for key in dict.fromkeys((normal_key(name), normal_key(without_plural(name)), _one(normal_key(name))))
        for posting in kb.postings(key)
        for entity_type in kb.entity_types(posting.concept)
    )


def core_of(shown: str) -> str:
    """Return what a name means without what it is loaded with and the animal that it is of.

    >>> core_of("DOX-loaded exosomes"), core_of("human MSCs"), core_of("rat")
    ('exosomes', 'MSCs', 'rat')
    """
    found = _BEFORE_CORE.match(shown)
    return shown[found.end() :] if found is not None else shown


def head_types(kb: KnowledgeBase, shown: str) -> frozenset[str]:
    """Return the types of the longest end of a name that the index knows: "exosomes" of "TMZ-loaded exosomes"."""
    starts = [found.end() for found in _PART.finditer(shown)][-_HEAD_PARTS:]
    return next(filter(None, (known_types(kb, shown[start:]) for start in starts)), frozenset())


def known_beginning(kb: KnowledgeBase, words: str, wanted: frozenset[str]) -> tuple[int, frozenset[str]]:
    """Return the length of the longest beginning that names something of some types, and those; 0 and none without.

    Args:
        words: words parted by one space character each; whole ones are left out at the end.
        wanted: the types.
    """
    while words:
        kinds = known_types(kb, words) & wanted
        if kinds:
            return len(words), kinds
        words = words.rpartition(" ")[0]
    return 0, frozenset()


def _one(key: str) -> str:
    *before, last = key.split(" ")
    return " ".join([*before, singular(last)])


def features_of(
    item: Proposal,
    text: str,
    *,
    repeats: int,
    defined: bool,
    known: bool,
    listed: bool = False,
    head: bool = False,
    density: float = 0.0,
) -> dict[str, float]:
    """Return what speaks for and against a mention.

    Args:
        item: the mention, with the score that it has so far.
        text: the document.
        repeats: how often the document has a mention with its text.
        defined: whether the document defines it as a short form.
        known: whether the index knows the name as one of this type.
        listed: whether the index knows it at all.
        head: whether the index knows the end of the name as one of this type.
        density: mentions of the document, a word.
    """
    shown = text[item.start : item.end]
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
        "density": min(density, _DENSE) / _DENSE,
    }
    if head and not known:
        found["known head"] = 1.0
    if known:
        found["known"] = 1.0
    elif not listed and shown.islower() and len(shown.split()) == 1:
        found["plain"] = 1.0
    if short:
        found["short, defined" if defined else "short"] = 1.0
    elif shown[:1].isupper():
        found["capital"] = 1.0
    if _HEAD_BEHIND.match(text, item.end):
        found["head behind"] = 1.0
    whole = known and len(shown.split()) >= _WHOLE
    if not whole and _ADJECTIVE_BEFORE.search(text, max(0, item.start - _SEEN), item.start):
        found["adjective before"] = 1.0
    return found


def with_features(
    text: str,
    mentions: Sequence[Proposal],
    *,
    defined: Collection[str],
    kb: KnowledgeBase,
    read: Sequence[tuple[int, int]] | None = None,
) -> Iterator[tuple[Proposal, dict[str, float]]]:
    """Yield the mentions of a document, each with what speaks for and against it.

    Args:
        text: the document.
        mentions: all its mentions, merged.
        defined: short forms that the document defines.
        kb: the index.
        read: spans of the sentences that were read for mentions, of a page a small part; None: all of the text.
    """
    names = [text[item.start : item.end] for item in mentions]
    counts = Counter(names)
    words = sum(text.count(" ", *span) + text.count("\n", *span) + 1 for span in read or [(0, len(text))])
    density = len(names) / max(1, words)
    types_of = {name: known_types(kb, name) or known_types(kb, core_of(name)) for name in counts}
    for item, name in zip(mentions, names, strict=True):
        types = types_of[name]
        yield (
            item,
            features_of(
                item,
                text,
                repeats=counts[name],
                defined=name in defined,
                known=item.entity_type in types,
                listed=bool(types),
                head=item.entity_type not in types and item.entity_type in head_types(kb, name),
                density=density,
            ),
        )


def calibrated(
    text: str,
    mentions: Sequence[Proposal],
    calibration: Calibration | None,
    *,
    defined: Collection[str],
    kb: KnowledgeBase,
    read: Sequence[tuple[int, int]] | None = None,
) -> Iterator[Proposal]:
    """Yield the mentions of a document with the chance that each is right; a type without weights keeps its own score.

    Args:
        text: the document.
        mentions: all its mentions, merged.
        calibration: the weights; None: scores stay.
        defined: short forms that the document defines.
        kb: the index.
        read: spans of the sentences that were read for mentions; None: all of the text.
    """
    if calibration is None:
        yield from mentions
        return
    for item, features in with_features(text, mentions, defined=defined, kb=kb, read=read):
        # The annotated abstracts have no mentions of some types, and what is found by its notation is no guess.
        fitted = f"type:{item.entity_type}" in calibration.weights and item.source != SOURCE
        yield replace(item, score=calibration.chance(features)) if fitted else item
