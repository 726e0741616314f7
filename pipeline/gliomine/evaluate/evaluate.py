"""Evaluate against gold annotations: precision, recall, F1 with intervals, confusion, and every error by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gliomine.config import Config
from gliomine.document import text_digest
from gliomine.entity_types import type_of_label
from gliomine.errors import ConfigError, InputError, unknown_name
from gliomine.evaluate.answers import PredictedEntity, Prediction, from_predict, from_run, from_stages, read_answers
from gliomine.evaluate.bootstrap import Interval, intervals
from gliomine.evaluate.gold import GoldDocument, GoldSet, load_gold
from gliomine.evaluate.scoring import Span, Tally
from gliomine.evaluate.tasks import TASKS, DocumentScore, Key, Task, score_entities
from gliomine.predict import OWN_SCHEMA


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation.

    Attributes:
        task: name of the task.
        schema: label set that was answered with.
        gold: where the annotations come from.
        totals: (mode, type) -> counts over all documents; `ALL` is the type of all together.
        intervals: (mode, type) -> 95% intervals of precision, recall and F1.
        documents: the score of every document, in file order.
        left_out: reason -> number of annotations or answers that were not scored.
    """

    task: str
    schema: str
    gold: Path
    totals: dict[Key, Tally]
    intervals: dict[Key, tuple[Interval, Interval, Interval]]
    documents: tuple[DocumentScore, ...]
    left_out: dict[str, int]

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """(gold type, predicted type) -> count over all documents."""
        total: Counter[tuple[str, str]] = Counter()
        for document in self.documents:
            total += document.confusion
        return total


def evaluate(
    gold: Path | GoldSet,
    *,
    task: str = "entities",
    schema: str = OWN_SCHEMA,
    predictions: Path | None = None,
    config: Config | None = None,
) -> Evaluation:
    """Score the pipeline, or earlier predictions, against gold annotations.

    Args:
        gold: path of the annotations, or what `load_gold` returned.
        task: a key of `TASKS`.
        schema: label set to answer with; with ours, the gold's types are mapped to ours by the table of entity types.
        predictions: output of `gliomine predict` or of a run, instead of answering now.
        config: the settings of the stages.

    Raises:
        ConfigError: there is no such task or schema.
        InputError: the gold or the predictions cannot be read, or the gold says nothing about the task.
    """
    if task not in TASKS:
        raise unknown_name("task", task, TASKS)
    chosen = TASKS[task]
    annotated = gold if isinstance(gold, GoldSet) else load_gold(gold)
    documents = _annotated(annotated, chosen)
    left_out = Counter(annotated.left_out)
    if schema == OWN_SCHEMA and task == "entities":
        documents = _in_our_types(documents, left_out)
    answers = _answers(documents, chosen, schema=schema, predictions=predictions, config=config or Config())
    if task == "entities":
        answers = _of_annotated_types(documents, answers, left_out)
    scores = [chosen.score(document, answer) for document, answer in zip(documents, answers, strict=True)]
    return _collected(annotated.path, chosen, schema, scores, left_out)


def _annotated(gold: GoldSet, task: Task) -> list[GoldDocument]:
    documents = [item for item in gold.documents if getattr(item, task.field) is not None]
    if task.name == "links" and not any(item.ids for document in documents for item in document.entities or ()):
        documents = []
    if not documents:
        raise InputError(
            f"the gold says nothing about {task.name}",
            where=str(gold.path),
            expected=f"documents with {'identifiers of entities' if task.name == 'links' else task.field}",
            advice="choose another --task, or another gold file",
        )
    return documents


def _in_our_types(documents: Sequence[GoldDocument], left_out: Counter[str]) -> list[GoldDocument]:
    found = []
    for document in documents:
        mapped = []
        for item in document.entities or ():
            ours = type_of_label(item.entity_type)
            if ours is None:
                left_out[f"gold entity of a type we have no counterpart for: {item.entity_type}"] += 1
            else:
                mapped.append(replace(item, entity_type=ours))
        found.append(replace(document, entities=tuple(mapped)))
    return found


