"""Score cues and scopes: `python tests/benchmarks/score_cues.py bioscope/dev.jsonl.gz WEIGHTS [--errors]`.

A cue is right if its two ends and its kind are; a scope if its cue is right and its two ends are. WEIGHTS is the
`weights.npz` of `python -m gliomine.training.cues`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from gliomine.assertion.cue_model import CueWeights, read_cue_weights, read_sentence
from gliomine.training.cues import Marked, read_bioscope

Key = tuple[int, int, str]


def gold_of(sentence: Marked) -> dict[Key, tuple[int, int]]:
    tokens = sentence.tokens
    return {
        (tokens[phrase.first].start, tokens[phrase.last - 1].end, kind): (tokens[first].start, tokens[last - 1].end)
        for phrase, kind, (first, last) in sentence.cues
    }


def score(weights: CueWeights, sentences: list[Marked], *, errors: bool) -> None:
    table: Counter[tuple[str, str]] = Counter()
    begin = time.process_time()
    for item in sentences:
        if not item.tokens:
            continue
        start, end = item.tokens[0].start, item.tokens[-1].end
        cues = [cue for _, cue in read_sentence(item.text, start, end, weights=weights).cues]
        found = {(cue.start, cue.end, cue.kind): (cue.scope_start, cue.scope_end) for cue in cues}
        gold = gold_of(item)
        table["", "words"] += len(item.text[start:end].split())
        for name, keys in (("found", found), ("gold", gold), ("cue", found.keys() & gold.keys())):
            for key in keys:
                table[key[2], name] += 1
                table[key[2], "scope"] += name == "cue" and found[key] == gold[key]
        if errors and found != gold:
            print(item.text[start:end], "\n   gold", _show(item, gold), "\n   found", _show(item, found))
    seconds = time.process_time() - begin
    for kind in ("negation", "speculation"):
        found, gold = table[kind, "found"], table[kind, "gold"]
        for name in ("cue", "scope"):
            hits = table[kind, name]
            f1 = 2 * hits / max(found + gold, 1)
            print(f"{kind} {name}: P {hits / max(found, 1):.4f}  R {hits / max(gold, 1):.4f}  F1 {f1:.4f}  of {gold}")
        print(f"{kind} scopes right of right cues: {table[kind, 'scope'] / max(table[kind, 'cue'], 1):.4f}")
    print(f"{table['', 'words'] / seconds:,.0f} words/s of processor time")


def _show(item: Marked, found: dict[Key, tuple[int, int]]) -> str:
    return "; ".join(
        f"{item.text[key[0] : key[1]]} ({key[2]}): {item.text[at:to]}" for key, (at, to) in sorted(found.items())
    )


def main() -> None:
    score(read_cue_weights(Path(sys.argv[2])), list(read_bioscope(Path(sys.argv[1]))), errors="--errors" in sys.argv)


if __name__ == "__main__":
    main()
