"""Present, absent or possible: what a sentence says of each of its mentions.

The cues come from `gliomine.assertion.cue_model`. Two models decide which mentions a cue concerns
(`gliomine.assertion.weigh`): they weigh what the sentence shows (`signs`), the encoder's vectors of cue and mention
(`vectors`), and what the rules of `negated` and `hedged` say. An affix ("X-free") needs no cue. A mention that is both
is absent. Performance: see docs/assertion.md and tests/benchmarks/score_assertion.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gliomine.assertion.affixes import affixed
from gliomine.assertion.clause import Placed, Reading, place
from gliomine.assertion.cues import Phrase
from gliomine.assertion.hedged import hedged, hedges_nothing
from gliomine.assertion.negated import denied, denies_nothing, excluded, is_doubted
from gliomine.assertion.signs import Pair, signs_of
from gliomine.assertion.vectors import Vectors
from gliomine.assertion.weigh import PairWeights, together
from gliomine.document import Assertion, Cue, Mention

_NO_NEIGHBOURS = frozenset(("alternative", "whether"))
"""Groups of cues that say nothing of one mention: "or", "whether"."""

_JOINTS = frozenset((",", "and", "or", "/", "nor"))
_LONGEST_JOINT = 2
"""Marks and words between two members of a list: ", and"."""


def assess(
    text: str,
    reading: Reading,
    mentions: Sequence[Mention],
    *,
    role: str | None,
    weights: PairWeights,
    vectors: Vectors | None = None,
) -> list[Assertion]:
    """Return one assertion a mention, in the order of the mentions.

    Args:
        text: the document's text.
        reading: the analysed sentence.
        mentions: the mentions of the sentence, in order.
        role: role of the sentence in the abstract, None where it is not known.
        weights: the trained models.
        vectors: the document's words as the encoder sees them, for models that weigh them.
    """
    found: dict[str, Assertion] = {}
    for mention, start, end in affixed(text, mentions):
        found[mention.mention_id] = Assertion(
            mention.mention_id, "absent", text[start:end], start, end, mention.start, end
        )
    odds: dict[tuple[str, bool], list[tuple[float, Cue]]] = {}
    for reading_of_names, pair in pairs_of(reading, mentions, role=role):
        seen = None if vectors is None else vectors.of(pair)
        value = weights.odds(signs_of(reading_of_names, pair, role=role), denies=pair.denies, vectors=seen)
        odds.setdefault((pair.item.mention.mention_id, pair.denies), []).append((value, pair.cue))
    for denies, status, bar in ((True, "absent", weights.bars[0]), (False, "possible", weights.bars[1])):
        for mention in mentions:
            heard = odds.get((mention.mention_id, denies), [])
            if mention.mention_id not in found and together([value for value, _ in heard]) >= bar and heard:
                # The first that is likely by itself is named, else the likeliest.
                cue = next((cue for value, cue in heard if value >= 0), max(heard, key=lambda item: item[0])[1])
                found[mention.mention_id] = Assertion(
                    mention.mention_id, status, cue.text, cue.start, cue.end, cue.scope_start, cue.scope_end
                )
    return [found.get(item.mention_id) or Assertion(item.mention_id, "present") for item in mentions]


def pairs_of(reading: Reading, mentions: Sequence[Mention], *, role: str | None) -> Iterator[tuple[Reading, Pair]]:
    """Yield the cues of a sentence with each of its mentions, and the sentence as the mentions show it.

    Args:
        reading: the analysed sentence.
        mentions: its mentions, in order.
        role: role of the sentence in the abstract, None where it is not known.
    """
    placed = place(mentions, reading.tokens)
    reading = replace(reading, classes=_with_nouns(reading.classes, placed))
    firsts = _list_firsts(reading.words, placed)
    cues = [(phrase, cue, _sure(value)) for (phrase, cue), value in zip(reading.cues, reading.sure, strict=True)]
    for phrase, cue, sure in (*cues, *((phrase, cue, "H") for phrase, cue in reading.hints)):
        if phrase.group in _NO_NEIGHBOURS:
            continue
        # What could not be excluded is possible.
        denies = cue.kind == "negation" and not is_doubted(reading, phrase)
        if denies_nothing(reading.words, phrase) if denies else hedges_nothing(reading.words, phrase):
            continue
        ruled = {item.mention.mention_id for item in _concerned(reading, phrase, denies, placed, role)}
        for item, first in zip(placed, firsts, strict=True):
            # "Lack of energy" is a mention, and "lack" no cue for it.
            if not _overlap(item.mention, cue):
                yield reading, Pair(phrase, cue, item, denies, item.mention.mention_id in ruled, sure, first)


def _sure(probability: float) -> str:
    return "C9" if probability > 0.95 else "C7" if probability > 0.7 else "C5"


def _concerned(
    reading: Reading, phrase: Phrase, denies: bool, placed: Sequence[Placed], role: str | None
) -> Iterator[Placed]:
    if denies:
        return denied(reading, phrase, placed)
    if is_doubted(reading, phrase):
        return excluded(reading, phrase, placed)
    return hedged(reading, phrase, placed, role=role)


def _list_firsts(words: Sequence[str], placed: Sequence[Placed]) -> list[int]:
    """Return for each mention the first token of the list of mentions in which it stands: "X, Y and Z"."""
    found: list[int] = []
    for number, item in enumerate(placed):
        before = placed[number - 1] if number else None
        between = words[before.last : item.first] if before else ()
        joined = before is not None and 0 < len(between) <= _LONGEST_JOINT and _JOINTS.issuperset(between)
        found.append(found[-1] if joined else item.first)
    return found


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
