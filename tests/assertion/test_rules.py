"""Which mentions the rules of negation and hedging concern, cue by cue; the word classes are given by hand.

A word without a class is itself where it is of a closed class, else a noun. Behind the arrow stands each cue of the
sentence with the mentions that it makes absent (`-`) or possible (`?`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.assertion.assess import _concerned, _with_nouns
from gliomine.assertion.clause import Reading, place
from gliomine.assertion.cues import phrases_of, tokens_of, words_of
from gliomine.assertion.negated import is_doubted
from gliomine.assertion.tagger import AUXILIARIES, closed_words
from gliomine.document import Cue, Mention

KINDS = {"v": "vesicle", "g": "gene", "d": "disease", "c": "chemical", "o": "organism", "p": "process", "a": "anatomy"}
KINDS |= {"t": "treatment", "l": "cell_type"}
CASES = [
    line
    for line in (Path(__file__).parent / "rules.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def read(tagged: str) -> tuple[Reading, list[Mention]]:
    text, classes, mentions = "", [], []
    opened: tuple[str, int] = ("", 0)
    for item in tagged.split(" "):
        if item.startswith("[") and item != "[":
            opened = (KINDS[item[1:]], len(text) + bool(text))
        elif item == "]":
            kind, start = opened
            mentions.append(Mention(start, len(text), str(start), text[start:], kind, 0.9, "test"))
        else:
            word, _, tag = item.partition("/") if item != "/" else (item, "", "")
            text += f" {word}" if text else word
            low = word.lower()
            closed = low in closed_words("closed") or low in AUXILIARIES or not low[0].isalnum()
            classes.append(f"~{tag}" if tag else low if closed else "~NN")
    words, tokens = words_of(text, 0, len(text)), tokens_of(text, 0, len(text))
    assert len(words) == len(classes) == len(tokens), text
    cues = []
    for phrase in phrases_of(words):
        at, to = tokens[phrase.first].start, tokens[phrase.last - 1].end
        cues.append((phrase, Cue(at, to, text[at:to], phrase.kind, at, len(text))))
    return Reading(tokens, words, classes, cues, [], [0.9] * len(cues)), mentions


def concerned(tagged: str, role: str | None = None) -> str:
    reading, mentions = read(tagged)
    placed = place(mentions, reading.tokens)
    assert _with_nouns(reading.classes, placed) == reading.classes
    told = []
    for phrase, cue in reading.cues:
        denies = cue.kind == "negation" and not is_doubted(reading, phrase)
        found = dict.fromkeys(item.mention.text for item in _concerned(reading, phrase, denies, placed, role))
        told += [f"{phrase.words}{'-' if denies else '?'} {', '.join(found)}"] if found else []
    return "; ".join(told)


@pytest.mark.parametrize("case", CASES)
def test_whom_a_cue_concerns(case: str) -> None:
    tagged, _, wanted = case.partition(" =>")
    role = None
    if tagged.startswith("("):
        role, _, tagged = tagged[1:].partition(") ")
    assert concerned(tagged, role) == wanted.strip()
