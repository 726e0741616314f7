"""What the pipeline, an earlier `gliomine predict`, or a finished run says about the gold documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from gliomine.config import Config
from gliomine.document import Affiliation, Document, Funder, Link, best_links
from gliomine.errors import InputError, cause
from gliomine.evaluate.gold import GoldDocument, GoldRelation
from gliomine.predict import BATCH, OWN_SCHEMA, Question, answerer
from gliomine.stages import Pipeline
from gliomine.tables.stored import stored_documents


@dataclass(frozen=True, slots=True)
class PredictedEntity:
    """A predicted mention and its identifiers, best first."""

    start: int
    end: int
    entity_type: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one document."""

    doc_id: str
    entities: tuple[PredictedEntity, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[int, int, str], ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    funders: tuple[Funder, ...] = ()
    relations: tuple[GoldRelation, ...] = ()
    counts: dict[str, int | None] = field(default_factory=dict)


def from_stages(documents: Sequence[GoldDocument], *, until: str, config: Config) -> list[Prediction]:
    """Run the stages up to one of them; nothing that later stages need is loaded.

    Raises:
        PipelineError: a stage failed on a document.
    """
    texts = (Document(item.doc_id, item.text, layout=item.layout) for item in documents)
    return [_prediction(document) for document in Pipeline(config, until=until).process(texts)]


def _ids(link: Link | None) -> tuple[str, ...]:
    return () if link is None else (link.curie,)


def _prediction(document: Document) -> Prediction:
    best = best_links(document)
    return Prediction(
        document.doc_id,
        entities=tuple(
            PredictedEntity(item.start, item.end, item.entity_type, _ids(best.get(item.mention_id)))
            for item in document.mentions
        ),
        sentences=tuple((item.start, item.end) for item in document.sentences),
        abbreviations=tuple((item.short_form, item.long_form) for item in document.abbreviations),
        sections=tuple((item.start, item.end, item.name) for item in document.sections if item.parent is None),
        affiliations=document.affiliations,
        funders=document.funders,
        relations=tuple(_relations(document)),
        counts={"cited_by": document.cited_by_count, "reference_count": document.reference_count},
    )


def _relations(document: Document) -> Iterator[GoldRelation]:
    places = {item.mention_id: (item.start, item.end) for item in document.mentions}
    for item in document.relations:
        inner = item.inner_start or 0, item.inner_end or 0
        object_ = inner if item.object_id is None else places[item.object_id]
        yield GoldRelation(places[item.subject_id], item.predicate, object_, item.status)


def from_predict(
    documents: Sequence[GoldDocument], *, config: Config, schema: str = OWN_SCHEMA, gold_mentions: bool = False
) -> list[Prediction]:
    """Ask the machine interface, as `gliomine predict` does.

    Raises:
        InputError: a document could not be answered.
        ConfigError: there is no such schema.
    """
    answer = answerer(config, schema=schema, gold_mentions=gold_mentions)
    waiting = map(_question, documents)
    found: list[Prediction] = []
    while batch := list(islice(waiting, BATCH)):
        for record in answer(batch):
            if "error" in record:
                raise InputError(
                    f"a gold document could not be answered ({record['error']})",
                    where=str(record["doc_id"]),
                    expected="text that can be processed",
                )
            found.append(_from_json(record))
    return found


def _question(document: GoldDocument) -> Question:
    entities = [{"start": item.start, "end": item.end, "type": item.entity_type} for item in document.entities or ()]
    return Question(Document(document.doc_id, document.text, layout="abstract"), tuple(entities))


def read_answers(path: Path) -> list[Prediction]:
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
        why = f"no {error}" if isinstance(error, KeyError) else cause(error)
        raise InputError(
            f"cannot read the predictions ({why})",
            where=str(path) if isinstance(error, OSError) else f"{path}, line {len(found) + 1}",
            expected="the output of `gliomine predict`",
            advice="write it anew",
        ) from error
    return found


def _from_json(values: dict[str, Any]) -> Prediction:
    return Prediction(
        str(values["doc_id"]),
        entities=tuple(
            PredictedEntity(int(item["start"]), int(item["end"]), str(item["type"]), tuple(item.get("ids") or ()))
            for item in values.get("entities") or ()
        ),
        sentences=tuple((int(item["start"]), int(item["end"])) for item in values.get("sentences") or ()),
        abbreviations=tuple(
            (str(item["short_form"]), str(item["long_form"])) for item in values.get("abbreviations") or ()
        ),
        sections=tuple(
            (int(item["start"]), int(item["end"]), str(item["name"])) for item in values.get("sections") or ()
        ),
        relations=tuple(
            GoldRelation(
                (int(item["subject"]["start"]), int(item["subject"]["end"])),
                str(item["predicate"]),
                (int(item["object"]["start"]), int(item["object"]["end"])),
                str(item.get("status") or "present"),
            )
            for item in values.get("relations") or ()
        ),
    )


def from_run(run: Path) -> list[Prediction]:
    """Read the tables of a finished run.

    Raises:
        InputError: there is no finished run.
    """
    return [_prediction(document) for document in stored_documents(run)]
