"""Measure a trained recogniser on the documents that training held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gliomine.abbreviations.find import find_abbreviations
from gliomine.encoder.model import Found, NerModel
from gliomine.mentions.recognise import recognise as ask
from gliomine.training.data import Annotated, sentence_spans

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Strict precision, recall and F1 in percent: a mention counts where span and type agree."""

    precision: float
    recall: float
    f1: float
    gold: int
    documents: int


def strict_score(gold: Sequence[set[Span]], found: Sequence[set[Span]]) -> Score:
    """Return the micro-averaged score of some documents.

    >>> strict_score([{(0, 3, "a"), (5, 7, "b")}], [{(0, 3, "a")}]).f1
    66.67
    """
    right = sum(len(truth & answer) for truth, answer in zip(gold, found, strict=True))
    truths, answers = sum(map(len, gold)), sum(map(len, found))
    precision, recall = right / max(1, answers), right / max(1, truths)
    f1 = 2 * right / max(1, truths + answers)
    return Score(round(100 * precision, 2), round(100 * recall, 2), round(100 * f1, 2), truths, len(gold))


def gold_spans(document: Annotated, *, one_type: bool) -> set[Span]:
    """Return the annotated spans of a document; with `one_type` all labels are the same."""
    return {(item.start, item.end, "" if one_type else item.label) for item in document.entities}


def found_spans(found: Sequence[Found], *, one_type: bool) -> set[Span]:
    """Return the recognised spans of a document."""
    return {(item.start, item.end, "" if one_type else item.label) for item in found}


ONE_TYPE = frozenset({"ncbi_disease", "anatem"})
"""Corpora that are scored with a single type, as in the literature."""


def evaluate(model: NerModel, held_out: Mapping[str, Sequence[Annotated]]) -> dict[str, Score]:
    """Return the score of each head on its held-out documents; heads without documents are left out."""
    scores = {}
    for head, documents in held_out.items():
        if not documents:
            continue
        found = recognise(model, documents, head)
        one = head in ONE_TYPE
        gold = [gold_spans(document, one_type=one) for document in documents]
        scores[head] = strict_score(gold, [found_spans(item, one_type=one) for item in found])
    return scores


def recognise(model: NerModel, documents: Sequence[Annotated], head: str) -> list[list[Found]]:
    """Return what one head finds in each document."""
    texts = [document.text for document in documents]
    sentences = [sentence_spans(text) for text in texts]
    definitions = [find_abbreviations(text, spans) for text, spans in zip(texts, sentences, strict=True)]
    answers = ask(model, texts, sentences, schemas=[head], definitions=definitions)
    return [answer[head] for answer in answers]


def fit_temperature(model: NerModel, documents: Sequence[Annotated], head: str) -> float:
    """Return the temperature that makes the uncalibrated scores of a head match its precision.

    The score of a mention is p ** (1 / t); t is the value of a grid with the smallest log loss against "this mention is
    right". Deviation from temperature scaling (Guo et al. 2017, arXiv:1706.04599): it acts on the probability of the
    whole mention, not on the scores of its words, so that no second pass of the encoder is needed.
    """
    found = recognise(model, documents, head)
    pairs = [
        (item.score, (item.start, item.end, item.label) in gold_spans(document, one_type=False))
        for document, items in zip(documents, found, strict=True)
        for item in items
    ]
    if len(pairs) < 20:
        return 1.0
    score = np.clip(np.array([pair[0] for pair in pairs]), 1e-4, 1 - 1e-4)
    right = np.array([pair[1] for pair in pairs])

    def loss(temperature: float) -> float:
        chance = np.clip(score ** (1 / temperature), 1e-6, 1 - 1e-6)
        return float(-np.where(right, np.log(chance), np.log(1 - chance)).mean())

    return min((round(0.3 + 0.05 * step, 2) for step in range(55)), key=loss)
