"""Two hundred paragraphs in the manner of full-text papers, written and labelled for this test."""

from __future__ import annotations

from pathlib import Path

from gliomine.sentences.split import split_sentences

PARAGRAPHS = [
    line
    for line in (Path(__file__).parent / "fulltext.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
KNOWN = 1
"""Paragraphs that are known to be split otherwise: one quotes two sentences."""


def test_sentences_of_full_text() -> None:
    wrong = []
    for marked in PARAGRAPHS:
        text = marked.replace(" ‖ ", " ")
        found = [text[start:end] for start, end in split_sentences(text, 0, len(text))]
        if found != marked.split(" ‖ "):
            wrong.append(found)
    assert len(PARAGRAPHS) == 200
    assert len(wrong) <= KNOWN, wrong
