"""Score cues and scopes of full papers as shipped: `python tests/benchmarks/score_unseen_cues.py CORPORA [dev|kept]`.

The sentences are those of `unseen_cues_dev.tsv` and `unseen_cues_kept.tsv`, which were judged before any model read
them; rules and weights may look at the first, the second is for the last figure. Each is read by itself. A cue is
right if its two ends and its kind are; a scope if its cue is right and its two ends are, exactly or without brackets at
its end.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gliomine.assertion.cue_model import load_cue_weights, read_sentence
from gliomine.resources import models_folder
from gliomine.training.cues import KINDS, Marked, read_judged
from score_paper_cues import bare, gold_of, text_of, votes_of

Spans = list[tuple[int, int]]


def read(corpora: Path, half: str) -> list[tuple[Marked, Spans]]:
    """Return the sentences of a half, each with the spans in its document that are not scored."""
    lines = Path(__file__).with_name(f"unseen_cues_{half}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    scored = ["\t".join(item for item in row if not item.endswith(":?")) for row in rows]
    spared = [[tuple(map(int, item.split(":")[:2])) for item in row if item.endswith(":?")] for row in rows]
    return list(zip(read_judged(corpora, scored), spared, strict=True))  # type: ignore[arg-type]


def main() -> None:
    weights, table = load_cue_weights(models_folder()), Counter[tuple[str, str]]()
    for half in sys.argv[2:] or ["dev", "kept"]:
        sentences = read(Path(sys.argv[1]), half)
        table.clear()
        votes = votes_of([text_of(item) for item, _ in sentences])
        for (item, spared), heard in zip(sentences, votes, strict=True):
            text, shift, gold = text_of(item), item.tokens[0].start, gold_of(item)
            cues = [cue for _, cue in read_sentence(text, 0, len(text), weights=weights, votes=heard).cues]
            found = {(cue.start, cue.end, cue.kind): (cue.scope_start, cue.scope_end) for cue in cues}
            kept = {
                key: scope
                for key, scope in found.items()
                if key in gold or not any(low - shift < key[1] and key[0] < high - shift for low, high in spared)
            }
            for name, keys in (("found", kept), ("gold", gold)):
                table.update((key[2], name) for key in keys)
            for key in kept.keys() & gold.keys():
                table[key[2], "cue"] += 1
                table[key[2], "scope"] += kept[key] == gold[key]
                table[key[2], "scope without brackets"] += bare(text, *kept[key]) == bare(text, *gold[key])
        for kind in KINDS:
            both = table[kind, "found"] + table[kind, "gold"]
            shown = [
                f"{name} {2 * table[kind, name] / both:.3f}" for name in ("cue", "scope", "scope without brackets")
            ]
            print(f"{half}: {kind} F1: {', '.join(shown)}, of {table[kind, 'gold']}")


if __name__ == "__main__":
    main()
