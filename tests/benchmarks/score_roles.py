"""Score sentence roles: `python tests/benchmarks/score_roles.py jats_sections/dev.jsonl.gz MODELS [--one-line] [-v]`.

Author-titled abstracts whose titles are not in the text. A sentence has the role of the section that holds its start;
sentences of sections without one of the five roles are not counted. `--one-line` hides the line breaks of the text.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from gliomine.sentences.roles import ROLES, Weights, load_weights, posteriors
from gliomine.training.roles import Abstract, read_jats


def score(weights: Weights, abstracts: list[Abstract], *, one_line: bool) -> float:
    table: Counter[tuple[str, str]] = Counter()
    words, begin = 0, time.perf_counter()
    for item in abstracts:
        opens = [False] * len(item.opens) if one_line else item.opens
        shares = posteriors(weights, item.sentences, opens, np.ones((len(item.sentences), len(ROLES))))
        words += sum(len(sentence.split()) for sentence in item.sentences)
        for names, row in zip(item.allowed, shares, strict=True):
            if len(names) == 1:
                table[names[0], ROLES[int(row.argmax())]] += 1
    seconds = time.perf_counter() - begin
    right, total = sum(table[role, role] for role in ROLES), table.total()
    speed = words / seconds
    print(f"accuracy {right / total:.4f} on {total} sentences of {len(abstracts)} abstracts; {speed:,.0f} words/s")
    for role in ROLES:
        found, gold = sum(table[other, role] for other in ROLES), sum(table[role, other] for other in ROLES)
        hits = table[role, role]
        print(f"  {role:12} P {hits / max(found, 1):.3f}  R {hits / max(gold, 1):.3f}  of {gold}")
    return right / total


def main() -> None:
    abstracts = list(read_jats(Path(sys.argv[1])))
    score(load_weights(Path(sys.argv[2])), abstracts, one_line="--one-line" in sys.argv)


if __name__ == "__main__":
    main()
