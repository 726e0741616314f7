"""The Python API: load a pipeline once, process texts; or run over folders as the command line does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.config import Config, RunOptions, configured
from gliomine.stages import Pipeline
from gliomine.time_limit import SECONDS

if TYPE_CHECKING:
    from gliomine.runs.summary import RunSummary


def load(
    *,
    model: str | None = None,
    topic: str | None = None,
    profile: str | None = None,
    prefer: str | None = None,
    config: Config | None = None,
    timeout: float | None = SECONDS,
) -> Pipeline:
    """Load a pipeline.

    Args:
        model: `default` (the shipped model), `none` (dictionary alone) or an installed spaCy or scispaCy package.
        topic: a topic of the package, or a TOML file of your own.
        profile: the same, by its older name.
        prefer: vocabulary whose identifiers come first, such as `mesh`.
        config: full settings; the other arguments override it.
        timeout: seconds that a text may take, then it is an error; None: no limit.

    Raises:
        ConfigError: an unknown name.
        ResourceError: a model or index is missing or damaged.
    """
    settings = configured(config or Config(), model=model, topic=topic, profile=profile, prefer=prefer)
    return Pipeline(settings, timeout=timeout)


def run(inputs: Sequence[str | Path] | str | Path, *, output: str | Path, **settings: Any) -> RunSummary:
    """Run over files and folders and write tables, as `gliomine run` does.

    Args:
        inputs: files and folders, or one of them.
        output: folder for the tables.
        settings: `config` (a Config), `model`, `topic` (or `profile`), `prefer`, and any field of RunOptions.

    Raises:
        ConfigError: an unknown setting, a missing input, or an output folder of another run.
    """
    from gliomine.runs.runner import run as run_inputs

    several = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    overrides = {name: settings.pop(name, None) for name in ("model", "topic", "profile", "prefer")}
    config = configured(settings.pop("config", None) or Config(), **overrides)
    options = RunOptions(**settings)
    return run_inputs([str(item) for item in several], output=output, config=config, options=options)
