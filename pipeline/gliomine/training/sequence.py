"""Several training runs, one after another: each goes on from what the one before it made."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from gliomine.document import text_digest
from gliomine.errors import ConfigError
from gliomine.files import write_whole
from gliomine.training.settings import TrainSettings
from gliomine.training.stages import run_stages

log = logging.getLogger("gliomine.train")

MARK = "finished"
"""File in a run's work folder that tells with which settings it was finished."""


def run_in_order(runs: Sequence[TrainSettings], names: Sequence[str]) -> None:
    """Carry out runs in their order; of several, those that are finished are not done again.

    What a run leaves in its output folder may be overwritten by the next, which goes on from it: were a finished run
    done again, the next would start from a model that is not its own.

    Args:
        runs: settings of each.
        names: only these stages; empty: all, and the run is marked as finished.

    Raises:
        ConfigError: two runs share a work folder, or an unknown stage.
    """
    folders = [Path(settings.work).resolve() for settings in runs]
    for place, folder in enumerate(folders):
        if folder in folders[:place]:
            raise ConfigError(
                "two training runs have one work folder",
                where=str(folder),
                expected="a `work` of its own for each --config",
                advice="change it in one of the files",
            )
    for settings in runs:
        if len(runs) > 1 and not names and is_finished(settings):
            log.info("finished before: %s", settings.work)
            continue
        run_stages(settings, names)
        if not names:
            mark_finished(settings)


def is_finished(settings: TrainSettings) -> bool:
    """Tell whether a run of just these settings has been finished."""
    path = Path(settings.work) / MARK
    return path.is_file() and path.read_bytes() == _mark(settings)


def mark_finished(settings: TrainSettings) -> None:
    """Note that a run has been finished."""
    write_whole(Path(settings.work) / MARK, _mark(settings))


def _mark(settings: TrainSettings) -> bytes:
    return (text_digest(repr(settings)) + "\n").encode()
