"""Score sentence splitting: `python tests/benchmarks/score_sentences.py FILE.jsonl.gz [-v] [--peers]`."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gliomine.sentences.split import split_sentences

Spans = list[tuple[int, int]]


def ours(text: str) -> Spans:
    cut = text.find("\n")
    if cut < 0:
        return split_sentences(text, 0, len(text))
    return split_sentences(text, 0, cut) + split_sentences(text, cut, len(text))


def peers() -> dict[str, Callable[[str], Spans]]:
    import pysbd
    import spacy

    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return {
        "pysbd": lambda text: [
            (s.start + len(s.sent) - len(s.sent.lstrip()), s.start + len(s.sent.rstrip()))
            for s in segmenter.segment(text)
        ],
        "sentencizer": lambda text: [(s.start_char, s.start_char + len(s.text.rstrip())) for s in nlp(text).sents],
    }


def score(name: str, split: Callable[[str], Spans], rows: list[dict], verbose: bool) -> None:
    gold_total = found_total = shared = right = words = 0
    begin = time.perf_counter()
    answers = [split(row["text"]) for row in rows]
    seconds = time.perf_counter() - begin
    for row, found in zip(rows, answers, strict=True):
        text = row["text"]
        gold = {(s["start"], s["end"]) for s in row["sentences"]}
        last = max(end for _, end in gold)
        spans = {span for span in found if span[0] < last}
        gold_total, found_total, shared = gold_total + len(gold), found_total + len(spans), shared + len(gold & spans)
        right += gold == spans
        words += len(text.split())
        if verbose:
            for start, end in sorted(gold - spans):
                print(
                    "MISSED",
                    repr(text[max(0, start - 30) : start]),
                    "|",
                    repr(text[start : start + 25]),
                    "...",
                    repr(text[max(start, end - 25) : end]),
                    "|",
                    repr(text[end : end + 30]),
                )
            for start, end in sorted(spans - gold):
                print(
                    "SPURIOUS",
                    repr(text[max(0, start - 30) : start]),
                    "|",
                    repr(text[start : start + 25]),
                    "...",
                    repr(text[max(start, end - 25) : end]),
                    "|",
                    repr(text[end : end + 30]),
                )
    print(
        f"{name:12} F1 {2 * shared / (gold_total + found_total):.4f}  all right {right / len(rows):.4f}  "
        f"{words / seconds:,.0f} words/s  ({len(rows)} abstracts)"
    )


def main() -> None:
    with gzip.open(Path(sys.argv[1]), "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    if "held" in sys.argv:
        rows = rows[::5]
    if "dev" in sys.argv:
        rows = [row for number, row in enumerate(rows) if number % 5]
    score("gliomine", ours, rows, "-v" in sys.argv)
    if "--peers" in sys.argv:
        for name, split in peers().items():
            score(name, split, rows, False)


if __name__ == "__main__":
    main()
