"""Annotated relations as they are read from files.

A line is a document with `entities` and `relations`, in one of three forms: mentions by their ids, concepts by their
ids (`subject_ids`, `object_ids`), or mentions by their places (`subject: {start, end}`), as our own types have them.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from gliomine.errors import InputError, cause
from gliomine.relations.candidates import STATUSES, Labels
from gliomine.training.annotations import Entity
from gliomine.training.data import document_hash, held_out_share
from gliomine.training.settings import RelationSettings
from gliomine.training.standoff import PREFIX, annotated_texts, claims_of, corpus_file, parsed, texts_of

_Row = TypeVar("_Row")


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
        raise InputError(f"cannot read the corpus ({cause(error)})", where=str(path)) from error


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
    files = [corpus_file(root, name) for name in settings.files] or sorted(folder.glob("train.jsonl*")) + sorted(
        folder.glob("dev.jsonl*")
    )
    if not files:
        raise InputError("corpus of relations not found", where=str(folder), expected="train.jsonl and dev.jsonl")
    found: list[Related] = []
    for path in files:
        share = held_out_share(path, settings)
        if path.name.startswith(PREFIX):
            found += _annotated(texts_of(path), held_out=share)
        else:
            found += read_related(path, held_out=share)
    return found


def _annotated(texts: Path, *, held_out: float) -> Iterator[Related]:
    marks = parsed("annotated.tsv")
    claims = claims_of(marks)
    for doc_id, text, mentions in annotated_texts(texts):
        if doc_id not in claims:
            continue
        entities = tuple(Entity(item.start, item.end, item.label) for item in mentions)
        stated = tuple(Claim(item.subject, item.object, item.predicate, item.status) for item in claims[doc_id])
        apart = document_hash(f"relations {doc_id}") < held_out
        yield Related(doc_id, None, text, entities, ((),) * len(entities), stated, False, apart)


def labels_of(documents: Sequence[Related], settings: RelationSettings, known: Labels | None = None) -> Labels:
    """Return what a head of these documents tells apart; what hardly occurs is left out.

    Args:
        documents: what it learns from.
        settings: of the corpus.
        known: what the head told apart before; its order stays, for the rows of the weights stand in it.
    """
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
    types = _after(known.types if known else (), sorted({x.label for document in documents for x in document.entities}))
    index = {name: number for number, name in enumerate(types)}
    often_paired = sorted((index[a], index[b]) for (a, b), count in pairs.items() if count >= settings.least)
    chosen = _after(known.pairs if known else (), often_paired)
    often = sorted((name for name, count in predicates.items() if count >= 5), key=lambda n: (-predicates[n], n))
    named = _after(known.predicates if known else (), often)
    statuses = STATUSES if any(claim.status for document in documents for claim in document.claims) else ()
    return Labels(named, types, chosen, settings.undirected, level, settings.symmetric, statuses)


def _after(known: Sequence[_Row], found: Sequence[_Row]) -> tuple[_Row, ...]:
    """Return what is known, then what is new."""
    return (*known, *(item for item in found if item not in known))


def _kinds_of_concepts(document: Related) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for entity, concepts in zip(document.entities, document.concepts, strict=True):
        for concept in concepts:
            kinds[concept].add(entity.label)
    return kinds
