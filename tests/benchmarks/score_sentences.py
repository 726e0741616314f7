"""Score sentence splitting: `python tests/benchmarks/score_sentences.py FILE [-v] [--peers]`.

FILE is a `.jsonl.gz` with texts and sentences, or a text as tests/sentences/fulltext.txt with ‖ behind each. Peers are
those of pySBD, spaCy's sentencizer and biosenter that are installed.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from gliomine.sentences.split import split_sentences

Spans = list[tuple[int, int]]


def ours(text: str) -> Spans:
    cut = text.find("\n")
    if cut < 0:
        return split_sentences(text, 0, len(text))
    return split_sentences(text, 0, cut) + split_sentences(text, cut, len(text))


def peers() -> dict[str, Callable[[str], Spans]]:
    """Return the peers that are installed."""
    found: dict[str, Callable[[str], Spans]] = {}
    if find_spec("pysbd"):
        import pysbd

        segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
        found["pysbd"] = lambda text: [
            (s.start + len(s.sent) - len(s.sent.lstrip()), s.start + len(s.sent.rstrip()))
            for s in segmenter.segment(text)
        ]
    if find_spec("spacy"):
        import spacy

        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        found["sentencizer"] = lambda text: [
            (s.start_char, s.start_char + len(s.text.rstrip())) for s in nlp(text).sents
        ]
    if find_spec("biosenter"):
        import biosenter

        senter = biosenter.load()
        found["biosenter"] = lambda text: [
            (s.start_char, s.start_char + len(s.text.rstrip())) for s in senter(text).sents if s.text.strip()
        ]
    return found


def marked(path: Path) -> list[dict]:
    """Return the texts of a file with a mark behind each sentence."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        sentences, text = [], ""
        for piece in line.split(" ‖ "):
            text += " " * bool(text)
            sentences.append({"start": len(text), "end": len(text) + len(piece)})
            text += piece
        rows.append({"text": text, "sentences": sentences})
    return rows


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
        f"{words / seconds:,.0f} words/s  ({len(rows)} texts)"
    )


def main() -> None:
    path = Path(sys.argv[1])
    if path.suffix == ".txt":
        rows = marked(path)
    else:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
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
