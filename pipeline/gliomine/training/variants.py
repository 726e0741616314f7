"""A sentence is not learnt twice in the same words: mentions are exchanged for others of their type, words are hidden.

Exchanging mentions: Dai and Adel 2020, doi:10.18653/v1/2020.coling-main.343. Deviation: word pieces and letter case of
the other mention come with it, and only sentences of a single label set are changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.tags import spans_to_tags, tags_to_spans
from gliomine.training.data import Example

UNTAUGHT = -100
"""Tag of a word that a label set says nothing about; the loss leaves it out."""

Taught = Mapping[str, NDArray[Any]]


class Variants:
    """Makes variants of training sentences.

    Args:
        examples: all sentences; mentions are exchanged between them.
        heads: label sets whose mentions may be exchanged.
        exchanged: chance of a mention to be exchanged.
        hidden: chance of a word to be hidden.
        mask: the piece that hides a word.
        most: longest sentence in pieces.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        heads: Sequence[str],
        *,
        exchanged: float,
        hidden: float,
        mask: int,
        most: int,
    ) -> None:
        self.examples, self.exchanged, self.hidden, self.mask, self.most = examples, exchanged, hidden, mask, most
        self.known: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
        for number, example in enumerate(examples if exchanged else ()):
            for head in heads:
                for first, last, kind in tags_to_spans(example.tags[head].tolist()) if head in example.tags else ():
                    self.known.setdefault((head, kind), []).append((number, first, last))

    def make(self, number: int, taught: Taught, random: np.random.Generator) -> tuple[Example, Taught]:
        """Return a variant of a sentence, and what it was taught, with words of other mentions left out."""
        example = self.examples[number]
        if self.exchanged and len(example.tags) == 1:
            example, taught = self._exchange(example, taught, random)
        if self.hidden:
            example = self.hide(example, random)
        return example, taught

    def _exchange(self, example: Example, taught: Taught, random: np.random.Generator) -> tuple[Example, Taught]:
        ((head, tags),) = example.tags.items()
        spans = tags_to_spans(tags.tolist())
        chosen = [
            (span, self.known[head, span[2]])
            for span in spans
            if random.random() < self.exchanged and (head, span[2]) in self.known
        ]
        if not chosen:
            return example, taught
        others = {span[:2]: known[random.integers(len(known))] for span, known in chosen}
        # The sentence as stretches of words of sentences: its own, and the other mentions.
        stretches: list[tuple[Example, int, int, bool]] = []
        marked, word, place = [], 0, 0
        for first, last, kind in spans:
            stretches.append((example, word, first, True))
            place += first - word
            number, low, high = others.get((first, last), (-1, first, last))
            stretches.append((example if number < 0 else self.examples[number], low, high, number < 0))
            marked.append((place, place + high - low, kind))
            place += high - low
            word = last
        stretches.append((example, word, len(example.firsts), True))
        made = _joined(example, stretches)
        if len(made.ids) > self.most:
            return example, taught
        made.tags[head] = np.array(spans_to_tags(marked, len(made.firsts)), dtype=np.int64)
        return made, {
            name: np.concatenate(
                [values[low:high] if own else np.full(high - low, UNTAUGHT) for _, low, high, own in stretches]
            )
            for name, values in taught.items()
        }

    def hide(self, example: Example, random: np.random.Generator) -> Example:
        """Return a sentence with some of its words hidden."""
        words = np.flatnonzero(random.random(len(example.firsts)) < self.hidden)
        if not len(words):
            return example
        ids, ends = example.ids.copy(), word_ends(example)
        for word in words:
            ids[example.firsts[word] : ends[word]] = self.mask
        return Example(ids, example.shape, example.firsts, example.tags)


def word_ends(example: Example) -> NDArray[Any]:
    """Return past the last piece of each word."""
    return np.append(example.firsts[1:], len(example.ids) - 1)


def _joined(frame: Example, stretches: Sequence[tuple[Example, int, int, bool]]) -> Example:
    ids, shape, firsts, place = [frame.ids[:1]], [frame.shape[:1]], [], 1
    for source, low, high, _ in stretches:
        if low >= high:
            continue
        begin, end = int(source.firsts[low]), int(word_ends(source)[high - 1])
        ids.append(source.ids[begin:end])
        shape.append(source.shape[begin:end])
        firsts.append(source.firsts[low:high] - begin + place)
        place += end - begin
    return Example(
        np.concatenate([*ids, frame.ids[-1:]]), np.concatenate([*shape, frame.shape[-1:]]), np.concatenate(firsts)
    )
