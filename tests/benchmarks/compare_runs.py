"""Time and memory of `diff` and `check` on two large runs.

`python tests/benchmarks/compare_runs.py [DOCUMENTS] [--keep FOLDER]` writes two runs of invented documents (20,000 by
default, ten sentences and fifteen mentions each; one mention in fifty changed), then runs the commands as a user would.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from gliomine.document import Document, Link, Mention, Section, Sentence, mention_id
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas

TYPES = ("disease", "gene", "chemical", "cell_type", "anatomy", "organism", "process", "treatment")
WORDS = [f"word{number}" for number in range(5000)]
CHANGED = 0.02
CHUNK = 500


def invented(number: int, *, altered: bool) -> Document:
    """Return a document of ten sentences; in its altered form a mention is lost or changed here and there."""
    chance, fate = random.Random(number), random.Random(number + 10_000_000)
    doc_id = f"folder/{number:06d}.txt"
    sentences, mentions, links, lines, at = [], [], [], [], 0
    for index in range(10):
        words = [chance.choice(WORDS) for _ in range(20)]
        line = " ".join(words) + "."
        sentences.append(Sentence(at, at + len(line), index, "abstract", line))
        for place in sorted(chance.sample(range(0, 18, 3), 2 if index % 2 else 1)):
            start = at + len(" ".join(words[:place])) + (place > 0)
            text, kind, curie = words[place], chance.choice(TYPES), f"MONDO:{chance.randrange(9000):07d}"
            score = chance.random()
            if altered and fate.random() < CHANGED:
                what = fate.choice(("lost", "moved", "retyped", "relinked"))
                if what == "lost":
                    continue
                text = text[:-1] if what == "moved" else text
                kind = fate.choice(TYPES) if what == "retyped" else kind
                curie = "MONDO:0000001" if what == "relinked" else curie
            identifier = mention_id(doc_id, start, start + len(text), entity_type=kind)
            mentions.append(Mention(start, start + len(text), identifier, text, kind, score, "model"))
            links += [Link(identifier, rank, curie, text, 0.9 / rank, "exact") for rank in (1, 2, 3)]
        lines.append(line)
        at += len(line) + 1
    text = "\n".join(lines)
    section = Section(0, len(text), "abstract")
    return Document(
        doc_id,
        text,
        sections=(section,),
        sentences=tuple(sentences),
        mentions=tuple(mentions),
        links=tuple(links),
    )


def write_run(folder: Path, count: int, *, altered: bool) -> None:
    """Write a run of invented documents, chunk by chunk."""
    (folder / "tables").mkdir(parents=True)
    made = (invented(number, altered=altered) for number in range(count))
    chunks = []
    while batch := list(islice(made, CHUNK)):
        chunks.append({name: rows_to_arrow(name, rows(name, batch)) for name in table_schemas() if name != "failures"})
    for name in table_schemas():
        tables = iter([rows_to_arrow("failures", [])]) if name == "failures" else (chunk[name] for chunk in chunks)
        write_table(name, tables, folder / "tables" / f"{name}.parquet")
    (folder / "run.json").write_text('{"timings": {"words_per_second": 5000}}', encoding="utf-8")


def commands(folder: Path) -> Iterator[list[str]]:
    """Yield the commands to time."""
    first, second, kept = str(folder / "a"), str(folder / "b"), str(folder / "kept")
    yield ["diff", first, second]
    yield ["diff", first, second, "--json", str(folder / "diff.json"), "--html", str(folder / "diff.html")]
    yield ["snapshot", first, "--to", kept]
    yield ["check", second, "--against", kept]
    yield ["check", first, "--against", kept]


def main() -> None:
    """Write the runs, time the commands, print a line for each."""
    count = int(next((item for item in sys.argv[1:] if item.isdigit()), "20000"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else Path(scratch)
        for name, altered in (("a", False), ("b", True)):
            if not (folder / name).is_dir():
                write_run(folder / name, count, altered=altered)
        for command in commands(folder):
            began = time.perf_counter()
            done = subprocess.run([sys.executable, "-m", "gliomine", *command], capture_output=True, text=True)
            seconds = time.perf_counter() - began
            # The greatest of all commands so far: a bound for this one.
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            figures = f"exit {done.returncode}  {seconds:6.1f} s  at most {memory:6.0f} MB"
            print(f"{command[0]:9} {figures}  {done.stderr[-300:]}")


if __name__ == "__main__":
    main()
