"""Present, absent or possible: what a sentence says of each of its mentions.

The cues come from `gliomine.assertion.cue_model`; which mentions a cue concerns is decided by `negated` and `hedged`.
A mention that is both is absent. Performance: see docs/assertion.md and tests/benchmarks/score_assertion.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gliomine.assertion.affixes import affixed
from gliomine.assertion.clause import Placed, Reading, place
from gliomine.assertion.cues import Phrase
from gliomine.assertion.hedged import hedged
from gliomine.assertion.negated import denied, excluded, is_doubted
from gliomine.document import Assertion, Cue, Mention


def assess(text: str, reading: Reading, mentions: Sequence[Mention], *, role: str | None) -> list[Assertion]:
    """Return one assertion a mention, in the order of the mentions.

    Args:
        text: the document's text.
        reading: the analysed sentence.
        mentions: the mentions of the sentence, in order.
        role: role of the sentence in the abstract, None where it is not known.
    """
    found: dict[str, Assertion] = {}
    for mention, start, end in affixed(text, mentions):
        found[mention.mention_id] = Assertion(
            mention.mention_id, "absent", text[start:end], start, end, mention.start, end
        )
    placed = place(mentions, reading.tokens)
    reading = replace(reading, classes=_with_nouns(reading.classes, placed))
    for status, kind in (("absent", "negation"), ("possible", "speculation")):
        for phrase, cue in (*reading.cues, *reading.hints):
            # What could not be excluded is possible.
            if kind != ("speculation" if is_doubted(reading, phrase) else cue.kind):
                continue
            for item in _concerned(reading, phrase, kind, placed, role):
                name = item.mention.mention_id
                # "Lack of energy" is a mention, and "lack" no cue for it.
                if name not in found and not _overlap(item.mention, cue):
                    found[name] = Assertion(name, status, cue.text, cue.start, cue.end, cue.scope_start, cue.scope_end)
    return [found.get(item.mention_id) or Assertion(item.mention_id, "present") for item in mentions]


def _concerned(
    reading: Reading, phrase: Phrase, kind: str, placed: Sequence[Placed], role: str | None
) -> Iterator[Placed]:
    if kind == "negation":
        return denied(reading, phrase, placed)
    if is_doubted(reading, phrase):
        return excluded(reading, phrase, placed)
    return hedged(reading, phrase, placed, role=role)


def _with_nouns(classes: Sequence[str], placed: Sequence[Placed]) -> list[str]:
    """Return the word classes with no verb inside a mention: names are what the tagger knows least."""
    found = list(classes)
    for item in placed:
        for at in range(item.first, min(item.last, len(found))):
            if found[at].startswith("~VB"):
                found[at] = "~NN"
    return found


def _overlap(mention: Mention, cue: Cue) -> bool:
    return mention.start < cue.end and cue.start < mention.end
