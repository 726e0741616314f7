"""Score page parsing against pages with gold.jsonl: `python tests/benchmarks/score_pages.py FOLDER [-v]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from gliomine.config import Config
from gliomine.document import SEPARATOR, Document
from gliomine.pages.headings import cleaned
from gliomine.pages.stages import affiliations, funders, sections


class Tally:
    """Counts of gold, predicted and shared items."""

    def __init__(self) -> None:
        self.gold = self.predicted = self.shared = 0

    def add(self, gold: Counter[Any], predicted: Counter[Any]) -> bool:
        self.gold += gold.total()
        self.predicted += predicted.total()
        self.shared += (gold & predicted).total()
        return gold == predicted

    def line(self) -> str:
        precision = self.shared / max(1, self.predicted)
        recall = self.shared / max(1, self.gold)
        f1 = 2 * self.shared / max(1, self.gold + self.predicted)
        return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  ({self.shared} of {self.gold})"


def main() -> None:
    folder, verbose = Path(sys.argv[1]), "-v" in sys.argv
    part = next((item for item in sys.argv if item.startswith("part=")), None)
    stages = [build(Config()) for build in (sections, affiliations, funders)]
    tallies: dict[str, Tally] = {}
    rates: dict[str, list[bool]] = {}
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    if part:
        rest = {"part=dev": (1, 2), "part=held": (0,)}[part]
        rows = [row for number, row in enumerate(rows) if number % 3 in rest]

    def tally(name: str, gold: list[Any], predicted: list[Any], page: str) -> None:
        same = tallies.setdefault(name, Tally()).add(Counter(gold), Counter(predicted))
        if verbose and not same:
            missed, spurious = Counter(gold) - Counter(predicted), Counter(predicted) - Counter(gold)
            print(page, name, "MISSED", list(missed), "SPURIOUS", list(spurious))

    for row in rows:
        page = row["page_id"]
        text = (folder / f"{page}.txt").read_bytes().decode("utf-8")
        document = Document(page, text)
        for stage in stages:
            (document,) = stage([document])
        top = [item for item in document.sections if item.parent is None]
        tally(
            "sections",
            [(s["name"], s["start"], s["end"]) for s in row["sections"]],
            [(s.name, s.start, s.end) for s in top],
            page,
        )
        tally(
            "abstract parts",
            [(s["label"], s["start"], s["end"]) for s in row["abstract_subsections"]],
            [(s.label, s.start, s.end) for s in document.sections if s.parent],
            page,
        )
        tally(
            "affiliation text",
            [(a["start"], a["end"]) for a in row["affiliations"]],
            [(a.start, a.end) for a in document.affiliations],
            page,
        )
        tally(
            "funder text",
            [(f["start"], f["end"]) for f in row["funders"]],
            [(f.start, f.end) for f in document.funders],
            page,
        )
        tally("funder name", [cleaned(f["name"]) for f in row["funders"]], [f.name for f in document.funders], page)
        tally(
            "award ids",
            [x for f in row["funders"] for x in f["award_ids"]],
            [x for f in document.funders if f.award_ids for x in f.award_ids.split(SEPARATOR)],
            page,
        )
        by_place = {(a.start, a.end): a for a in document.affiliations}
        for gold in row["affiliations"]:
            found = by_place.get((gold["start"], gold["end"]))
            for name in ("country", "city"):
                if gold[name] is not None:
                    ok = found is not None and getattr(found, name) == cleaned(gold[name])
                    rates.setdefault(name, []).append(ok)
                    if verbose and not ok:
                        print(page, name, gold[name], found and getattr(found, name), "|", gold["text"])
            parts = [] if found is None else [p for p in (found.department, found.institution) if p]
            union = [x for p in parts for x in p.split(SEPARATOR)]
            if gold["institution_source"] != "unknown":
                tally("institution", [cleaned(x) for x in gold["institution"]], union, page + " " + gold["text"])
        for name, value, got in (
            ("cited_by", row["cited_by"], document.cited_by_count),
            ("reference_count", row["reference_count"], document.reference_count),
        ):
            rates.setdefault(name, []).append(value == got)
            if verbose and value != got:
                print(page, name, value, got)
    for name, item in tallies.items():
        print(f"{name:18} {item.line()}")
    for name, flags in rates.items():
        print(f"{name:18} {sum(flags) / len(flags):.4f}  ({sum(flags)} of {len(flags)})")


if __name__ == "__main__":
    main()
