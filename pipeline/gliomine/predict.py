"""The machine interface: JSON lines in, JSON lines out, one for one and in order."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.entity_types import type_of_label
from gliomine.errors import InputError
from gliomine.files import whole
from gliomine.stages import Process, build_stages

if TYPE_CHECKING:
    from gliomine.encoder.model import Found

BATCH = 64
"""Lines that go through the stages together."""

OWN_SCHEMA = "gliomine"


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    document: Document | None
    entities: tuple[dict[str, Any], ...]
    error: str | None


def predict(
    source: Path, target: Path, *, config: Config, schema: str = OWN_SCHEMA, gold_mentions: bool = False
) -> int:
    """Answer every line of a JSON-lines file and return the number of lines that could not be answered.

    Args:
        source: JSON lines, plain or gzip; each with `doc_id` and `text`, maybe `entities`.
        target: where the answers go, one a line, in order; written whole or not at all.
        config: the settings of the stages.
        schema: label set to answer with: ours, or a head of the trained model.
        gold_mentions: assess and link the input's own entities instead of recognising.

    Raises:
        InputError: the file cannot be read at all.
        ConfigError: there is no such schema.
    """
    answer = _gold_answers(config) if gold_mentions else _answers(config, schema)
    failed = 0
    try:
        with (
            _open(source) as lines,
            whole(target) as temporary,
            temporary.open("w", encoding="utf-8", newline="\n") as stream,
        ):
            parsed = _parse(lines)
            while batch := list(islice(parsed, BATCH)):
                failed += sum(line.error is not None for line in batch)
                for record in answer(batch):
                    stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot predict ({error})",
            where=f"{source} -> {target}",
            expected="a readable UTF-8 JSON-lines file, plain or gzip, and a writable output",
            advice="check both paths",
        ) from error
    return failed


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open("r", encoding="utf-8", newline="\n")


def _parse(lines: Iterable[str]) -> Iterator[_Line]:
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            doc_id, text = values["doc_id"], values["text"]
            if not isinstance(text, str):
                raise TypeError("text is not a string")
            text.encode("utf-8")
            entities = tuple(dict(item) for item in values.get("entities") or ())
            for item in entities:
                if not 0 <= int(item["start"]) < int(item["end"]) <= len(text):
                    raise ValueError(f"entity {item['start']}-{item['end']} lies outside the text")
        except (ValueError, KeyError, TypeError) as error:
            reason = f"line {number} is not answered: {type(error).__name__}: {error}"
            yield _Line(number, None, (), reason + '; expected: {"doc_id": ..., "text": "..."}')
            continue
        yield _Line(number, Document(doc_id=str(doc_id), text=text, layout="abstract"), entities, None)


def _through(stages: Sequence[tuple[str, Process]], documents: Sequence[Document], *, until: str) -> list[Document]:
    batch = list(documents)
    for name, process in stages:
        if name == until:
            break
        batch = process(batch)
    return batch


def _answers(config: Config, schema: str) -> Any:
    recognise = None if schema == OWN_SCHEMA else _head(schema)
    stages = build_stages(config if recognise is None else _without_model(config))
    read_cues = dict(stages)["assertions"]

    def answer(lines: Sequence[_Line]) -> Iterator[dict[str, Any]]:
        good = [line.document for line in lines if line.document is not None]
        if recognise is None:
            done = iter(_through(stages, good, until=""))
            for line in lines:
                yield _failed(line) if line.document is None else _record(next(done), config)
            return
        split = _through(stages, good, until="mentions")
        answers = recognise(split)
        read = read_cues([document for document, _ in answers])
        found = iter(zip(read, [entities for _, entities in answers], strict=True))
        for line in lines:
            if line.document is None:
                yield _failed(line)
            else:
                document, entities = next(found)
                yield {**_record(document, config), "entities": entities}

    return answer


def _without_model(config: Config) -> Config:
    """Return the configuration for stages whose mentions come from elsewhere."""
    return replace(config, mentions=replace(config.mentions, model="none"))


def _head(schema: str) -> Any:
    from gliomine.mentions.stage import answers_of, load_heads

    model = load_heads(schema)

    def recognise(documents: Sequence[Document]) -> list[tuple[Document, list[dict[str, Any]]]]:
        answers = answers_of(model, documents, schema)
        return [(document, [_entity(document, item, schema) for item in found]) for document, found in answers]

    return recognise


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


def _gold_answers(config: Config) -> Any:
    from gliomine.mentions.stage import answers_of, load_heads

    stages = build_stages(_without_model(config))
    later, model = dict(stages), load_heads()

    def answer(lines: Sequence[_Line]) -> Iterator[dict[str, Any]]:
        good = [line for line in lines if line.document is not None]
        split = _through(stages, [line.document for line in good if line.document is not None], until="mentions")
        given = [
            replace(document, mentions=tuple(_mention(document, item) for item in line.entities))
            for line, document in zip(good, split, strict=True)
        ]
        voted = [document for document, _ in answers_of(model, given, None)]
        done = iter(zip(good, later["links"](later["assertions"](voted)), strict=True))
        for line in lines:
            if line.document is None:
                yield _failed(line)
                continue
            source, document = next(done)
            record = _record(document, config)
            for entity, item in zip(record["entities"], source.entities, strict=True):
                entity["type"] = item.get("type")
            yield record

    return answer


def _mention(document: Document, item: dict[str, Any]) -> Mention:
    start, end = int(item["start"]), int(item["end"])
    label = str(item.get("type") or "")
    # An unknown type is kept as the empty type, which links without a type constraint.
    entity_type = type_of_label(label) or ""
    identifier = mention_id(document.doc_id, start, end, entity_type=label)
    return Mention(start, end, identifier, document.text[start:end], entity_type, 1.0, "gold")


def _failed(line: _Line) -> dict[str, Any]:
    return {"doc_id": None, "sentences": [], "cues": [], "abbreviations": [], "entities": [], "error": line.error}


def _record(document: Document, config: Config) -> dict[str, Any]:
    from gliomine.linking.stage import identifiers

    ids = identifiers(document, prefer=config.links.prefer, knowledge_base=config.links.knowledge_base)
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
    }
