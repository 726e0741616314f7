"""Scores of the predicates for pairs of mentions, in numpy, from the word vectors that the encoder's one pass gave.

As SpERT (Eberts and Ulges 2020, arXiv:1909.07755) it pools the two mentions and the words between them. Deviation: a
pair also looks at the words of its sentence with attention, each head of which knows where a word stands; the most
heeded word outside the mentions is the trigger. `gliomine.training.relation_model` is the same network in torch.

The vectors of a pair are made from its own sentences alone and one sentence is computed at a time, so that the scores
do not depend on what else is in the batch.

Performance: docs/relations.md; scorer and commands in docs/training.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError, unknown_name
from gliomine.relations.candidates import Labels, Pairs
from gliomine.relations.features import BETWEEN, FEATURES, OBJECT, SUBJECT, Layout, places_of, roles_of, words_of

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the network says of some pairs.

    Attributes:
        predicates: pairs x (1 + predicates), the first for none; not normalised.
        statuses: pairs x statuses, not normalised.
        trigger: for each pair the word, counted over the text, that it heeded most outside the mentions; -1: none.
    """

    predicates: Floats
    statuses: Floats
    trigger: NDArray[Any]


class RelationModel:
    """The network with the heads of one file: call `score`."""

    def __init__(self, weights: dict[str, Floats], labels: dict[str, Labels], *, attention_heads: int) -> None:
        self._weights, self.labels, self._heads = weights, labels, attention_heads
        self._joined: dict[str, Floats] = {}
        for name, item in labels.items():
            own = {part: weights[f"outputs.{name}.{part}.weight"] for part in ("subject", "object", "pair")}
            pairs = np.array(item.pairs, dtype=np.int64).reshape(-1, 2)
            self._joined[name] = own["subject"][pairs[:, 0]] + own["object"][pairs[:, 1]] + own["pair"]

    def of(self, name: str) -> Labels:
        """Return what a head tells apart.

        Raises:
            ConfigError: there is no such head.
        """
        if name not in self.labels:
            raise unknown_name("relation schema", name, self.labels)
        return self.labels[name]

    def score(self, name: str, vectors: Floats, pairs: Pairs) -> PairScores:
        """Score pairs that read the same words: those of one sentence, or of two.

        Args:
            vectors: words of the text x width, as the encoder gives them.
        """
        labels = self.of(name)
        words, inside = words_of(pairs.layout)
        if not inside.all():
            raise ValueError("the pairs read different words")
        read = self._linear("project", vectors[words[0]].astype(np.float32))
        kinds = pairs.mentions.kind
        number = {pair: place for place, pair in enumerate(labels.pairs)}
        both = np.array(
            [number[int(kinds[a]), int(kinds[b])] for a, b in zip(pairs.subject, pairs.object, strict=True)]
        )
        ends = np.concatenate([pairs.subject, pairs.object])
        _, once, place = np.unique(ends, return_index=True, return_inverse=True)
        spans = np.concatenate([pairs.layout.subject, pairs.layout.object])[once]
        mentions = np.stack([read[first:last].max(axis=0) for first, last in spans])
        subject, object_ = place[: len(pairs.subject)], place[len(pairs.subject) :]
        roles = roles_of(pairs.layout, len(read))
        heed, context = self._attend(name, read, mentions, (subject, object_, both), pairs.layout, roles)
        made = self._linear("from_subject", mentions)[subject] + self._linear("from_object", mentions)[object_]
        made += self._linear("from_between", _between(read, roles)) + self._linear("from_context", context)
        made += self._joined[name][both]
        for column in range(len(FEATURES)):
            made += self._weights[f"features.{column}.weight"][pairs.features[:, column]]
        made = _silu(self._linear("second", _silu(made)))
        mass = np.where((roles == SUBJECT) | (roles == OBJECT), 0.0, heed)
        trigger = np.where(mass.max(axis=1) > 0, words[0][mass.argmax(axis=1)], -1)
        return PairScores(self._linear(f"outputs.{name}.out", made), self._linear("status", made), trigger)

    def _attend(
        self,
        name: str,
        read: Floats,
        mentions: Floats,
        which: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
        layout: Layout,
        roles: NDArray[Any],
    ) -> tuple[Floats, Floats]:
        """Return how much each pair heeds each word, and what it reads there."""
        subject, object_, both = which
        weights, heads = self._weights, self._heads
        query = self._linear("query_subject", mentions)[subject] + self._linear("query_object", mentions)[object_]
        query += weights[f"outputs.{name}.query.weight"][both]
        size = query.shape[1] // heads
        query *= np.float32(size**-0.5)
        key, value = self._linear("key", read), self._linear("value", read)
        subject_place, object_place = places_of(layout.subject, len(read)), places_of(layout.object, len(read))
        rows = np.arange(len(query))[:, None]
        heed = np.zeros((len(query), len(read)), dtype=np.float32)
        context = np.empty_like(query)
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            scores = query[:, part] @ key[:, part].T
            by_role = query[:, part] @ weights["role_key"][:, part].T + weights["role_bias"][head]
            scores += by_role[rows, roles]
            scores += weights["subject_bias"][head][subject_place] + weights["object_bias"][head][object_place]
            scores -= scores.max(axis=1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=1, keepdims=True)
            context[:, part] = scores @ value[:, part]
            heed += scores
        return heed, context

    def _linear(self, name: str, values: Floats) -> Floats:
        made: Floats = values @ self._weights[f"{name}.weight"].T
        bias = self._weights.get(f"{name}.bias")
        if bias is not None:
            made += bias
        return made


