"""Words/s and memory of `gliomine run` on abstracts, one worker and one thread, beside recognition alone.

    python tests/benchmarks/run_speed.py ABSTRACTS.jsonl.gz [--documents 500] [--rounds 1]

The run is the command as a user gives it, start-up, tables and all; `--no-report` is the only option besides
`--workers 1`. Memory is the sum of the peaks of all its processes. Seconds are processor time of all of them; elapsed
time is printed too. Python's byte code is kept, as where gliomine is installed: a first run, not counted, makes it.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crash import children_of, start, write_abstracts
from gliomine.encoder.model import load_recogniser
from gliomine.resources import models_folder
from ner_speed import measure, read_texts, recognise


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    return [pid, *(below for child in children_of(pid) for below in tree(child))]


def run_once(inputs: Path, output: Path) -> tuple[float, float, int]:
    """Return processor seconds, elapsed seconds and peak memory in MB of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, peaks = time.perf_counter(), dict[int, int]()
    process = start(inputs, output, "--workers", "1", "--no-report")
    while process.poll() is None:
        for pid in tree(process.pid):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            except OSError:
                continue
            peaks.update((pid, int(line.split()[1])) for line in status.splitlines() if line.startswith("VmHWM"))
        time.sleep(0.05)
    elapsed = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"the run failed with exit code {process.returncode}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, elapsed, sum(peaks.values()) // 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    texts = read_texts(arguments.source, arguments.documents)
    words = sum(len(text.split()) for text in texts)
    model = load_recogniser(models_folder() / "ner")
    recognise(model, texts[:32])
    alone, runs = [], []
    with tempfile.TemporaryDirectory() as name:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(name) / "bytecode")
        write_abstracts(arguments.source, Path(name) / "first", number=1)
        run_once(Path(name) / "first", Path(name) / "out")
        write_abstracts(arguments.source, Path(name) / "in", number=arguments.documents)
        for number in range(arguments.rounds):
            alone.append(measure(lambda: sum(map(len, recognise(model, texts)))))
            runs.append(run_once(Path(name) / "in", Path(name) / f"out{number}"))
    # Rounds alternate, so that both halves of a ratio meet the same neighbours on the machine.
    middle = statistics.median
    print(f"{arguments.documents} abstracts, {words} words; medians of {arguments.rounds} rounds")
    for name, found in (("recognition alone", alone), ("gliomine run", runs)):
        processor, elapsed = (words / middle(item[place] for item in found) for place in (0, 1))
        print(f"{name:18} {processor:8.0f} words/s ({elapsed:.0f} elapsed)")
    shares = [one[0] / whole[0] for one, whole in zip(alone, runs, strict=True)]
    listed = ", ".join(f"{share:.1%}" for share in shares)
    memory = max(item[2] for item in runs)
    print(f"the run reaches {middle(shares):.1%} of recognition alone ({listed}); {memory} MB at most")


if __name__ == "__main__":
    main()
