"""Which mentions a hedge makes possible: the agent, mediator or event whose part is hedged, not the background.

Scopes of BioScope hold all arguments of a hedged verb. Our guideline is narrower: in "these results suggest that X
could protect Y through Z", X and Z are possible and Y stays present. The rules read the subject of the hedged
clause, what follows "through" and "via", the object of causal verbs, and the noun phrase that a hedging adjective or
"suggest" introduces. Aims and open questions are no hedges, nor is "could" outside a conclusion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gliomine.assertion.clause import Placed, Reading, listed, subject_of
from gliomine.assertion.cues import Phrase
from gliomine.assertion.tagger import BE, FINITE
from gliomine.entity_types import is_agent

_REACH = 25
_PREPOSITIONS = frozenset(
    (
        *("in", "for", "with", "on", "at", "from", "after", "following", "during", "under", "against", "among", "upon"),
        *("without", "within", "as", "to", "into", "toward", "towards", "compared", "than", "before"),
        *("over", "across", "throughout", "near", "around"),
    )
)
_ADVERBIAL = ("by", "via", "through", "due", "because")


def hedged(reading: Reading, phrase: Phrase, placed: Sequence[Placed], *, role: str | None) -> Iterator[Placed]:
    """Yield the mentions that one hedge makes possible.

    Args:
        reading: the sentence.
        phrase: the hedge.
        placed: the mentions of the sentence.
        role: role of the sentence in the abstract, None where it is not known.
    """
    if role == "objective" or phrase.words in listed("plain") or phrase.group in ("whether", "unknown", "alternative"):
        return
    rules = _RULES.get(phrase.group)
    if phrase.words in ("suggestive", "suggestive of", "suspicious for"):
        start = phrase.last + (reading.words[phrase.last : phrase.last + 1] == ["of"])
        yield from _events(reading, start, placed)
        return
    if hedges_nothing(reading.words, phrase):
        return
    if phrase.words == "could" and not (role == "conclusions" or _after_suggestion(reading, phrase)):
        return
    clause = _impersonal(reading, phrase)
    if clause is not None and phrase.group in ("adjective", "raising", "verb_that", "adverb"):
        yield from _clause(reading, clause, placed)
        return
    if phrase.words in listed("hedging_adjectives") and not _before_to(reading, phrase):
        follows = reading.classes[phrase.last] if phrase.last < len(reading.classes) else ""
        rules = _adverb if phrase.words == "likely" and follows in ("~VBG", "~VBN", *_ADVERBIAL) else _adjective
    if rules is not None:
        yield from rules(reading, phrase, placed)


def hedges_nothing(words: Sequence[str], phrase: Phrase) -> bool:
    """Tell whether a hedge puts nothing in doubt: "as suggested by the maker", "X may differ between"."""
    if words[phrase.last : phrase.last + 1] == ["by"] and "as" in words[max(0, phrase.first - 2) : phrase.first]:
        return True
    return phrase.group == "modal" and not listed("neutral_verbs").isdisjoint(words[phrase.last : phrase.last + 2])


def _impersonal(reading: Reading, phrase: Phrase) -> int | None:
    """Return where the clause begins that "it is likely that" or "one possibility is that" hedges; else None."""
    words = reading.words
    that = next((at for at in range(phrase.last, min(len(words), phrase.last + 3)) if words[at] == "that"), None)
    if that is None or any(words[at] not in BE | {"by", "us", "to", "me"} for at in range(phrase.last, that)):
        return None
    before = words[max(0, phrase.first - 5) : phrase.first]
    return that + 1 if "it" in before and not {"not", "no"} & set(before) else None


def _clause(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the agents, mediators and brought-about events of a hedged clause."""
    verb = _next_verb(reading, start)
    if verb is None:  # a verb that looks like a noun: "MSCs form tumours"
        verb = next(
            (at for at in range(start + 1, len(reading.words)) if reading.words[at] in listed("causal_verbs")), None
        )
    stop = len(reading.words) if verb is None else verb
    yield from _agents(reading, start, stop, placed)
    yield from _predicate(reading, stop, placed)
    if verb is not None and set(reading.words[verb : verb + 3]) & listed("occurrence_verbs"):
        yield from (item for item in placed if start <= item.first and item.last <= verb)


def _after_suggestion(reading: Reading, phrase: Phrase) -> bool:
    return any(other.group == "verb_that" and other.last <= phrase.first for other, _ in reading.cues)


def _before_to(reading: Reading, phrase: Phrase) -> bool:
    return phrase.last < len(reading.words) and reading.words[phrase.last] in ("to", "that")


