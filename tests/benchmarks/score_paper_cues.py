"""Score cues and scopes of full papers by halves: `python tests/benchmarks/score_paper_cues.py CORPORA`.

The sentences are those of `training/data/judged_cues.tsv`, each read by itself. What is learnt from BioScope and one
half of them is asked of the other half, with the votes of the shipped recogniser and the shipped word classes. A cue is
right if its two ends and its kind are; a scope if its cue is right and its two ends are, brackets at the end left out.
Words of which BioScope marks some and leaves others ("can", "or") are not scored.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence
from gliomine.config import Config
from gliomine.document import Document, Failure, WordVectors
from gliomine.resources import models_folder
from gliomine.stages import Pipeline
from gliomine.training.cues import PAPERS, Marked, read_bioscope, read_judged, train_begins, train_cues, train_ends

UNSCORED = frozenset(("can", "should", "would", "must", "either", "or", "and/or"))
_LAST_BRACKET = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")


def text_of(sentence: Marked) -> str:
    return sentence.text[sentence.tokens[0].start : sentence.tokens[-1].end]


def votes_of(texts: Sequence[str]) -> list[WordVectors | None]:
    """Return what the recogniser says of the cues of each text."""
    documents = [Document(doc_id=str(number), text=text, layout="text") for number, text in enumerate(texts)]
    answers = Pipeline(Config(), until="mentions", check=False)(documents)
    return [None if isinstance(item, Failure) or not item.votes else _together(item.votes) for item in answers]


def _together(parts: Sequence[WordVectors]) -> WordVectors:
    return WordVectors(
        *(np.concatenate(item) for item in zip(*((v.starts, v.ends, v.values) for v in parts), strict=True))
    )


def gold_of(sentence: Marked) -> dict[tuple[int, int, str], tuple[int, int]]:
    """Return start, end and kind of each cue -> its scope; places in the sentence."""
    tokens, shift = sentence.tokens, sentence.tokens[0].start
    return {
        (tokens[phrase.first].start - shift, tokens[phrase.last - 1].end - shift, kind): (
            tokens[first].start - shift,
            tokens[last - 1].end - shift,
        )
        for phrase, kind, (first, last) in sentence.cues
    }


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a scope without brackets at its end."""
    while (match := _LAST_BRACKET.search(text, start, end)) is not None:
        end = match.start()
    return start, end


def count(weights: CueWeights, sentences: Sequence[tuple[Marked, WordVectors | None]]) -> Counter[tuple[str, str]]:
    table: Counter[tuple[str, str]] = Counter()
    for sentence, votes in sentences:
        text = text_of(sentence)
        cues = [cue for _, cue in read_sentence(text, 0, len(text), weights=weights, votes=votes).cues]
        found = {(cue.start, cue.end, cue.kind): bare(text, cue.scope_start, cue.scope_end) for cue in cues}
        gold = {key: bare(text, *scope) for key, scope in gold_of(sentence).items()}
        for name, keys in (("found", found), ("gold", gold), ("cue", found.keys() & gold.keys())):
            for key in keys:
                if text[key[0] : key[1]].lower() not in UNSCORED:
                    table[key[2], name] += 1
                    table[key[2], "scope"] += name == "cue" and found[key] == gold[key]
    return table


def main() -> None:
    corpora = Path(sys.argv[1])
    tagger = load_cue_weights(models_folder()).tagger
    parts = (corpora / "bioscope" / f"{part}.jsonl.gz" for part in ("train", "dev"))
    abstracts = list(chain.from_iterable(map(read_bioscope, parts)))
    papers = list(read_judged(corpora))
    heard = list(zip(papers, votes_of([text_of(item) for item in papers]), strict=True))
    ends = train_ends(abstracts, tagger)
    for half in (0, 1):
        learnt = [*abstracts, *(PAPERS * papers[1 - half :: 2])]
        weights = CueWeights(*train_cues(learnt), tagger, train_begins(learnt, tagger), ends)
        table = count(weights, heard[half::2])
        for kind in ("negation", "speculation"):
            for name in ("cue", "scope"):
                both = table[kind, "found"] + table[kind, "gold"]
                print(
                    f"half {half}: {kind} {name} F1 {2 * table[kind, name] / max(1, both):.3f} of {table[kind, 'gold']}"
                )


if __name__ == "__main__":
    main()
