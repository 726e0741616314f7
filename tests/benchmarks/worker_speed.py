"""Words/s of `gliomine run` with one worker and with two, in turns, and whether their tables are the same bytes.

    python tests/benchmarks/worker_speed.py ABSTRACTS.jsonl.gz [--documents 2000] [--rounds 3]

Seconds are elapsed time of the whole command, start-up and tables included, so nothing else may use the cores. Exit
code 1 if a table differs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crash import same_tables, start, write_abstracts


def seconds_of(inputs: Path, output: Path, workers: int) -> float:
    """Return the elapsed seconds of one run."""
    began = time.perf_counter()
    if start(inputs, output, "--workers", str(workers), "--no-report").wait():
        sys.exit("the run failed")
    return time.perf_counter() - began


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_abstracts(arguments.source, folder / "in", number=arguments.documents)
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in (folder / "in").iterdir())
        speeds: dict[int, list[float]] = {1: [], 2: []}
        different: list[str] = []
        for number in range(arguments.rounds):
            for workers, found in speeds.items():
                seconds = seconds_of(folder / "in", folder / f"out{workers}-{number}", workers)
                found.append(words / seconds)
                print(f"  {workers} workers: {seconds:.1f} s", flush=True)
            different += same_tables(folder / f"out1-{number}", folder / f"out2-{number}")
        one, two = (statistics.median(found) for found in speeds.values())
        print(f"{arguments.documents} documents, {words} words; median of {arguments.rounds} rounds:")
        print(f"one worker {one:.0f} words/s, two workers {two:.0f} words/s, {two / one:.2f} times")
        print(f"tables that differ: {different}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
