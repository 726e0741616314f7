"""Learn what wording says of relations: rows of features, targets, and the weights of a linear model.

`gliomine.training.wording_mix` joins it with the relation heads and writes it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.mentions.recognise import answers_of
from gliomine.mentions.recognise import load_heads as load_recogniser
from gliomine.relations.answer import Given, Judged, judged_of
from gliomine.relations.candidates import STATUSES
from gliomine.relations.stage import OWN, load_heads
from gliomine.relations.votes import Asked, asked_of
from gliomine.stages import Pipeline, process_batch
from gliomine.training.data import document_keys, load_corpus
from gliomine.training.relation_corpora import Related
from gliomine.training.settings import TrainSettings
from gliomine.training.wording_public import Partly

log = logging.getLogger("gliomine.train")

FOLDS = 4
PASSES = 6
RATE = 0.2
BATCH = 16  # pairs of a step
PUBLIC = 0.3  # weight of a pair of a public corpus beside one of our own
PENALTY = 1e-4  # quadratic, of the weights
LEAST_ROWS = 5  # pairs in which a feature must stand
STEPS = 15  # of a weight to either side of 0: what fits half a byte is enough, and packs well
STRENGTH = 2.0  # of the quadratic penalty on the shifts of the joined voices
SEED = 7

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A document with what is learnt from it.

    Attributes:
        target: class of each pair asked; 0: none.
        status: status of each pair asked; -1: no relation.
        network: what the relation heads say; None: they have learnt from this document.
    """

    related: Related
    document: Document
    asked: list[Asked]
    target: NDArray[Any]
    status: NDArray[Any]
    network: Judged | None


def held_out(settings: TrainSettings, root: Path, documents: Sequence[Related]) -> set[str]:
    """Return the ids of documents that neither recogniser nor relation heads have learnt from."""
    apart = {
        key for item in settings.heads for one in load_corpus(item, root) if one.held_out for key in document_keys(one)
    }
    return {item.doc_id for item in documents if item.held_out or not apart.isdisjoint(document_keys(item))}


