"""Which mentions a negation makes absent: "no X", "without X", "X-free", "X was not seen", "did not affect X".

NegEx (Chapman et al. 2001, PMID 12123149) negates what stands within a few words of the cue, ConText (Harkema et al.
2009, PMID 19435614) what stands before the end of its scope. Here the mention must be what the cue denies: not all that
stands in the scope of "X was not detected in patients with Y" is absent. Word lists are in
`assertion/data/assertion.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gliomine.assertion.clause import Placed, Reading, listed, subject_of
from gliomine.assertion.cues import Phrase
from gliomine.assertion.tagger import BE, FINITE, closed_words
from gliomine.entity_traits import PLACE, SIGNED
from gliomine.entity_types import is_agent, types_with

_NOUN_REACH = 12
"""Tokens after "no" or "without" that are read."""

_BOTH_REACH = 10
"""Tokens before "without" in which the "with" of "with (n = 9) and without" is looked for."""

_JOINS = frozenset(("of", "on", "and", "or", ",", "/", "upon", "nor", "for", "in"))
_NOMINAL = ("no", "without", "lack_noun", "lack_verb", "lack_adjective")
_EXCLUSIONS = frozenset(
    ("exclude", "excludes", "excluded", "rule out", "rules out", "ruled out", "excluding", "refuted")
)
_DOUBTS = frozenset(("not", "cannot", "never", "unable", "difficult", "impossible", "n't"))
_SUBJECTS = frozenset(("no", "none", "neither", "nor", "never", "nobody", "zero", "0 of", "0 out of"))
_CLAUSE_OPENERS = frozenset(
    (",", ";", ":", "(", "and", "but", "that", "because", "while", "whereas", "in", "at", "under")
)
_LIGHT_VERBS = BE | {"became", "become", "becomes", "got"}
_PASSIVE_GOES_ON = frozenset(("~RB", "~JJ", "be", "been", "to", "have", "even", "yet"))
_RELATIVES = frozenset(("that", "which", "who", "whose", "whom"))
_OBJECT_OPENERS = (["with"], ["of"], ["from"], ["for"])
_HELPERS = BE | {"did", "do", "does", "has", "have", "had"}


def denied(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the mentions that one negation makes absent."""
    words = reading.words
    if phrase.words in _EXCLUSIONS:
        if not is_doubted(reading, phrase):
            yield from excluded(reading, phrase, placed)
        return
    if phrase.words in listed("no_negation") and words[phrase.first : phrase.first + 2] != ["failure", "to"]:
        return
    if denies_nothing(words, phrase):
        return
    if phrase.words == "negative":
        if _after_be(reading, phrase.first) and words[phrase.last : phrase.last + 1] in (
            [],
            ["."],
            ["in"],
            [";"],
            [","],
        ):
            yield from (
                item for item in _subject(reading, phrase, placed) if item.mention.entity_type in types_with(SIGNED)
            )
        return
    if phrase.words in _SUBJECTS:
        yield from _of_subject(reading, phrase, placed)
    if phrase.group in _NOMINAL and not phrase.words.startswith("fail"):
        if phrase.group == "lack_adjective" or (phrase.words == "missing" and _after_be(reading, phrase.first)):
            yield from _subject(reading, phrase, placed)
        if words[phrase.first : phrase.first + 2] != ["none", "of"]:
            yield from _object(reading, phrase.last, placed)
        return
    after = _next_content(reading, phrase.last)
    if after is None or words[after] in listed("questions"):
        return
    word, previous = words[after], words[phrase.first - 1] if phrase.first else ""
    fails = phrase.words.startswith("fail") or phrase.words == "never"
    if word in listed("observed") and (fails or previous in BE | FINITE | {"be", "been"}):
        yield from _subject(reading, phrase, placed)
        if word not in listed("effect_verbs"):
            return
    if word in listed("effect_verbs"):
        yield from _object(reading, after + 1, placed)
    elif previous in ("but", "and", ",", "or"):
        yield from _object(reading, phrase.last, placed)


def is_doubted(reading: Reading, phrase: Phrase) -> bool:
    """Tell whether an exclusion is itself denied: "could not be excluded", "does not allow us to rule out"."""
    return phrase.words in _EXCLUSIONS and not _DOUBTS.isdisjoint(
        reading.words[max(0, phrase.first - 6) : phrase.first]
    )


