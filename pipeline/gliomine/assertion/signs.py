"""What a sentence shows of a cue and a mention, as the learnt assertion sees it: features of a pair.

Where the mention stands beside the cue, which words, verbs, marks and prepositions lie between, what governs it and the
list in which it stands, what its own words are and what is glued to them, which type it has, and whether the rules of
`negated` and `hedged` say that the cue concerns it. No tree is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gliomine.assertion.clause import Placed, Reading, listed, subject_of
from gliomine.assertion.cues import Phrase
from gliomine.assertion.tagger import FINITE
from gliomine.document import Cue
from gliomine.entity_types import is_agent

_PREPOSITIONS = frozenset(
    (
        *(
            "of",
            "in",
            "on",
            "for",
            "with",
            "by",
            "to",
            "from",
            "via",
            "through",
            "at",
            "as",
            "into",
            "between",
            "among",
        ),
        *("after", "before", "during", "without", "within", "under", "than", "against", "upon", "following", "due"),
    )
)
_BORDERS = frozenset(
    (
        *("that", "which", "who", "because", "while", "whereas", "although", "but", "and", "or", "if", "when", "where"),
        *(",", ";", ":", "(", ")", "[", "]"),
    )
)
_LISTS = (
    *("causal_verbs", "occurrence_verbs", "observed", "questions", "effects", "effect_verbs", "means", "roles"),
    *("bringing_verbs", "neutral_verbs", "rhetorical"),
)
_LIGHT = frozenset(("~RB", "be", "been", "to", "have", "also", "even", "yet", "still"))
_AIMS = frozenset(
    (
        *("aim", "aimed", "aims", "purpose", "objective", "whether", "sought", "test", "tested", "assess"),
        *("investigate", "investigated", "evaluate", "evaluated", "examine", "examined", "explore", "explored"),
        *("determine",),
    )
)
_STEM = 5
"""Letters by which a verb is known in all its forms: "inhib"."""

_STEPS = (0, 1, 2, 3, 4, 6, 10, 16, 25)


class Pair(NamedTuple):
    """A cue and a mention of its sentence.

    Attributes:
        phrase, cue: the cue.
        item: the mention.
        denies: whether the cue speaks of absence (else of doubt).
        ruled: whether the rules say that the cue concerns the mention.
        sure: how sure the model of cues is: `C9`, `C7`, `C5`, or `H` for a hint.
        list_first: first token of the list of mentions in which the mention stands; its own where it stands in none.
    """

    phrase: Phrase
    cue: Cue
    item: Placed
    denies: bool
    ruled: bool
    sure: str
    list_first: int


class _View(NamedTuple):
    """What lies between the cue and the mention, and around both."""

    side: str  # L: the mention stands before the cue, R: behind it, O: over it
    words: Sequence[str]  # between
    classes: Sequence[str]
    distance: int
    verbs: int
    path: str
    last_preposition: str
    governor: str  # preposition right before the noun phrase of the mention
    governed_by: str  # the word before that preposition, and it
    head: str  # where the mention stands in the subject of the cue's verb
    agent: str


def signs_of(reading: Reading, pair: Pair, *, role: str | None) -> list[str]:
    """Return the names of the features of a pair.

    Args:
        reading: the sentence.
        pair: the cue and the mention.
        role: role of the sentence in the abstract, None where it is not known.
    """
    view = _view(reading, pair)
    return [
        *_plain(reading, pair, view, role),
        *_crossed(reading, pair, view, role),
        *_worded(pair, view),
        *_own(reading, pair, view),
        *_around(reading, pair, view, role),
    ]


def _view(reading: Reading, pair: Pair) -> _View:
    words, classes, item, phrase = reading.words, reading.classes, pair.item, pair.phrase
    if item.first >= phrase.last:
        side, low, high = "R", phrase.last, item.first
    elif item.last <= phrase.first:
        side, low, high = "L", item.last, phrase.first
    else:
        side, low, high = "O", phrase.first, phrase.first
    between, kinds = words[low:high], classes[low:high]
    governor, governed_by = _governor(words, classes, item.first)
    kind = item.mention.entity_type
    agent = "A" if is_agent(kind) else "H" if is_agent(kind, head=True) else "B"
    path = [word if word in _BORDERS or word in _PREPOSITIONS else "F" if kind in FINITE else ""
            for word, kind in zip(between, kinds, strict=True)]  # fmt: skip
    path = [step for step in path if step]
    shown = " ".join(path if len(path) <= 3 else [path[0], "*", *path[-2:]])
    last = next((word for word in reversed(between) if word in _PREPOSITIONS), "-")
    return _View(
        side, between, kinds, high - low, sum(kind in FINITE for kind in kinds), shown, last, governor, governed_by,
        _head(reading, pair) if side == "L" else "-", agent,
    )  # fmt: skip


def _governor(words: Sequence[str], classes: Sequence[str], first: int) -> tuple[str, str]:
    at = first - 1
    while at > 0 and (classes[at] in ("~JJ", "~NN", "~VBN", "~VBG") or words[at] in ("the", "a", "an")):
        at -= 1
    if at < 0 or words[at] not in _PREPOSITIONS:
        return "-", "-"
    return words[at], f"{words[at - 1] if at else '<'} {words[at]}"


def _head(reading: Reading, pair: Pair) -> str:
    low, high = subject_of(reading, pair.phrase.first)
    if not (low <= pair.item.first and pair.item.last <= high):
        return "out"
    return "later" if any(word in _PREPOSITIONS for word in reading.words[low : pair.item.first]) else "first"


def _word(words: Sequence[str], at: int) -> str:
    return "<" if at < 0 else words[at] if at < len(words) else ">"


def _step(count: int) -> int:
    return max(step for step in _STEPS if step <= count)


def _next(reading: Reading, pair: Pair) -> tuple[str, str, str]:
    """Return the first word of weight behind the cue, its class and the word lists that hold it."""
    at = pair.phrase.last
    while at < len(reading.words) and reading.classes[at] in _LIGHT:
        at += 1
    word = _word(reading.words, at)
    return word, _word(reading.classes, at), "|".join(name for name in _LISTS if word in listed(name))


def _plain(reading: Reading, pair: Pair, view: _View, role: str | None) -> Iterator[str]:
    words, classes, side = reading.words, reading.classes, view.side
    first, last, begin, end = pair.item.first, pair.item.last, pair.phrase.first, pair.phrase.last
    word, kind, lists = _next(reading, pair)
    before, after = _word(words, begin - 1), _word(words, end)
    shown = " ".join(view.classes) if view.distance <= 4 else "+"
    yield from ("bias", f"side {side}", f"g {pair.phrase.group}", f"w {pair.phrase.words}", f"rule {pair.ruled:d}")
    yield from (f"type {pair.item.mention.entity_type}", f"agent {view.agent}", f"role {role}", f"sure {pair.sure}")
    yield from (f"scope {_inside(pair):d}", f"dist {side} {_step(view.distance)}", f"F {side} {min(view.verbs, 3)}")
    yield from (f"comma {side} {min(view.words.count(','), 3)}", f"path {side} {view.path}", f"short {side} {shown}")
    yield f"br {min(sum(word in '()[]' for word in view.words), 2)}"
    yield from (f"lastp {side} {view.last_preposition}", f"prev {_word(words, first - 1)}")
    yield from (f"prev2 {_word(words, first - 2)} {_word(words, first - 1)}", f"nxt {_word(words, last)}")
    yield from (f"nk {_word(classes, last)}", f"nk2 {_word(classes, last)} {_word(classes, last + 1)}")
    yield from (f"verb {side} {word}", f"vk {side} {kind}", f"cl {side} {lists}", f"cb {before}", f"ca {after}")
    yield from (f"ca2 {after} {_word(words, end + 1)}", f"cb2 {_word(words, begin - 2)} {before}")
    yield from (f"head {side} {view.head}", f"gov {view.governed_by}", f"gp {side} {view.governor}")
    yield f"eff {side} {not listed('effects').isdisjoint(view.words):d}"
    yield f"cau {side} {not listed('causal_verbs').isdisjoint(view.words):d}"
    yield f"mean {side} {not {'via', 'through', 'by'}.isdisjoint(view.words):d}"
    others = {other.group for other, _ in (*reading.cues, *reading.hints) if other is not pair.phrase}
    yield from (f"also {name}" for name in sorted(others))


def _inside(pair: Pair) -> bool:
    mention, cue = pair.item.mention, pair.cue
    if cue.scope_start is None or cue.scope_end is None:
        return False
    return cue.scope_start <= mention.start and mention.end <= cue.scope_end


def _crossed(reading: Reading, pair: Pair, view: _View, role: str | None) -> Iterator[str]:
    side, agent, governor, ruled = view.side, view.agent, view.governor, int(pair.ruled)
    verbs, far, inside = min(view.verbs, 2), _step(view.distance), int(_inside(pair))
    lists = _next(reading, pair)[2]
    effect = int(not listed("effects").isdisjoint(view.words))
    kind, words, last = pair.item.mention.entity_type, reading.words, pair.item.last
    for head in (pair.phrase.group, pair.phrase.words):
        yield from (f"{head} side {side}", f"{head} {side} {agent} r{ruled}", f"{head} {side} {inside} r{ruled}")
        yield from (f"{head} {side} {agent} F{verbs}", f"{head} {side} p {view.last_preposition}")
        yield from (f"{head} {side} gp {governor} {agent}", f"{head} {side} d{far}", f"{head} role {role} r{ruled}")
        yield from (f"{head} {side} cl {lists}", f"{head} {view.head} {agent}", f"{head} path {side} {view.path}")
        yield f"{head} {side} eff {effect} {governor}"
    yield f"sure {pair.sure} {pair.phrase.group}"
    rule = f"r{ruled}"
    yield from (f"{rule} sure {pair.sure}", f"{rule} type {kind} {side}", f"{rule} gp {governor} {side}")
    yield from (f"{rule} in {inside} {side}", f"{rule} {view.head} {agent}", f"{rule} F{verbs} {side}")
    yield from (f"{rule} p {view.last_preposition}", f"{rule} d{far}", f"{rule} nk {_word(reading.classes, last)}")
    yield from (
        f"{rule} prev {_word(words, pair.item.first - 1)}",
        f"{rule} gov {view.governed_by}",
        f"{rule} role {role}",
    )
    yield from (f"{side} {agent} {governor} F{verbs}", f"{side} {kind} F{verbs} {inside}")


def _worded(pair: Pair, view: _View) -> Iterator[str]:
    """Yield the words between the cue and the mention, and the first and the last verb among them."""
    group, side, agent = pair.phrase.group, view.side, view.agent
    yield from (f"bb {side} {word}" for word in sorted(set(view.words)) if word[0].isalpha())
    verbs = [word for word, kind in zip(view.words, view.classes, strict=True) if kind.startswith("~VB")]
    kinds = [kind for kind in view.classes if kind.startswith("~VB")]
    first, last, kind = (verbs[0], verbs[-1], kinds[-1]) if verbs else ("-", "-", "-")
    yield from (f"lv {side} {last}", f"lv {group} {side} {last[:_STEM]} {agent}", f"lvc {group} {side} {kind} {agent}")
    yield from (f"fv {group} {side} {first[:_STEM]}", f"fvl {group} {side} {first[:_STEM]} {last[:_STEM]}")
    yield from (f"nvb {side} {min(len(verbs), 4)}", f"lv {last[:_STEM]} r{pair.ruled:d}")


def _own(reading: Reading, pair: Pair, view: _View) -> Iterator[str]:
    """Yield the last word of the mention, its length, and what its first and last words hold beside it."""
    item, group, side, rule = pair.item, pair.phrase.group, view.side, f"r{pair.ruled:d}"
    word, length = reading.words[item.last - 1], min(item.last - item.first, 4)
    yield from (f"mw {word}", f"mw {group} {word}", f"mw {rule} {word}", f"ms {word[-4:]}")
    yield from (f"ms {group} {side} {word[-4:]}", f"mlen {length}", f"mlen {group} {side} {length}")
    before, after = reading.tokens[item.first], reading.tokens[item.last - 1]
    # "Arsenic-inhibited", "pre-XRT": the token is the lower-case text.
    front = before.word[: max(0, item.mention.start - before.start)]
    back = after.word[max(0, item.mention.end - after.start) :] if item.mention.end < after.end else ""
    if front or back:
        yield from (f"gl {back}", f"gp0 {front}", f"glr {back} {rule}")
        yield f"glx {'y' if back else 'n'} {group} {side} {view.agent} {rule}"


def _around(reading: Reading, pair: Pair, view: _View, role: str | None) -> Iterator[str]:
    """Yield what governs the list of the mention, how the sentence opens, and whether it asks or aims."""
    words, group, side, rule = reading.words, pair.phrase.group, view.side, f"r{pair.ruled:d}"
    if pair.list_first < pair.item.first:
        governor, governed_by = _governor(words, reading.classes, pair.list_first)
        before = _word(words, pair.list_first - 1)
        yield from (f"lh {group} {side} {governor} {view.agent}", f"lhb {governed_by}")
        yield from (f"lhp {side} {before}", f"lhp {group} {side} {before}")
    opening = [word for word in words if word[0].isalpha()][:2]
    yield from (f"o1 {group} {' '.join(opening[:1])}", f"o2 {' '.join(opening)}", f"q {words[-1] == '?':d} {group}")
    asked = not {"whether", "if"}.isdisjoint(words[: pair.phrase.first])
    aims = not _AIMS.isdisjoint(words)
    yield from (f"wh{asked:d} {group} {side}", f"aim{aims:d} {group} {side} {rule}")
    yield f"len {min(len(words) // 10, 5)} {group}"
    for name in (pair.phrase.words, group):
        yield f"rol {role} {name} {side} {view.agent}"