def _modal(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """X may Y through Z: X and Z; "X may cause Y": Y too."""
    words = reading.words
    if phrase.group == "raising" and "not" in words[max(0, phrase.first - 2) : phrase.first]:
        return  # "does not seem to"
    low, high = subject_of(reading, phrase.first)
    if set(reading.words[phrase.last : phrase.last + 3]) & listed("occurrence_verbs"):
        yield from (item for item in placed if low <= item.first and item.last <= high)
    yield from _agents(reading, low, high, placed)
    yield from _predicate(reading, phrase.last, placed)
    yield from _nominal(reading, phrase.last, placed)


def _nominal(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield what a hedged subject may be, or may profit from: "may act as an oncogene", "may benefit from X"."""
    words, classes = reading.words, reading.classes
    for at in range(start, min(len(words), start + 6)):
        if words[at] not in ("be", "as", "become") and words[at - 1 : at + 1] != ["benefit", "from"]:
            if classes[at] in FINITE or words[at] in ",;:(":
                return
            continue
        to = at + 1
        while to < len(words) and (
            words[to] in ("a", "an", "the", "more", "most") or classes[to] in ("~JJ", "~RB", "~VBG")
        ):
            if any(item.first == to for item in placed):
                break
            to += 1
        yield from (item for item in placed if item.first == to and _agent(item))
        return


def _verb(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Suggest that X does Y; suggest X as Y; "X is thought to" is read like "X may"."""
    words, classes = reading.words, reading.classes
    before = words[phrase.first - 1] if phrase.first else ""
    if before in BE or before == "been":
        yield from _modal(reading, phrase, placed)
        if words[phrase.last : phrase.last + 2] == ["to", "be"]:  # "was suspected to be a glioma"
            start = phrase.last + 2 + (words[phrase.last + 2 : phrase.last + 3] in (["a"], ["an"]))
            yield from (item for item in placed if item.first == start and _condition(item))
        return
    start = phrase.last
    while start < len(words) and classes[start] in ("~RB", "that", ",") and start < phrase.last + 3:
        start += 1
    if start < len(words) and words[start] in ("it", "there"):
        yield from _extraposed(reading, start, placed)
        return
    verb = _next_verb(reading, start)
    stop = len(words) if verb is None else verb
    yield from _agents(reading, start, stop, placed)
    yield from _predicate(reading, stop, placed)


def _extraposed(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """It is safe to switch from X to Y: Y."""
    words = reading.words
    for at in range(start, min(len(words), start + 8)):
        if words[at] == "to":
            for item in _agents(reading, at + 1, len(words), placed, passing=("to", "from")):
                if words[item.first - 1] != "from":
                    yield item
            return


def _next_verb(reading: Reading, start: int) -> int | None:
    for at in range(start, len(reading.words)):
        if reading.classes[at] in FINITE:
            return at
        if reading.words[at] in (";", ":"):
            return None
    return None


def _agents(
    reading: Reading, low: int, high: int, placed: Sequence[Placed], *, passing: tuple[str, ...] = ()
) -> Iterator[Placed]:
    """Yield the mentions of a noun phrase up to its first modifier: "X and Y of Z in W" gives X, Y and Z.

    What stands after "via" or "through" in it is an agent too.
    """
    words = reading.words
    at, head = low, True
    while at < high:
        inside = [item for item in placed if item.first <= at < item.last]
        if inside:
            for item in inside:
                if is_agent(item.mention.entity_type, head=head):
                    yield item
            at = max(item.last for item in inside)
            continue
        word = words[at]
        if at > low and reading.classes[at] in ("~VBN", "~VBG") and any(low <= item.first < at for item in placed):
            return  # "patients undergoing X", "proteins secreted by X": the subject ends here
        if word in ("of", "between", "with"):
            head = False
        if word == ",":
            # "X, a kind of Y, may": what stands between the commas is not the subject.
            at = _past_apposition(words, at, high)
            continue
        if word in _PREPOSITIONS and word not in passing and at > low:
            via = [place for place in range(at, high) if words[place] in ("via", "through")]
            if not via:
                return
            at = via[0]
        at += 1


def _past_apposition(words: Sequence[str], at: int, high: int) -> int:
    closing = [place for place in range(at + 1, high) if words[place] == ","]
    if (
        closing
        and closing[-1] == high - 1
        and words[at + 1] in ("a", "an", "the", "which", "particularly", "especially")
    ):
        return high
    return at + 1


def _predicate(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the mediators and the caused events that follow the verb at a token."""
    words, classes = reading.words, reading.classes
    at = start
    while at < min(len(words), start + 2 * _REACH):
        word = words[at]
        if word in ("whereas", "while", "although", "but", ";", "which", "that", "because"):
            return
        if word in listed("means") and _by_means(words, classes, at):
            yield from _agents(reading, at + 1, _phrase_end(reading, at + 1), placed)
        elif word in listed("causal_verbs") and at < start + 5:
            begin = at + 1 + (at + 1 < len(words) and words[at + 1] in ("to", "in"))
            yield from _events(reading, begin, placed)
        at += 1


def _by_means(words: Sequence[str], classes: Sequence[str], at: int) -> bool:
    if words[at] == "from":
        return at > 0 and words[at - 1] in listed("means_before_from")
    if words[at] == "by" and at + 1 < len(words):
        return classes[at + 1] == "~VBG" or (at > 0 and words[at - 1] == "mediated")
    return True


def _phrase_end(reading: Reading, start: int) -> int:
    for at in range(start, len(reading.words)):
        if reading.classes[at] in FINITE or reading.words[at] in (";", ":", "which", "that", "(", "whereas", "while"):
            return at
    return len(reading.words)


def _events(reading: Reading, start: int, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Yield what a causal verb brings about: processes, diseases and the like right after it."""
    for at in range(start, min(len(reading.words), start + 8)):
        for item in placed:
            # "Cilia-targeted therapies" is no event of cilia.
            if item.first == at and item.mention.end >= reading.tokens[item.last - 1].end:
                yield item
        if reading.words[at] == "of" or reading.words[at] in _PREPOSITIONS or reading.classes[at] in FINITE:
            return


def _adjective(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Potential X; the potential role of X; X as, or is, a potential therapy. Not "the therapeutic potential of X"."""
    words, classes = reading.words, reading.classes
    if phrase.last >= len(words) or words[phrase.last] in ("of", "to", "for", "in", "and", ".", ","):
        return
    end = phrase.last
    while end < len(words) and (classes[end] in ("~JJ", "~NN", "~NNS", "~VBN", "~VBG", "~RB") or words[end] in ",/"):
        end += 1
    yield from (item for item in placed if phrase.last <= item.first < end and (_agent(item) or _condition(item)))
    noun = words[end - 1]
    if end < len(words) and words[end] == "of" and noun in listed("roles"):
        stop = _phrase_end(reading, end + 1)
        yield from _agents(reading, end + 1, stop, placed)
        # A role of anything: of a process, of a part of the cell.
        yield from [item for item in placed if end < item.first and item.last <= stop][:1]
    at = phrase.first
    while at > 0 and words[at - 1] in ("a", "an", "the", "as", "new", "novel", "be", "been", "more", "most"):
        at -= 1
    if at and (classes[at - 1] in FINITE or classes[at - 1] == "~VBN" or words[at - 1] in BE):
        low, high = subject_of(reading, at)
        yield from _agents(reading, low, high, placed)
        if words[at - 1] in BE:
            yield from (item for item in placed if item.first == low and item.last == high and _condition(item))
    elif at < phrase.first and words[at] == "as":
        yield from (item for item in placed if item.last == at and _agent(item))


def _agent(item: Placed) -> bool:
    return is_agent(item.mention.entity_type)


def _condition(item: Placed) -> bool:
    return item.mention.entity_type in listed("condition_types")


def _adverb(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """Possibly by X, probably X; "can potentially" and "is probably" are read like "may"."""
    words, classes = reading.words, reading.classes
    before = classes[phrase.first - 1] if phrase.first else ""
    if before in BE:  # "is probably a glioma"
        start = phrase.last + (words[phrase.last : phrase.last + 1] in (["a"], ["an"], ["the"], ["due"]))
        start += words[start : start + 1] in (["to"], ["a"], ["an"])
        yield from (item for item in placed if item.first == start)
    if before in FINITE or (phrase.last < len(words) and classes[phrase.last] in FINITE):
        yield from _modal(reading, phrase, placed)
        return
    start = phrase.last
    if start < len(words) and classes[start] in ("~VBG", "~VBN"):
        yield from _predicate(reading, start, placed)
        return
    while start < len(words) and words[start] in ("by", "via", "through", "due", "to", "because", "of", "the", "from"):
        start += 1
    yield from (item for item in placed if item.first == start and _condition(item))
    if start < len(words) and classes[start] == "~VBG":
        start += 1
    yield from _agents(reading, start, _phrase_end(reading, start), placed)


def _adjective_to(reading: Reading, phrase: Phrase, placed: Sequence[Placed]) -> Iterator[Placed]:
    """X is likely to. "It was possible to" tells what was done."""
    if phrase.words == "possible" and reading.words[phrase.last : phrase.last + 1] == ["to"]:
        return
    if _before_to(reading, phrase) and reading.words[phrase.last] == "that":
        yield from _verb(reading, phrase, placed)
    else:
        yield from _modal(reading, phrase, placed)


_RULES = {
    "modal": _modal,
    "weak_modal": _modal,
    "raising": _modal,
    "verb_that": _verb,
    "adjective": _adjective_to,
    "adverb": _adverb,
}
