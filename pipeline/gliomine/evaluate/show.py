"""An evaluation as lines for a terminal and as plain values for JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gliomine.evaluate.evaluate import Evaluation
from gliomine.evaluate.scoring import ALL, Tally
from gliomine.evaluate.tasks import Key
from gliomine.text.inline import inline


def lines(found: Evaluation, *, errors: int) -> Iterator[str]:
    """Yield the scores, the confusion table, the worst documents and the first so many errors of each kind."""
    yield f"{found.task}, {len(found.documents)} documents, schema {found.schema}"
    yield f"{'match':8} {'type':22} {'P':>7} {'R':>7} {'F1':>7}  {'95% of F1':15} {'gold':>7} {'found':>7}"
    kinds = Counter(mode for mode, kind in found.totals if kind)
    for key, tally in found.totals.items():
        # One type alone has the scores of all together.
        if not key[1] or kinds[key[0]] > 1 or (key[0], ALL) not in found.totals:
            yield _score_line(found, key, tally)
    for reason, count in found.left_out.items():
        yield f"not scored: {count:,} x {reason}"
    yield from _confusion_lines(found.confusion)
    yield from _error_lines(found, errors)


def _score_line(found: Evaluation, key: Key, tally: Tally) -> str:
    mode, kind = key
    low, high = found.intervals[key][2]
    scores = f"{tally.precision:7.4f} {tally.recall:7.4f} {tally.f1:7.4f}  {low:.4f}-{high:.4f}  "
    return f"{mode:8} {kind or 'all':22} {scores} {tally.gold:7,} {tally.predicted:7,}"


def _confusion_lines(confusion: Counter[tuple[str, str]]) -> Iterator[str]:
    rows = sorted({gold for gold, _ in confusion})
    columns = sorted({predicted for _, predicted in confusion})
    if len(rows) < 2 and len(columns) < 2:
        return
    yield "gold (rows) and what was found (columns)"
    width = max(7, *(len(name) + 1 for name in columns))
    yield " " * 22 + "".join(f"{name:>{width}}" for name in columns)
    for row in rows:
        yield f"{row:22}" + "".join(f"{confusion[row, column] or '.':>{width}}" for column in columns)


def _error_lines(found: Evaluation, limit: int) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for document in found.documents:
        for item in document.errors:
            place = "" if item.start is None else f" {item.start}-{item.end}"
            what = f'{inline(item.doc_id)}{place} "{inline(item.text)[:80]}"'
            by_kind.setdefault(item.kind, []).append(
                f"{what}: gold {inline(item.gold or 'nothing')}, found {inline(item.predicted or 'nothing')}"
            )
    for kind, items in sorted(by_kind.items()):
        yield f"{kind}: {len(items):,}"
        yield from (f"  {item}" for item in items[:limit])


def to_dict(found: Evaluation) -> dict[str, Any]:
    """Return everything as plain values."""
    return {
        "task": found.task,
        "schema": found.schema,
        "gold": str(found.gold),
        "documents": len(found.documents),
        "scores": [_score(key, tally, found.intervals[key]) for key, tally in found.totals.items()],
        "left_out": found.left_out,
        "confusion": [
            {"gold": gold, "predicted": predicted, "count": count}
            for (gold, predicted), count in sorted(found.confusion.items())
        ],
        "per_document": [
            {
                "doc_id": document.doc_id,
                "scores": [_score(key, tally, None) for key, tally in document.tallies.items() if key[1] == ALL],
                "errors": [
                    {
                        "kind": item.kind,
                        "start": item.start,
                        "end": item.end,
                        "text": item.text,
                        "gold": item.gold,
                        "predicted": item.predicted,
                    }
                    for item in document.errors
                ],
            }
            for document in found.documents
        ],
    }


def _score(key: Key, tally: Tally, bounds: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "match": key[0],
        "type": key[1] or "all",
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "gold": tally.gold,
        "predicted": tally.predicted,
        "credit": tally.credit,
    }
    if bounds is not None:
        values |= {f"{name}_95": list(pair) for name, pair in zip(("precision", "recall", "f1"), bounds, strict=True)}
    return values


def json_text(found: Evaluation) -> str:
    """Return everything as JSON."""
    return json.dumps(to_dict(found), ensure_ascii=False, indent=1) + "\n"
