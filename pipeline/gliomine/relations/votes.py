"""A second voice on what a sentence claims: a linear model over the wording, joined with the network's chances.

The model is multinomial logistic regression over `wording`, one row for a pair of mentions whatever its order in the
claim: the classes are none, each predicate from the earlier mention to the later, and each the other way round. It
reads words, not vectors, so it answers for mentions of any model. The two voices are joined as a product of experts
(Hinton 2002, doi:10.1162/089976602760128018): the weighted sum of their logarithms, with weights fitted on abstracts
that neither has learnt from. The score is the chance that the best claim is right (`trust`).

Performance: docs/relations.md; fitted by `python -m gliomine.training.wording`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.document import Document, Mention
from gliomine.errors import ResourceError
from gliomine.relations.answer import Claim, Judged, span_of
from gliomine.relations.candidates import FARTHEST
from gliomine.relations.claim_words import trigger_of
from gliomine.relations.sentences import ReadSentence, read_sentences
from gliomine.relations.shape import Shape
from gliomine.relations.trust import evidence_of, trusted
from gliomine.relations.wording import features_of
from gliomine.text.hashing import hashed

LEAST_CHANCE = 1e-4  # below it one chance is as good as another

SURE = 0.98
"""Chance of none at which the words are not asked: of 437 claims of 0.35 or more, two would be lost, one right."""

Floats = NDArray[Any]

Votes = tuple[Floats, Floats]
"""What a voice says of pairs, a row each: logarithms of the chances of none and each class, and of each status."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How the two voices are joined.

    Attributes:
        network: weight of the network's logarithms; 0: it has no voice.
        wording: weight of the wording's.
        shift: predicate, or "none" -> what is added.
        status_network: weight of the network's logarithms of the status.
        status_wording: of the wording's.
        status_shift: status -> what is added.
        trust: weights of `trust.evidence_of`; none: the score is the joined chance itself.
    """

    network: float
    wording: float
    shift: Mapping[str, float]
    status_network: float
    status_wording: float
    status_shift: Mapping[str, float]
    trust: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair of mentions of a sentence, the earlier one first.

    Attributes:
        first: number of the earlier mention in the document.
        second: of the later.
        shape: the sentence's.
        features: hashes of its features.
    """

    first: int
    second: int
    shape: Shape
    features: list[int]


class Wording:
    """The linear model: call `votes`.

    Args:
        keys: hashes of the features, ascending.
        weights: features x (classes + statuses).
        classes: predicate and whether the earlier mention is the subject, a class each; after none, which is the first.
        statuses: what its last columns stand for.
        pairs: types (subject, object) between which relations are asked for.
        both: how it is joined with a network; `alone`: without one.
    """

    def __init__(
        self,
        keys: NDArray[Any],
        weights: Floats,
        *,
        classes: Sequence[tuple[str, bool]],
        statuses: Sequence[str],
        pairs: frozenset[tuple[str, str]],
        both: Mix,
        alone: Mix,
    ) -> None:
        # The last row is of all features that are not known.
        self._weights = np.concatenate([weights, np.zeros_like(weights[:1])])
        self._keys = keys
        self.classes, self.statuses, self.pairs, self.both, self.alone = classes, statuses, pairs, both, alone
        self.predicates = tuple(dict.fromkeys(name for name, _ in classes))

    def votes(self, asked: Sequence[Asked]) -> Votes:
        """Return the logarithms of the chances of none and each class, and of each status, a row a pair."""
        sizes = np.array([len(item.features) for item in asked])
        hashes = np.array([key for item in asked for key in item.features], dtype=np.uint32)
        place = np.minimum(np.searchsorted(self._keys, hashes), len(self._keys) - 1)
        place[self._keys[place] != hashes] = len(self._weights) - 1
        starts = np.concatenate([[0], np.cumsum(sizes[:-1])])
        made = np.add.reduceat(self._weights[place], starts, axis=0) / np.sqrt(sizes)[:, None]
        size = 1 + len(self.classes)
        return log_chances(made[:, :size]), log_chances(made[:, size:])


def log_chances(scores: Floats) -> Floats:
    """Return the logarithms of the chances that scores stand for, a row each."""
    over = scores - scores.max(axis=1, keepdims=True)
    made: Floats = over - np.log(np.exp(over).sum(axis=1, keepdims=True))
    return made


