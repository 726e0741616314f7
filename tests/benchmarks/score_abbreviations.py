"""Score abbreviations: `python tests/benchmarks/score_abbreviations.py FILE.jsonl.gz [tune|held] [-v] [--peers]`.

Exact pairs (short form, long form), once a document, after folding white space. Peers: Ab3P through `pyab3p`, and
scispaCy's detector on a blank English tokeniser (pass an installed scispaCy model with `--spacy NAME`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gliomine.abbreviations.find import find_abbreviations
from gliomine.sentences.split import split_sentences

Pairs = set[tuple[str, str]]


def folded(short: str, long: str) -> tuple[str, str]:
    return " ".join(short.split()), " ".join(long.split())


def ours(text: str) -> Pairs:
    cut = max(text.find("\n"), 0)
    spans = split_sentences(text, 0, cut) + split_sentences(text, cut, len(text))
    return {folded(item.short_form, item.long_form) for item in find_abbreviations(text, spans)}


def peers(model: str | None) -> dict[str, Callable[[str], Pairs]]:
    import spacy
    from pyab3p import Ab3p
    from scispacy.abbreviation import AbbreviationDetector

    ab3p = Ab3p()
    nlp = spacy.load(model) if model else spacy.blank("en")
    detector = AbbreviationDetector(nlp)

    def scispacy(text: str) -> Pairs:
        doc = detector(nlp(text))
        return {folded(item.text, item._.long_form.text) for item in doc._.abbreviations}

    def sohn(text: str) -> Pairs:
        return {folded(item.short_form, item.long_form) for item in ab3p.get_abbrs(text)}

    return {"scispaCy": scispacy, "Ab3P": sohn}


def score(name: str, find: Callable[[str], Pairs], rows: list[dict], verbose: bool) -> None:
    gold_total = found_total = shared = words = 0
    begin = time.perf_counter()
    answers = [find(row["text"]) for row in rows]
    seconds = time.perf_counter() - begin
    for row, found in zip(rows, answers, strict=True):
        gold = {folded(*pair) for pair in row["pairs"]}
        gold_total, found_total, shared = gold_total + len(gold), found_total + len(found), shared + len(gold & found)
        words += len(row["text"].split())
        if verbose:
            text = " ".join(row["text"].split())
            for kind, pairs in (("MISSED", gold - found), ("SPURIOUS", found - gold)):
                for short, long in sorted(pairs):
                    place = text.find(f"({short}") if f"({short}" in text else text.find(short)
                    around = text[max(0, place - 90) : place + 40]
                    print(kind, row["doc_id"], repr(short), "|", long, "|", around)
    precision, recall = shared / max(found_total, 1), shared / gold_total
    print(
        f"{name:10} P {precision:.4f}  R {recall:.4f}  F1 {2 * precision * recall / (precision + recall):.4f}  "
        f"{words / seconds:,.0f} words/s  ({len(rows)} documents, {gold_total} pairs)"
    )


def tuning(row: dict) -> bool:
    return int(hashlib.sha256(row["doc_id"].encode()).hexdigest(), 16) % 10 < 6


def main() -> None:
    with gzip.open(Path(sys.argv[1]), "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    if "tune" in sys.argv:
        rows = [row for row in rows if tuning(row)]
    if "held" in sys.argv:
        rows = [row for row in rows if not tuning(row)]
    score("gliomine", ours, rows, "-v" in sys.argv)
    if "--peers" in sys.argv:
        model = sys.argv[sys.argv.index("--spacy") + 1] if "--spacy" in sys.argv else None
        for name, find in peers(model).items():
            score(name, find, rows, False)


if __name__ == "__main__":
    main()
