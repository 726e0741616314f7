"""Strict micro F1 of the heads of the shipped model, as a user gets them: through `gliomine predict --schema HEAD`.

    python tests/benchmarks/ner_accuracy.py bc5cdr=FILE jnlpba=FILE gliomine=FILE [--held-out 0.15] [--types]

FILE holds JSON lines, plain or gzip: `doc_id`, `text`, `entities` with `start`, `end`, `type`. A mention counts where
span and type agree. NCBI-disease and AnatEM are scored with one type, as in the literature. Training takes most
documents of a file named `dev` too; `--held-out` measures on those only that it kept out (the share in train.toml).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from gliomine.config import Config
from gliomine.predict import predict
from gliomine.training.data import document_hash
from gliomine.training.evaluate import ONE_TYPE, Score, Span, strict_score


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def answers_of(head: str, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the command answers for each document."""
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "in.jsonl", Path(name) / "out.jsonl"
        lines = [json.dumps({"doc_id": item["doc_id"], "text": item["text"]}) for item in documents]
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        predict(source, target, config=Config(), schema=head)
        return read_lines(target)


def spans_of(document: dict[str, Any], head: str) -> set[Span]:
    """Return the spans of a document."""
    return {(item["start"], item["end"], "" if head in ONE_TYPE else item["type"]) for item in document["entities"]}


def line_of(name: str, score: Score) -> str:
    """Return a row of the table."""
    numbers = f"{score.precision:6.2f} {score.recall:6.2f} {score.f1:6.2f}"
    return f"{name:28} {numbers}  {score.gold:6} mentions, {score.documents} documents"


def main() -> None:
    """Measure and print one line for each head."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="+", metavar="HEAD=FILE")
    parser.add_argument("--held-out", type=float, default=1.0, help="share of the documents, chosen by their ids")
    parser.add_argument("--types", action="store_true", help="also one line for each type")
    arguments = parser.parse_args()
    print(f"{'head':28} {'P':>6} {'R':>6} {'F1':>6}")
    for test in arguments.tests:
        head, _, name = test.partition("=")
        documents = [
            item
            for item in read_lines(Path(name))
            if document_hash(str(item.get("pmid") or item["doc_id"])) < arguments.held_out
        ]
        gold = [spans_of(item, head) for item in documents]
        found = [spans_of(item, head) for item in answers_of(head, documents)]
        print(line_of(head, strict_score(gold, found)), flush=True)
        if arguments.types:
            by_type: dict[str, tuple[list[set[Span]], list[set[Span]]]] = defaultdict(lambda: ([], []))
            for label in sorted({span[2] for spans in gold + found for span in spans}):
                by_type[label] = tuple(
                    [{span for span in spans if span[2] == label} for spans in part] for part in (gold, found)
                )  # type: ignore[assignment]
            for label, (truth, answer) in by_type.items():
                print(line_of("  " + label, strict_score(truth, answer)))


if __name__ == "__main__":
    main()
