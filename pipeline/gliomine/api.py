"""The Python API: load a pipeline once, process texts; or run over folders as the command line does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.config import Config, LinkConfig, MentionConfig, RunOptions
from gliomine.document import Document
from gliomine.stages import Process, build_stages

if TYPE_CHECKING:
    from gliomine.runs.runner import RunSummary

BATCH = 32
"""Documents that go through the stages together in `Pipeline.process`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded pipeline: stages with their models and indexes.

    Attributes:
        config: the settings it was loaded with.
        stages: name and process of every stage, in order.
    """

    config: Config
    stages: tuple[tuple[str, Process], ...]

    def process(self, texts: Iterable[str | Document], *, layout: str = "page") -> Iterator[Document]:
        """Yield a document for each text, in order.

        Args:
            texts: raw pages or running texts; or documents that a reader has made.
            layout: `page` looks for headed blocks; `abstract` takes the first line as title, the rest as abstract.
        """
        numbered = (
            text if isinstance(text, Document) else Document(doc_id=str(number), text=text, layout=layout)
            for number, text in enumerate(texts)
        )
        while batch := list(islice(numbered, BATCH)):
            yield from self.process_batch(batch)

    def process_batch(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents with every stage's fields filled, in order."""
        batch = list(documents)
        for _, process in self.stages:
            batch = process(batch)
        return batch


def load(
    *, model: str | None = None, profile: str | None = None, prefer: str | None = None, config: Config | None = None
) -> Pipeline:
    """Load a pipeline.

    Args:
        model: `default` (the shipped model), `none` (dictionary alone) or an installed spaCy or scispaCy package.
        profile: the topic profile.
        prefer: vocabulary whose identifiers come first, such as `mesh`.
        config: full settings; the other arguments override it.

    Raises:
        ConfigError: an unknown name.
        ResourceError: a model or index is missing or damaged.
    """
    settings = configured(config or Config(), model=model, profile=profile, prefer=prefer)
    return Pipeline(settings, tuple(build_stages(settings)))


def configured(
    config: Config, *, model: str | None = None, profile: str | None = None, prefer: str | None = None
) -> Config:
    """Return the settings with these overrides; None keeps what is there."""
    mentions: MentionConfig = config.mentions if model is None else dataclasses.replace(config.mentions, model=model)
    links: LinkConfig = config.links if prefer is None else dataclasses.replace(config.links, prefer=prefer)
    return dataclasses.replace(config, profile=profile or config.profile, mentions=mentions, links=links)


def run(inputs: Sequence[str | Path] | str | Path, *, output: str | Path, **settings: Any) -> RunSummary:
    """Run over files and folders and write tables, as `gliomine run` does.

    Args:
        inputs: files and folders, or one of them.
        output: folder for the tables.
        settings: `config` (a Config), `model`, `profile`, `prefer`, and any field of RunOptions.

    Raises:
        ConfigError: an unknown setting, a missing input, or an output folder of another run.
    """
    from gliomine.runs.runner import run as run_inputs

    several = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    overrides = {name: settings.pop(name, None) for name in ("model", "profile", "prefer")}
    config = configured(settings.pop("config", None) or Config(), **overrides)
    options = RunOptions(**settings)
    return run_inputs([str(item) for item in several], output=output, config=config, options=options)
