"""Which mentions stand in which sentence, for what reads a sentence's wording."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gliomine.document import Document
from gliomine.relations.answer import LONGEST_SENTENCE
from gliomine.relations.shape import Shape, shape_of


@dataclass(frozen=True)
class ReadSentence:
    """A sentence and the numbers of its mentions, in order of position; its shape is made once, for all who ask."""

    document: Document
    start: int
    end: int
    inside: list[int]

    @cached_property
    def shape(self) -> Shape:
        """Return the sentence's tokens."""
        return shape_of(self.document.text, self.start, self.end, self.document.mentions, self.inside)


def read_sentences(document: Document) -> list[ReadSentence]:
    """Return the sentences that are read for relations.

    A sentence that is too long is a table or a list without full stops; a mention that crosses an end is left out.
    """
    mentions = document.mentions
    order = sorted(range(len(mentions)), key=lambda which: (mentions[which].start, -mentions[which].end))
    found = []
    place = 0
    for item in sorted(document.sentences, key=lambda one: one.start):
        inside: list[int] = []
        while place < len(order) and mentions[order[place]].start < item.end:
            mention = mentions[order[place]]
            if mention.start >= item.start and mention.end <= item.end:
                inside.append(order[place])
            place += 1
        if len(document.text[item.start : item.end].split()) <= LONGEST_SENTENCE:
            found.append(ReadSentence(document, item.start, item.end, inside))
    return found