def _between(read: Floats, roles: NDArray[Any]) -> Floats:
    """Return the largest values of the words between the mentions, 0 where there are none."""
    made = np.zeros((len(roles), read.shape[1]), dtype=np.float32)
    known: dict[bytes, Floats] = {}
    for row, own in enumerate(roles == BETWEEN):
        places = np.flatnonzero(own)
        if len(places):
            key = own.tobytes()
            if key not in known:
                known[key] = read[places].max(axis=0)
            made[row] = known[key]
    return made


def _silu(values: Floats) -> Floats:
    made: Floats = values / (1.0 + np.exp(-np.clip(values, -60.0, 60.0)))
    return made


def chances(scores: Floats) -> Floats:
    """Return probabilities of none and each predicate from scores, rows x (1 + predicates)."""
    made: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    made /= made.sum(axis=1, keepdims=True)
    return made


def joined_scores(scores: Floats, group: NDArray[Any], groups: int) -> Floats:
    """Return the scores of pairs of concepts from those of their pairs of mentions, against none, which scores 0."""
    over = scores[:, 1:] - scores[:, :1]
    top = np.full((groups, over.shape[1]), -1e4)
    np.maximum.at(top, group, over)
    total = np.zeros_like(top)
    np.add.at(total, group, np.exp(over - top[group]))
    return np.pad(np.log(np.maximum(total, 1e-9)) + top, ((0, 0), (1, 0)))


def calibrated(chance: Floats, labels: Labels) -> Floats:
    """Return the share of relations with such a probability that are right, as seen on documents held out.

    Logistic calibration (Platt 1999) of the log-odds.
    """
    chance = np.clip(chance, 1e-6, 1 - 1e-6)
    odds = np.log(chance) - np.log1p(-chance)
    made: Floats = 1.0 / (1.0 + np.exp(-(labels.slope * odds + labels.shift)))
    return made


def load_relations(path: Path) -> RelationModel:
    """Read a file of relation heads.

    Raises:
        ResourceError: it is not such a file.
    """
    try:
        with np.load(path, allow_pickle=False) as values:
            weights = {name: values[name].astype(np.float32) for name in values.files if name != "about"}
            about = json.loads(str(values["about"]))
        labels = {name: _labels(item) for name, item in about["labels"].items()}
        return RelationModel(weights, labels, attention_heads=int(about["attention_heads"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(
            f"not a file of relation heads ({type(error).__name__}: {error})",
            where=str(path),
            expected="weights as `gliomine train` writes them",
            advice="reinstall gliomine, or train again",
        ) from error


def _labels(item: dict[str, Any]) -> Labels:
    lists: Sequence[str] = ("predicates", "types", "symmetric", "statuses")
    values: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in item.items()}
    values["pairs"] = tuple((int(a), int(b)) for a, b in item["pairs"])
    return Labels(**values)
