"""Scores of the predicates for pairs of mentions, in numpy, from the word vectors that the encoder's one pass gave.

As SpERT (Eberts and Ulges 2020, arXiv:1909.07755) it pools the two mentions and the words between them. Deviation: a
pair also looks at the words of its sentence with attention, each head of which knows where a word stands; the most
heeded word outside the mentions is the trigger. `gliomine.training.relation_model` is the same network in torch.

The vectors of a pair are made from its own sentences alone. All sentences of a text are computed together, a few
hundred pairs at a time, and never those of two texts: so the scores do not depend on what else is in the batch.

Performance: docs/relations.md; scorer and commands in docs/training.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError, unknown_name
from gliomine.relations.candidates import Labels, Pairs
from gliomine.relations.features import FEATURES, OBJECT, PLACES, SUBJECT, Layout, places_of, roles_of, words_of

Floats = NDArray[Any]

CELLS = 1 << 17
"""Pairs times words that are attended to at once."""


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
        # What is multiplied by the same rows stands side by side.
        self._query = _joined(weights, "query_subject", "query_object")
        self._ends = _joined(weights, "from_subject", "from_object")
        self._read = _joined(weights, "key", "value")
        self._rest = np.concatenate([weights["from_between.weight"].T, weights["from_context.weight"].T])
        sums = weights["role_bias"][:, :, None, None] + weights["subject_bias"][:, None, :, None]
        self._where = (sums + weights["object_bias"][:, None, None, :]).reshape(attention_heads, -1)
        self._joined: dict[str, Floats] = {}
        self._number: dict[str, NDArray[Any]] = {}
        for name, item in labels.items():
            own = {part: weights[f"outputs.{name}.{part}.weight"] for part in ("subject", "object", "pair")}
            pairs = np.array(item.pairs, dtype=np.int64).reshape(-1, 2)
            self._joined[name] = own["subject"][pairs[:, 0]] + own["object"][pairs[:, 1]] + own["pair"]
            self._number[name] = np.zeros((len(item.types), len(item.types)), dtype=np.int64)
            self._number[name][pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))

    def of(self, name: str) -> Labels:
        """Return what a head tells apart.

        Raises:
            ConfigError: there is no such head.
        """
        if name not in self.labels:
            raise unknown_name("relation schema", name, self.labels)
        return self.labels[name]

    def score(self, name: str, vectors: Floats, pairs: Pairs) -> PairScores:
        """Score pairs of one text; some at a time, for memory grows with the pairs and the words that they read.

        Args:
            vectors: words of the text x width, as the encoder gives them.
        """
        words, groups = _groups(pairs.layout)
        read = self._linear("project", vectors[words].astype(np.float32))
        ends, which = np.unique(np.concatenate([pairs.subject, pairs.object]), return_inverse=True)
        subject, object_ = which[: len(pairs.subject)], which[len(pairs.subject) :]
        low = np.searchsorted(words, pairs.mentions.first[ends])
        high = low + pairs.mentions.last[ends] - pairs.mentions.first[ends]
        mentions = np.stack([read[first:last].max(axis=0) for first, last in zip(low, high, strict=True)])
        both = self._number[name][pairs.mentions.kind[pairs.subject], pairs.mentions.kind[pairs.object]]
        asked = _halves(mentions, self._query, subject, object_) + self._weights[f"outputs.{name}.query.weight"][both]
        asked *= np.float32((asked.shape[1] // self._heads) ** -0.5)
        key, value = np.split(_times(read, self._read), 2, axis=1)
        rest = np.zeros((len(asked), 2 * read.shape[1]), dtype=np.float32)
        trigger = np.full(len(asked), -1)
        for some in _portions(groups):
            rows = np.concatenate([group.pairs for group in some])
            layout = pairs.layout.pick(rows)
            heed, rest[rows, read.shape[1] :] = self._attend(asked[rows], key, value, layout, some)
            most = heed.argmax(axis=1)[:, None]
            heeded = np.take_along_axis(words_of(layout)[0], most, axis=1)
            trigger[rows] = np.where(np.take_along_axis(heed, most, axis=1) > 0, heeded, -1)[:, 0]
        _largest_between(read, pairs.layout, groups, rest)
        made = _halves(mentions, self._ends, subject, object_)
        made += rest @ self._rest
        made += self._joined[name][both]
        for column in range(len(FEATURES)):
            made += self._weights[f"features.{column}.weight"][pairs.features[:, column]]
        made = _silu(self._linear("second", _silu(made)))
        return PairScores(self._linear(f"outputs.{name}.out", made), self._linear("status", made), trigger)

    def _attend(
        self, asked: Floats, key: Floats, value: Floats, layout: Layout, groups: Sequence[_Group]
    ) -> tuple[Floats, Floats]:
        """Return how much each pair heeds each word outside its mentions, and what it reads in all of them."""
        heads, most = self._heads, max(len(group.words) for group in groups)
        query, key, value, by_role = (
            np.ascontiguousarray(item.reshape(len(item), heads, -1).transpose(1, 0, 2))
            for item in (asked, key, value, self._weights["role_key"])
        )
        roles = roles_of(layout, most)
        where = (roles * PLACES + places_of(layout.subject, most)) * PLACES + places_of(layout.object, most)
        scores = np.full((heads, len(asked), most), -np.inf, dtype=np.float32)
        for part, own in _places(groups):
            np.matmul(query[:, part], key[:, own].transpose(0, 2, 1), out=scores[:, part, : len(own)])
        scores += np.take_along_axis(query @ by_role.transpose(0, 2, 1), roles[None], axis=2)
        scores += self._where[:, where]
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        context = np.empty_like(query)
        for part, own in _places(groups):
            np.matmul(scores[:, part, : len(own)], value[:, own], out=context[:, part])
        heed = np.where((roles == SUBJECT) | (roles == OBJECT), 0.0, scores.sum(axis=0))
        return heed, context.transpose(1, 0, 2).reshape(len(asked), -1)

    def _linear(self, name: str, values: Floats) -> Floats:
        made: Floats = values @ self._weights[f"{name}.weight"].T
        made += self._weights[f"{name}.bias"]
        return made


@dataclass(frozen=True, slots=True)
class _Group:
    """Pairs that read the same words, by their numbers; the words are counted over those that any pair reads."""

    pairs: NDArray[Any]
    words: NDArray[Any]


def _groups(layout: Layout) -> tuple[NDArray[Any], list[_Group]]:
    """Return the words that are read, in order, and the groups of pairs that read the same ones."""
    keys, which = np.unique(np.concatenate([layout.begin, layout.size], axis=1), axis=0, return_inverse=True)
    which = which.reshape(-1)
    pairs = np.split(np.argsort(which, kind="stable"), np.cumsum(np.bincount(which))[:-1])
    read = [
        np.concatenate([np.arange(first, first + count), np.arange(second, second + more)])
        for first, second, count, more in keys.tolist()
    ]
    words, place = np.unique(np.concatenate(read), return_inverse=True)
    places = np.split(place, np.cumsum([len(item) for item in read])[:-1])
    return words, [_Group(*item) for item in zip(pairs, places, strict=True)]


def _portions(groups: Sequence[_Group]) -> Iterator[list[_Group]]:
    """Yield groups to attend together, so many that their pairs times the most words stay below CELLS."""
    some: list[_Group] = []
    pairs = words = 0
    for group in groups:
        most = max(1, CELLS // len(group.words))
        for begin in range(0, len(group.pairs), most):
            part = group.pairs[begin : begin + most]
            pairs, words = pairs + len(part), max(words, len(group.words))
            if some and pairs * words > CELLS:
                yield some
                some, pairs, words = [], len(part), len(group.words)
            some.append(_Group(part, group.words))
    yield some


def _places(groups: Sequence[_Group]) -> Iterator[tuple[slice, NDArray[Any]]]:
    """Yield where the pairs of each group stand, one after another, and the words that they read."""
    begin = 0
    for group in groups:
        yield slice(begin, begin + len(group.pairs)), group.words
        begin += len(group.pairs)


def _joined(weights: dict[str, Floats], first: str, second: str) -> tuple[Floats, Floats]:
    """Return the weights, inputs x outputs, and the bias of two layers with the same input, side by side."""
    both = [weights[f"{name}.weight"] for name in (first, second)]
    bias = [
        weights.get(f"{name}.bias", np.zeros(len(item), np.float32))
        for name, item in zip((first, second), both, strict=True)
    ]
    return np.ascontiguousarray(np.concatenate(both).T), np.concatenate(bias)


def _times(values: Floats, layer: tuple[Floats, Floats]) -> Floats:
    made: Floats = values @ layer[0]
    made += layer[1]
    return made


def _halves(mentions: Floats, layer: tuple[Floats, Floats], subject: NDArray[Any], object_: NDArray[Any]) -> Floats:
    """Return for each pair what two layers side by side make of its subject and of its object, added up."""
    first, second = np.split(_times(mentions, layer), 2, axis=1)
    made: Floats = first[subject]
    made += second[object_]
    return made


def _largest_between(read: Floats, layout: Layout, groups: Sequence[_Group], made: Floats) -> None:
    """Put the largest values of the words between the mentions into `made`; where there are none it stays 0."""
    low = np.minimum(layout.subject[:, 1], layout.object[:, 1]).tolist()
    high = np.maximum(layout.subject[:, 0], layout.object[:, 0]).tolist()
    for group in groups:
        own = read[group.words]
        known: dict[tuple[int, int], Floats] = {}
        for row in group.pairs.tolist():
            place = low[row], high[row]
            if place[0] < place[1]:
                if place not in known:
                    known[place] = own[slice(*place)].max(axis=0)
                made[row, : read.shape[1]] = known[place]


def _silu(values: Floats) -> Floats:
    made: Floats = np.clip(values, -60.0, 60.0)
    np.negative(made, out=made)
    np.exp(made, out=made)
    made += 1.0
    return np.divide(values, made, out=made)


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
        labels = {name: labels_from(item) for name, item in about["labels"].items()}
        return RelationModel(weights, labels, attention_heads=int(about["attention_heads"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(
            f"not a file of relation heads ({type(error).__name__}: {error})",
            where=str(path),
            expected="weights as `gliomine train` writes them",
            advice="reinstall gliomine, or train again",
        ) from error


def labels_from(item: Mapping[str, Any]) -> Labels:
    """Return what a head tells apart, as a file of heads has it."""
    lists: Sequence[str] = ("predicates", "types", "symmetric", "statuses")
    values: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in item.items()}
    values["pairs"] = tuple((int(a), int(b)) for a, b in item["pairs"])
    return Labels(**values)
