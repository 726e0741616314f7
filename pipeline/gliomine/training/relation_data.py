"""Annotated relations in, pairs of mentions with their targets out.

A line is a document with `entities` and `relations`, in one of three forms: mentions by their ids, concepts by their ids
(`subject_ids`, `object_ids`), or mentions by their places (`subject: {start, end}`), as our own types have them.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.inputs import word_spans
from gliomine.errors import InputError
from gliomine.relations.candidates import STATUSES, Labels, asked_pairs, document_pairs, pair_of_concepts
from gliomine.relations.features import Mentions, count_step, features_of, lay_out
from gliomine.training.annotations import Entity
from gliomine.training.data import (
    Annotated,
    Example,
    document_hash,
    document_keys,
    example_of,
    sentence_spans,
    to_words,
)
from gliomine.training.settings import RelationSettings

MOST_PIECES = 256  # a longer sentence is left out


@dataclass(frozen=True, slots=True)
class Claim:
    """One annotated relation: numbers of mentions, or concepts where a document is judged."""

    subject: Any
    object: Any
    predicate: str
    status: str | None


@dataclass(frozen=True, slots=True)
class Related:
    """One document with its relations."""

    doc_id: str
    pmid: str | None
    text: str
    entities: tuple[Entity, ...]
    concepts: tuple[tuple[str, ...], ...]
    claims: tuple[Claim, ...]
    document_level: bool
    held_out: bool


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


def read_related(path: Path, *, held_out: float = 0.0) -> Iterator[Related]:
    """Yield the documents of a file.

    Raises:
        InputError: a line has another form.
    """
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    values = json.loads(line)
                    yield _related(values, held_out)
                except (ValueError, KeyError, TypeError) as error:
                    raise InputError(
                        f"not a document with relations ({type(error).__name__}: {error})",
                        where=f"{path}, line {number}",
                        expected='{"doc_id": ..., "text": ..., "entities": [...], "relations": [...]}',
                    ) from error
    except OSError as error:
        raise InputError(f"cannot read the corpus ({error})", where=str(path)) from error


def _related(values: dict[str, Any], held_out: float) -> Related:
    entities = tuple(Entity(int(item["start"]), int(item["end"]), item["type"]) for item in values["entities"])
    concepts = tuple(tuple(item.get("ids") or ()) for item in values["entities"])
    by_id = {item.get("id"): number for number, item in enumerate(values["entities"])}
    by_place = {(item.start, item.end): number for number, item in enumerate(entities)}
    claims, level = [], False
    for item in values["relations"]:
        predicate = item.get("type") or item["predicate"]
        if "subject_ids" in item:
            level = True
            for first in item["subject_ids"]:
                claims += [Claim(first, second, predicate, None) for second in item["object_ids"]]
        elif isinstance(item["subject"], str):
            status = None
            if item.get("negated") is not None:
                status = "absent" if item["negated"] else "possible" if item.get("speculated") else "present"
            claims.append(Claim(by_id[item["subject"]], by_id[item["object"]], predicate, status))
        elif not item["object"].get("inner"):
            ends = [by_place.get((item[end]["start"], item[end]["end"])) for end in ("subject", "object")]
            if None not in ends:
                claims.append(Claim(ends[0], ends[1], predicate, item["status"]))
    doc_id, pmid = str(values["doc_id"]), values.get("pmid")
    apart = document_hash(f"relations {pmid or doc_id}") < held_out
    return Related(doc_id, pmid, values["text"], entities, concepts, tuple(claims), level, apart)


def load_relations(settings: RelationSettings, root: Path) -> list[Related]:
    """Return all documents of a corpus; those of dev files can be held out."""
    folder = root / settings.name
    files = [root / name for name in settings.files] or sorted(folder.glob("train.jsonl*")) + sorted(
        folder.glob("dev.jsonl*")
    )
    if not files:
        raise InputError("corpus of relations not found", where=str(folder), expected="train.jsonl and dev.jsonl")
    found: list[Related] = []
    shares = {"dev": settings.held_out, **settings.held_out_of}
    for path in files:
        share = next((value for name, value in shares.items() if path.name.startswith(name)), 0.0)
        found += read_related(path, held_out=share)
    return found


def labels_of(documents: Sequence[Related], settings: RelationSettings) -> Labels:
    """Return what a head of these documents tells apart; what hardly occurs is left out."""
    level = any(document.document_level for document in documents)
    predicates: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        kinds = _kinds_of_concepts(document) if level else {}
        for claim in document.claims:
            predicates[claim.predicate] += 1
            if level:
                pairs.update((s, o) for s in kinds.get(claim.subject, ()) for o in kinds.get(claim.object, ()))
            else:
                pairs[document.entities[claim.subject].label, document.entities[claim.object].label] += 1
    if settings.undirected:
        for subject, object_ in list(pairs):
            pairs[object_, subject] = max(pairs[subject, object_], pairs[object_, subject])
    types = tuple(sorted({item.label for document in documents for item in document.entities}))
    index = {name: number for number, name in enumerate(types)}
    chosen = sorted((index[a], index[b]) for (a, b), count in pairs.items() if count >= settings.least)
    named = tuple(sorted((name for name, count in predicates.items() if count >= 5), key=lambda n: (-predicates[n], n)))
    statuses = STATUSES if any(claim.status for document in documents for claim in document.claims) else ()
    return Labels(named, types, tuple(chosen), settings.undirected, level, settings.symmetric, statuses)


def _kinds_of_concepts(document: Related) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for entity, concepts in zip(document.entities, document.concepts, strict=True):
        for concept in concepts:
            kinds[concept].add(entity.label)
    return kinds


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
    rows = [(a, b, number, left, right) for number, pair in enumerate(named) for a, b, left, right in groups[pair]]
    if not rows:
        return None
    table = np.array([row[:3] for row in rows], dtype=np.int64)
    subject, object_ = table[:, 0], table[:, 1]
    layout = lay_out(mentions, subject, object_, [len(item.firsts) for item in sentences])
    features = features_of(mentions, subject, object_, layout)
    for column, side in ((2, 3), (3, 4)):
        features[:, column] = count_step(np.array([len(of_concept[row[side]]) for row in rows]))
        features[:, column + 2] = [2 if row[side] in in_title else 1 for row in rows]
    return Unit(
        corpus,
        sentences,
        mentions,
        subject,
        object_,
        features,
        table[:, 2],
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
) -> PreparedRelations:
    """Read all corpora of relations; what is held out for the recogniser is held out here too."""
    known = {item.ids.tobytes(): item for item in examples}
    keys = {key for documents in apart.values() for item in documents for key in document_keys(item)}
    labels: dict[str, Labels] = {}
    train: list[Unit] = []
    held_out: dict[str, list[Related]] = {}
    for settings in chosen:
        documents = load_relations(settings, root)
        kept = [item.held_out or not keys.isdisjoint(document_keys(item)) for item in documents]
        labels[settings.name] = labels_of([d for d, k in zip(documents, kept, strict=True) if not k], settings)
        held_out[settings.name] = [d for d, k in zip(documents, kept, strict=True) if k]
        for document, away in zip(documents, kept, strict=True):
            if not away:
                train += units_of(document, settings.name, labels[settings.name], tokenizer, known=known, most=most)
    return PreparedRelations(labels, train, held_out)
