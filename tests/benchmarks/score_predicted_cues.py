"""Score cues and scopes as `gliomine predict` answers: `score_predicted_cues.py BIOSCOPE.jsonl.gz [--held-out 0.15]`.

A cue is right if its two ends and its kind are; a scope if its cue is right and its two ends are. Training of the
recogniser takes most documents of a file named `dev`; `--held-out` measures on those only that it kept out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gliomine.training.data import document_hash
from ner_accuracy import answers_of, read_lines

OWN = "gliomine"


def cues_of(document: dict[str, Any]) -> dict[tuple[int, int, str], tuple[int, int]]:
    """Return cue -> scope; the gold scope holds its cue."""
    return {
        (item["start"], item["end"], item["kind"]): (
            min(item["start"], item["scope_start"]),
            max(item["end"], item["scope_end"]),
        )
        for item in document["cues"]
        if item["scope_start"] is not None
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--held-out", type=float, default=1.0, help="share of the documents, chosen by their ids")
    arguments = parser.parse_args()
    documents = [
        item
        for item in read_lines(arguments.source)
        if document_hash(str(item.get("pmid") or item["doc_id"])) < arguments.held_out
    ]
    table: Counter[tuple[str, str]] = Counter()
    for document, answer in zip(documents, answers_of(OWN, documents), strict=True):
        gold, found = cues_of(document), cues_of(answer)
        for kind in ("negation", "speculation"):
            shared = [key for key in gold.keys() & found.keys() if key[2] == kind]
            table[kind, "gold"] += sum(key[2] == kind for key in gold)
            table[kind, "found"] += sum(key[2] == kind for key in found)
            table[kind, "cue"] += len(shared)
            table[kind, "scope"] += sum(gold[key] == found[key] for key in shared)
    for kind in ("negation", "speculation"):
        for name in ("cue", "scope"):
            hits, found, gold = (table[kind, column] for column in (name, "found", "gold"))
            f1 = 2 * hits / max(1, found + gold)
            print(f"{kind} {name}: P {hits / max(1, found):.4f}  R {hits / max(1, gold):.4f}  F1 {f1:.4f}  of {gold}")


if __name__ == "__main__":
    main()
