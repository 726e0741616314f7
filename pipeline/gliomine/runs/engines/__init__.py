"""Engines: who carries out the work units. `ENGINES` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from gliomine.config import Config, RunOptions
from gliomine.errors import unknown_name
from gliomine.runs.unit import Unit, UnitResult


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to carry out work units.

    Attributes:
        name: what `--engine` takes.
        module: its `run(units, *, job)` yields what was done, in any order.
        meaning: one line for listings.
    """

    name: str
    module: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Job:
    """What every unit of a run shares: settings, how to run, where the parts go, and the run that they tell."""

    config: Config
    options: RunOptions
    parts: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """Where an engine gets its work.

    Attributes:
        take: returns the next unit, None when there is none at the moment.
        give_back: takes what is left of a unit.
    """

    take: Callable[[], Unit | None]
    give_back: Callable[[Unit], None]


Run = Callable[[Units, Job], Iterator[UnitResult]]

ENGINES: dict[str, Engine] = {
    "local": Engine("local", "gliomine.runs.engines.local", "worker processes on this machine"),
    "dask": Engine("dask", "gliomine.runs.engines.dask", "workers of a Dask cluster; without --scheduler a local one"),
    "inline": Engine(
        "inline", "gliomine.runs.engines.inline", "in the calling process: nothing protects it from what ends a process"
    ),
}


def load_engine(name: str) -> Run:
    """Return the function of an engine.

    Raises:
        ConfigError: there is no such engine.
    """
    if name not in ENGINES:
        raise unknown_name("engine", name, ENGINES)
    run: Run = import_module(ENGINES[name].module).run
    return run
