"""Annotated relations in, pairs of mentions with their targets out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.inputs import word_spans
from gliomine.relations.candidates import STATUSES, Labels, asked_pairs, concept_pairs, document_pairs, pair_of_concepts
from gliomine.relations.features import Mentions, features_of, lay_out
from gliomine.training.data import (
    Annotated,
    Example,
    document_hash,
    document_keys,
    example_of,
    sentence_spans,
    to_words,
)
from gliomine.training.relation_corpora import Claim, Related, labels_of, load_relations
from gliomine.training.settings import RelationSettings

MOST_PIECES = 256  # a longer sentence is left out


@dataclass(slots=True)
class Unit:
    """What is learnt in one piece: a sentence, or the sentences of a document.

    Attributes:
        names: subject and object of each group, as the annotations name them; for measuring.
    """

    corpus: str
    sentences: list[Example]
    mentions: Mentions
    subject: NDArray[Any]
    object: NDArray[Any]
    features: NDArray[Any]
    group: NDArray[Any]
    target: NDArray[Any]
    status: NDArray[Any]
    names: list[tuple[Any, Any]]


def units_of(
    document: Related,
    corpus: str,
    labels: Labels,
    tokenizer: Any,
    *,
    known: Mapping[bytes, Example],
    most: int = 10**9,
) -> list[Unit]:
    """Return the pieces of a document that hold pairs of mentions.

    Args:
        known: sentences that carry tags of label sets, by their pieces; they are learnt along.
        most: pairs of mentions in a piece; groups without a relation are dropped beyond it.
    """
    sentences: list[Example] = []
    mentions: list[tuple[int, int, int, int, int]] = []
    kinds = {name: number for number, name in enumerate(labels.types)}
    spans = sentence_spans(document.text)
    encodings = tokenizer.encode_batch([document.text[start:end] for start, end in spans])
    word = 0
    for (start, end), encoding in zip(spans, encodings, strict=True):
        _, words = word_spans(encoding.word_ids, encoding.offsets)
        if not words or len(encoding.ids) > MOST_PIECES:
            continue
        found = []
        for number, item in enumerate(document.entities):
            if start <= item.start and item.end <= end and item.label in kinds:
                place = to_words(item, start, words, kinds[item.label])
                if place is not None:
                    found.append((len(sentences), word + place[0], word + place[1], place[2], number))
        if found:
            example = example_of(document.text[start:end], encoding)
            sentences.append(known.get(example.ids.tobytes(), example))
            mentions += found
            word += len(example.firsts)
    if not mentions:
        return []
    table = np.array(mentions, dtype=np.int64)
    whole = Mentions(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
    if labels.document:
        made = _by_document(document, corpus, labels, sentences, whole, table[:, 4], title=spans[0][1], most=most)
        return [made] if made else []
    return _by_sentence(document, corpus, labels, sentences, whole, table[:, 4], most=most)


def _target(claims: Iterable[Claim], predicates: Mapping[str, int], size: int) -> tuple[NDArray[Any], int]:
    found = [claim for claim in claims if claim.predicate in predicates]
    target = np.zeros(size, dtype=np.float32)
    for claim in found:
        target[1 + predicates[claim.predicate]] += 1.0 / len(found)
    if not found:
        target[0] = 1.0
    status = found[0].status if found else None
    return target, STATUSES.index(status) if status in STATUSES else -100


def _by_sentence(
    document: Related,
    corpus: str,
    labels: Labels,
    sentences: list[Example],
    mentions: Mentions,
    numbers: NDArray[Any],
    *,
    most: int,
) -> list[Unit]:
    claims: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for claim in document.claims:
        claims[claim.subject, claim.object].append(claim)
        if labels.undirected or claim.predicate in labels.symmetric:
            claims[claim.object, claim.subject].append(claim)
    predicates = {name: number for number, name in enumerate(labels.predicates)}
    units = []
    for sentence, example in enumerate(sentences):
        inside = np.flatnonzero(mentions.sentence == sentence)
        before = sum(len(item.firsts) for item in sentences[:sentence])
        own = Mentions(
            np.zeros(len(inside), dtype=np.int64),
            mentions.first[inside] - before,
            mentions.last[inside] - before,
            mentions.kind[inside],
        )
        pairs = asked_pairs(own, labels)
        if not len(pairs):
            continue
        named = [(int(numbers[inside[a]]), int(numbers[inside[b]])) for a, b in pairs]
        made = [_target(claims.get(pair, ()), predicates, 1 + len(predicates)) for pair in named]
        pairs, named, made = _thinned(pairs, named, made, most)
        subject, object_ = pairs[:, 0], pairs[:, 1]
        layout = lay_out(own, subject, object_, [len(example.firsts)])
        units.append(
            Unit(
                corpus,
                [example],
                own,
                subject,
                object_,
                features_of(own, subject, object_, layout),
                np.arange(len(pairs)),
                np.stack([target for target, _ in made]),
                np.array([status for _, status in made]),
                named,
            )
        )
    return units


def _thinned(pairs: NDArray[Any], named: list[Any], made: list[Any], most: int) -> tuple[NDArray[Any], Any, Any]:
    if len(pairs) <= most:
        return pairs, named, made
    order = sorted(range(len(pairs)), key=lambda n: (made[n][0][0] > 0, document_hash(repr(named[n]))))
    kept = sorted(order[:most])
    return pairs[kept], [named[n] for n in kept], [made[n] for n in kept]


def _by_document(
    document: Related,
    corpus: str,
    labels: Labels,
    sentences: list[Example],
    mentions: Mentions,
    numbers: NDArray[Any],
    *,
    title: int,
    most: int,
) -> Unit | None:
    of_concept: dict[str, list[int]] = defaultdict(list)
    for row, number in enumerate(numbers):
        for concept in document.concepts[number]:
            of_concept[concept].append(row)
    in_title = {
        name for name, rows in of_concept.items() if any(document.entities[numbers[r]].start < title for r in rows)
    }
    claims: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in document.claims:
        claims[pair_of_concepts(claim.subject, claim.object, labels)].append(claim)
    groups = document_pairs(of_concept, mentions, labels)
    predicates = {name: number for number, name in enumerate(labels.predicates)}
    named = sorted(groups)
    made = [_target(claims.get(pair, ()), predicates, 1 + len(predicates)) for pair in named]
    numbers_of = np.array([[n, n] for n in range(len(named))], dtype=np.int64).reshape(-1, 2)
    _, named, made = _thinned(numbers_of, named, made, max(1, most // 2))
    found = concept_pairs(
        groups,
        names=named,
        of_concept=of_concept,
        titled=in_title,
        mentions=mentions,
        counts=[len(item.firsts) for item in sentences],
    )
    if found is None:
        return None
    return Unit(
        corpus,
        sentences,
        mentions,
        found.pairs.subject,
        found.pairs.object,
        found.pairs.features,
        found.group,
        np.stack([target for target, _ in made]),
        np.array([status for _, status in made]),
        list(named),
    )


@dataclass(frozen=True, slots=True)
class PreparedRelations:
    """What relation steps read: labels of the heads, units to learn from, documents held out."""

    labels: dict[str, Labels]
    train: list[Unit]
    held_out: dict[str, list[Related]]


def prepare_relations(
    chosen: Sequence[RelationSettings],
    root: Path,
    tokenizer: Any,
    *,
    examples: Sequence[Example],
    apart: Mapping[str, Sequence[Annotated]],
    most: int,
    before: Mapping[str, Labels] | None = None,
) -> PreparedRelations:
    """Read all corpora of relations; what is held out for the recogniser is held out here too.

    Args:
        before: what the heads of the model to start from tell apart.
    """
    known = {item.ids.tobytes(): item for item in examples}
    keys = {key for documents in apart.values() for item in documents for key in document_keys(item)}
    labels: dict[str, Labels] = {}
    train: list[Unit] = []
    held_out: dict[str, list[Related]] = {}
    for settings in chosen:
        documents = load_relations(settings, root)
        kept = [item.held_out or not keys.isdisjoint(document_keys(item)) for item in documents]
        learnt = [d for d, k in zip(documents, kept, strict=True) if not k]
        labels[settings.name] = labels_of(learnt, settings, (before or {}).get(settings.name))
        held_out[settings.name] = [d for d, k in zip(documents, kept, strict=True) if k]
        for document, away in zip(documents, kept, strict=True):
            if not away:
                train += units_of(document, settings.name, labels[settings.name], tokenizer, known=known, most=most)
    return PreparedRelations(labels, train, held_out)
