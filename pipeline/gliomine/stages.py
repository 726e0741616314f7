"""Stages: each fills its own fields of a batch of documents. `STAGES` lists them in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from gliomine.config import Config
from gliomine.document import Document
from gliomine.errors import ConfigError

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
        ("sections", "labels", "layout", "title", "cited_by_count", "reference_count"),
        "find the headed parts of a page and the labelled parts of its abstract",
    ),
    Stage(
        "affiliations",
        "pages.stages:affiliations",
        ("sections",),
        ("affiliations",),
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


def build_stages(config: Config) -> list[tuple[str, Process]]:
    """Load every stage, in order; this is where models and indexes are opened."""
    check_order(_ORDER)
    return [(stage.name, _build(stage, config)) for stage in _ORDER]


def _build(stage: Stage, config: Config) -> Process:
    module, _, function = stage.home.partition(":")
    process: Process = getattr(import_module(f"gliomine.{module}"), function)(config)
    return process