def asked_of(
    document: Document,
    pairs: frozenset[tuple[str, str]],
    *,
    settled: Collection[tuple[int, int]] = (),
    sentences: Sequence[ReadSentence] | None = None,
) -> list[Asked]:
    """Return the pairs of mentions of a sentence between whose types a relation can be, with their features.

    Args:
        settled: pairs that are left out.
        sentences: those of the document, where they have been read.
    """
    mentions = document.mentions
    given = {item.mention_id: item.status for item in document.assertions}
    statuses = [given.get(item.mention_id, "") for item in mentions]
    found: list[Asked] = []
    for sentence in read_sentences(document) if sentences is None else sentences:
        inside = sentence.inside
        asked = [
            (first, second)
            for place, first in enumerate(inside)
            for second in inside[place + 1 : place + 1 + FARTHEST]
            if (first, second) not in settled and askable(mentions[first], mentions[second], pairs)
        ]
        for first, second in asked:
            named = features_of(document.text, sentence.shape, first, second, mentions, statuses=statuses)
            found.append(Asked(first, second, sentence.shape, hashed(list(dict.fromkeys(named)))))
    return found


def askable(first: Mention, second: Mention, pairs: frozenset[tuple[str, str]]) -> bool:
    """Tell whether a relation between two mentions is asked for, either way round."""
    types = first.entity_type, second.entity_type
    same = (first.start, first.end) == (second.start, second.end)
    return not same and (types in pairs or types[::-1] in pairs)


def joined_claims(
    document: Document,
    model: Wording,
    network: Judged | None,
    *,
    predicates: Sequence[str] = (),
    least: float = 0.0,
    sentences: Sequence[ReadSentence] | None = None,
) -> list[Claim]:
    """Return what the two voices together say of each pair of mentions.

    Args:
        network: what it says; None: there is no network, the wording speaks alone.
        predicates: those that the network tells apart.
        least: claims with a lower score are left out.
        sentences: those of the document, where they have been read.
    """
    asked = asked_of(document, model.pairs, settled=_settled(network), sentences=sentences)
    if not asked:
        return []
    voices = [model.votes(asked)]
    if network is not None:
        voices.append(network_votes(model, asked, network, predicates))
    return claims_from(document, model, asked, voices, network, least=least)


def _settled(network: Judged | None) -> frozenset[tuple[int, int]]:
    """Return the pairs, either way round, of which the network is sure that nothing is said."""
    if network is None:
        return frozenset()
    rest = dict(zip(_ends(network), network.chances[:, 0].tolist(), strict=True))
    sure = {(a, b) for (a, b), chance in rest.items() if chance * rest.get((b, a), 1.0) > SURE}
    return frozenset(sure | {(b, a) for a, b in sure})


def claims_from(
    document: Document,
    model: Wording,
    asked: Sequence[Asked],
    voices: Sequence[Votes],
    network: Judged | None,
    *,
    least: float = 0.0,
) -> list[Claim]:
    """Return the best claim about each pair from what the voices say of it: the wording, and maybe the network."""
    mix = model.both if len(voices) > 1 else model.alone
    said, status, best = best_of(document, model, mix, asked, voices)
    heeded = {} if network is None else dict(zip(_ends(network), network.trigger, strict=True))
    if mix.trust:
        scores = np.round(trusted(evidence_of(said, best, [voice for voice, _ in voices]), mix.trust), 4)
        # What holds of one member of a list holds of all, and is read best where it is read most surely.
        for rows in _alike(document, asked):
            surest = rows[int(scores[rows].argmax())]
            scores[rows], best[rows] = scores[surest], best[surest]
    else:
        scores = np.round(np.exp(said[np.arange(len(asked)), 1 + best]), 4)
    found = []
    for row in np.flatnonzero(scores >= least).tolist():
        item = asked[row]
        predicate, forward = model.classes[best[row]]
        ends = (item.first, item.second) if forward else (item.second, item.first)
        places = sorted(item.shape.place.get(number, 0) for number in ends)
        trigger = trigger_of(item.shape.tokens, places[0], places[1], predicate)
        if trigger is None and ends in heeded:
            trigger = span_of(heeded[ends])
        found.append(Claim(*ends, predicate, float(scores[row]), model.statuses[int(status[row].argmax())], trigger))
    return found


def best_of(
    document: Document, model: Wording, mix: Mix, asked: Sequence[Asked], voices: Sequence[Votes]
) -> tuple[Floats, Floats, NDArray[Any]]:
    """Return the joined logarithms of classes and statuses, and of each pair the best class its types allow."""
    said, status = joined(mix, model, voices)
    said[:, 1:][~_allowed(document, model, asked)] = -np.inf
    return said, status, said[:, 1:].argmax(axis=1)