def _answers(
    documents: Sequence[GoldDocument], task: Task, *, schema: str, predictions: Path | None, config: Config
) -> list[Prediction]:
    if predictions is not None:
        found = from_run(predictions) if predictions.is_dir() else read_answers(predictions)
        return _aligned(documents, found, predictions)
    if task.given:
        return from_predict(documents, config=config, schema=schema, gold_mentions=True)
    if schema != OWN_SCHEMA:
        if any(document.layout == "page" for document in documents):
            raise ConfigError(
                "pages are answered with our own types only",
                where=f"--schema {schema}",
                expected="running text, such as JSON lines or PubTator",
                advice="leave out --schema",
            )
        return from_predict(documents, config=config, schema=schema)
    return from_stages(documents, until=task.until, config=config)


def _aligned(documents: Sequence[GoldDocument], answers: Iterable[Prediction], where: Path) -> list[Prediction]:
    by_id = {answer.doc_id: answer for answer in answers}
    missing = [item.doc_id for item in documents if item.doc_id not in by_id]
    if missing:
        raise InputError(
            f"{len(missing)} gold documents have no predictions, among them {missing[0]!r}",
            where=str(where),
            expected="predictions for every gold document, by doc_id",
            advice="predict on the same documents",
        )
    return [by_id[document.doc_id] for document in documents]


def _of_annotated_types(
    documents: Sequence[GoldDocument], answers: Sequence[Prediction], left_out: Counter[str]
) -> list[Prediction]:
    # A corpus annotates its own types only: a mention of another type is not wrong.
    types = {item.entity_type for document in documents for item in document.entities or ()}
    found = []
    for answer in answers:
        kept = tuple(item for item in answer.entities if item.entity_type in types)
        if len(kept) < len(answer.entities):
            left_out["predicted entity of a type that the gold does not annotate"] += len(answer.entities) - len(kept)
        found.append(replace(answer, entities=kept))
    return found


def _collected(
    path: Path, task: Task, schema: str, scores: Sequence[DocumentScore], left_out: Counter[str]
) -> Evaluation:
    totals: dict[Key, Tally] = {}
    for score in scores:
        for key, tally in score.tallies.items():
            totals[key] = totals.get(key, Tally()) + tally
    keys = sorted(totals, key=lambda key: (task.modes.index(key[0]), key[1]))
    found = intervals([score.tallies for score in scores], keys)
    return Evaluation(task.name, schema, path, {key: totals[key] for key in keys}, found, tuple(scores), dict(left_out))


def strict_f1(
    gold: Path, found: Mapping[str, Sequence[Span]], *, digests: Mapping[str, str], where: Path
) -> dict[str, float]:
    """Return type -> strict F1 of found mentions; `ALL` is the type of all together.

    Args:
        gold: path of the annotations.
        found: document id -> start, end and type of its mentions.
        digests: document id -> what stands for its text, of every document that was read.
        where: the run or baseline, for messages.

    Raises:
        InputError: the gold is not about these documents, or about other texts.
    """
    documents = _in_our_types(_annotated(load_gold(gold), TASKS["entities"]), Counter())
    if not any(document.doc_id in digests for document in documents):
        raise InputError(
            "the gold is not about the documents of this run",
            where=f"{gold} and {where}",
            expected="gold documents whose doc_id is that of the run",
            advice="correct the doc_id of the gold",
        )
    for document in documents:
        if digests.get(document.doc_id, text_digest(document.text)) != text_digest(document.text):
            raise InputError(
                "the gold was made on another text",
                where=f"document {document.doc_id!r} of {gold}",
                expected="the very text of the run",
                advice="annotate the text as it is now",
            )
    answers = [
        Prediction(item.doc_id, entities=tuple(PredictedEntity(*span) for span in found.get(item.doc_id, ())))
        for item in documents
    ]
    kept = _of_annotated_types(documents, answers, Counter())
    totals: dict[str, Tally] = {}
    for document, answer in zip(documents, kept, strict=True):
        for (mode, kind), tally in score_entities(document, answer).tallies.items():
            if mode == "strict":
                totals[kind] = totals.get(kind, Tally()) + tally
    return {kind: tally.f1 for kind, tally in totals.items()}
