"""Accuracy at 1 of the linker on gold mentions.

`python tests/benchmarks/link_accuracy.py CORPORA [--part dev] [--home FILE] [--kb FOLDER] [--only NAME] [--errors N]`

CORPORA is a folder with one folder a corpus (`bc5cdr`, `ncbi_disease`, `craft`), each with `dev.jsonl.gz` and
`train.jsonl.gz`: JSON lines of `doc_id`, `text` and `entities` with `start`, `end`, `type` and `ids`. `--home` is a
file of the same form for the home topic. A mention counts as right when the first identifier of its answer is one of
the gold identifiers. Every mention with a gold identifier counts, abbreviations and misses too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gliomine.config import Config, LinkConfig
from gliomine.predict import predict


@dataclass(frozen=True)
class Task:
    name: str
    corpus: str
    types: tuple[str, ...]
    prefer: str | None
    merge: bool = True  # one row for all types


TASKS = (
    Task("bc5cdr", "bc5cdr", (), "mesh"),
    Task("ncbi_disease", "ncbi_disease", (), "mesh"),
    Task("craft", "craft", ("CL", "GO_CC", "UBERON", "NCBITaxon", "CHEBI"), None, merge=False),
)


def read(path: Path) -> list[dict]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def answers(rows: list[dict], config: Config) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        predict(source, target, config=config, gold_mentions=True)
        return read(target)


def compare(rows: Iterable[dict], found: Iterable[dict], types: tuple[str, ...]) -> dict[str, Counter]:
    """Return the outcome of every mention by type: keys are True or (text, gold, answer)."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for row, answer in zip(rows, found, strict=True):
        for gold, entity in zip(row["entities"], answer["entities"], strict=True):
            if not gold.get("ids") or (types and gold["type"] not in types):
                continue
            first = entity["ids"][0] if entity["ids"] else ""
            right = first in gold["ids"]
            counts[gold["type"]][right or (gold["text"], " ".join(gold["ids"]), first)] += 1
    return counts


def show(name: str, outcomes: Counter, seconds: float, errors: int) -> None:
    total = sum(outcomes.values())
    missing = sum(count for key, count in outcomes.items() if key is not True and not key[2])
    print(
        f"{name:22} accuracy@1 {outcomes[True] / max(total, 1):.4f}  no link {missing / max(total, 1):.4f}  "
        f"{total:,} mentions  {seconds:.1f} s"
    )
    wrong = [(key, count) for key, count in outcomes.most_common() if key is not True]
    for (text, gold, first), count in wrong[:errors]:
        print(f"    {count:4}  {text!r}  gold {gold}  answer {first or '-'}")


def run(name: str, rows: list[dict], task: Task, options: argparse.Namespace) -> None:
    config = Config(links=LinkConfig(prefer=task.prefer, knowledge_base=options.kb))
    begin = time.perf_counter()
    found = answers(rows, config)
    seconds = time.perf_counter() - begin
    counts = compare(rows, found, task.types)
    if task.merge:
        show(name, sum(counts.values(), Counter()), seconds, options.errors)
        if options.by_type:
            for label in sorted(counts):
                show(f"  {label}", counts[label], seconds, 0)
        return
    for label in task.types:
        show(f"{name} {label}", counts[label], seconds, options.errors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    parser.add_argument("--home", type=Path)
    parser.add_argument("--kb", default=None)
    parser.add_argument("--only", default=None)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--by-type", action="store_true")
    options = parser.parse_args()
    for task in TASKS:
        path = options.corpora / task.corpus / f"{options.part}.jsonl.gz"
        if path.is_file() and options.only in (None, task.name):
            run(task.name, read(path), task, options)
    if options.home and options.only in (None, "home"):
        run("home", read(options.home), Task("home", "", (), None), options)


if __name__ == "__main__":
    main()
