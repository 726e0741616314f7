"""Which mentions a negation makes absent: "no X", "without X", "X-free", "X was not seen", "did not affect X".

NegEx (Chapman et al. 2001, PMID 12123149) negates what stands within a few words of the cue, ConText (Harkema et al.
2009, PMID 19435614) what stands before the end of its scope. Here the mention must be what the cue denies: not all that
stands in the scope of "X was not detected in patients with Y" is absent. Word lists are in
`pipeline/data/assertion.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gliomine.assertion.clause import Placed, Reading, listed, subject_of
from gliomine.assertion.cues import Phrase
from gliomine.assertion.tagger import BE, FINITE, closed_words
from gliomine.document import Mention
from gliomine.entity_types import is_agent

_NOUN_REACH = 12
"""Tokens after "no" or "without" that are read."""

_JOINS = frozenset(("of", "on", "and", "or", ",", "/", "upon", "nor", "for", "in"))
_NOMINAL = ("no", "without", "lack_noun", "lack_verb", "lack_adjective")
_OTHER_FREE = ("energy", "radical", "radicals", "of", "from")
_HYPHENS = ("-free", " free", "–free", "‐free", "‑free")


def denied(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the mentions that one negation makes absent."""
    words = reading.words
    if phrase.words in listed("no_negation") or words[max(0, phrase.first - 2) : phrase.first] == ["with", "or"]:
        return
    if phrase.group in _NOMINAL and not phrase.words.startswith("fail"):
        if phrase.group == "lack_adjective":
            yield from _subject(reading, phrase, placed)
        yield from _object(reading, phrase.last, placed)
        return
    after = _next_content(reading, phrase.last)
    if after is None or words[after] in listed("questions"):
        return
    word, previous = words[after], words[phrase.first - 1] if phrase.first else ""
    if word in listed("observed") and previous in BE | FINITE | {"be", "been"}:
        yield from _subject(reading, phrase, placed)
        if word not in listed("effect_verbs"):
            return
    if word in listed("effect_verbs"):
        yield from _object(reading, after + 1, placed)
    elif previous in ("but", "and", ",", "or"):
        yield from _object(reading, phrase.last, placed)


def _next_content(reading: Reading, at: int) -> int | None:
    while at < len(reading.words):
        if reading.classes[at] not in ("~RB", "be", "been", "to", "have", "also", "even", "yet", "still"):
            return at
        at += 1
    return None


def _subject(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    low, high = subject_of(reading, phrase.first)
    for item in placed:
        if low <= item.first and item.last <= high:
            before = reading.words[low : item.first]
            if not any(word in ("in", "with", "from", "by", "after", "for", "to", "at", "between") for word in before):
                yield item


def _object(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the mentions of the noun phrase that begins at a token, with what "effect on" and "evidence of" add."""
    words, classes = reading.words, reading.classes
    at, chained, located = start, False, False
    while at < min(len(words), start + _NOUN_REACH):
        inside = [item for item in placed if item.first <= at < item.last]
        if inside:
            at = max(item.last for item in inside)
            # In "no effect on endothelial cell growth" the growth is meant; in "no change in the kidney", no kidney.
            if not any(item.first == at for item in placed):
                yield from (item for item in inside if not (located and _background(item)))
            continue
        word = words[at]
        if word in ("in", "on", "for", "upon"):
            if not chained or (word in ("in", "for") and words[at - 1] not in listed("effects")):
                return
            located = located or word in ("in", "for")
        elif _closes(word, classes[at]) or (word == "," and not _continues(words, classes, at)):
            return
        chained = chained or word in listed("effects")
        at += 1


def _background(item: Placed) -> bool:
    return not is_agent(item.mention.entity_type)


def _closes(word: str, kind: str) -> bool:
    if word in _JOINS:
        return False
    return (
        kind in FINITE
        or word in "();:."
        or (word[0].isalpha() and kind == word and word not in closed_words("within_noun_phrase"))
    )


def _continues(words: Sequence[str], classes: Sequence[str], at: int) -> bool:
    """Return whether a comma goes on with a list: another "and" or "or" follows before a verb."""
    for place in range(at + 1, min(len(words), at + 8)):
        if words[place] in ("or", "and", "nor"):
            return True
        if classes[place] in FINITE or words[place] in ("but", "which", "who", "while", "whereas", "although"):
            return False
    return False


def free_of(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Yield mentions followed by "-free", with the place of the word "free"."""
    for item in mentions:
        end = item.end
        for ending in _HYPHENS:
            if text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum():
                following = text[end + len(ending) : end + len(ending) + 10].split()
                if ending != " free" or not following or following[0] not in _OTHER_FREE:
                    yield item, end + 1, end + len(ending)
                break
