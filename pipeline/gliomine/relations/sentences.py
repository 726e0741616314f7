"""Which mentions stand in which sentence, for what reads a sentence's wording."""

from __future__ import annotations

from gliomine.document import Document
from gliomine.relations.answer import LONGEST_SENTENCE


def mentions_by_sentence(document: Document) -> list[tuple[int, int, list[int]]]:
    """Return begin, end and mentions (numbers, in order of position) of each sentence that is read for relations.

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
            found.append((item.start, item.end, inside))
    return found
