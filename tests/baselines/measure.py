"""Measure the quality floors: `python tests/baselines/measure.py [--raise]`.

Every line of metrics.json names a gold file, a task and a score, and the floor below which it must not fall. With
`--raise`, floors below the measured score (less a margin for other processors) rise to it; none ever sinks by itself.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.evaluate.evaluate import Evaluation, evaluate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOORS = HERE / "metrics.json"
MARGIN = 0.005


@dataclass(frozen=True)
class Floor:
    """A score and its floor; `gold` is a path from the root of the checkout."""

    gold: str
    task: str
    match: str
    score: str
    floor: float

    @property
    def present(self) -> bool:
        """Whether the gold file is here; shared data may not be."""
        return (ROOT / self.gold).exists()

    def measure(self) -> tuple[float, Evaluation]:
        """Return the score now, and the evaluation it comes from."""
        found = evaluate(ROOT / self.gold, task=self.task)
        return float(getattr(found.totals[self.match, ""], self.score)), found


def load() -> list[Floor]:
    """Read metrics.json."""
    values: list[dict[str, Any]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return [Floor(**item) for item in values]


def main() -> None:
    """Print every score beside its floor, and raise floors where asked."""
    kept = []
    for item in load():
        floor = item.floor
        if item.present:
            measured, _ = item.measure()
            print(f"{item.gold:42} {item.task:14} {item.match:7} {item.score:7} {measured:.4f}  floor {floor:.3f}")
            if "--raise" in sys.argv:
                floor = max(floor, math.floor((measured - MARGIN) * 1000) / 1000)
        kept.append({**item.__dict__, "floor": floor})
    if "--raise" in sys.argv:
        lines = ",\n".join(" " + json.dumps(item) for item in kept)
        FLOORS.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
