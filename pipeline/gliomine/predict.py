"""The machine interface: JSON lines in, JSON lines out, one for one and in order."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from gliomine.config import Config
from gliomine.document import Document, Failure, Mention, Relation, mention_id
from gliomine.entity_types import type_of_label
from gliomine.errors import ConfigError, InputError, cause
from gliomine.files import whole
from gliomine.stages import Pipeline, process_batch

if TYPE_CHECKING:
    from gliomine.encoder.model import Found

BATCH = 64
"""Lines that go through the stages together."""

OWN_SCHEMA = "gliomine"

_LONE = re.compile("[\ud800-\udfff]")
_SHOWN = 300

Answer = Callable[[Sequence["Question"]], Iterator[dict[str, Any]]]
"""Questions -> what is answered to each, as it is written on a line."""


Related = Callable[[Document, Sequence[dict[str, Any]]], list[dict[str, Any]]]
"""A document and its entities -> its relations, as they are written on a line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text to answer.

    Attributes:
        document: the text; None where the line could not be read.
        entities: those that the input gives.
        error: why the line could not be read.
    """

    document: Document | None
    entities: tuple[dict[str, Any], ...] = ()
    error: str | None = None


def predict(
    source: Path, target: Path, *, config: Config, schema: str = OWN_SCHEMA, gold_mentions: bool = False
) -> int:
    """Answer every line of a JSON-lines file and return the number of lines that could not be answered.

    Args:
        source: JSON lines, plain or gzip; each with `doc_id` and `text`, maybe `entities`.
        target: where the answers go, one a line, in order; written whole or not at all.
        config: the settings of the stages.
        schema: label set to answer with: ours, or a head of the trained model; relations are those of its corpus.
        gold_mentions: assess, link and relate the input's own entities instead of recognising.

    Raises:
        InputError: the file cannot be read at all.
        ConfigError: there is no such schema, or the answers would replace the input.
    """
    if target.exists() and source.exists() and target.samefile(source):
        raise ConfigError(
            "the answers would replace the input",
            where=str(target),
            expected="an --output beside the input",
            advice="name another file",
        )
    answer = answerer(config, schema=schema, gold_mentions=gold_mentions)
    failed = 0
    try:
        with (
            _open(source) as lines,
            whole(target) as temporary,
            temporary.open("w", encoding="utf-8", newline="\n") as stream,
        ):
            parsed = _parse(lines)
            while batch := list(islice(parsed, BATCH)):
                for record in answer(batch):
                    failed += "error" in record
                    stream.write(_line(record))
    except (OSError, EOFError) as error:
        raise InputError(
            f"cannot predict ({cause(error)})",
            where=f"{source} -> {target}",
            expected="a readable JSON-lines file, plain or gzip, and a writable output",
            advice="check both paths",
        ) from error
    return failed


def answerer(config: Config, *, schema: str = OWN_SCHEMA, gold_mentions: bool = False) -> Answer:
    """Load what answers questions, as `predict` does for the lines of a file.

    Raises:
        ConfigError: there is no such schema.
    """
    if gold_mentions:
        return _gold_answers(config, schema)
    return _own_answers(config) if schema == OWN_SCHEMA else _head_answers(config, schema)


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _line(record: dict[str, Any]) -> str:
    """Return a record as it is written; what no file can hold, such as half a surrogate pair, is escaped."""
    shown = json.dumps(record, ensure_ascii=False)
    return (json.dumps(record) if _LONE.search(shown) else shown) + "\n"


def _parse(lines: Iterable[bytes]) -> Iterator[Question]:
    """Yield a question for every line; one that cannot be read costs no other."""
    for number, line in enumerate(lines, 1):
        try:
            # A mark before the first line is part of no JSON; a byte that is not UTF-8 spoils its own line.
            values = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            if not isinstance(values, dict):
                raise TypeError(f"a JSON {type(values).__name__}")
            doc_id, text = values["doc_id"], values["text"]
            if not isinstance(text, str):
                raise TypeError("text is not a string")
            if isinstance(doc_id, dict | list) or _LONE.search(f"{doc_id}{text}"):
                raise ValueError("half of a surrogate pair in text or id, or an id that is no plain value")
            entities = tuple(dict(item) for item in values.get("entities") or ())
            for item in entities:
                if not 0 <= int(item["start"]) < int(item["end"]) <= len(text):
                    raise ValueError(f"entity {item['start']}-{item['end']} lies outside the text")
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            reason = f"line {number} is not answered: {type(error).__name__}: {str(error)[:_SHOWN]}"
            yield Question(None, (), reason + '; expected: {"doc_id": ..., "text": "..."}')
            continue
        yield Question(Document(doc_id=str(doc_id), text=text, layout="abstract"), entities)


def _own_answers(config: Config) -> Answer:
    from gliomine.linking.stage import build_identifiers

    pipeline, ids_of = Pipeline(config), build_identifiers(config)

    def answer(questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
        for item in pipeline(_documents(questions)):
            yield _failed(item) if isinstance(item, Failure) else _record(item, ids_of(item))

    return answer


def _head_answers(config: Config, schema: str) -> Answer:
    from gliomine.mentions.recognise import answers_of, load_heads

    model, related = load_heads(schema), _related(schema)
    split, read_cues = Pipeline(config, until="abbreviations"), Pipeline(config, only=["assertions"])

    def answer(questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
        ready = split(_documents(questions))
        good = [item for item in ready if isinstance(item, Document)]
        asked = answers_of(model, good, schema, vectors=related is not None)
        waiting = iter(read_cues([document for document, _ in asked]))
        entities = iter([_entity(document, item, schema) for item in found] for document, found in asked)
        for item in ready:
            found = [] if isinstance(item, Failure) else next(entities)
            done = item if isinstance(item, Failure) else next(waiting)
            if isinstance(done, Failure):
                yield _failed(done)
            else:
                relations = related(done, found) if related is not None else []
                yield {**_record(done, {}), "entities": found, "relations": relations}

    return answer


def _entity(document: Document, item: Found, schema: str) -> dict[str, Any]:
    return {
        "start": item.start,
        "end": item.end,
        "text": document.text[item.start : item.end],
        "type": item.label,
        "score": round(item.score, 4),
        "source": f"model:{schema}",
        "ids": [],
        "assertion": None,
    }


def _related(schema: str) -> Related | None:
    """Return what answers with the relations of a corpus: a document and its entities -> relations; None: no head."""
    from gliomine.relations.schemas import claims_by_schema, schema_heads

    heads = schema_heads(schema)
    if heads is None:
        return None

    def answer(document: Document, entities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        given = [(int(item["start"]), int(item["end"]), item["type"], item.get("ids") or ()) for item in entities]
        found = claims_by_schema(heads, schema, document, given)
        return [
            {
                "subject": {"start": given[item.subject][0], "end": given[item.subject][1]},
                "predicate": item.predicate,
                "object": {"start": given[item.object][0], "end": given[item.object][1]},
                "status": item.status or "present",
                "score": item.score,
            }
            for item in found
        ]

    return answer


def _gold_answers(config: Config, schema: str) -> Answer:
    from gliomine.linking.stage import build_identifiers
    from gliomine.mentions.recognise import answers_of, load_heads
    from gliomine.relations.schemas import relation_schemas

    model = load_heads(*([schema] if schema not in (OWN_SCHEMA, *relation_schemas()) else []))
    ids_of, related = build_identifiers(config), None if schema == OWN_SCHEMA else _related(schema)
    # What somebody has marked has a meaning: its best guess is given, however unsure.
    config = replace(config, links=replace(config.links, min_score=0.0))
    # Mentions that others chose may lie anywhere.
    split = Pipeline(config, until="abbreviations", check=False)
    later = ["assertions", "links", *(["relations"] if related is None else [])]
    assess = Pipeline(config, only=later, check=False)

    def vote(documents: Sequence[Document]) -> list[Document]:
        return [document for document, _ in answers_of(model, documents, None, vectors=True)]

    def answer(questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
        given = [
            replace(item, mentions=tuple(_mention(item, entity) for entity in question.entities))
            if isinstance(item, Document)
            else item
            for question, item in zip(questions, _documents(questions), strict=True)
        ]
        voted = process_batch(split(given), stages=[("mentions", vote)], check=False)
        for question, item in zip(questions, assess(voted), strict=True):
            if isinstance(item, Failure):
                yield _failed(item)
                continue
            record = _record(item, ids_of(item))
            for entity, source in zip(record["entities"], question.entities, strict=True):
                entity["type"] = source.get("type")
            if related is not None:
                record["relations"] = related(item, question.entities)
            yield record

    return answer


def _documents(questions: Sequence[Question]) -> list[Document | Failure]:
    return [item.document or Failure("", "", "read", item.error or "no text") for item in questions]


def _mention(document: Document, item: dict[str, Any]) -> Mention:
    start, end = int(item["start"]), int(item["end"])
    label = str(item.get("type") or "")
    # An unknown type is kept as the empty type, which links without a type constraint.
    entity_type = type_of_label(label) or ""
    identifier = mention_id(document.doc_id, start, end, entity_type=label)
    return Mention(start, end, identifier, document.text[start:end], entity_type, 1.0, "gold")


def _failed(failure: Failure) -> dict[str, Any]:
    nothing: dict[str, Any] = {name: [] for name in ("sentences", "cues", "abbreviations", "entities", "relations")}
    reason = failure.error if failure.stage == "read" else f"stage {failure.stage}: {failure.error}"
    return {"doc_id": failure.doc_id or None, **nothing, "error": reason}


def _record(document: Document, ids: Mapping[str, list[str]]) -> dict[str, Any]:
    asserted = {item.mention_id: item.status for item in document.assertions}
    return {
        "doc_id": document.doc_id,
        "sentences": [{"start": item.start, "end": item.end, "role": item.role} for item in document.sentences],
        "cues": [
            {
                "start": item.start,
                "end": item.end,
                "kind": item.kind,
                "scope_start": item.scope_start,
                "scope_end": item.scope_end,
            }
            for item in document.cues
        ],
        "abbreviations": [
            {
                "short_form": item.short_form,
                "long_form": item.long_form,
                "start": item.start,
                "end": item.end,
                "long_start": item.long_start,
                "long_end": item.long_end,
            }
            for item in document.abbreviations
        ],
        "entities": [
            {
                "start": item.start,
                "end": item.end,
                "text": item.text,
                "type": item.entity_type,
                "score": round(item.score, 4),
                "source": item.source,
                "ids": ids.get(item.mention_id, []),
                "assertion": asserted.get(item.mention_id),
            }
            for item in document.mentions
        ],
        "relations": [_relation(item, document) for item in document.relations],
    }


def _relation(item: Relation, document: Document) -> dict[str, Any]:
    places = {mention.mention_id: {"start": mention.start, "end": mention.end} for mention in document.mentions}
    inner = {"start": item.inner_start, "end": item.inner_end, "inner": True}
    return {
        "subject": places[item.subject_id],
        "predicate": item.predicate,
        "object": inner if item.object_id is None else places[item.object_id],
        "status": item.status,
        "score": item.score,
        "trigger": None if item.trigger is None else {"start": item.trigger_start, "end": item.trigger_end},
    }
