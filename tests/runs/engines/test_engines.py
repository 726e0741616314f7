"""Every engine, with one worker or two, gives the same bytes, also when workers are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import gliomine
import pytest
from gliomine.errors import ConfigError
from gliomine.runs.engines import ENGINES
from gliomine.runs.engines.local import physical_cores
from gliomine.tables.stored import read_tables

ROOT = Path(__file__).resolve().parents[3]
TEXT = "glioma cells exosomes (EVs) mesenchymal stem cells (MSCs) were treated. Results: survival, p < 0.05."
WORDS = TEXT.split(" ")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    rng = random.Random(7)
    for number in range(120):
        text = "Abstract\n" + " ".join(rng.choices(WORDS, k=rng.randint(5, 150)))
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def expected(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("expected")
    gliomine.run(pages, output=output, engine="inline", formats=("parquet",))
    return tables_of(output)


def tables_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def children_of(pid: int) -> list[int]:
    paths = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(item) for path in paths for item in path.read_text().split()]


@pytest.fixture
def worker_killer() -> Iterator[list[int]]:
    """Kill a child of this process now and then while a test runs; the list holds the killed."""
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while not over.wait(1.5):
            for pid in children_of(os.getpid())[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    yield killed
    over.set()
    thread.join()


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "workers"), [(name, 2) for name in ENGINES] + [("local", 1)])
def test_the_bytes_do_not_depend_on_the_engine(
    pages: Path, expected: dict[str, bytes], tmp_path: Path, engine: str, workers: int
) -> None:
    if engine == "dask":
        pytest.importorskip("distributed")
    output = tmp_path / "out"
    summary = gliomine.run(pages, output=output, engine=engine, workers=workers, formats=("parquet",))
    assert tables_of(output) == expected
    assert (summary.documents, summary.failures) == (120, 1)


@pytest.mark.slow
def test_workers_that_are_killed_are_replaced(
    pages: Path, expected: dict[str, bytes], tmp_path: Path, worker_killer: list[int]
) -> None:
    gliomine.run(pages, output=tmp_path / "out", workers=2, formats=("parquet",))
    assert worker_killer
    assert tables_of(tmp_path / "out") == expected


@pytest.mark.slow
def test_a_dask_worker_that_is_killed_loses_nothing(pages: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid

        def kill() -> None:
            while not list((tmp_path / "out" / ".parts").glob("*.part.parquet")):
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        address = cluster.scheduler_address
        gliomine.run(pages, output=tmp_path / "out", engine="dask", scheduler=address, formats=("parquet",))
        thread.join()
    assert tables_of(tmp_path / "out") == expected


@pytest.mark.slow
def test_killed_groups_go_on_where_they_were(pages: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gliomine", "run", str(pages), "--output", str(tmp_path / "out")]
    command += ["--format", "parquet", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    rng = random.Random(11)
    for _ in range(5):
        process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.3, 2.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert tables_of(tmp_path / "out") == expected
    assert read_tables(tmp_path / "out")["documents"]["doc_id"].is_unique


@pytest.mark.slow
def test_interrupted_runs_say_how_to_go_on(tmp_path: Path) -> None:
    pages, rng = tmp_path / "pages", random.Random(5)
    pages.mkdir()
    for number in range(2000):  # so many that the run is not over when it is interrupted
        text = "Abstract\n" + " ".join(rng.choices(WORDS, k=150))
        (pages / f"{number:04d}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "gliomine", "run", str(pages), "--output", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Where these tests run in the background of a shell, Ctrl-C is ignored, and child processes inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (tmp_path / "out" / ".parts").is_dir():
        time.sleep(0.05)
    workers = children_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "run the same command again" in errors
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_an_unknown_engine_is_a_usage_error(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'local'"):
        gliomine.run(pages, output=tmp_path / "out", engine="locale")


def test_there_is_a_core() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
