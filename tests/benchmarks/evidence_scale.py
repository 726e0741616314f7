"""Time and memory of the table `evidence` for a million made-up claims: python tests/benchmarks/evidence_scale.py."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.evidence import evidence_chunks
from gliomine.tables.parquet import write_table

CLAIMS = 1_000_000
CONCEPTS = 200_000


def claims() -> Iterator[tuple[Any, ...]]:
    chance = random.Random(1)
    for number in range(CLAIMS):
        one, other = (int(chance.paretovariate(0.5)) % CONCEPTS for _ in range(2))
        place = (f"doc{number // 10:07}", f"{number:016x}", None, "abstract", number % 10, "results")
        subject, object_ = (
            (f"{name}:{key}", "name", "chemical", "name", 10, 20) for name, key in (("X", one), ("Y", other))
        )
        said = (chance.choice(["present", "possible"]), round(chance.random(), 4), None, None, None)
        yield (*place, *subject, chance.choice(["treats", "increases"]), *object_, *said, 0, "word " * 35 + str(number))


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target, rows = Path(folder) / "claims.parquet", Path(folder) / "evidence.parquet", claims()
        chunks = iter(lambda: rows_to_arrow("claims", islice(rows, 20_000)), rows_to_arrow("claims", ()))
        write_table("claims", chunks, source)
        before, started = memory(), time.perf_counter()
        count = write_table("evidence", evidence_chunks(source), target)
        seconds = time.perf_counter() - started
        print(f"{CLAIMS:,} claims, {count:,} rows: {seconds:.1f} s, {memory():.0f} MB ({before:.0f} before)")


if __name__ == "__main__":
    main()
