"""The list of stages, and the one loop over them.

Each stage fills its own fields of a batch of documents. `STAGES` lists them in the order in which they run. `Pipeline`
holds the only broad `except`: what a stage does to one document never harms another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import overload

from gliomine.config import Config
from gliomine.document import Document, Failure
from gliomine.errors import ConfigError, PipelineError, describe_error, unknown_name
from gliomine.threads import one_thread
from gliomine.time_limit import SECONDS, OutOfTimeError, time_limit, times_for, too_long
from gliomine.validate import validate

log = logging.getLogger(__name__)

BATCH = 32
"""Documents that go through the stages together, where nobody says otherwise."""

Process = Callable[[Sequence[Document]], list[Document]]
"""Maps a batch of documents to the same batch, in the same order, with more fields filled."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the pipeline.

    Attributes:
        name: what listings and failures call it.
        home: module and function, as `pages.stages:sections`, that loads what the step needs, once a process.
        requires: fields of Document that it reads.
        provides: fields of Document that it fills; no other stage does.
        meaning: one line for listings.
    """

    name: str
    home: str
    requires: tuple[str, ...]
    provides: tuple[str, ...]
    meaning: str


_ORDER = (
    Stage(
        "sections",
        "pages.stages:sections",
        ("text",),
        (
            *("sections", "labels", "layout", "title", "cited_by_count", "reference_count"),
            *("doi", "pmid", "pmcid"),
        ),
        "find the headed parts of a page and the labelled parts of its abstract",
    ),
    Stage(
        "affiliations",
        "pages.stages:affiliations",
        ("sections",),
        ("affiliations", "authors"),
        "read addresses into institution, city and country",
    ),
    Stage("funders", "pages.stages:funders", ("sections",), ("funders",), "read funders and their award numbers"),
    Stage(
        "sentences",
        "sentences.stage:build",
        ("sections", "labels"),
        ("sentences",),
        "split title, abstract and body into sentences",
    ),
    Stage(
        "abbreviations",
        "abbreviations.stage:build",
        ("sentences",),
        ("abbreviations",),
        "pair short forms with their long forms",
    ),
    Stage("mentions", "mentions.stage:build", ("sentences", "abbreviations"), ("mentions",), "recognise entities"),
    Stage(
        "assertions",
        "assertion.stage:build",
        ("sentences", "mentions"),
        ("assertions", "cues"),
        "find negation and hedges, and tell present, absent and possible mentions apart",
    ),
    Stage(
        "links",
        "linking.stage:build",
        ("mentions", "abbreviations"),
        ("links",),
        "link mentions to concepts of public ontologies",
    ),
    Stage(
        "relations",
        "relations.stage:build",
        ("sentences", "mentions", "assertions"),
        ("relations",),
        "say what a sentence claims of two mentions",
    ),
)

STAGES: dict[str, Stage] = {stage.name: stage for stage in _ORDER}


def check_order(stages: Sequence[Stage]) -> None:
    """Check that every stage finds what it requires and that no field has two providers.

    Raises:
        ConfigError: the order cannot work.
    """
    filled = {"text": "the reader"}
    for stage in stages:
        missing = [name for name in stage.requires if name not in filled]
        if missing:
            raise ConfigError(
                f"stage '{stage.name}' requires {', '.join(missing)}",
                expected="a stage before it that provides this",
                advice="change the order of the stages",
            )
        for name in stage.provides:
            if name in filled:
                raise ConfigError(f"both {filled[name]} and stage '{stage.name}' provide {name}")
            filled[name] = f"stage '{stage.name}'"


class Pipeline:
    """The loaded stages, and the one loop over them.

    Args:
        config: the settings.
        until: the last stage to load and run; nothing that a later one needs is loaded. None: to the end.
        only: the stages to load and run, for documents that have the fields of the others already.
        check: whether finished documents must keep the rules of `gliomine.validate`; mentions given by others need not.
        timeout: seconds that a document may take; None: no limit.

    Attributes:
        config: the settings.
        stages: name and process of every loaded stage, in order.

    Raises:
        ConfigError: an unknown stage, or an unknown name in the settings.
        ResourceError: a model or index is missing or damaged.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        until: str | None = None,
        only: Sequence[str] | None = None,
        check: bool = True,
        timeout: float | None = SECONDS,
    ) -> None:
        check_order(_ORDER)
        self.config, self.timeout, self._check = config or Config(), timeout, check
        self.stages = tuple((stage.name, _build(stage, self.config)) for stage in _chosen(until, only))

    def __call__(self, documents: Sequence[Document | Failure]) -> list[Document | Failure]:
        """Return a batch of documents with every stage's fields filled, in order.

        Where the batch fails, or takes longer than two documents may, each document goes alone, and the failing ones
        become failures that name the stage, or `timeout`.
        Failures among the documents stay as they are.
        """
        return process_batch(documents, stages=self.stages, check=self._check, timeout=self.timeout)

    def stream(self, documents: Iterable[Document | Failure]) -> Iterator[Document | Failure]:
        """Yield what becomes of each document, in order; so many as `BATCH` go through the stages together."""
        waiting = iter(documents)
        while batch := list(islice(waiting, BATCH)):
            yield from self(batch)

    # A text is an iterable of texts, too, but nobody means its letters.
    @overload
    def process(self, texts: str | Document, *, layout: str = "page") -> Document: ...  # type: ignore[overload-overlap]

    @overload
    def process(self, texts: Iterable[str | Document], *, layout: str = "page") -> Iterator[Document]: ...

    def process(
        self, texts: str | Document | Iterable[str | Document], *, layout: str = "page"
    ) -> Document | Iterator[Document]:
        """Return the document of one text, or yield one for each of several, in order.

        Args:
            texts: a raw page or running text, or several; or documents that a reader has made.
            layout: `page` looks for headed blocks; `abstract` takes the first line as title, the rest as abstract.

        Raises:
            PipelineError: a stage failed on a text.
        """
        if isinstance(texts, str | Document):
            return next(self.process([texts], layout=layout))
        numbered = (
            text if isinstance(text, Document) else Document(doc_id=str(number), text=text, layout=layout)
            for number, text in enumerate(texts)
        )
        return (finished(item) for item in self.stream(numbered))


