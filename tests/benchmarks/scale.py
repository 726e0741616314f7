"""Memory of the parent, time to the first finished unit, and time to resume, for few and for many documents.

    python tests/benchmarks/scale.py --documents 500 20000 [--source ABSTRACTS.jsonl.gz]

Texts repeat under other names; without a source they are one short sentence each, which loads the parent most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crash import parts_in, start, write_abstracts


def watch(process: subprocess.Popen[bytes], output: Path) -> tuple[float, int, float]:
    """Return seconds in all, peak memory of the parent in MB, and seconds until the first part was there."""
    began, peak, first = time.monotonic(), 0, 0.0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
            peak = max(peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")))
        except (OSError, TypeError):
            pass
        if not first and parts_in(output):
            first = time.monotonic() - began
        time.sleep(0.05)
    return time.monotonic() - began, peak // 1024, first


def main() -> None:
    """Measure and print one line for each number of documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[500, 20_000])
    parser.add_argument("--source", type=Path)
    parser.add_argument("--workers", default="2")
    arguments = parser.parse_args()
    for number in arguments.documents:
        with tempfile.TemporaryDirectory() as name:
            inputs, output = Path(name) / "in", Path(name) / "out"
            if arguments.source is not None:
                write_abstracts(arguments.source, inputs, number=number)
            else:
                inputs.mkdir()
                for index in range(number):
                    (inputs / f"{index:06d}.txt").write_text(f"Abstract\nGlioma cells of mouse {index} grew.\n")
            seconds, memory, first = watch(start(inputs, output, "--no-report", "--workers", arguments.workers), output)
            again, memory_again, _ = watch(start(inputs, output, "--no-report"), output)
            print(
                f"{number} documents: {seconds:.1f} s, parent at most {memory} MB, first unit after {first:.1f} s; "
                f"resumed in {again:.1f} s with {memory_again} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