def classes_of(documents: Sequence[Related], symmetric: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the classes: each predicate from the earlier mention to the later, and the other way round."""
    counts = Counter(claim.predicate for item in documents for claim in item.claims)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return [(name, True) for name in names] + [(name, False) for name in names if name not in symmetric]


def read(
    documents: Sequence[Related],
    apart: set[str],
    classes: Sequence[tuple[str, bool]],
    symmetric: Sequence[str],
) -> tuple[list[Learnt], frozenset[tuple[str, str]]]:
    """Return the documents with their pairs and targets, and the types between which relations are asked for."""
    model, heads = load_recogniser(), load_heads()
    split = Pipeline(Config(), until="abbreviations", check=False)
    assess = Pipeline(Config(), only=["assertions"], check=False)
    bare = [Document(item.doc_id, item.text, layout="abstract") for item in documents]
    given = [
        replace(item, mentions=_mentions(one, item))
        for one, item in zip(documents, split(bare), strict=True)
        if isinstance(item, Document)
    ]
    away = [item for item in given if item.doc_id in apart]
    heard = {item.doc_id: item for item, _ in answers_of(model, away, None, vectors=True)}
    ready = process_batch(given, stages=assess.stages, check=False)
    pairs = frozenset(
        types
        for item in documents
        for claim in item.claims
        for types in _types(item, claim, claim.predicate in symmetric)
    )
    found = []
    for one, document in zip(documents, ready, strict=True):
        if not isinstance(document, Document):
            raise TypeError(f"{one.doc_id}: {document.error}")
        asked = asked_of(document, pairs)
        network = None
        if one.doc_id in heard and heads is not None:
            mentions = [Given(item.start, item.end, item.entity_type) for item in document.mentions]
            network = judged_of(heads, OWN, heard[one.doc_id].words, mentions)
        found.append(Learnt(one, document, asked, *targets_of(one, asked, classes, symmetric), network))
    return found, pairs


def _mentions(item: Related, document: Document) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            e.start,
            e.end,
            mention_id(document.doc_id, e.start, e.end, entity_type=f"{e.label}{n}"),
            document.text[e.start : e.end],
            e.label,
            1.0,
            "gold",
        )
        for n, e in enumerate(item.entities)
    )


def _types(item: Related, claim: Any, both: bool) -> list[tuple[str, str]]:
    types = item.entities[claim.subject].label, item.entities[claim.object].label
    return [types, types[::-1]] if both else [types]


def targets_of(
    item: Related, asked: Sequence[Asked], classes: Sequence[tuple[str, bool]], symmetric: Sequence[str]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return class and status of each pair that is asked: 0 where nothing is said, -1 where there is no status."""
    number = {one: place for place, one in enumerate(classes, 1)}
    said: dict[tuple[int, int], tuple[int, int]] = {}
    for claim in item.claims:
        status = STATUSES.index(claim.status) if claim.status in STATUSES else -1
        said.setdefault((claim.subject, claim.object), (number[claim.predicate, True], status))
        backward = number[claim.predicate, claim.predicate in symmetric]
        said.setdefault((claim.object, claim.subject), (backward, status))
    made = [said.get((one.first, one.second), (0, -1)) for one in asked]
    table = np.array(made, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def keys_of(learnt: Sequence[Learnt]) -> NDArray[Any]:
    """Return the hashes of the features that stand in enough pairs, ascending."""
    every = [np.unique(np.array(one.features, dtype=np.uint32)) for item in learnt for one in item.asked]
    keys, counts = np.unique(np.concatenate(every), return_counts=True)
    kept: NDArray[Any] = keys[counts >= LEAST_ROWS]
    return kept


def fit(learnt: Sequence[Learnt], keys: NDArray[Any], size: int, *, public: Sequence[Partly] = ()) -> Floats:
    """Return weights, features x (1 + classes + statuses), by AdaGrad (Duchi et al. 2011) over small batches.

    The weights of the later passes are averaged. Needs scipy.

    Args:
        keys: hashes of the features, ascending; others are left out.
        size: number of classes, none included.
        public: pairs of public corpora, which say what they can be.
    """
    from scipy.sparse import csr_matrix

    table = _table(learnt, keys, size, public)
    columns = size + len(STATUSES)
    weights = np.zeros((int(table.places.max()) + 1, columns), dtype=np.float32)
    squares = np.full_like(weights, 1e-6)
    total = np.zeros_like(weights)
    random = np.random.default_rng(SEED)
    number = len(table.can)
    for turn in range(PASSES):
        order = random.permutation(number)
        for begin in range(0, number, BATCH):
            rows = order[begin : begin + BATCH]
            starts, counts = table.starts[rows], table.starts[rows + 1] - table.starts[rows]
            ends = np.concatenate([[0], np.cumsum(counts)])
            at = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], counts)
            known, local, often = np.unique(table.places[at], return_inverse=True, return_counts=True)
            values = np.repeat(table.values[rows], counts)
            batch = csr_matrix((values, local, ends), shape=(len(rows), len(known)))
            own = weights[known]
            scores = batch @ own
            wrong = np.zeros_like(scores)
            wrong[:, :size] = _wrong(scores[:, :size], table.can[rows])
            stated = table.status[rows] >= 0
            wrong[stated, size:] = _softmax(scores[stated, size:])
            wrong[stated, size + table.status[rows][stated]] -= 1
            wrong *= table.weights[rows][:, None]
            slope = batch.T @ wrong + PENALTY * often[:, None] * own
            seen = squares[known] + slope * slope
            squares[known] = seen
            weights[known] = own - RATE * slope / np.sqrt(seen)
        if turn >= PASSES // 2:
            total += weights
    made: Floats = total[: len(keys)] / (PASSES - PASSES // 2)
    return made


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of features: of row n those at `places[starts[n] : starts[n + 1]]`, each with `values[n]`."""

    places: NDArray[Any]
    starts: NDArray[Any]
    values: Floats
    can: NDArray[Any]
    status: NDArray[Any]
    weights: Floats


def _table(learnt: Sequence[Learnt], keys: NDArray[Any], size: int, public: Sequence[Partly]) -> _Table:
    """Return the pairs as rows; what stands in one public corpus alone has its places behind the keys."""
    asked = [np.array(one.features, dtype=np.uint32) for item in learnt for one in item.asked]
    apart = np.unique(np.concatenate([np.zeros(0, np.uint32), *(item.apart for item in public)]))
    rows = [_places(hashes, keys) for hashes in asked]
    lengths = [len(hashes) for hashes in asked]
    can = np.zeros((len(asked) + len(public), size), dtype=bool)
    target = np.concatenate([item.target for item in learnt])
    can[np.arange(len(target)), target] = True
    for number, item in enumerate(public, len(asked)):
        rows.append(np.concatenate([_places(item.features, keys), len(keys) + np.searchsorted(apart, item.apart)]))
        lengths.append(len(item.features) + len(item.apart))
        can[number] = item.can is None
        can[number, sorted(item.every if item.can is None else item.can)] = item.can is not None
    status = np.concatenate([item.status for item in learnt] + [np.full(len(public), -1)])
    weights = np.concatenate([np.ones(len(asked)), np.full(len(public), PUBLIC)]).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    values = (1 / np.sqrt(lengths)).astype(np.float32)
    return _Table(np.concatenate(rows), starts, values, can, status, weights)


def _places(hashes: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
    place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    found: NDArray[Any] = place[keys[place] == hashes]
    return found


def _wrong(scores: Floats, can: NDArray[Any]) -> Floats:
    """Return the slope of minus the logarithm of the chance of what each row can be."""
    chances = _softmax(scores)
    right = chances * can
    made: Floats = chances - right / np.maximum(right.sum(axis=1, keepdims=True), 1e-9)
    return made


def _softmax(scores: Floats) -> Floats:
    made: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    made /= made.sum(axis=1, keepdims=True)
    return made


def rounded(weights: Floats) -> tuple[NDArray[Any], Floats]:
    """Return weights as bytes, and the scale of each column."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / STEPS
    return np.round(weights / scales).astype(np.int8), scales.astype(np.float32)