def _alike(document: Document, asked: Sequence[Asked]) -> list[list[int]]:
    """Return the rows whose pairs stand in the same two lists and have the same types, where there are several."""
    kinds = [item.entity_type for item in document.mentions]
    found: dict[tuple[int, int, int, str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(asked):
        low, high = (item.shape.place.get(number, -1) for number in (item.first, item.second))
        if 0 <= low < high:
            found[id(item.shape), low, high, kinds[item.first], kinds[item.second]].append(row)
    several = [rows for rows in found.values() if len(rows) > 1]
    return [rows for rows in several if all(one.text != "respectively" for one in asked[rows[0]].shape.tokens)]


def _allowed(document: Document, model: Wording, asked: Sequence[Asked]) -> NDArray[Any]:
    """Return for each pair and class whether the types of the two can be subject and object in this order."""
    along = np.array([forward for _, forward in model.classes])
    kinds = [item.entity_type for item in document.mentions]
    ways = [
        [(kinds[one.first], kinds[one.second]) in model.pairs, (kinds[one.second], kinds[one.first]) in model.pairs]
        for one in asked
    ]
    made: NDArray[Any] = np.where(along, np.array(ways)[:, :1], np.array(ways)[:, 1:])
    return made


def joined(mix: Mix, model: Wording, voices: Sequence[Votes]) -> Votes:
    """Return the logarithms of the joined chances of none and each class, and of each status, a row a pair."""
    names = ("none", *(name for name, _ in model.classes))
    weights = ((mix.wording, mix.status_wording), (mix.network, mix.status_network))
    said = sum(weight * voice for (weight, _), (voice, _) in zip(weights, voices, strict=False))
    told = sum(weight * voice for (_, weight), (_, voice) in zip(weights, voices, strict=False))
    shifts = (
        np.array([mix.shift[name] for name in names]),
        np.array([mix.status_shift[name] for name in model.statuses]),
    )
    return log_chances(said + shifts[0]), log_chances(told + shifts[1])


def network_votes(model: Wording, asked: Sequence[Asked], network: Judged, predicates: Sequence[str]) -> Votes:
    """Return the network's logarithms in the wording's classes: both orders of a pair are one row."""
    number = {ends: row for row, ends in enumerate(_ends(network))}
    nothing = np.zeros((1, network.chances.shape[1]))
    nothing[0, 0] = 1.0  # of what it was not asked, it says none
    chances = np.concatenate([network.chances, nothing])
    forward = chances[[number.get((item.first, item.second), -1) for item in asked]]
    backward = chances[[number.get((item.second, item.first), -1) for item in asked]]
    columns = {name: 1 + place for place, name in enumerate(predicates)}
    ways = Counter(name for name, _ in model.classes)
    made = np.zeros((len(asked), 1 + len(model.classes)))
    made[:, 0] = forward[:, 0] * backward[:, 0]
    for place, (name, along) in enumerate(model.classes, 1):
        if name in columns and ways[name] == 1:  # symmetric
            made[:, place] = (forward[:, columns[name]] + backward[:, columns[name]]) / 2
        elif name in columns:
            made[:, place] = (forward if along else backward)[:, columns[name]]
    flat = np.zeros((1, len(model.statuses)))
    statuses = np.concatenate([network.statuses, flat])
    surer = forward[:, 0] <= backward[:, 0]
    orders = [
        (item.first, item.second) if one else (item.second, item.first) for item, one in zip(asked, surer, strict=True)
    ]
    stated = log_chances(statuses[[number.get(ends, -1) for ends in orders]])
    return np.log(np.maximum(made, LEAST_CHANCE)), np.maximum(stated, np.log(LEAST_CHANCE))


def _ends(network: Judged) -> list[tuple[int, int]]:
    return list(zip(network.subject.tolist(), network.object.tolist(), strict=True))


def _mix(trust: Sequence[float] = (), **values: Any) -> Mix:
    return Mix(**values, trust=tuple(trust))


def load_wording(path: Path) -> Wording:
    """Read the model from a file.

    Raises:
        ResourceError: it is not such a file.
    """
    try:
        with np.load(path, allow_pickle=False) as values:
            about = json.loads(str(values["about"]))
            weights = values["weights"].astype(np.float32) * values["scales"].astype(np.float32)
            return Wording(
                values["keys"],
                weights,
                classes=tuple((str(name), bool(forward)) for name, forward in about["classes"]),
                statuses=tuple(about["statuses"]),
                pairs=frozenset((str(first), str(second)) for first, second in about["pairs"]),
                both=_mix(**about["both"]),
                alone=_mix(**about["alone"]),
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(
            f"not a model of wording ({type(error).__name__}: {error})",
            where=str(path),
            expected="weights as `python -m gliomine.training.wording` writes them",
            advice="reinstall gliomine, or fit it again",
        ) from error
