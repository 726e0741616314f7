"""Compare negation with ConText: `python tests/benchmarks/compare_context.py bioscope/dev.jsonl.gz WEIGHTS`.

Needs `pip install medspacy` in an environment of its own. Both systems see the same sentences and the same concepts:
every word of letters that is no closed-class word. Two scores: whether the sentence holds a negation at all, and which
of its concepts are negated (gold: inside a scope of negation, the cue's own words apart).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import spacy
from gliomine.assertion.cue_model import read_cue_weights, read_sentence
from gliomine.assertion.tagger import AUXILIARIES, closed_words
from gliomine.training.cues import Marked, read_bioscope
from medspacy.context import ConText
from spacy.tokens import Doc, Span


def concepts(item: Marked) -> list[int]:
    skipped = closed_words("closed") | AUXILIARIES
    return [at for at, word in enumerate(item.words) if word[0].isalpha() and word not in skipped]


def covered(item: Marked, scopes: list[tuple[int, int]], cues: list[tuple[int, int]]) -> set[int]:
    found = set()
    for at in concepts(item):
        start = item.tokens[at].start
        if any(low <= start < high for low, high in scopes) and not any(low <= start < high for low, high in cues):
            found.add(at)
    return found


def gold_of(item: Marked) -> set[int]:
    tokens = item.tokens
    negations = [(phrase, scope) for phrase, kind, scope in item.cues if kind == "negation"]
    scopes = [(tokens[first].start, tokens[last - 1].end) for _, (first, last) in negations]
    cues = [(tokens[phrase.first].start, tokens[phrase.last - 1].end) for phrase, _ in negations]
    return covered(item, scopes, cues)


def main() -> None:
    weights = read_cue_weights(Path(sys.argv[2]))
    nlp = spacy.blank("en")
    context = ConText(nlp)
    table: Counter[tuple[str, str, str]] = Counter()

    def count(system: str, level: str, found: set[int], gold: set[int]) -> None:
        table[system, level, "found"] += len(found)
        table[system, level, "gold"] += len(gold)
        table[system, level, "hit"] += len(found & gold)

    for item in read_bioscope(Path(sys.argv[1])):
        if not item.tokens:
            continue
        gold = gold_of(item)
        start, end = item.tokens[0].start, item.tokens[-1].end
        cues = [cue for _, cue in read_sentence(item.text, start, end, weights=weights).cues if cue.kind == "negation"]
        ours = covered(item, [(cue.scope_start, cue.scope_end) for cue in cues], [(cue.start, cue.end) for cue in cues])
        document = Doc(nlp.vocab, words=item.shown)
        for at, token in enumerate(document):
            token.is_sent_start = at == 0
        document.ents = [Span(document, at, at + 1, label="CONCEPT") for at in concepts(item)]
        context(document)
        theirs = {span.start for span in document.ents if span._.is_negated}
        negated = any(kind == "negation" for _, kind, _ in item.cues)
        count("gliomine", "concepts", ours, gold)
        count("ConText", "concepts", theirs, gold)
        count("gliomine", "sentences", {0} if cues else set(), {0} if negated else set())
        count("ConText", "sentences", {0} if theirs else set(), {0} if negated else set())
    for level in ("sentences", "concepts"):
        for system in ("gliomine", "ConText"):
            hits, found, gold = (table[system, level, name] for name in ("hit", "found", "gold"))
            f1 = 2 * hits / max(found + gold, 1)
            print(
                f"{level} {system}: P {hits / max(found, 1):.3f}  R {hits / max(gold, 1):.3f}  F1 {f1:.3f}  of {gold}"
            )


if __name__ == "__main__":
    main()
