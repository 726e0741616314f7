"""Engine `dask`: the same units on the workers of a Dask cluster; only paths travel, the parts go to shared storage.

Each thread of a Dask worker drives a worker process of its own, as the local engine does, so that time limits and the
search for a document that kills its worker are the same. A lost Dask worker's units are run again by Dask.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gliomine.errors import ResourceError
from gliomine.runs.engines import Job, Units
from gliomine.runs.engines.local import physical_cores
from gliomine.runs.engines.supervisor import Supervisor
from gliomine.runs.storage import is_url, open_store
from gliomine.runs.unit import Unit, UnitResult

_AHEAD = 2
"""Units in the hands of the cluster for each of its threads, so that none waits for the network."""

_KEY = "gliomine_supervisors"
_LOCK = threading.Lock()


def run(units: Units, job: Job) -> Iterator[UnitResult]:
    """Yield what was done of each unit, in the order in which it was finished.

    Raises:
        ResourceError: the package or the scheduler cannot be reached, or the workers write to another place.
    """
    there = replace(job, parts=_everywhere(job.parts))
    with _client(job) as client:
        try:
            yield from _drive(client, units, there)
        finally:
            client.run(_release, there.parts, on_error="ignore")


def _drive(client: Any, units: Units, job: Job) -> Iterator[UnitResult]:
    from distributed import as_completed

    finished: Any = as_completed([], with_results=True)  # type: ignore[no-untyped-call]
    running, store = 0, open_store(job.parts)
    while True:
        room = _AHEAD * max(1, sum(client.nthreads().values()))
        while running < room and (unit := units.take()) is not None:
            finished.add(client.submit(_work, _absolute(unit), job, pure=False))
            running += 1
        if not running:
            return
        _, outcome = next(finished)
        running -= 1
        for done in outcome:
            if not store.has(done.part):
                raise ResourceError(
                    "a worker has written a part that is not to be seen from here",
                    where=job.parts,
                    expected="an output that this process and all Dask workers reach under one path or address",
                    advice="use a shared folder or an address such as s3://bucket/run",
                )
            if done.rest:
                units.give_back(Unit(done.rest))
            yield done


def _work(unit: Unit, job: Job) -> list[UnitResult]:
    """Run a unit on a Dask worker, in the process that belongs to this thread of it."""
    from distributed import get_worker

    worker = get_worker()
    key = (job.parts, job.run, threading.get_ident())
    with _LOCK:
        supervisors: dict[tuple[str, str, int], Supervisor] = worker.__dict__.setdefault(_KEY, {})
        supervisor = supervisors.setdefault(key, Supervisor(job))
    return list(supervisor.run(unit))


def _release(parts: str, dask_worker: Any) -> None:
    """Stop the processes of a run on a Dask worker."""
    supervisors = dask_worker.__dict__.get(_KEY, {})
    for key in [key for key in supervisors if key[0] == parts]:
        supervisors.pop(key).stop()


@contextmanager
def _client(job: Job) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ResourceError(
            "Dask is not installed",
            expected="the package `distributed`",
            advice="pip install 'gliomine[dask]', or use --engine local",
        ) from error
    if job.options.scheduler is not None:
        try:
            client = Client(job.options.scheduler)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ResourceError(
                f"the Dask scheduler does not answer ({error})",
                where=job.options.scheduler,
                expected="an address such as tcp://HOST:PORT",
                advice="start it with `dask scheduler`, or leave out --scheduler for a local cluster",
            ) from error
        with client:
            yield client
        return
    number = job.options.workers or physical_cores()
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client


def _everywhere(path: str) -> str:
    """Return a path that means the same in every process."""
    return path if is_url(path) else os.path.abspath(path)  # noqa: PTH100 (paths may hold surrogates)


def _absolute(unit: Unit) -> Unit:
    entries = tuple(
        replace(entry, item=replace(entry.item, path=_everywhere(entry.item.path))) for entry in unit.entries
    )
    return replace(unit, entries=entries)
