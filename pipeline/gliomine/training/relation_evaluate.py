"""Measure relation heads on documents held out, with the annotated mentions given; calibrate and choose thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from gliomine.document import Document, Sentence
from gliomine.encoder.model import NerModel
from gliomine.mentions.recognise import answers_of
from gliomine.relations.answer import Claim, Given, claims_of
from gliomine.relations.candidates import Labels, pair_of_concepts
from gliomine.relations.classify import RelationModel
from gliomine.relations.stage import shown
from gliomine.training.data import sentence_spans
from gliomine.training.relation_corpora import Related

Key = tuple[Any, Any, str]


@dataclass(frozen=True, slots=True)
class RelationScore:
    """Micro-averaged precision, recall and F1 in percent at a threshold.

    A relation counts where the two mentions (or concepts, where documents are judged) and the predicate agree.
    """

    precision: float
    recall: float
    f1: float
    gold: int
    documents: int
    threshold: float


def with_words(model: NerModel, documents: Sequence[Related]) -> list[Document]:
    """Return documents with their sentences and the vectors of their words."""
    made = []
    for item in documents:
        spans = sentence_spans(item.text)
        sentences = tuple(
            Sentence(start, end, number, "abstract", item.text[start:end]) for number, (start, end) in enumerate(spans)
        )
        made.append(Document(item.doc_id, item.text, sentences=sentences))
    return [document for document, _ in answers_of(model, made, None, vectors=True)]


def claims_about(
    relations: RelationModel, name: str, documents: Sequence[Related], read: Sequence[Document]
) -> list[list[Claim]]:
    """Return the claims of a head about the annotated mentions of each document, of whatever score."""
    found = []
    for item, document in zip(documents, read, strict=True):
        given = [
            Given(entity.start, entity.end, entity.label, concepts)
            for entity, concepts in zip(item.entities, item.concepts, strict=True)
        ]
        end = document.sentences[0].end if document.sentences else 0
        found.append(claims_of(relations, name, document.words, given, title_end=end))
    return found


def keys_of(claim: Any, item: Related, labels: Labels) -> set[Key]:
    """Return what a claim or an annotated relation says, as it is compared."""
    subject, object_ = claim.subject, claim.object
    if labels.document:
        subjects = [subject] if isinstance(subject, str) else item.concepts[subject]
        objects = [object_] if isinstance(object_, str) else item.concepts[object_]
        pairs = {pair_of_concepts(a, b, labels) for a, b in product(subjects, objects) if a != b}
        return {(a, b, claim.predicate) for a, b in pairs}
    places = [(item.entities[number].start, item.entities[number].end) for number in (subject, object_)]
    if labels.undirected or claim.predicate in labels.symmetric:
        places.sort()
    return {(places[0], places[1], claim.predicate)}


def score_at(
    threshold: float, claims: Sequence[Sequence[Claim]], documents: Sequence[Related], labels: Labels
) -> RelationScore:
    """Return the score of the claims that reach a threshold."""
    right = said = gold = 0
    for several, item in zip(claims, documents, strict=True):
        truth = {key for claim in item.claims for key in keys_of(claim, item, labels)}
        answer = {key for claim in shown(several, min_score=threshold) for key in keys_of(claim, item, labels)}
        right, said, gold = right + len(truth & answer), said + len(answer), gold + len(truth)
    precision, recall = right / max(1, said), right / max(1, gold)
    f1 = 2 * right / max(1, said + gold)
    precision, recall, f1 = (round(100 * value, 2) for value in (precision, recall, f1))
    return RelationScore(precision, recall, f1, gold, len(documents), threshold)


def curve(claims: Sequence[Sequence[Claim]], documents: Sequence[Related], labels: Labels) -> list[RelationScore]:
    """Return the scores at thresholds from 0.1 to 0.9."""
    return [score_at(round(step / 20, 2), claims, documents, labels) for step in range(2, 19)]


def calibrate(claims: Sequence[Sequence[Claim]], documents: Sequence[Related], labels: Labels) -> Labels:
    """Return the labels with the slope and shift that make uncalibrated scores match how many claims are right.

    Logistic regression on the log-odds (Platt 1999), by Newton's method, drawn a little towards no change.
    """
    pairs = []
    for several, item in zip(claims, documents, strict=True):
        truth = {key for claim in item.claims for key in keys_of(claim, item, labels)}
        pairs += [(claim.score, not truth.isdisjoint(keys_of(claim, item, labels))) for claim in several]
    score = np.clip(np.array([pair[0] for pair in pairs]), 1e-4, 1 - 1e-4)
    right = np.array([pair[1] for pair in pairs], dtype=np.float64)
    if right.sum() < 20:
        return labels
    table = np.stack([np.log(score) - np.log1p(-score), np.ones_like(score)], axis=1)
    first = np.array([1.0, 0.0])
    weight = first
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(table @ weight, -50, 50)))
        slope = table.T @ (right - chance) - (weight - first)
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + np.eye(2)
        # A full step can lead where all chances are 0 or 1, from where there is no way back.
        weight = weight + np.clip(np.linalg.solve(bend, slope), -0.3, 0.3)
    return replace(labels, slope=round(float(weight[0]), 4), shift=round(float(weight[1]), 4))


def best_threshold(scores: Sequence[RelationScore], *, precision: float = 0.0) -> RelationScore:
    """Return the score with the highest F1 among those that are precise enough, or among all."""
    good = [score for score in scores if score.precision >= 100 * precision]
    return max(good or scores, key=lambda score: (score.f1, score.precision))
