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

log = logging.getLogger("gliomine.train")

FOLDS = 4
PASSES = 6
RATE = 0.2
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


def fit(learnt: Sequence[Learnt], keys: NDArray[Any], size: int) -> Floats:
    """Return weights, features x (1 + classes + statuses), by AdaGrad (Duchi et al. 2011).

    The weights of the later passes are averaged.
    """
    rows = []
    for item in learnt:
        for one, target, status in zip(item.asked, item.target.tolist(), item.status.tolist(), strict=True):
            hashes = np.array(one.features, dtype=np.uint32)
            place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
            rows.append((place[keys[place] == hashes], 1 / np.sqrt(len(hashes)), target, status))
    columns = size + len(STATUSES)
    weights = np.zeros((len(keys), columns), dtype=np.float32)
    squares = np.full_like(weights, 1e-6)
    total = np.zeros_like(weights)
    random = np.random.default_rng(SEED)
    for turn in range(PASSES):
        for number in random.permutation(len(rows)).tolist():
            known, value, target, status = rows[number]
            own = weights[known]
            scores = own.sum(axis=0) * value
            wrong = np.zeros(columns, dtype=np.float32)
            wrong[:size] = _softmax(scores[:size])
            wrong[target] -= 1
            if status >= 0:
                wrong[size:] = _softmax(scores[size:])
                wrong[size + status] -= 1
            slope = wrong * np.float32(value) + PENALTY * own
            seen = squares[known] + slope * slope
            squares[known] = seen
            weights[known] = own - RATE * slope / np.sqrt(seen)
        if turn >= PASSES // 2:
            total += weights
    made: Floats = total / (PASSES - PASSES // 2)
    return made


def _softmax(scores: Floats) -> Floats:
    made: Floats = np.exp(scores - scores.max())
    made /= made.sum()
    return made


def rounded(weights: Floats) -> tuple[NDArray[Any], Floats]:
    """Return weights as bytes, and the scale of each column."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / STEPS
    return np.round(weights / scales).astype(np.int8), scales.astype(np.float32)