def _chosen(until: str | None, only: Sequence[str] | None) -> Sequence[Stage]:
    for name in (*([until] if until is not None else []), *(only or ())):
        if name not in STAGES:
            raise unknown_name("stage", name, STAGES)
    chosen = _ORDER if until is None else _ORDER[: _ORDER.index(STAGES[until]) + 1]
    return chosen if only is None else [stage for stage in chosen if stage.name in only]


def process_batch(
    documents: Sequence[Document | Failure],
    *,
    stages: Sequence[tuple[str, Process]],
    check: bool = True,
    timeout: float | None = None,
) -> list[Document | Failure]:
    """Send a batch through some processes, as `Pipeline` does with those of its stages."""
    given = [item for item in documents if isinstance(item, Document)]
    try:
        filled: Sequence[Document] = given
        with one_thread(), time_limit(None if timeout is None else timeout * _times(given)):
            for _, process in stages:
                filled = process(filled)
            if check:
                for document in filled:
                    validate(document)
        if [item.doc_id for item in filled] != [item.doc_id for item in given]:
            raise RuntimeError("a stage lost, added or reordered documents")
        batch: Sequence[Document | Failure] = filled
    except OutOfTimeError:
        if timeout is None:
            raise  # the clock is another's
        batch = [_late(given[0], timeout)] if len(given) == 1 else _each(given, stages, check, timeout)
    except Exception:
        batch = _each(given, stages, check, timeout)
    done = iter(batch)
    return [item if isinstance(item, Failure) else next(done) for item in documents]


def _each(
    documents: Sequence[Document], stages: Sequence[tuple[str, Process]], check: bool, timeout: float | None
) -> list[Document | Failure]:
    return [_alone(item, stages, check, timeout) for item in documents]


def _late(document: Document, timeout: float) -> Failure:
    return Failure(document.doc_id, document.source, "timeout", too_long(timeout, _times([document])))


def _times(documents: Sequence[Document]) -> int:
    return times_for(sum(len(document.text) for document in documents), count=len(documents))


def _alone(
    document: Document, stages: Sequence[tuple[str, Process]], check: bool, timeout: float | None
) -> Document | Failure:
    result, at = document, ""
    try:
        with one_thread(), time_limit(None if timeout is None else timeout * _times([document])):
            for name, process in stages:
                at = name
                (result,) = process([result])
            at = "validate"
            if check:
                validate(result)
    except OutOfTimeError:
        if timeout is None:
            raise
        return _late(document, timeout)
    except Exception as error:
        log.debug("stage %s failed on %s", at, document.doc_id, exc_info=True)
        return Failure(document.doc_id, document.source, at, describe_error(error))
    return result


def finished(item: Document | Failure) -> Document:
    """Return a document that passed the stages.

    Raises:
        PipelineError: it is a failure.
    """
    if isinstance(item, Document):
        return item
    raise PipelineError(
        f"a document failed ({item.error})",
        where=f"document {item.doc_id}, stage {item.stage}",
        expected="a text that every stage can process",
        advice="report it with the text; a run over files leaves such a document out and lists it in `failures`",
    )


def _build(stage: Stage, config: Config) -> Process:
    module, _, function = stage.home.partition(":")
    process: Process = getattr(import_module(f"gliomine.{module}"), function)(config)
    return process
