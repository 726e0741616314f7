"""Kill runs at random moments, go on each time, and compare the tables with those of an undisturbed run.

    python tests/benchmarks/crash.py ABSTRACTS.jsonl.gz --documents 2000 --kills 20 --victim group
    python tests/benchmarks/crash.py ABSTRACTS.jsonl.gz --documents 2000 --kills 20 --victim worker

`group` kills the whole process group with signal 9 and starts the same command again; `worker` kills one worker process
of a run that goes on. Exit code 0 if every table is byte-identical.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def write_abstracts(source: Path, folder: Path, *, number: int) -> None:
    """Write texts as one file each; they repeat, under other names, where there are too few."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in itertools.islice(lines, number)]
    folder.mkdir(parents=True, exist_ok=True)
    for index, text in zip(range(number), itertools.cycle(texts), strict=False):
        (folder / f"{index:06d}.txt").write_text(text, encoding="utf-8", newline="\n")


def start(inputs: Path, output: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a run in a process group of its own."""
    command = [sys.executable, "-m", "gliomine", "run", str(inputs), "--output", str(output), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline")}
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def children_of(pid: int) -> list[int]:
    """Return the ids of a process's children (Linux)."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(item) for item in path.read_text().split()]
        except OSError:
            continue
    return found


def same_tables(one: Path, other: Path) -> list[str]:
    """Return the names of the tables that differ."""
    names = {path.name for path in (one / "tables").iterdir()} | {path.name for path in (other / "tables").iterdir()}
    return sorted(
        name
        for name in names
        if not (one / "tables" / name).is_file()
        or not (other / "tables" / name).is_file()
        or (one / "tables" / name).read_bytes() != (other / "tables" / name).read_bytes()
    )


def parts_in(output: Path) -> int:
    """Return how many units are finished."""
    return len(list((output / ".parts").glob("*.part.parquet")))


def kill_groups(inputs: Path, output: Path, *, kills: int, rng: random.Random, longest: float) -> int:
    """Start, kill and start again; return how many kills hit a run that was not yet over."""
    hits = 0
    for _ in range(kills):
        process = start(inputs, output)
        wait = rng.uniform(0, longest)
        try:
            process.wait(timeout=wait)
            print(f"  finished before {wait:.1f} s")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            hits += 1
            print(f"  killed after {wait:.1f} s, {parts_in(output)} units finished")
    return hits


def kill_workers(inputs: Path, output: Path, *, kills: int, rng: random.Random, longest: float) -> int:
    """Run once and kill a worker now and then; return how many were killed."""
    hits = 0
    process = start(inputs, output)
    while process.poll() is None:
        time.sleep(rng.uniform(0, longest))
        workers = children_of(process.pid)
        if workers and hits < kills and process.poll() is None:
            os.kill(rng.choice(workers), signal.SIGKILL)
            hits += 1
            print(f"  killed a worker, {parts_in(output)} units finished")
    return hits


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--victim", choices=("group", "worker"), default="group")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_abstracts(arguments.source, folder / "in", number=arguments.documents)
        began = time.monotonic()
        if start(folder / "in", folder / "calm").wait() != 0:
            print("the undisturbed run failed")
            return 1
        seconds = time.monotonic() - began
        print(f"undisturbed: {seconds:.1f} s")
        # Kills are spread so that most of them hit the run before it is over.
        kill = kill_groups if arguments.victim == "group" else kill_workers
        longest = 4 + 2 * seconds / arguments.kills if arguments.victim == "group" else 2 * seconds / arguments.kills
        hits = kill(folder / "in", folder / "out", kills=arguments.kills, rng=rng, longest=longest)
        code = start(folder / "in", folder / "out").wait()
        different = same_tables(folder / "calm", folder / "out")
        print(f"{arguments.documents} documents, {hits} kills, last exit code {code}, tables that differ: {different}")
        return 1 if different or code else 0


if __name__ == "__main__":
    sys.exit(main())