def excluded(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield what an exclusion is about: "X was ruled out", "biopsy excluded X"; no patients that a study leaves out."""
    if phrase.words in ("excluded", "ruled out", "refuted") and _after_be(reading, phrase.first):
        found = _subject(reading, phrase, placed)
    else:
        found = _object(reading, phrase.last, placed)
    yield from (item for item in found if item.mention.entity_type not in types_with(PLACE))


def denies_nothing(words: Sequence[str], phrase: Phrase) -> bool:
    """Tell whether a negation denies nothing at all: "with or without", "no doubt that"."""
    return _of_both(words, phrase) or _rhetorical(words, phrase)


def _after_be(reading: Reading, at: int) -> bool:
    before = reading.words[max(0, at - 2) : at]
    return any(word in BE or word in ("be", "been") for word in before)


def _of_both(words: Sequence[str], phrase: Phrase) -> bool:
    """Tell whether both are meant: "with or without", "whether or not", "the presence or absence of"."""
    before = words[max(0, phrase.first - _BOTH_REACH) : phrase.first]
    if before[-1:] not in (["and"], ["or"]):
        return False
    if phrase.words == "not" and before[-2:] == ["whether", "or"]:
        return True
    if before[-2:-1] == [")"] and "(" in before:
        before = [*before[: before.index("(")], before[-1]]
    return before[-2:-1] == (["with"] if phrase.words == "without" else ["presence"])


def _rhetorical(words: Sequence[str], phrase: Phrase) -> bool:
    """Tell a negation that asserts: "no doubt", "no wonder", "it was not the case that no"."""
    after = words[phrase.last : phrase.last + 2]
    if phrase.words == "no" and (
        set(after) & listed("rhetorical") or after[:1] == ["."] or (after[0:1] and after[0].isdigit())
    ):
        return True
    before = words[max(0, phrase.first - 6) : phrase.first]
    if phrase.words == "not" and words[phrase.last : phrase.last + 3] in (
        ["the", "case", "that"],
        ["true", "that", "no"],
    ):
        return True
    if phrase.group == "lack_verb" and _SUBJECTS & set(before):
        return True  # "no glioma lacks X"
    if phrase.group == "lack_noun" and "not" in words[phrase.last : phrase.last + 6]:
        return True  # "the absence of X was not seen"
    return phrase.group == "no" and "not" in before and before[-1:] == ["that"]


def _of_subject(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield what a negated subject did not have or bring about: "no patient developed X", "in no case was X seen"."""
    words, classes = reading.words, reading.classes
    before = words[phrase.first - 1] if phrase.first else ","
    if before not in _CLAUSE_OPENERS and phrase.words != "never":
        return
    turned = before in ("in", "at", "under")  # "in no case was X seen", "at no time did X occur"
    passive = False  # "no dog was diagnosed with X", "no goat became infected with X"
    for at in range(phrase.last, min(len(words), phrase.last + _NOUN_REACH)):
        if turned and words[at] in _HELPERS:
            stop = next((to for to in range(at, min(len(words), at + 8)) if words[to] in listed("observed")), at)
            yield from (item for item in placed if at < item.first and item.last <= stop)
            return
        if words[at] in _RELATIVES:  # "no dog that had X was seen"
            return
        if words[at] in listed("bringing_verbs"):
            yield from _object(reading, at + 1 + (words[at + 1 : at + 2] in _OBJECT_OPENERS), placed)
            return
        if passive and not (classes[at].startswith("~VB") or classes[at] in _PASSIVE_GOES_ON):
            return
        if words[at] in _LIGHT_VERBS:
            passive = True
        elif classes[at] in FINITE or words[at] in "();:" or (words[at] == "," and phrase.words != "neither"):
            return


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
            if any(word in ("in", "with", "from", "by", "after", "for", "to", "at", "between") for word in before):
                continue
            # "Expression of X was not seen" denies X, "deletion of X was not seen" the deletion.
            if "of" not in before or set(before[: before.index("of")]) & (listed("effects") | {"role", "roles"}):
                yield item


def _object(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the mentions of the noun phrase that begins at a token, with what "effect on" and "evidence of" add."""
    words, classes = reading.words, reading.classes
    at, chained, located, found = start, False, False, False
    while at < min(len(words), start + _NOUN_REACH):
        inside = [item for item in placed if item.first <= at < item.last]
        if inside:
            at, found = max(item.last for item in inside), True
            # In "no effect on endothelial cell growth" the growth is meant; in "no change in the kidney", no kidney.
            if not any(item.first == at for item in placed):
                compound = at < len(words) and classes[at] in ("~NN", "~NNS")
                yield from (item for item in inside if not ((located or compound) and _background(item)))
            continue
        word = words[at]
        if word in ("in", "on", "for", "upon"):
            if not chained or (word in ("in", "for") and words[at - 1] not in listed("effects")):
                return
            located = located or word == "in"
        elif _ends_object(words, classes, at, found=found):
            return
        chained = chained or word in listed("effects")
        located = located or (word == "of" and found)
        at += 1


def _ends_object(words: Sequence[str], classes: Sequence[str], at: int, *, found: bool) -> bool:
    """Tell whether a token ends the noun phrase that is read, of which a mention may have been found."""
    word = words[at]
    if (found and classes[at].startswith("~VB")) or word in listed("closing") or _closes(word, classes[at]):
        return True
    return word == "," and not _continues(words, classes, at)


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
    """Return whether a comma goes on with a list: another "and" or "or" follows before a verb, and no clause."""
    if words[at + 1 : at + 2] == ["and"] and any(kind in FINITE for kind in classes[at + 2 : at + 6]):
        return False
    for place in range(at + 1, min(len(words), at + 8)):
        if words[place] in ("or", "and", "nor"):
            return True
        if classes[place] in FINITE or words[place] in ("but", "which", "who", "while", "whereas", "although"):
            return False
    return False
