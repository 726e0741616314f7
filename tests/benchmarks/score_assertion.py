"""Score the assertion of given mentions: `python tests/benchmarks/score_assertion.py domain/dev.jsonl [--errors]`.

The input holds gold mentions with `assertion`. Printed are the accuracy over all mentions, and precision, recall and F1
on the mentions that are absent or possible (right only if the status is the same).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from gliomine.document import Document, Mention, mention_id
from gliomine.stages import Pipeline


def documents(path: Path) -> list[tuple[Document, list[str]]]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        items = sorted(row["entities"], key=lambda item: (item["start"], item["end"]))
        mentions = tuple(
            Mention(
                item["start"],
                item["end"],
                mention_id(row["doc_id"], item["start"], item["end"], entity_type=item["type"]),
                row["text"][item["start"] : item["end"]],
                item["type"],
                1.0,
                "gold",
            )
            for item in items
        )
        document = Document(doc_id=row["doc_id"], text=row["text"], layout="abstract", mentions=mentions)
        found.append((document, [item["assertion"] for item in items]))
    return found


def main() -> None:
    pairs = documents(Path(sys.argv[1]))
    batch = [document for document, _ in pairs]
    for name, process in Pipeline().stages:
        if name in ("sections", "sentences", "assertions"):
            batch = process(batch)
    table: Counter[tuple[str, str]] = Counter()
    for document, (_, gold) in zip(batch, pairs, strict=True):
        for mention, item, right in zip(document.mentions, document.assertions, gold, strict=True):
            table[right, item.status] += 1
            if "--errors" in sys.argv and item.status != right:
                print(f"{right} -> {item.status} ({item.cue}): {mention.text} | {_around(document, mention)}")
    total, hits = table.total(), sum(table[name, name] for name in ("absent", "possible", "present"))
    marked = table["absent", "absent"] + table["possible", "possible"]
    found = sum(count for (_, status), count in table.items() if status != "present")
    gold_marked = sum(count for (right, _), count in table.items() if right != "present")
    precision, recall = marked / max(found, 1), marked / max(gold_marked, 1)
    print(f"accuracy {hits / total:.4f} of {total} mentions")
    print(f"absent or possible: P {precision:.3f}  R {recall:.3f}  F1 {2 * marked / (found + gold_marked):.3f}")
    for right in ("present", "absent", "possible"):
        print("  ", right, {status: table[right, status] for status in ("present", "absent", "possible")})


def _around(document: Document, mention: Mention) -> str:
    inside = [item for item in document.sentences if item.start <= mention.start < item.end]
    return inside[0].text if inside else ""


if __name__ == "__main__":
    main()
