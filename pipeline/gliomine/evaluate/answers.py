"""What the pipeline, an earlier `gliomine predict`, or a finished run says about the gold documents."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from gliomine.config import Config
from gliomine.document import Affiliation, Document, Funder, Link, best_links
from gliomine.errors import InputError
from gliomine.evaluate.gold import GoldDocument
from gliomine.predict import OWN_SCHEMA, predict
from gliomine.stages import STAGES, _build
from gliomine.tables.stored import stored_documents

BATCH = 32
"""Documents that go through the stages together."""


@dataclass(frozen=True, slots=True)
class AnsweredEntity:
    """A predicted mention and its identifiers, best first."""

    start: int
    end: int
    entity_type: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in one document."""

    doc_id: str
    entities: tuple[AnsweredEntity, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[int, int, str], ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    funders: tuple[Funder, ...] = ()
    counts: dict[str, int | None] = field(default_factory=dict)


def from_stages(documents: Sequence[GoldDocument], *, until: str, config: Config) -> list[Answer]:
    """Run the stages up to one of them; nothing that later stages need is loaded."""
    stages = []
    for name in STAGES:
        stages.append(_build(STAGES[name], config))
        if name == until:
            break
    found: list[Answer] = []
    waiting = iter(Document(item.doc_id, item.text, layout=item.layout) for item in documents)
    while batch := list(islice(waiting, BATCH)):
        for process in stages:
            batch = process(batch)
        found += [_answer(document) for document in batch]
    return found


def _ids(link: Link | None) -> tuple[str, ...]:
    return () if link is None else (link.curie,)


def _answer(document: Document) -> Answer:
    best = best_links(document)
    return Answer(
        document.doc_id,
        entities=tuple(
            AnsweredEntity(
                item.start, item.end, item.entity_type, (link.curie,) if (link := best.get(item.mention_id)) else ()
            )
            for item in document.mentions
        ),
        sentences=tuple((item.start, item.end) for item in document.sentences),
        abbreviations=tuple((item.short_form, item.long_form) for item in document.abbreviations),
        sections=tuple((item.start, item.end, item.name) for item in document.sections if item.parent is None),
        affiliations=document.affiliations,
        funders=document.funders,
        counts={"cited_by": document.cited_by_count, "reference_count": document.reference_count},
    )


def from_predict(
    documents: Sequence[GoldDocument], *, config: Config, schema: str = OWN_SCHEMA, gold_mentions: bool = False
) -> list[Answer]:
    """Ask the machine interface, as `gliomine predict` does.

    Raises:
        InputError: a document could not be answered.
        ConfigError: there is no such schema.
    """
    with tempfile.TemporaryDirectory(prefix="gliomine-evaluate-") as scratch:
        source, target = Path(scratch) / "gold.jsonl", Path(scratch) / "answers.jsonl"
        with source.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(json.dumps(_question(item)) + "\n" for item in documents)
        failed = predict(source, target, config=config, schema=schema, gold_mentions=gold_mentions)
        if failed:
            raise InputError(f"{failed} gold documents could not be answered", expected="text that can be processed")
        return read_answers(target)


def _question(document: GoldDocument) -> dict[str, Any]:
    entities = [{"start": item.start, "end": item.end, "type": item.entity_type} for item in document.entities or ()]
    return {"doc_id": document.doc_id, "text": document.text, "entities": entities}


def read_answers(path: Path) -> list[Answer]:
    """Read what `gliomine predict` wrote.

    Raises:
        InputError: the file is missing, or a line is not such an answer.
    """
    found = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        for line in lines:
            if line.strip():
                found.append(_from_json(json.loads(line)))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"cannot read the predictions ({type(error).__name__}: {error})",
            where=f"{path}, line {len(found) + 1}",
            expected="the output of `gliomine predict`",
            advice="write it anew",
        ) from error
    return found


def _from_json(values: dict[str, Any]) -> Answer:
    return Answer(
        str(values["doc_id"]),
        entities=tuple(
            AnsweredEntity(int(item["start"]), int(item["end"]), str(item["type"]), tuple(item.get("ids") or ()))
            for item in values.get("entities") or ()
        ),
        sentences=tuple((int(item["start"]), int(item["end"])) for item in values.get("sentences") or ()),
        abbreviations=tuple(
            (str(item["short_form"]), str(item["long_form"])) for item in values.get("abbreviations") or ()
        ),
        sections=tuple(
            (int(item["start"]), int(item["end"]), str(item["name"])) for item in values.get("sections") or ()
        ),
    )


def from_run(run: Path) -> list[Answer]:
    """Read the tables of a finished run.

    Raises:
        InputError: there is no finished run.
    """
    return [_answer(document) for document in stored_documents(run)]
